/* The coefficient of determination of a linear model with mi predictors and intercept. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

/* R^2 and 1 - R^2, each with its own digits. */
typedef struct determination {
    double explained, left;
} determination;

/* Given (set 0), or from the F statistic (1) or p-value (2) of the whole model: under the null hypothesis R^2 is beta with
 * mi/2 and df/2. */
static determination determination_of(const double *x, size_t set, double df)
{
    const double m = x[COPSE_IN_MI];
    if (set == 0) return (determination){x[COPSE_IN_R2I], 1.0 - x[COPSE_IN_R2I]};
    if (set == 2) {
        const double p = x[COPSE_IN_PI];
        if (!(p < 1.0)) return (determination){0.0, 1.0};
        return (determination){copse_beta_quantile_upper(p, 0.5 * m, 0.5 * df),
                               copse_beta_quantile_lower(p, 0.5 * df, 0.5 * m)};
    }
    const double odds = x[COPSE_IN_FI] * (m / df);
    return (determination){isinf(odds) ? 1.0 : odds / (1.0 + odds), 1.0 / (1.0 + odds)};
}

static double residual_df(const double *x)
{
    return x[COPSE_IN_NI] - x[COPSE_IN_MI] - 1.0;
}

static const char too_few[] = "too few participants for the number of predictors",
                  at_end[] = "a coefficient of determination of 0 or 1 has no sampling variance";

/* Kendall & Stuart 1979, 27.87: what the mean-free part of the variance becomes in small samples. */
static double in_small_samples(const double *x)
{
    const double n = x[COPSE_IN_NI], df = residual_df(x);
    return (df / (n - 1.0)) * (df / (n + 1.0)) / (n + 3.0);
}

copse_i_estimate copse_i_determination(const double *x, size_t set, const copse_i_setting *setting)
{
    const double df = residual_df(x), mean = setting->average[0];
    if (!(df > 0.0)) return (copse_i_estimate){.why = too_few};
    const determination own = determination_of(x, set, df);
    const bool average = setting->vtype == COPSE_VTYPE_AV || setting->vtype == COPSE_VTYPE_AV2;
    const bool small = setting->vtype == COPSE_VTYPE_LS2 || setting->vtype == COPSE_VTYPE_AV2;
    const determination r2 = average ? (determination){mean, 1.0 - mean} : own;
    const double scale = small ? in_small_samples(x) : 1.0 / x[COPSE_IN_NI];
    copse_i_estimate e = {.yi = own.explained, .vi = 4.0 * r2.explained * r2.left * r2.left * scale};
    if (!(e.vi > 0.0)) e.why = at_end;
    return e;
}

void copse_i_determination_average(const double *x, size_t set, double size, const copse_i_setting *setting,
                                   double value[4], double weight[4])
{
    (void)size;
    (void)setting;
    const double df = residual_df(x);
    if (!(df > 0.0)) return;
    value[0] = determination_of(x, set, df).explained;
    weight[0] = x[COPSE_IN_NI];
}

/* atanh(sqrt(R^2)) = asinh(sqrt(R^2/(1 - R^2))). */
static double z_of(determination r2)
{
    return asinh(sqrt(r2.explained / r2.left));
}

static const char no_z[] = "a coefficient of determination of 1 has no finite z";

copse_i_estimate copse_i_determination_z(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    const double df = residual_df(x);
    if (!(df > 0.0)) return (copse_i_estimate){.why = too_few};
    const determination r2 = determination_of(x, set, df);
    if (!(r2.left > 0.0)) return (copse_i_estimate){.why = no_z};
    return (copse_i_estimate){.yi = z_of(r2), .vi = 1.0 / x[COPSE_IN_NI]};
}

/* Of 1 - R^2: noncentralities of n/1e-4 and more take long and lose digits. */
static const double NEAREST = 0.99999e-4;

copse_i_estimate copse_i_determination_fixed(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    const double df = residual_df(x);
    if (!(df > 0.0)) return (copse_i_estimate){.why = too_few};
    const determination r2 = determination_of(x, set, df);
    double mean = (double)NAN;
    copse_i_estimate e = {.yi = r2.explained};
    if (!(r2.left > 0.0) || !(r2.explained < 1.0)) return (copse_i_estimate){.why = at_end};
    if (!(r2.left >= NEAREST)) {
        return (copse_i_estimate){.why = "a coefficient of determination above 0.9999 is too near 1 for this variance"};
    }
    if (copse_r2_fixed(r2.explained, x[COPSE_IN_NI], x[COPSE_IN_MI], &mean, &e.vi) != COPSE_OK) {
        e.why = "the sampling variance cannot be computed for so many participants or predictors";
    }
    return e;
}

copse_i_estimate copse_i_determination_fixed_z(const double *x, size_t set, const copse_i_setting *setting)
{
    copse_i_estimate e = copse_i_determination_fixed(x, set, setting);
    if (e.why) return e;
    const determination r2 = determination_of(x, set, residual_df(x));
    if (!(r2.explained > 0.0))
        return (copse_i_estimate){.why = "a coefficient of determination of 0 has no slope of z"};
    return (copse_i_estimate){.yi = z_of(r2), .vi = e.vi / (4.0 * r2.explained * r2.left * r2.left)};
}
