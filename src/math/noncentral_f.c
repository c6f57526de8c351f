/* The noncentral F distribution, a Poisson mixture of central ones: F = (df2/df1) X/(1 - X), X given j ~ Poisson(ncp/2) being
 * beta(df1/2 + j, df2/2). The sums start at their largest term, or at the end from which the incomplete beta functions follow by
 * adding (DLMF 8.17.20), so that every number added is positive. */
#include "noncentral_f.h"
#include "gamma_function.h"
#include <copse/math.h>
#include <float.h>
#include <math.h>

static const double LEAST_DF = 1e-2, MOST_DF = 1e9, MOST_NCP = 1e9;
static const double NOTHING = 1e-20; /* of the largest term */

/* One of the beta variables. */
static copse_i_beta_point raised(const copse_i_beta_point *p, double j)
{
    return (copse_i_beta_point){p->x, p->y, p->a + j, p->b, fma(-j, p->y, p->excess)};
}

/* kernel(j + 1) Poisson(j + 1) over that of j */
static double ratio(const copse_i_beta_point *p, double half, double j)
{
    return half / (j + 1) * p->x * ((p->a + p->b + j) / (p->a + j));
}

/* The j of the largest kernel times Poisson: where the ratio passes 1. */
static double peak(const copse_i_beta_point *p, double half)
{
    const double lx = half * p->x, q = p->a + 1 - lx, rest = p->a - lx * (p->a + p->b);
    if (rest >= 0) return 0;
    const double root = sqrt(q * q - 4 * rest);
    return floor(q > 0 ? -2 * rest / (q + root) : 0.5 * (root - q));
}

static double log_term(const copse_i_beta_point *p, double half, double j)
{
    const copse_i_beta_point at = raised(p, j);
    return copse_i_poisson_log_mass(j, half) + copse_i_beta_log_kernel(&at);
}

double copse_i_log_noncentral_kernel(const copse_i_beta_point *p, double half)
{
    if (half == 0) return copse_i_beta_log_kernel(p);
    const double top = peak(p, half);
    double sum = 1, term = 1;
    double j = top;
    while (term > NOTHING) sum += term *= ratio(p, half, j++);
    term = 1;
    j = top;
    while (j > 0 && term > NOTHING) sum += term /= ratio(p, half, --j);
    return log_term(p, half, top) + log(sum);
}

/* The last j going up, or down, at which kernel times Poisson is something. */
static double last(const copse_i_beta_point *p, double half, int direction)
{
    double j = peak(p, half), term = 1;
    if (direction > 0)
        while (term > NOTHING) term *= ratio(p, half, j++);
    else
        while (j > 0 && term > NOTHING) term /= ratio(p, half, --j);
    return j;
}

/* Sums Poisson(j) I_x(a + j, b) from the top down: I(j - 1) = I(j) + kernel(j)/(x (a + b + j - 1)). `term` and `kernel` are
 * both with the Poisson factor and on one scale. */
static double lower_tail(const copse_i_beta_point *p, double half)
{
    double j = fmin(last(p, half, 1), ceil(half + 12 * sqrt(half) + 60));
    const copse_i_beta_point at = raised(p, j);
    const double scale = log_term(p, half, j);
    double kernel = 1, sum;
    double term = copse_i_beta_is_low(&at) ? copse_i_beta_fraction(&at)
                                           : exp(copse_i_poisson_log_mass(j, half) - scale) * copse_i_beta_tail(&at);
    double log_factor = scale;
    sum = term;
    while (j > 0) {
        term = j / half * (term + kernel / (p->x * (p->a + p->b + j - 1)));
        kernel /= ratio(p, half, --j);
        sum += term;
        if (term < NOTHING * sum && j < half) break;
        if (sum > 1e200) { /* far below the peak of the sum */
            sum *= 1e-200, term *= 1e-200, kernel *= 1e-200;
            log_factor += 200 * log(10);
        }
    }
    return exp(log_factor + log(sum));
}

/* The same for 1 - I from the bottom up: 1 - I(j + 1) = 1 - I(j) + kernel(j)/(a + j). */
static double upper_tail(const copse_i_beta_point *p, double half)
{
    double j = fmax(fmax(last(p, half, -1), floor(half - 12 * sqrt(half) - 60)), 0);
    const copse_i_beta_point at = raised(p, j), other = copse_i_beta_mirror(&at);
    const double scale = log_term(p, half, j);
    double kernel = 1, sum;
    double term = copse_i_beta_is_low(&other)
                      ? copse_i_beta_fraction(&other)
                      : exp(copse_i_poisson_log_mass(j, half) - scale) * copse_i_beta_tail(&other);
    double log_factor = scale;
    sum = term;
    while (!(term < NOTHING * sum && j > half)) {
        term = half / (j + 1) * (term + kernel / (p->a + j));
        kernel *= ratio(p, half, j++);
        sum += term;
        if (sum > 1e200) {
            sum *= 1e-200, term *= 1e-200, kernel *= 1e-200;
            log_factor += 200 * log(10);
        }
    }
    return exp(log_factor + log(sum));
}

static bool parameters_ok(double x, double df1, double df2, double ncp)
{
    return !isnan(x) && df1 >= LEAST_DF && df1 <= MOST_DF && df2 >= LEAST_DF && df2 <= MOST_DF && ncp >= 0 &&
           ncp <= MOST_NCP;
}

/* df1 x/(df1 x + df2), from the nearer end. */
static copse_i_beta_point point(double x, double df1, double df2)
{
    const double ratio_of = df1 / df2 * x;
    if (ratio_of <= 1) return copse_i_beta_at(ratio_of / (1 + ratio_of), 0.5 * df1, 0.5 * df2, false);
    return copse_i_beta_at(1 / (1 + ratio_of), 0.5 * df1, 0.5 * df2, true);
}

double copse_noncentral_f_density(double x, double df1, double df2, double ncp)
{
    if (!parameters_ok(x, df1, df2, ncp)) return NAN;
    if (x < 0 || isinf(x)) return 0;
    if (x == 0) return df1 > 2 ? 0 : df1 == 2 ? exp(-0.5 * ncp) : INFINITY;
    const copse_i_beta_point p = point(x, df1, df2);
    if (!(p.x > 0 && p.y > 0)) return 0;
    return exp(copse_i_log_noncentral_kernel(&p, 0.5 * ncp) - log(x));
}

double copse_noncentral_f_lower(double x, double df1, double df2, double ncp)
{
    if (!parameters_ok(x, df1, df2, ncp)) return NAN;
    if (x <= 0 || isinf(x)) return x > 0 ? 1 : 0;
    const copse_i_beta_point p = point(x, df1, df2);
    if (!(p.x > 0 && p.y > 0)) return p.x > 0 ? 1 : 0;
    return ncp == 0 ? copse_i_beta_tail(&p) : fmin(lower_tail(&p, 0.5 * ncp), 1);
}

double copse_noncentral_f_upper(double x, double df1, double df2, double ncp)
{
    if (!parameters_ok(x, df1, df2, ncp)) return NAN;
    if (x <= 0 || isinf(x)) return x > 0 ? 0 : 1;
    const copse_i_beta_point p = point(x, df1, df2), other = copse_i_beta_mirror(&p);
    if (!(p.x > 0 && p.y > 0)) return p.x > 0 ? 0 : 1;
    return ncp == 0 ? copse_i_beta_tail(&other) : fmin(upper_tail(&p, 0.5 * ncp), 1);
}
