/* The standard normal distribution. */
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

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
