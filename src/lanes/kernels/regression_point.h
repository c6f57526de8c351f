/* A weighted regression on the design q, each row counted n times, with G = q'nWq = LL' and u_i = L^-1 q_i:
 *      h_i   = w_i |u_i|^2                     leverage of one copy of row i
 *      Q     = sum n w r^2                     y'Py, r the residual
 *      A, C  = sum n w^2 r^2, sum n w^3 r^2 - |sum n w^2 r u|^2          y'PPy, y'PPPy
 *      tr P  = sum n w (1 - h),   tr PP = sum n w^2 (1 - 2h) + |sum n w^2 u u'|_F^2
 * Everything but 1 - h and C is a sum of squares. One function for each number of columns, so that small ones stay in
 * registers. */
#ifndef COPSE_I_REGRESSION_POINT_H
#define COPSE_I_REGRESSION_POINT_H

#include "regression_rows.h"
#include "score_search.h"

#define COPSE_I_ALWAYS static inline __attribute__((always_inline))
#define COPSE_I_ON_DESIGN __attribute__((noinline)) static

enum { MOST_COLUMNS = COPSE_LANES_COLUMNS, TRIANGLE = COPSE_LANES_COLUMNS * (COPSE_LANES_COLUMNS + 1) / 2 };

typedef struct copse_i_design_point {
    copse_i_lane_point score; /* t, A, C; B and D of REML; the other fields are not used */
    vd Q, w1, w2;             /* y'Py, sum n w, sum n w^2 */
    vd pivot;                 /* the least pivot of G beside its diagonal: 1 where columns are orthogonal */
    vd L[TRIANGLE], inverse[MOST_COLUMNS]; /* the factor by rows, 1/L_jj */
    vd g[MOST_COLUMNS];                    /* L^-1 q'nWy */
} copse_i_design_point;

/* With unit weights. */
typedef struct copse_i_unweighted {
    vd squares, v_squares; /* sum n r^2, sum n v r^2 */
    vd trace;              /* tr PV */
    vd sum_v;
    vd pivot;
} copse_i_unweighted;

COPSE_I_ALWAYS size_t entry(size_t j, size_t l) /* l <= j */
{
    return j * (j + 1) / 2 + l;
}

/* A pivot that is not positive makes `pivot` 0 and the numbers meaningless but finite. */
COPSE_I_ALWAYS void factorise(size_t p, vd *G, vd *inverse, vd *pivot)
{
    *pivot = v_all(1);
    for (size_t j = 0; j < p; j++) {
        const vd diagonal = G[entry(j, j)];
        for (size_t l = 0; l <= j; l++) {
            vd s = G[entry(j, l)];
            for (size_t m = 0; m < l; m++) s -= G[entry(j, m)] * G[entry(l, m)];
            if (l < j) {
                G[entry(j, l)] = s * inverse[l];
                continue;
            }
            const vi positive = (vi)(diagonal > 0) & (vi)(s > 0);
            const vd share = v_select(positive, s / diagonal, v_all(0));
            *pivot = v_min(share, *pivot);
            G[entry(j, j)] = v_sqrt(v_select(positive, s, v_all(1)));
            inverse[j] = 1 / G[entry(j, j)];
        }
    }
}

/* x = L^-1 c */
COPSE_I_ALWAYS void solve_lower(size_t p, const vd *L, const vd *inverse, const vd *c, vd *x)
{
    for (size_t j = 0; j < p; j++) {
        vd s = c[j];
        for (size_t l = 0; l < j; l++) s -= L[entry(j, l)] * x[l];
        x[j] = s * inverse[j];
    }
}

/* x = L^-T c */
COPSE_I_ALWAYS void solve_upper(size_t p, const vd *L, const vd *inverse, const vd *c, vd *x)
{
    for (size_t j = p; j-- > 0;) {
        vd s = c[j];
        for (size_t l = j + 1; l < p; l++) s -= L[entry(l, j)] * x[l];
        x[j] = s * inverse[j];
    }
}

