/* A quadratic form y'Py with arbitrary weights, in double-double arithmetic: Q - tr(PV) is all that a moment estimator has,
 * and cancels where tau2 is small. */
#include "evaluate.h"

#include <string.h>

static inline void add_to(copse_i_dd *sum, copse_i_dd term)
{
    *sum = dd_add(*sum, term);
}

static inline copse_i_dd residual(const copse_i_problem *pr, size_t i)
{
    return (copse_i_dd){pr->r[i], pr->r_low[i]};
}

static void add_block(const copse_i_problem *pr, size_t start, size_t end, copse_i_weighted *out)
{
    copse_i_dd s1 = {0, 0}, s2 = {0, 0}, sr = {0, 0}, sv = {0, 0}, s2v = {0, 0};
    for (size_t i = start; i < end; i++) {
        const double a = pr->a[i], v = pr->v[i];
        const copse_i_dd aa = dd_two_product(a, a);
        add_to(&s1, dd_from(a));
        add_to(&s2, aa);
        add_to(&sr, dd_scale(residual(pr, i), a));
        add_to(&sv, dd_two_product(a, v));
        add_to(&s2v, dd_scale(aa, v));
    }
    const copse_i_dd delta = dd_divide(sr, s1);
    for (size_t i = start; i < end; i++) {
        const copse_i_dd e = dd_subtract(residual(pr, i), delta);
        add_to(&out->Q, dd_scale(dd_multiply(e, e), pr->a[i]));
    }
    add_to(&out->trP, dd_subtract(s1, dd_divide(s2, s1)));
    add_to(&out->trPV, dd_subtract(sv, dd_divide(s2v, s1)));
}

/* X'AX, X'A^2 X, X'A^2 VX (lower triangles) and X'Ar. */
typedef struct sums {
    copse_i_dd *b1, *b2, *b3, *c, *column;
} sums;

static void accumulate(const copse_i_problem *pr, sums *s, copse_i_weighted *out)
{
    const size_t k = pr->k, p = pr->p;
    for (size_t i = 0; i < k; i++) {
        const double a = pr->a[i], v = pr->v[i];
        add_to(&out->trP, dd_from(a));
        add_to(&out->trPV, dd_two_product(a, v));
        for (size_t j = 0; j < p; j++) {
            const copse_i_dd ax = dd_two_product(a, pr->x[j * k + i]), aax = dd_scale(ax, a), aavx = dd_scale(aax, v);
            add_to(&s->c[j], dd_multiply(ax, residual(pr, i)));
            for (size_t l = 0; l <= j; l++) {
                const double x = pr->x[l * k + i];
                add_to(&s->b1[j * p + l], dd_scale(ax, x));
                add_to(&s->b2[j * p + l], dd_scale(aax, x));
                add_to(&s->b3[j * p + l], dd_scale(aavx, x));
            }
        }
    }
}

/* tr(B1^-1 B) */
static copse_i_dd trace(const sums *s, const copse_i_dd *b, size_t p)
{
    copse_i_dd sum = {0, 0};
    for (size_t j = 0; j < p; j++) {
        for (size_t i = 0; i < p; i++) s->column[i] = i >= j ? b[i * p + j] : b[j * p + i];
        copse_i_dd_solve(s->b1, s->column, p);
        add_to(&sum, s->column[j]);
    }
    return sum;
}

static bool evaluate_design(copse_i_problem *pr, copse_i_weighted *out)
{
    const size_t k = pr->k, p = pr->p;
    copse_i_dd *next = pr->dd + 4 * p * p;
    sums s = {pr->dd, pr->dd + p * p, pr->dd + 2 * p * p, next, next + p};
    memset(pr->dd, 0, (4 * p * p + 2 * p) * sizeof *pr->dd);
    accumulate(pr, &s, out);
    if (!copse_i_dd_factor(s.b1, p)) return false;
    copse_i_dd_solve(s.b1, s.c, p);
    for (size_t i = 0; i < k; i++) {
        copse_i_dd e = residual(pr, i);
        for (size_t j = 0; j < p; j++) e = dd_subtract(e, dd_scale(s.c[j], pr->x[j * k + i]));
        add_to(&out->Q, dd_scale(dd_multiply(e, e), pr->a[i]));
    }
    out->trP = dd_subtract(out->trP, trace(&s, s.b2, p));
    out->trPV = dd_subtract(out->trPV, trace(&s, s.b3, p));
    return true;
}

bool copse_i_evaluate_weighted(copse_i_problem *pr, copse_i_weighted *out)
{
    memset(out, 0, sizeof *out);
    if (pr->blocks == 0) return evaluate_design(pr, out);
    for (size_t b = 0; b < pr->blocks; b++) add_block(pr, pr->start[b], pr->start[b + 1], out);
    return true;
}
