/* Sums over sets that are counted through, each from that of a set with one study less: every number is a sum of positive terms,
 * with no subtraction whose errors would add up. */
#include "gosh_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nodes in log(t + least v): so near that the kernel's guess between two of them is right to some 1e-4, as few as that. */
static const double STEP = 1.0;
enum { MOST_NODES = 24 };

static bool is_searched(const copse_fit_opts *fit)
{
    const copse_method m = fit->method;
    return isnan(fit->tau2) && (m == COPSE_METHOD_REML || m == COPSE_METHOD_ML || m == COPSE_METHOD_PM ||
                                m == COPSE_METHOD_EB || m == COPSE_METHOD_DLIT || m == COPSE_METHOD_SJIT);
}

/* From 0 to where the score falls for good, beyond the largest v, and well beyond the tau2 of all studies. */
static size_t place_nodes(const copse_i_gosh_plan *plan, double *t)
{
    double low = plan->v[0], high = plan->v[0];
    t[0] = 0;
    if (!is_searched(&plan->fit)) return 1;
    for (size_t i = 1; i < plan->k; i++) {
        low = fmin(low, plan->v[i]);
        high = fmax(high, plan->v[i]);
    }
    const double end = fmax(high, 4 * plan->origin[plan->p + GOSH_TAU2]), length = log1p(end / low);
    const size_t cells = (size_t)fmin(ceil(length / STEP), MOST_NODES - 1);
    for (size_t n = 1; n <= cells; n++) t[n] = n == cells ? end : low * expm1(length * (double)n / (double)cells);
    return cells + 1;
}

static void fill_study(const copse_i_gosh_plan *plan, const copse_i_gosh_ladder *ladder, size_t i, double *to)
{
    const double y = plan->y[i] - plan->origin[0];
    for (size_t n = 0; n < ladder->nodes; n++) {
        const double w = 1 / (plan->v[i] + ladder->t[n]);
        double power = w;
        for (size_t j = 0; j < COPSE_LANES_SUMS / 3; j++) {
            *to++ = power;
            *to++ = power * y;
            *to++ = power * y * y;
            power *= w;
        }
    }
}

void copse_i_gosh_ladder_free(copse_i_gosh_ladder *ladder)
{
    free(ladder->memory);
    *ladder = (copse_i_gosh_ladder){0};
}

copse_status copse_i_gosh_ladder_init(const copse_i_gosh_plan *plan, copse_i_gosh_ladder *l, copse_error *err)
{
    *l = (copse_i_gosh_ladder){0};
    if (!plan->exact || plan->X != NULL || plan->k < 4 || plan->opts.from_rows) return COPSE_OK;
    double t[MOST_NODES];
    l->nodes = place_nodes(plan, t);
    l->levels = plan->k - 3;
    const size_t width = l->nodes * COPSE_LANES_SUMS;
    l->memory = copse_alloc(l->nodes + (plan->k + COPSE_LANES + l->levels + 1) * width, sizeof *l->memory);
    if (l->memory == NULL) return copse_fail_memory(err);
    l->t = l->memory;
    l->study = l->t + l->nodes;
    l->own = l->study + plan->k * width;
    l->level = l->own + COPSE_LANES * width;
    memcpy(l->t, t, l->nodes * sizeof *t);
    for (size_t i = 0; i < plan->k; i++) fill_study(plan, l, i, l->study + i * width);
    for (size_t i = 0; i < 3; i++)
        for (size_t n = 0; n < width; n++)
            for (size_t lane = 0; lane < COPSE_LANES; lane++)
                if ((lane >> i & 1) != 0) l->own[n * COPSE_LANES + lane] += l->study[i * width + n];
    l->sums =
        (copse_lanes_sums){.nodes = l->nodes, .t = l->t, .origin = plan->origin[0], .common = l->level, .own = l->own};
    return COPSE_OK;
}

const copse_lanes_sums *copse_i_gosh_climb(copse_i_gosh_ladder *l, uint64_t number)
{
    const size_t width = l->nodes * COPSE_LANES_SUMS;
    size_t changed = 0; /* levels up to the highest bit that differs */
    for (uint64_t differ = number ^ l->set; differ != 0; differ >>= 1) changed++;
    while (changed-- > 0) {
        double *restrict to = l->level + changed * width;
        const double *restrict rest = to + width, *restrict study = l->study + (changed + 3) * width;
        const double in = (double)(number >> changed & 1);
        for (size_t n = 0; n < width; n++) to[n] = rest[n] + in * study[n];
    }
    l->set = number;
    return &l->sums;
}
