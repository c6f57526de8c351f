/* BMM, BMR: the mode of the likelihood times tau, which is the limit of a gamma prior on tau of shape 2 and rate -> 0 (Chung,
 * Rabe-Hesketh & Choi 2013); never 0. Its roots are those of
 *      h(t) = 1 + t S(t),   S = y'PPy - sum w (ML), y'PPy - tr P (REML): twice the score,
 * a function that is smooth on unit scale in log t. h > 0 below v_min/k, since S >= -k/v_min; beyond the end of the grid h < 0.
 * Every cell of a grid of step 1/4 between is searched, as for ML. */
#include "tau2.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 200 };
static const double GRID_STEP = 0.25;

typedef struct search {
    copse_i_problem *pr;
    bool restricted;
    copse_i_tau2 *out;
    double best;
} search;

/* h and its slope in log t */
typedef struct node {
    double t, h, slope;
} node;

static node evaluate(search *s, double t)
{
    copse_i_point pt;
    copse_i_evaluate(s->pr, t, &pt);
    if (s->restricted) copse_i_refine_traces(s->pr, t, &pt);
    s->out->iterations++;
    const double score = pt.yPPy - (s->restricted ? pt.trP : pt.w1);
    const double rate = (s->restricted ? pt.trPP : pt.w2) - 2 * pt.yPPPy;
    return (node){t, 1 + t * score, t * (score + t * rate)};
}

static void offer(search *s, double t)
{
    copse_i_point pt;
    copse_i_evaluate(s->pr, t, &pt);
    const double objective = copse_i_log_lik(s->pr, t, &pt, s->restricted) + 0.5 * log(t);
    if (s->out->maxima++ > 0 && !(objective > s->best)) return;
    s->best = objective;
    s->out->value = t;
}

/* The root in (a, b), h > 0 at a and <= 0 at b: Newton's method in log t, held inside the bracket. */
static void refine(search *s, node a, node b)
{
    double low = a.t, high = b.t, t = sqrt(low * high);
    for (int step = 0; step < MOST_STEPS; step++) {
        const node n = evaluate(s, t);
        if (n.h > 0) low = t;
        else high = t;
        const double newton = n.slope < 0 ? t * exp(-n.h / n.slope) : -1;
        const bool inside = newton > low && newton < high;
        const double next = inside ? newton : sqrt(low * high);
        const bool done = (inside && fabs(next - t) <= 4 * DBL_EPSILON * t) || high - low <= 4 * DBL_EPSILON * high;
        t = next;
        if (done) break;
    }
    offer(s, t);
}

/* Ends of one sign with slopes towards 0: halves the cell by the slope until h changes sign. */
static void look_between(search *s, node a, node b)
{
    const double sign = a.h > 0 ? 1 : -1;
    node low = a, high = b;
    for (int step = 0; step < 40 && high.t > low.t * (1 + 1e-9); step++) {
        const node mid = evaluate(s, sqrt(low.t * high.t));
        if (mid.h * sign <= 0) {
            if (sign > 0) refine(s, low, mid);
            else refine(s, mid, high);
            return;
        }
        if (mid.slope * sign < 0) low = mid;
        else high = mid;
    }
}

static void search_cell(search *s, node a, node b)
{
    if (a.h > 0 && b.h <= 0) refine(s, a, b);
    else if ((a.h > 0) == (b.h > 0) && (a.h > 0 ? a.slope < 0 && b.slope > 0 : a.slope > 0 && b.slope < 0))
        look_between(s, a, b);
}

/* With n = k (REML: k - p) and S the residual sum of squares of the unweighted fit, t y'PPy <= S/t and t sum w or t tr P is at
 * least n t/(t + v_max): h < 0 for t beyond v_max (n + 1)/(n - 1) and 2 S/(n - 1). */
static double end_of(search *s)
{
    copse_i_exact e;
    const double n = (double)(s->restricted ? s->pr->k - s->pr->p : s->pr->k);
    const double squares = copse_i_evaluate_exactly(s->pr, 0, true, &e) ? e.Q.hi : s->pr->y_variance * (double)s->pr->k;
    return fmax(s->pr->v_max * (n + 1), 2 * squares) / (n - 1) * (1 + 1e-6);
}

void copse_i_tau2_modal(copse_i_problem *pr, bool restricted, copse_i_tau2 *out)
{
    search s = {pr, restricted, out, -INFINITY};
    const double first = log(pr->v_min / (2 * (double)pr->k)), length = log(end_of(&s)) - first;
    const size_t cells = 1 + (size_t)(length / GRID_STEP);
    node last = evaluate(&s, exp(first));
    for (size_t c = 1; c <= cells; c++) {
        const node next = evaluate(&s, exp(first + length * (double)c / (double)cells));
        search_cell(&s, last, next);
        last = next;
    }
    copse_i_point pt;
    copse_i_evaluate(pr, out->value, &pt);
    copse_i_refine_traces(pr, out->value, &pt);
    const double t = out->value;
    out->se = t > 0 ? sqrt(2 / ((restricted ? pt.trPP : pt.w2) + 1 / t / t)) : (double)NAN;
    out->stop = t > 0 ? COPSE_STOP_CONVERGED : COPSE_STOP_BOUNDARY;
}
