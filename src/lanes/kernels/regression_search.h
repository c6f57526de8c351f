/* tau2 of a regression where it is found by iteration. The proofs of score_search.h hold for designs: A and B are the
 * same sums over the eigenvalues l_j of the sampling variances on the space of residuals, whatever spans it, as long as
 * every n is a whole number. With n that are not whole tr P is no such sum; there the cells are short (a quarter in
 * log(t + v_min), on whose unit scale the score is smooth), and a cell with roots that its two ends do not show is halved.
 * Several maxima are all found and their likelihoods compared. */
#ifndef COPSE_I_REGRESSION_SEARCH_H
#define COPSE_I_REGRESSION_SEARCH_H

#include "draw_elementary.h"
#include "regression_point.h"

enum { MOST_PROVEN_CELLS = 48, MOST_SHORT_CELLS = 1200, MOST_MAXIMA = 4 };
static const double SHORT = 1.2840254166877414; /* exp(1/4): ratio of the ends of a short cell, taken at v_min */

typedef struct copse_i_design_search {
    const copse_i_design_rows *rows;
    const copse_i_design_functions *functions;
    bool restricted;
} copse_i_design_search;

/* A cell with a root of the score in it, at which the score falls. */
typedef struct copse_i_design_maximum {
    copse_i_lane_point low, high;
} copse_i_design_maximum;

typedef struct copse_i_design_maxima {
    copse_i_design_maximum maximum[MOST_MAXIMA];
    vd count;
    vi settled;
} copse_i_design_maxima;

static inline void score_at(const copse_i_design_search *s, vd t, copse_i_design_point *pt)
{
    s->functions->score(s->rows, &t, pt);
    if (s->restricted) return;
    pt->score.B = pt->w1;
    pt->score.D = pt->w2;
}

/* d log L/du and its slope in u = log(t + v_min), but for a factor. */
static inline vd slope_in_log(const copse_i_design_rows *rows, const copse_i_lane_point *pt)
{
    return (pt->A - pt->B) + (pt->t + rows->v_min) * (pt->D - 2 * pt->C);
}

/* The score keeps its sign at the two ends but turns towards 0 from both, and the cell is not yet tiny. */
static inline vi may_hide_roots(const copse_i_design_rows *rows, const copse_i_lane_point *a,
                                const copse_i_lane_point *b)
{
    const vi positive_a = (vi)(a->A > a->B), positive_b = (vi)(b->A > b->B);
    const vd sa = slope_in_log(rows, a), sb = slope_in_log(rows, b);
    const vi above = positive_a & positive_b & (vi)(sa < 0) & (vi)(sb > 0);
    const vi below = ~positive_a & ~positive_b & (vi)(sa > 0) & (vi)(sb < 0);
    return (above | below) & (vi)(b->t - a->t > 1e-6 * (b->t + rows->v_min));
}

static inline void note_design_maximum(vi here, const copse_i_lane_point *a, const copse_i_lane_point *b,
                                       copse_i_design_maxima *maxima)
{
    const vi crossing = here & (vi)(a->A > a->B) & ~(vi)(b->A > b->B);
    if (!v_any(crossing)) return;
    for (int m = 0; m < MOST_MAXIMA; m++) {
        const vi this_one = crossing & (vi)(maxima->count == v_all(m));
        select_point(this_one, a, &maxima->maximum[m].low);
        select_point(this_one, b, &maxima->maximum[m].high);
    }
    maxima->count += v_select(crossing, v_all(1), v_all(0));
}

/* Cells from `zero` to `far`, left to right. */
static inline void settle_design(const copse_i_design_search *s, vi active, const copse_i_lane_point *zero,
                                 const copse_i_lane_point *far, copse_i_design_maxima *maxima)
{
    const copse_i_design_rows *rows = s->rows;
    const vi whole = rows->whole;
    copse_i_lane_point a = *zero, b = *far;
    vi fresh = active & ~whole; /* the next short cell has no right end yet */
    vi given_up = {0};
    for (int cell = 0; cell < MOST_SHORT_CELLS && v_any(active); cell++) {
        if (cell == MOST_PROVEN_CELLS) {
            given_up = active & whole;
            active &= ~whole;
        }
        vi settled = active & ~fresh & ~whole & ~may_hide_roots(rows, &a, &b);
        if (v_any(active & whole)) settled |= active & whole & is_settled(active & whole, &a, &b);
        if (v_any(settled)) {
            note_design_maximum(settled, &a, &b, maxima);
            active &= ~(settled & (vi)(b.t >= far->t));
            select_point(settled, &b, &a);
            select_point(settled, far, &b);
            fresh |= settled & active & ~whole;
        }
        const vi split = active & (~settled | fresh);
        if (!v_any(split)) continue;
        const vd x = a.t + rows->v_min, halfway = v_sqrt(x * (b.t + rows->v_min)) - rows->v_min;
        const vd next = v_min(SHORT * x - rows->v_min, far->t);
        copse_i_design_point pt;
        score_at(s, v_select(split, v_select(fresh, next, halfway), b.t), &pt);
        select_point(split, &pt.score, &b);
        fresh = (vi){0};
    }
    maxima->settled = ~(active | given_up);
}

