/* Which deltas are estimated, within what, and as which coordinates of the search. */
#include "selection_parts.h"

#include <math.h>

static const double MOST_DELTA = 1e4, MOST_DELTA_OF_POWER = 100, LEAST_DELTA = 1e-5;

void copse_i_selmodel_deltas(copse_i_selmodel_problem *s, const double *coordinate)
{
    const double *t = coordinate + s->p + 1;
    double sum = 0;
    for (size_t j = 0; j < s->deltas; j++) {
        const size_t slot = s->slot[j];
        if (slot == SIZE_MAX) continue;
        sum += slot == s->pin ? copse_i_selmodel_pinned_gap(s, coordinate) : t[slot];
        s->delta[j] = s->chain ? exp(-sum) : s->kind[slot] == COPSE_I_LOG ? exp(t[slot]) : t[slot];
    }
}

double copse_i_selmodel_coordinate(const copse_i_selmodel_problem *s, size_t free, double delta)
{
    const double t = s->kind[free] == COPSE_I_LOG ? log(delta) : delta;
    const size_t j = s->p + 1 + free;
    return fmin(fmax(t, s->low[j]), s->high[j]);
}

/* A weight of an interval that has p-values is above 0, and searched by its logarithm; one without may be 0. */
static void set_coordinate(copse_i_selmodel_problem *s, size_t j, const size_t *count)
{
    const size_t slot = s->slot[j], at = s->p + 1 + slot;
    const bool steps = s->step_like, second_power = s->type == COPSE_SELMODEL_NEGEXPPOW && j == 1;
    s->kind[slot] = COPSE_I_LINEAR;
    s->low[at] = 0;
    s->high[at] = s->type == COPSE_SELMODEL_NEGEXPPOW ? MOST_DELTA_OF_POWER : MOST_DELTA;
    if (s->chain) {
        s->kind[slot] = COPSE_I_CHAIN;
        s->high[at] = 50;
    } else if (steps ? count[j] > 0 : s->type == COPSE_SELMODEL_BETA || second_power) {
        s->kind[slot] = COPSE_I_LOG;
        s->low[at] = log(steps ? 1e-10 : second_power ? 0.01 : LEAST_DELTA);
        s->high[at] = log(steps ? 1e8 : second_power ? 100 : MOST_DELTA);
    }
}

void copse_i_selmodel_fill_deltas(copse_i_selmodel_problem *s)
{
    size_t count[COPSE_SELMODEL_MOST_STEPS + 1] = {0};
    for (size_t i = 0; s->step_like && i < s->k; i++) count[s->group[i]]++;
    s->free = 0;
    for (size_t j = 0; j < s->deltas; j++) {
        const size_t given =
            copse_i_selmodel_is_truncation(s->type) ? j - 1 : j; /* weight 1 beyond the point comes first */
        double value = s->opts.deltas > 0 && given < s->opts.deltas ? s->opts.delta[given] : (double)NAN;
        if (s->step_like && j == 0 && isnan(value)) value = 1;
        s->delta[j] = isnan(value) ? 1 : value;
        s->slot[j] = isnan(value) ? s->free++ : SIZE_MAX;
    }
    for (size_t j = 0; j < s->p; j++) s->low[j] = -INFINITY, s->high[j] = INFINITY;
    for (size_t j = 0; j < s->deltas; j++)
        if (s->slot[j] != SIZE_MAX) set_coordinate(s, j, count);
}

void copse_i_selmodel_truncate(copse_i_selmodel_problem *s, double at, bool inclusive)
{
    s->threshold = (s->opts.side == COPSE_SELMODEL_LESS ? -1 : 1) * ldexp(at, -s->exponent);
    s->inclusive = inclusive;
    s->lines[COPSE_I_ROUGH].cut[0] = s->threshold;
    size_t beyond = 0;
    for (size_t i = 0; i < s->k; i++) {
        const bool is = inclusive ? s->y[i] >= s->threshold : s->y[i] > s->threshold;
        s->group[i] = is ? 0 : 1;
        beyond += is ? 1 : 0;
    }
    if (s->slot[1] == SIZE_MAX) return;
    const size_t at_delta = s->p + 1;
    s->kind[0] = beyond < s->k ? COPSE_I_LOG : COPSE_I_LINEAR;
    s->low[at_delta] = beyond < s->k ? log(1e-10) : 0;
    s->high[at_delta] = beyond < s->k ? log(1e8) : MOST_DELTA;
}
