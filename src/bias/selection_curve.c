/* The fitted weight function at a point, with the delta method on ln w. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>

static size_t interval_of(const copse_selmodel *fit, double p)
{
    size_t j = 0;
    while (j + 1 < fit->steps && !(p <= fit->step[j])) j++;
    return j;
}

static double variance_of_log(const copse_selmodel *fit, const double d[2])
{
    double sum = 0;
    for (size_t a = 0; a < fit->deltas && a < 2; a++)
        for (size_t b = 0; b < fit->deltas && b < 2; b++)
            if (d[a] != 0 && d[b] != 0) sum += d[a] * fit->delta_vcov[a * fit->deltas + b] * d[b];
    return sum;
}

/* A weight that is delta j itself. */
static double variance_of_step(const copse_selmodel *fit, size_t j)
{
    const double delta = fit->delta[j].estimate;
    if (fit->delta[j].state == COPSE_SELMODEL_FIXED) return 0;
    if (!(delta > 0) || isnan(fit->delta[j].se)) return NAN;
    return fit->delta_vcov[j * fit->deltas + j] / (delta * delta);
}

copse_status copse_selmodel_weight(const copse_selmodel *fit, double at, double precision, copse_selmodel_point *point)
{
    const bool truncated = fit->type >= COPSE_SELMODEL_TRUNC;
    double variance = NAN;
    *point = (copse_selmodel_point){NAN, {NAN, NAN}};
    if (isnan(at) || (!truncated && !(at >= 0 && at <= 1)) || !(precision >= 0 && precision < INFINITY))
        return COPSE_EDOM;
    if (truncated) {
        const double edge = fit->type == COPSE_SELMODEL_TRUNCEST ? fit->delta[1].estimate
                            : fit->steps > 0                     ? fit->step[0]
                                                                 : 0;
        const bool beyond = fit->side == COPSE_SELMODEL_LESS ? at < edge : at > edge;
        point->weight = beyond ? 1 : fit->delta[0].estimate;
        variance = beyond ? 0 : variance_of_step(fit, 0);
    } else if (fit->type == COPSE_SELMODEL_STEPFUN) {
        const size_t j = interval_of(fit, at);
        point->weight = fit->delta[j].estimate;
        variance = variance_of_step(fit, j);
    } else {
        const double p = fmin(fmax(at, fit->clip_low), fit->clip_high);
        const copse_i_p_value there = copse_i_p_value_of(p, 1 - p);
        const double delta[2] = {fit->delta[0].estimate, fit->deltas > 1 ? fit->delta[1].estimate : 1};
        const copse_i_weight_jet jet = copse_i_weight_at(fit->type, delta, precision, fit->floor, &there);
        point->weight = exp(jet.q);
        variance = fit->identified ? variance_of_log(fit, jet.d) : (double)NAN;
    }
    const double z = copse_normal_quantile_upper(0.5 * (1 - fit->level / 100)), reach = z * sqrt(variance);
    if (isnan(reach)) return COPSE_OK;
    point->ci = (copse_interval){point->weight * exp(-reach), point->weight * exp(reach)};
    return COPSE_OK;
}
