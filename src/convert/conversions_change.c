/* Change from baseline. */
#include "conversions.h"

#include <math.h>

static copse_status change_mean(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    (void)opts;
    (void)note;
    return copse_i_give(value[COPSE_Q_MF1] - value[COPSE_Q_MB1], "the mean change", out, err);
}

static copse_status change_sd_se(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                 copse_error *err)
{
    (void)opts;
    (void)note;
    copse_status status = copse_i_need_positive(value[COPSE_Q_SEC1], "the standard error of the change", err);
    if (status == COPSE_OK) status = copse_i_need_positive(value[COPSE_Q_N1], "the size of the group", err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(value[COPSE_Q_SEC1] * sqrt(value[COPSE_Q_N1]), "the standard deviation", out, err);
}

static copse_status correlation(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    (void)opts;
    (void)note;
    return copse_change_correlation(value[COPSE_Q_SDB1], value[COPSE_Q_SDF1], value[COPSE_Q_SDC1], out, err);
}

static copse_status change_sd(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                              copse_error *err)
{
    const bool stated = isnan(value[COPSE_Q_R1]);
    const double r = stated ? opts->correlation : value[COPSE_Q_R1];
    if (isnan(r))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the correlation of baseline and end is not known (--correlation)");
    if (stated) {
        char number[COPSE_NUMBER_TEXT];
        char words[COPSE_CONVERSION_NOTE] = "a correlation assumed to be ";
        size_t at = sizeof "a correlation assumed to be " - 1;
        for (const char *c = copse_format_exact(number, sizeof number, r); *c && at + 1 < sizeof words; c++)
            words[at++] = *c;
        words[at] = '\0';
        copse_i_remark(note, words);
    }
    return copse_change_sd(value[COPSE_Q_SDB1], value[COPSE_Q_SDF1], r, out, err);
}

#define ENTRY(id_, compute_, simple_, raw_, formula_, source_, output_, takes, may_take)                               \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_CHANGE, .groups = true, .simple = (simple_), .raw = (raw_), takes, may_take,   \
        COPSE_I_GIVES(output_), .formula = (formula_), .source = (source_), .compute = (compute_)                      \
    }

static const copse_conversion ENTRIES[] = {
    ENTRY("change-from-means", change_mean, true, false, "mc1i = mf1i - mb1i", COPSE_I_HANDBOOK "6.5.2.8", COPSE_Q_MC1,
          COPSE_I_TAKES(COPSE_Q_MB1, COPSE_Q_MF1), COPSE_I_NO_OPTION),
    ENTRY("correlation-from-sds", correlation, false, true, "r1i = (sdb1i^2 + sdf1i^2 - sdc1i^2)/(2 sdb1i sdf1i)",
          COPSE_I_HANDBOOK "6.5.2.8", COPSE_Q_R1, COPSE_I_TAKES(COPSE_Q_SDB1, COPSE_Q_SDF1, COPSE_Q_SDC1),
          COPSE_I_NO_OPTION),
    ENTRY("change-sd-from-se", change_sd_se, false, false, "sdc1i = sec1i sqrt(n1i)", COPSE_I_HANDBOOK "6.5.2.2",
          COPSE_Q_SDC1, COPSE_I_TAKES(COPSE_Q_SEC1, COPSE_Q_N1), COPSE_I_NO_OPTION),
    ENTRY("change-sd-from-sds", change_sd, false, false,
          "sdc1i = sqrt(sdb1i^2 + sdf1i^2 - 2 r sdb1i sdf1i), r = r1i, or as stated by --correlation",
          COPSE_I_HANDBOOK "6.5.2.8", COPSE_Q_SDC1, COPSE_I_TAKES(COPSE_Q_SDB1, COPSE_Q_SDF1),
          COPSE_I_MAY_TAKE(COPSE_Q_R1)),
};

const copse_i_conversion_list copse_i_conversions_change = {ENTRIES, sizeof ENTRIES / sizeof *ENTRIES};
