/* What the adjusted effects say. */
#include "report_bias.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

/* --------------------------------------------------------------------------------------------------- PET-PEESE */

static void precision_row(const copse_egger *fit, copse_bias_check check, copse_i_bias_rows *rows)
{
    copse_i_bias_row *row = copse_i_bias_row_add(rows, check, NULL);
    copse_i_bias_row_test(row, &fit->limit);
    copse_i_bias_row_effect(row, &fit->limit);
    copse_i_bias_slope_text(&row->remark, &fit->slope);
    copse_text_printf(&row->remark, " on the %s; the effect is where that is 0",
                      copse_egger_predictor_text(fit->predictor));
}

static void pet_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    precision_row(&report->pet_peese->pet, COPSE_BIAS_PET, rows);
}

static void peese_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    precision_row(&report->pet_peese->peese, COPSE_BIAS_PEESE, rows);
}

static void pet_peese_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char alpha[COPSE_NUMBER_TEXT];
    const copse_pet_peese *both = report->pet_peese;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_PET_PEESE, NULL);
    copse_i_bias_row_test(row, &both->pet.limit);
    copse_i_bias_row_effect(row, both->uses_peese ? &both->peese.limit : &both->pet.limit);
    if (both->opposed) {
        copse_text_add(&row->remark, "PET, as its effect is not on the side of the studies' mean");
        return;
    }
    copse_text_printf(&row->remark, "%s, as p of PET is %s %s", both->uses_peese ? "PEESE" : "PET",
                      both->uses_peese ? "below" : "not below",
                      copse_format_significant(alpha, sizeof alpha, both->alpha, 6));
}

static json_t *pet_json(copse_i_json *json, const copse_bias_report *report)
{
    return copse_i_egger_json(json, &report->pet_peese->pet);
}

static json_t *peese_json(copse_i_json *json, const copse_bias_report *report)
{
    return copse_i_egger_json(json, &report->pet_peese->peese);
}

static json_t *pet_peese_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_pet_peese *both = report->pet_peese;
    json_t *out = json_object();
    SET(out, "alpha", copse_i_json_real(both->alpha));
    SET(out, "chosen", copse_i_json_text(json, both->uses_peese ? "peese" : "pet"));
    SET(out, "pet", copse_i_egger_json(json, &both->pet));
    SET(out, "peese", copse_i_egger_json(json, &both->peese));
    return out;
}

/* ------------------------------------------------------------------------------------------ limit meta-analysis */

static void limit_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char small[COPSE_NUMBER_TEXT], rest[COPSE_NUMBER_TEXT], all[COPSE_NUMBER_TEXT], G2[COPSE_NUMBER_TEXT];
    const copse_limit_meta *limit = report->limit;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_LIMIT, "beta0");
    row->symbol = "chi2";
    row->statistic = limit->Q_small;
    row->df = 1;
    row->p = limit->Q_small_p;
    copse_i_bias_row_effect(row, &limit->beta0);
    copse_text_printf(&row->remark, "Q = %s, of which %s by small-study effects and %s beside; G2 = ",
                      copse_format_fixed(all, sizeof all, limit->Q, 2),
                      copse_format_fixed(small, sizeof small, limit->Q_small, 2),
                      copse_format_fixed(rest, sizeof rest, limit->Q_resid, 2));
    copse_text_printf(&row->remark, "%s %%", copse_format_fixed(G2, sizeof G2, limit->G2, 1));
    copse_i_bias_row_effect(copse_i_bias_row_add(rows, COPSE_BIAS_LIMIT, "betalim"), &limit->betalim);
    copse_i_bias_row_effect(copse_i_bias_row_add(rows, COPSE_BIAS_LIMIT, "mulim"), &limit->mulim);
}

static json_t *limit_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_limit_meta *limit = report->limit;
    json_t *out = json_object();
    SET(out, "tau2", copse_i_json_real(limit->tau2));
    SET(out, "alpha", copse_i_json_real(limit->alpha));
    SET(out, "beta", copse_i_json_real(limit->beta));
    SET(out, "beta0", copse_i_coefficient_json(json, &limit->beta0));
    SET(out, "betalim", copse_i_coefficient_json(json, &limit->betalim));
    SET(out, "mulim", copse_i_coefficient_json(json, &limit->mulim));
    SET(out, "Q", copse_i_json_real(limit->Q));
    SET(out, "Q_df", copse_i_json_whole(limit->Q_df));
    SET(out, "Q_p", copse_i_json_real(limit->Q_p));
    SET(out, "Q_small", copse_i_json_real(limit->Q_small));
    SET(out, "Q_small_p", copse_i_json_real(limit->Q_small_p));
    SET(out, "Q_resid", copse_i_json_real(limit->Q_resid));
    SET(out, "Q_resid_df", copse_i_json_whole(limit->Q_resid_df));
    SET(out, "Q_resid_p", copse_i_json_real(limit->Q_resid_p));
    SET(out, "G2", copse_i_json_real(limit->G2));
    return out;
}

/* ----------------------------------------------------------------------------------------------------- LFK index */

