/* ML and REML: every root of the score on [0, bound], hence the global maximum.
 * With u = log(tau2 + v_min) each weight 1/(v_i + tau2) is analytic for |Im u| < pi and lies in a half-plane for
 * |Im u| < pi/2, so that the score is smooth on unit scale in u whatever the data: a grid of step 1/4 from log v_min
 * to the bound has the value and slope of the score at its points, and where these allow a pair of roots inside a cell
 * the extremum between is looked for. */
#include "tau2.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 100 };
static const double GRID_STEP = 0.25;
static const double SURE = 1e-9;   /* a Newton step, beside tau2, that is the last */
static const double NOISE = 1e-11; /* of y'PPy: a score nearer 0 than this is taken again in double-double */

typedef struct search {
    copse_i_problem *pr;
    copse_i_equation equation;
    copse_i_tau2 *out;
    double best_log_lik;
} search;

/* The score (twice d log L/d tau2) times tau2 + v_min, which is its derivative in u, and the slope of that in u. */
typedef struct node {
    double t, g, slope;
} node;

static node evaluate(search *s, double t, copse_i_point *pt)
{
    copse_i_evaluate(s->pr, t, pt);
    s->out->iterations++;
    const bool reml = s->equation == COPSE_I_SCORE_REML;
    const double scale = t + s->pr->v_min;
    const double score = pt->yPPy - (reml ? pt->trP : pt->w1), rate = (reml ? pt->trPP : pt->w2) - 2 * pt->yPPPy;
    return (node){t, score * scale, scale * (score + scale * rate)};
}

/* Beyond it the score is negative: y'PPy <= w_max^2 S with S the residual sum of squares of the unweighted fit, and
 * tr P >= (k - p) w_min. */
double copse_i_score_bound(copse_i_problem *pr)
{
    copse_i_exact e;
    const double df = (double)(pr->k - pr->p);
    const double unweighted = copse_i_evaluate_exactly(pr, 0, true, &e) ? e.Q.hi : pr->y_variance * (double)pr->k;
    const double mean = unweighted / df * (1 + 1e-9), spread = pr->v_max - pr->v_min;
    return 0.5 * (mean + sqrt(mean * mean + 4 * mean * spread)) - pr->v_min;
}

/* A local maximum at t: kept when it is the best so far. A single one needs no likelihood. */
static void offer(search *s, double t)
{
    copse_i_point pt;
    const bool reml = s->equation == COPSE_I_SCORE_REML;
    s->out->maxima++;
    if (s->out->maxima == 2) { /* the first was not measured */
        copse_i_evaluate(s->pr, s->out->value, &pt);
        s->best_log_lik = copse_i_log_lik(s->pr, s->out->value, &pt, reml);
    }
    if (s->out->maxima > 1) {
        copse_i_evaluate(s->pr, t, &pt);
        const double log_lik = copse_i_log_lik(s->pr, t, &pt, reml);
        if (!(log_lik > s->best_log_lik)) return;
        s->best_log_lik = log_lik;
    }
    s->out->value = t;
}

/* The root in (a, b), g > 0 at a and <= 0 at b: Newton's method in tau2, held inside the bracket. */
static void refine(search *s, node a, node b)
{
    double low = a.t, high = b.t, t = low + (high - low) * (a.g / (a.g - b.g));
    for (int step = 0; step < MOST_STEPS; step++) {
        copse_i_point pt;
        const node n = evaluate(s, t, &pt);
        if (n.g > 0) low = t;
        else high = t;
        const double scale = t + s->pr->v_min, rate = (n.slope / scale - n.g / scale) / scale;
        const double newton = -n.g / scale / rate;
        if (rate < 0 && fabs(newton) <= SURE * t) { /* the next error is of the order of its square */
            t = fmin(fmax(t + newton, a.t), b.t);
            break;
        }
        t = rate < 0 && t + newton > low && t + newton < high ? t + newton : low + (high - low) / 2;
        if (high - low <= DBL_EPSILON * high) break;
    }
    offer(s, copse_i_polish(s->pr, s->equation, 0, t, a.t, b.t, &s->out->iterations));
}

static node middle(search *s, node a, node b)
{
    const double v = s->pr->v_min;
    copse_i_point pt;
    return evaluate(s, sqrt((a.t + v) * (b.t + v)) - v, &pt);
}

/* Between a and b g keeps its sign at both ends but turns towards 0 from both: halves the cell by the sign of the slope
 * until g changes sign or the turning point is found. */
static void look_between(search *s, node a, node b)
{
    const double sign = a.g > 0 ? 1 : -1;
    node low = a, high = b;
    for (int step = 0; step < 40; step++) {
        if (!(high.t - low.t > 1e-9 * (high.t + s->pr->v_min))) return;
        const node mid = middle(s, low, high);
        if (mid.g * sign <= 0) {
            if (sign > 0) refine(s, low, mid); /* down through 0 before, up after: the maximum is the first */
            else refine(s, mid, high);
            return;
        }
        /* the value that the tangents allow at most at the turning point */
        if (mid.slope * sign < 0) low = mid;
        else high = mid;
    }
}

static void search_cell(search *s, node a, node b)
{
    if (a.g > 0 && b.g <= 0) refine(s, a, b);
    else if ((a.g > 0) == (b.g > 0) && (a.g > 0 ? a.slope < 0 && b.slope > 0 : a.slope > 0 && b.slope < 0))
        look_between(s, a, b);
}

void copse_i_tau2_likelihood(copse_i_problem *pr, bool restricted, copse_i_tau2 *out)
{
    search s = {pr, restricted ? COPSE_I_SCORE_REML : COPSE_I_SCORE_ML, out, 0};
    copse_i_point pt;
    node last = evaluate(&s, 0, &pt);
    if (!(fabs(last.g) > NOISE * pt.yPPy * pr->v_min))
        last.g = copse_i_equation_exactly(pr, s.equation, 0, 0) * pr->v_min;
    const double end = copse_i_score_bound(pr);
    out->value = 0;
    if (!(last.g > 0)) offer(&s, 0);
    if (end > 0) {
        const double first = log(pr->v_min), length = log(end + pr->v_min) - first;
        const size_t cells = 1 + (size_t)(length / GRID_STEP);
        for (size_t c = 1; c <= cells; c++) {
            const double t = c == cells ? end : exp(first + length * (double)c / (double)cells) - pr->v_min;
            const node next = evaluate(&s, t, &pt);
            search_cell(&s, last, next);
            last = next;
        }
    }
    out->stop = out->value > 0 ? COPSE_STOP_CONVERGED : COPSE_STOP_BOUNDARY;
}
