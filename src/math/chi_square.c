/* The chi-square distribution. */
#include "degrees_of_freedom.h"
#include "quantile.h"
#include "whole_tails.h"
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>

/* Where x is somewhat below df, GSL's continued fraction loses digits from a thousand degrees of freedom on (it is off
 * by 6e-4 at a million); its far tails stay good. */
static const double LARGE_DF = 1e5, MANY_DF = 1000, SMALL_M = 0.15;

/* Many degrees of freedom (Temme 1979). With a = df/2 and eta^2/2 = m - log(1 + m), m = x/a - 1, eta of the sign of m,
 *      Q(a, x) = sqrt(a/(2 pi))/G(a) * integral from eta of exp(-a s^2/2) f(s) ds,   f(s) = s/m(s),
 * where G(a) = 1 + 1/(12 a) + ... is Stirling's, f a power series, and the moments of the normal tail follow by parts.
 * `sign` is +1 for the upper tail and -1 for the lower. */
static double large_df(double x, double df, int sign) /* x is half of the chi-square */
{
    static const double f[] = {1,          -1.0 / 3,        1.0 / 12,    -2.0 / 135,        1.0 / 864,
                               1.0 / 2835, -139.0 / 777600, 1.0 / 25515, -571.0 / 261273600};
    enum { TERMS = sizeof f / sizeof *f };
    const double a = 0.5 * df, m = (x - a) / a;
    const double half_square = fabs(m) > 0.5 ? INFINITY : -gsl_sf_log_1plusx_mx(m);
    if (!(a * half_square < 760)) return (m > 0) == (sign > 0) ? 0 : 1;
    const double eta = copysign(sqrt(2 * half_square), m * sign), edge = exp(-a * half_square);
    double moment[TERMS], power = 1, sum;
    moment[0] = sqrt(2 * COPSE_PI / a) * copse_normal_upper(eta * sqrt(a));
    moment[1] = edge / a;
    sum = moment[0] + sign * f[1] * moment[1];
    for (int j = 2; j < TERMS; j++) {
        power *= eta;
        moment[j] = (power * edge + (j - 1) * moment[j - 2]) / a;
        sum += (j % 2 && sign < 0 ? -1 : 1) * f[j] * moment[j];
    }
    const double stirling = 1 + (1 + (1 - 139 / (180 * a)) / (24 * a)) / (12 * a);
    return fmax(fmin(sqrt(a / (2 * COPSE_PI)) / stirling * sum, 1), 0);
}

static bool is_large(double x, double df)
{
    return df >= LARGE_DF || (df >= MANY_DF && fabs(x - df) <= SMALL_M * df);
}

static double lower(double x, const double *shape)
{
    const double df = *shape;
    return is_large(x, df) ? large_df(0.5 * x, df, -1) : gsl_cdf_chisq_P(x, df);
}

static double upper(double x, const double *shape)
{
    const double df = *shape;
    if (is_large(x, df)) return large_df(0.5 * x, df, 1);
    const double finite = copse_i_whole_df(df) ? copse_i_whole_chisq_upper(x, (int)df) : NAN;
    return isnan(finite) ? gsl_cdf_chisq_Q(x, df) : finite;
}

static double log_density(double x, const double *shape)
{
    const double df = *shape;
    const double a = 0.5 * df, m = (0.5 * x - a) / a;
    if (df >= MANY_DF && fabs(m) < 0.5) return a * gsl_sf_log_1plusx_mx(m) - log(x) - 0.5 * log(2 * COPSE_PI / a);
    return (a - 1) * log(0.5 * x) - 0.5 * x - gsl_sf_lngamma(a) - COPSE_LN2;
}

double copse_chisq_lower(double x, double df)
{
    if (!copse_i_df_ok(df) || isnan(x)) return NAN;
    if (isinf(x)) return x > 0 ? 1 : 0;
    return x <= 0 ? 0 : lower(x, &df);
}

double copse_chisq_upper(double x, double df)
{
    if (!copse_i_df_ok(df) || isnan(x)) return NAN;
    if (isinf(x)) return x > 0 ? 0 : 1;
    return x <= 0 ? 1 : upper(x, &df);
}

/* Wilson and Hilferty (1931) where it is positive, else the first term of the series of the lower tail. */
static double start(double z, double p_lower, double df)
{
    const double c = 2 / (9 * df), root = 1 - c + z * sqrt(c), a = 0.5 * df;
    if (root > 0.2) return df * root * root * root;
    return 2 * exp((log(p_lower) + gsl_sf_lngamma(a + 1)) / a);
}

double copse_chisq_quantile_lower(double p, double df)
{
    if (!(p > 0 && p < 1) || !copse_i_df_ok(df)) return NAN;
    if (p > 0.5) return copse_chisq_quantile_upper(1 - p, df);
    const copse_i_tail tail = {lower, log_density, {df, 0}, true};
    return copse_i_quantile(&tail, p, start(-copse_normal_quantile_upper(p), p, df));
}

double copse_chisq_quantile_upper(double p, double df)
{
    if (!(p > 0 && p < 1) || !copse_i_df_ok(df)) return NAN;
    if (p > 0.5) return copse_chisq_quantile_lower(1 - p, df);
    const copse_i_tail tail = {upper, log_density, {df, 0}, false};
    return copse_i_quantile(&tail, p, start(copse_normal_quantile_upper(p), 1 - p, df));
}
