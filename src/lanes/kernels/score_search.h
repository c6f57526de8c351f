/* The global maximum of a likelihood whose score in t = tau2 is (A - B)/2 with
 *      A(t) = sum_j c_j^2/(t + l_j)^2 = y'PPy,    B(t) = sum_j m_j/(t + l_j) = tr P (REML) or tr W (ML),
 * l_j the eigenvalues of the sampling variances on the space of residuals (for W: the v_i). Then A^(-1/2) and 1/B are
 * concave and increasing in t (Hoelder's inequality on the two sums): on an interval each lies above its chord and below
 * its tangents. That gives proofs from the values and slopes at the two ends:
 *   positive    no root with A > B:  (tangents of A^(-1/2))^2 stay below the chord of 1/B
 *   negative    no root with A < B:  the tangents of 1/B stay below (chord of A^(-1/2))^2
 *   falling     A/B decreases, so at most one root:  2/mB(a) + (b - a) > 1/mA(b)
 *   rising      A/B increases, so no maximum inside: 1/mA(a) + (b - a) > 2/mB(b)
 * with mA = -A'/(2A) = C/A, mB = -B'/B = D/B, both decreasing, 1/mA and 1/mB with slope at least 1. With L = lim (1/mA - t),
 * the mean of v weighted by squared unweighted residuals, A/B decreases from t = L - 2 v_min on to infinity. */
#ifndef COPSE_I_SCORE_SEARCH_H
#define COPSE_I_SCORE_SEARCH_H

#include "draw_elementary.h"
#include "pool_point.h"

static const double MARGIN = 1 + 1e-9; /* of the proofs, well above rounding */

/* A^(-1/2) and 1/B with their slopes. */
typedef struct copse_i_shape {
    vd f, df, g, dg;
} copse_i_shape;

static inline copse_i_shape shape_of(const copse_i_lane_point *pt)
{
    const vd f = v_sqrt(1 / pt->A), g = 1 / pt->B;
    return (copse_i_shape){f, pt->C / pt->A * f, g, pt->D * g * g};
}

/* Is (min of the two tangents of f)^2 below the chord of g? Convex on either side of their crossing: ends suffice. */
static inline vi is_positive(copse_i_shape a, copse_i_shape b, vd length)
{
    const vd x = (b.f - b.df * length - a.f) / (a.df - b.df);
    const vd top = a.f + a.df * x, chord = a.g + (b.g - a.g) * (x / length);
    const vd one_tangent = a.f + a.df * length; /* where the crossing is lost to rounding */
    const vd least = v_min(a.g, b.g);
    return ((vi)(a.f * a.f * MARGIN < a.g) & (vi)(b.f * b.f * MARGIN < b.g) & (vi)(x >= 0) & (vi)(x <= length) &
            (vi)(top * top * MARGIN < chord)) |
           (vi)(one_tangent * one_tangent * MARGIN < least);
}

/* Is the tangent g + dg x, x >= 0, below the square of f + slope x everywhere? slope may be negative (seen from b). */
static inline vi is_below(vd f, vd slope, vd g, vd dg, vd length)
{
    const vd gap = f * f - g * MARGIN, turn = 2 * f * slope - dg * MARGIN, square = slope * slope;
    const vd end = gap + turn * length + square * length * length;
    return (vi)(gap > 0) & ((vi)(turn >= 0) | (vi)(4 * square * gap > turn * turn) |
                            ((vi)(-turn >= 2 * square * length) & (vi)(end > 0)));
}

/* Are the tangents of g below (chord of f)^2? Each on its side of their crossing, or that of a alone on the whole. */
static inline vi is_negative(copse_i_shape a, copse_i_shape b, vd length)
{
    const vd slope = (b.f - a.f) / length;
    const vd x = (b.g - b.dg * length - a.g) / (a.dg - b.dg);
    const vi inside = (vi)(x >= 0) & (vi)(x <= length);
    const vd from_a = v_select(inside, x, length);
    return is_below(a.f, slope, a.g, a.dg, from_a) & (~inside | is_below(b.f, -slope, b.g, -b.dg, length - from_a));
}

static inline vi is_monotone(const copse_i_lane_point *a, const copse_i_lane_point *b, vd length)
{
    const vi falling = (vi)(2 * (a->B * b->C) + length * (a->D * b->C) > a->D * b->A * MARGIN);
    const vi rising = (vi)(a->A * b->D + length * (a->C * b->D) > 2 * (a->C * b->B) * MARGIN);
    return falling | rising;
}

