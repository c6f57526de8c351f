/* Measures of two means. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

static double square(double x)
{
    return x * x;
}

copse_i_estimate copse_i_mean_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = x[COPSE_IN_M1I] - x[COPSE_IN_M2I],
                              .vi = square(x[COPSE_IN_SD1I]) / x[COPSE_IN_N1I] +
                                    square(x[COPSE_IN_SD2I]) / x[COPSE_IN_N2I]};
}

/* Hedges' correction, where it is wanted. */
static double bias(const copse_i_setting *setting, double df)
{
    return setting->correct ? copse_hedges_j(df) : 1.0;
}

static const char too_small[] = "fewer than four participants in all";

copse_i_estimate copse_i_standardized(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I], df = n1 + n2 - 2.0;
    if (!(df > 1.0)) return (copse_i_estimate){.why = too_small};
    if (!(n1 >= 1.0 && n2 >= 1.0)) return (copse_i_estimate){.why = "a group of less than one participant"};
    const double sd = hypot(x[COPSE_IN_SD1I] * sqrt((n1 - 1.0) / df), x[COPSE_IN_SD2I] * sqrt((n2 - 1.0) / df));
    const double g = bias(setting, df) * ((x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / sd);
    return (copse_i_estimate){.yi = g, .vi = 1.0 / n1 + 1.0 / n2 + g * g / (2.0 * (n1 + n2))};
}

copse_i_estimate copse_i_standardized_unequal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I], df = n1 + n2 - 2.0;
    if (!(n1 > 1.0 && n2 > 1.0)) return (copse_i_estimate){.why = "a group of one participant"};
    if (!(df > 1.0)) return (copse_i_estimate){.why = too_small};
    const double length = hypot(x[COPSE_IN_SD1I], x[COPSE_IN_SD2I]); /* s sqrt(2) */
    const double u1 = square(x[COPSE_IN_SD1I] / length), u2 = square(x[COPSE_IN_SD2I] / length);
    const double root_half = 0.70710678118654752440;
    const double g = bias(setting, df) * ((x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / (length * root_half));
    const double v1 = u1 / (n1 - 1.0), v2 = u2 / (n2 - 1.0);
    return (copse_i_estimate){.yi = g, .vi = 0.5 * g * g * (u1 * v1 + u2 * v2) + 2.0 * (v1 + v2)};
}

copse_i_estimate copse_i_ratio_of_means(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double m1 = x[COPSE_IN_M1I], m2 = x[COPSE_IN_M2I];
    if (m1 == 0.0 || m2 == 0.0) return (copse_i_estimate){.why = "a mean is zero"};
    if ((m1 > 0.0) != (m2 > 0.0)) return (copse_i_estimate){.why = "the means differ in sign"};
    const double c1 = square(x[COPSE_IN_SD1I] / m1) / x[COPSE_IN_N1I];
    const double c2 = square(x[COPSE_IN_SD2I] / m2) / x[COPSE_IN_N2I];
    const double p = fabs(m1), q = fabs(m2);
    return (copse_i_estimate){.yi = copse_i_log_ratio(p - q, p + q, log(p) - log(q)) +
                                    (setting->correct ? 0.5 * (c1 - c2) : 0.0),
                              .vi = c1 + c2};
}
