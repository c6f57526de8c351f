/* The beta distribution. */
#include "beta_kernel.h"
#include "quantile.h"
#include <copse/math.h>
#include <math.h>

static const double LEAST = 1e-3, MOST = 1e9;

static bool shapes_ok(double a, double b)
{
    return a >= LEAST && a <= MOST && b >= LEAST && b <= MOST;
}

double copse_beta_lower(double x, double a, double b)
{
    if (!shapes_ok(a, b) || isnan(x)) return NAN;
    if (!(x > 0 && x < 1)) return x > 0 ? 1 : 0;
    const copse_i_beta_point p = copse_i_beta_at(x, a, b, false);
    return copse_i_beta_tail(&p);
}

double copse_beta_upper(double x, double a, double b)
{
    if (!shapes_ok(a, b) || isnan(x)) return NAN;
    if (!(x > 0 && x < 1)) return x > 0 ? 0 : 1;
    const copse_i_beta_point p = copse_i_beta_at(x, b, a, true);
    return copse_i_beta_tail(&p);
}

/* The tails and the density for copse_i_quantile, which may ask beyond 1. */
static double lower(double x, const double *shape)
{
    return copse_beta_lower(x, shape[0], shape[1]);
}

static double upper(double x, const double *shape)
{
    return copse_beta_upper(x, shape[0], shape[1]);
}

static double log_density(double x, const double *shape)
{
    if (!(x > 0 && x < 1)) return -INFINITY;
    const copse_i_beta_point p = copse_i_beta_at(x, shape[0], shape[1], false);
    return copse_i_beta_log_kernel(&p) - log(p.x) - log(p.y);
}

/* x <= 1/2 with P(X < x) = p, or P(X > x) = p: the mean and standard deviation for a start, or the first term of the series
 * of the lower tail. */
static double low_quantile(double p, double a, double b, bool rising)
{
    const double n = a + b, mean = a / n, z = copse_normal_quantile_upper(p) * (rising ? -1 : 1);
    double start = mean + z * sqrt(mean * (b / n) / (n + 1));
    if (!(start > 0.1 * mean) || a < 1) start = exp((log(rising ? p : 1 - p) + copse_log_gamma(1 + a)) / a) / n;
    const copse_i_tail tail = {rising ? lower : upper, log_density, {a, b}, rising};
    return copse_i_quantile(&tail, p, fmin(fmax(start, 1e-300), 0.5));
}

double copse_beta_quantile_lower(double p, double a, double b)
{
    if (!(p > 0 && p < 1) || !shapes_ok(a, b)) return NAN;
    if (p > 0.5) return copse_beta_quantile_upper(1 - p, a, b);
    if (copse_beta_lower(0.5, a, b) >= p) return low_quantile(p, a, b, true);
    return 1 - low_quantile(p, b, a, false);
}

double copse_beta_quantile_upper(double p, double a, double b)
{
    if (!(p > 0 && p < 1) || !shapes_ok(a, b)) return NAN;
    if (p > 0.5) return copse_beta_quantile_lower(1 - p, a, b);
    if (copse_beta_upper(0.5, a, b) >= p) return 1 - low_quantile(p, b, a, true);
    return low_quantile(p, a, b, false);
}
