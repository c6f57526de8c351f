/* The standard error of an estimate from its interval or from its test. */
#include "convert_parts.h"

#include <copse/math.h>

#include <math.h>

static double upper_quantile(double p, double df)
{
    return isinf(df) ? copse_normal_quantile_upper(p) : copse_t_quantile_upper(p, df);
}

static copse_status check_df(double df, copse_error *err)
{
    if (df >= 1e-3) return COPSE_OK;
    return copse_fail(err, COPSE_EDOM, "the number of degrees of freedom is not a positive number");
}

copse_status copse_i_two_sided_quantile(double level, double df, double *q, copse_error *err)
{
    copse_status status = check_df(df, err);
    if (status == COPSE_OK && !(level > 0.0 && level < 100.0))
        status = copse_fail(err, COPSE_EDOM, "the level of the interval is not between 0 and 100");
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(upper_quantile((100.0 - level) / 200.0, df), "the quantile of the interval", q, err);
}

copse_status copse_se_from_interval(double lower, double upper, double level, double df, double *se, copse_error *err)
{
    *se = NAN;
    double q = NAN;
    copse_status status = copse_i_need_finite(lower, "the lower limit", err);
    if (status == COPSE_OK) status = copse_i_need_finite(upper, "the upper limit", err);
    if (status == COPSE_OK && !(lower < upper))
        status = copse_fail(err, COPSE_EDOM, "the lower limit is not below the upper limit");
    if (status == COPSE_OK) status = copse_i_two_sided_quantile(level, df, &q, err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive((upper / 2.0 - lower / 2.0) / q, "the standard error", se, err);
}

copse_status copse_se_from_limit(double estimate, double limit, double level, double df, double *se, copse_error *err)
{
    *se = NAN;
    double q = NAN;
    copse_status status = copse_i_need_finite(estimate, "the estimate", err);
    if (status == COPSE_OK) status = copse_i_need_finite(limit, "the limit of the interval", err);
    if (status == COPSE_OK && estimate == limit)
        status = copse_fail(err, COPSE_EDOM, "the limit of the interval is the estimate itself");
    if (status == COPSE_OK) status = copse_i_two_sided_quantile(level, df, &q, err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(fabs(limit / q - estimate / q), "the standard error", se, err);
}

copse_status copse_se_from_statistic(double estimate, double statistic, double *se, copse_error *err)
{
    *se = NAN;
    copse_status status = copse_i_need_finite(estimate, "the estimate", err);
    if (status == COPSE_OK) status = copse_i_need_finite(statistic, "the test statistic", err);
    if (status != COPSE_OK) return status;
    if (estimate == 0.0 || statistic == 0.0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "%s is 0, and any standard error would do",
                          estimate == 0.0 ? "the estimate" : "the test statistic");
    return copse_i_give_positive(fabs(estimate / statistic), "the standard error", se, err);
}

copse_status copse_se_from_square(double estimate, double square, double *se, copse_error *err)
{
    *se = NAN;
    if (!(square >= 0.0)) return copse_i_need_between(square, 0.0, INFINITY, "the test statistic", err);
    return copse_se_from_statistic(estimate, sqrt(square), se, err);
}

copse_status copse_se_from_p(double estimate, double p, bool one_sided, double df, double *se, copse_error *err)
{
    *se = NAN;
    copse_status status = check_df(df, err);
    if (status == COPSE_OK) status = copse_i_need_between(p, one_sided ? 0.0 : -1.0, 1.0, "the p-value", err);
    if (status != COPSE_OK) return status;
    if (p == 0.0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the p-value is 0: only an exact p-value gives a standard error");
    if (one_sided ? p == 0.5 : fabs(p) == 1.0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the p-value says that the estimate is 0");
    if (one_sided && p == 1.0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the one-sided p-value is 1: only an exact p-value will do");
    const double tail = one_sided ? fmin(p, 1.0 - p) : fabs(p) / 2.0;
    if (!(tail > 0.0)) return copse_fail(err, COPSE_ERANGE, "the p-value is too small");
    const double quantile = upper_quantile(tail, df);
    if (!isfinite(quantile)) return copse_fail(err, COPSE_ERANGE, "the quantile of the p-value is out of range");
    return copse_se_from_statistic(estimate, quantile, se, err);
}

double copse_interval_off_centre(double estimate, double lower, double upper)
{
    if (!(lower < upper)) return (double)NAN;
    return fabs((lower / 2.0 + upper / 2.0 - estimate) / (upper - lower));
}
