/* Residuals of every kind (Viechtbauer & Cheung 2010). */
#include "study_residuals.h"

#include <math.h>

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
    r->deleted_se = sqrt(rest->variance_factor * (v + rest->tau2) + rest->variance);
    r->studentised = studentise(r->deleted, r->deleted_se);
}

static copse_status delete_each(const copse_i_fitted *of, copse_residual *residual, copse_error *err)
{
    copse_i_without without;
    copse_status status = copse_i_without_init(of, &without, err);
    for (size_t i = 0; status == COPSE_OK && i < of->fit->k; i++) {
        copse_i_prediction rest;
        status = copse_i_predict_without(of, i, &of->fit->opts, &without, &rest, err);
        if (status == COPSE_OK) fill_deleted(of->v[i], &rest, &residual[i]);
    }
    copse_i_without_free(&without);
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
