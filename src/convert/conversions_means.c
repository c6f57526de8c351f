/* Means and standard deviations of groups. */
#include "conversions.h"

#include <math.h>
#include <string.h>

static copse_status sd_se(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)opts;
    (void)note;
    copse_status status = copse_i_need_positive(value[COPSE_Q_SE1], "the standard error", err);
    if (status == COPSE_OK && !(value[COPSE_Q_N1] >= 1.0))
        status = copse_i_need_count(value[COPSE_Q_N1], 1.0, "the size of the group", err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(copse_sd_from_se(value[COPSE_Q_SE1], value[COPSE_Q_N1]), "the standard deviation", out,
                                 err);
}

static copse_status sd_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    double se = NAN;
    const double lower = value[COPSE_Q_LOWER1], upper = value[COPSE_Q_UPPER1], n = value[COPSE_Q_N1];
    if (!(n > 1.0)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "an interval of a mean needs 2 persons or more");
    if (copse_interval_off_centre(value[COPSE_Q_MEAN1], lower, upper) > COPSE_OFF_CENTRE)
        copse_i_remark(note, "the mean is not in the middle of its interval");
    const copse_status status = copse_se_from_interval(lower, upper, copse_i_row_level(value, opts), n - 1.0, &se, err);
    return status == COPSE_OK ? copse_i_give_positive(se * sqrt(n), "the standard deviation", out, err) : status;
}

static copse_status mean_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                  copse_error *err)
{
    (void)opts;
    (void)note;
    if (!(value[COPSE_Q_LOWER1] < value[COPSE_Q_UPPER1]))
        return copse_fail(err, COPSE_EDOM, "the lower limit is not below the upper limit");
    out[0] = value[COPSE_Q_LOWER1] / 2.0 + value[COPSE_Q_UPPER1] / 2.0;
    return COPSE_OK;
}

/* Papers of mean and deviation, as the note. */
static void cite(const copse_five_result *result, char *note)
{
    char words[COPSE_CONVERSION_NOTE] = "";
    const char *const parts[] = {result->mean_formula, result->sd_formula};
    for (size_t i = 0; i < 2; i++) {
        if (parts[i] == NULL || (i == 1 && words[0] != '\0' && strcmp(parts[0], parts[1]) == 0)) continue;
        if (words[0] != '\0') (void)strncat(words, "; ", sizeof words - strlen(words) - 1);
        (void)strncat(words, parts[i], sizeof words - strlen(words) - 1);
    }
    copse_i_remark(note, words);
}

static copse_status from_five(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                              copse_error *err)
{
    const copse_five five = {.min = value[COPSE_Q_MIN1],
                             .q1 = value[COPSE_Q_LQ1],
                             .median = value[COPSE_Q_MED1],
                             .q3 = value[COPSE_Q_UQ1],
                             .max = value[COPSE_Q_MAX1],
                             .n = value[COPSE_Q_N1]};
    copse_five_result result;
    if (isnan(five.min) && isnan(five.q1) && isnan(five.median) && isnan(five.q3) && isnan(five.max))
        return COPSE_EMISSING;
    const copse_status status = copse_mean_from_five(&five, &opts->five, &result);
    if (status != COPSE_OK) /* a set that is not whole is a reason here */
        return copse_fail(err, status == COPSE_EMISSING ? COPSE_ENOTCOMPUTABLE : status, "%s", result.why);
    out[0] = result.mean;
    out[1] = result.sd;
    cite(&result, note);
    return COPSE_OK;
}

/* ---- the same standard deviation for both groups, from their difference */

static double difference(const double *value)
{
    return isnan(value[COPSE_Q_MD]) ? value[COPSE_Q_MEAN1] - value[COPSE_Q_MEAN2] : value[COPSE_Q_MD];
}

static double pooled_df(const double *value)
{
    return isnan(value[COPSE_Q_DF]) ? value[COPSE_Q_N1] + value[COPSE_Q_N2] - 2.0 : value[COPSE_Q_DF];
}

static copse_status both(const double *value, copse_status status, double se, double out[4], copse_error *err)
{
    if (status == COPSE_OK)
        status = copse_sd_from_difference_se(se, value[COPSE_Q_N1], value[COPSE_Q_N2], &out[0], err);
    out[1] = out[0];
    return status;
}

static copse_status sd_md_se(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return both(value, COPSE_OK, value[COPSE_Q_SEMD], out, err);
}

static copse_status sd_md_interval(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                   copse_error *err)
{
    double se = NAN;
    const double lower = value[COPSE_Q_MDLOWER], upper = value[COPSE_Q_MDUPPER];
    if (copse_interval_off_centre(difference(value), lower, upper) > COPSE_OFF_CENTRE)
        copse_i_remark(note, "the difference is not in the middle of its interval");
    const copse_status status =
        copse_se_from_interval(lower, upper, copse_i_row_level(value, opts), pooled_df(value), &se, err);
    return both(value, status, se, out, err);
}

static copse_status sd_md_t(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                            copse_error *err)
{
    (void)opts;
    (void)note;
    double se = NAN;
    if (isnan(difference(value))) return COPSE_EMISSING;
    const copse_status status = copse_se_from_statistic(difference(value), value[COPSE_Q_T], &se, err);
    return both(value, status, se, out, err);
}

