/* Cells of 2x2 tables, and sizes and events of groups. */
#include "conversions.h"

#include <math.h>
#include <string.h>

/* ---- one group: n = events + others */

static copse_status rest(double whole, double part, const char *what, double *out, copse_error *err)
{
    const double x = whole - part;
    if (!(x >= 0.0)) return copse_fail(err, COPSE_EDOM, "%s would be a negative number", what);
    return copse_i_give(x, what, out, err);
}

static copse_status others(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                           copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_N1], value[COPSE_Q_EVENTS1], "persons without an event", out, err);
}

static copse_status events(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                           copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_N1], value[COPSE_Q_OTHERS1], "events", out, err);
}

static copse_status size(const double *value, const copse_fill_opts *opts, double out[4], char *note, copse_error *err)
{
    (void)opts;
    (void)note;
    return copse_i_give_positive(value[COPSE_Q_EVENTS1] + value[COPSE_Q_OTHERS1], "the size of the group", out, err);
}

/* A product that is far from whole: a rounded percentage does not tell the count for sure. */
static void remark_rounding(double exact, char *note)
{
    char number[COPSE_NUMBER_TEXT], words[COPSE_CONVERSION_NOTE] = "rounded from ";
    if (!(fabs(exact - round(exact)) > 0.1)) return;
    (void)strncat(words, copse_format_significant(number, sizeof number, exact, 6), sizeof words - strlen(words) - 1);
    copse_i_remark(note, words);
}

static copse_status events_risk(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    (void)opts;
    remark_rounding(value[COPSE_Q_RISK1] * value[COPSE_Q_N1], note);
    return copse_events_from_risk(value[COPSE_Q_RISK1], value[COPSE_Q_N1], out, err);
}

static copse_status events_percent(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                   copse_error *err)
{
    (void)opts;
    const copse_status status = copse_i_need_between(value[COPSE_Q_PERCENT1], 0.0, 100.0, "the percentage", err);
    if (status != COPSE_OK) return status;
    remark_rounding(value[COPSE_Q_PERCENT1] / 100.0 * value[COPSE_Q_N1], note);
    return copse_events_from_risk(value[COPSE_Q_PERCENT1] / 100.0, value[COPSE_Q_N1], out, err);
}

/* ---- what both groups share */

static copse_status size_1(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                           copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_N0], value[COPSE_Q_N2], "the size of group 1", out, err);
}

static copse_status size_2(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                           copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_N0], value[COPSE_Q_N1], "the size of group 2", out, err);
}

static copse_status events_1(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_ALL_EVENTS], value[COPSE_Q_EVENTS2], "events of group 1", out, err);
}

static copse_status events_2(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return rest(value[COPSE_Q_ALL_EVENTS], value[COPSE_Q_EVENTS1], "events of group 2", out, err);
}

static copse_status table_or(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                             copse_error *err)
{
    (void)opts;
    (void)note;
    return copse_table_from_odds_ratio(value[COPSE_Q_OR], value[COPSE_Q_N1], value[COPSE_Q_N2],
                                       value[COPSE_Q_ALL_EVENTS], out, err);
}

static copse_status table_phi(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                              copse_error *err)
{
    (void)opts;
    (void)note;
    return copse_table_from_phi(value[COPSE_Q_PHI], value[COPSE_Q_N1], value[COPSE_Q_N2], value[COPSE_Q_ALL_EVENTS],
                                out, err);
}

static copse_status table_chisq(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                copse_error *err)
{
    double phi = NAN;
    copse_i_remark(note,
                   opts->uncorrected ? "chi-square without Yates's correction" : "chi-square with Yates's correction");
    const copse_status status = copse_phi_from_chisq(value[COPSE_Q_CHI2], !opts->uncorrected, value[COPSE_Q_N1],
                                                     value[COPSE_Q_N2], value[COPSE_Q_ALL_EVENTS], &phi, err);
    if (status != COPSE_OK) return status;
    return copse_table_from_phi(phi, value[COPSE_Q_N1], value[COPSE_Q_N2], value[COPSE_Q_ALL_EVENTS], out, err);
}

