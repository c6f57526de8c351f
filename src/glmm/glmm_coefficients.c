/* What every fit of this room tells alike: a copse_fit without anything in it, Wald tests and intervals, criteria. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

static bool has_tau2(copse_pooling model)
{
    return model != COPSE_POOLING_FIRTH && model != COPSE_POOLING_BETA_BINOMIAL;
}

copse_status copse_i_glmm_fit_init(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit)
{
    const copse_interval no = {NAN, NAN};
    *fit = (copse_fit){.k = data->k, .p = data->p, .pooling = opts->model, .test = opts->test, .variance_factor = 1.0};
    fit->opts = copse_fit_opts_default();
    fit->opts.method = opts->method;
    fit->opts.test = opts->test;
    fit->opts.level = opts->level;
    if (has_tau2(opts->model)) fit->opts.setup.ci = COPSE_TAU2_CI_PL_ML;
    if (opts->test == COPSE_TEST_T && data->k <= data->p) fit->test = COPSE_TEST_Z;
    fit->prediction = no;
    fit->prediction_df = NAN;
    fit->het = (copse_heterogeneity){.tau2 = NAN, .tau2_se = NAN, .tau = NAN, .tau2_ci = no, .I2 = NAN, .H2 = NAN};
    fit->het.tau2_ci_state = COPSE_TAU2_STATE_NONE;
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

double copse_i_glmm_critical(const copse_fit *fit, double df)
{
    const double tail = 0.5 * (1.0 - fit->opts.level / 100.0);
    return isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

copse_glmm_test copse_i_glmm_chi_square(double statistic, double df)
{
    return (copse_glmm_test){statistic, df, copse_chisq_upper(statistic, df)};
}

void copse_i_glmm_tell_coefficients(copse_fit *fit)
{
    const double df = fit->test == COPSE_TEST_T ? (double)(fit->k - fit->p) : NAN;
    for (size_t j = 0; j < fit->p; j++) {
        copse_coefficient *c = &fit->coef[j];
        c->se = sqrt(fit->vcov[j * fit->p + j]);
        c->statistic = c->estimate / c->se;
        c->df = df;
        c->p = isnan(df) ? 2.0 * copse_normal_upper(fabs(c->statistic)) : copse_t_two_sided(c->statistic, df);
        const double half = copse_i_glmm_critical(fit, df) * c->se;
        c->ci = (copse_interval){c->estimate - half, c->estimate + half};
    }
}

size_t copse_i_glmm_null(const copse_glmm_data *data, bool *null)
{
    bool intercept = data->p > 1;
    for (size_t i = 0; intercept && i < data->k; i++) intercept = data->X[i * data->p] == 1.0;
    for (size_t j = 0; j < data->p; j++) null[j] = !(intercept && j == 0);
    return data->p - (intercept ? 1 : 0);
}

/* QM: Wald's test of all coefficients but an intercept. */
copse_status copse_i_glmm_omnibus(const copse_glmm_data *data, copse_fit *fit)
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
        copse_cholesky_solve(a, m, b);
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

void copse_i_glmm_tell_statistics(const copse_glmm *glmm, double log_lik, double points, copse_fit *fit)
{
    const double q = (double)glmm->parameters, n = fmax(points, q + 2.0);
    fit->stat.log_lik = log_lik;
    fit->stat.AIC = -2.0 * log_lik + 2.0 * q;
    fit->stat.BIC = -2.0 * log_lik + q * log(points);
    fit->stat.AICc = -2.0 * log_lik + 2.0 * q * n / (n - q - 1.0);
}

/* A standard error this large, for the largest step that the design takes, is that of an infinite estimate. */
#define INFINITE_SE 1e4

bool copse_i_glmm_is_flat(const copse_glmm_data *data, const double *covariance, size_t n)
{
    for (size_t j = 0; j < data->p; j++) {
        double widest = data->X == NULL ? 1.0 : 0.0;
        for (size_t i = 0; data->X != NULL && i < data->k; i++) widest = fmax(widest, fabs(data->X[i * data->p + j]));
        if (!(sqrt(covariance[j * n + j]) * widest < INFINITE_SE)) return true;
    }
    return false;
}
