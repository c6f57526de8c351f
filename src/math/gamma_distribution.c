/* The gamma distribution is half a chi-square one. */
#include <copse/math.h>
#include <math.h>

static const double LEAST = 1e-3, MOST = 5e9;

static double degrees(double shape)
{
    return shape >= LEAST && shape <= MOST ? 2 * shape : NAN;
}

double copse_gamma_lower(double x, double shape)
{
    return copse_chisq_lower(2 * x, degrees(shape));
}

double copse_gamma_upper(double x, double shape)
{
    return copse_chisq_upper(2 * x, degrees(shape));
}

double copse_gamma_quantile_lower(double p, double shape)
{
    return 0.5 * copse_chisq_quantile_lower(p, degrees(shape));
}

double copse_gamma_quantile_upper(double p, double shape)
{
    return 0.5 * copse_chisq_quantile_upper(p, degrees(shape));
}
