/* The same functions of tau2 in double-double arithmetic, taking the doubles y, v and X as exact. A general design goes
 * through its normal equations: 31 digits leave enough of them. */
#include "evaluate.h"

#include <string.h>

static copse_i_dd reciprocal(double v, double t)
{
    return dd_divide(dd_from(1), dd_two_sum(v, t));
}

static inline void add_to(copse_i_dd *sum, copse_i_dd term)
{
    *sum = dd_add(*sum, term);
}

static void add_block(const copse_i_problem *pr, size_t start, size_t end, double t, bool unit, copse_i_exact *out)
{
    copse_i_dd s1 = {0, 0}, s2 = {0, 0}, sr = {0, 0}, sv = {0, 0};
    for (size_t i = start; i < end; i++) {
        const copse_i_dd w = unit ? dd_from(1) : reciprocal(pr->v[i], t), r = {pr->r[i], pr->r_low[i]};
        add_to(&s1, w);
        add_to(&s2, dd_multiply(w, w));
        add_to(&sr, dd_multiply(w, r));
        if (unit) add_to(&sv, dd_from(pr->v[i]));
    }
    const copse_i_dd delta = dd_divide(sr, s1);
    for (size_t i = start; i < end; i++) {
        const copse_i_dd w = unit ? dd_from(1) : reciprocal(pr->v[i], t);
        const copse_i_dd e = dd_subtract((copse_i_dd){pr->r[i], pr->r_low[i]}, delta), we = dd_multiply(w, e);
        add_to(&out->Q, dd_multiply(we, e));
        add_to(&out->yPPy, dd_multiply(we, we));
    }
    add_to(&out->w1, s1);
    add_to(&out->trP, dd_subtract(s1, dd_divide(s2, s1)));
    add_to(&out->trPV, dd_subtract(sv, dd_divide(sv, dd_from((double)(end - start)))));
}

/* LDL' of the lower triangle of a (p x p by rows), in place: D on the diagonal. */
bool copse_i_dd_factor(copse_i_dd *a, size_t p)
{
    for (size_t j = 0; j < p; j++) {
        for (size_t i = j; i < p; i++)
            for (size_t l = 0; l < j; l++)
                a[i * p + j] =
                    dd_subtract(a[i * p + j], dd_multiply(dd_multiply(a[i * p + l], a[j * p + l]), a[l * p + l]));
        if (!(a[j * p + j].hi > 0)) return false;
        for (size_t i = j + 1; i < p; i++) a[i * p + j] = dd_divide(a[i * p + j], a[j * p + j]);
    }
    return true;
}

void copse_i_dd_solve(const copse_i_dd *a, copse_i_dd *c, size_t p)
{
    for (size_t i = 0; i < p; i++)
        for (size_t l = 0; l < i; l++) c[i] = dd_subtract(c[i], dd_multiply(a[i * p + l], c[l]));
    for (size_t i = 0; i < p; i++) c[i] = dd_divide(c[i], a[i * p + i]);
    for (size_t i = p; i-- > 0;)
        for (size_t l = i + 1; l < p; l++) c[i] = dd_subtract(c[i], dd_multiply(a[l * p + i], c[l]));
}

typedef struct normal_equations {
    copse_i_dd *b1, *b2, *b3; /* X'WX; X'W^2 X, or with unit weights X'VX; X'W^3 X */
    copse_i_dd *ratio;        /* B1^-1 B2, by columns */
    copse_i_dd *c, *column;   /* X'Wr, and room for one column */
} normal_equations;

static void accumulate(const copse_i_problem *pr, double t, bool unit, normal_equations *ne, copse_i_exact *out,
                       copse_i_dd *sum_w2, copse_i_dd *sum_v)
{
    const size_t k = pr->k, p = pr->p;
    for (size_t i = 0; i < k; i++) {
        const copse_i_dd w = unit ? dd_from(1) : reciprocal(pr->v[i], t), r = {pr->r[i], pr->r_low[i]};
        const copse_i_dd second = unit ? dd_from(pr->v[i]) : w;
        add_to(&out->w1, w);
        add_to(sum_w2, dd_multiply(w, w));
        if (unit) add_to(sum_v, dd_from(pr->v[i]));
        for (size_t a = 0; a < p; a++) {
            const copse_i_dd wx = dd_scale(w, pr->x[a * k + i]), wwx = dd_multiply(wx, second);
            const copse_i_dd wwwx = dd_multiply(wwx, second);
            add_to(&ne->c[a], dd_multiply(wx, r));
            for (size_t b = 0; b <= a; b++) {
                const double x = pr->x[b * k + i];
                add_to(&ne->b1[a * p + b], dd_scale(wx, x));
                add_to(&ne->b2[a * p + b], dd_scale(wwx, x));
                add_to(&ne->b3[a * p + b], dd_scale(wwwx, x));
            }
        }
    }
}