static copse_status table_accuracy(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                                   copse_error *err)
{
    (void)opts;
    (void)note;
    if (isnan(value[COPSE_Q_SENS]) && isnan(value[COPSE_Q_SPEC]) && isnan(value[COPSE_Q_PPV]) &&
        isnan(value[COPSE_Q_NPV]))
        return COPSE_EMISSING;
    return copse_table_from_accuracy(value[COPSE_Q_SENS], value[COPSE_Q_SPEC], value[COPSE_Q_PPV], value[COPSE_Q_NPV],
                                     value[COPSE_Q_N0], out, err);
}

/* ---- events of one group from those of the other and a contrast */

static copse_status across(copse_contrast contrast, double estimate, const double *value, bool to_second, double *out,
                           char *note, copse_error *err)
{
    const copse_quantity n_known = to_second ? COPSE_Q_N1 : COPSE_Q_N2, n_other = to_second ? COPSE_Q_N2 : COPSE_Q_N1;
    const copse_quantity events_known = to_second ? COPSE_Q_EVENTS1 : COPSE_Q_EVENTS2;
    const copse_quantity risk_known = to_second ? COPSE_Q_RISK1 : COPSE_Q_RISK2;
    double risk = value[risk_known], other = NAN;
    if (isnan(risk)) risk = value[events_known] / value[n_known];
    const copse_status status = copse_risk_from_contrast(contrast, estimate, risk, to_second, &other, err);
    if (status != COPSE_OK) return status;
    remark_rounding(other * value[n_other], note);
    return copse_events_from_risk(other, value[n_other], out, err);
}

#define ACROSS(name, contrast, quantity)                                                                               \
    static copse_status name##_first(const double *value, const copse_fill_opts *opts, double out[4], char *note,      \
                                     copse_error *err)                                                                 \
    {                                                                                                                  \
        (void)opts;                                                                                                    \
        return across(contrast, value[quantity], value, false, out, note, err);                                        \
    }                                                                                                                  \
    static copse_status name##_second(const double *value, const copse_fill_opts *opts, double out[4], char *note,     \
                                      copse_error *err)                                                                \
    {                                                                                                                  \
        (void)opts;                                                                                                    \
        return across(contrast, value[quantity], value, true, out, note, err);                                         \
    }
ACROSS(odds_ratio, COPSE_CONTRAST_OR, COPSE_Q_OR)
ACROSS(risk_ratio, COPSE_CONTRAST_RR, COPSE_Q_RR)
ACROSS(risk_difference, COPSE_CONTRAST_RD, COPSE_Q_RD)
#undef ACROSS

#define ENTRY(id_, compute_, formula_, source_, simple_, groups_, output_, ...)                                        \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_TABLE, .groups = (groups_), .simple = (simple_), COPSE_I_TAKES(__VA_ARGS__),   \
        COPSE_I_NO_OPTION, COPSE_I_GIVES(output_), .formula = (formula_), .source = (source_), .compute = (compute_)   \
    }
#define SUM(id, compute, formula, groups, output, ...)                                                                 \
    ENTRY(id, compute, formula, "arithmetic", true, groups, output, __VA_ARGS__)
#define MARGINS(id_, compute_, formula_, source_, input_)                                                              \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_TABLE, .whole = true,                                                          \
        COPSE_I_TAKES(input_, COPSE_Q_N1, COPSE_Q_N2, COPSE_Q_ALL_EVENTS), COPSE_I_NO_OPTION,                          \
        .output = {COPSE_Q_EVENTS1, COPSE_Q_OTHERS1, COPSE_Q_EVENTS2, COPSE_Q_OTHERS2}, .formula = (formula_),         \
        .source = (source_), .compute = (compute_)                                                                     \
    }
#define ONE_WAY(id_, compute_, formula_, output_, known, risk, input_)                                                 \
    {                                                                                                                  \
        .id = (id_), .fill = COPSE_FILL_TABLE, COPSE_I_TAKES(input_, known, COPSE_Q_N1, COPSE_Q_N2),                   \
        COPSE_I_MAY_TAKE(risk), COPSE_I_GIVES(output_), .formula = (formula_), .source = COPSE_I_HANDBOOK "6.4.1",     \
        .compute = (compute_)                                                                                          \
    }
