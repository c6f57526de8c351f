/* Measures of one group (proportions), of two rates, and estimates as given. */
#include "effect_kernels.h"

#include <math.h>

static const char no_events[] = "no events", only_events[] = "only events";

copse_i_estimate copse_i_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI], n = events + others;
    if (!(events > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(others > 0.0)) return (copse_i_estimate){.why = only_events};
    return (copse_i_estimate){.yi = events / n, .vi = (events / n) * (others / n) / n};
}

copse_i_estimate copse_i_log_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI], n = events + others;
    if (!(events > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(others > 0.0)) return (copse_i_estimate){.why = only_events};
    return (copse_i_estimate){.yi = events > others ? log1p(-others / n) : log(events / n), .vi = others / events / n};
}

copse_i_estimate copse_i_logit_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI];
    if (!(events > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(others > 0.0)) return (copse_i_estimate){.why = only_events};
    return (copse_i_estimate){.yi = copse_i_log_ratio(events - others, events + others, log(events) - log(others)),
                              .vi = 1.0 / events + 1.0 / others};
}

copse_i_estimate copse_i_arcsine_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = atan2(sqrt(x[COPSE_IN_XI]), sqrt(x[COPSE_IN_MI])),
                              .vi = 0.25 / (x[COPSE_IN_XI] + x[COPSE_IN_MI])};
}

copse_i_estimate copse_i_log_rate_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double x1 = x[COPSE_IN_X1I], x2 = x[COPSE_IN_X2I], t1 = x[COPSE_IN_T1I], t2 = x[COPSE_IN_T2I];
    if (!(x1 > 0.0) && !(x2 > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(x1 > 0.0)) return (copse_i_estimate){.why = "no events in group 1"};
    if (!(x2 > 0.0)) return (copse_i_estimate){.why = "no events in group 2"};
    const double far = (log(x1) - log(t1)) - (log(x2) - log(t2));
    return (copse_i_estimate){
        .yi = copse_i_log_ratio(copse_i_difference_of_products(x1, t2, t1, x2), x1 * t2 + x2 * t1, far),
        .vi = 1.0 / x1 + 1.0 / x2};
}

copse_i_estimate copse_i_given(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = x[COPSE_IN_YI], .vi = x[COPSE_IN_VI]};
}
