/* Limit meta-analysis. The radial plot, y/s on 1/s with equal weights, is the regression of y on s with weights 1/s^2: its slope is
 * the intercept there and its intercept the coefficient of s. */
#include "bias_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

/* beta and alpha with their covariance, sampling variances taken as known, and the residual sum of squares. */
typedef struct radial {
    double beta, alpha, var_beta, var_alpha, cov, rss;
} radial;

static copse_status fit_radial(const double *y, const double *v, size_t k, radial *r, copse_error *err)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_fit fit = {0};
    double *s = copse_alloc(k, sizeof *s), *design = NULL;
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    opts.without_tau2_ci = opts.without_R2 = true;
    for (size_t i = 0; s != NULL && i < k; i++) s[i] = sqrt(v[i]);
    if (s != NULL) design = copse_i_bias_beside(NULL, k, 1, s);
    copse_status status = design != NULL ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_pool(y, v, design, k, 2, &opts, &fit, err);
    if (status == COPSE_OK)
        *r = (radial){fit.coef[0].estimate, fit.coef[1].estimate, fit.vcov[0], fit.vcov[3], fit.vcov[1], fit.het.Q};
    copse_fit_free(&fit);
    free(design);
    free(s);
    return status;
}

static copse_coefficient normal_test(double estimate, double se, double level)
{
    const double z = copse_normal_quantile_upper((1 - level / 100) / 2);
    return (copse_coefficient){.estimate = estimate,
                               .se = se,
                               .statistic = estimate / se,
                               .df = NAN,
                               .p = 2 * copse_normal_upper(fabs(estimate / se)),
                               .ci = {estimate - z * se, estimate + z * se}};
}

/* Sum of squares of y/s about its mean. */
static double total_squares(const double *y, const double *v, size_t k)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < k; i++) mean += y[i] / sqrt(v[i]) / (double)k;
    for (size_t i = 0; i < k; i++) sum += pow(y[i] / sqrt(v[i]) - mean, 2);
    return sum;
}

static copse_status pooled_mean(const double *y, const double *v, size_t k, copse_fit *fit, copse_error *err)
{
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    opts.without_tau2_ci = opts.without_R2 = true;
    return copse_pool(y, v, NULL, k, 1, &opts, fit, err);
}

/* The studies with their errors shrunk: beta + sqrt(tau2/(v + tau2)) (y - beta), of the same standard errors. */
static copse_status fill_shrunk(const double *y, const double *v, size_t k, double level, double *work,
                                copse_limit_meta *out, copse_error *err)
{
    radial r = {0};
    copse_fit fit = {0};
    for (size_t i = 0; i < k; i++) work[i] = out->beta + sqrt(out->tau2 / (v[i] + out->tau2)) * (y[i] - out->beta);
    copse_status status = fit_radial(work, v, k, &r, err);
    if (status == COPSE_OK) status = pooled_mean(work, v, k, &fit, err);
    if (status == COPSE_OK) {
        const double total = total_squares(work, v, k);
        out->betalim = normal_test(r.beta, sqrt(r.var_beta), level);
        out->mulim = normal_test(fit.coef[0].estimate, fit.coef[0].se, level);
        out->G2 = !(out->tau2 > 0) ? 0 : total > 0 ? 100 * r.rss / total : (double)NAN;
    }
    copse_fit_free(&fit);
    return status;
}

static copse_status fill_heterogeneity(const double *y, const double *v, size_t k, copse_limit_meta *out,
                                       copse_error *err)
{
    radial r = {0};
    copse_fit fit = {0};
    copse_status status = pooled_mean(y, v, k, &fit, err);
    if (status == COPSE_OK) status = fit_radial(y, v, k, &r, err);
    if (status == COPSE_OK) {
        out->Q = fit.het.Q;
        out->Q_df = (double)(k - 1);
        out->Q_p = copse_chisq_upper(out->Q, out->Q_df);
        out->Q_resid = r.rss;
        out->Q_resid_df = (double)(k - 2);
        out->Q_resid_p = copse_chisq_upper(out->Q_resid, out->Q_resid_df);
        out->Q_small = r.alpha * r.alpha / r.var_alpha; /* Q - Q_resid, without the cancellation */
        out->Q_small_p = copse_chisq_upper(out->Q_small, 1);
    }
    copse_fit_free(&fit);
    return status;
}

static copse_status fill_beta0(const double *y, const double *v, size_t k, double level, double *work,
                               copse_limit_meta *out, copse_error *err)
{
    radial r = {0};
    const double tau = sqrt(out->tau2);
    for (size_t i = 0; i < k; i++) work[i] = v[i] + out->tau2;
    const copse_status status = fit_radial(y, work, k, &r, err);
    if (status != COPSE_OK) return status;
    out->alpha = r.alpha;
    out->beta = r.beta;
    out->beta0 =
        normal_test(r.beta + tau * r.alpha, sqrt(r.var_beta + out->tau2 * r.var_alpha + 2 * tau * r.cov), level);
    return COPSE_OK;
}

copse_status copse_bias_limit(const double *y, const double *v, size_t k, double tau2, double level,
                              copse_limit_meta *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    *out = (copse_limit_meta){.tau2 = tau2};
    if (k < 3) return copse_fail(err, COPSE_ETOOFEW, "limit meta-analysis needs three studies");
    if (!(tau2 >= 0) || !isfinite(tau2) || !(level > 0) || !(level < 100))
        return copse_fail(err, COPSE_EDOM, "limit meta-analysis needs a variance between studies, and a level");
    copse_status status = copse_i_bias_check_studies(y, v, k, err);
    if (status != COPSE_OK) return status;
    if (copse_bias_same_errors(v, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the standard error is the same in all studies: nothing can depend on it");
    double *work = copse_alloc(k, sizeof *work);
    if (work == NULL) return copse_fail_memory(err);
    status = fill_heterogeneity(y, v, k, out, err);
    if (status == COPSE_OK) status = fill_beta0(y, v, k, level, work, out, err);
    if (status == COPSE_OK) status = fill_shrunk(y, v, k, level, work, out, err);
    free(work);
    return status;
}

copse_status copse_bias_limit_moderators(const double *y, const double *v, const double *X, size_t k, size_t p,
                                         double tau2, copse_omnibus *moderators, copse_error *err)
{
    if (moderators == NULL || X == NULL || p == 0)
        return copse_fail(err, COPSE_EINVAL, "no moderators, or no place for their test");
    *moderators = copse_i_line_none.moderators;
    if (!(tau2 >= 0) || !isfinite(tau2))
        return copse_fail(err, COPSE_EDOM, "limit meta-analysis needs a variance between studies");
    copse_status status = copse_i_bias_check_studies(y, v, k, err);
    if (status != COPSE_OK) return status;
    if (copse_bias_same_errors(v, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the standard error is the same in all studies: nothing can depend on it");
    double *total = copse_alloc(2 * k, sizeof *total);
    if (total == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) total[i] = v[i] + tau2, total[k + i] = sqrt(total[i]);
    copse_i_line line;
    copse_fit_opts known = copse_fit_opts_default();
    known.method = COPSE_METHOD_EE;
    known.test = COPSE_TEST_Z;
    status = copse_i_bias_line(y, total, total + k, X, k, p, &known, known.level, &line, err);
    free(total);
    if (status != COPSE_OK) return status;
    *moderators = line.moderators;
    return isnan(line.moderators.df) ? copse_fail(err, COPSE_EINVAL, "no moderator varies between the studies")
                                     : status;
}
