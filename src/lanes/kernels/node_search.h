/* What the sums at the nodes of a group (copse_lanes_sums) tell without a pass over its rows: the functions of tau2 at each node,
 * in which cell between two nodes the score or Q - df has its root, and about where. */
#ifndef COPSE_I_NODE_SEARCH_H
#define COPSE_I_NODE_SEARCH_H

#include "score_search.h"

static inline void evaluate_node(const copse_lanes_group *g, const copse_i_rows *rows, bool restricted, size_t node,
                                 size_t lane, copse_i_lane_point *pt)
{
    const copse_lanes_sums *sums = g->sums;
    const double *common = sums->common + node * COPSE_LANES_SUMS;
    const double *own = sums->own + node * COPSE_LANES_SUMS * COPSE_LANES + lane;
    vd s[COPSE_LANES_SUMS];
    for (size_t i = 0; i < COPSE_LANES_SUMS; i++) s[i] = v_all(common[i]) + v_load(own + i * COPSE_LANES);
    const vd w1 = s[0], w2 = s[3], w3 = s[6], inverse = 1 / w1, m = s[1] * inverse, share = w2 * inverse;
    const vd drift = s[4] - m * w2;
    pt->t = v_all(sums->t[node]);
    pt->A = s[5] - m * (s[4] + drift);
    pt->C = (s[8] - m * (2 * s[7] - m * w3)) - drift * drift * inverse;
    pt->B = restricted ? w1 - share : w1;
    pt->D = restricted ? w2 - 2 * (w3 * inverse) + share * share : w2;
    pt->Q = s[2] - m * s[1];
    pt->mu = m + (sums->origin - rows->centre);
    pt->inverse = inverse;
    pt->w1 = w1;
    pt->w2 = w2;
    pt->drift = drift;
    pt->A_loss = s[5] + m * m * w2;
    pt->Q_loss = s[2];
}

/* Proofs are above errors of 1e-9: has no digit too many been lost of A, B, C and D? */
static inline vi is_sharp(const copse_i_lane_point *pt)
{
    const vd few = v_all(0x1p-36); /* 2^-50 of what A and B are differences of; those of C and D have the same order */
    return (vi)(pt->A > few * pt->A_loss) & (vi)(pt->C > few * (pt->A_loss * pt->w1)) & (vi)(pt->B > few * pt->w1) &
           (vi)(pt->D > few * (pt->w1 * pt->w1));
}

/* The root in [0, 1] of the cubic with these values and slopes at its ends, e0 < 0 <= e1; near enough, not exact. */
static inline vd cubic_root(vd e0, vd e1, vd s0, vd s1)
{
    const vd c2 = 3 * (e1 - e0) - 2 * s0 - s1, c3 = s0 + s1 - 2 * (e1 - e0);
    vd x = -e0 / (e1 - e0);
    for (int step = 0; step < 3; step++) {
        const vd value = e0 + x * (s0 + x * (c2 + x * c3)), slope = s0 + x * (2 * c2 + 3 * c3 * x);
        const vd next = x - value / slope;
        x = v_select((vi)(next > 0) & (vi)(next < 1), next, x);
    }
    return x;
}

/* 1/A - 1/B is nearly a quadratic in t, and so nearly exactly a cubic between two nodes. */
static inline vd guess_of_score(const copse_i_lane_point *a, const copse_i_lane_point *b)
{
    const vd length = b->t - a->t, fa = 1 / a->A, fb = 1 / b->A, ga = 1 / a->B, gb = 1 / b->B;
    const vd sa = 2 * a->C * fa * fa - a->D * ga * ga, sb = 2 * b->C * fb * fb - b->D * gb * gb;
    return a->t + length * cubic_root(fa - ga, fb - gb, sa * length, sb * length);
}

/* ML or REML. The lanes of which the nodes prove that there is one maximum, and where: as search_score. */
static inline vi search_score_by_nodes(const copse_lanes_group *g, const copse_i_rows *rows, bool restricted,
                                       size_t lane, const copse_i_lane_point *zero, copse_i_lane_point *pt, vd *step)
{
    copse_i_lane_point a = *zero, b;
    copse_i_bracket bracket = {.low = v_all(0), .high = v_all(0)};
    vd found = v_all(0), guess = v_all(0);
    vi good = is_sharp(zero);
    for (size_t node = 1; node < g->sums->nodes; node++) {
        evaluate_node(g, rows, restricted, node, lane, &b);
        good &= is_sharp(&b) & is_settled(good, &a, &b);
        const vi crossing = (vi)(a.A > a.B) & ~(vi)(b.A > b.B);
        if (v_any(crossing)) {
            guess = v_select(crossing, guess_of_score(&a, &b), guess);
            put_bracket(crossing, &b, a.t, b.t, &bracket);
            found += v_select(crossing, v_all(1), v_all(0));
        }
        a = b;
    }
    const vi at_zero = ~(vi)(zero->A > zero->B), one = (vi)(found == 1);
    good &= ~(vi)(a.A > a.B) & ((at_zero & (vi)(found == 0)) | (~at_zero & one));
    good &= ~at_zero | (vi)(zero->B - zero->A > noise_of_score(rows, zero));
    *pt = *zero;
    *step = v_all(0);
    const vi active = good & one;
    if (!v_any(active)) return good;
    copse_i_lane_point near;
    evaluate_at(rows, restricted, v_select(active, guess, v_all(0)), &near);
    const vi above = (vi)(near.A > near.B);
    select_point(active, &near, &bracket.from);
    bracket.low = v_select(above, near.t, bracket.low);
    bracket.high = v_select(above, bracket.high, near.t);
    return good & (~active | try_bracket(rows, restricted, active, (vi){0}, &bracket, pt, step));
}

/* The last node before the root of Q = target, nearly: Newton's method on 1/Q climbs from there. */
static inline void start_of_Q(const copse_lanes_group *g, const copse_i_rows *rows, size_t lane, vd target,
                              copse_i_lane_point *pt)
{
    copse_i_lane_point next;
    if (!v_any((vi)(pt->Q > target))) return;
    for (size_t node = 1; node < g->sums->nodes; node++) {
        evaluate_node(g, rows, true, node, lane, &next);
        const vi before = (vi)(next.Q > target * (1 + 1e-6));
        if (!v_any(before)) return;
        select_point(before, &next, pt);
        pt->Q = v_select(before, next.Q, pt->Q);
    }
}

#endif
