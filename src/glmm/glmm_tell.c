/* From the highest point of a likelihood to a copse_fit. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

static double critical(const copse_fit *fit, double df)
{
    const double tail = 0.5 * (1.0 - fit->opts.level / 100.0);
    return isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

static void tell_coefficients(copse_fit *fit)
{
    const double df = fit->test == COPSE_TEST_T ? (double)(fit->k - fit->p) : NAN;
    for (size_t j = 0; j < fit->p; j++) {
        copse_coefficient *c = &fit->coef[j];
        c->se = sqrt(fit->vcov[j * fit->p + j]);
        c->statistic = c->estimate / c->se;
        c->df = df;
        c->p = isnan(df) ? 2.0 * copse_normal_upper(fabs(c->statistic)) : copse_t_two_sided(c->statistic, df);
        const double half = critical(fit, df) * c->se;
        c->ci = (copse_interval){c->estimate - half, c->estimate + half};
    }
}

static void tell_prediction(copse_fit *fit, bool intercept)
{
    if (fit->p != 1 || !intercept || !(fit->het.tau2 >= 0.0) || !copse_fit_is_random(fit)) return;
    const copse_coefficient *c = &fit->coef[0];
    const double half = critical(fit, c->df) * sqrt(c->se * c->se + fit->het.tau2);
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
            copse_i_glmm_cholesky_solve(a, p, column);
            trace += column[j];
        }
        *typical = (double)(used - p) / (sum - trace);
    }
    free(a);
    return COPSE_OK;
}

/* QM: Wald's test of all coefficients but an intercept. */
static copse_status omnibus(const copse_glmm_data *data, copse_fit *fit)
{
    bool intercept = true;
    for (size_t i = 0; data->X != NULL && i < data->k; i++) intercept = intercept && data->X[i * data->p] == 1.0;
    const size_t first = intercept ? 1 : 0, m = data->p - first;
    if (m == 0) return COPSE_OK;
    double *a = copse_alloc(m * m + m, sizeof *a), *b = a != NULL ? a + m * m : NULL;
    if (a == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < m; i++) {
        b[i] = fit->coef[first + i].estimate;
        for (size_t j = 0; j < m; j++) a[i * m + j] = fit->vcov[(first + i) * fit->p + first + j];
    }
    if (copse_i_glmm_cholesky(a, m)) {
        copse_heterogeneity *het = &fit->het;
        double q = 0.0;
        copse_i_glmm_cholesky_solve(a, m, b);
        for (size_t i = 0; i < m; i++) q += b[i] * fit->coef[first + i].estimate;
        const bool t = fit->test == COPSE_TEST_T;
        het->QM_df = (double)m;
        het->QM = t ? q / (double)m : q;
        if (t) het->QM_df2 = (double)(fit->k - fit->p);
        het->QM_p = t ? copse_f_upper(het->QM, het->QM_df, het->QM_df2) : copse_chisq_upper(q, het->QM_df);
    }
    free(a);
    return COPSE_OK;
}

static void tell_statistics(const copse_glmm *glmm, double log_lik, double points, copse_fit *fit)
{
    const double q = (double)glmm->parameters, n = fmax(points, q + 2.0);
    fit->stat.log_lik = log_lik;
    fit->stat.AIC = -2.0 * log_lik + 2.0 * q;
    fit->stat.BIC = -2.0 * log_lik + q * log(points);
    fit->stat.AICc = -2.0 * log_lik + 2.0 * q * n / (n - q - 1.0);
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

static copse_status fit_init(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit)
{
    const copse_interval no = {NAN, NAN};
    *fit = (copse_fit){.k = data->k, .p = data->p, .pooling = opts->model, .test = opts->test, .variance_factor = 1.0};
    fit->opts = copse_fit_opts_default();
    fit->opts.method = opts->method;
    fit->opts.test = opts->test;
    fit->opts.level = opts->level;
    if (opts->model != COPSE_POOLING_UM_RS) fit->opts.setup.ci = COPSE_TAU2_CI_PL_ML;
    if (opts->test == COPSE_TEST_T && data->k <= data->p) fit->test = COPSE_TEST_Z;
    fit->prediction = no;
    fit->prediction_df = NAN;
    fit->het = (copse_heterogeneity){.tau2 = NAN, .tau2_se = NAN, .tau = NAN, .tau2_ci = no, .I2 = NAN, .H2 = NAN};
    fit->het.I2_ci = fit->het.H2_ci = no;
    fit->het.typical_v = fit->het.I2_Q = fit->het.Q = fit->het.Q_df = fit->het.Q_p = NAN;
    fit->het.QM = fit->het.QM_df = fit->het.QM_df2 = fit->het.QM_p = fit->het.R2 = NAN;
    fit->stat = (copse_fit_statistics){NAN, NAN, NAN, NAN, NAN};
    fit->coef = copse_alloc(data->p, sizeof *fit->coef);
    fit->vcov = copse_alloc(data->p * data->p, sizeof *fit->vcov);
    fit->weight = copse_alloc(data->k, sizeof *fit->weight);
    if (fit->coef == NULL || fit->vcov == NULL || fit->weight == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < data->k; i++) fit->weight[i] = NAN;
    return COPSE_OK;
}

/* A standard error this large, for the largest step that the design takes, is that of an infinite estimate. */
#define INFINITE_SE 1e4

static bool is_flat(const copse_glmm_data *data, const double *covariance, size_t n)
{
    for (size_t j = 0; j < data->p; j++) {
        double widest = data->X == NULL ? 1.0 : 0.0;
        for (size_t i = 0; data->X != NULL && i < data->k; i++) widest = fmax(widest, fabs(data->X[i * data->p + j]));
        if (!(sqrt(covariance[j * n + j]) * widest < INFINITE_SE)) return true;
    }
    return false;
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
    copse_status status = covariance == NULL ? COPSE_ENOMEM : fit_init(data, opts, fit);
    if (status == COPSE_OK) status = copse_i_glmm_covariance(peak->at.hessian, n, peak->held, covariance);
    if (status == COPSE_OK && is_flat(data, covariance, n)) status = COPSE_ERANGE;
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
        tell_coefficients(fit);
        tell_prediction(fit, data->X == NULL);
        tell_heterogeneity(glmm, random, fit);
        tell_statistics(glmm, peak->at.value, (double)(glmm->telling * problem->layout.arms), fit);
        fit->stat.deviance = glmm->lrt.statistic - 2.0 * (peak->at.value - glmm->equal_log_lik);
        fit->stop = stop_of(opts, random, fit->het.tau2);
        fit->iterations = peak->iterations;
        fit->maxima = peak->maxima;
        status = omnibus(data, fit);
    }
    free(covariance);
    if (status == COPSE_ERANGE)
        return copse_fail(
            err, COPSE_ENOTCOMPUTABLE,
            "the likelihood has no maximum, or is flat at it: the studies do not tell the coefficients apart");
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}
