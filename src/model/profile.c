/* Likelihoods, scores and Q at a given tau2. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>

copse_status copse_profile_at(const double *y, const double *v, const double *X, size_t k, size_t p, double tau2,
                              copse_profile_point *out, copse_error *err)
{
    if (out == NULL || y == NULL || v == NULL) return copse_fail(err, COPSE_EINVAL, "a null pointer");
    *out = (copse_profile_point){NAN, NAN, NAN, NAN, NAN};
    if (!(tau2 >= 0 && isfinite(tau2))) return copse_fail(err, COPSE_EINVAL, "tau2 is a number of at least 0");
    const copse_i_data data = {.y = y, .v = v, .X = X, .k = k, .p = p};
    copse_i_problem pr;
    copse_status status = copse_i_problem_init(&pr, &data, err);
    if (status == COPSE_OK) {
        const double t = copse_i_unscale(&pr, tau2, -2);
        copse_i_point point;
        copse_i_evaluate(&pr, t, &point);
        const double shift = pr.scale * COPSE_LN2;
        out->log_lik_ml = copse_i_log_lik(&pr, t, &point, false) - (double)k * shift;
        out->log_lik_reml = copse_i_log_lik(&pr, t, &point, true) - (double)(k - p) * shift;
        out->score_ml = 0.5 * copse_i_unscale(&pr, copse_i_equation_exactly(&pr, COPSE_I_SCORE_ML, 0, t), -2);
        out->score_reml = 0.5 * copse_i_unscale(&pr, copse_i_equation_exactly(&pr, COPSE_I_SCORE_REML, 0, t), -2);
        out->Q = point.Q;
        if (!isfinite(out->log_lik_ml) || !isfinite(out->score_ml))
            status = copse_fail(err, COPSE_ERANGE, "a result is beyond the range of numbers");
    }
    copse_i_problem_free(&pr);
    return status;
}
