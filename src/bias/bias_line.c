/* The regression behind the tests: estimates on a predictor, with moderators kept. The multiplicative model is the
 * equal-effects regression whose covariance is multiplied by Q/(k - p), which is what Hartung and Knapp's factor is at tau2 = 0. */
#include "bias_parts.h"

#include <math.h>
#include <stdlib.h>

copse_status copse_i_bias_check_studies(const double *y, const double *v, size_t k, copse_error *err)
{
    if (y == NULL || v == NULL) return copse_fail(err, COPSE_EINVAL, "no estimates or no variances");
    for (size_t i = 0; i < k; i++)
        if (!(v[i] > 0) || !isfinite(v[i]) || !isfinite(y[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu has no estimate, or no variance above 0", i + 1);
    return COPSE_OK;
}

static copse_fit_opts multiplicative(double level)
{
    copse_fit_opts fit = copse_fit_opts_default();
    fit.method = COPSE_METHOD_EE;
    fit.test = COPSE_TEST_KNHA;
    fit.level = level;
    return fit;
}

const copse_i_line copse_i_line_none = {.slope = {NAN, NAN, NAN, NAN, NAN, {NAN, NAN}},
                                        .intercept = {NAN, NAN, NAN, NAN, NAN, {NAN, NAN}},
                                        .dispersion = NAN,
                                        .tau2 = NAN,
                                        .moderators = {NAN, NAN, NAN, NAN}};

/* X is k x p; the fit has the predictor beside it. */
static copse_status test_moderators(const copse_fit *fit, const double *X, size_t k, size_t p, copse_omnibus *out,
                                    copse_error *err)
{
    bool *tested = copse_alloc(p + 1, sizeof *tested);
    if (tested == NULL) return copse_fail_memory(err);
    tested[p] = false;
    copse_status status = COPSE_OK;
    if (copse_i_bias_varying(X, k, p, tested) > 0) status = copse_fit_omnibus(fit, tested, out, err);
    free(tested);
    return status;
}

copse_status copse_i_bias_line(const double *y, const double *v, const double *g, const double *X, size_t k, size_t p,
                               const copse_fit_opts *opts, double level, copse_i_line *line, copse_error *err)
{
    copse_fit_opts how = opts != NULL ? *opts : multiplicative(level);
    copse_fit fit = {0};
    *line = copse_i_line_none;
    how.without_tau2_ci = how.without_R2 = true;
    if (k < p + 2)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s; with %zu coefficients it takes at least %zu", k,
                          k == 1 ? "study" : "studies", p + 1, p + 2);
    double *design = copse_i_bias_beside(X, k, p, g);
    copse_status status = design != NULL ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_pool(y, v, design, k, p + 1, &how, &fit, err);
    if (status == COPSE_OK) {
        line->slope = fit.coef[p];
        line->intercept = X == NULL ? fit.coef[0] : copse_i_line_none.intercept;
        line->dispersion = opts == NULL ? fit.variance_factor : (double)NAN;
        line->tau2 = opts == NULL ? (double)NAN : fit.het.tau2;
        if (isnan(line->slope.p))
            status =
                copse_fail(err, COPSE_ENOTCOMPUTABLE, "the studies lie on one line: there are no residuals to test by");
    }
    if (status == COPSE_OK) status = test_moderators(&fit, X, k, p, &line->moderators, err);
    copse_fit_free(&fit);
    free(design);
    return status;
}
