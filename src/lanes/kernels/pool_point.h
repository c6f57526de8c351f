/* The functions of tau2 that the estimators need, for w_i = 1/(v_i + tau2), rows counted n times, P = W - W11'W/1'W1. */
#ifndef COPSE_I_POOL_POINT_H
#define COPSE_I_POOL_POINT_H

#include "pool_rows.h"

static const double ROUNDING = 0x1p-50; /* some units in the last place, for sums of positive terms */
static const double PRECISION = 1e-10;  /* relative, of tau2: what the kernels vouch for */

typedef struct copse_i_lane_point {
    vd t;
    vd A, C;           /* y'PPy, y'PPPy */
    vd B, D;           /* REML: tr P, tr PP; ML: tr W, tr WW */
    vd Q, mu, inverse; /* y'Py; the estimate, less the centre; 1/sum w */
    vd w1, w2, drift;  /* sum w, sum w^2, sum w^2 (y - mu) */
    vd A_loss, Q_loss; /* what A and Q are differences of; 0 where they are sums of squares */
} copse_i_lane_point;

/* A first pass for the mean and a second for the residuals, so that nothing cancels but A - B itself. */
static inline void evaluate_at(const copse_i_rows *rows, bool restricted, vd t, copse_i_lane_point *pt)
{
    vd w1 = v_all(0), wy = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = 1 / (row_of(rows->v, i) + t), nw = times_n(rows, i, w);
        v_store(rows->w + i * COPSE_I_W, w);
        w1 += nw;
        wy += nw * row_of(rows->y, i);
    }
    const vd inverse = 1 / w1, mu = wy * inverse;
    vd w2 = v_all(0), w3 = v_all(0), Q = v_all(0), A = v_all(0), C = v_all(0), drift = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = row_of(rows->w, i), r = row_of(rows->y, i) - mu, nw = times_n(rows, i, w);
        const vd nww = nw * w, nwr = nw * r, wr = w * r, nwwr = nww * r;
        w2 += nww;
        w3 += nww * w;
        Q += nwr * r;
        drift += nwwr;
        A += nwwr * r;
        C += nwwr * wr;
    }
    const vd share = w2 * inverse;
    pt->t = t;
    pt->A = A;
    pt->C = C - drift * drift * inverse;
    pt->B = restricted ? w1 - share : w1;
    pt->D = restricted ? w2 - 2 * (w3 * inverse) + share * share : w2;
    pt->Q = Q;
    pt->mu = mu;
    pt->inverse = inverse;
    pt->w1 = w1;
    pt->w2 = w2;
    pt->drift = drift;
    pt->A_loss = pt->Q_loss = v_all(0);
}

/* What the moment estimators and the heterogeneity statistics need. */
static inline void evaluate_moments(const copse_i_rows *rows, copse_i_lane_point *pt)
{
    vd w1 = v_all(0), w2 = v_all(0), wy = v_all(0), Q = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = 1 / row_of(rows->v, i), nw = times_n(rows, i, w);
        v_store(rows->w + i * COPSE_I_W, nw);
        w1 += nw;
        w2 += nw * w;
        wy += nw * row_of(rows->y, i);
    }
    const vd inverse = 1 / w1, mu = wy * inverse;
    for (size_t i = 0; i < rows->k; i++) {
        const vd r = row_of(rows->y, i) - mu;
        Q += row_of(rows->w, i) * r * r;
    }
    *pt = (copse_i_lane_point){.B = w1 - w2 * inverse, .Q = Q, .mu = mu, .inverse = inverse, .w1 = w1, .w2 = w2};
}

/* Only what the estimate and its test need. */
static inline void evaluate_end(const copse_i_rows *rows, vd t, copse_i_lane_point *pt)
{
    vd w1 = v_all(0), wy = v_all(0), Q = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = times_n(rows, i, 1 / (row_of(rows->v, i) + t));
        v_store(rows->w + i * COPSE_I_W, w);
        w1 += w;
        wy += w * row_of(rows->y, i);
    }
    const vd inverse = 1 / w1, mu = wy * inverse;
    for (size_t i = 0; i < rows->k; i++) {
        const vd r = row_of(rows->y, i) - mu;
        Q += row_of(rows->w, i) * r * r;
    }
    pt->t = t;
    pt->Q = Q;
    pt->mu = mu;
    pt->inverse = inverse;
    pt->w1 = w1;
}

static inline void select_point(vi mask, const copse_i_lane_point *from, copse_i_lane_point *to)
{
    to->t = v_select(mask, from->t, to->t);
    to->A = v_select(mask, from->A, to->A);
    to->B = v_select(mask, from->B, to->B);
    to->C = v_select(mask, from->C, to->C);
    to->D = v_select(mask, from->D, to->D);
}

/* A bound of the rounding error of A - B; and of Q. */
static inline vd noise_of_score(const copse_i_rows *rows, const copse_i_lane_point *pt)
{
    return ROUNDING * (pt->w1 + pt->A + rows->y_max * v_sqrt(pt->w2 * pt->A) + pt->A_loss);
}

static inline vd noise_of_Q(const copse_i_rows *rows, const copse_i_lane_point *pt)
{
    return ROUNDING * (pt->Q + rows->y_max * v_sqrt(pt->w1 * pt->Q) + pt->Q_loss);
}

#endif
