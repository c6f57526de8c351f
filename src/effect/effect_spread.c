/* Ratios of standard deviations and of coefficients of variation of two groups. */
#include "effect_means.h"

#include <math.h>

double copse_i_log_ratio_of_products(double a, double b, double c, double d)
{
    int ea, eb, ec, ed;
    a = frexp(a, &ea);
    b = frexp(b, &eb);
    c = frexp(c, &ec);
    d = frexp(d, &ed);
    const int exponent = ea + eb - ec - ed;
    const double far = log(a * b / (c * d)) + exponent * 0.693147180559945309417;
    if (exponent < -3 || exponent > 3) return far;
    a = ldexp(a, exponent);
    return copse_i_log_ratio(copse_i_difference_of_products(a, b, c, d), a * b + c * d, far);
}

static const char *no_spread(const double *x)
{
    if (!(x[COPSE_IN_N1I] > 1.0 && x[COPSE_IN_N2I] > 1.0)) return "a group of one participant";
    return x[COPSE_IN_SD1I] > 0.0 && x[COPSE_IN_SD2I] > 0.0 ? NULL : "a standard deviation is zero";
}

/* 1/(2 (n1 - 1)) - 1/(2 (n2 - 1)) */
static double bias_of_sds(const double *x)
{
    const double n1 = x[COPSE_IN_N1I], n2 = x[COPSE_IN_N2I];
    return 0.5 * ((n2 - n1) / (n1 - 1.0) / (n2 - 1.0));
}

static double variance_of_sds(const double *x, copse_vtype vtype)
{
    const double f1 = x[COPSE_IN_N1I] - 1.0, f2 = x[COPSE_IN_N2I] - 1.0;
    if (vtype != COPSE_VTYPE_LS2) return 0.5 / f1 + 0.5 / f2;
    return 0.5 * ((x[COPSE_IN_N1I] / f1) / f1 + (x[COPSE_IN_N2I] / f2) / f2);
}

copse_i_estimate copse_i_log_sd_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const char *why = no_spread(x);
    if (why) return (copse_i_estimate){.why = why};
    const double y = copse_i_log_ratio_of_products(x[COPSE_IN_SD1I], 1.0, x[COPSE_IN_SD2I], 1.0);
    return (copse_i_estimate){.yi = y + (setting->correct ? bias_of_sds(x) : 0.0),
                              .vi = variance_of_sds(x, setting->vtype)};
}

copse_i_estimate copse_i_log_variation_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const double m1 = x[COPSE_IN_M1I], m2 = x[COPSE_IN_M2I], s1 = x[COPSE_IN_SD1I], s2 = x[COPSE_IN_SD2I];
    const char *why = no_spread(x);
    if (!why && !(m1 > 0.0 && m2 > 0.0)) why = "a mean is not positive";
    if (why) return (copse_i_estimate){.why = why};
    const double c1 = copse_i_square(s1 / m1) / x[COPSE_IN_N1I], c2 = copse_i_square(s2 / m2) / x[COPSE_IN_N2I];
    const double second = setting->vtype == COPSE_VTYPE_LS2 ? 0.5 * (c1 * c1 + c2 * c2) : 0.0;
    const double bias = setting->correct ? bias_of_sds(x) + 0.5 * (c2 - c1) : 0.0;
    return (copse_i_estimate){.yi = copse_i_log_ratio_of_products(s1, m2, s2, m1) + bias,
                              .vi = c1 + c2 + second + variance_of_sds(x, setting->vtype)};
}
