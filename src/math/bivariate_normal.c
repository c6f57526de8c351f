/* The standard bivariate normal distribution. With s = sqrt(1 - rho^2)
 *      P(X <= h, Y <= k) = integral over x <= h of phi(x) Phi((k - rho x)/s),
 * of which all is positive and the logarithm concave. For correlations near -1 and 1 the variable is t = (k - rho x)/s, in which
 * Phi is no step. (The usual methods, Drezner and Wesolowsky 1990 and Genz 2004, add parts of both signs and have an absolute
 * accuracy.) */
#include "quadrature.h"
#include <copse/math.h>
#include <math.h>

static const double STRONG = 0.7;
static const double FAR_LEFT = -30; /* where phi/Phi is as good as -t */

typedef struct pair {
    double k, rho, s;
} pair;

/* phi(t)/Phi(t) */
static double mills(double t)
{
    return t < FAR_LEFT ? -t : copse_normal_density(t) / copse_normal_lower(t);
}

static double log_over_x(double x, const void *context)
{
    const pair *p = context;
    return -0.5 * x * x + copse_log_normal_lower((p->k - p->rho * x) / p->s);
}

static double slope_over_x(double x, const void *context)
{
    const pair *p = context;
    return -x - p->rho / p->s * mills((p->k - p->rho * x) / p->s);
}

static double log_over_t(double t, const void *context)
{
    const pair *p = context;
    const double x = (p->k - p->s * t) / p->rho;
    return -0.5 * x * x + copse_log_normal_lower(t);
}

static double slope_over_t(double t, const void *context)
{
    const pair *p = context;
    return (p->k - p->s * t) / p->rho * (p->s / p->rho) + mills(t);
}

static double log_density(double x, const void *context)
{
    (void)context;
    return -0.5 * x * x;
}

static double slope_of_density(double x, const void *context)
{
    (void)context;
    return -x;
}

/* P(-k <= X <= h) */
static double between(double h, double k)
{
    const copse_i_log_concave f = {
        .log_value = log_density, .slope = slope_of_density, .low = -k, .high = h, .guess = fmin(fmax(0, -k), h)};
    return exp(copse_i_log_concave_integral(&f)) / sqrt(2 * COPSE_PI);
}

static double over_x(double h, const pair *p)
{
    const copse_i_log_concave f = {
        .log_value = log_over_x, .slope = slope_over_x, .context = p, .low = -INFINITY, .high = h, .guess = fmin(h, 0)};
    return exp(copse_i_log_concave_integral(&f)) / sqrt(2 * COPSE_PI);
}

static double over_t(double h, const pair *p)
{
    const double end = fma(-p->rho, h, p->k) / p->s;
    copse_i_log_concave f = {.log_value = log_over_t, .slope = slope_over_t, .context = p, .width = 1, .guess = end};
    f.low = p->rho > 0 ? end : -INFINITY;
    f.high = p->rho > 0 ? INFINITY : end;
    return exp(copse_i_log_concave_integral(&f)) * (p->s / fabs(p->rho)) / sqrt(2 * COPSE_PI);
}

double copse_bivariate_normal_lower(double h, double k, double rho)
{
    if (isnan(h) || isnan(k) || !(rho >= -1 && rho <= 1)) return NAN;
    if (h > k) return copse_bivariate_normal_lower(k, h, rho);
    if (h == -INFINITY || k == INFINITY) return copse_normal_lower(h);
    if (rho == 1) return copse_normal_lower(h);
    if (rho == -1) return h > -k ? between(h, k) : 0;
    if (rho == 0) return copse_normal_lower(h) * copse_normal_lower(k);
    const pair p = {k, rho, sqrt((1 - rho) * (1 + rho))};
    return fmin(fabs(rho) > STRONG ? over_t(h, &p) : over_x(h, &p), copse_normal_lower(h));
}

double copse_bivariate_normal_density(double h, double k, double rho)
{
    if (isnan(h) || isnan(k) || !(rho > -1 && rho < 1)) return NAN;
    if (isinf(h) || isinf(k)) return 0;
    const double s = sqrt((1 - rho) * (1 + rho)), t = fma(-rho, h, k) / s;
    return copse_normal_density(h) * copse_normal_density(t) / s;
}
