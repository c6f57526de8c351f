/* Estimates and their standard errors from intervals and tests. */
#include "conversions.h"

#include <math.h>

static const char OFF_CENTRE[] = "the estimate is not in the middle of its interval";

/* A row with a variance misses no standard error. */
static bool known(const double *value)
{
    return !isnan(value[COPSE_Q_VI]);
}

static copse_status from_limits(double estimate, double lower, double upper, const double *value,
                                const copse_fill_opts *opts, double *se, char *note, copse_error *err)
{
    if (known(value)) return COPSE_EMISSING;
    if (copse_interval_off_centre(estimate, lower, upper) > COPSE_OFF_CENTRE) copse_i_remark(note, OFF_CENTRE);
    return copse_se_from_interval(lower, upper, copse_i_row_level(value, opts), copse_i_row_df(value), se, err);
}

static copse_status se_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    return from_limits(value[COPSE_Q_YI], value[COPSE_Q_YLOWER], value[COPSE_Q_YUPPER], value, opts, out, note, err);
}

static copse_status log_of(double ratio, const char *what, double *out, copse_error *err)
{
    const copse_status status = copse_i_need_positive(ratio, what, err);
    if (status == COPSE_OK) *out = log(ratio);
    return status;
}

static copse_status se_ratio_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                      copse_error *err)
{
    double lower = NAN, upper = NAN;
    copse_status status = log_of(value[COPSE_Q_RLOWER], "the lower limit of the ratio", &lower, err);
    if (status == COPSE_OK) status = log_of(value[COPSE_Q_RUPPER], "the upper limit of the ratio", &upper, err);
    return status == COPSE_OK ? from_limits(value[COPSE_Q_YI], lower, upper, value, opts, out, note, err) : status;
}

/* The one limit that is there; with both, the interval does it. */
static copse_status from_limit(double lower, double upper, const double *value, const copse_fill_opts *opts,
                               double out[4], copse_error *err)
{
    const double limit = isnan(lower) ? upper : lower;
    if (known(value) || isnan(lower) == isnan(upper)) return COPSE_EMISSING;
    if (limit == lower ? limit > value[COPSE_Q_YI] : limit < value[COPSE_Q_YI])
        return copse_fail(err, COPSE_EDOM, "the estimate is %s its limit", limit == lower ? "below" : "above");
    return copse_se_from_limit(value[COPSE_Q_YI], limit, copse_i_row_level(value, opts), copse_i_row_df(value), out,
                               err);
}

static copse_status se_limit(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)note;
    return from_limit(value[COPSE_Q_YLOWER], value[COPSE_Q_YUPPER], value, opts, out, err);
}

static copse_status se_ratio_limit(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                   copse_error *err)
{
    (void)note;
    double lower = NAN, upper = NAN;
    copse_status status = COPSE_OK;
    if (!isnan(value[COPSE_Q_RLOWER]))
        status = log_of(value[COPSE_Q_RLOWER], "the lower limit of the ratio", &lower, err);
    if (status == COPSE_OK && !isnan(value[COPSE_Q_RUPPER]))
        status = log_of(value[COPSE_Q_RUPPER], "the upper limit of the ratio", &upper, err);
    return status == COPSE_OK ? from_limit(lower, upper, value, opts, out, err) : status;
}

static copse_status yi_ratio(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return log_of(value[COPSE_Q_RATIO], "the ratio", out, err);
}

static copse_status yi_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    (void)opts;
    (void)note;
    if (!(value[COPSE_Q_YLOWER] < value[COPSE_Q_YUPPER]))
        return copse_fail(err, COPSE_EDOM, "the lower limit is not below the upper limit");
    out[0] = value[COPSE_Q_YLOWER] / 2.0 + value[COPSE_Q_YUPPER] / 2.0;
    return COPSE_OK;
}

static copse_status yi_ratio_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                      copse_error *err)
{
    (void)opts;
    (void)note;
    double lower = NAN, upper = NAN;
    copse_status status = log_of(value[COPSE_Q_RLOWER], "the lower limit of the ratio", &lower, err);
    if (status == COPSE_OK) status = log_of(value[COPSE_Q_RUPPER], "the upper limit of the ratio", &upper, err);
    if (status == COPSE_OK && !(lower < upper))
        status = copse_fail(err, COPSE_EDOM, "the lower limit is not below the upper limit");
    if (status == COPSE_OK) out[0] = lower / 2.0 + upper / 2.0;
    return status;
}

/* A statistic against the estimate has the sign of the estimate, or none. */
static copse_status from_signed(double statistic, const double *value, double out[4], char *note, copse_error *err)
{
    if (known(value)) return COPSE_EMISSING;
    if (statistic < 0.0 && value[COPSE_Q_YI] > 0.0)
        copse_i_remark(note, "estimate and statistic are of opposite signs");
    return copse_se_from_statistic(value[COPSE_Q_YI], statistic, out, err);
}

static copse_status se_z(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)opts;
    return from_signed(value[COPSE_Q_Z], value, out, note, err);
}

static copse_status se_t(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)opts;
    return from_signed(value[COPSE_Q_T], value, out, note, err);
}

static copse_status se_f(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)opts;
    (void)note;
    return known(value) ? COPSE_EMISSING : copse_se_from_square(value[COPSE_Q_YI], value[COPSE_Q_F], out, err);
}

