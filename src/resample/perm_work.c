/* A block of permutations: fitted, counted, written. */
#include "perm.h"

#include <math.h>

static void count_statistic(const copse_perm *perm, size_t j, double t, copse_i_perm_tally *tally)
{
    const double observed = perm->observed[j], tie = perm->tie[j];
    tally->less += t <= observed + tie;
    tally->greater += t >= observed - tie;
    tally->both += fabs(t) >= fabs(observed) - tie;
}

/* A sign vector that is enumerated stands for its opposite, too. */
static void count_lane(const copse_i_perm_worker *w, size_t lane, void *state)
{
    const copse_perm *perm = w->perm;
    const bool opposite = perm->signs && perm->exact;
    const double *compared = copse_i_perm_compared(w);
    copse_i_perm_state *s = state;
    const uint64_t times = opposite ? 2 : 1;
    if (isnan(w->estimate[lane])) {
        s->failed += times;
        return;
    }
    s->used += times;
    s->QM += w->QM[lane] >= perm->QM - perm->QM_tie;
    for (size_t j = 0; j < perm->plan.p; j++) {
        const double t = compared[j * COPSE_LANES + lane];
        count_statistic(perm, j, t, copse_i_perm_tallies(state) + j);
        if (opposite) count_statistic(perm, j, -t, copse_i_perm_tallies(state) + j);
    }
}

static void write_row(const copse_i_perm_worker *w, size_t lane, double *row)
{
    const size_t p = w->perm->plan.p;
    const bool fitted = !isnan(w->estimate[lane]);
    for (size_t j = 0; j < p; j++) {
        const double t = w->statistic[j * COPSE_LANES + lane];
        row[j] = fitted && isfinite(t) ? t : NAN;
        row[p + j] = w->estimate[j * COPSE_LANES + lane] * w->perm->unit;
    }
    if (!w->perm->signs) row[2 * p] = w->QM[lane];
}

copse_status copse_perm_work(void *perm, void *worker, uint64_t first, size_t n, double *rows, void *state,
                             copse_error *err)
{
    const copse_perm *m = perm;
    copse_i_perm_worker *w = worker;
    const size_t width = copse_perm_width(m);
    for (size_t at = 0; at < n; at += COPSE_LANES) {
        const size_t live = n - at < COPSE_LANES ? n - at : COPSE_LANES;
        uint64_t b[COPSE_LANES];
        for (size_t l = 0; l < live; l++) b[l] = first + at + l;
        const copse_status st = copse_i_perm_fit(w, m->y, b, live, err);
        if (st != COPSE_OK) return st;
        for (size_t l = 0; l < live; l++) {
            count_lane(w, l, state);
            if (rows != NULL) write_row(w, l, rows + (at + l) * width);
        }
    }
    return COPSE_OK;
}

void copse_perm_join(void *perm, void *state, const void *other)
{
    const copse_perm *m = perm;
    copse_i_perm_state *s = state;
    const copse_i_perm_state *o = other;
    const copse_i_perm_tally *from = (const copse_i_perm_tally *)(const void *)(o + 1);
    s->used += o->used;
    s->failed += o->failed;
    s->QM += o->QM;
    for (size_t j = 0; j < m->plan.p; j++) {
        copse_i_perm_tally *to = copse_i_perm_tallies(state) + j;
        to->less += from[j].less;
        to->greater += from[j].greater;
        to->both += from[j].both;
    }
}
