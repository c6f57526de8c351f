/* What Egger's test and its kin say. */
#include "report_bias.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

void copse_i_bias_slope_text(copse_text *out, const copse_coefficient *slope)
{
    char estimate[COPSE_NUMBER_TEXT], se[COPSE_NUMBER_TEXT];
    copse_text_printf(out, "slope %s (SE %s)", copse_format_significant(estimate, sizeof estimate, slope->estimate, 4),
                      copse_format_significant(se, sizeof se, slope->se, 3));
}

void copse_i_bias_moderators_text(copse_text *out, const copse_omnibus *test, const char *chi2)
{
    char statistic[COPSE_NUMBER_TEXT], df2[COPSE_NUMBER_TEXT], p[COPSE_NUMBER_TEXT];
    if (isnan(test->QM)) return;
    const bool F = !isnan(test->df2);
    copse_text_printf(out, "; moderators: %s(%.0f%s%s) %s, p %s", F ? "F" : chi2, test->df, F ? ", " : "",
                      F ? copse_format_significant(df2, sizeof df2, test->df2, 4) : "",
                      copse_format_significant(statistic, sizeof statistic, test->QM, 3),
                      copse_format_p(p, sizeof p, test->p, 3));
}

json_t *copse_i_bias_moderators_json(copse_i_json *json, const copse_omnibus *test)
{
    if (isnan(test->QM)) return json_null();
    json_t *out = json_object();
    SET(out, "QM", copse_i_json_real(test->QM));
    SET(out, "df", copse_i_json_whole(test->df));
    SET(out, "df2", copse_i_json_whole(test->df2));
    SET(out, "p", copse_i_json_real(test->p));
    return out;
}

static void egger_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const copse_egger *egger = report->egger;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_EGGER, NULL);
    copse_i_bias_row_test(row, &egger->slope);
    copse_i_bias_row_effect(row, &egger->limit);
    copse_i_bias_slope_text(&row->remark, &egger->slope);
    copse_text_printf(&row->remark, " on the %s, %s", copse_egger_predictor_text(egger->predictor),
                      egger->model == COPSE_EGGER_LM ? "multiplicative variance (lm)" : "additive variance (rma)");
    if (!isnan(egger->limit.estimate)) copse_text_add(&row->remark, "; the effect is where that is 0");
    copse_i_bias_moderators_text(&row->remark, &egger->moderators, "chi2");
}

/* Measures whose standard error is made of the estimate: what then goes up and down together is no bias. */
static void egger_notes(const copse_bias_report *report, copse_notes *notes)
{
    static const struct {
        const char *codes; /* with spaces around each */
        const char *why;
    } TIED[] = {
        {" OR RR PETO RD MPOR MPRR ", "the check harbord or peters knows of that"},
        {" SMD SMDH SMD1 SMD1H COHEN GLASS SMCC SMCR SMCRH ", "the check pustejovsky-rodgers knows of that"},
        {" PR PLN PLO PRZ PAS IR IRLN ", "so it is for proportions and rates wherever they differ"},
        {" COR UCOR PCOR SPCOR ", "Fisher's z is free of it: --measure ZCOR"},
    };
    const copse_measure *measure = report->pooled.measure;
    const copse_egger_predictor predictor = report->egger->predictor;
    if (measure == NULL || (predictor != COPSE_EGGER_SEI && predictor != COPSE_EGGER_VI)) return;
    char code[32];
    (void)snprintf(code, sizeof code, " %s ", measure->code);
    for (size_t i = 0; i < sizeof TIED / sizeof *TIED; i++)
        if (strstr(TIED[i].codes, code) != NULL)
            copse_note(notes,
                       "egger: an estimate of %s makes its own standard error, which ties them without any bias: %s",
                       measure->code, TIED[i].why);
}

