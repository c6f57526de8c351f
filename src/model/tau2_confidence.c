/* The confidence distribution of tau2 that Cochran's Q has: H(tau2) = P(Q > q; tau2), q the observed one. */
#include "tau2.h"

#include <math.h>

static copse_status prepare(const double *y, const double *v, size_t k, copse_i_problem *pr, copse_i_form *form,
                            copse_error *err)
{
    const copse_i_data data = {.y = y, .v = v, .k = k, .p = 1};
    if (y == NULL || v == NULL) return copse_fail(err, COPSE_EINVAL, "no estimates or no sampling variances");
    copse_status status = copse_i_problem_init(pr, &data, err);
    if (status != COPSE_OK) return status;
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "the distribution of Q needs two studies or more");
    copse_i_weigh_shifted(pr, 0);
    if (!copse_i_form_init(form, pr)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "Q could not be computed");
    return COPSE_OK;
}

copse_status copse_tau2_confidence(const double *y, const double *v, size_t k, double tau2, double *confidence,
                                   double *rest, copse_error *err)
{
    copse_i_problem pr = {0};
    copse_i_form form;
    if (confidence == NULL || rest == NULL) return copse_fail(err, COPSE_EINVAL, "no place for a probability");
    if (!(tau2 >= 0 && isfinite(tau2))) return copse_fail(err, COPSE_EDOM, "tau2 is a number of at least 0");
    copse_status status = prepare(y, v, k, &pr, &form, err);
    if (status == COPSE_OK && !copse_i_form_tails(&form, copse_i_unscale(&pr, tau2, -2), rest, confidence))
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "the distribution of Q was not found at tau2 = %g", tau2);
    copse_i_problem_free(&pr);
    return status;
}

copse_status copse_tau2_confidence_quantile(const double *y, const double *v, size_t k, double p, bool upper,
                                            double *tau2, copse_error *err)
{
    copse_i_problem pr = {0};
    copse_i_form form;
    if (tau2 == NULL) return copse_fail(err, COPSE_EINVAL, "no place for tau2");
    if (!(p > 0 && p < 1)) return copse_fail(err, COPSE_EDOM, "a probability lies between 0 and 1");
    copse_status status = prepare(y, v, k, &pr, &form, err);
    if (status == COPSE_OK) {
        const double root = upper ? copse_i_form_root_below(&form, p) : copse_i_form_root(&form, p);
        *tau2 = copse_i_unscale(&pr, root, 2);
        if (!isfinite(*tau2)) status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "no tau2 was found for the probability");
    }
    copse_i_problem_free(&pr);
    return status;
}
