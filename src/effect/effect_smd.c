/* Standardized differences of two means. */
#include "effect_means.h"

#include <copse/math.h>

#include <math.h>

static const char *const few_in_all[] = {"fewer than three participants in all", "fewer than four participants in all",
                                         "fewer than five participants in all"};
static const char *const few_in_group2[] = {"fewer than two participants in group 2",
                                            "fewer than three participants in group 2",
                                            "fewer than four participants in group 2"};

static copse_i_standard standard_of(const copse_i_cohen *c)
{
    return (copse_i_standard){
        .d = c->d, .df = c->df, .base = 1.0 / c->n1 + 1.0 / c->n2, .per = c->n1 + c->n2, .few = few_in_all};
}

copse_i_estimate copse_i_standardized(const double *x, size_t set, const copse_i_setting *setting)
{
    const copse_i_cohen c = copse_i_cohen_d(x, set);
    if (c.why) return (copse_i_estimate){.why = c.why};
    const copse_i_standard s = standard_of(&c);
    return copse_i_standardize(&s, setting);
}

copse_i_estimate copse_i_cohen_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    const copse_i_setting plain = {.vtype = setting->vtype, .correct = false};
    return copse_i_standardized(x, set, &plain);
}

/* Difference of the means over the standard deviation of group 2. */
static copse_i_standard standard_of_group2(const double *x)
{
    const double n2 = x[COPSE_IN_N2I];
    return (copse_i_standard){.d = (x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / x[COPSE_IN_SD2I],
                              .df = n2 - 1.0,
                              .base = 1.0 / x[COPSE_IN_N1I] + 1.0 / n2,
                              .per = n2,
                              .few = few_in_group2};
}

static const char no_sd2[] = "the standard deviation of group 2 is zero",
                  one_participant[] = "a group of one participant";

copse_i_estimate copse_i_standardized_by_group2(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    if (!(x[COPSE_IN_SD2I] > 0.0)) return (copse_i_estimate){.why = no_sd2};
    const copse_i_standard s = standard_of_group2(x);
    return copse_i_standardize(&s, setting);
}

copse_i_estimate copse_i_glass_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    if (!(x[COPSE_IN_SD2I] > 0.0)) return (copse_i_estimate){.why = no_sd2};
    const copse_i_standard s = standard_of_group2(x);
    const char *why = copse_i_shortage(s.df, 0, few_in_group2);
    if (why) return (copse_i_estimate){.why = why};
    return (copse_i_estimate){.yi = s.d, .vi = s.base + s.d * s.d / (2.0 * s.df)};
}

copse_i_estimate copse_i_standardized_by_group2_unequal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double free1 = x[COPSE_IN_N1I] - 1.0, free2 = x[COPSE_IN_N2I] - 1.0;
    if (!(x[COPSE_IN_SD2I] > 0.0)) return (copse_i_estimate){.why = no_sd2};
    if (!(free1 > 0.0)) return (copse_i_estimate){.why = one_participant};
    const char *why = copse_i_shortage(free2, setting->correct ? 1 : 0, few_in_group2);
    if (why) return (copse_i_estimate){.why = why};
    const double g = copse_i_correction(setting, free2) * standard_of_group2(x).d;
    const double ratio = copse_i_square(x[COPSE_IN_SD1I] / x[COPSE_IN_SD2I]);
    return (copse_i_estimate){.yi = g, .vi = ratio / free1 + 1.0 / free2 + g * g / (2.0 * free2)};
}

copse_i_estimate copse_i_standardized_unequal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I], df = n1 + n2 - 2.0;
    if (!(n1 > 1.0 && n2 > 1.0)) return (copse_i_estimate){.why = one_participant};
    const char *why = copse_i_shortage(df, setting->correct ? 1 : 0, few_in_all);
    if (why) return (copse_i_estimate){.why = why};
    const double length = hypot(x[COPSE_IN_SD1I], x[COPSE_IN_SD2I]); /* s sqrt(2) */
    if (!(length > 0.0)) return (copse_i_estimate){.why = "both standard deviations are zero"};
    const double u1 = copse_i_square(x[COPSE_IN_SD1I] / length), u2 = copse_i_square(x[COPSE_IN_SD2I] / length);
    const double root_half = 0.70710678118654752440;
    const double g = copse_i_correction(setting, df) * ((x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / (length * root_half));
    /* LS: n - 1 in both terms; LS2: n in both; LS3: n in the first, n - 1 in the term of g */
    const double of_means = setting->vtype == COPSE_VTYPE_LS ? 1.0 : 0.0;
    const double of_sds = setting->vtype == COPSE_VTYPE_LS2 ? 0.0 : 1.0;
    const double means = u1 / (n1 - of_means) + u2 / (n2 - of_means);
    const double sds = u1 * (u1 / (n1 - of_sds)) + u2 * (u2 / (n2 - of_sds));
    return (copse_i_estimate){.yi = g, .vi = 0.5 * g * g * sds + 2.0 * means};
}

/* For AV: the estimates themselves, weighted by size. */
static void average_of(copse_i_estimate e, double size, double value[4], double weight[4])
{
    value[0] = e.yi;
    weight[0] = e.why ? 0.0 : size;
}

void copse_i_average_standardized(const double *x, size_t set, double size, const copse_i_setting *setting,
                                  double value[4], double weight[4])
{
    average_of(copse_i_standardized(x, set, setting), size, value, weight);
}

void copse_i_average_by_group2(const double *x, size_t set, double size, const copse_i_setting *setting,
                               double value[4], double weight[4])
{
    average_of(copse_i_standardized_by_group2(x, set, setting), size, value, weight);
}
