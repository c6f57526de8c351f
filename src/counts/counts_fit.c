/* From a pooled estimate to a copse_fit: the Wald test, heterogeneity about the estimate, and the fit statistics of the
 * tables' own estimates, as in metafor's rma.mh. */
#include "counts_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_i_start_fit(const copse_counts *counts, copse_pooling pooling, const copse_counts_opts *opts,
                               copse_fit *fit, copse_error *err)
{
    const copse_interval none = {NAN, NAN};
    fit->k = counts->k;
    fit->p = 1;
    fit->pooling = pooling;
    fit->opts = (copse_fit_opts){.method = COPSE_METHOD_EE, .test = COPSE_TEST_Z, .level = opts->level, .tau2 = NAN};
    fit->test = COPSE_TEST_Z;
    fit->variance_factor = 1;
    fit->stop = COPSE_STOP_CLOSED_FORM;
    fit->prediction = none;
    fit->prediction_df = NAN;
    fit->het = (copse_heterogeneity){.tau2_se = NAN,
                                     .tau2_ci = none,
                                     .I2 = NAN,
                                     .H2 = NAN,
                                     .I2_ci = none,
                                     .H2_ci = none,
                                     .typical_v = NAN,
                                     .I2_Q = NAN,
                                     .Q_p = 1,
                                     .QM = NAN,
                                     .QM_df = NAN,
                                     .QM_df2 = NAN,
                                     .QM_p = NAN,
                                     .R2 = NAN};
    fit->stat = (copse_fit_statistics){NAN, NAN, NAN, NAN, NAN};
    fit->coef = copse_alloc(1, sizeof *fit->coef);
    fit->vcov = copse_alloc(1, sizeof *fit->vcov);
    fit->weight = copse_alloc(counts->k, sizeof *fit->weight);
    if (fit->coef == NULL || fit->vcov == NULL || fit->weight == NULL) return copse_fail_memory(err);
    return COPSE_OK;
}

static void fill_coefficient(const copse_i_pooled_counts *pooled, copse_fit *fit)
{
    const double se = sqrt(pooled->variance);
    const double half = copse_normal_quantile_upper((100 - fit->opts.level) / 200) * se;
    copse_coefficient *c = &fit->coef[0];
    *c = (copse_coefficient){.estimate = pooled->estimate, .se = se, .statistic = NAN, .df = NAN, .p = NAN};
    c->ci = (copse_interval){pooled->estimate - half, pooled->estimate + half};
    fit->vcov[0] = pooled->variance;
    if (!(se > 0)) return; /* no test */
    c->statistic = pooled->estimate / se;
    c->p = 2 * copse_normal_upper(fabs(c->statistic));
}

static void fill_weights(copse_fit *fit)
{
    double most = 0, sum = 0;
    for (size_t i = 0; i < fit->k; i++) most = fmax(most, fit->weight[i]);
    for (size_t i = 0; i < fit->k && most > 0; i++) sum += fit->weight[i] /= most;
    for (size_t i = 0; i < fit->k && most > 0; i++) fit->weight[i] = 100 * (fit->weight[i] / sum);
}

typedef struct own_sums {
    size_t k;
    copse_i_sum Q, log_v, w, ww;
} own_sums;

static own_sums sum_own(const copse_counts *counts, copse_pooling pooling, const copse_counts_opts *opts,
                        double estimate)
{
    own_sums s = {0};
    for (size_t i = 0; i < counts->k; i++) {
        double y = NAN, v = NAN;
        if (!copse_i_own_estimate(counts, pooling, opts, i, &y, &v)) continue;
        const double r = y - estimate;
        s.k++;
        copse_i_sum_add(&s.Q, r * (r / v));
        copse_i_sum_add(&s.log_v, log(v));
        copse_i_sum_add(&s.w, 1 / v);
        copse_i_sum_add(&s.ww, 1 / v / v);
    }
    return s;
}

static void fill_heterogeneity(const own_sums *s, double Q, copse_fit *fit)
{
    copse_heterogeneity *het = &fit->het;
    if (s->k < 2) return;
    const double df = (double)(s->k - 1), w = copse_i_sum_value(&s->w);
    het->Q = Q;
    het->Q_df = df;
    het->Q_p = copse_chisq_upper(Q, df);
    het->I2 = het->I2_Q = Q > df ? 100 * (Q - df) / Q : 0;
    het->H2 = Q / df;
    het->typical_v = df / (w - copse_i_sum_value(&s->ww) / w);
}

static void fill_statistics(const own_sums *s, copse_fit *fit)
{
    if (s->k == 0) return;
    const double k = (double)s->k, about = copse_i_sum_value(&s->Q), m = fmax(k, 3);
    copse_fit_statistics *stat = &fit->stat;
    stat->log_lik = -0.5 * (k * (COPSE_LN2 + log(COPSE_PI)) + copse_i_sum_value(&s->log_v) + about);
    stat->deviance = about;
    stat->AIC = -2 * stat->log_lik + 2;
    stat->BIC = -2 * stat->log_lik + log(k);
    stat->AICc = -2 * stat->log_lik + 2 * m / (m - 2);
}

void copse_i_fill_fit(const copse_counts *counts, const copse_counts_opts *opts, const copse_i_pooled_counts *pooled,
                      double Q, copse_fit *fit, copse_table_tests *tests)
{
    const own_sums s = sum_own(counts, fit->pooling, opts, pooled->estimate);
    fill_coefficient(pooled, fit);
    fill_weights(fit);
    fill_heterogeneity(&s, isnan(Q) ? copse_i_sum_value(&s.Q) : Q, fit);
    fill_statistics(&s, fit);
    tests->in_Q = s.k;
}
