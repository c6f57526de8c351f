/* The log hazard ratio from a log-rank test. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

/* Variance of O - E from the events, divided between the groups as the people were or, where their numbers are not known,
 * as the events were. */
static double logrank_variance(const double *x)
{
    const double x1 = x[COPSE_IN_X1I], x2 = x[COPSE_IN_X2I], n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    const bool sizes = n1 > 0.0 && n2 > 0.0;
    return sizes ? (x1 + x2) * (n1 / (n1 + n2)) * (n2 / (n1 + n2)) : x1 * (x2 / (x1 + x2));
}

static copse_i_estimate from_p_value(const double *x)
{
    if (!(x[COPSE_IN_X1I] + x[COPSE_IN_X2I] > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    const double variance = logrank_variance(x);
    if (!(variance > 0.0)) return (copse_i_estimate){.why = "no events in one group, and no group sizes"};
    const double p = fabs(x[COPSE_IN_PI]), z = p < 1.0 ? copse_normal_quantile_upper(0.5 * p) : 0.0;
    return (copse_i_estimate){.yi = (x[COPSE_IN_PI] < 0.0 ? -z : z) / sqrt(variance), .vi = 1.0 / variance};
}

copse_i_estimate copse_i_log_hazard_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    if (set > 0) return from_p_value(x);
    return (copse_i_estimate){.yi = x[COPSE_IN_OEI] / x[COPSE_IN_VOEI], .vi = 1.0 / x[COPSE_IN_VOEI]};
}
