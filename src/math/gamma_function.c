/* log Gamma, its differences and its derivatives. Stirling's series from 10 on, below it the recurrences. */
#include "gamma_function.h"
#include <copse/math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>
#include <stddef.h>

static const double LARGE = 10, LARGEST = 2.5e305, HALF_LOG_2PI = 0.918938533204672741780;

/* B_2n / (2n (2n - 1)), n = 1, 2, ... */
static const double stirling[] = {1.0 / 12,        -1.0 / 360, 1.0 / 1260,       -1.0 / 1680,      1.0 / 1188,
                                  -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400, 43867.0 / 244188, -174611.0 / 125400};
enum { TERMS = sizeof stirling / sizeof *stirling };

static double stirling_series(double x)
{
    const double square = 1 / (x * x);
    double sum = 0;
    for (size_t n = TERMS; n-- > 0;) sum = sum * square + stirling[n];
    return sum / x;
}

double copse_i_stirling_rest(double x)
{
    double rest = 0;
    while (x < LARGE) {
        rest += (x + 0.5) * log1p(1 / x) - 1;
        x += 1;
    }
    return rest + stirling_series(x);
}

double copse_i_log_excess(double a, double u, double ratio)
{
    if (u < -0.5) return a * (log(ratio) - u);
    return a * (u < 1 ? gsl_sf_log_1plusx_mx(u) : log1p(u) - u);
}

double copse_i_poisson_log_mass(double count, double mean)
{
    if (count == 0) return -mean;
    const double u = (mean - count) / count;
    return copse_i_log_excess(count, u, mean / count) - copse_i_stirling_rest(count) - 0.5 * log(count) - HALF_LOG_2PI;
}

double copse_log_gamma(double x)
{
    if (!(x > 0)) return NAN;
    return x < LARGEST ? gsl_sf_lngamma(x) : INFINITY;
}

/* The difference of the series for a = b + d: 1/a^k - 1/b^k = -d/(a b) (1/a^(k-1) + ... + 1/b^(k-1)). */
static double stirling_difference(double a, double b, double d)
{
    const double p = 1 / a, q = 1 / b;
    double power_a = 1, power_b = 1, inner = 1, sum = 0; /* inner: the bracket for k = 1, then 3, 5, ... */
    for (size_t n = 0; n < TERMS; n++) {
        sum += stirling[n] * inner;
        for (int twice = 0; twice < 2; twice++) {
            power_b *= q;
            inner = inner * p + power_b;
        }
        power_a *= p * p;
        if (power_a < 1e-18 && power_b < 1e-18) break;
    }
    return -d * p * q * sum;
}

/* log(a/b), d being a - b */
static double log_of_ratio(double a, double b, double d)
{
    return fabs(d) > 0.5 * b ? log(a / b) : log1p(d / b);
}

static double difference(double a, double b, double d)
{
    double shift = 0;
    while (a < LARGE || b < LARGE) {
        shift += log_of_ratio(a, b, d);
        a += 1;
        b += 1;
    }
    return (b - 0.5) * log_of_ratio(a, b, d) + d * (log(a) - 1) + stirling_difference(a, b, d) - shift;
}

double copse_log_gamma_ratio(double a, double b)
{
    if (!(a > 0 && b > 0)) return NAN;
    if (isinf(a) || isinf(b)) return isinf(a) && isinf(b) ? NAN : a > b ? INFINITY : -INFINITY;
    const double d = a - b;
    if (fabs(d) > 0.5 && fmin(a, b) < LARGE) return copse_log_gamma(a) - copse_log_gamma(b);
    return difference(a, b, d);
}

double copse_i_log_gamma_rise(double b, double d)
{
    return difference(b + d, b, d);
}

/* Taylor's series of the digamma function at its zero, which is ZERO + ZERO_REST; the other terms of its sums cancel there. */
static const double ZERO = 1.4616321449683622, ZERO_REST = 9.5499954299656977e-17, NEAR_ZERO = 0.05;
static const double at_zero[] = {0.96767224544762117043,   -0.44276316898359210609,  0.25849976095565101062,
                                 -0.1639427054424065275,   0.10782405069126236576,   -0.072199561256454710926,
                                 0.048804288164143107225,  -0.033161126474847359292, 0.02259764823221810466,
                                 -0.015424765904948959139, 0.010538791616612175388};

static double digamma_near_zero(double x)
{
    const double d = (x - ZERO) - ZERO_REST;
    double sum = 0;
    for (size_t n = sizeof at_zero / sizeof *at_zero; n-- > 0;) sum = sum * d + at_zero[n];
    return sum * d;
}

double copse_digamma(double x)
{
    if (!(x > 0)) return NAN;
    if (isinf(x)) return x;
    if (fabs(x - ZERO) < NEAR_ZERO) return digamma_near_zero(x);
    double shift = 0;
    while (x < LARGE) {
        shift += 1 / x;
        x += 1;
    }
    const double square = 1 / (x * x);
    double sum = 0;
    for (size_t n = TERMS; n-- > 0;) sum = sum * square + (double)(2 * n + 1) * stirling[n];
    return log(x) - 0.5 / x - sum * square - shift;
}

double copse_trigamma(double x)
{
    if (!(x > 0)) return NAN;
    double shift = 0;
    while (x < LARGE) {
        shift += 1 / (x * x);
        x += 1;
    }
    const double square = 1 / (x * x);
    double sum = 0;
    for (size_t n = TERMS; n-- > 0;) sum = sum * square + (double)((2 * n + 1) * (2 * n + 2)) * stirling[n];
    return shift + (1 + (0.5 + sum / x) / x) / x;
}
