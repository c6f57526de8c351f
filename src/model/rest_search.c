/* tau2 of the studies left where it is found by iteration, started at that of all studies: the one maximum of a likelihood,
 * proven to be the only one, or the root of Q. */
#include "rest.h"
#include "score_proofs.h"

#include <math.h>

enum { MOST_CELLS = 48, MOST_STEPS = 60 };
static const double MARGIN = 1 + 1e-9;
static const double NEAR = 1e-6; /* a step, beside t, whose error is of the order of its square */

typedef struct search {
    copse_i_rest *rest;
    bool restricted;
    copse_i_tau2 *out;
    double noise; /* of the score at the last point */
} search;

static bool evaluate(search *s, double t, copse_i_score *to)
{
    copse_i_rest_point pt;
    s->out->iterations++;
    if (!copse_i_rest_at(s->rest, t, &pt) || !pt.steady) return false;
    const copse_i_point *at = &pt.at;
    *to = (copse_i_score){t, at->yPPy, s->restricted ? at->trP : at->w1, at->yPPPy, s->restricted ? at->trPP : at->w2};
    s->noise = pt.score_noise;
    return true;
}

/* Beyond it A/B falls: L - 2 v_min, L the mean of v weighted by squared residuals of the unweighted fit. */
static bool find_end(copse_i_rest *rest, double *end)
{
    copse_i_fixed_point pt;
    if (!copse_i_rest_fixed(rest, &pt)) return false;
    *end = pt.v_squares / pt.Q * MARGIN - 2 * rest->sums->pr->v_min;
    return isfinite(*end);
}

typedef struct bracket {
    copse_i_score from; /* the first point of the refinement */
    double low, high;   /* high may be infinite */
    size_t count;
} bracket;

static void note_crossing(const copse_i_score *a, const copse_i_score *b, bracket *found)
{
    if (!(a->A > a->B) || b->A > b->B) return;
    found->count++;
    found->low = a->t;
    found->high = b->t;
    found->from = a->A * b->A < a->B * b->B ? *a : *b; /* the nearer */
}

/* Cells from zero to far, left to right. One without proof is halved: first where the fit of all studies has its tau2, then
 * in log(t + v_min). */
static bool settle(search *s, const copse_i_score *zero, const copse_i_score *far, bracket *found)
{
    const double v = s->rest->sums->pr->v_min, guess = s->rest->sums->tau2;
    copse_i_score a = *zero, b = *far;
    for (int cell = 0; cell < MOST_CELLS; cell++) {
        if (copse_i_is_settled(&a, &b)) {
            note_crossing(&a, &b, found);
            if (b.t >= far->t) return true;
            a = b;
            b = *far;
            continue;
        }
        const bool at_guess = guess > a.t + 0.01 * (b.t - a.t) && guess < b.t - 0.01 * (b.t - a.t);
        if (!evaluate(s, at_guess ? guess : sqrt((a.t + v) * (b.t + v)) - v, &b)) return false;
    }
    return false;
}

/* The root of the bracket, from the tau2 of all studies where that is inside. */
static bool refine(search *s, const bracket *in)
{
    const double guess = s->rest->sums->tau2, v = s->rest->sums->pr->v_min;
    double low = in->low, high = in->high;
    copse_i_score at = in->from;
    if (guess > low && guess < high && guess != at.t && !evaluate(s, guess, &at)) return false;
    for (int step = 0; step < MOST_STEPS; step++) {
        if (at.A > at.B) low = fmax(low, at.t);
        else high = fmin(high, at.t);
        const double d = copse_i_score_step(&at), t = at.t + d;
        if (step > 0 && at.t > 0 && fabs(d) <= NEAR * at.t) {
            s->out->value = t;
            return copse_i_is_sure(s->noise, (2 * at.C - at.D) * t);
        }
        const double next = t > low && t < high ? t : high < INFINITY ? low + (high - low) / 2 : 2 * low + v;
        if (!evaluate(s, next, &at)) return false;
    }
    return false;
}

bool copse_i_rest_likelihood(copse_i_rest *rest, bool restricted, copse_i_tau2 *out)
{
    search s = {rest, restricted, out, 0};
    copse_i_score zero, far;
    double end;
    if (!find_end(rest, &end) || !evaluate(&s, 0, &zero)) return false;
    const bool at_zero = !(zero.A > zero.B), sure = fabs(zero.A - zero.B) > s.noise;
    far = zero;
    if (!sure || (end > 0 && !evaluate(&s, end, &far))) return false;
    bracket found = {.count = 0};
    if (end > 0 && !settle(&s, &zero, &far, &found)) return false;
    if (far.A > far.B) {
        found.count++;
        found.low = far.t;
        found.high = INFINITY;
        found.from = far;
    }
    if (found.count + at_zero != 1) return false; /* several maxima: their likelihoods are to be compared */
    out->maxima = 1;
    out->stop = at_zero ? COPSE_STOP_BOUNDARY : COPSE_STOP_CONVERGED;
    out->value = 0;
    return at_zero || refine(&s, &found);
}

/* Newton's method on 1/Q, which rises and is concave: from the right of the root one step leads to its left, and from there no
 * step leads past it. */
bool copse_i_rest_root(copse_i_rest *rest, double target, copse_i_tau2 *out)
{
    copse_i_rest_point pt;
    if (!copse_i_rest_at(rest, 0, &pt) || !(fabs(pt.at.Q - target) > pt.Q_noise)) return false;
    out->iterations++;
    out->value = 0;
    out->stop = COPSE_STOP_BOUNDARY;
    if (!(pt.at.Q > target)) return true;
    out->stop = COPSE_STOP_CONVERGED;
    if (rest->sums->tau2 > 0 && !copse_i_rest_at(rest, rest->sums->tau2, &pt)) return false;
    for (int step = 0; step < MOST_STEPS; step++) {
        const double d = (pt.at.Q - target) * (pt.at.Q / target) / pt.at.yPPy, t = pt.t + d;
        out->iterations++;
        if (pt.t > 0 && fabs(d) <= NEAR * pt.t) {
            out->value = t;
            return pt.steady && copse_i_is_sure(pt.Q_noise, pt.at.yPPy * t);
        }
        if (isnan(t) || !copse_i_rest_at(rest, fmax(t, 0), &pt)) return false;
    }
    return false;
}
