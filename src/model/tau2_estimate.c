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

void copse_i_tau2_estimate(copse_i_problem *pr, copse_method method, copse_i_tau2 *out)
{
    *out = (copse_i_tau2){.se = NAN, .stop = COPSE_STOP_FIXED};
    const double df = (double)(pr->k - pr->p);
    switch (method) {
    case COPSE_METHOD_EE:
    case COPSE_METHOD_FE:
    case COPSE_METHOD_COUNT:
        return;
    case COPSE_METHOD_DL:
    case COPSE_METHOD_HE:
    case COPSE_METHOD_HS:
    case COPSE_METHOD_HSK:
    case COPSE_METHOD_SJ:
        copse_i_tau2_moment(pr, method, out);
        return;
    case COPSE_METHOD_ML:
        maximise(pr, false, out);
        return;
    case COPSE_METHOD_REML:
        maximise(pr, true, out);
        return;
    case COPSE_METHOD_EB:
    case COPSE_METHOD_PM:
        solve_root(pr, df, out);
        return;
    case COPSE_METHOD_PMM:
        solve_root(pr, copse_chisq_quantile_lower(0.5, df), out);
        return;
    }
}