static inline vi is_settled(vi active, const copse_i_lane_point *a, const copse_i_lane_point *b)
{
    const vd length = b->t - a->t;
    const vi apart = (vi)(b->A > a->B * MARGIN) | (vi)(a->A * MARGIN < b->B); /* A and B fall from a to b */
    const vi settled = apart | is_monotone(a, b, length);
    if (!v_any(active & ~settled)) return settled;
    const copse_i_shape sa = shape_of(a), sb = shape_of(b);
    return settled | is_positive(sa, sb, length) | is_negative(sa, sb, length);
}

/* Where the score goes from positive to negative. */
typedef struct copse_i_bracket {
    copse_i_lane_point from; /* the end nearer to the root: the first point of the refinement */
    vd low, high;            /* high may be infinite */
} copse_i_bracket;

typedef struct copse_i_maxima {
    copse_i_bracket inner[2];
    vd found;   /* brackets; those past the second are not kept */
    vi settled; /* every interval has its proof */
} copse_i_maxima;

static inline void put_bracket(vi here, const copse_i_lane_point *from, vd low, vd high, copse_i_bracket *to)
{
    select_point(here, from, &to->from);
    to->low = v_select(here, low, to->low);
    to->high = v_select(here, high, to->high);
}

static inline void note_maximum(vi here, const copse_i_lane_point *from, vd low, vd high, copse_i_maxima *maxima)
{
    put_bracket(here & (vi)(maxima->found == 0), from, low, high, &maxima->inner[0]);
    put_bracket(here & (vi)(maxima->found == 1), from, low, high, &maxima->inner[1]);
    maxima->found += v_select(here, v_all(1), v_all(0));
}

static inline void note_crossing(vi here, const copse_i_lane_point *a, const copse_i_lane_point *b,
                                 copse_i_maxima *maxima)
{
    const vi crossing = here & (vi)(a->A > a->B) & ~(vi)(b->A > b->B);
    if (!v_any(crossing)) return;
    copse_i_lane_point nearer = *b;
    select_point((vi)(a->A * b->A < a->B * b->B), a, &nearer);
    note_maximum(crossing, &nearer, a->t, b->t, maxima);
}

enum { MOST_CELLS = 48, MOST_STEPS = 60 };

/* Cells from `zero` to `far`, left to right: a cell without proof is halved in log(t + v_min). */
static inline void settle(const copse_i_rows *rows, bool restricted, const copse_i_lane_point *zero,
                          const copse_i_lane_point *far, copse_i_maxima *maxima)
{
    copse_i_lane_point a = *zero, b = *far;
    vi active = (vi)(far->t > 0);
    for (int cell = 0; cell < MOST_CELLS; cell++) {
        const vi settled = active & is_settled(active, &a, &b);
        if (v_any(settled)) {
            note_crossing(settled, &a, &b, maxima);
            active &= ~(settled & (vi)(b.t >= far->t));
            select_point(settled, &b, &a);
            select_point(settled, far, &b);
        }
        const vi split = active & ~settled;
        if (v_any(split)) {
            copse_i_lane_point middle;
            const vd t = v_sqrt((a.t + rows->v_min) * (b.t + rows->v_min)) - rows->v_min;
            evaluate_at(rows, restricted, v_select(split, t, b.t), &middle);
            select_point(split, &middle, &b);
        } else if (!v_any(active)) {
            break;
        }
    }
    maxima->settled = ~active;
}

/* The step to the root of (f + f' d)^2 = g + g' d, the tangents of f = A^(-1/2) and g = 1/B: the error is that of their
 * curvature alone, none where all v are equal. */
static inline vd tangent_step(const copse_i_lane_point *pt)
{
    const vd CB = pt->C * pt->B, excess = pt->B * (pt->A - pt->B);
    const vd b = 2 * (CB * pt->B) - pt->D * (pt->A * pt->A);
    const vd root = v_sqrt(v_max(b * b + 4 * (CB * CB) * excess, v_all(0)));
    return pt->A * (2 * excess / (b + root));
}

static const double NEAR = 1e-6; /* a step, beside t, after which first-order corrections are right to its square */