json_t *copse_i_egger_json(copse_i_json *json, const copse_egger *egger)
{
    json_t *out = json_object();
    SET(out, "model", copse_i_json_text(json, copse_egger_model_name(egger->model)));
    SET(out, "predictor", copse_i_json_text(json, copse_egger_predictor_name(egger->predictor)));
    SET(out, "slope", copse_i_coefficient_json(json, &egger->slope));
    SET(out, "limit", copse_i_coefficient_or_null_json(json, &egger->limit));
    SET(out, "dispersion", copse_i_json_real(egger->dispersion));
    SET(out, "tau2", copse_i_json_real(egger->tau2));
    SET(out, "moderators", copse_i_bias_moderators_json(json, &egger->moderators));
    return out;
}

static json_t *egger_json(copse_i_json *json, const copse_bias_report *report)
{
    return copse_i_egger_json(json, report->egger);
}

/* -------------------------------------------------------------------------------------------------- regressions */

/* A regression of a check: its name among several. */
typedef struct variant {
    copse_bias_regression kind;
    const char *name; /* NULL: it is the only one */
} variant;
enum { MOST_VARIANTS = 2 };
typedef struct family {
    copse_bias_check check;
    variant of[MOST_VARIANTS];
    size_t count;
} family;

static const family MACASKILL = {
    COPSE_BIAS_MACASKILL,
    {{COPSE_BIAS_REGRESSION_MACASKILL_FIV, "FIV"}, {COPSE_BIAS_REGRESSION_MACASKILL_FPV, "FPV"}},
    2};
static const family PETERS = {COPSE_BIAS_PETERS, {{COPSE_BIAS_REGRESSION_PETERS, NULL}}, 1};
static const family THOMPSON_SHARP = {COPSE_BIAS_THOMPSON_SHARP, {{COPSE_BIAS_REGRESSION_THOMPSON_SHARP, NULL}}, 1};
static const family DEEKS = {COPSE_BIAS_DEEKS, {{COPSE_BIAS_REGRESSION_DEEKS, NULL}}, 1};
static const family PUSTEJOVSKY_RODGERS = {
    COPSE_BIAS_PUSTEJOVSKY_RODGERS, {{COPSE_BIAS_REGRESSION_PUSTEJOVSKY_RODGERS, NULL}}, 1};
static const family ARCSINE = {
    COPSE_BIAS_SCHWARZER,
    {{COPSE_BIAS_REGRESSION_ARCSINE, "arcsine, lm"}, {COPSE_BIAS_REGRESSION_ARCSINE_ADDITIVE, "arcsine, additive"}},
    2};

/* That of the measure's score. */
static family harbord_family(const copse_bias_report *report)
{
    const bool risk_ratio = report->line[COPSE_BIAS_REGRESSION_HARBORD_RR].k > 0;
    return (family){
        COPSE_BIAS_HARBORD,
        {{risk_ratio ? COPSE_BIAS_REGRESSION_HARBORD_RR : COPSE_BIAS_REGRESSION_HARBORD_OR, risk_ratio ? "RR" : "OR"}},
        1};
}

static void not_made_row(const char *why, copse_bias_check check, const char *name, copse_i_bias_rows *rows)
{
    if (why[0] == '\0') return; /* it does not concern these data */
    copse_i_bias_row *row = copse_i_bias_row_add(rows, check, name);
    row->made = false;
    copse_text_add(&row->remark, why);
}

static void line_row(const copse_bias_report *report, copse_bias_check check, const variant *which, bool effects,
                     copse_i_bias_rows *rows)
{
    const copse_bias_line *line = &report->line[which->kind];
    if (report->line_why[which->kind] != NULL) {
        not_made_row(report->line_why[which->kind], check, which->name, rows);
        return;
    }
    copse_i_bias_row *row = copse_i_bias_row_add(rows, check, which->name);
    copse_i_bias_row_test(row, &line->slope);
    if (effects) copse_i_bias_row_effect(row, &line->limit);
    copse_i_bias_slope_text(&row->remark, &line->slope);
    if (line->left_out > 0)
        copse_text_printf(&row->remark, "; without %zu %s whose table has no events, or only events", line->left_out,
                          line->left_out == 1 ? "study" : "studies");
}

