/* Intercepts only: sums over studies, block by block, since P is block-diagonal. The heaviest study of a block stands
 * first with r = 0 and is kept out of the sums, so that 1 - w/sum w of a study that outweighs all others keeps its
 * digits. Sums run in four lanes, which compilers turn into vector code, over chunks that are added with
 * compensation. */
#include "evaluate.h"

#include <math.h>

enum { LANES = 4, CHUNK = 2048 };

typedef struct sums {
    copse_i_dd a, b, c, d;
} sums;

static inline double across(const double *lane)
{
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* Adds sum w, w^2, w^3, w r over one chunk. */
static void add_weights(sums *s, const double *restrict v, const double *restrict r, size_t n, double t)
{
    double a[LANES] = {0}, b[LANES] = {0}, c[LANES] = {0}, d[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            const double w = 1 / (v[i + j] + t), w2 = w * w;
            a[j] += w;
            b[j] += w2;
            c[j] += w2 * w;
            d[j] += w * r[i + j];
        }
    for (; i < n; i++) {
        const double w = 1 / (v[i] + t), w2 = w * w;
        a[0] += w;
        b[0] += w2;
        c[0] += w2 * w;
        d[0] += w * r[i];
    }
    s->a = dd_add(s->a, dd_from(across(a)));
    s->b = dd_add(s->b, dd_from(across(b)));
    s->c = dd_add(s->c, dd_from(across(c)));
    s->d = dd_add(s->d, dd_from(across(d)));
}

/* Adds sum w e^2, w^2 e^2, w^3 e^2, w^2 e over one chunk, e = r - delta. */
static void add_residuals(sums *s, const double *restrict v, const double *restrict r, size_t n, double t, double delta)
{
    double a[LANES] = {0}, b[LANES] = {0}, c[LANES] = {0}, d[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            const double w = 1 / (v[i + j] + t), e = r[i + j] - delta, we = w * e, wwe = w * we;
            a[j] += we * e;
            b[j] += we * we;
            c[j] += wwe * we;
            d[j] += wwe;
        }
    for (; i < n; i++) {
        const double w = 1 / (v[i] + t), e = r[i] - delta, we = w * e, wwe = w * we;
        a[0] += we * e;
        b[0] += we * we;
        c[0] += wwe * we;
        d[0] += wwe;
    }
    s->a = dd_add(s->a, dd_from(across(a)));
    s->b = dd_add(s->b, dd_from(across(b)));
    s->c = dd_add(s->c, dd_from(across(c)));
    s->d = dd_add(s->d, dd_from(across(d)));
}

/* One block of n studies, added to the point; returns delta. With m the first study, t1 = sum of the other weights and
 * h = w/sum w:
 *      tr P  = sum w (1 - h),   1 - h_m = t1/sum w
 *      tr PP = sum over i, j of P_ij^2 = sum w^2 (1 - h)^2 + sum over i != j of w_i^2 w_j^2/(sum w)^2 */
static double add_block(copse_i_point *point, const double *v, const double *r, size_t n, double t)
{
    sums weights = {{0, 0}, {0, 0}, {0, 0}, {0, 0}}, residuals = weights;
    for (size_t i = 1; i < n; i += CHUNK) add_weights(&weights, v + i, r + i, n - i < CHUNK ? n - i : CHUNK, t);
    const double wm = 1 / (v[0] + t), t1 = weights.a.hi, t2 = weights.b.hi, t3 = weights.c.hi;
    const double w1 = wm + t1, delta = weights.d.hi / w1;
    for (size_t i = 1; i < n; i += CHUNK)
        add_residuals(&residuals, v + i, r + i, n - i < CHUNK ? n - i : CHUNK, t, delta);
    const double we = -wm * delta, hm = wm / w1;
    point->Q += residuals.a.hi - we * delta;
    point->yPPy += residuals.b.hi + we * we;
    const double w2e = residuals.d.hi + wm * we;
    point->yPPPy += residuals.c.hi + wm * we * we - w2e * (w2e / w1);
    point->w1 += w1;
    point->w2 += t2 + wm * wm;
    point->trP += t1 - t2 / w1 + hm * t1;
    point->trPP += hm * t1 * (hm * t1) + (t2 - 2 * t3 / w1) + 2 * hm * hm * t2 + (t2 / w1) * (t2 / w1);
    point->log_det += log(w1);
    return delta;
}

void copse_i_evaluate_blocks(copse_i_problem *pr, double tau2, copse_i_point *point)
{
    *point = (copse_i_point){0};
    for (size_t b = 0; b < pr->blocks; b++) {
        const size_t start = pr->start[b];
        pr->delta[b] = add_block(point, pr->v + start, pr->r + start, pr->start[b + 1] - start, tau2);
    }
}

void copse_i_evaluate(copse_i_problem *pr, double tau2, copse_i_point *point)
{
    if (pr->blocks > 0) copse_i_evaluate_blocks(pr, tau2, point);
    else copse_i_evaluate_design(pr, tau2, point);
}
