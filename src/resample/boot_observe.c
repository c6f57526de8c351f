/* The data themselves: estimates, standard errors, and the model that estimates are drawn anew from. */
#include "boot.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double mean_of(const copse_boot_plan *plan, const copse_fit *fit, size_t i)
{
    if (plan->X == NULL) return fit->coef[0].estimate;
    double sum = 0;
    for (size_t j = 0; j < plan->p; j++) sum += plan->X[i * plan->p + j] * fit->coef[j].estimate;
    return sum;
}

/* x_i'(X'WX)^-1 x_i w_i: what study i adds to its own fitted value. */
static double leverage(const copse_boot_plan *plan, const copse_fit *fit, size_t i)
{
    double sum = 0;
    for (size_t a = 0; a < plan->p; a++)
        for (size_t c = 0; c < plan->p; c++)
            sum += plan->X[i * plan->p + a] * fit->vcov[a * plan->p + c] * plan->X[i * plan->p + c];
    return sum / (plan->v[i] + fit->het.tau2);
}

/* mu + sqrt(tau2 + v) z has the law of mu + sqrt(tau2) z1 + sqrt(v) z2, at the price of one normal. */
static copse_status model_of(copse_boot *b, const copse_fit *fit, const size_t *study, copse_error *err)
{
    if (isnan(fit->het.tau2))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the %s bootstrap needs an estimate of tau2, which %zu %s and %zu %s do not give",
                          copse_boot_kind_name(b->plan.kind), fit->k, copse_plural(fit->k, "study", "studies"), fit->p,
                          copse_plural(fit->p, "coefficient", "coefficients"));
    for (size_t j = 0; j < fit->k; j++) {
        const size_t i = study == NULL ? j : study[j];
        b->fitted[i] = mean_of(&b->plan, fit, i);
        b->spread[i] = sqrt(fit->het.tau2 + b->plan.v[i]);
        if (b->plan.kind != COPSE_BOOT_WILD) continue;
        const double h = b->plan.X == NULL ? fit->weight[j] / 100 : leverage(&b->plan, fit, i);
        const double residual = b->plan.y[i] - b->fitted[i];
        b->spread[i] = h < 1 - 1e-10 ? residual / sqrt(1 - h) : 0; /* a study alone has no residual */
    }
    return COPSE_OK;
}

/* The wild bootstrap's leverages need the plain (X'WX)^-1: a z test. */
static copse_status find_model(copse_boot *b, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    if (plan->kind != COPSE_BOOT_PARAMETRIC && plan->kind != COPSE_BOOT_WILD) return COPSE_OK;
    copse_fit_opts opts = plan->fit;
    opts.test = COPSE_TEST_Z;
    if (plan->group == NULL) {
        copse_fit fit = {0};
        copse_status st = copse_pool(plan->y, plan->v, plan->X, plan->k, plan->p, &opts, &fit, err);
        if (st == COPSE_OK) st = model_of(b, &fit, NULL, err);
        copse_fit_free(&fit);
        return st;
    }
    copse_subgroups levels = {0};
    copse_status st = copse_pool_subgroups(plan->y, plan->v, plan->group, plan->k, plan->levels, &opts, plan->tau2_mode,
                                           &levels, err);
    for (size_t j = 0; j < plan->levels && st == COPSE_OK; j++)
        st = model_of(b, &levels.fit[j], b->order + b->start[j], err);
    copse_subgroups_free(&levels);
    return st;
}

