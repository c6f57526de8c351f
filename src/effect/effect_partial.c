/* Partial and semi-partial correlations of one predictor among mi in a linear model with intercept. */
#include "effect_kernels.h"

#include <math.h>

static const char too_few[] = "too few participants for the number of predictors",
                  perfect[] = "a perfect correlation has no sampling variance",
                  no_z[] = "a perfect correlation has no finite z";

/* Degrees of freedom of the residuals. */
static double residual_df(const double *x)
{
    return x[COPSE_IN_NI] - x[COPSE_IN_MI] - 1.0;
}

/* The t statistic of the coefficient: set 1 gives it, set 2 its p-value. */
static double statistic(const double *x, size_t set, double df)
{
    return set == 1 ? x[COPSE_IN_TI] : copse_i_t_of_signed_p(x[COPSE_IN_PI], df);
}

static copse_i_correlation_of partial_of(const double *x, size_t set, double df)
{
    if (set == 0) return copse_i_correlation_from_r(x[COPSE_IN_RI]);
    return copse_i_correlation_from_ratio(statistic(x, set, df) / sqrt(df));
}

/* Estimates of all rows that have one, weighted by their size. */
static void weigh(double estimate, const double *x, double value[4], double weight[4])
{
    value[0] = estimate;
    weight[0] = x[COPSE_IN_NI];
}

copse_i_estimate copse_i_partial(const double *x, size_t set, const copse_i_setting *setting)
{
    const double df = residual_df(x);
    if (!(df > 0.0)) return (copse_i_estimate){.why = too_few};
    const copse_i_correlation_of c = partial_of(x, set, df);
    const double mean = setting->average[0];
    const double left = setting->vtype == COPSE_VTYPE_AV ? (1.0 - mean) * (1.0 + mean) : c.left;
    copse_i_estimate e = {.yi = c.r, .vi = left * left / (x[COPSE_IN_NI] - x[COPSE_IN_MI])};
    if (!(e.vi > 0.0)) e.why = perfect;
    return e;
}

void copse_i_partial_average(const double *x, size_t set, double size, const copse_i_setting *setting, double value[4],
                             double weight[4])
{
    (void)size;
    (void)setting;
    const double df = residual_df(x);
    if (df > 0.0) weigh(partial_of(x, set, df).r, x, value, weight);
}

copse_i_estimate copse_i_partial_z(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)setting;
    const double df = residual_df(x);
    if (!(df > 1.0)) return (copse_i_estimate){.why = too_few};
    const copse_i_correlation_of c = partial_of(x, set, df);
    if (isinf(c.ratio)) return (copse_i_estimate){.why = no_z};
    return (copse_i_estimate){.yi = set == 0 ? atanh(c.r) : asinh(c.ratio), .vi = 1.0 / (df - 1.0)};
}

/* Rounding of r and R^2 to two decimals can make r^2 exceed R^2 by no more. */
static const double ROUNDING = 0.015;

/* r^2 is what the predictor adds to R^2. */
static double semipartial_of(const double *x, size_t set, double df)
{
    if (set == 0) return x[COPSE_IN_RI];
    return statistic(x, set, df) * sqrt((1.0 - x[COPSE_IN_R2I]) / df);
}

static const char *objection(const double *x, double r, double df)
{
    if (!(df > 0.0)) return too_few;
    if (!(r * r <= x[COPSE_IN_R2I] + ROUNDING)) {
        return "the predictor would explain more than the whole model (r squared above r2i)";
    }
    return NULL;
}

/* ((1 - R^2)^2 + b (1 - b))/n, b = R^2 - r^2, which is metafor's sum of six terms without its cancellation. */
static double semipartial_variance(const double *x, double r, const copse_i_setting *setting)
{
    const double whole = x[COPSE_IN_R2I], other = setting->vtype == COPSE_VTYPE_AV ? setting->average[0] : r;
    const double rest = fma(-other, other, whole); /* rounded once */
    return ((1.0 - whole) * (1.0 - whole) + rest * (1.0 - rest)) / x[COPSE_IN_NI];
}

copse_i_estimate copse_i_semipartial(const double *x, size_t set, const copse_i_setting *setting)
{
    const double df = residual_df(x);
    const double r = df > 0.0 ? semipartial_of(x, set, df) : (double)NAN;
    copse_i_estimate e = {.yi = r, .vi = semipartial_variance(x, r, setting), .why = objection(x, r, df)};
    if (!e.why && !(e.vi > 0.0)) e.why = perfect;
    return e;
}

void copse_i_semipartial_average(const double *x, size_t set, double size, const copse_i_setting *setting,
                                 double value[4], double weight[4])
{
    (void)size;
    (void)setting;
    const double df = residual_df(x);
    const double r = df > 0.0 ? semipartial_of(x, set, df) : (double)NAN;
    if (!objection(x, r, df)) weigh(r, x, value, weight);
}

copse_i_estimate copse_i_semipartial_z(const double *x, size_t set, const copse_i_setting *setting)
{
    copse_i_estimate e = copse_i_semipartial(x, set, setting);
    if (e.why) return e;
    if (!(fabs(e.yi) < 1.0)) return (copse_i_estimate){.why = no_z};
    const double left = (1.0 - e.yi) * (1.0 + e.yi);
    return (copse_i_estimate){.yi = atanh(e.yi), .vi = e.vi / (left * left)};
}