/* First pass: weights (n times 1/(v + t), or n itself), G, q'nWy; then L and g. */
COPSE_I_ALWAYS void weigh(const copse_i_design_rows *rows, size_t p, bool unit, vd t, copse_i_design_point *pt)
{
    vd G[TRIANGLE], c[MOST_COLUMNS], w1 = v_all(0), w2 = v_all(0);
    for (size_t j = 0; j < p; j++) {
        c[j] = v_all(0);
        for (size_t l = 0; l <= j; l++) G[entry(j, l)] = v_all(0);
    }
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = unit ? v_all(1) : 1 / (design_row(rows->v, i) + t), nw = design_row(rows->n, i) * w;
        const vd y = design_row(rows->y, i);
        if (!unit) v_store(rows->w + i * COPSE_I_W, w);
        w1 += nw;
        w2 += nw * w;
        for (size_t j = 0; j < p; j++) {
            const vd nwq = nw * rows->q[i * p + j];
            c[j] += nwq * y;
            for (size_t l = 0; l <= j; l++) G[entry(j, l)] += nwq * rows->q[i * p + l];
        }
    }
    vd inverse[MOST_COLUMNS], g[MOST_COLUMNS];
    factorise(p, G, inverse, &pt->pivot);
    solve_lower(p, G, inverse, c, g);
    for (size_t j = 0; j < p; j++) {
        pt->g[j] = g[j];
        pt->inverse[j] = inverse[j];
        for (size_t l = 0; l <= j; l++) pt->L[entry(j, l)] = G[entry(j, l)];
    }
    pt->w1 = w1;
    pt->w2 = w2;
}

/* u_i = L^-1 q_i; returns the fitted value u'g. */
COPSE_I_ALWAYS vd lever(const double *q, size_t p, const copse_i_design_point *pt, vd *u)
{
    vd fitted = v_all(0);
    for (size_t j = 0; j < p; j++) {
        vd s = v_all(q[j]);
        for (size_t l = 0; l < j; l++) s -= pt->L[entry(j, l)] * u[l];
        u[j] = s * pt->inverse[j];
        fitted += u[j] * pt->g[j];
    }
    return fitted;
}

COPSE_I_ALWAYS void evaluate_score(const copse_i_design_rows *rows, size_t p, vd t, copse_i_design_point *pt)
{
    weigh(rows, p, false, t, pt);
    vd d[MOST_COLUMNS], M[TRIANGLE], u[MOST_COLUMNS];
    vd Q = v_all(0), A = v_all(0), C = v_all(0), trP = v_all(0), trPP = v_all(0);
    for (size_t j = 0; j < p; j++) {
        d[j] = v_all(0);
        for (size_t l = 0; l <= j; l++) M[entry(j, l)] = v_all(0);
    }
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = design_row(rows->w, i), nw = design_row(rows->n, i) * w, nww = nw * w;
        const vd r = design_row(rows->y, i) - lever(rows->q + i * p, p, pt, u);
        const vd nwr = nw * r, nwwr = nww * r;
        vd h = v_all(0);
        for (size_t j = 0; j < p; j++) {
            const vd nwwu = nww * u[j];
            h += u[j] * u[j];
            d[j] += nwwr * u[j];
            for (size_t l = 0; l <= j; l++) M[entry(j, l)] += nwwu * u[l];
        }
        h *= w;
        Q += nwr * r;
        A += nwwr * r;
        C += nwwr * (w * r);
        trP += nw * (1 - h);
        trPP += nww * (1 - 2 * h);
        v_store(rows->r + i * COPSE_I_W, r);
    }
    for (size_t j = 0; j < p; j++) {
        C -= d[j] * d[j];
        trPP += M[entry(j, j)] * M[entry(j, j)];
        for (size_t l = 0; l < j; l++) trPP += 2 * (M[entry(j, l)] * M[entry(j, l)]);
    }
    pt->Q = Q;
    pt->score.t = t;
    pt->score.A = A;
    pt->score.B = trP;
    pt->score.C = C;
    pt->score.D = trPP;
}

/* Only what the coefficients and their tests need, and A. */
COPSE_I_ALWAYS void evaluate_coefficients(const copse_i_design_rows *rows, size_t p, vd t, copse_i_design_point *pt)
{
    weigh(rows, p, false, t, pt);
    vd u[MOST_COLUMNS], Q = v_all(0), A = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd w = design_row(rows->w, i), r = design_row(rows->y, i) - lever(rows->q + i * p, p, pt, u);
        const vd nwr = design_row(rows->n, i) * w * r;
        Q += nwr * r;
        A += nwr * (w * r);
    }
    pt->Q = Q;
    pt->score.t = t;
    pt->score.A = A;
}

