/* Measures of matched pairs, or of people seen twice: a pairs have the event both times, b the first time only, c the second
 * time only, d never. MPORM takes the two margins instead: a and b with and without the event the first time, c and d the
 * second time. */
#include "table_cells.h"

#include <float.h>
#include <math.h>

static const char no_discordant[] = "no discordant pairs";

/* The variance of b/n - c/n times n: p12 + p21 - (p12 - p21)^2 without its cancellation. */
static double discordance(const copse_i_cells *t, double n)
{
    const double p12 = t->b / n, p21 = t->c / n;
    return ((t->a + t->d) / n) * (p12 + p21) + 4.0 * p12 * p21;
}

copse_i_estimate copse_i_paired_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const double n = t.n1 + t.n2, spread = discordance(&t, n);
    if (!(t.b + t.c > 0.0)) return (copse_i_estimate){.why = no_discordant};
    if (!(spread > 0.0)) return (copse_i_estimate){.why = "all pairs are discordant in the same direction"};
    return (copse_i_estimate){.yi = (t.b - t.c) / n, .vi = spread / n};
}

static const char *no_margin(const copse_i_cells *t)
{
    if (!(t->n1 > 0.0) && !(t->m1 > 0.0)) return "no events";
    if (!(t->n1 > 0.0)) return "no events the first time";
    return t->m1 > 0.0 ? NULL : "no events the second time";
}

copse_i_estimate copse_i_paired_risk_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const char *why = no_margin(&t);
    if (why) return (copse_i_estimate){.why = why};
    if (!(t.b + t.c > 0.0)) return (copse_i_estimate){.why = no_discordant};
    return (copse_i_estimate){.yi = copse_i_log_ratio(t.b - t.c, t.n1 + t.m1, log(t.n1) - log(t.m1)),
                              .vi = (t.b / t.n1 + t.c / t.n1) / t.m1};
}

/* The odds ratio of the margins: their difference (a + b)(b + d) - (c + d)(a + c) is n(b - c). */
copse_i_estimate copse_i_paired_odds_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const double n = t.n1 + t.n2;
    const char *why = no_margin(&t);
    if (why) return (copse_i_estimate){.why = why};
    if (!(t.n2 > 0.0 && t.m2 > 0.0)) return (copse_i_estimate){.why = "only events the first or the second time"};
    if (!(t.b + t.c > 0.0)) return (copse_i_estimate){.why = no_discordant};
    const double far = log(t.n1 / t.n2) - log(t.m1 / t.m2);
    return (copse_i_estimate){
        .yi = copse_i_log_ratio(n * (t.b - t.c), t.n1 * t.m2 + t.n2 * t.m1, far),
        .vi = discordance(&t, n) / (t.n1 / n) / (t.n2 / n) / (t.m1 / n) / (t.m2 / n) / n,
    };
}

copse_i_estimate copse_i_conditional_odds_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double b = x[COPSE_IN_BI], c = x[COPSE_IN_CI];
    if (!(b + c > 0.0)) return (copse_i_estimate){.why = no_discordant};
    if (!(b > 0.0 && c > 0.0)) return (copse_i_estimate){.why = "no discordant pairs in one direction"};
    return (copse_i_estimate){.yi = copse_i_log_ratio(b - c, b + c, log(b) - log(c)), .vi = 1.0 / b + 1.0 / c};
}

copse_i_estimate copse_i_paired_peto(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double b = x[COPSE_IN_BI], c = x[COPSE_IN_CI];
    if (!(b + c > 0.0)) return (copse_i_estimate){.why = no_discordant};
    return (copse_i_estimate){.yi = 2.0 * (b - c) / (b + c), .vi = 4.0 / (b + c)};
}

/* The variance of independent groups less 2 n r/sqrt(abcd), n the number of pairs, whole as metafor takes it. With
 * u^2 = (a + b)/(ab) and w^2 = (c + d)/(cd) (LS) it is (u - w)^2 + 2 (u w - n r/sqrt(abcd)), which has its digits where r is
 * near 1. */
static double marginal_variance(const copse_i_cells *t, double r, double independent, copse_vtype vtype)
{
    const double n = rint(0.5 * (t->n1 + t->n2)), root = sqrt(t->a) * sqrt(t->b) * sqrt(t->c) * sqrt(t->d);
    if (vtype != COPSE_VTYPE_LS) return independent - 2.0 * n * r / root;
    const double u = sqrt(t->n1 / t->a / t->b), w = sqrt(t->n2 / t->c / t->d);
    return (u - w) * (u - w) + 2.0 * ((sqrt(t->n1 * t->n2) - n) + n * (1.0 - r)) / root;
}

copse_i_estimate copse_i_marginal_odds_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    const copse_i_cells t = copse_i_cells_of(x);
    if (copse_i_empty_cell(&t)) return (copse_i_estimate){.why = "no or only events at one of the two times"};
    if (isnan(x[COPSE_IN_RI])) {
        return (copse_i_estimate){.why = "the proportion with the event both times does not go with the margins"};
    }
    copse_i_estimate e = copse_i_log_odds_ratio(x, set, setting);
    const double independent = e.vi, rounding = 64.0 * DBL_EPSILON; /* of pi, that makes r not quite 1 */
    e.vi = marginal_variance(&t, x[COPSE_IN_RI], independent, setting->vtype);
    if (!(e.vi > rounding * independent)) e.why = "the correlation is too high for these margins";
    return e;
}

/* Of the table with margins a : b the first time and c : n - c the second, n = a + b, and a proportion p of pairs with the
 * event both times: its phi. NaN where the margins leave no room for p, beyond two decimals to which it was rounded. */
double copse_i_paired_phi(double a, double b, double c, double p)
{
    const double n = a + b, both = p * n, slack = -0.005 * n;
    const bool fits = a - both >= slack && c - both >= slack && b - c + both >= slack;
    const double root = sqrt(a) * sqrt(b) * sqrt(c) * sqrt(n - c);
    const double r = copse_i_difference_of_products(p, n * n, a, c) / root;
    return fits && fabs(r) <= 1.0 ? r : (double)NAN;
}
