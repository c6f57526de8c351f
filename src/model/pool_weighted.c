/* Weights of the user's: the mean with weights a_i in place of 1/(v_i + tau2), and the variance that it then has. */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

/* sum a_i (y_i - origin) and sum a_i^2 (v_i + tau2), the a_i adding up to 1 */
static double weighted_mean(const double *y, const copse_fit *fit, double origin)
{
    double sum = 0;
    for (size_t i = 0; i < fit->k; i++) sum += fit->weight[i] / 100 * (y[i] - origin);
    return origin + sum;
}

static double variance_of_mean(const double *v, const copse_fit *fit)
{
    const double tau2 = isnan(fit->het.tau2) ? 0 : fit->het.tau2;
    double sum = 0;
    for (size_t i = 0; i < fit->k; i++) sum += fit->weight[i] / 100 * (fit->weight[i] / 100) * (v[i] + tau2);
    return sum;
}

static copse_interval around(double estimate, double half)
{
    return (copse_interval){estimate - half, estimate + half};
}

static void test_mean(double estimate, double variance, copse_fit *fit)
{
    copse_coefficient *c = &fit->coef[0];
    const double tail = (100 - fit->opts.level) / 200, df = c->df;
    const double critical = isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
    const double se = sqrt(variance);
    fit->vcov[0] = variance;
    *c = (copse_coefficient){.estimate = estimate, .se = se, .df = df, .statistic = NAN, .p = NAN};
    c->ci = around(estimate, critical * se);
    if (!isnan(fit->prediction.lower)) fit->prediction = around(estimate, critical * sqrt(variance + fit->het.tau2));
    if (!(se > 0)) return;
    c->statistic = estimate / se;
    c->p = isnan(df) ? 2 * copse_normal_upper(fabs(c->statistic)) : copse_t_two_sided(c->statistic, df);
}

/* The weighted sum of squares about another mean than the one that makes it least is larger by (sum w) (difference)^2. */
static void shift_statistics(const double *v, double difference, copse_fit *fit)
{
    const double tau2 = isnan(fit->het.tau2) ? 0 : fit->het.tau2;
    double w = 0;
    for (size_t i = 0; i < fit->k; i++) w += 1 / (v[i] + tau2);
    const double more = w * difference * difference;
    fit->stat.log_lik -= more / 2;
    fit->stat.deviance += more;
    fit->stat.AIC += more;
    fit->stat.BIC += more;
    fit->stat.AICc += more;
}

/* Other tests and intervals of a new effect are of weights 1/(v + tau2). */
static copse_status check_options(const copse_fit_opts *opts, copse_error *err)
{
    const copse_test test = opts != NULL ? opts->test : COPSE_TEST_KNHA;
    if (test != COPSE_TEST_Z && test != COPSE_TEST_T && test != COPSE_TEST_KNHA && test != COPSE_TEST_ADHOC)
        return copse_fail(err, COPSE_EUSAGE, "weights of one's own go with the tests z, t, knha and adhoc, not with %s",
                          copse_test_code(test));
    if (opts == NULL || opts->pi == COPSE_PI_METAFOR) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "weights of one's own go with the prediction interval %s, not with %s",
                      copse_pi_code(COPSE_PI_METAFOR), copse_pi_code(opts->pi));
}

copse_status copse_pool_weighted(const double *y, const double *v, const double *weight, size_t k,
                                 const copse_fit_opts *opts, copse_pooling pooling, copse_fit *fit, copse_error *err)
{
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the fit");
    memset(fit, 0, sizeof *fit);
    if (!copse_pooling_is_weighted(pooling)) return copse_fail(err, COPSE_EINVAL, "no pooling with weights of its own");
    copse_status status = check_options(opts, err);
    if (status == COPSE_OK && copse_pooling_takes_weights(pooling))
        status = copse_i_check_weights(weight, k, pooling, err);
    if (status == COPSE_OK) status = copse_pool(y, v, NULL, k, 1, opts, fit, err);
    if (status != COPSE_OK) return status;
    fit->pooling = pooling;
    const double least = fit->coef[0].estimate;
    copse_i_put_weights(v, weight, fit);
    const double mean = weighted_mean(y, fit, least);
    test_mean(mean, fit->variance_factor * variance_of_mean(v, fit), fit);
    shift_statistics(v, mean - least, fit);
    return COPSE_OK;
}