static copse_status sd_md_f(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                            copse_error *err)
{
    (void)opts;
    (void)note;
    double se = NAN;
    if (isnan(difference(value))) return COPSE_EMISSING;
    const copse_status status = copse_se_from_square(difference(value), value[COPSE_Q_F], &se, err);
    return both(value, status, se, out, err);
}

static copse_status sd_md_p(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                            copse_error *err)
{
    (void)note;
    double se = NAN;
    if (isnan(difference(value))) return COPSE_EMISSING;
    const copse_status status =
        copse_se_from_p(difference(value), value[COPSE_Q_P], opts->one_sided, pooled_df(value), &se, err);
    return both(value, status, se, out, err);
}

#define GROUP_ENTRY(id_, compute_, formula_, source_, simple_, output_, takes, may_take)                               \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_MEANS, .groups = true, .simple = (simple_), takes, may_take,                   \
        COPSE_I_GIVES(output_), .formula = (formula_), .source = (source_), .compute = (compute_)                      \
    }
#define PAIR_ENTRY(id_, compute_, formula_, takes, may_take)                                                           \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_MEANS, .whole = true, takes, may_take,                                         \
        COPSE_I_GIVES(COPSE_Q_SD1, COPSE_Q_SD2), .formula = (formula_), .source = COPSE_I_HANDBOOK "6.5.2.3",          \
        .compute = (compute_)                                                                                          \
    }
#define GROUPS_AND(...) COPSE_I_TAKES(COPSE_Q_N1, COPSE_Q_N2, __VA_ARGS__)
#define DIFFERENCE COPSE_Q_MD, COPSE_Q_MEAN1, COPSE_Q_MEAN2

static const copse_conversion ENTRIES[] = {
    GROUP_ENTRY("sd-from-se", sd_se, "sd1i = se1i sqrt(n1i)", COPSE_I_HANDBOOK "6.5.2.2", false, COPSE_Q_SD1,
                COPSE_I_TAKES(COPSE_Q_SE1, COPSE_Q_N1), COPSE_I_NO_OPTION),
    GROUP_ENTRY("sd-from-interval", sd_interval,
                "sd1i = sqrt(n1i) (upper1i - lower1i)/(2 q), q = quantile of t with n1i - 1 degrees of freedom",
                COPSE_I_HANDBOOK "6.5.2.2", false, COPSE_Q_SD1,
                COPSE_I_TAKES(COPSE_Q_LOWER1, COPSE_Q_UPPER1, COPSE_Q_N1), COPSE_I_MAY_TAKE(COPSE_Q_LEVEL)),
    GROUP_ENTRY("mean-from-interval", mean_interval, "m1i = (lower1i + upper1i)/2", COPSE_I_HANDBOOK "6.5.2.2", true,
                COPSE_Q_MEAN1, COPSE_I_TAKES(COPSE_Q_LOWER1, COPSE_Q_UPPER1), COPSE_I_NO_OPTION),
    {.id = "mean-sd-from-quartiles",
     .fill = COPSE_FILL_MEANS,
     .groups = true,
     .cites = true,
     COPSE_I_TAKES(COPSE_Q_N1),
     .option = {COPSE_Q_MIN1, COPSE_Q_LQ1, COPSE_Q_MED1, COPSE_Q_UQ1, COPSE_Q_MAX1, COPSE_I_END},
     COPSE_I_GIVES(COPSE_Q_MEAN1, COPSE_Q_SD1),
     .formula = "as --quartiles says; by default weighted sums of the numbers that are optimal for normal data",
     .source = "Luo 2018; Wan 2014; Shi 2020; McGrath 2020; Cai 2021; Yang 2022",
     .compute = from_five},
    PAIR_ENTRY("sd-from-difference-se", sd_md_se, "sd1i = sd2i = semdi/sqrt(1/n1i + 1/n2i)", GROUPS_AND(COPSE_Q_SEMD),
               COPSE_I_NO_OPTION),
    PAIR_ENTRY("sd-from-difference-interval", sd_md_interval,
               "semdi = (uppermdi - lowermdi)/(2 q), q = quantile of t with n1i + n2i - 2 degrees of freedom; then as "
               "sd-from-difference-se",
               GROUPS_AND(COPSE_Q_MDLOWER, COPSE_Q_MDUPPER), COPSE_I_MAY_TAKE(COPSE_Q_LEVEL, COPSE_Q_DF)),
    PAIR_ENTRY("sd-from-t", sd_md_t, "semdi = |mdi/ti|, mdi = m1i - m2i; then as sd-from-difference-se",
               GROUPS_AND(COPSE_Q_T), COPSE_I_MAY_TAKE(DIFFERENCE)),
    PAIR_ENTRY("sd-from-f", sd_md_f, "semdi = |mdi|/sqrt(fi); then as sd-from-difference-se", GROUPS_AND(COPSE_Q_F),
               COPSE_I_MAY_TAKE(DIFFERENCE)),
    PAIR_ENTRY("sd-from-p", sd_md_p,
               "semdi = |mdi|/q, q = quantile of t with n1i + n2i - 2 degrees of freedom at pi/2 (one-sided: pi); then "
               "as sd-from-difference-se",
               GROUPS_AND(COPSE_Q_P), COPSE_I_MAY_TAKE(DIFFERENCE, COPSE_Q_DF)),
};

const copse_i_conversion_list copse_i_conversions_means = {ENTRIES, sizeof ENTRIES / sizeof *ENTRIES};
