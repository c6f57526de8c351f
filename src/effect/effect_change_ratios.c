/* Ratios between two measurements of the same people: of means, standard deviations and coefficients of variation. */
#include "effect_change.h"

#include <math.h>

/* Squared coefficients of variation over n: of both measurements, their difference, and the first- and second-order
 * variance of the log ratio of the means. */
typedef struct variations {
    double c1, c2, difference, variance;
} variations;

/* The sums of the table are (k1 - k2)^2 + 2 (1 - r) k1 k2 and [(k1^2 - k2^2)^2 + 2 (1 - r^2) k1^2 k2^2]/2 with
 * k = sd/(|m| sqrt(n)), and k1 - k2 comes from the log of their ratio. */
static variations variations_of(const double *x, copse_vtype vtype)
{
    const double m1 = fabs(x[COPSE_IN_M1I]), m2 = fabs(x[COPSE_IN_M2I]), r = x[COPSE_IN_RI];
    const double s1 = x[COPSE_IN_SD1I], s2 = x[COPSE_IN_SD2I], root = sqrt(x[COPSE_IN_NI]);
    const double k1 = s1 / m1 / root, k2 = s2 / m2 / root;
    const bool both = s1 > 0.0 && s2 > 0.0;
    const double apart = both ? k2 * expm1(copse_i_log_ratio_of_products(s1, m2, s2, m1)) : k1 - k2;
    variations v = {.c1 = k1 * k1, .c2 = k2 * k2, .difference = apart * (k1 + k2)};
    v.variance = apart * apart + 2.0 * (1.0 - r) * (k1 * k2);
    if (vtype == COPSE_VTYPE_LS2) {
        v.variance += 0.5 * v.difference * v.difference + (1.0 - r) * (1.0 + r) * (v.c1 * v.c2);
    }
    return v;
}

copse_i_estimate copse_i_log_mean_change(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double m1 = x[COPSE_IN_M1I], m2 = x[COPSE_IN_M2I];
    if (m1 == 0.0 || m2 == 0.0) return (copse_i_estimate){.why = "a mean is zero"};
    if ((m1 > 0.0) != (m2 > 0.0)) return (copse_i_estimate){.why = "the means differ in sign"};
    if (x[COPSE_IN_SD1I] == 0.0 && x[COPSE_IN_SD2I] == 0.0) {
        return (copse_i_estimate){.why = "both standard deviations are zero"};
    }
    const variations v = variations_of(x, setting->vtype);
    const double y = copse_i_log_ratio_of_products(fabs(m1), 1.0, fabs(m2), 1.0);
    return (copse_i_estimate){.yi = y + (setting->correct ? 0.5 * v.difference : 0.0), .vi = v.variance};
}

static const char *no_spread(const double *x)
{
    if (!(x[COPSE_IN_NI] > 1.0)) return "fewer than two pairs";
    return x[COPSE_IN_SD1I] > 0.0 && x[COPSE_IN_SD2I] > 0.0 ? NULL : "a standard deviation is zero";
}

static double variance_of_sds(const double *x, copse_vtype vtype)
{
    const double r = x[COPSE_IN_RI], df = x[COPSE_IN_NI] - 1.0, first = (1.0 - r) * (1.0 + r) / df;
    return vtype == COPSE_VTYPE_LS2 ? first + first * (1.0 + r * r) / df : first;
}

copse_i_estimate copse_i_log_sd_change(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const char *why = no_spread(x);
    if (!why && !(fabs(x[COPSE_IN_RI]) < 1.0)) why = "a perfect correlation has no sampling variance";
    if (why) return (copse_i_estimate){.why = why};
    return (copse_i_estimate){.yi = copse_i_log_ratio_of_products(x[COPSE_IN_SD1I], 1.0, x[COPSE_IN_SD2I], 1.0),
                              .vi = variance_of_sds(x, setting->vtype)};
}

copse_i_estimate copse_i_log_variation_change(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double m1 = x[COPSE_IN_M1I], m2 = x[COPSE_IN_M2I];
    const char *why = no_spread(x);
    if (!why && !(m1 > 0.0 && m2 > 0.0)) why = "a mean is not positive";
    if (why) return (copse_i_estimate){.why = why};
    const variations v = variations_of(x, setting->vtype);
    const double y = copse_i_log_ratio_of_products(x[COPSE_IN_SD1I], m2, x[COPSE_IN_SD2I], m1);
    return (copse_i_estimate){.yi = y - (setting->correct ? 0.5 * v.difference : 0.0),
                              .vi = v.variance + variance_of_sds(x, setting->vtype)};
}
