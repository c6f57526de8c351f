/* Roots to the last digits. For tau2 far below v the estimating equations are differences of nearly equal sums; their
 * rounding errors move the root by about eps v, so the last steps take the function from double-double arithmetic. */
#include "tau2.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 80 };
static const double NO_NEED = 1e-13; /* relative error of the root that plain double arithmetic may leave */
static const double SURE = 1e-11;    /* a step, beside the root, that is the last */
static const double CLOSE = 1e-3;    /* of Q: below this a difference of Q and its target is taken again */

static double plain(const copse_i_point *pt, copse_i_equation equation, double target)
{
    switch (equation) {
    case COPSE_I_Q:
        return pt->Q - target;
    case COPSE_I_SCORE_ML:
        return pt->yPPy - pt->w1;
    case COPSE_I_SCORE_REML:
        return pt->yPPy - pt->trP;
    }
    return NAN;
}

static double slope(const copse_i_point *pt, copse_i_equation equation)
{
    switch (equation) {
    case COPSE_I_Q:
        return -pt->yPPy;
    case COPSE_I_SCORE_ML:
        return pt->w2 - 2 * pt->yPPPy;
    case COPSE_I_SCORE_REML:
        return pt->trPP - 2 * pt->yPPPy;
    }
    return NAN;
}

double copse_i_equation_exactly(copse_i_problem *pr, copse_i_equation equation, double target, double tau2)
{
    copse_i_exact e;
    if (!copse_i_evaluate_exactly(pr, tau2, false, &e)) {
        copse_i_point pt;
        copse_i_evaluate(pr, tau2, &pt);
        return plain(&pt, equation, target);
    }
    switch (equation) {
    case COPSE_I_Q:
        return dd_value(dd_subtract(e.Q, dd_from(target)));
    case COPSE_I_SCORE_ML:
        return dd_value(dd_subtract(e.yPPy, e.w1));
    case COPSE_I_SCORE_REML:
        return dd_value(dd_subtract(e.yPPy, e.trP));
    }
    return NAN;
}

double copse_i_polish(copse_i_problem *pr, copse_i_equation equation, double target, double root, double low,
                      double high, size_t *evaluations)
{
    copse_i_point pt;
    copse_i_evaluate(pr, root, &pt);
    ++*evaluations;
    const double size = equation == COPSE_I_Q ? pt.Q : pt.yPPy, rate = slope(&pt, equation);
    const bool good = !copse_i_is_unbalanced(pr, root);
    if (good && 8 * DBL_EPSILON * size <= NO_NEED * root * -rate) return root;
    for (int step = 0; step < MOST_STEPS; step++) {
        const double f = copse_i_equation_exactly(pr, equation, target, root);
        ++*evaluations;
        if (f == 0) break;
        if (f > 0) low = root;
        else high = root;
        const double newton = -f / rate;
        if (rate < 0 && fabs(newton) <= SURE * root) return fmin(fmax(root + newton, low), high);
        root = rate < 0 && root + newton > low && root + newton < high ? root + newton : low + (high - low) / 2;
        if (high - low <= DBL_EPSILON * high) break;
    }
    return root;
}

double copse_i_excess_at_zero(copse_i_problem *pr, const copse_i_point *zero, double target)
{
    const double excess = zero->Q - target;
    return fabs(excess) > CLOSE * target ? excess : copse_i_equation_exactly(pr, COPSE_I_Q, target, 0);
}
