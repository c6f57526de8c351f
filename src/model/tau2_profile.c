/* Profile likelihood: all tau2 whose (restricted) log-likelihood is within half a chi-square quantile of the maximum. The
 * likelihood may have several maxima, and the set several pieces: the grid of the search for maxima finds the outermost limits
 * and counts the crossings. Hardy & Thompson 1996. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>

static const double GRID_STEP = 0.25;

typedef struct profile {
    copse_i_problem *pr;
    bool restricted;
    double target;
} profile;

static double above(double tau2, const void *context)
{
    const profile *p = context;
    copse_i_point pt;
    copse_i_evaluate(p->pr, tau2, &pt);
    return copse_i_log_lik(p->pr, tau2, &pt, p->restricted) - p->target;
}

static double crossing(const profile *p, double low, double high)
{
    double root = NAN;
    return copse_root(above, p, low, high, &root) == COPSE_OK ? root : (double)NAN;
}

/* The first point of the grid, from `end` on, at which the likelihood is below the target for good. */
static double far_end(const profile *p, double end)
{
    while (!(above(end, p) < 0) && end < 0x1p600) end *= 2;
    return end;
}

copse_interval copse_i_profile_likelihood(copse_i_problem *pr, bool restricted, double level,
                                          copse_tau2_ci_state *state)
{
    profile p = {pr, restricted, 0};
    copse_i_tau2 best = {0};
    copse_i_tau2_likelihood(pr, restricted, &best);
    p.target = above(best.value, &p) - 0.5 * copse_chisq_quantile_upper((100 - level) / 100, 1);
    const double start = log(pr->v_min);
    const double end = far_end(&p, fmax(fmax(copse_i_score_bound(pr), best.value) * 1.001, pr->v_min));
    const size_t cells = 1 + (size_t)((log(end + pr->v_min) - start) / GRID_STEP);
    copse_interval ci = {NAN, NAN};
    double last = 0, at = above(0, &p);
    size_t crossings = 0;
    if (at >= 0) ci.lower = 0;
    for (size_t c = 1; c <= cells; c++) {
        const double share = (double)c / (double)cells;
        double t = c == cells ? end : exp(start + share * (log(end + pr->v_min) - start)) - pr->v_min;
        if (last < best.value && best.value < t) { /* the maximum itself is a point of the grid */
            t = best.value;
            c--;
        }
        const double next = above(t, &p);
        if ((at >= 0) != (next >= 0)) {
            const double root = crossing(&p, last, t);
            crossings++;
            if (next >= 0 && isnan(ci.lower)) ci.lower = root;
            if (next < 0) ci.upper = root;
        }
        last = t;
        at = next;
    }
    if (crossings > (ci.lower > 0 ? 2u : 1u)) *state = COPSE_TAU2_STATE_PIECES;
    return ci;
}
