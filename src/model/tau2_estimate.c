/* Method to estimator, and the standard errors of the iterated ones (inverse information; Viechtbauer 2005). */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>

/* PM, EB, PMM: sqrt(2 k^2/(k - p))/sum w, as for the scoring step of EB. */
static void solve_root(copse_i_problem *pr, double target, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_tau2_root(pr, target, out);
    copse_i_evaluate(pr, out->value, &pt);
    out->se = (double)pr->k * sqrt(2 / (double)(pr->k - pr->p)) / pt.w1;
}

static void maximise(copse_i_problem *pr, bool restricted, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_tau2_likelihood(pr, restricted, out);
    copse_i_evaluate(pr, out->value, &pt);
    copse_i_refine_traces(pr, out->value, &pt);
    out->se = sqrt(2 / (restricted ? pt.trPP : pt.w2));
}

static copse_status refuse(const copse_i_problem *pr, copse_method method, copse_error *err)
{
    const char *code = copse_method_code(method);
    if (method == COPSE_METHOD_BMR)
        return copse_fail(err, COPSE_ETOOFEW, "method %s needs at least two residual degrees of freedom, here %zu",
                          code, pr->k - pr->p);
    return copse_fail(err, COPSE_EINVAL, "method %s is defined for a model without moderators only", code);
}

copse_status copse_i_tau2_estimate(copse_i_problem *pr, const copse_fit_opts *opts, copse_i_tau2 *out, copse_error *err)
{
    *out = (copse_i_tau2){.se = NAN, .stop = COPSE_STOP_FIXED};
    const double df = (double)(pr->k - pr->p);
    if (!copse_method_can(opts->method, pr->k, pr->p)) return refuse(pr, opts->method, err);
    switch (opts->method) {
    case COPSE_METHOD_EE:
    case COPSE_METHOD_FE:
    case COPSE_METHOD_COUNT:
        return COPSE_OK;
    case COPSE_METHOD_HM:
    case COPSE_METHOD_RB:
    case COPSE_METHOD_RBP:
        if (!pr->spans_one) return refuse(pr, opts->method, err);
        copse_i_tau2_moment(pr, opts->method, &opts->setup, out);
        return COPSE_OK;
    case COPSE_METHOD_DL:
    case COPSE_METHOD_HE:
    case COPSE_METHOD_HS:
    case COPSE_METHOD_HSK:
    case COPSE_METHOD_SJ:
    case COPSE_METHOD_DL2:
    case COPSE_METHOD_CA2:
    case COPSE_METHOD_GENQ:
        copse_i_tau2_moment(pr, opts->method, &opts->setup, out);
        return COPSE_OK;
    case COPSE_METHOD_GENQM:
        return copse_i_tau2_median(pr, &opts->setup, out, err);
    case COPSE_METHOD_ML:
        maximise(pr, false, out);
        return COPSE_OK;
    case COPSE_METHOD_REML:
        maximise(pr, true, out);
        return COPSE_OK;
    case COPSE_METHOD_BMM:
        copse_i_tau2_modal(pr, false, out);
        return COPSE_OK;
    case COPSE_METHOD_BMR:
        copse_i_tau2_modal(pr, true, out);
        return COPSE_OK;
    case COPSE_METHOD_EB:
    case COPSE_METHOD_PM:
    case COPSE_METHOD_DLIT: /* the fixed points of both iterations are where Q(tau2) = k - p */
    case COPSE_METHOD_SJIT:
        solve_root(pr, df, out);
        return COPSE_OK;
    case COPSE_METHOD_PMM:
        solve_root(pr, copse_chisq_quantile_lower(0.5, df), out);
        return COPSE_OK;
    }
    return COPSE_OK;
}