/* B1^-1 times column j of the symmetric b, of which the lower triangle is given. */
static void solve_column(const normal_equations *ne, const copse_i_dd *b, size_t j, copse_i_dd *column, size_t p)
{
    for (size_t i = 0; i < p; i++) column[i] = i >= j ? b[i * p + j] : b[j * p + i];
    copse_i_dd_solve(ne->b1, column, p);
}

/* tr(B1^-1 B2), and tr(B1^-1 B2 B1^-1 B2) - 2 tr(B1^-1 B3) */
static copse_i_dd traces(normal_equations *ne, size_t p, copse_i_dd *second)
{
    copse_i_dd first = {0, 0};
    for (size_t j = 0; j < p; j++) {
        solve_column(ne, ne->b2, j, ne->ratio + j * p, p);
        add_to(&first, ne->ratio[j * p + j]);
        solve_column(ne, ne->b3, j, ne->column, p);
        add_to(second, dd_scale(ne->column[j], -2));
    }
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) add_to(second, dd_multiply(ne->ratio[i * p + j], ne->ratio[j * p + i]));
    return first;
}

static bool evaluate_design(copse_i_problem *pr, double t, bool unit, copse_i_exact *out)
{
    const size_t k = pr->k, p = pr->p;
    copse_i_dd *next = pr->dd + 4 * p * p;
    normal_equations ne = {pr->dd, pr->dd + p * p, pr->dd + 2 * p * p, pr->dd + 3 * p * p, next, next + p};
    memset(pr->dd, 0, (4 * p * p + 2 * p) * sizeof *pr->dd);
    copse_i_dd sum_v = {0, 0}, second = {0, 0};
    accumulate(pr, t, unit, &ne, out, &second, &sum_v);
    if (!copse_i_dd_factor(ne.b1, p)) return false;
    copse_i_dd_solve(ne.b1, ne.c, p);
    for (size_t i = 0; i < k; i++) {
        const copse_i_dd w = unit ? dd_from(1) : reciprocal(pr->v[i], t);
        copse_i_dd e = {pr->r[i], pr->r_low[i]};
        for (size_t a = 0; a < p; a++) e = dd_subtract(e, dd_scale(ne.c[a], pr->x[a * k + i]));
        const copse_i_dd we = dd_multiply(w, e);
        add_to(&out->Q, dd_multiply(we, e));
        add_to(&out->yPPy, dd_multiply(we, we));
    }
    const copse_i_dd first = traces(&ne, p, &second);
    out->trP = dd_subtract(out->w1, first);
    out->trPV = dd_subtract(sum_v, first);
    out->trPP = second;
    return true;
}

bool copse_i_evaluate_exactly(copse_i_problem *pr, double tau2, bool unit, copse_i_exact *out)
{
    memset(out, 0, sizeof *out);
    if (pr->blocks == 0) return evaluate_design(pr, tau2, unit, out);
    for (size_t b = 0; b < pr->blocks; b++) add_block(pr, pr->start[b], pr->start[b + 1], tau2, unit, out);
    return true;
}

static const double UNBALANCED = 1e4; /* ratio of weights: costs the traces as many digits, of 16 */

bool copse_i_is_unbalanced(const copse_i_problem *pr, double tau2)
{
    return pr->blocks == 0 && pr->v_max + tau2 > UNBALANCED * (pr->v_min + tau2);
}

void copse_i_refine_traces(copse_i_problem *pr, double tau2, copse_i_point *point)
{
    copse_i_exact exact;
    if (!copse_i_is_unbalanced(pr, tau2) || !copse_i_evaluate_exactly(pr, tau2, false, &exact)) return;
    point->trP = dd_value(exact.trP);
    point->trPP = dd_value(exact.trPP);
}