static copse_status find_null(copse_boot *b, const copse_fit *fit, const copse_subgroups *levels, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    b->observed[COPSE_BOOT_NULL_TAU2] = fit->het.Q;
    b->observed[COPSE_BOOT_NULL_MODERATORS] = b->observed[COPSE_BOOT_NULL_PERMUTATION] =
        plan->group != NULL ? levels->Q : fit->het.QM;
    if (isnan(b->observed[COPSE_BOOT_NULL_PERMUTATION]) &&
        (plan->null[COPSE_BOOT_NULL_MODERATORS] || plan->null[COPSE_BOOT_NULL_PERMUTATION]))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the test of moderators cannot be computed from these data");
    if (!plan->null[COPSE_BOOT_NULL_MODERATORS]) return COPSE_OK;
    copse_fit without = {0};
    const copse_status st = copse_pool(plan->y, plan->v, NULL, plan->k, 1, &plan->fit, &without, err);
    for (size_t i = 0; st == COPSE_OK && i < plan->k; i++)
        b->null_spread[i] = sqrt((isnan(without.het.tau2) ? 0 : without.het.tau2) + plan->v[i]);
    copse_fit_free(&without);
    return st;
}

static copse_status read_values(copse_boot *b, copse_i_boot_worker *w, copse_error *err)
{
    double se[COPSE_LANES];
    copse_i_boot_derive(w);
    for (size_t q = 0; q < b->plan.quantities; q++) {
        b->estimate[q] = w->value[q * COPSE_LANES];
        b->se[q] = copse_i_boot_errors(w, q, se) ? se[0] : NAN;
        if (!isfinite(b->estimate[q]))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE, "quantity %s cannot be computed from these data",
                              copse_boot_statistic_code(b->plan.quantity[q].what));
    }
    return COPSE_OK;
}

copse_status copse_i_boot_observe(copse_boot *b, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    void *worker = NULL;
    copse_fit fit = {0};
    copse_subgroups levels = {0};
    copse_status st = copse_pool(plan->y, plan->v, plan->X, plan->k, plan->p, &plan->fit, &fit, err);
    if (st == COPSE_OK && plan->group != NULL)
        st = copse_pool_subgroups(plan->y, plan->v, plan->group, plan->k, plan->levels, &plan->fit, plan->tau2_mode,
                                  &levels, err);
    if (st == COPSE_OK) st = copse_boot_open(b, &worker, err);
    if (st == COPSE_OK) {
        copse_i_boot_worker *w = worker;
        copse_i_boot_put(&fit, 0, &w->fit[0]);
        for (size_t j = 0; j < levels.levels; j++) copse_i_boot_put(&levels.fit[j], 0, &w->fit[1 + j]);
        st = read_values(b, w, err);
    }
    if (st == COPSE_OK) st = find_model(b, err);
    if (st == COPSE_OK) st = find_null(b, &fit, &levels, err);
    copse_boot_close(b, worker);
    copse_subgroups_free(&levels);
    copse_fit_free(&fit);
    return st;
}

/* Values without studies (or clusters) first..first+7. */
static copse_status leave_out(copse_boot *b, copse_i_boot_worker *w, size_t first, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    const size_t Q = plan->quantities;
    for (size_t i = 0; i < plan->k; i++) {
        const size_t unit = plan->kind == COPSE_BOOT_CLUSTER ? plan->cluster[i] : i;
        for (size_t l = 0; l < COPSE_LANES; l++) w->n[i * COPSE_LANES + l] = unit == first + l ? 0 : 1;
    }
    const copse_status st = copse_i_boot_evaluate(w, (copse_i_boot_sets){.n = w->n}, err);
    for (size_t l = 0; st == COPSE_OK && l < COPSE_LANES && first + l < b->units; l++)
        for (size_t q = 0; q < Q; q++) b->jackknife[(first + l) * Q + q] = w->value[q * COPSE_LANES + l];
    return st;
}

copse_status copse_i_boot_jackknife(copse_boot *b, copse_error *err)
{
    void *worker = NULL;
    b->units = b->plan.kind == COPSE_BOOT_CLUSTER ? b->plan.clusters : b->plan.k;
    b->jackknife = copse_alloc(b->units * b->plan.quantities, sizeof *b->jackknife);
    if (b->jackknife == NULL) return copse_fail_memory(err);
    copse_status st = copse_boot_open(b, &worker, err);
    for (size_t first = 0; first < b->units && st == COPSE_OK; first += COPSE_LANES)
        st = leave_out(b, worker, first, err);
    copse_boot_close(b, worker);
    return st;
}
