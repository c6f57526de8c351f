/* Residuals of every kind (Viechtbauer & Cheung 2010). */
#include "deletion.h"
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

/* The deleted fits that sums do not give, each thread with arrays of its own. */
typedef struct deletions {
    const copse_i_fitted *of;
    copse_residual *residual;
    copse_i_without *without;
    size_t *again;
    size_t count;
} deletions;

/* A residual far below its standard error is a difference that has lost digits. */
static bool is_exact(const copse_without *rest, double v)
{
    return fabs(rest->residual) > 1e-4 * sqrt(v + rest->fit.het.tau2 + rest->leverage);
}

/* From sums over all studies where that can be: the others are put down. */
static copse_status delete_from_sums(deletions *d, copse_error *err)
{
    const copse_fit *fit = d->of->fit;
    const copse_tau2_setup *setup = &fit->opts.setup;
    const copse_i_data data = {.y = d->of->y,
                               .v = d->of->v,
                               .X = d->of->X,
                               .k = fit->k,
                               .p = fit->p,
                               .weight = setup->weight,
                               .size = setup->size};
    copse_i_deletion deletion;
    double *numbers = copse_alloc(2, fit->p * sizeof *numbers);
    if (numbers == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_deletion_init(&deletion, &data, &fit->opts, err);
    const bool usable = status == COPSE_OK && copse_i_deletion_is_whole(&fit->opts);
    for (size_t i = 0; i < fit->k && status != COPSE_ENOMEM; i++) {
        copse_without rest = {.moved = numbers, .diagonal = numbers + fit->p};
        copse_i_tau2 tau2;
        bool known;
        if (usable && copse_i_deletion_fit(&deletion, &i, 1, &tau2, &known, &rest) && is_exact(&rest, d->of->v[i])) {
            const copse_i_prediction at = {.residual = rest.residual,
                                           .variance = rest.fit.variance_factor * rest.leverage,
                                           .tau2 = rest.fit.het.tau2,
                                           .variance_factor = rest.fit.variance_factor};
            fill_deleted(d->of->v[i], &at, &d->residual[i]);
        } else {
            d->again[d->count++] = i;
            if (deletion.sums.no_memory) status = copse_fail_memory(err);
        }
        copse_fit_free(&rest.fit);
    }
    copse_i_deletion_free(&deletion);
    free(numbers);
    return status == COPSE_ENOMEM ? status : COPSE_OK;
}

static copse_status delete_one(void *context, size_t at, int thread, copse_error *err)
{
    const deletions *d = context;
    const size_t i = d->again[at];
    copse_i_prediction rest;
    const copse_status status = copse_i_predict_without(d->of, i, &d->of->fit->opts, &d->without[thread], &rest, err);
    if (status == COPSE_OK) fill_deleted(d->of->v[i], &rest, &d->residual[i]);
    return status;
}

static copse_status delete_each(const copse_i_fitted *of, copse_residual *residual, copse_error *err)
{
    enum { WORTH_THREADS = 128 };
    deletions d = {.of = of, .residual = residual, .again = copse_alloc(of->fit->k, sizeof *d.again)};
    if (d.again == NULL) return copse_fail_memory(err);
    copse_status status = delete_from_sums(&d, err);
    const int threads = d.count < WORTH_THREADS ? 1 : copse_threads_available();
    if (status == COPSE_OK && d.count > 0) {
        d.without = copse_alloc((size_t)threads, sizeof *d.without);
        if (d.without == NULL) status = copse_fail_memory(err);
        for (int t = 0; t < threads && status == COPSE_OK; t++) status = copse_i_without_init(of, &d.without[t], err);
        if (status == COPSE_OK) status = copse_parallel_for(d.count, threads, delete_one, &d, err);
        for (int t = 0; t < threads && d.without != NULL; t++) copse_i_without_free(&d.without[t]);
    }
    free(d.without);
    free(d.again);
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
