/* Mean and SD from medians, quartiles and ranges: checks, the test for skewness, then the method. */
#include "five_numbers.h"

#include <math.h>

copse_status copse_i_five_refuse(copse_five_result *result, copse_status status, const char *why)
{
    result->mean = result->sd = result->objective = result->lambda = NAN;
    result->parameter[0] = result->parameter[1] = NAN;
    result->mean_formula = result->sd_formula = NULL;
    result->why = why;
    return status;
}

static bool needs_positive(copse_five_method method)
{
    return method == COPSE_FIVE_BC || method == COPSE_FIVE_MLN || method == COPSE_FIVE_LOGNORMAL;
}

static bool some_at_most(const copse_five *x, double bound)
{
    return x->min <= bound || x->q1 <= bound || x->median <= bound || x->q3 <= bound || x->max <= bound;
}

static bool some_below_zero(const copse_five *x)
{
    return x->min < 0 || x->q1 < 0 || x->median < 0 || x->q3 < 0 || x->max < 0;
}

/* The SD of these needs no median. */
static bool median_needed(const copse_five_opts *opts)
{
    return !(opts->method == COPSE_FIVE_LUO_WAN_SHI || opts->method == COPSE_FIVE_WAN ||
             (opts->method == COPSE_FIVE_LOGNORMAL && opts->log_scale));
}

static bool rests_on_normality(const copse_five *five, copse_five_method method)
{
    if (method == COPSE_FIVE_QE) return some_below_zero(five);
    return method != COPSE_FIVE_BC && method != COPSE_FIVE_MLN;
}

static copse_status compute(const copse_five *five, const copse_five_opts *opts, copse_five_result *result)
{
    switch (opts->method) {
    case COPSE_FIVE_QE:
        return copse_i_five_qe(five, result);
    case COPSE_FIVE_BC:
        return copse_i_five_bc(five, result);
    case COPSE_FIVE_MLN:
        return copse_i_five_mln(five, opts, result);
    case COPSE_FIVE_BLUE:
        return copse_i_five_blue(five, result);
    case COPSE_FIVE_LOGNORMAL:
        return copse_i_five_lognormal(five, opts, result);
    default:
        return copse_i_five_linear(five, opts, result);
    }
}

/* Nothing that is no number leaves this file without a reason. */
static copse_status finish(const copse_five *five, copse_five_result *result)
{
    const bool median = !isnan(five->median);
    if (!(isfinite(result->sd) && (isfinite(result->mean) || !median)))
        return copse_i_five_refuse(result, COPSE_ERANGE, "mean or SD is beyond the range of numbers");
    if (!(result->sd > 0))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE, "the SD is too small for a number above 0");
    if (!median) {
        result->mean = NAN;
        result->mean_formula = NULL;
    }
    result->outside = result->mean < five->min || result->mean > five->max;
    if (result->family == COPSE_FIVE_NORMAL) {
        result->parameter[0] = result->mean;
        result->parameter[1] = result->sd;
    }
    return COPSE_OK;
}

copse_status copse_mean_from_five(const copse_five *five, const copse_five_opts *opts, copse_five_result *result)
{
    if (!result) return COPSE_EINVAL;
    *result = (copse_five_result){.why = "", .skewness = {.statistic = NAN, .critical = NAN}};
    (void)copse_i_five_refuse(result, COPSE_OK, "");
    const copse_five_opts defaults = copse_five_opts_default();
    if (!opts) opts = &defaults;
    if (!five) return copse_i_five_refuse(result, COPSE_EINVAL, "no numbers");
    if ((unsigned)opts->method >= COPSE_FIVE_METHOD_COUNT)
        return copse_i_five_refuse(result, COPSE_EINVAL, "unknown method");

    const char *why;
    copse_status status = copse_i_five_check(five, &result->which, &why);
    if (status != COPSE_OK) return copse_i_five_refuse(result, status, why);
    if (isnan(five->median) && median_needed(opts))
        return copse_i_five_refuse(result, COPSE_EMISSING, "the median is missing, which this method needs");
    if (needs_positive(opts->method) && some_at_most(five, 0))
        return copse_i_five_refuse(result, COPSE_EDOM, "a number is not positive, which this method's logarithm needs");

    int exponent;
    const bool logs = opts->method == COPSE_FIVE_LOGNORMAL;
    const double anchor = isnan(five->median) ? fmax(five->min, five->q1) : five->median;
    const copse_five x = logs ? copse_i_five_log_ratios(five, anchor) : copse_i_five_scaled(five, &exponent);
    result->skewness = copse_i_five_skewness(&x, result->which);
    if (opts->test && result->skewness.significant && rests_on_normality(five, opts->method))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE,
                                   logs ? "the logarithms are significantly skewed (Shi et al. 2023)"
                                        : "the numbers are significantly skewed (Shi et al. 2023)");
    status = compute(five, opts, result);
    return status == COPSE_OK ? finish(five, result) : status;
}