#define ACROSS(id, compute, formula, input)                                                                            \
    ONE_WAY(id "-first", compute##_first, formula ", p = risk2i or ci/n2i, rounded", COPSE_Q_EVENTS1, COPSE_Q_EVENTS2, \
            COPSE_Q_RISK2, input),                                                                                     \
        ONE_WAY(id "-second", compute##_second, formula " solved for p = ci/n2i, rounded", COPSE_Q_EVENTS2,            \
                COPSE_Q_EVENTS1, COPSE_Q_RISK1, input)

static const copse_conversion ENTRIES[] = {
    SUM("size-1-from-total", size_1, "n1i = ni - n2i", false, COPSE_Q_N1, COPSE_Q_N0, COPSE_Q_N2),
    SUM("size-2-from-total", size_2, "n2i = ni - n1i", false, COPSE_Q_N2, COPSE_Q_N0, COPSE_Q_N1),
    SUM("size-from-cells", size, "n1i = ai + bi", true, COPSE_Q_N1, COPSE_Q_EVENTS1, COPSE_Q_OTHERS1),
    SUM("events-from-others", events, "ai = n1i - bi", true, COPSE_Q_EVENTS1, COPSE_Q_N1, COPSE_Q_OTHERS1),
    SUM("others-from-events", others, "bi = n1i - ai", true, COPSE_Q_OTHERS1, COPSE_Q_N1, COPSE_Q_EVENTS1),
    SUM("events-1-from-total", events_1, "ai = events - ci", false, COPSE_Q_EVENTS1, COPSE_Q_ALL_EVENTS,
        COPSE_Q_EVENTS2),
    SUM("events-2-from-total", events_2, "ci = events - ai", false, COPSE_Q_EVENTS2, COPSE_Q_ALL_EVENTS,
        COPSE_Q_EVENTS1),
    ENTRY("events-from-risk", events_risk, "ai = risk1i n1i, rounded", COPSE_I_HANDBOOK "6.4.1", false, true,
          COPSE_Q_EVENTS1, COPSE_Q_RISK1, COPSE_Q_N1),
    ENTRY("events-from-percent", events_percent, "ai = pct1i n1i/100, rounded", COPSE_I_HANDBOOK "6.4.1", false, true,
          COPSE_Q_EVENTS1, COPSE_Q_PERCENT1, COPSE_Q_N1),
    MARGINS(
        "table-from-or", table_or,
        "the root a of (ori - 1) a^2 - (ori (n1i + events) + n2i - events) a + ori n1i events = 0, rounded; the other "
        "cells from the margins",
        "Bonett 2007", COPSE_Q_OR),
    MARGINS("table-from-phi", table_phi,
            "ai = (n1i events + phi sqrt(n1i n2i events (n - events)))/n, n = n1i + n2i, rounded; the other cells from "
            "the margins",
            "Yule 1912", COPSE_Q_PHI),
    MARGINS("table-from-chisq", table_chisq,
            "phi = sign(chi2i) (sqrt(|chi2i|/n) + n/(2 sqrt(n1i n2i events (n - events)))), without the second term "
            "where uncorrected; then as table-from-phi",
            "Yates 1934", COPSE_Q_CHI2),
    {.id = "table-from-accuracy",
     .fill = COPSE_FILL_TABLE,
     .whole = true,
     COPSE_I_TAKES(COPSE_Q_N0),
     COPSE_I_MAY_TAKE(COPSE_Q_SENS, COPSE_Q_SPEC, COPSE_Q_PPV, COPSE_Q_NPV),
     .output = {COPSE_Q_EVENTS1, COPSE_Q_OTHERS1, COPSE_Q_EVENTS2, COPSE_Q_OTHERS2},
     .formula =
         "of a diagnostic test, its results in rows: the table of ni persons nearest to three of sens = ai/(ai + ci), "
         "spec = di/(bi + di), ppv = ai/(ai + bi), npv = di/(ci + di)",
     .source = "Altman & Bland 1994",
     .compute = table_accuracy},
    ACROSS("events-from-or", odds_ratio, "ai/n1i = ori p/(1 - p + ori p)", COPSE_Q_OR),
    ACROSS("events-from-rr", risk_ratio, "ai/n1i = rri p", COPSE_Q_RR),
    ACROSS("events-from-rd", risk_difference, "ai/n1i = rdi + p", COPSE_Q_RD),
};

const copse_i_conversion_list copse_i_conversions_table = {ENTRIES, sizeof ENTRIES / sizeof *ENTRIES};