static copse_status se_chisq(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return known(value) ? COPSE_EMISSING : copse_se_from_square(value[COPSE_Q_YI], fabs(value[COPSE_Q_CHI2]), out, err);
}

static copse_status se_p(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)note;
    if (known(value)) return COPSE_EMISSING;
    return copse_se_from_p(value[COPSE_Q_YI], value[COPSE_Q_P], opts->one_sided, copse_i_row_df(value), out, err);
}

#define SE_ENTRY(id_, compute_, formula_, source_, takes, may_take)                                                    \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_SE, takes, may_take, COPSE_I_GIVES(COPSE_Q_SEI), .formula = (formula_),        \
        .source = (source_), .compute = (compute_)                                                                     \
    }
#define YI_ENTRY(id_, compute_, formula_, source_, ...)                                                                \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_SE, .simple = true, COPSE_I_TAKES(__VA_ARGS__), COPSE_I_NO_OPTION,             \
        COPSE_I_GIVES(COPSE_Q_YI), .formula = (formula_), .source = (source_), .compute = (compute_)                   \
    }

/* Of several reports an interval is the first choice, as its rounding costs least (metafor's rule, too). */
static const copse_conversion ENTRIES[] = {
    YI_ENTRY("yi-from-ratio", yi_ratio, "yi = log(ratio)", COPSE_I_HANDBOOK "6.3.2", COPSE_Q_RATIO),
    YI_ENTRY("yi-from-interval", yi_interval, "yi = (lower + upper)/2", COPSE_I_HANDBOOK "6.3.1", COPSE_Q_YLOWER,
             COPSE_Q_YUPPER),
    YI_ENTRY("yi-from-ratio-interval", yi_ratio_interval, "yi = (log(ratio_lower) + log(ratio_upper))/2",
             COPSE_I_HANDBOOK "6.3.2", COPSE_Q_RLOWER, COPSE_Q_RUPPER),
    SE_ENTRY("se-from-interval", se_interval,
             "sei = (upper - lower)/(2 q), q = quantile of the level, of t where dfi is given",
             COPSE_I_HANDBOOK "6.3.1", COPSE_I_TAKES(COPSE_Q_YLOWER, COPSE_Q_YUPPER),
             COPSE_I_MAY_TAKE(COPSE_Q_LEVEL, COPSE_Q_DF)),
    SE_ENTRY("se-from-ratio-interval", se_ratio_interval, "sei = (log(ratio_upper) - log(ratio_lower))/(2 q)",
             COPSE_I_HANDBOOK "6.3.2", COPSE_I_TAKES(COPSE_Q_RLOWER, COPSE_Q_RUPPER),
             COPSE_I_MAY_TAKE(COPSE_Q_LEVEL, COPSE_Q_DF)),
    SE_ENTRY("se-from-limit", se_limit, "sei = |lower or upper - yi|/q", COPSE_I_HANDBOOK "6.3.1",
             COPSE_I_TAKES(COPSE_Q_YI), COPSE_I_MAY_TAKE(COPSE_Q_YLOWER, COPSE_Q_YUPPER, COPSE_Q_LEVEL, COPSE_Q_DF)),
    SE_ENTRY("se-from-ratio-limit", se_ratio_limit, "sei = |log(ratio_lower or ratio_upper) - yi|/q",
             COPSE_I_HANDBOOK "6.3.2", COPSE_I_TAKES(COPSE_Q_YI),
             COPSE_I_MAY_TAKE(COPSE_Q_RLOWER, COPSE_Q_RUPPER, COPSE_Q_LEVEL, COPSE_Q_DF)),
    SE_ENTRY("se-from-z", se_z, "sei = |yi/zi|", COPSE_I_HANDBOOK "6.3.1", COPSE_I_TAKES(COPSE_Q_YI, COPSE_Q_Z),
             COPSE_I_NO_OPTION),
    SE_ENTRY("se-from-t", se_t, "sei = |yi/ti|", COPSE_I_HANDBOOK "6.5.2.3", COPSE_I_TAKES(COPSE_Q_YI, COPSE_Q_T),
             COPSE_I_NO_OPTION),
    SE_ENTRY("se-from-f", se_f, "sei = |yi|/sqrt(fi)", COPSE_I_HANDBOOK "6.5.2.3", COPSE_I_TAKES(COPSE_Q_YI, COPSE_Q_F),
             COPSE_I_NO_OPTION),
    SE_ENTRY("se-from-chisq", se_chisq, "sei = |yi|/sqrt(|chi2i|)", COPSE_I_HANDBOOK "6.3.1",
             COPSE_I_TAKES(COPSE_Q_YI, COPSE_Q_CHI2), COPSE_I_NO_OPTION),
    SE_ENTRY("se-from-p", se_p,
             "sei = |yi|/q, q = quantile of the normal distribution, of t where dfi is given, at pi/2 "
             "(one-sided: pi)",
             "Altman & Bland 2011", COPSE_I_TAKES(COPSE_Q_YI, COPSE_Q_P), COPSE_I_MAY_TAKE(COPSE_Q_DF)),
};

const copse_i_conversion_list copse_i_conversions_se = {ENTRIES, sizeof ENTRIES / sizeof *ENTRIES};
