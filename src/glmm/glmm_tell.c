/* From the highest point of a likelihood to a copse_fit. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

static void tell_prediction(copse_fit *fit, bool intercept)
{
    if (fit->p != 1 || !intercept || !(fit->het.tau2 >= 0.0) || !copse_fit_is_random(fit)) return;
    const copse_coefficient *c = &fit->coef[0];
    const double half = copse_i_glmm_critical(fit, c->df) * sqrt(c->se * c->se + fit->het.tau2);
    fit->prediction = (copse_interval){c->estimate - half, c->estimate + half};
    fit->prediction_df = c->df;
}

/* (k - p)/tr(P) with weights 1/v, over the studies that have an effect size (Higgins & Thompson 2002). */
static copse_status typical_variance(const copse_glmm_data *data, double *typical)
{
    const size_t p = data->p;
    double *a = copse_alloc(p * p * 2 + p, sizeof *a), sum = 0.0, trace = 0.0;
    size_t used = 0;
    *typical = NAN;
    if (a == NULL) return COPSE_ENOMEM;
    double *b = a + p * p, *column = b + p * p;
    for (size_t i = 0; data->vi != NULL && data->yi != NULL && i < data->k; i++) {
        const double w = 1.0 / data->vi[i];
        if (!isfinite(data->yi[i]) || !(w > 0.0 && w < HUGE_VAL)) continue;
        used++;
        sum += w;
        for (size_t j = 0; j < p; j++) {
            for (size_t m = 0; m < p; m++) {
                const double xx = data->X != NULL ? data->X[i * p + j] * data->X[i * p + m] : 1.0;
                a[j * p + m] += w * xx;
                b[j * p + m] += w * w * xx;
            }
        }
    }
    if (used > p && copse_i_glmm_cholesky(a, p)) {
        for (size_t j = 0; j < p; j++) {
            for (size_t m = 0; m < p; m++) column[m] = b[m * p + j];
            copse_cholesky_solve(a, p, column);
            trace += column[j];
        }
        *typical = (double)(used - p) / (sum - trace);
    }
    free(a);
    return COPSE_OK;
}

/* tau2 with its standard error by the delta method, sigma2 and the correlation. */
static void tell_variances(const copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak, const double *covariance,
                           bool random, copse_fit *fit, copse_glmm *glmm)
{
    const size_t n = peak->n, base = problem->p + problem->common;
    const bool rs = glmm->opts.model == COPSE_POOLING_UM_RS;
    const double *scale = peak->parameter + base;
    copse_heterogeneity *het = &fit->het;
    if (rs) {
        glmm->baseline = peak->parameter[problem->p];
        glmm->sigma2 = scale[0] * scale[0];
    }
    het->tau2 = random ? 0.0 : glmm->opts.method == COPSE_METHOD_ML ? NAN : 0.0;
    het->tau = het->tau2;
    if (!random) return;
    const size_t first = rs ? 1 : 0;
    double variance = 0.0;
    for (size_t a = first; a < problem->scales; a++) {
        het->tau2 += scale[a] * scale[a];
        for (size_t b = first; b < problem->scales; b++)
            variance += 4.0 * scale[a] * scale[b] * covariance[(base + a) * n + base + b];
    }
    het->tau = sqrt(het->tau2);
    if (het->tau2 > 0.0) het->tau2_se = sqrt(variance);
    if (problem->scales == 3 && het->tau2 > 0.0 && scale[0] != 0.0)
        glmm->rho = copysign(1.0, scale[0]) * scale[2] / het->tau;
}

static copse_stop stop_of(const copse_glmm_opts *opts, bool random, double tau2)
{
    if (opts->method != COPSE_METHOD_ML) return COPSE_STOP_FIXED;
    return !random ? COPSE_STOP_NO_DF : tau2 > 0.0 ? COPSE_STOP_CONVERGED : COPSE_STOP_BOUNDARY;
}

static void tell_heterogeneity(const copse_glmm *glmm, bool random, copse_fit *fit)
{
    copse_heterogeneity *het = &fit->het;
    het->I2 = 100.0 * het->tau2 / (het->tau2 + het->typical_v);
    het->H2 = het->tau2 / het->typical_v + 1.0;
    het->Q = glmm->lrt.statistic;
    het->Q_df = glmm->lrt.df;
    het->Q_p = glmm->lrt.p;
    het->I2_Q = het->Q > 0.0 ? 100.0 * fmax(0.0, (het->Q - het->Q_df) / het->Q) : het->Q == 0.0 ? 0.0 : NAN;
    if (random || !(het->tau2 == 0.0)) return;
    het->I2 = het->I2_Q; /* equal effects: as of estimates */
    het->H2 = het->Q_df > 0.0 ? het->Q / het->Q_df : NAN;
}

copse_status copse_i_glmm_tell(const copse_glmm_data *data, const copse_glmm_opts *opts,
                               const copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak, bool random,
                               copse_fit *fit, copse_glmm *glmm, copse_error *err)
{
    const size_t n = peak->n;
    double *covariance = copse_alloc(n * n, sizeof *covariance);
    copse_status status = covariance == NULL ? COPSE_ENOMEM : copse_i_glmm_fit_init(data, opts, fit);
    if (status == COPSE_OK) status = copse_i_glmm_covariance(peak->at.hessian, n, peak->held, covariance);
    if (status == COPSE_OK && copse_i_glmm_is_flat(data, covariance, n)) status = COPSE_ERANGE;
    if (status == COPSE_OK) status = typical_variance(data, &fit->het.typical_v);
    for (size_t j = 0; status == COPSE_OK && j < data->p; j++) {
        fit->coef[j].estimate = peak->parameter[j];
        for (size_t m = 0; m < data->p; m++) fit->vcov[j * data->p + m] = covariance[j * n + m];
    }
    if (status == COPSE_OK) {
        for (size_t i = 0; i < data->k; i++) glmm->telling += problem->trial[i].tells ? 1 : 0;
        const bool own = opts->model == COPSE_POOLING_UM_FS;
        glmm->parameters = data->p + problem->common + problem->scales + (own ? glmm->telling : 0);
        tell_variances(problem, peak, covariance, random, fit, glmm);
        copse_i_glmm_tell_coefficients(fit);
        tell_prediction(fit, data->X == NULL);
        tell_heterogeneity(glmm, random, fit);
        copse_i_glmm_tell_statistics(glmm, peak->at.value, (double)(glmm->telling * problem->layout.arms), fit);
        fit->stat.deviance = glmm->lrt.statistic - 2.0 * (peak->at.value - glmm->equal_log_lik);
        fit->stop = stop_of(opts, random, fit->het.tau2);
        fit->iterations = peak->iterations;
        fit->maxima = peak->maxima;
        status = copse_i_glmm_omnibus(data, fit);
    }
    free(covariance);
    if (status == COPSE_ERANGE)
        return copse_fail(
            err, COPSE_ENOTCOMPUTABLE,
            "the likelihood has no maximum, or is flat at it: the studies do not tell the coefficients apart");
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}
