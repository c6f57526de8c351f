/* Common language effect sizes: the probability that a value of one group is above one of the other. */
#include "effect_means.h"

#include <copse/math.h>

#include <math.h>

/* With a(1 - a) = q the brackets of the formulas lose their differences. */
copse_i_estimate copse_i_area(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double a = x[COPSE_IN_AI], rest = 1.0 - a, q = a * rest, n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    const double ties = isnan(x[COPSE_IN_MI]) ? 0.0 : x[COPSE_IN_MI], n = n1 + n2, f1 = n1 - 1.0, f2 = n2 - 1.0;
    if (setting->vtype == COPSE_VTYPE_H0) return (copse_i_estimate){.yi = a, .vi = (n + 1.0) / 12.0 / n1 / n2};
    if (!(f1 > 0.0 && f2 > 0.0)) return (copse_i_estimate){.why = "a group of one participant"};
    if (!(q > 0.0)) return (copse_i_estimate){.why = "groups that do not overlap have no sampling variance"};
    if (setting->vtype == COPSE_VTYPE_MAX) return (copse_i_estimate){.yi = a, .vi = q / fmin(f1, f2)};
    if (setting->vtype == COPSE_VTYPE_LS2) {
        const double above = f1 * (a * rest * rest / (2.0 - a)), below = f2 * (a * a * rest / (1.0 + a));
        const double v = (copse_i_difference_of_products(a, rest, ties, 0.25) + above + below) / f1 / f2;
        if (!(v > 0.0)) return (copse_i_estimate){.why = "more ties than the area allows"};
        return (copse_i_estimate){.yi = a, .vi = v};
    }
    return (copse_i_estimate){.yi = a, .vi = q / f1 / f2 * ((0.5 * n + 1.0 + (n - 1.0) * q) / (2.0 + q))};
}

enum { FROM_AREA_AND_SDS = COPSE_I_FROM_P + 1, FROM_AREA };

/* Shares of both variances in their sum, and why there are none. */
typedef struct shares {
    double u1, u2, length;
} shares;

static shares shares_of(const double *x)
{
    const double length = hypot(x[COPSE_IN_SD1I], x[COPSE_IN_SD2I]);
    return (shares){copse_i_square(x[COPSE_IN_SD1I] / length), copse_i_square(x[COPSE_IN_SD2I] / length), length};
}

/* The variance where both groups have one standard deviation. */
static copse_i_estimate equal_spread(const copse_i_cohen *c)
{
    const double v = 1.0 / c->n1 + 1.0 / c->n2 + c->d * c->d / (2.0 * (c->n1 + c->n2));
    return (copse_i_estimate){.yi = copse_normal_lower(c->d / COPSE_SQRT2),
                              .vi = exp(-0.5 * c->d * c->d) / (4.0 * COPSE_PI) * v};
}

static copse_i_estimate unequal_spread(const double *x, double d, const copse_i_setting *setting)
{
    const shares s = shares_of(x);
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    const bool ls3 = setting->vtype == COPSE_VTYPE_LS3, ls2 = setting->vtype == COPSE_VTYPE_LS2;
    const double of_sds = ls2 ? 0.0 : 1.0, of_means = ls2 || ls3 ? 0.0 : 1.0;
    const double means = 4.0 * (s.u1 / (n1 - of_means) + s.u2 / (n2 - of_means));
    const double sds = d * d * (s.u1 * s.u1 / (n1 - of_sds) + s.u2 * s.u2 / (n2 - of_sds));
    const double v = setting->vtype == COPSE_VTYPE_H0 ? means : exp(-0.5 * d * d) * (sds + means);
    return (copse_i_estimate){.yi = copse_normal_lower(d / COPSE_SQRT2), .vi = v / (8.0 * COPSE_PI)};
}

/* d of which the area is a, and why there is none. */
static double d_of_area(double a)
{
    const double z = copse_normal_quantile_upper(a <= 0.5 ? a : 1.0 - a);
    return COPSE_SQRT2 * (a <= 0.5 ? -z : z);
}

copse_i_estimate copse_i_area_normal(const double *x, size_t set, const copse_i_setting *setting)
{
    const bool area = set == FROM_AREA || set == FROM_AREA_AND_SDS;
    const bool sds = set == FROM_AREA_AND_SDS || set == COPSE_I_FROM_MEANS;
    const double a = x[COPSE_IN_AI], n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    const bool by_d = !(sds && setting->vtype == COPSE_VTYPE_H0); /* the variance depends on d */
    if (area && by_d && !(a > 0.0 && a < 1.0)) {
        return (copse_i_estimate){.why = "an area of 0 or 1 has no finite difference"};
    }
    if (!sds || setting->vtype == COPSE_VTYPE_HO) {
        copse_i_cohen c = {.n1 = n1, .n2 = n2, .d = area ? d_of_area(a) : 0.0};
        if (!area) c = copse_i_cohen_d(x, set);
        if (c.why) return (copse_i_estimate){.why = c.why};
        copse_i_estimate e = equal_spread(&c);
        if (area) e.yi = a;
        return e;
    }
    const shares s = shares_of(x);
    if (!(s.length > 0.0)) return (copse_i_estimate){.why = "both standard deviations are zero"};
    if (!(n1 > 1.0 && n2 > 1.0)) return (copse_i_estimate){.why = "a group of one participant"};
    if (!area) return unequal_spread(x, COPSE_SQRT2 * ((x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / s.length), setting);
    copse_i_estimate e = unequal_spread(x, by_d ? d_of_area(a) : 0.0, setting);
    e.yi = a;
    return e;
}
