/* Coefficient alpha of mi items, and its transformations. Signs are turned where the papers' scales fall as alpha rises. */
#include "effect_kernels.h"

#include <math.h>

static const char perfect[] = "an alpha of 1 has no sampling variance", too_small[] = "fewer than three participants";

/* m/(m - 1) of the items. */
static double of_items(const double *x)
{
    return x[COPSE_IN_MI] / (x[COPSE_IN_MI] - 1.0);
}

copse_i_estimate copse_i_alpha(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double left = 1.0 - x[COPSE_IN_AI], n = x[COPSE_IN_NI];
    if (!(n > 2.0)) return (copse_i_estimate){.why = too_small};
    if (!(left > 0.0)) return (copse_i_estimate){.why = perfect};
    return (copse_i_estimate){.yi = x[COPSE_IN_AI], .vi = 2.0 * of_items(x) * left * left / (n - 2.0)};
}

copse_i_estimate copse_i_alpha_hakstian(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double left = 1.0 - x[COPSE_IN_AI], n = x[COPSE_IN_NI];
    if (!(n >= 2.0)) return (copse_i_estimate){.why = "fewer than two participants"};
    if (!(left > 0.0)) return (copse_i_estimate){.why = perfect};
    const double root = cbrt(left), size = 9.0 * n - 11.0;
    return (copse_i_estimate){.yi = -expm1(log1p(-x[COPSE_IN_AI]) / 3.0),
                              .vi = 18.0 * of_items(x) * ((n - 1.0) / size) * (root * root / size)};
}

copse_i_estimate copse_i_alpha_bonett(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double n = x[COPSE_IN_NI];
    if (!(n > 2.0)) return (copse_i_estimate){.why = too_small};
    if (!(x[COPSE_IN_AI] < 1.0)) return (copse_i_estimate){.why = "an alpha of 1 has no finite logarithm"};
    return (copse_i_estimate){.yi = -log1p(-x[COPSE_IN_AI]), .vi = 2.0 * of_items(x) / (n - 2.0)};
}
