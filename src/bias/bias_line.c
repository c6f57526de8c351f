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

copse_status copse_i_bias_line(const double *y, const double *v, const double *g, const double *X, size_t k, size_t p,
                               const copse_fit_opts *opts, double level, copse_i_line *line, copse_error *err)
{
    static const copse_coefficient none = {NAN, NAN, NAN, NAN, NAN, {NAN, NAN}};
    copse_fit_opts how = opts != NULL ? *opts : multiplicative(level);
    copse_fit fit = {0};
    how.without_tau2_ci = how.without_R2 = true;
    if (k < p + 2)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s; with %zu coefficients it takes at least %zu", k,
                          k == 1 ? "study" : "studies", p + 1, p + 2);
    double *design = copse_i_bias_beside(X, k, p, g);
    copse_status status = design != NULL ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_pool(y, v, design, k, p + 1, &how, &fit, err);
    if (status == COPSE_OK) {
        line->slope = fit.coef[p];
        line->intercept = X == NULL ? fit.coef[0] : none;
        line->dispersion = opts == NULL ? fit.variance_factor : (double)NAN;
        line->tau2 = opts == NULL ? (double)NAN : fit.het.tau2;
        if (isnan(line->slope.p))
            status =
                copse_fail(err, COPSE_ENOTCOMPUTABLE, "the studies lie on one line: there are no residuals to test by");
    }
    copse_fit_free(&fit);
    free(design);
    return status;
}
