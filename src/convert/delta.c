/* The delta method. */
#include "convert_parts.h"
#include "delta_expression.h"

#include <math.h>

static copse_status check(double estimate, double variance, copse_error *err)
{
    const copse_status status = copse_i_need_finite(estimate, "the estimate", err);
    return status == COPSE_OK ? copse_i_need_positive(variance, "the variance", err) : status;
}

static copse_status finish(copse_i_dual f, double variance, double *out_estimate, double *out_variance,
                           copse_error *err)
{
    if (!isfinite(f.value)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the transform is not defined there");
    if (!(isfinite(f.slope) && f.slope != 0.0))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the transform has %s slope there",
                          f.slope == 0.0 ? "no" : "no finite");
    const copse_status status =
        copse_i_give_positive(f.slope * f.slope * variance, "the variance of the transform", out_variance, err);
    if (status == COPSE_OK) *out_estimate = f.value;
    return status;
}

copse_status copse_delta_of(copse_delta_function *f, void *context, double estimate, double variance,
                            double *out_estimate, double *out_variance, copse_error *err)
{
    *out_estimate = *out_variance = NAN;
    const copse_status status = check(estimate, variance, err);
    if (status != COPSE_OK) return status;
    copse_i_dual at = {NAN, NAN};
    f(estimate, context, &at.value, &at.slope);
    return finish(at, variance, out_estimate, out_variance, err);
}

copse_status copse_delta(const char *expression, double estimate, double variance, double *out_estimate,
                         double *out_variance, copse_error *err)
{
    *out_estimate = *out_variance = NAN;
    copse_i_dual at = {NAN, NAN};
    copse_status status = check(estimate, variance, err);
    if (status == COPSE_OK) status = copse_i_delta_evaluate(expression, estimate, &at, err);
    return status == COPSE_OK ? finish(at, variance, out_estimate, out_variance, err) : status;
}

copse_status copse_delta_check(const char *expression, copse_error *err)
{
    copse_i_dual at;
    return copse_i_delta_evaluate(expression, 0.0, &at, err);
}
