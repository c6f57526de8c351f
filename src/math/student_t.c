/* Student's t through the F distribution: P(|T| > t) = P(F(1, df) > t^2). GSL's own t tail is a Cornish-Fisher series
 * for df > 30 and loses up to six digits. */
#include "quantile.h"
#include "whole_tails.h"
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

static const double LARGE_DF = 1e5;
static const double SMALL_RATIO = 0.005; /* of t^2 to df: the series of large_df has 15 digits */
static const double LARGE_T = 1e100;     /* t^2 must not overflow */

/* Gamma((df+1)/2) / (Gamma(df/2) sqrt(pi df)): the density at 0. */
static double density_at_0(double df)
{
    return copse_hedges_j(df + 1) * sqrt((df + 1) / df) / sqrt(2 * COPSE_PI);
}

static double log1p_ratio(double t, double df)
{
    const double ratio = t / sqrt(df);
    return ratio < LARGE_T ? log1p(ratio * ratio) : 2 * log(ratio);
}

/* Many degrees of freedom. With w^2 = log(1 + t^2/df) and A = df - 1/2 the density of w is
 *      exp(-A w^2/2) sqrt(y/sinh y),  y = w^2/2,  sqrt(y/sinh y) = 1 - w^4/48 + w^8/2560 - ...
 * (A w^2 is Wallace's 1959 normal deviate), and the moments of the normal tail follow by parts. `sign` is +1 for the
 * area above t and -1 for the area from 0 to t; `area` is that area of the normal. */
static double large_df(double t, double df, int sign)
{
    const double a = df - 0.5, x = log1p_ratio(t, df), w = sqrt(x), z = sqrt(a) * w;
    const double area = sign > 0 ? copse_normal_upper(z) : 0.5 * erf(z / COPSE_SQRT2);
    const double edge = sign * w * exp(-0.5 * z * z);
    const double m0 = area * sqrt(2 * COPSE_PI / a);
    const double m1 = (edge + m0) / a;
    const double m2 = (edge * x + 3 * m1) / a;
    const double m3 = (edge * x * x + 5 * m2) / a;
    const double m4 = (edge * x * x * x + 7 * m3) / a;
    const double share = m0 > 0 ? 1 - (m2 / 48 - m4 / 2560) / m0 : 1;
    return copse_hedges_j(df + 1) * sqrt((df + 1) / a) * area * share;
}

static bool is_large(double t, double df)
{
    return df >= LARGE_DF || (df >= 100 && t * t <= SMALL_RATIO * df);
}

/* P(T > t), t > 0 */
static double upper(double t, const double *shape)
{
    const double df = *shape;
    if (isinf(df)) return copse_normal_upper(t);
    if (is_large(t, df)) return large_df(t, df, 1);
    const double finite = t < LARGE_T && copse_i_whole_df(df) ? copse_i_whole_t_upper(t, (int)df) : NAN;
    if (!isnan(finite)) return finite;
    if (t < LARGE_T) return 0.5 * gsl_cdf_fdist_Q(t * t, 1, df);
    return density_at_0(df) * exp(df * (log(sqrt(df)) - log(t))) / sqrt(df);
}

/* P(0 < T < t), t > 0 */
static double central(double t, const double *shape)
{
    const double df = *shape;
    if (isinf(df)) return 0.5 * erf(t / COPSE_SQRT2);
    if (is_large(t, df)) return large_df(t, df, -1);
    return copse_i_whole_df(df) ? copse_i_whole_t_central(t, (int)df) : 0.5 * gsl_cdf_fdist_P(t * t, 1, df);
}

static double log_density(double t, const double *shape)
{
    const double df = *shape;
    if (isinf(df)) return -0.5 * t * t - 0.5 * log(2 * COPSE_PI);
    return log(density_at_0(df)) - 0.5 * (df + 1) * log1p_ratio(t, df);
}

double copse_t_upper(double t, double df)
{
    if (!(df >= 1e-3) || isnan(t)) return NAN;
    if (t == 0 || isinf(t)) return t == 0 ? 0.5 : t > 0 ? 0 : 1;
    return t > 0 ? upper(t, &df) : 0.5 + central(fmin(-t, LARGE_T), &df);
}

double copse_t_two_sided(double t, double df)
{
    if (!(df >= 1e-3) || isnan(t)) return NAN;
    if (isinf(t)) return 0;
    return t == 0 ? 1 : 2 * upper(fabs(t), &df);
}

double copse_t_quantile_upper(double p, double df)
{
    if (!(p > 0 && p < 1) || !(df >= 1e-3)) return NAN;
    if (isinf(df)) return copse_normal_quantile_upper(p);
    if (p > 0.5) return -copse_t_quantile_upper(1 - p, df);
    if (p == 0.5) return 0;
    if (p > 0.25) { /* near the middle the tail says little about t; the area from 0 to t does */
        const copse_i_tail middle = {central, log_density, {df, 0}, true};
        return copse_i_quantile(&middle, 0.5 - p, (0.5 - p) / density_at_0(df));
    }
    const copse_i_tail tail = {upper, log_density, {df, 0}, false};
    /* The normal quantile for many degrees of freedom, the power law of the tail for few. */
    const double z = copse_normal_quantile_upper(p);
    const double power = sqrt(df) * pow(density_at_0(df) / sqrt(df) / p, 1 / df);
    return copse_i_quantile(&tail, p, z * z < df ? z * (1 + (z * z + 1) / (4 * df)) : power);
}
