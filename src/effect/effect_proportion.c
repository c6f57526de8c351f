/* Measures of one proportion. The variance types: LS and UB from the study's own proportion, AV from the average of all. */
#include "effect_kernels.h"

#include <math.h>

/* The two averages of copse_i_average_proportion. */
enum { EVENTS, OTHERS };

void copse_i_average_proportion(const double *x, size_t set, double size, const copse_i_setting *setting,
                                double value[4], double weight[4])
{
    (void)set;
    (void)size;
    (void)setting;
    const double n = x[COPSE_IN_XI] + x[COPSE_IN_MI];
    value[EVENTS] = x[COPSE_IN_XI] / n;
    value[OTHERS] = x[COPSE_IN_MI] / n;
    weight[EVENTS] = weight[OTHERS] = n;
}

typedef struct proportion {
    double events, others, n;
    double p, q; /* what the variance is made of: the study's own, or the averages */
} proportion;

static proportion proportion_of(const double *x, const copse_i_setting *setting)
{
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI], n = events + others;
    const bool average = setting->vtype == COPSE_VTYPE_AV;
    return (proportion){.events = events,
                        .others = others,
                        .n = n,
                        .p = average ? setting->average[EVENTS] : events / n,
                        .q = average ? setting->average[OTHERS] : others / n};
}

static const char no_events[] = "no events", only_events[] = "only events";

copse_i_estimate copse_i_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const proportion t = proportion_of(x, setting);
    const double n = setting->vtype == COPSE_VTYPE_UB ? t.n - 1.0 : t.n;
    if (!(t.p > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(t.q > 0.0)) return (copse_i_estimate){.why = only_events};
    if (!(n > 0.0)) return (copse_i_estimate){.why = "needs more than one participant"};
    return (copse_i_estimate){.yi = t.events / t.n, .vi = t.p * t.q / n};
}

copse_i_estimate copse_i_log_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const proportion t = proportion_of(x, setting);
    if (!(t.events > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(t.q > 0.0)) return (copse_i_estimate){.why = only_events};
    return (copse_i_estimate){.yi = t.events > t.others ? log1p(-t.others / t.n) : log(t.events / t.n),
                              .vi = t.q / t.p / t.n};
}

copse_i_estimate copse_i_logit_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const proportion t = proportion_of(x, setting);
    if (!(t.events > 0.0)) return (copse_i_estimate){.why = no_events};
    if (!(t.others > 0.0)) return (copse_i_estimate){.why = only_events};
    const bool average = setting->vtype == COPSE_VTYPE_AV;
    return (copse_i_estimate){
        .yi = copse_i_log_ratio(t.events - t.others, t.events + t.others, log(t.events) - log(t.others)),
        .vi = average ? 1.0 / t.p / t.n + 1.0 / t.q / t.n : 1.0 / t.events + 1.0 / t.others};
}

copse_i_estimate copse_i_arcsine_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    return (copse_i_estimate){.yi = atan2(sqrt(x[COPSE_IN_XI]), sqrt(x[COPSE_IN_MI])),
                              .vi = 0.25 / (x[COPSE_IN_XI] + x[COPSE_IN_MI])};
}

/* The mean of the angles of x and of x + 1 events among n + 1. */
copse_i_estimate copse_i_freeman_tukey_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI];
    return (copse_i_estimate){.yi = 0.5 *
                                    (atan2(sqrt(events), sqrt(others + 1.0)) + atan2(sqrt(events + 1.0), sqrt(others))),
                              .vi = 0.25 / (events + others + 0.5)};
}
