/* Residuals of every kind (Viechtbauer & Cheung 2010). */
#include "study_residuals.h"

#include <math.h>
#include <stdlib.h>

/* NaN for a standard error of 0 or NaN. */
static double studentise(double residual, double se)
{
    return se > 0 ? residual / se : NAN;
}

static copse_residual residual_of(const copse_i_fitted *of, const copse_i_basics *basics, size_t i)
{
    const double e = basics->residual[i], m = of->v[i] + of->fit->het.tau2;
    copse_residual r = {.fitted = of->y[i] - e, .raw = e, .hat = basics->hat[i]};
    r.se = sqrt(m) * sqrt(basics->rest[i]);
    r.standard = studentise(e, r.se);
    r.pearson = r.cholesky = studentise(e, sqrt(m));
    r.deleted = r.deleted_se = r.studentised = r.deleted_tau2 = NAN;
    return r;
}

static void fill_deleted(double v, const copse_i_prediction *rest, copse_residual *r)
{
    r->deleted = rest->residual;
    r->deleted_tau2 = rest->tau2;
    const double factor = isnan(rest->variance_factor) ? 1 : rest->variance_factor; /* V is no multiple of (X'WX)^-1 */
    r->deleted_se = sqrt(factor * (v + rest->tau2) + rest->variance);
    r->studentised = studentise(r->deleted, r->deleted_se);
}

/* The deleted fits, each thread with arrays of its own. */
typedef struct deletions {
    const copse_i_fitted *of;
    copse_residual *residual;
    copse_i_without *without;
} deletions;

static copse_status delete_one(void *context, size_t i, int thread, copse_error *err)
{
    const deletions *d = context;
    copse_i_prediction rest;
    const copse_status status = copse_i_predict_without(d->of, i, &d->of->fit->opts, &d->without[thread], &rest, err);
    if (status == COPSE_OK) fill_deleted(d->of->v[i], &rest, &d->residual[i]);
    return status;
}

static copse_status delete_each(const copse_i_fitted *of, copse_residual *residual, copse_error *err)
{
    enum { WORTH_THREADS = 128 };
    const int threads = of->fit->k < WORTH_THREADS ? 1 : copse_threads_available();
    deletions d = {.of = of, .residual = residual, .without = copse_alloc((size_t)threads, sizeof *d.without)};
    if (d.without == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (int t = 0; t < threads && status == COPSE_OK; t++) status = copse_i_without_init(of, &d.without[t], err);
    if (status == COPSE_OK) status = copse_parallel_for(of->fit->k, threads, delete_one, &d, err);
    for (int t = 0; t < threads; t++) copse_i_without_free(&d.without[t]);
    free(d.without);
    return status;
}

copse_status copse_pool_residuals(const double *y, const double *v, const double *X, const copse_fit *fit, bool deleted,
                                  copse_residual *residual, copse_error *err)
{
    const copse_i_fitted of = {.y = y, .v = v, .X = X, .fit = fit};
    copse_status status = copse_i_fitted_check(&of, residual, err);
    if (status != COPSE_OK) return status;
    copse_i_basics basics;
    status = copse_i_basics_init(&of, &basics, err);
    for (size_t i = 0; status == COPSE_OK && i < fit->k; i++) residual[i] = residual_of(&of, &basics, i);
    if (status == COPSE_OK && deleted) status = delete_each(&of, residual, err);
    copse_i_basics_free(&basics);
    return status;
}
