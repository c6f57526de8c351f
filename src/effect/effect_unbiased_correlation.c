/* The correlation without bias (Olkin & Pratt 1958) and its unbiased sampling variance (Hedges 1989).
 *
 * With x = 1 - r^2 and c = (n - 2)/2 the estimate is G = r F, F = 2F1(1/2, 1/2; c; x), and the unbiased variance is
 *     G^2 - 1 + (1 - 1/(2c)) x H,    H = 2F1(1, 1; c + 1; x),
 * a difference that loses all digits for large n and for r near 1 or -1. As a power series in x it has no terms of order
 * 0 and 1: with f_k and h_k the coefficients of F and H and g_k those of F^2, the coefficient of x^k is
 *     g_k - g_(k-1) + (1 - 1/(2c)) h_(k-1),
 * positive for every k >= 2 (the first is (4c - 1)(2c - 1)/(16 c^2 (c + 1))), with h more than twice g. The series is
 * used where it converges fast: c large or x small. Elsewhere the variance is above 0.005 and the difference is good. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

enum { MOST_TERMS = 120 };

static bool converges_fast(double c, double x)
{
    return c >= 20.0 || x <= 0.5;
}

/* F - 1, by the series. */
static double excess(double c, double x)
{
    double term = 1.0, sum = 0.0;
    for (int k = 0; k < MOST_TERMS; k++) {
        term *= (k + 0.5) * (k + 0.5) / ((c + k) * (k + 1.0)) * x;
        sum += term;
        if (!(term > 1e-18 * sum)) break;
    }
    return sum;
}

/* The correlation that is given or comes from a t statistic, corrected: r is G, left is 1 - G^2. c > 1. */
static copse_i_correlation_of corrected(copse_i_correlation_of from, double c)
{
    copse_i_correlation_of to;
    if (converges_fast(c, from.left)) {
        const double more = excess(c, from.left), size = fabs(from.r);
        /* 1 - |r| from 1 - r^2, which may be known better */
        const double short_of_one = from.left / (1.0 + size) - size * more;
        to.r = from.r + from.r * more;
        to.left = short_of_one * (1.0 + fabs(to.r));
    } else {
        to.r = from.r * copse_hyperg_2f1_positive_at_1_minus(0.5, 0.5, c, from.r * from.r);
        to.left = (1.0 - to.r) * (1.0 + to.r);
    }
    to.ratio = to.r / sqrt(to.left);
    return to;
}

/* G^2 - 1 + (1 - 1/(2c)) x H by its series in x. */
static double variance_series(double c, double x)
{
    double f[MOST_TERMS + 1] = {1.0}, h = 1.0, before = 1.0, power = x, sum = 0.0; /* before: g_(k-1) */
    for (int k = 1; k <= MOST_TERMS; k++) {
        double g = 0.0;
        f[k] = f[k - 1] * ((k - 0.5) * (k - 0.5) / ((c + k - 1.0) * k));
        for (int j = 0; j <= k; j++) g += f[j] * f[k - j];
        if (k >= 2) {
            const double first = (4.0 * c - 1.0) * (2.0 * c - 1.0) / (16.0 * c * c * (c + 1.0));
            const double term = (k == 2 ? first : g - before + (1.0 - 0.5 / c) * h) * power;
            sum += term;
            if (!(term > 1e-18 * sum)) break;
        }
        before = g;
        power *= x;
        h *= k / (c + k); /* h_k = k! / (c + 1)_k */
    }
    return sum;
}

static double unbiased_variance(copse_i_correlation_of from, double corrected_r, double c)
{
    const double x = from.left;
    if (converges_fast(c, x)) return variance_series(c, x);
    const double h = copse_hyperg_2f1_positive_at_1_minus(1.0, 1.0, c + 1.0, from.r * from.r);
    return corrected_r * corrected_r - (1.0 - (1.0 - 0.5 / c) * x * h);
}

copse_i_estimate copse_i_unbiased_correlation(const double *x, size_t set, const copse_i_setting *setting)
{
    const double n = x[COPSE_IN_NI], c = 0.5 * (n - 2.0);
    if (!(n > 4.0)) return (copse_i_estimate){.why = "fewer than five participants"};
    const copse_i_correlation_of from = copse_i_correlation_in_row(x, set), to = corrected(from, c);
    const double mean = setting->average[0], mean_left = (1.0 - mean) * (1.0 + mean);
    copse_i_estimate e = {.yi = to.r, .vi = to.left * to.left / (n - 1.0)};
    if (setting->vtype == COPSE_VTYPE_AV) e.vi = mean_left * mean_left / (n - 1.0);
    if (setting->vtype == COPSE_VTYPE_UB) e.vi = unbiased_variance(from, to.r, c);
    if (!(e.vi > 0.0)) e.why = "a perfect correlation has no sampling variance";
    return e;
}

void copse_i_unbiased_correlation_average(const double *x, size_t set, double size, const copse_i_setting *setting,
                                          double value[4], double weight[4])
{
    (void)size;
    (void)setting;
    const double n = x[COPSE_IN_NI];
    if (!(n > 4.0)) return;
    value[0] = corrected(copse_i_correlation_in_row(x, set), 0.5 * (n - 2.0)).r;
    weight[0] = n;
}
