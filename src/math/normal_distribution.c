/* The standard normal distribution. */
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <math.h>

static const double FAR = 1e150; /* its square does not overflow */

double copse_normal_lower(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double copse_normal_upper(double z)
{
    return gsl_cdf_ugaussian_Q(z);
}

double copse_normal_quantile_upper(double p)
{
    if (!(p > 0 && p < 1)) return NAN;
    return gsl_cdf_ugaussian_Qinv(p);
}

double copse_normal_density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2 * COPSE_PI);
}

double copse_log_normal_lower(double z)
{
    if (isnan(z)) return z;
    if (z > 0) return log1p(-copse_normal_upper(z));
    return z >= -FAR ? gsl_sf_log_erfc(-z / COPSE_SQRT2) - COPSE_LN2 : -INFINITY;
}
