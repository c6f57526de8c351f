/* Measures of two rates, and of one. */
#include "effect_kernels.h"

#include <math.h>

static const char no_events[] = "no events", none_in_either[] = "no events in either group";

copse_i_estimate copse_i_log_rate_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double x1 = x[COPSE_IN_X1I], x2 = x[COPSE_IN_X2I], t1 = x[COPSE_IN_T1I], t2 = x[COPSE_IN_T2I];
    if (!(x1 > 0.0) && !(x2 > 0.0)) return (copse_i_estimate){.why = none_in_either};
    if (!(x1 > 0.0)) return (copse_i_estimate){.why = "no events in group 1"};
    if (!(x2 > 0.0)) return (copse_i_estimate){.why = "no events in group 2"};
    const double far = (log(x1) - log(t1)) - (log(x2) - log(t2));
    return (copse_i_estimate){
        .yi = copse_i_log_ratio(copse_i_difference_of_products(x1, t2, t1, x2), x1 * t2 + x2 * t1, far),
        .vi = 1.0 / x1 + 1.0 / x2};
}

copse_i_estimate copse_i_rate_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double x1 = x[COPSE_IN_X1I], x2 = x[COPSE_IN_X2I], t1 = x[COPSE_IN_T1I], t2 = x[COPSE_IN_T2I];
    if (!(x1 > 0.0) && !(x2 > 0.0)) return (copse_i_estimate){.why = none_in_either};
    return (copse_i_estimate){.yi = copse_i_difference_of_ratios(x1, t1, x2, t2), .vi = x1 / t1 / t1 + x2 / t2 / t2};
}

/* The difference of the rates over the sum of their roots. */
copse_i_estimate copse_i_root_rate_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double x1 = x[COPSE_IN_X1I], x2 = x[COPSE_IN_X2I], t1 = x[COPSE_IN_T1I], t2 = x[COPSE_IN_T2I];
    const double sum = sqrt(x1 / t1) + sqrt(x2 / t2);
    return (copse_i_estimate){.yi = sum > 0.0 ? copse_i_difference_of_ratios(x1, t1, x2, t2) / sum : 0.0,
                              .vi = 0.25 / t1 + 0.25 / t2};
}

copse_i_estimate copse_i_rate(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], time = x[COPSE_IN_TI];
    if (!(events > 0.0)) return (copse_i_estimate){.why = no_events};
    return (copse_i_estimate){.yi = events / time, .vi = events / time / time};
}

copse_i_estimate copse_i_log_rate(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], time = x[COPSE_IN_TI];
    if (!(events > 0.0)) return (copse_i_estimate){.why = no_events};
    return (copse_i_estimate){.yi = copse_i_log_ratio(events - time, events + time, log(events) - log(time)),
                              .vi = 1.0 / events};
}

copse_i_estimate copse_i_root_rate(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = sqrt(x[COPSE_IN_XI] / x[COPSE_IN_TI]), .vi = 0.25 / x[COPSE_IN_TI]};
}

copse_i_estimate copse_i_freeman_tukey_rate(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], time = x[COPSE_IN_TI];
    return (copse_i_estimate){.yi = 0.5 * (sqrt(events / time) + sqrt((events + 1.0) / time)), .vi = 0.25 / time};
}
