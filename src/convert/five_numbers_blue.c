/* Best linear unbiased estimators of location and scale from a few normal order statistics (Yang, Hutson & Wang 2022):
 * generalised least squares of the numbers on (1, alpha) with covariance B, alpha and B the expectations and covariances
 * of standard normal order statistics by the expansion of David & Johnson 1954 to the order (n + 2)^-2. The numbers
 * count as the order statistics 1, [n/4] + 1, [n/2] + 1, [3n/4] + 1 and n. */
#include "five_numbers.h"

#include <copse/math.h>

#include <math.h>

/* The expansion around the quantile of p = r/(n + 1): derivatives d[k] of the quantile function at p. */
typedef struct order_statistic {
    double p, q, z, d[5];
} order_statistic;

static order_statistic order_statistic_at(double r, double n)
{
    order_statistic s = {.p = r / (n + 1), .q = (n + 1 - r) / (n + 1)};
    s.z = s.p < 0.5 ? -copse_normal_quantile_upper(s.p) : s.q < 0.5 ? copse_normal_quantile_upper(s.q) : 0;
    const double z = s.z, f = exp(-z * z / 2) / sqrt(2 * COPSE_PI);
    s.d[1] = 1 / f;
    s.d[2] = z / (f * f);
    s.d[3] = (1 + 2 * z * z) / (f * f * f);
    s.d[4] = z * (7 + 6 * z * z) / (f * f * f * f);
    return s;
}

static double expectation(const order_statistic *s, double n)
{
    const double m = n + 2, pq = s->p * s->q;
    return s->z + pq * s->d[2] / (2 * m) + pq / (m * m) * ((s->q - s->p) * s->d[3] / 3 + pq * s->d[4] / 8);
}

/* r before or equal to s in order; the variance where they are the same. */
static double covariance(const order_statistic *r, const order_statistic *s, double n)
{
    const double m = n + 2, pq = r->p * s->q;
    const double second = (r->q - r->p) * r->d[2] * s->d[1] + (s->q - s->p) * r->d[1] * s->d[2] +
                          r->p * r->q * r->d[3] * s->d[1] / 2 + s->p * s->q * r->d[1] * s->d[3] / 2 +
                          pq * r->d[2] * s->d[2] / 2;
    return pq * r->d[1] * s->d[1] / m + pq / (m * m) * second;
}

static size_t order_statistics(copse_five_case which, double n, order_statistic stat[COPSE_I_FIVE_MOST])
{
    const copse_five rank = {1, floor(n / 4) + 1, floor(n / 2) + 1, floor(3 * n / 4) + 1, n, n};
    double r[COPSE_I_FIVE_MOST];
    const size_t count = copse_i_five_values(&rank, which, r);
    for (size_t i = 0; i < count; i++) stat[i] = order_statistic_at(r[i], n);
    return count;
}

typedef double matrix[COPSE_I_FIVE_MOST][COPSE_I_FIVE_MOST];

/* B = LL' in place (lower triangle). False where it is not positive definite. */
static bool cholesky(matrix b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = b[i][j];
            for (size_t k = 0; k < j; k++) sum -= b[i][k] * b[j][k];
            if (i == j && !(sum > 0)) return false;
            b[i][j] = i == j ? sqrt(sum) : sum / b[j][j];
        }
    }
    return true;
}

static void whiten(const matrix l, size_t count, double *x)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
        x[i] /= l[i][i];
    }
}

static double dot(const double *x, const double *y, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += x[i] * y[i];
    return sum;
}

/* Least squares of x on (one, alpha), all whitened, by Gram-Schmidt. */
static void regress(double *one, double *alpha, double *x, size_t count, double *location, double *scale)
{
    const double oo = dot(one, one, count);
    const double slope = dot(one, alpha, count) / oo, centre = dot(one, x, count) / oo;
    for (size_t i = 0; i < count; i++) {
        alpha[i] -= slope * one[i];
        x[i] -= centre * one[i];
    }
    *scale = dot(alpha, x, count) / dot(alpha, alpha, count);
    *location = centre - *scale * slope;
}

copse_status copse_i_five_blue(const copse_five *five, copse_five_result *result)
{
    int exponent;
    const copse_five scaled = copse_i_five_scaled(five, &exponent);
    order_statistic stat[COPSE_I_FIVE_MOST];
    const size_t count = order_statistics(result->which, five->n, stat);
    double x[COPSE_I_FIVE_MOST], one[COPSE_I_FIVE_MOST], alpha[COPSE_I_FIVE_MOST];
    matrix b = {{0}};
    (void)copse_i_five_values(&scaled, result->which, x);
    for (size_t i = 0; i < count; i++) {
        one[i] = 1;
        alpha[i] = expectation(&stat[i], five->n);
        x[i] -= scaled.median;
        for (size_t j = 0; j <= i; j++) b[i][j] = covariance(&stat[j], &stat[i], five->n);
    }
    if (!cholesky(b, count)) /* not met for n from 5 to 1e15 */
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE,
                                   "the covariance matrix of the order statistics is not positive definite");
    whiten(b, count, one);
    whiten(b, count, alpha);
    whiten(b, count, x);
    double location, scale;
    regress(one, alpha, x, count, &location, &scale);
    if (!(scale > 0))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE, "the estimate of the SD is not positive");
    result->mean = ldexp(scaled.median + location, exponent);
    result->sd = ldexp(scale, exponent);
    result->mean_formula = result->sd_formula = "Yang, Hutson & Wang 2022; David & Johnson 1954";
    return COPSE_OK;
}
