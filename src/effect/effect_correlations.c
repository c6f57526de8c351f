/* Correlations: plain, bias-corrected, Fisher's z. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

copse_i_correlation_of copse_i_correlation_from_r(double r)
{
    const double left = (1.0 - r) * (1.0 + r);
    return (copse_i_correlation_of){.r = r, .left = left, .ratio = r / sqrt(left)};
}

copse_i_correlation_of copse_i_correlation_from_ratio(double ratio)
{
    const double length = hypot(1.0, ratio), cosine = 1.0 / length;
    return (copse_i_correlation_of){
        .r = isinf(ratio) ? copysign(1.0, ratio) : ratio / length, .left = cosine * cosine, .ratio = ratio};
}

double copse_i_t_of_signed_p(double p, double df)
{
    return fabs(p) < 1.0 ? copysign(copse_t_quantile_upper(0.5 * fabs(p), df), p) : 0.0;
}

/* See effect_kernels.h. */
copse_i_correlation_of copse_i_correlation_in_row(const double *x, size_t set)
{
    const double df = x[COPSE_IN_NI] - 2.0;
    if (set == 0) return copse_i_correlation_from_r(x[COPSE_IN_RI]);
    const double t = set == 1 ? x[COPSE_IN_TI] : copse_i_t_of_signed_p(x[COPSE_IN_PI], df);
    return copse_i_correlation_from_ratio(t / sqrt(df));
}

static const char too_small[] = "fewer than four participants",
                  perfect[] = "a perfect correlation has no sampling variance";

copse_i_estimate copse_i_correlation(const double *x, size_t set, const copse_i_setting *setting)
{
    const double n = x[COPSE_IN_NI];
    if (!(n > 3.0)) return (copse_i_estimate){.why = too_small};
    const copse_i_correlation_of c = copse_i_correlation_in_row(x, set);
    const double mean = setting->average[0], mean_left = (1.0 - mean) * (1.0 + mean);
    copse_i_estimate e = {.yi = c.r};
    switch (setting->vtype) {
    case COPSE_VTYPE_AV:
        e.vi = mean_left * mean_left / (n - 1.0);
        break;
    case COPSE_VTYPE_H0:
    case COPSE_VTYPE_H0A:
        e.vi = c.left / (n - 2.0);
        break;
    case COPSE_VTYPE_H0B:
        e.vi = 1.0 / n;
        break;
    default:
        e.vi = c.left * c.left / (n - 1.0);
    }
    if (!(e.vi > 0.0)) e.why = perfect;
    return e;
}

void copse_i_correlation_average(const double *x, size_t set, double size, const copse_i_setting *setting,
                                 double value[4], double weight[4])
{
    (void)size;
    (void)setting;
    if (set > 0 && !(x[COPSE_IN_NI] > 2.0)) return;
    value[0] = copse_i_correlation_in_row(x, set).r;
    weight[0] = x[COPSE_IN_NI];
}

copse_i_estimate copse_i_fisher_z(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    const double n = x[COPSE_IN_NI];
    if (!(n > 3.0)) return (copse_i_estimate){.why = too_small};
    const copse_i_correlation_of c = copse_i_correlation_in_row(x, set);
    if (!(fabs(c.r) < 1.0) && isinf(c.ratio)) return (copse_i_estimate){.why = "a perfect correlation has no finite z"};
    /* atanh(r) = asinh(r / sqrt(1 - r^2)), which has the digits where r came from a t statistic */
    return (copse_i_estimate){.yi = set == 0 ? atanh(c.r) : asinh(c.ratio), .vi = 1.0 / (n - 3.0)};
}
