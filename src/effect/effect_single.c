/* Correlations, and estimates as given. */
#include "effect_kernels.h"

#include <math.h>

copse_i_estimate copse_i_correlation(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double r = x[COPSE_IN_RI], n = x[COPSE_IN_NI];
    if (!(n > 3.0)) return (copse_i_estimate){.why = "fewer than four participants"};
    if (fabs(r) >= 1.0) return (copse_i_estimate){.why = "a perfect correlation has no sampling variance"};
    const double left = (1.0 - r) * (1.0 + r);
    return (copse_i_estimate){.yi = r, .vi = left * left / (n - 1.0)};
}

copse_i_estimate copse_i_fisher_z(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double r = x[COPSE_IN_RI], n = x[COPSE_IN_NI];
    if (!(n > 3.0)) return (copse_i_estimate){.why = "fewer than four participants"};
    if (fabs(r) >= 1.0) return (copse_i_estimate){.why = "a perfect correlation has no finite z"};
    return (copse_i_estimate){.yi = atanh(r), .vi = 1.0 / (n - 3.0)};
}

copse_i_estimate copse_i_given(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = x[COPSE_IN_YI], .vi = x[COPSE_IN_VI]};
}
