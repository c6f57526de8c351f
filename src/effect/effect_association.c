/* Coefficients of association of a 2x2 table: phi, Yule's Q and Y. Each variance is a sum of
 * positive terms: the usual ways to write them cancel where the association is strong. */
#include "table_cells.h"

#include <math.h>

static double square(double x)
{
    return x * x;
}

/* Why there is no coefficient, or NULL. */
static const char *objection(const copse_i_cells *t)
{
    if (!(t->m1 > 0.0)) return "no events in either group";
    if (!(t->m2 > 0.0)) return "only events in both groups";
    const bool perfect = (t->b == 0.0 && t->c == 0.0) || (t->a == 0.0 && t->d == 0.0);
    return perfect ? "a perfect association has no sampling variance" : NULL;
}

/* phi = (ad - bc)/s, s^2 = n1 n2 m1 m2. Its derivatives are, for a, g/(2 n1 m1 s), for d, g/(2 n2 m2 s), for b,
 * -h/(2 n1 m2 s) and for c, -h/(2 n2 m1 s), with
 *     g = ad(b + c) + bc(2a + 2d + b + c),   h = bc(a + d) + ad(2b + 2c + a + d).
 * They sum to 0 when weighted with the cells, so that the variance is the sum of cell times square where all cells are random
 * (multinomial), and of n p(1 - p) times the square of the difference of two where the groups' sizes are fixed. */
static double phi_variance(const copse_i_cells *t, double s, copse_vtype vtype)
{
    const double same = t->a * t->d, other = t->b * t->c, inner = t->b + t->c, outer = t->a + t->d;
    const double g = 0.5 * (same * inner + other * (2.0 * outer + inner)) / s;
    const double h = 0.5 * (other * outer + same * (2.0 * inner + outer)) / s;
    const double da = g / t->n1 / t->m1, dd = g / t->n2 / t->m2, db = h / t->n1 / t->m2, dc = h / t->n2 / t->m1;
    if (vtype == COPSE_VTYPE_ST) {
        return t->a * (t->b / t->n1) * square(da + db) + t->c * (t->d / t->n2) * square(dc + dd);
    }
    return t->a * square(da) + t->b * square(db) + t->c * square(dc) + t->d * square(dd);
}

static copse_i_estimate phi(const copse_i_cells *t, double factor, copse_vtype vtype)
{
    const char *why = objection(t);
    if (why) return (copse_i_estimate){.why = why};
    const double s = sqrt(t->n1) * sqrt(t->n2) * sqrt(t->m1) * sqrt(t->m2);
    return (copse_i_estimate){.yi = t->determinant / s, .vi = factor * phi_variance(t, s, vtype)};
}

copse_i_estimate copse_i_phi(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    double factor;
    const copse_i_cells t = copse_i_cells_scaled(x, &factor);
    return phi(&t, factor, setting->vtype);
}

/* 1 - phi^2, whose numerator n1 n2 m1 m2 - (ad - bc)^2 is a sum of products of cells. */
static double one_minus_phi_squared(const copse_i_cells *t)
{
    const double same = t->a * t->d, other = t->b * t->c;
    const double left = (t->a * t->c + t->b * t->d) * (t->a * t->b + t->c * t->d) +
                        (same + other) * (t->a + t->d) * (t->b + t->c) + 4.0 * same * other;
    return left / t->n1 / t->n2 / t->m1 / t->m2;
}

copse_i_estimate copse_i_phi_z(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    double factor;
    const copse_i_cells t = copse_i_cells_scaled(x, &factor);
    const copse_i_estimate e = phi(&t, factor, setting->vtype);
    if (e.why) return e;
    const double left = one_minus_phi_squared(&t), size = fabs(e.yi);
    const double z = size < 0.5 ? atanh(e.yi) : copysign(log1p(size) - 0.5 * log(left), e.yi);
    return (copse_i_estimate){.yi = z, .vi = e.vi / left / left};
}

static double sum_of_reciprocals(const double *x)
{
    return (1.0 / x[COPSE_IN_AI] + 1.0 / x[COPSE_IN_BI]) + (1.0 / x[COPSE_IN_CI] + 1.0 / x[COPSE_IN_DI]);
}

/* Q = (ad - bc)/(ad + bc), and (1 - Q^2)/4 is the product of the two parts of the sum. */
copse_i_estimate copse_i_yule_q(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    double factor;
    const copse_i_cells t = copse_i_cells_scaled(x, &factor);
    const char *why = copse_i_empty_cell(&t);
    if (why) return (copse_i_estimate){.why = why};
    const double same = t.a * t.d, other = t.b * t.c, sum = same + other;
    return (copse_i_estimate){.yi = t.determinant / sum,
                              .vi = 4.0 * square(same / sum) * square(other / sum) * sum_of_reciprocals(x)};
}

/* Y = (sqrt(ad) - sqrt(bc))/(sqrt(ad) + sqrt(bc)), likewise. */
copse_i_estimate copse_i_yule_y(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    double factor;
    const copse_i_cells t = copse_i_cells_scaled(x, &factor);
    const char *why = copse_i_empty_cell(&t);
    if (why) return (copse_i_estimate){.why = why};
    const double same = t.a * t.d, other = t.b * t.c, sum = square(sqrt(same) + sqrt(other));
    return (copse_i_estimate){.yi = t.determinant / sum, .vi = (same / sum) * (other / sum) * sum_of_reciprocals(x)};
}