static void family_rows(const copse_bias_report *report, const family *f, bool effects, copse_i_bias_rows *rows)
{
    for (size_t i = 0; i < f->count; i++) line_row(report, f->check, &f->of[i], effects, rows);
}

static json_t *line_json(copse_i_json *json, const copse_bias_line *line, const char *name)
{
    json_t *out = json_object();
    SET(out, "variant", copse_i_json_text(json, name));
    SET(out, "k", copse_i_json_count(line->k));
    SET(out, "left_out", copse_i_json_count(line->left_out));
    SET(out, "slope", copse_i_coefficient_json(json, &line->slope));
    SET(out, "intercept", copse_i_coefficient_or_null_json(json, &line->limit));
    SET(out, "dispersion", copse_i_json_real(line->dispersion));
    SET(out, "tau2", copse_i_json_real(line->tau2));
    SET(out, "moderators", copse_i_bias_moderators_json(json, &line->moderators));
    return out;
}

static json_t *family_json(copse_i_json *json, const copse_bias_report *report, const family *f)
{
    json_t *out = json_array();
    for (size_t i = 0; i < f->count; i++)
        if (report->line_why[f->of[i].kind] == NULL)
            copse_i_json_append(json, out, line_json(json, &report->line[f->of[i].kind], f->of[i].name));
    return out;
}

#define LINE_PART(name, rows_family, effects)                                                                          \
    static void name##_rows(const copse_bias_report *report, copse_i_bias_rows *rows)                                  \
    {                                                                                                                  \
        family_rows(report, &(rows_family), effects, rows);                                                            \
    }                                                                                                                  \
    static json_t *name##_json(copse_i_json *json, const copse_bias_report *report)                                    \
    {                                                                                                                  \
        return family_json(json, report, &(rows_family));                                                              \
    }                                                                                                                  \
    const copse_i_bias_part copse_i_bias_##name##_part = {.rows = name##_rows, .json = name##_json};

LINE_PART(macaskill, MACASKILL, false)
LINE_PART(peters, PETERS, true)
LINE_PART(thompson_sharp, THOMPSON_SHARP, true)
LINE_PART(deeks, DEEKS, true)
LINE_PART(pustejovsky_rodgers, PUSTEJOVSKY_RODGERS, true)

static void harbord_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const family f = harbord_family(report);
    family_rows(report, &f, true, rows);
}

static json_t *harbord_json(copse_i_json *json, const copse_bias_report *report)
{
    const family f = harbord_family(report);
    return family_json(json, report, &f);
}

static void schwarzer_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    static const char *const NAMES[] = {"arcsine, rank", "counts, rank"};
    family_rows(report, &ARCSINE, false, rows); /* the effect is on another scale */
    for (size_t i = 0; i < 2; i++) {
        if (report->schwarzer_why[i] == NULL)
            copse_i_bias_rank_row(&report->schwarzer[i], COPSE_BIAS_SCHWARZER, NAMES[i], rows);
        else not_made_row(report->schwarzer_why[i], COPSE_BIAS_SCHWARZER, NAMES[i], rows);
    }
}

static json_t *schwarzer_json(copse_i_json *json, const copse_bias_report *report)
{
    static const char *const KEYS[] = {"arcsine_rank", "counts_rank"};
    json_t *out = json_object();
    SET(out, "arcsine", family_json(json, report, &ARCSINE));
    for (size_t i = 0; i < 2; i++)
        SET(out, KEYS[i],
            report->schwarzer_why[i] == NULL ? copse_i_bias_rank_json(json, &report->schwarzer[i]) : json_null());
    return out;
}

const copse_i_bias_part copse_i_bias_egger_part = {.rows = egger_rows, .notes = egger_notes, .json = egger_json};
const copse_i_bias_part copse_i_bias_harbord_part = {.rows = harbord_rows, .json = harbord_json};
const copse_i_bias_part copse_i_bias_schwarzer_part = {.rows = schwarzer_rows, .json = schwarzer_json};
