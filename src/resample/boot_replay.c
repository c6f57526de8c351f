/* One replicate by itself: its data set, the lanes' values, and those of the scalar code. */
#include "boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Writes each study out as often as it stands in the replicate. */
typedef struct written {
    double *y, *v, *X;
    size_t *group;
    size_t k;
} written;

static void free_written(written *w)
{
    free(w->y);
    free(w->v);
    free(w->X);
    free(w->group);
}

static copse_status write_out(const copse_boot_plan *plan, const copse_boot_replay *r, written *w, copse_error *err)
{
    size_t total = 0;
    for (size_t i = 0; i < plan->k; i++) total += r->n == NULL ? 1 : (size_t)r->n[i];
    w->y = copse_alloc(total, sizeof *w->y);
    w->v = copse_alloc(total, sizeof *w->v);
    w->X = copse_alloc(total * plan->p, sizeof *w->X);
    w->group = copse_alloc(total, sizeof *w->group);
    if (w->y == NULL || w->v == NULL || w->X == NULL || w->group == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < plan->k; i++)
        for (size_t c = r->n == NULL ? 1 : (size_t)r->n[i]; c > 0; c--, w->k++) {
            w->y[w->k] = r->y[i];
            w->v[w->k] = plan->v[i];
            if (plan->X != NULL) memcpy(w->X + w->k * plan->p, plan->X + i * plan->p, plan->p * sizeof *w->X);
            if (plan->group != NULL) w->group[w->k] = plan->group[i];
        }
    return COPSE_OK;
}

/* A replicate without a fit is no failure: the status says so. */
static copse_status fit_written(const copse_boot *b, const written *w, copse_boot_replay *r, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    copse_error own = {0};
    if (w->k == 0) r->status = COPSE_ETOOFEW;
    else r->status = copse_pool(w->y, w->v, plan->X == NULL ? NULL : w->X, w->k, plan->p, &plan->fit, &r->fit, &own);
    if (r->status == COPSE_ENOMEM) return copse_fail_memory(err);
    if (plan->group == NULL || w->k == 0) return COPSE_OK;
    bool full = true;
    for (size_t j = 0; j < plan->levels; j++) {
        bool found = false;
        for (size_t i = 0; i < w->k; i++) found = found || w->group[i] == j;
        full = full && found;
    }
    if (!full) return COPSE_OK;
    const copse_status st = copse_pool_subgroups(w->y, w->v, w->group, w->k, plan->levels, &plan->fit, plan->tau2_mode,
                                                 &r->subgroups, &own);
    return st == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK;
}

static void check_values(copse_i_boot_worker *w, copse_boot_replay *r)
{
    const copse_boot *b = w->boot;
    const size_t levels = b->plan.group == NULL ? 0 : b->plan.levels;
    memset(w->fit, 0xff, (1 + levels) * sizeof *w->fit); /* NaN, but for what follows */
    if (r->status == COPSE_OK && r->fit.coef != NULL) copse_i_boot_put(&r->fit, 0, &w->fit[0]);
    for (size_t j = 0; j < r->subgroups.levels; j++) copse_i_boot_put(&r->subgroups.fit[j], 0, &w->fit[1 + j]);
    copse_i_boot_derive(w);
    for (size_t q = 0; q < b->plan.quantities; q++) r->checked[q] = w->value[q * COPSE_LANES];
}

static copse_status copy_lane(const copse_boot *b, copse_i_boot_sets sets, size_t lane, copse_boot_replay *r,
                              copse_error *err)
{
    const size_t k = b->plan.k, Q = b->plan.quantities;
    r->k = k;
    r->p = b->plan.p;
    r->y = copse_alloc(k, sizeof *r->y);
    r->value = copse_alloc(Q, sizeof *r->value);
    r->checked = copse_alloc(Q, sizeof *r->checked);
    if (sets.n != NULL) r->n = copse_alloc(k, sizeof *r->n);
    if (r->y == NULL || r->value == NULL || r->checked == NULL || (sets.n != NULL && r->n == NULL))
        return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) {
        r->y[i] = sets.y != NULL ? sets.y[i * COPSE_LANES + lane] : b->plan.y[i];
        if (sets.n != NULL) r->n[i] = sets.n[i * COPSE_LANES + lane];
    }
    for (size_t q = 0; q < Q; q++) r->checked[q] = NAN;
    return COPSE_OK;
}

copse_status copse_boot_replay_make(const copse_boot *b, uint64_t replicate, copse_boot_replay *r, copse_error *err)
{
    *r = (copse_boot_replay){.replicate = replicate, .status = COPSE_ENOTCOMPUTABLE};
    const size_t lane = (size_t)(replicate % COPSE_LANES);
    written w = {0};
    void *worker = NULL;
    copse_boot plain = *b; /* open takes it as it is */
    copse_status st = copse_boot_open(&plain, &worker, err);
    copse_i_boot_sets sets = {0};
    if (st == COPSE_OK) {
        sets = copse_i_boot_draw(worker, replicate - lane);
        st = copy_lane(b, sets, lane, r, err);
    }
    if (st == COPSE_OK) st = copse_i_boot_evaluate(worker, sets, err);
    if (st == COPSE_OK) {
        const copse_i_boot_worker *own = worker;
        for (size_t q = 0; q < b->plan.quantities; q++) r->value[q] = own->value[q * COPSE_LANES + lane];
    }
    if (st == COPSE_OK && b->plan.kind != COPSE_BOOT_BAYESIAN) {
        st = write_out(&b->plan, r, &w, err);
        if (st == COPSE_OK) st = fit_written(b, &w, r, err);
        if (st == COPSE_OK) check_values(worker, r);
    }
    free_written(&w);
    copse_boot_close(&plain, worker);
    if (st != COPSE_OK) copse_boot_replay_free(r);
    return st;
}

void copse_boot_replay_free(copse_boot_replay *r)
{
    if (r == NULL) return;
    free(r->n);
    free(r->y);
    free(r->value);
    free(r->checked);
    copse_fit_free(&r->fit);
    copse_subgroups_free(&r->subgroups);
    *r = (copse_boot_replay){0};
}

copse_status copse_boot_counts(const copse_boot *b, uint64_t first, size_t n, double *counts, copse_error *err)
{
    const size_t k = b->plan.k;
    if (b->plan.kind == COPSE_BOOT_PARAMETRIC || b->plan.kind == COPSE_BOOT_WILD)
        return copse_fail(err, COPSE_EUSAGE, "the %s bootstrap draws estimates, not studies: it has no counts",
                          copse_boot_kind_name(b->plan.kind));
    if (first % COPSE_LANES != 0) return copse_fail(err, COPSE_EINVAL, "counts start at a multiple of 8");
    void *worker = NULL;
    copse_boot plain = *b;
    const copse_status st = copse_boot_open(&plain, &worker, err);
    for (size_t at = 0; st == COPSE_OK && at < n; at += COPSE_LANES) {
        const copse_i_boot_sets sets = copse_i_boot_draw(worker, first + at);
        for (size_t l = 0; l < COPSE_LANES && at + l < n; l++)
            for (size_t i = 0; i < k; i++) counts[(at + l) * k + i] = sets.n[i * COPSE_LANES + l];
    }
    copse_boot_close(&plain, worker);
    return st;
}