/* The root between low and high: *t, and whether rounding errors leave it its digits. high.t may be infinite. */
static inline vi refine_design(const copse_i_design_search *s, vi active, const copse_i_design_maximum *from, vd *t)
{
    const copse_i_design_rows *rows = s->rows;
    vd low = from->low.t, high = from->high.t;
    copse_i_design_point next;
    next.score = from->low;
    const vi nearer = (vi)(high < INFINITY) & (vi)(from->low.A * from->high.A >= from->low.B * from->high.B);
    select_point(nearer, &from->high, &next.score);
    vi open = active, good = {0};
    vd root = v_all(0);
    for (int turn = 0; turn < MOST_STEPS; turn++) {
        const vd d = tangent_step(&next.score);
        const vd sharp = 2 * next.score.C - next.score.D;
        if (turn > 0) {
            const vi close = open & (vi)(v_abs(d) <= NEAR * next.score.t) & (vi)(next.score.t > 0);
            const vd noise = design_noise_of_score(rows, &next);
            const vi sure = (vi)(noise <= PRECISION * sharp * next.score.t);
            const vi enough = ~rows->whole & (vi)(noise <= 1e-7 * sharp * (next.score.t + rows->v_min));
            const vi tight = open & ~close & (vi)(high < INFINITY) & (vi)(high - low <= 0x1p-50 * high);
            root = v_select(close, next.score.t + d, v_select(tight, next.score.t, root));
            good |= (close & (sure | enough)) | (tight & enough);
            open &= ~(close | tight);
        }
        if (!v_any(open)) break;
        const vd trial = next.score.t + d;
        const vi outside = ~((vi)(trial > low) & (vi)(trial < high));
        const vd inner = v_select((vi)(high < INFINITY), 0.5 * (low + high), 2 * low + rows->v_min);
        score_at(s, v_select(open, v_select(outside, inner, trial), next.score.t), &next);
        const vi above = (vi)(next.score.A > next.score.B);
        low = v_select(open & above, next.score.t, low);
        high = v_select(open & ~above, next.score.t, high);
    }
    *t = root;
    return good;
}

/* Beyond it the score is negative where n is not whole: A <= S w_max^2, tr P >= w_min sum n - p w_max, with S the
 * unweighted sum of squares. */
static inline vd short_cells_end(const copse_i_design_rows *rows, const copse_i_unweighted *unweighted, vd columns)
{
    const vd spread = rows->v_max - rows->v_min, S = unweighted->squares;
    const vd b = columns * spread + S;
    return (b + v_sqrt(b * b + 4 * rows->df * S * spread)) / (2 * rows->df) * MARGIN - rows->v_min;
}

/* Twice the log-likelihood but for a constant, at a point that was evaluated. */
static inline vd design_log_likelihood(const copse_i_design_search *s, size_t p, const copse_i_design_point *pt)
{
    vd sum = v_all(0);
    for (size_t j = 0; s->restricted && j < p; j++) sum -= v_log(pt->inverse[j]);
    sum += sum;
    for (size_t i = 0; i < s->rows->k; i++)
        sum += design_row(s->rows->n, i) * v_log(design_row(s->rows->v, i) + pt->score.t);
    return -sum - pt->Q;
}

