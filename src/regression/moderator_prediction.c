/* Predicted effects at given values of the moderators. */
#include "reference_distribution.h"

#include <copse/regression.h>
#include <math.h>

copse_predict_opts copse_predict_opts_default(void)
{
    return (copse_predict_opts){.level = NAN, .df = NAN};
}

static copse_predicted predict(const copse_fit *fit, const double *x, double level, double pi_df)
{
    double estimate = 0;
    for (size_t j = 0; j < fit->p; j++) estimate += x[j] * fit->coef[j].estimate;
    const double variance = copse_i_quadratic(fit->vcov, fit->p, x), df = copse_i_combination_df(fit, x);
    const copse_coefficient c = copse_i_test_estimate(estimate, sqrt(variance), 0, df, level);
    copse_predicted out = {.estimate = estimate, .se = c.se, .df = df, .ci = c.ci, .pi = {NAN, NAN}, .pi_df = NAN};
    if (!copse_fit_is_random(fit) || isnan(fit->het.tau2)) return out;
    out.pi_df = isnan(pi_df) ? df : isinf(pi_df) ? NAN : pi_df;
    const double half = copse_i_reference_quantile(level, out.pi_df) * sqrt(variance + fit->het.tau2);
    out.pi = (copse_interval){estimate - half, estimate + half};
    return out;
}

copse_status copse_predict(const copse_fit *fit, const double *x, size_t n, const copse_predict_opts *opts,
                           copse_predicted *out, copse_error *err)
{
    const copse_predict_opts in_force = opts != NULL ? *opts : copse_predict_opts_default();
    if (fit == NULL || fit->coef == NULL || fit->vcov == NULL || (n > 0 && (x == NULL || out == NULL)))
        return copse_fail(err, COPSE_EINVAL, "no fit, no rows or no place for predictions");
    const double level = copse_i_level(fit, in_force.level);
    if (isnan(level)) return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    if (!isnan(in_force.df) && !(in_force.df >= 1e-3))
        return copse_fail(err, COPSE_EINVAL, "degrees of freedom of a prediction interval are a positive number");
    for (size_t i = 0; i < n; i++) {
        const double *row = x + i * fit->p;
        for (size_t j = 0; j < fit->p; j++)
            if (!isfinite(row[j]))
                return copse_fail(err, COPSE_EDOM, "prediction %zu: column %zu is not finite", i + 1, j + 1);
        out[i] = predict(fit, row, level, in_force.df);
        if (!isfinite(out[i].estimate) || !isfinite(out[i].se) || !isfinite(out[i].ci.upper - out[i].ci.lower) ||
            isinf(out[i].pi.upper - out[i].pi.lower))
            return copse_fail(err, COPSE_ERANGE, "prediction %zu is beyond the range of numbers", i + 1);
    }
    return COPSE_OK;
}
