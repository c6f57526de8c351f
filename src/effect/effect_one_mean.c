/* Measures of one group's mean and spread. */
#include "effect_means.h"

#include <math.h>

static const char no_sd[] = "the standard deviation is zero", one[] = "one participant",
                  not_positive[] = "the mean is not positive";

copse_i_estimate copse_i_mean(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double y = x[COPSE_IN_MI], n = x[COPSE_IN_NI], sd = x[COPSE_IN_SDI];
    if (setting->vtype == COPSE_VTYPE_HO) {
        if (!(setting->average[0] > 0.0)) return (copse_i_estimate){.why = "no study has a standard deviation"};
        return (copse_i_estimate){.yi = y, .vi = setting->average[0] / n};
    }
    if (!(sd > 0.0)) return (copse_i_estimate){.why = no_sd};
    return (copse_i_estimate){.yi = y, .vi = sd * sd / n};
}

/* For HO: the variance of all studies, weighted by degrees of freedom. */
void copse_i_average_variance(const double *x, size_t set, double size, const copse_i_setting *setting, double value[4],
                              double weight[4])
{
    (void)set;
    (void)size;
    (void)setting;
    value[0] = copse_i_square(x[COPSE_IN_SDI]);
    weight[0] = x[COPSE_IN_NI] - 1.0;
}

copse_i_estimate copse_i_standardized_mean(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    static const char *const few[] = {one, "fewer than three participants", "fewer than four participants"};
    const double n = x[COPSE_IN_NI];
    if (!(x[COPSE_IN_SDI] > 0.0)) return (copse_i_estimate){.why = no_sd};
    const copse_i_standard s = {
        .d = x[COPSE_IN_MI] / x[COPSE_IN_SDI], .df = n - 1.0, .base = 1.0 / n, .per = n, .few = few};
    return copse_i_standardize(&s, setting);
}

copse_i_estimate copse_i_log_mean(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    if (!(x[COPSE_IN_MI] > 0.0)) return (copse_i_estimate){.why = not_positive};
    if (!(x[COPSE_IN_SDI] > 0.0)) return (copse_i_estimate){.why = no_sd};
    return (copse_i_estimate){.yi = log(x[COPSE_IN_MI]),
                              .vi = copse_i_square(x[COPSE_IN_SDI] / x[COPSE_IN_MI]) / x[COPSE_IN_NI]};
}

copse_i_estimate copse_i_log_sd(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double df = x[COPSE_IN_NI] - 1.0;
    if (!(x[COPSE_IN_SDI] > 0.0)) return (copse_i_estimate){.why = no_sd};
    if (!(df > 0.0)) return (copse_i_estimate){.why = one};
    return (copse_i_estimate){.yi = log(x[COPSE_IN_SDI]) + (setting->correct ? 0.5 / df : 0.0), .vi = 0.5 / df};
}

copse_i_estimate copse_i_log_variation(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double m = x[COPSE_IN_MI], sd = x[COPSE_IN_SDI], n = x[COPSE_IN_NI], df = n - 1.0;
    if (!(m > 0.0)) return (copse_i_estimate){.why = not_positive};
    if (!(sd > 0.0)) return (copse_i_estimate){.why = no_sd};
    if (!(df > 0.0)) return (copse_i_estimate){.why = one};
    return (copse_i_estimate){.yi =
                                  copse_i_log_ratio_of_products(sd, 1.0, m, 1.0) + (setting->correct ? 0.5 / df : 0.0),
                              .vi = 0.5 / df + copse_i_square(sd / m) / n};
}
