/* PM, EB, PMM and the Q-profile limits: the root of Q(tau2) = target. 1/Q is increasing and concave in tau2 (Q is
 * a'(V + tau2 I)^-1 a on the space of residuals), so Newton's method on 1/Q climbs from 0 to the root without passing
 * it; where all v are equal the first step is exact. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>

enum { MOST_STEPS = 200 };

void copse_i_tau2_root(copse_i_problem *pr, double target, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_evaluate(pr, 0, &pt);
    out->iterations++;
    const double excess = copse_i_excess_at_zero(pr, &pt, target);
    out->value = 0;
    out->stop = COPSE_STOP_BOUNDARY;
    if (!(excess > 0)) return;
    double t = excess * (pt.Q / target) / pt.yPPy;
    for (int step = 0; step < MOST_STEPS; step++) {
        copse_i_evaluate(pr, t, &pt);
        out->iterations++;
        const double change = (pt.Q - target) * (pt.Q / target) / pt.yPPy;
        if (!(fabs(change) > 1e-15 * t)) break;
        const bool done = fabs(change) < 1e-9 * t || change < 0; /* quadratic from here; or rounding took it past */
        t += change;
        if (done) break;
    }
    out->value = copse_i_polish(pr, COPSE_I_Q, target, t, 0, 2 * t + pr->v_max, &out->iterations);
    out->stop = COPSE_STOP_CONVERGED;
}

static double root(copse_i_problem *pr, double target)
{
    copse_i_tau2 result = {0};
    copse_i_tau2_root(pr, target, &result);
    return result.value;
}

copse_interval copse_i_q_profile(copse_i_problem *pr, double level)
{
    const double df = (double)(pr->k - pr->p), tail = (100 - level) / 200;
    return (copse_interval){root(pr, copse_chisq_quantile_upper(tail, df)),
                            root(pr, copse_chisq_quantile_lower(tail, df))};
}
