/* What the methods that look at p-values have in common: checks, tails of the normal far out, counts of events. */
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>

static const double ROOT_OF_1_BY_2_PI = 0.398942280401432677940;
static const double SMALLEST_LOG = -700; /* below, probabilities leave the range of double */

copse_status copse_i_pvalue_studies(const double *y, const double *v, size_t k, copse_error *err)
{
    if (y == NULL || v == NULL || k == 0) return copse_fail(err, COPSE_EINVAL, "no studies were given");
    for (size_t i = 0; i < k; i++) {
        if (!isfinite(y[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the estimate is not a finite number", i + 1);
        if (!(v[i] > 0 && isfinite(v[i])))
            return copse_fail(err, COPSE_EDOM, "study %zu: the sampling variance is not a positive number", i + 1);
    }
    return COPSE_OK;
}

copse_status copse_i_pvalue_alpha(double alpha, copse_error *err)
{
    if (alpha > 0 && alpha < 0.5) return COPSE_OK;
    return copse_fail(err, COPSE_EINVAL, "alpha, the level of a study's test, lies between 0 and 0.5");
}

copse_status copse_i_critical_values(const double *critical, size_t k, copse_error *err)
{
    for (size_t i = 0; critical != NULL && i < k; i++)
        if (!(critical[i] > 0 && isfinite(critical[i])))
            return copse_fail(err, COPSE_EINVAL, "study %zu: its critical value is not a positive number", i + 1);
    return COPSE_OK;
}

double copse_i_not_negative(double x)
{
    return x <= 0 ? 0 : x;
}

double copse_i_weighted_mean(const double *y, const double *v, size_t k, double tau2, double *total)
{
    double sum = 0, weights = 0;
    for (size_t i = 0; i < k; i++) {
        sum += y[i] / (v[i] + tau2);
        weights += 1 / (v[i] + tau2);
    }
    if (total != NULL) *total = weights;
    return sum / weights;
}

int copse_i_pvalue_side(const double *y, const double *v, size_t k, int given)
{
    if (given != 0) return given < 0 ? -1 : 1;
    return copse_i_weighted_mean(y, v, k, 0, NULL) < 0 ? -1 : 1;
}

double copse_i_log_upper(double z)
{
    return copse_log_normal_lower(-z);
}

/* Of P(Z <= z): phi(z)/P, and log P where it is not NULL. Far out by Laplace's continued fraction. */
double copse_i_mills_and_log(double z, double *log_p)
{
    if (z < -20) {
        const double mills = copse_i_overshoot(-z) - z;
        if (log_p != NULL) *log_p = -0.5 * z * z - 0.5 * log(2 * COPSE_PI) - log(mills);
        return mills;
    }
    const double tail = 0.5 * erfc(fabs(z) / COPSE_SQRT2);
    if (log_p != NULL) *log_p = z > 0 ? log1p(-tail) : log(tail);
    return exp(-0.5 * z * z) * ROOT_OF_1_BY_2_PI / (z > 0 ? 1 - tail : tail);
}

double copse_i_overshoot(double a)
{
    if (a < 20) return copse_i_mills_and_log(-a, NULL) - a;
    double ratio = a;
    for (int n = 16; n > 1; n--) ratio = a + n / ratio;
    return 1 / ratio;
}

double copse_i_mills(double z)
{
    return copse_i_mills_and_log(z, NULL);
}

double copse_i_log_density_beyond(double a, double gap, double top)
{
    if (a > 0) return log(copse_i_mills(-a)) - gap * (a + gap / 2);
    return -0.5 * top * top + log(ROOT_OF_1_BY_2_PI) - copse_log_normal_lower(-a);
}

/* The densities' ratio times that of the ratios of density to tail. */
double copse_i_log_conditional(double a, double gap, double top)
{
    if (a < 0) return copse_i_log_upper(top) - copse_i_log_upper(a);
    return log(copse_i_mills(-a) / copse_i_mills(-a - gap)) - gap * (a + gap / 2);
}

double copse_i_above_mean(double a, double gap, double top)
{
    return a > 0 ? gap - copse_i_overshoot(a) : top - copse_i_mills(-a);
}

/* Newton's method on the logarithm, which is concave: from the left of the root each step stays left of it. */
double copse_i_normal_from_log_lower(double log_p)
{
    if (!(log_p < 0)) return NAN;
    if (log_p > SMALLEST_LOG) {
        const double p = exp(log_p);
        return p < 0.5 ? -copse_normal_quantile_upper(p) : copse_normal_quantile_upper(-expm1(log_p));
    }
    double z = -sqrt(-2 * log_p);
    for (int step = 0; step < 20; step++) {
        const double change = (log_p - copse_log_normal_lower(z)) / copse_i_mills(z);
        z += change;
        if (!(fabs(change) > 1e-15 * fabs(z))) break;
    }
    return z;
}

void copse_i_count_masses(const double *p, size_t n, double *mass)
{
    mass[0] = 1;
    for (size_t i = 0; i < n; i++) {
        mass[i + 1] = mass[i] * p[i];
        for (size_t j = i; j > 0; j--) mass[j] = mass[j] * (1 - p[i]) + mass[j - 1] * p[i];
        mass[0] *= 1 - p[i];
    }
}

double copse_i_binomial_upper(size_t x, size_t n, double p)
{
    if (x == 0) return 1;
    if (x > n || !(p > 0)) return x > n || p <= 0 ? 0 : NAN;
    if (p >= 1) return 1;
    return copse_beta_lower(p, (double)x, (double)(n - x) + 1);
}

double copse_i_binomial_lower(size_t x, size_t n, double p)
{
    if (x >= n) return 1;
    if (!(p > 0)) return p <= 0 ? 1 : NAN;
    if (p >= 1) return 0;
    return copse_beta_upper(p, (double)x + 1, (double)(n - x));
}