COPSE_I_ALWAYS void evaluate_unweighted(const copse_i_design_rows *rows, size_t p, copse_i_unweighted *out)
{
    copse_i_design_point pt;
    weigh(rows, p, true, v_all(0), &pt);
    vd u[MOST_COLUMNS], squares = v_all(0), v_squares = v_all(0), trace = v_all(0), sum_v = v_all(0);
    for (size_t i = 0; i < rows->k; i++) {
        const vd n = design_row(rows->n, i), v = design_row(rows->v, i);
        const vd r = design_row(rows->y, i) - lever(rows->q + i * p, p, &pt, u), nrr = n * r * r;
        vd h = v_all(0);
        for (size_t j = 0; j < p; j++) h += u[j] * u[j];
        squares += nrr;
        v_squares += nrr * v;
        trace += n * v * (1 - h);
        sum_v += n * v;
    }
    *out = (copse_i_unweighted){squares, v_squares, trace, sum_v, pt.pivot};
}

/* What a kernel calls: the functions above for its number of columns. */
typedef struct copse_i_design_functions {
    void (*score)(const copse_i_design_rows *rows, const vd *t, copse_i_design_point *pt);
    void (*coefficients)(const copse_i_design_rows *rows, const vd *t, copse_i_design_point *pt);
    void (*unweighted)(const copse_i_design_rows *rows, copse_i_unweighted *out);
} copse_i_design_functions;

#define COPSE_I_DESIGN_FUNCTIONS(P)                                                                                    \
    COPSE_I_ON_DESIGN void score_##P(const copse_i_design_rows *rows, const vd *t, copse_i_design_point *pt)           \
    {                                                                                                                  \
        evaluate_score(rows, P, *t, pt);                                                                               \
    }                                                                                                                  \
    COPSE_I_ON_DESIGN void coefficients_##P(const copse_i_design_rows *rows, const vd *t, copse_i_design_point *pt)    \
    {                                                                                                                  \
        evaluate_coefficients(rows, P, *t, pt);                                                                        \
    }                                                                                                                  \
    COPSE_I_ON_DESIGN void unweighted_##P(const copse_i_design_rows *rows, copse_i_unweighted *out)                    \
    {                                                                                                                  \
        evaluate_unweighted(rows, P, out);                                                                             \
    }
COPSE_I_DESIGN_FUNCTIONS(1)
COPSE_I_DESIGN_FUNCTIONS(2)
COPSE_I_DESIGN_FUNCTIONS(3)
COPSE_I_DESIGN_FUNCTIONS(4)
COPSE_I_DESIGN_FUNCTIONS(5)
COPSE_I_DESIGN_FUNCTIONS(6)
COPSE_I_DESIGN_FUNCTIONS(7)
COPSE_I_DESIGN_FUNCTIONS(8)
#undef COPSE_I_DESIGN_FUNCTIONS

#define COPSE_I_DESIGN_ENTRY(P)                                                                                        \
    {                                                                                                                  \
        score_##P, coefficients_##P, unweighted_##P                                                                    \
    }
static const copse_i_design_functions design_functions[COPSE_LANES_COLUMNS] = {
    COPSE_I_DESIGN_ENTRY(1), COPSE_I_DESIGN_ENTRY(2), COPSE_I_DESIGN_ENTRY(3), COPSE_I_DESIGN_ENTRY(4),
    COPSE_I_DESIGN_ENTRY(5), COPSE_I_DESIGN_ENTRY(6), COPSE_I_DESIGN_ENTRY(7), COPSE_I_DESIGN_ENTRY(8),
};
#undef COPSE_I_DESIGN_ENTRY

/* Bounds of the rounding errors of A - B (REML or ML) and of Q. */
static inline vd design_noise_of_score(const copse_i_design_rows *rows, const copse_i_design_point *pt)
{
    return ROUNDING * (pt->w1 + pt->score.A + rows->y_max * v_sqrt(pt->w2 * pt->score.A)) / pt->pivot;
}

static inline vd design_noise_of_Q(const copse_i_design_rows *rows, const copse_i_design_point *pt)
{
    return ROUNDING * (pt->Q + rows->y_max * v_sqrt(pt->w1 * pt->Q));
}

#endif