/* Where 0 is a maximum and where not: the cells that hold the others, and where the last of them begins. */
static inline void find_maxima(const copse_i_design_search *s, const copse_i_design_point *zero,
                               const copse_i_unweighted *unweighted, copse_i_design_maxima *maxima)
{
    const copse_i_design_rows *rows = s->rows;
    const vi exact = (vi)(unweighted->squares == 0);
    const vd balance = unweighted->v_squares / unweighted->squares * MARGIN - 2 * rows->v_min;
    const vd end = v_select(rows->whole, balance, short_cells_end(rows, unweighted, rows->total - rows->df));
    const vd start = v_select(exact, v_all(0), v_max(end, v_all(0)));
    copse_i_design_point far = *zero, evaluated;
    if (v_any((vi)(start > 0))) {
        score_at(s, start, &evaluated);
        /* at 0 the zero that is at hand: its rounding errors are others, and which lanes stand beside must not be seen */
        select_point((vi)(start > 0), &evaluated.score, &far.score);
    }
    memset(maxima, 0, sizeof *maxima);
    settle_design(s, (vi)(start > 0), &zero->score, &far.score, maxima);
    const vi beyond = rows->whole & (vi)(far.score.A > far.score.B);
    for (int m = 0; m < MOST_MAXIMA; m++) {
        const vi this_one = beyond & (vi)(maxima->count == v_all(m));
        select_point(this_one, &far.score, &maxima->maximum[m].low);
        maxima->maximum[m].high.t = v_select(this_one, v_all(INFINITY), maxima->maximum[m].high.t);
    }
    maxima->count += v_select(beyond, v_all(1), v_all(0));
}

/* ML or REML: *t and the lanes that it is good for. Of two maxima as good as each other the scalar code decides, or,
 * where n are not whole, the smaller is taken. */
static inline vi search_design_score(const copse_i_design_search *s, size_t p, const copse_i_design_point *origin,
                                     vd *t)
{
    const vi whole = s->rows->whole;
    copse_i_design_point zero = *origin, pt;
    if (!s->restricted) {
        zero.score.B = zero.w1;
        zero.score.D = zero.w2;
    }
    copse_i_unweighted unweighted;
    s->functions->unweighted(s->rows, &unweighted);
    copse_i_design_maxima maxima;
    find_maxima(s, &zero, &unweighted, &maxima);
    const vi at_zero = ~(vi)(zero.score.A > zero.score.B);
    const vd candidates = maxima.count + v_select(at_zero, v_all(1), v_all(0));
    const vi sure =
        (vi)(unweighted.squares == 0) | (vi)(zero.score.B - zero.score.A > design_noise_of_score(s->rows, &zero));
    vi good = maxima.settled & (vi)(candidates >= 1) & (vi)(maxima.count <= v_all(MOST_MAXIMA));
    good &= ~whole | ~at_zero | sure;
    const vi rivals = good & (vi)(candidates > 1);
    vd best = v_all(-INFINITY);
    if (v_any(rivals)) best = v_select(at_zero, design_log_likelihood(s, p, &zero), best);
    *t = v_all(0);
    for (int m = 0; m < MOST_MAXIMA; m++) {
        const vi here = good & (vi)(maxima.count > v_all(m));
        if (!v_any(here)) break;
        vd root, value = v_all(0);
        good &= ~here | refine_design(s, here, &maxima.maximum[m], &root);
        if (v_any(rivals)) {
            score_at(s, v_select(here & good, root, v_all(0)), &pt);
            value = design_log_likelihood(s, p, &pt);
            const vi tie = (vi)(v_abs(value - best) <= 1e-9 * (s->rows->total + v_abs(value)));
            good &= ~(here & rivals & whole & tie);
        }
        const vi better = here & ((vi)(value > best) | ~rivals);
        *t = v_select(better, root, *t);
        best = v_select(better, value, best);
    }
    return good;
}

/* PM, EB, PMM: the root of Q(t) = target by Newton's method on 1/Q, which is concave: it climbs from 0 to the root. */
static inline vi search_design_Q(const copse_i_design_search *s, vd target, const copse_i_design_point *zero, vd *t)
{
    const copse_i_design_rows *rows = s->rows;
    const vi inside = (vi)(zero->Q > target);
    const vi sure = ~rows->whole | (vi)(v_abs(zero->Q - target) > design_noise_of_Q(rows, zero));
    copse_i_design_point next = *zero;
    vi open = inside;
    *t = v_all(0);
    for (int turn = 0; turn < MOST_STEPS && v_any(open); turn++) {
        const vd d = (next.Q - target) * (next.Q / target) / next.score.A, at = next.score.t;
        const vi close = open & (((vi)(v_abs(d) <= NEAR * at) & (vi)(at > 0)) | ~(vi)(at + d > 0));
        *t = v_select(close, v_max(at + d, v_all(0)), *t);
        open &= ~close;
        if (!v_any(open)) break;
        const vd trial = v_select(open, at + d, at);
        s->functions->coefficients(rows, &trial, &next);
    }
    const vd noise = design_noise_of_Q(rows, &next);
    const vi right = (vi)(noise <= PRECISION * next.score.A * *t) |
                     (~rows->whole & (vi)(noise <= 1e-7 * next.score.A * (*t + rows->v_min)));
    return sure & ~open & (~inside | right);
}

#endif