static void lfk_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const double size = fabs(report->lfk);
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_LFK, NULL);
    row->symbol = "LFK";
    row->statistic = report->lfk;
    copse_text_printf(&row->remark, "%s asymmetry by its authors' limits 1 and 2, which hold no level: look at a test",
                      size > 2   ? "major"
                      : size > 1 ? "minor"
                                 : "no");
}

static json_t *lfk_json(copse_i_json *json, const copse_bias_report *report)
{
    json_t *out = json_object();
    SET(out, "index", copse_i_json_real(report->lfk));
    return out;
}

/* ------------------------------------------------------------------------------------------------- trim and fill */

enum { MOST_SHOWN = 30 }; /* more are for a machine to read */

static void trimfill_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char se[COPSE_NUMBER_TEXT];
    const copse_trimfill *t = report->trimfill;
    copse_i_bias_row *row =
        copse_i_bias_row_add(rows, COPSE_BIAS_TRIMFILL, copse_trimfill_estimator_name(t->estimator));
    row->symbol = "k0";
    row->statistic = (double)t->missing;
    row->p = t->p;
    copse_i_bias_row_effect(row, &t->fit.coef[0]);
    copse_text_printf(&row->remark, "%zu %s filled in on the %s", t->missing, t->missing == 1 ? "study" : "studies",
                      copse_trimfill_side_name(t->side));
    if (!isnan(t->missing_se))
        copse_text_printf(&row->remark, " (SE %s)", copse_format_significant(se, sizeof se, t->missing_se, 3));
    if (t->trim_method != t->fit.opts.method)
        copse_text_printf(&row->remark, ", trimmed about means by %s", copse_method_code(t->trim_method));
    if (t->missing > MOST_SHOWN) copse_text_add(&row->remark, "; CSV and JSON list them");
}

static json_t *filled_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_trimfill *t = report->trimfill;
    json_t *out = json_array();
    for (size_t i = 0; i < t->missing; i++) {
        json_t *study = json_object();
        SET(study, "mirrors", copse_i_json_text(json, report->pooled.label[t->mirrored[i]]));
        SET(study, "row",
            report->pooled.row != NULL ? copse_i_json_count(report->pooled.row[t->mirrored[i]]) : json_null());
        SET(study, "yi", copse_i_json_real(t->y[i]));
        SET(study, "vi", copse_i_json_real(t->v[i]));
        copse_i_json_append(json, out, study);
    }
    return out;
}

static json_t *trimfill_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_trimfill *t = report->trimfill;
    json_t *out = json_object();
    SET(out, "estimator", copse_i_json_text(json, copse_trimfill_estimator_name(t->estimator)));
    SET(out, "side", copse_i_json_text(json, copse_trimfill_side_name(t->side)));
    SET(out, "trim_method", copse_i_json_text(json, copse_method_code(t->trim_method)));
    SET(out, "missing", copse_i_json_count(t->missing));
    SET(out, "missing_se", copse_i_json_real(t->missing_se));
    SET(out, "p", copse_i_json_real(t->p));
    SET(out, "iterations", copse_i_json_count(t->iterations));
    SET(out, "effect", copse_i_coefficient_json(json, &t->fit.coef[0]));
    SET(out, "tau2", copse_i_json_real(t->fit.het.tau2));
    SET(out, "I2", copse_i_json_real(t->fit.het.I2));
    SET(out, "filled", filled_json(json, report));
    return out;
}

/* The studies filled in, on the scale of analysis. */
static void filled_table(copse_document *document, const copse_bias_report *report, int digits)
{
    const copse_trimfill *t = report->trimfill;
    copse_document_table(document, "filled", NULL);
    copse_document_column(document, "mirrors", "Mirror image of", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "yi", "Estimate", COPSE_ALIGN_DECIMAL, digits);
    copse_document_column(document, "vi", "Variance", COPSE_ALIGN_DECIMAL, digits);
    for (size_t i = 0; i < t->missing; i++) {
        copse_document_row(document);
        copse_document_text(document, report->pooled.label[t->mirrored[i]]);
        copse_document_number(document, t->y[i]);
        copse_document_number(document, t->v[i]);
    }
}

static void trimfill_tables(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    if (report->trimfill->missing == 0 || report->trimfill->missing > MOST_SHOWN) return;
    copse_document_heading(document, 2, "Studies filled in, on the scale of analysis");
    filled_table(document, report, view->pooled->digits);
}

static void trimfill_csv(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    (void)view;
    filled_table(document, report, -1);
}

const copse_i_bias_part copse_i_bias_pet_part = {.rows = pet_rows, .json = pet_json};
const copse_i_bias_part copse_i_bias_peese_part = {.rows = peese_rows, .json = peese_json};
const copse_i_bias_part copse_i_bias_pet_peese_part = {.rows = pet_peese_rows, .json = pet_peese_json};
const copse_i_bias_part copse_i_bias_limit_part = {.rows = limit_rows, .json = limit_json};
const copse_i_bias_part copse_i_bias_lfk_part = {.rows = lfk_rows, .json = lfk_json};
const copse_i_bias_part copse_i_bias_trimfill_part = {
    .rows = trimfill_rows, .tables = trimfill_tables, .csv = trimfill_csv, .json = trimfill_json};
