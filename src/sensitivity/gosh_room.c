/* What a run needs before it starts. */
#include "gosh_run.h"

#include <math.h>
#include <stdlib.h>

enum { PILOT = 4096 };

/* Where coefficients are counted: what a few thousand random subsets reach, and half as much again on both sides; an
 * average of the estimates cannot leave their range. A study that allows a ratio of 0 or infinity by itself is no average. */
copse_status copse_i_gosh_find_range(copse_i_gosh_run *r, copse_error *err)
{
    copse_i_gosh_plan *plan = &r->plan;
    for (size_t j = 0; j < plan->p; j++) plan->low[j] = plan->high[j] = plan->origin[j];
    for (size_t at = 0; at < PILOT; at += COPSE_LANES) {
        const copse_status st = copse_i_gosh_fit_drawn(r->worker, 1, at, COPSE_LANES, err);
        if (st != COPSE_OK) return st;
        for (size_t j = 0; j < plan->p; j++)
            for (size_t l = 0; l < COPSE_LANES; l++) {
                plan->low[j] = fmin(plan->low[j], r->worker->value[j][l]);
                plan->high[j] = fmax(plan->high[j], r->worker->value[j][l]);
            }
    }
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < plan->k; i++) {
        least = fmin(least, plan->y[i]);
        most = fmax(most, plan->y[i]);
    }
    for (size_t j = 0; j < plan->p; j++) {
        const double more = (plan->high[j] - plan->low[j]) / 2;
        plan->low[j] -= more;
        plan->high[j] += more;
        if (plan->X == NULL && plan->opts.tables == NULL && plan->opts.fit == NULL) {
            plan->low[j] = fmax(plan->low[j], least);
            plan->high[j] = fmin(plan->high[j], most);
        }
    }
    return COPSE_OK;
}

void copse_i_gosh_widen(double *low, double *high)
{
    const double least = 1e-9 * fmax(fabs(*low), fabs(*high)) + 0x1p-900;
    if (*high - *low > least) return;
    *low -= least;
    *high += least;
}

static bool make_counts(copse_i_gosh_run *r)
{
    const bool marked = r->plan.opts.marked != COPSE_GOSH_NONE;
    for (int t = 0; t < r->threads; t++) {
        copse_i_gosh_counts *c = &r->counts[t];
        c->grid = copse_alloc(GOSH_GRID, sizeof *c->grid);
        c->fine = copse_alloc(r->plan.width * GOSH_FINE, sizeof *c->fine);
        if (marked) c->marked = copse_alloc(GOSH_GRID, sizeof *c->marked);
        if (c->grid == NULL || c->fine == NULL || (marked && c->marked == NULL)) return false;
    }
    return true;
}

copse_status copse_i_gosh_make_room(copse_i_gosh_run *r, copse_error *err)
{
    const copse_i_gosh_plan *plan = &r->plan;
    const size_t studies = plan->k + 3;
    r->worker = copse_alloc((size_t)r->threads, sizeof *r->worker);
    r->counts = copse_alloc((size_t)r->threads, sizeof *r->counts);
    r->block = copse_alloc(GOSH_TURN, sizeof *r->block);
    r->sum.with = copse_alloc(studies * (GOSH_TURN + 1), sizeof *r->sum.with);
    if (plan->kept) r->kept = copse_alloc((size_t)plan->numbers * plan->width, sizeof *r->kept);
    if (r->worker == NULL || r->counts == NULL || r->block == NULL || r->sum.with == NULL ||
        (plan->kept && r->kept == NULL))
        return copse_fail_memory(err);
    for (size_t b = 0; b < GOSH_TURN; b++) r->block[b].with = r->sum.with + (b + 1) * studies;
    for (size_t j = 0; j < GOSH_VALUES; j++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            r->sum.least[j][l] = INFINITY;
            r->sum.most[j][l] = -INFINITY;
        }
    for (int t = 0; t < r->threads; t++) {
        const copse_status st = copse_i_gosh_worker_init(plan, &r->worker[t], err);
        if (st != COPSE_OK) return st;
    }
    return plan->kept || make_counts(r) ? COPSE_OK : copse_fail_memory(err);
}

void copse_i_gosh_free_room(copse_i_gosh_run *r)
{
    for (int t = 0; t < r->threads; t++) {
        if (r->worker != NULL) copse_i_gosh_worker_free(&r->worker[t]);
        if (r->counts == NULL) continue;
        free(r->counts[t].grid);
        free(r->counts[t].marked);
        free(r->counts[t].fine);
    }
    free(r->worker);
    free(r->counts);
    free(r->block);
    free(r->sum.with);
    free(r->kept);
}
