/* Change between two measurements of the same people, as it is and standardized. */
#include "effect_change.h"

#include <copse/math.h>

#include <math.h>

static const char *const few[] = {"fewer than two pairs", "fewer than three pairs", "fewer than four pairs"};
static const char no_sds[] = "both standard deviations are zero", no_sd1[] = "the first standard deviation is zero",
                  same_change[] = "all changes are the same: no sampling variance";

copse_i_paired copse_i_paired_of(const double *x)
{
    const double s1 = x[COPSE_IN_SD1I], s2 = x[COPSE_IN_SD2I], r = x[COPSE_IN_RI], length = hypot(s1, s2);
    const double a = s1 / length, b = s2 / length, apart = (s1 - s2) / length;
    copse_i_paired p = {.length = length, .part1 = a * a, .part2 = b * b};
    p.change = apart * apart + 2.0 * (1.0 - r) * (a * b);
    p.fourth = p.part1 * p.part1 + p.part2 * p.part2 + 2.0 * (r * r) * (p.part1 * p.part2);
    return p;
}

static double change_of_means(const double *x)
{
    return x[COPSE_IN_M1I] - x[COPSE_IN_M2I];
}

copse_i_estimate copse_i_mean_change(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_paired p = copse_i_paired_of(x);
    if (!(p.length > 0.0)) return (copse_i_estimate){.why = no_sds};
    if (!(p.change > 0.0)) return (copse_i_estimate){.why = same_change};
    return (copse_i_estimate){.yi = change_of_means(x), .vi = p.length * p.length * p.change / x[COPSE_IN_NI]};
}

copse_i_estimate copse_i_change_by_change_sd(const double *x, size_t set, const copse_i_setting *setting)
{
    const double n = x[COPSE_IN_NI];
    copse_i_standard s = {.df = n - 1.0, .base = 1.0 / n, .per = n, .few = few};
    const char *why = copse_i_shortage(s.df, 0, few);
    if (why) return (copse_i_estimate){.why = why};
    if (set == COPSE_I_FROM_MEANS) {
        const copse_i_paired p = copse_i_paired_of(x);
        if (!(p.length > 0.0)) return (copse_i_estimate){.why = no_sds};
        if (!(p.change > 0.0)) return (copse_i_estimate){.why = same_change};
        s.d = change_of_means(x) / (p.length * sqrt(p.change));
    } else if (set == COPSE_I_FROM_D) s.d = x[COPSE_IN_DI];
    else if (set == COPSE_I_FROM_T) s.d = x[COPSE_IN_TI] / sqrt(n);
    else s.d = copse_i_t_of_signed_p(x[COPSE_IN_PI], s.df) / sqrt(n);
    return copse_i_standardize(&s, setting);
}

/* F - 1 of the series, where 1 - r F would cancel. */
static double excess_of_series(double c, double y)
{
    double term = 1.0, sum = 0.0;
    for (int k = 0; k < 40 && term > 1e-20 * sum; k++) {
        term *= y * (0.5 + k) * (0.5 + k) / ((c + k) * (1.0 + k));
        sum += term;
    }
    return sum;
}

double copse_i_unbiased_distance_to_1(double r, double n)
{
    const double c = 0.5 * (n - 2.0), y = (1.0 - r) * (1.0 + r);
    if (r > 0.0 && y < 0.25) return (1.0 - r) - r * excess_of_series(c, y);
    return 1.0 - r * copse_hyperg_2f1_positive_at_1_minus(0.5, 0.5, c, r * r);
}

copse_i_estimate copse_i_change_by_first_sd(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double n = x[COPSE_IN_NI], r = x[COPSE_IN_RI];
    if (!(x[COPSE_IN_SD1I] > 0.0)) return (copse_i_estimate){.why = no_sd1};
    copse_i_standard s = {
        .d = change_of_means(x) / x[COPSE_IN_SD1I], .df = n - 1.0, .base = 2.0 * (1.0 - r) / n, .per = n, .few = few};
    if (setting->vtype == COPSE_VTYPE_UB || setting->vtype == COPSE_VTYPE_H0) {
        if (!(n > 4.0)) return (copse_i_estimate){.why = "fewer than five pairs"};
        s.base = 2.0 * copse_i_unbiased_distance_to_1(r, n) / n;
    }
    return copse_i_standardize(&s, setting);
}

copse_i_estimate copse_i_change_by_first_sd_unequal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double n = x[COPSE_IN_NI], df = n - 1.0, s1 = x[COPSE_IN_SD1I], s2 = x[COPSE_IN_SD2I];
    const char *why = copse_i_shortage(df, setting->correct ? 1 : 0, few);
    if (!why && !(s1 > 0.0)) why = no_sd1;
    if (why) return (copse_i_estimate){.why = why};
    const double g = copse_i_correction(setting, df) * (change_of_means(x) / s1);
    const double change = copse_i_square((s1 - s2) / s1) + 2.0 * (1.0 - x[COPSE_IN_RI]) * (s2 / s1);
    return (copse_i_estimate){.yi = g, .vi = (change + 0.5 * g * g) / (setting->vtype == COPSE_VTYPE_LS2 ? n : df)};
}

/* Change over the root of the mean variance. */
typedef struct pooled_change {
    copse_i_paired paired;
    double d, g, n;
    const char *why;
} pooled_change;

static pooled_change pooled_change_of(const double *x, const copse_i_setting *setting)
{
    const double n = x[COPSE_IN_NI], df = 2.0 * (n - 1.0) / (1.0 + copse_i_square(x[COPSE_IN_RI]));
    pooled_change c = {.paired = copse_i_paired_of(x), .n = n, .why = copse_i_shortage(n - 1.0, 0, few)};
    if (!c.why && setting->correct && !(df > 1.0)) c.why = few[1];
    if (!c.why && !(c.paired.length > 0.0)) c.why = no_sds;
    if (c.why) return c;
    c.d = COPSE_SQRT2 * (change_of_means(x) / c.paired.length);
    c.g = copse_i_correction(setting, df) * c.d;
    return c;
}

copse_i_estimate copse_i_change_by_pooled_sd(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const pooled_change c = pooled_change_of(x, setting);
    if (c.why) return (copse_i_estimate){.why = c.why};
    const double r = x[COPSE_IN_RI];
    return (copse_i_estimate){.yi = c.g, .vi = (2.0 * (1.0 - r) + 0.25 * c.g * c.g * (1.0 + r * r)) / c.n};
}

copse_i_estimate copse_i_change_by_pooled_sd_unequal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const pooled_change c = pooled_change_of(x, setting);
    if (c.why) return (copse_i_estimate){.why = c.why};
    const double by = setting->vtype == COPSE_VTYPE_LS2 ? c.n : c.n - 1.0;
    return (copse_i_estimate){.yi = c.g, .vi = (2.0 * c.paired.change + 0.5 * c.g * c.g * c.paired.fourth) / by};
}

copse_i_estimate copse_i_area_change(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_setting plain = {.vtype = COPSE_VTYPE_LS, .correct = false};
    const pooled_change c = pooled_change_of(x, &plain);
    if (c.why) return (copse_i_estimate){.why = c.why};
    const double v = (2.0 * c.paired.change + 0.5 * c.d * c.d * c.paired.fourth) / (c.n - 1.0);
    return (copse_i_estimate){.yi = copse_normal_lower(c.d / COPSE_SQRT2),
                              .vi = exp(-0.5 * c.d * c.d) / (4.0 * COPSE_PI) * v};
}
