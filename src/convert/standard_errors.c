/* Standard errors and standard deviations of one group. */
#include <copse/convert.h>

#include <math.h>

static bool legal(double spread, double n)
{
    return spread > 0.0 && n >= 1.0 && isfinite(spread) && isfinite(n);
}

double copse_sd_from_se(double se, double n)
{
    return legal(se, n) ? se * sqrt(n) : (double)NAN;
}

double copse_se_from_sd(double sd, double n)
{
    return legal(sd, n) ? sd / sqrt(n) : (double)NAN;
}
