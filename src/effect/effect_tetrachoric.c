/* The tetrachoric correlation and its z. */
#include "table_cells.h"

#include <copse/math.h>

#include <math.h>

/* r near 0 from the excess of the quadrant over independence, (ad - bc)/N^2, which is (Pearson 1900)
 *     density(h) density(k) (r + h k r^2/2! + He2(h) He2(k) r^3/3! + He3(h) He3(k) r^4/4! + ...),
 * h and k the thresholds, He the Hermite polynomials: what comes from the quadrant itself has lost the digits of a small r. */
static double near_zero(double r, double h, double k, double excess)
{
    enum { TERMS = 9 };
    const double first = excess / copse_normal_density(h) / copse_normal_density(k);
    if (!(fabs(r) * (1.0 + fabs(h)) * (1.0 + fabs(k)) < 0.05)) return r;
    for (int step = 0; step < 8; step++) {
        double sum = 1.0, power = 1.0, at_h = h, at_k = k, before_h = 1.0, before_k = 1.0;
        for (int j = 1; j < TERMS; j++) {
            power *= r / (j + 1);
            sum += at_h * at_k * power;
            const double next_h = h * at_h - j * before_h, next_k = k * at_k - j * before_k;
            before_h = at_h, before_k = at_k;
            at_h = next_h, at_k = next_k;
        }
        r = first / sum;
    }
    return r;
}

copse_i_estimate copse_i_tetrachoric(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    if (!(t.m1 > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(t.m2 > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    if (copse_i_empty_cell(&t)) {
        return (copse_i_estimate){.why = "an empty cell makes the correlation 1 or -1, without a sampling variance"};
    }
    double r, variance;
    if (copse_tetrachoric(t.a, t.b, t.c, t.d, &r, &variance) != COPSE_OK) {
        return (copse_i_estimate){.why = "the correlation could not be estimated"};
    }
    const double n = t.n1 + t.n2, excess = t.determinant / n / n;
    return (copse_i_estimate){.yi = near_zero(r, copse_i_probit(t.n1, t.n2), copse_i_probit(t.m1, t.m2), excess),
                              .vi = variance};
}

copse_i_estimate copse_i_tetrachoric_z(const double *x, size_t set, const copse_i_setting *setting)
{
    const copse_i_estimate e = copse_i_tetrachoric(x, set, setting);
    if (e.why) return e;
    const double left = (1.0 - e.yi) * (1.0 + e.yi);
    return (copse_i_estimate){.yi = atanh(e.yi), .vi = e.vi / (left * left)};
}
