/* The standard normal distribution. */
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <math.h>

static const double FAR = -40;

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

/* Laplace's expansion of the tail (DLMF 7.12.1), where GSL's logarithm of erfc ends in NaN. */
static double log_far_lower(double z)
{
    const double t = 1 / (z * z);
    return -0.5 * z * z - log(-z) - 0.5 * log(2 * COPSE_PI) +
           log1p(-t * (1 - t * (3 - t * (15 - t * (105 - t * 945)))));
}

double copse_log_normal_lower(double z)
{
    if (isnan(z)) return z;
    if (z > 0) return log1p(-copse_normal_upper(z));
    return z > FAR ? gsl_sf_log_erfc(-z / COPSE_SQRT2) - COPSE_LN2 : log_far_lower(z);
}
