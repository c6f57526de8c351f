/* Correlations and log odds ratios made of a standardized difference of two groups. */
#include "effect_means.h"

#include <copse/math.h>

#include <math.h>

/* Point-biserial correlation; rest = 1 - r^2 and z = atanh(r) without the cancellation of large d. */
typedef struct point_biserial {
    double r, rest, z, n1, n2, df;
    const char *why;
} point_biserial;

static point_biserial point_biserial_of(const double *x, size_t set)
{
    if (set == COPSE_I_FROM_R && !(fabs(x[COPSE_IN_RI]) < 1.0)) {
        return (point_biserial){.why = "a perfect correlation has no sampling variance"};
    }
    const copse_i_cohen c = copse_i_cohen_d(x, set);
    point_biserial b = {.n1 = c.n1, .n2 = c.n2, .df = c.df, .why = c.why};
    if (set == COPSE_I_FROM_R) {
        b.r = x[COPSE_IN_RI];
        b.rest = (1.0 - b.r) * (1.0 + b.r);
        b.z = atanh(b.r);
        return b;
    }
    const double root = sqrt(c.df * (1.0 / c.n1 + 1.0 / c.n2)), length = hypot(c.d, root);
    b.r = c.d / length;
    b.rest = copse_i_square(root / length);
    b.z = asinh(c.d / root);
    return b;
}

/* The variance of r over (1 - r^2)^2, which is that of atanh(r); sizes of the groups fixed (ST) or drawn (CS). With
 * h = df (1/n1 + 1/n2) and d^2 = h r^2/(1 - r^2) the formulas of the table lose all their differences. */
static double variance_of_z(const point_biserial *b, copse_vtype vtype)
{
    const double n = b->n1 + b->n2, square = b->r * b->r;
    if (vtype != COPSE_VTYPE_CS) return b->rest / b->df + square / (2.0 * n);
    const double uneven = copse_i_square(b->n1 - b->n2) / b->n1 / b->n2;
    return (0.5 * (1.0 + b->rest) + 0.25 * square * uneven) / n;
}

copse_i_estimate copse_i_point_biserial(const double *x, size_t set, const copse_i_setting *setting)
{
    const point_biserial b = point_biserial_of(x, set);
    if (b.why) return (copse_i_estimate){.why = b.why};
    return (copse_i_estimate){.yi = b.r, .vi = b.rest * b.rest * variance_of_z(&b, setting->vtype)};
}

copse_i_estimate copse_i_point_biserial_z(const double *x, size_t set, const copse_i_setting *setting)
{
    const point_biserial b = point_biserial_of(x, set);
    if (b.why) return (copse_i_estimate){.why = b.why};
    return (copse_i_estimate){.yi = b.z, .vi = variance_of_z(&b, setting->vtype)};
}

/* z with P(Z > z) = n1/n, from the smaller of both groups. */
static double cut_point(double n1, double n2)
{
    const double z = copse_normal_quantile_upper(fmin(n1, n2) / (n1 + n2));
    return n1 <= n2 ? z : -z;
}

copse_i_estimate copse_i_biserial(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    const point_biserial b = point_biserial_of(x, set);
    if (b.why) return (copse_i_estimate){.why = b.why};
    const double n = b.n1 + b.n2, p1 = b.n1 / n, p2 = b.n2 / n;
    const double z = cut_point(b.n1, b.n2), density = copse_normal_density(z);
    const double y = sqrt(p1 * p2) / density * b.r;
    const double square = fmin(y * y, 1.0);
    const double mixed = 1.5 + (1.0 - p1 * z / density) * (1.0 + p2 * z / density);
    return (copse_i_estimate){.yi = y,
                              .vi = (p1 * p2 / density / density - mixed * square + square * square) / (n - 1.0)};
}

copse_i_estimate copse_i_biserial_z(const double *x, size_t set, const copse_i_setting *setting)
{
    const copse_i_estimate e = copse_i_biserial(x, set, setting);
    if (e.why) return e;
    if (!(fabs(e.yi) < 1.0)) return (copse_i_estimate){.why = "a biserial correlation of 1 or more has no finite z"};
    return (copse_i_estimate){.yi = atanh(e.yi), .vi = e.vi / copse_i_square((1.0 - e.yi) * (1.0 + e.yi))};
}

static copse_i_estimate scaled(const double *x, size_t set, double factor)
{
    const copse_i_cohen c = copse_i_cohen_d(x, set);
    if (c.why) return (copse_i_estimate){.why = c.why};
    const double variance = 1.0 / c.n1 + 1.0 / c.n2 + c.d * c.d / (2.0 * (c.n1 + c.n2));
    return (copse_i_estimate){.yi = factor * c.d, .vi = factor * factor * variance};
}

copse_i_estimate copse_i_log_odds_logistic(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    return scaled(x, set, COPSE_LOGISTIC_SD);
}

copse_i_estimate copse_i_log_odds_normal(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    return scaled(x, set, COPSE_LOG_ODDS_PER_D_NORMAL);
}
