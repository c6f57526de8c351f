/* Firth's penalised likelihood as a copse_fit: Wald's inference from the information at the maximum (Firth 1993), tests and
 * intervals by the profile penalised likelihood (Heinze & Schemper 2002). */
#include "glmm_firth.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct firth_walk {
    copse_i_firth *firth;
    copse_i_firth_point top; /* the maximum; its arrays are `store` */
    double *store;
    bool *held;
} firth_walk;

/* The point's arrays, in one piece as copse_i_firth_copy takes them. */
static copse_status walk_init(const copse_glmm_data *data, copse_i_firth *firth, firth_walk *walk, copse_error *err)
{
    const size_t k = data->k, p = data->p;
    *walk = (firth_walk){.firth = firth,
                         .store = copse_alloc(5 * k + p * p + 2 * p, sizeof *walk->store),
                         .held = copse_alloc(p, sizeof *walk->held)};
    if (walk->store == NULL || walk->held == NULL) return copse_fail_memory(err);
    walk->top.alpha = walk->store;
    copse_i_firth_copy(data, &firth->at, &walk->top);
    return COPSE_OK;
}

static void walk_free(firth_walk *walk)
{
    free(walk->store);
    free(walk->held);
}

static copse_status ridge_at(void *context, size_t j, double value, double *height, double *slope, copse_error *err)
{
    firth_walk *walk = context;
    copse_i_firth *firth = walk->firth;
    memset(walk->held, 0, firth->data->p * sizeof *walk->held);
    walk->held[j] = true;
    firth->at.beta[j] = value;
    const copse_status status = copse_i_firth_climb(firth, walk->held, err);
    *height = firth->at.value;
    *slope = firth->at.slope[j];
    if (status != COPSE_OK) copse_i_firth_copy(firth->data, &walk->top, &firth->at);
    return status;
}

static copse_status tell_covariance(const copse_i_firth *firth, copse_fit *fit, copse_error *err)
{
    const size_t p = fit->p;
    double *column = copse_alloc(p, sizeof *column);
    if (column == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < p; j++) {
        for (size_t m = 0; m < p; m++) column[m] = m == j ? 1.0 : 0.0;
        copse_cholesky_solve(firth->at.root, p, column);
        for (size_t m = 0; m < p; m++) fit->vcov[m * p + j] = column[m];
        fit->coef[j].estimate = firth->at.beta[j];
    }
    free(column);
    return COPSE_OK;
}

static copse_status test_effect(firth_walk *walk, copse_glmm *glmm, copse_error *err)
{
    copse_i_firth *firth = walk->firth;
    const size_t p = firth->data->p, nulls = copse_i_glmm_null(firth->data, walk->held);
    for (size_t j = 0; j < p; j++)
        if (walk->held[j]) firth->at.beta[j] = 0.0;
    const copse_status status = copse_i_firth_climb(firth, walk->held, err);
    const double df = (double)nulls, fall = fmax(0.0, 2.0 * (walk->top.value - firth->at.value));
    if (status == COPSE_OK) glmm->effect = (copse_glmm_test){fall, df, copse_chisq_upper(fall, df)};
    copse_i_firth_copy(firth->data, &walk->top, &firth->at);
    return status;
}

static copse_status tell(const copse_glmm_data *data, copse_i_firth *firth, copse_fit *fit, copse_glmm *glmm,
                         copse_error *err)
{
    firth_walk walk;
    copse_status status = walk_init(data, firth, &walk, err);
    if (status == COPSE_OK) status = tell_covariance(firth, fit, err);
    if (status == COPSE_OK) {
        fit->stop = COPSE_STOP_FIXED;
        fit->iterations = firth->iterations;
        fit->het.tau2 = fit->het.tau = 0.0;
        fit->stat.log_lik = firth->at.log_lik;
        glmm->penalty = firth->at.penalty;
        glmm->telling = data->k;
        glmm->parameters = data->k + data->p;
        copse_i_glmm_tell_coefficients(fit);
        status = copse_i_glmm_omnibus(data, fit) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    }
    if (status == COPSE_OK) status = test_effect(&walk, glmm, err);
    const copse_i_glmm_ridge ridge = {ridge_at, &walk, walk.top.value, 0.0};
    if (status == COPSE_OK && fit->test == COPSE_TEST_PL) status = copse_i_glmm_ridge_tell(&ridge, fit, err);
    walk_free(&walk);
    return status;
}

copse_status copse_i_firth_fit(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit,
                               copse_glmm *glmm, copse_error *err)
{
    copse_i_firth firth;
    copse_status status = copse_i_firth_init(data, &firth, err);
    if (status == COPSE_OK) status = copse_i_firth_climb(&firth, NULL, err);
    if (status == COPSE_OK && copse_i_glmm_fit_init(data, opts, fit) != COPSE_OK) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = tell(data, &firth, fit, glmm, err);
    copse_i_firth_free(&firth);
    return status;
}
