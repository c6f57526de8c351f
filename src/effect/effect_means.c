/* Difference and ratio of two means. */
#include "effect_means.h"

#include <math.h>

static const char no_sds[] = "both standard deviations are zero";

/* Pooled variance, by which the squares of both groups are to be replaced where they are held equal; NaN without degrees
 * of freedom. Factors keep it in range wherever the result is. */
static double pooled_sd(const double *x)
{
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I], df = n1 + n2 - 2.0;
    if (!(df > 0.0 && n1 >= 1.0 && n2 >= 1.0)) return (double)NAN;
    return hypot(x[COPSE_IN_SD1I] * sqrt((n1 - 1.0) / df), x[COPSE_IN_SD2I] * sqrt((n2 - 1.0) / df));
}

copse_i_estimate copse_i_mean_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double y = x[COPSE_IN_M1I] - x[COPSE_IN_M2I], n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    if (x[COPSE_IN_SD1I] == 0.0 && x[COPSE_IN_SD2I] == 0.0) return (copse_i_estimate){.why = no_sds};
    if (setting->vtype != COPSE_VTYPE_HO) {
        return (copse_i_estimate){.yi = y,
                                  .vi = copse_i_square(x[COPSE_IN_SD1I]) / n1 + copse_i_square(x[COPSE_IN_SD2I]) / n2};
    }
    const double sd = pooled_sd(x);
    if (isnan(sd)) return (copse_i_estimate){.why = "fewer than three participants in all"};
    if (!(sd > 0.0)) return (copse_i_estimate){.why = "the pooled standard deviation is zero"};
    return (copse_i_estimate){.yi = y, .vi = sd * sd * (1.0 / n1 + 1.0 / n2)};
}

/* c = sd^2 / (n m^2) of both groups. */
typedef struct variation {
    double c1, c2;
} variation;

static variation variation_of(const double *x, double sd1, double sd2)
{
    return (variation){copse_i_square(sd1 / x[COPSE_IN_M1I]) / x[COPSE_IN_N1I],
                       copse_i_square(sd2 / x[COPSE_IN_M2I]) / x[COPSE_IN_N2I]};
}

static const char *no_ratio(const double *x)
{
    const double m1 = x[COPSE_IN_M1I], m2 = x[COPSE_IN_M2I];
    if (m1 == 0.0 || m2 == 0.0) return "a mean is zero";
    return (m1 > 0.0) == (m2 > 0.0) ? NULL : "the means differ in sign";
}

static double ratio_variance(const double *x, variation v, const copse_i_setting *setting)
{
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    switch (setting->vtype) {
    case COPSE_VTYPE_HO: {
        const double sd = pooled_sd(x);
        v = variation_of(x, sd, sd);
        return v.c1 + v.c2;
    }
    case COPSE_VTYPE_LS2:
        return v.c1 + v.c2 + 0.5 * (v.c1 * v.c1 + v.c2 * v.c2);
    case COPSE_VTYPE_AV:
        return copse_i_square(setting->average[0]) / n1 + copse_i_square(setting->average[1]) / n2;
    case COPSE_VTYPE_AVHO:
        return copse_i_square(setting->average[2]) * (1.0 / n1 + 1.0 / n2);
    default:
        return v.c1 + v.c2;
    }
}

copse_i_estimate copse_i_ratio_of_means(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const char *why = no_ratio(x);
    if (why) return (copse_i_estimate){.why = why};
    const bool of_this_study = setting->vtype != COPSE_VTYPE_AV && setting->vtype != COPSE_VTYPE_AVHO;
    if (of_this_study && x[COPSE_IN_SD1I] == 0.0 && x[COPSE_IN_SD2I] == 0.0) return (copse_i_estimate){.why = no_sds};
    if (setting->vtype == COPSE_VTYPE_HO && isnan(pooled_sd(x))) {
        return (copse_i_estimate){.why = "fewer than three participants in all"};
    }
    const variation v = variation_of(x, x[COPSE_IN_SD1I], x[COPSE_IN_SD2I]);
    const double p = fabs(x[COPSE_IN_M1I]), q = fabs(x[COPSE_IN_M2I]);
    return (copse_i_estimate){.yi = copse_i_log_ratio(p - q, p + q, log(p) - log(q)) +
                                    (setting->correct ? 0.5 * (v.c1 - v.c2) : 0.0),
                              .vi = ratio_variance(x, v, setting)};
}

/* For AV: the coefficients of variation of group 1, of group 2, and for AVHO of both, weighted by size. They are taken
 * without sign: means that are both negative have the same spread as positive ones. */
void copse_i_average_variation(const double *x, size_t set, double size, const copse_i_setting *setting,
                               double value[4], double weight[4])
{
    (void)set;
    (void)setting;
    if (no_ratio(x)) return;
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    value[0] = fabs(x[COPSE_IN_SD1I] / x[COPSE_IN_M1I]);
    value[1] = fabs(x[COPSE_IN_SD2I] / x[COPSE_IN_M2I]);
    value[2] = (n1 / size) * value[0] + (n2 / size) * value[1];
    weight[0] = n1;
    weight[1] = n2;
    weight[2] = size;
}
