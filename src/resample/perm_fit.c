/* A thread's workspace of permutation tests, and the fits of up to eight data sets. */
#include "perm.h"

#include <math.h>
#include <stdlib.h>

static copse_status allocate(copse_i_perm_worker *w, copse_error *err)
{
    const size_t k = w->perm->plan.k, p = w->perm->plan.p;
    w->y = copse_alloc(k * COPSE_LANES, sizeof *w->y);
    w->v = copse_alloc(k * COPSE_LANES, sizeof *w->v);
    w->one_y = copse_alloc(k, sizeof *w->one_y);
    w->one_v = copse_alloc(k, sizeof *w->one_v);
    w->estimate = copse_alloc(p * COPSE_LANES, sizeof *w->estimate);
    w->statistic = copse_alloc(p * COPSE_LANES, sizeof *w->statistic);
    w->label = copse_alloc(k, sizeof *w->label);
    w->left = copse_alloc(k, sizeof *w->left);
    const void *const all[] = {w->y, w->v, w->one_y, w->one_v, w->estimate, w->statistic, w->label, w->left};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == NULL) return copse_fail_memory(err);
    return COPSE_OK;
}

copse_status copse_perm_open(void *perm, void **worker, copse_error *err)
{
    const copse_perm *m = perm;
    const copse_perm_plan *plan = &m->plan;
    copse_i_perm_worker *w = copse_alloc(1, sizeof *w);
    *worker = NULL;
    if (w == NULL) return copse_fail_memory(err);
    w->perm = m;
    w->at = COPSE_I_PERM_DATA;
    copse_status st = allocate(w, err);
    const copse_lanes_opts opts = {.fit = m->fit_opts, .isa = m->isa, .without_R2 = true};
    if (st == COPSE_OK && !m->scalar)
        st = copse_lanes_new(&opts, m->signs ? NULL : m->rows, plan->k, plan->p, &w->engine, err);
    if (st != COPSE_OK) {
        copse_perm_close(perm, w);
        return st;
    }
    *worker = w;
    return COPSE_OK;
}

void copse_perm_close(void *perm, void *worker)
{
    (void)perm;
    copse_i_perm_worker *w = worker;
    if (w == NULL) return;
    copse_lanes_free(w->engine);
    void *const all[] = {w->y, w->v, w->one_y, w->one_v, w->estimate, w->statistic, w->label, w->left};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    free(w);
}

/* With a standard error of 0 an estimate that is not 0 is as extreme as can be, and one of 0 not at all. */
static void put(copse_i_perm_worker *w, size_t j, size_t lane, double estimate, double se)
{
    w->estimate[j * COPSE_LANES + lane] = estimate;
    w->statistic[j * COPSE_LANES + lane] = estimate == 0 ? 0 : estimate / se;
}

static void put_nothing(copse_i_perm_worker *w, size_t lane)
{
    for (size_t j = 0; j < w->perm->plan.p; j++) put(w, j, lane, NAN, NAN);
    w->QM[lane] = NAN;
}

static copse_status fit_lanes(copse_i_perm_worker *w, copse_error *err)
{
    const copse_perm_plan *plan = &w->perm->plan;
    const bool signs = w->perm->signs;
    const copse_lanes_group group = {
        .k = plan->k, .y = w->y, .y_by_lane = true, .v = signs ? w->perm->v : w->v, .v_by_lane = !signs};
    const copse_status st = copse_lanes_run(w->engine, &group, &w->fit, err);
    if (st != COPSE_OK) return st;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (w->fit.status[l] != COPSE_LANE_OK) {
            put_nothing(w, l);
            continue;
        }
        for (size_t j = 0; j < plan->p; j++) put(w, j, l, w->fit.coef[j][l], w->fit.se[j][l]);
        w->QM[l] = w->fit.QM[l];
    }
    return COPSE_OK;
}

static copse_status fit_scalar(copse_i_perm_worker *w, size_t lane, copse_error *err)
{
    const copse_perm_plan *plan = &w->perm->plan;
    copse_fit one = {0};
    copse_error own = {0};
    for (size_t i = 0; i < plan->k; i++) {
        w->one_y[i] = w->y[i * COPSE_LANES + lane];
        w->one_v[i] = w->v[i * COPSE_LANES + lane];
    }
    copse_omnibus some = {.QM = NAN};
    copse_status st = copse_pool(w->one_y, w->one_v, w->perm->rows, plan->k, plan->p, &w->perm->fit_opts, &one, &own);
    put_nothing(w, lane);
    for (size_t j = 0; st == COPSE_OK && j < plan->p; j++) put(w, j, lane, one.coef[j].estimate, one.coef[j].se);
    if (st == COPSE_OK && plan->tested != NULL) st = copse_fit_omnibus(&one, plan->tested, &some, &own);
    if (st == COPSE_OK) w->QM[lane] = plan->tested != NULL ? some.QM : one.het.QM;
    copse_fit_free(&one);
    return st == COPSE_ENOMEM || st == COPSE_EINVAL ? copse_fail(err, st, "%s", own.text) : COPSE_OK;
}

copse_status copse_i_perm_fit(copse_i_perm_worker *w, const double *y, const uint64_t *b, size_t live, copse_error *err)
{
    copse_status st = COPSE_OK;
    for (size_t l = 0; l < COPSE_LANES; l++) copse_i_perm_place(w, y, b[l < live ? l : live - 1], l);
    if (!w->perm->scalar) return fit_lanes(w, err);
    for (size_t l = 0; l < live && st == COPSE_OK; l++) st = fit_scalar(w, l, err);
    return st;
}

const double *copse_i_perm_compared(const copse_i_perm_worker *w)
{
    return w->perm->plan.statistic == COPSE_PERM_TEST ? w->statistic : w->estimate;
}