/* The root of the bracket; *step is what remains to go from the last point evaluated. */
static inline vi refine(const copse_i_rows *rows, bool restricted, vi active, const copse_i_bracket *bracket,
                        copse_i_lane_point *pt, vd *step)
{
    vd low = bracket->low, high = bracket->high;
    copse_i_lane_point next = bracket->from;
    vi open = active;
    vd last = v_all(0);
    for (int turn = 0; turn < MOST_STEPS; turn++) {
        const vd d = tangent_step(&next);
        vd t = next.t + d;
        const vi close = (vi)(v_abs(d) <= NEAR * next.t) & (vi)(next.t > 0);
        last = v_select(open, d, last);
        if (turn > 0) open &= ~close;
        if (!v_any(open)) break;
        const vi outside = ~((vi)(t > low) & (vi)(t < high));
        const vd inner = v_select((vi)(high < INFINITY), 0.5 * (low + high), 2 * low + rows->v_min);
        t = v_select(open, v_select(outside, inner, t), next.t);
        evaluate_at(rows, restricted, t, &next);
        const vi above = (vi)(next.A > next.B);
        low = v_select(above, t, low);
        high = v_select(above, high, t);
    }
    *pt = next;
    *step = last;
    return ~open;
}

/* Twice the log-likelihood but for a constant, at a point that was evaluated. */
static inline vd log_likelihood(const copse_i_rows *rows, bool restricted, const copse_i_lane_point *pt)
{
    vd sum = restricted ? v_log(pt->w1) : v_all(0);
    for (size_t i = 0; i < rows->k; i++) sum += times_n(rows, i, v_log(row_of(rows->v, i) + pt->t));
    return -sum - pt->Q;
}

static inline void take(vi mask, const copse_i_lane_point *from, vd step_from, copse_i_lane_point *to, vd *step)
{
    select_point(mask, from, to);
    to->Q = v_select(mask, from->Q, to->Q);
    to->mu = v_select(mask, from->mu, to->mu);
    to->inverse = v_select(mask, from->inverse, to->inverse);
    to->w1 = v_select(mask, from->w1, to->w1);
    to->w2 = v_select(mask, from->w2, to->w2);
    to->drift = v_select(mask, from->drift, to->drift);
    *step = v_select(mask, step_from, *step);
}

/* The root in a bracket takes the place of *pt where it is the only maximum or the higher one; the lanes sure of it. */
static inline vi try_bracket(const copse_i_rows *rows, bool restricted, vi only, vi rival,
                             const copse_i_bracket *bracket, copse_i_lane_point *pt, vd *step)
{
    copse_i_lane_point root;
    vd rest;
    vi sure = refine(rows, restricted, only | rival, bracket, &root, &rest) &
              (vi)(noise_of_score(rows, &root) <= PRECISION * (2 * root.C - root.D) * root.t);
    vi better = only;
    if (v_any(rival)) {
        const vd mine = log_likelihood(rows, restricted, &root), other = log_likelihood(rows, restricted, pt);
        better |= rival & (vi)(mine > other);
        sure &= only | (vi)(v_abs(mine - other) > 1e-9 * (rows->total + v_abs(mine)));
    }
    take(better, &root, rest, pt, step);
    return sure;
}

/* ML or REML: the lanes whose maximum is proven. tau2 is pt->t + *step, a step after which corrections of first order
 * are exact enough. */
static inline vi search_score(const copse_i_rows *rows, bool restricted, const copse_i_lane_point *zero,
                              const copse_i_spread *spread, copse_i_lane_point *pt, vd *step)
{
    const vd balance = spread->v_squares / spread->squares - 2 * rows->v_min;
    const vi equal = (vi)(spread->squares == 0);
    copse_i_lane_point far = *zero;
    const vd start = v_select(equal, v_all(0), v_max(balance, v_all(0)));
    if (v_any((vi)(start > 0))) evaluate_at(rows, restricted, start, &far);
    copse_i_maxima maxima = {.found = v_all(0)};
    settle(rows, restricted, zero, &far, &maxima);
    note_maximum((vi)(far.A > far.B), &far, far.t, v_all(INFINITY), &maxima);
    const vi at_zero = ~(vi)(zero->A > zero->B), first = (vi)(maxima.found >= 1), second = (vi)(maxima.found == 2);
    vi good = maxima.settled & (first | at_zero) & ~(vi)(maxima.found > 2) & ~(at_zero & second);
    good &= ~at_zero | equal | (vi)(zero->B - zero->A > noise_of_score(rows, zero));
    *pt = *zero;
    *step = v_all(0);
    const vi active = good & first;
    if (v_any(active))
        good &=
            ~active | try_bracket(rows, restricted, active & ~at_zero, active & at_zero, &maxima.inner[0], pt, step);
    const vi more = good & second;
    if (v_any(more)) good &= ~more | try_bracket(rows, restricted, (vi){0}, more, &maxima.inner[1], pt, step);
    return good;
}

#endif
