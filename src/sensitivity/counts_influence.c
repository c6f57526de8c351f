/* What influence diagnostics there are where counts are pooled with a fixed effect. */
#include <copse/sensitivity.h>
#include <math.h>

static copse_influence_study study_of(double y, double v, double weight, const copse_left_out_fit *without)
{
    copse_influence_study s = {.rstudent = NAN,
                               .dffits = NAN,
                               .cook = NAN,
                               .cov_ratio = NAN,
                               .tau2 = NAN,
                               .Q = NAN,
                               .hat = NAN,
                               .weight = weight};
    if (without->state != COPSE_SUBSET_FITTED) return s;
    s.Q = without->fit.het.Q;
    if (!isfinite(y) || !(v > 0)) return s;
    const double se = hypot(sqrt(v), without->fit.coef[0].se);
    if (isfinite(se)) s.rstudent = (y - without->fit.coef[0].estimate) / se;
    return s;
}

copse_status copse_counts_influence(const double *y, const double *v, const copse_fit *fit, copse_leave_out *without,
                                    copse_influence *out, copse_error *err)
{
    if (y == NULL || v == NULL || fit == NULL || fit->weight == NULL || without == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "no estimates, no fits, or no place for the results");
    *out = (copse_influence){
        .k = without->count, .p = 1, .dffits_limit = NAN, .cook_limit = NAN, .hat_limit = NAN, .leave_out = *without};
    *without = (copse_leave_out){0};
    if (fit->k != out->k || fit->p != 1) return copse_fail(err, COPSE_EINVAL, "the fit is not of these studies");
    out->study = copse_alloc(out->k, sizeof *out->study);
    out->dfbetas = copse_alloc(out->k, sizeof *out->dfbetas);
    if (out->study == NULL || out->dfbetas == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < out->k; i++) {
        out->study[i] = study_of(y[i], v[i], fit->weight[i], &out->leave_out.without[i]);
        out->dfbetas[i] = NAN;
    }
    return COPSE_OK;
}
