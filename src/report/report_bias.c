/* `copse bias` for people and as CSV: one table of all checks, what they cannot tell, and then what some have beside. */
#include "report_bias.h"
#include "document.h"
#include "pool_output.h"
#include "pool_tables.h"
#include "shown_effect.h"

#include <math.h>
#include <string.h>

const copse_i_bias_part *copse_i_bias_part_of(copse_bias_check check)
{
    static const copse_i_bias_part *const PARTS[COPSE_BIAS_CHECK_COUNT] = {
        [COPSE_BIAS_EGGER] = &copse_i_bias_egger_part,
        [COPSE_BIAS_BEGG] = &copse_i_bias_begg_part,
        [COPSE_BIAS_MACASKILL] = &copse_i_bias_macaskill_part,
        [COPSE_BIAS_HARBORD] = &copse_i_bias_harbord_part,
        [COPSE_BIAS_PETERS] = &copse_i_bias_peters_part,
        [COPSE_BIAS_SCHWARZER] = &copse_i_bias_schwarzer_part,
        [COPSE_BIAS_THOMPSON_SHARP] = &copse_i_bias_thompson_sharp_part,
        [COPSE_BIAS_DEEKS] = &copse_i_bias_deeks_part,
        [COPSE_BIAS_PUSTEJOVSKY_RODGERS] = &copse_i_bias_pustejovsky_rodgers_part,
        [COPSE_BIAS_PET] = &copse_i_bias_pet_part,
        [COPSE_BIAS_PEESE] = &copse_i_bias_peese_part,
        [COPSE_BIAS_PET_PEESE] = &copse_i_bias_pet_peese_part,
        [COPSE_BIAS_LIMIT] = &copse_i_bias_limit_part,
        [COPSE_BIAS_LFK] = &copse_i_bias_lfk_part,
        [COPSE_BIAS_TRIMFILL] = &copse_i_bias_trimfill_part,
        [COPSE_BIAS_FAILSAFE] = &copse_i_bias_failsafe_part,
        [COPSE_BIAS_TES] = &copse_i_bias_tes_part,
        [COPSE_BIAS_PCURVE] = &copse_i_bias_pcurve_part,
        [COPSE_BIAS_PUNIFORM] = &copse_i_bias_puniform_part,
        [COPSE_BIAS_PUNIFORM_STAR] = &copse_i_bias_puniform_star_part,
        [COPSE_BIAS_HENMI_COPAS] = &copse_i_bias_henmi_copas_part,
        [COPSE_BIAS_COPAS] = &copse_i_bias_copas_part,
        [COPSE_BIAS_SELECTION] = &copse_i_bias_selection_part,
    };
    return (unsigned)check < COPSE_BIAS_CHECK_COUNT ? PARTS[check] : NULL;
}

/* "egger", "trimfill: L0" */
static void name_cell(copse_document *document, const copse_i_bias_row *row)
{
    copse_text text = {0};
    copse_text_add(&text, row->check == COPSE_BIAS_CHECK_COUNT ? "(not adjusted)" : copse_i_bias_row_name(row));
    if (row->variant != NULL) copse_text_printf(&text, ": %s", row->variant);
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

/* "t = 1.23" */
static void statistic_cell(copse_document *document, const copse_i_bias_row *row)
{
    char number[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    const bool count = row->symbol != NULL && (strcmp(row->symbol, "k0") == 0 || strcmp(row->symbol, "N") == 0);
    if (row->symbol != NULL && !isnan(row->statistic))
        copse_text_printf(&text, "%s = %s", row->symbol,
                          copse_format_fixed(number, sizeof number, row->statistic, count ? 0 : 2));
    if (!row->made) copse_text_add(&text, "not made");
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void blank_or_p(copse_document *document, double p)
{
    if (isnan(p)) copse_document_text(document, "");
    else copse_i_cell_p(document, p);
}

typedef struct columns {
    bool effects; /* some row has one */
    copse_i_range range;
} columns;

static columns survey(const copse_i_view *view, const copse_i_bias_rows *rows)
{
    columns c = {0};
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, view->pooled->fit);
    for (size_t i = 0; i < rows->count; i++) {
        c.effects = c.effects || !isnan(rows->row[i].estimate);
        copse_i_spread_look_interval(&spread, copse_i_show_interval(view->pooled, &settings, rows->row[i].ci, NULL));
    }
    c.range.decimals = copse_i_decimals(view->pooled->digits, spread);
    for (size_t i = 0; i < rows->count; i++)
        if (!isnan(rows->row[i].ci.lower))
            copse_i_range_widen(&c.range, copse_i_show_interval(view->pooled, &settings, rows->row[i].ci, NULL));
    return c;
}

static void effect_cells(copse_document *document, const copse_i_view *view, const columns *c,
                         const copse_i_bias_row *row)
{
    const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, view->pooled->fit);
    if (isnan(row->estimate)) copse_document_text(document, "");
    else copse_i_cell_effect(document, view->pooled, &settings, row->estimate, c->range.decimals);
    if (isnan(row->ci.lower)) copse_document_text(document, "");
    else copse_i_cell_effect_range(document, view->pooled, &settings, &c->range, row->ci);
}

static void checks_table(copse_document *document, const copse_i_view *view, const copse_i_bias_rows *rows)
{
    const columns c = survey(view, rows);
    copse_document_heading(document, 2, "Small-study effects");
    copse_document_table(document, "checks", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "check", "Check", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "statistic", "Statistic", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (c.effects) {
        copse_document_column(document, "estimate", copse_i_effect_head(view), COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    }
    for (size_t i = 0; i < rows->count; i++) {
        const copse_i_bias_row *row = &rows->row[i];
        copse_document_row(document);
        name_cell(document, row);
        statistic_cell(document, row);
        if (isnan(row->df)) copse_document_text(document, "");
        else copse_i_cell_df(document, row->df);
        blank_or_p(document, row->p);
        if (c.effects) effect_cells(document, view, &c, row);
    }
}

/* What each check is of, what it cannot tell, and what is to be said of this result. */
static void reading_table(copse_document *document, const copse_i_bias_rows *rows)
{
    copse_document_heading(document, 2, "What each asks, and what it cannot tell");
    copse_document_table(document, "reading", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "check", "Check", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "null", "p is of", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "limits", "It cannot tell", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < rows->count; i++) {
        const copse_bias_check check = rows->row[i].check;
        if (check == COPSE_BIAS_CHECK_COUNT || (i > 0 && rows->row[i - 1].check == check)) continue;
        copse_document_row(document);
        copse_document_text(document, copse_bias_check_name(check));
        copse_document_text(document, copse_bias_check_null(check));
        copse_document_text(document, copse_bias_check_limits(check));
    }
}

void copse_i_bias_notes(const copse_bias_report *report, copse_notes *notes)
{
    const copse_pooled *pooled = &report->pooled;
    if (pooled->k < COPSE_BIAS_FEW)
        copse_note(notes, "%zu %s: with fewer than %d these checks seldom tell asymmetry from chance", pooled->k,
                   copse_plural(pooled->k, "study", "studies"), COPSE_BIAS_FEW);
    if (pooled->k > 1 && copse_bias_same_errors(pooled->vi, pooled->k))
        copse_note(notes, "the studies have one and the same standard error: nothing can depend on it");
    for (unsigned i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) {
        const copse_i_bias_part *part = copse_i_bias_part_of((copse_bias_check)i);
        if (report->asked[i] && report->why[i] == NULL && part != NULL && part->notes != NULL)
            part->notes(report, notes);
    }
}

/* What is to be said of each row; nothing where nothing is. */
static void remarks_table(copse_document *document, const copse_i_bias_rows *rows)
{
    bool any = false;
    for (size_t i = 0; i < rows->count; i++) any = any || rows->row[i].remark.length > 0;
    if (!any) return;
    copse_document_heading(document, 2, "Remarks");
    copse_document_table(document, "remarks", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "check", "Check", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "remark", "Remark", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < rows->count; i++) {
        const copse_i_bias_row *row = &rows->row[i];
        if (row->remark.length == 0) continue;
        copse_document_row(document);
        name_cell(document, row);
        copse_document_text(document, copse_text_string(&row->remark));
    }
}

static void parts(copse_document *document, const copse_i_view *view, const copse_bias_report *report, bool csv)
{
    for (unsigned i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) {
        const copse_i_bias_part *part = copse_i_bias_part_of((copse_bias_check)i);
        if (!report->asked[i] || report->why[i] != NULL || part == NULL) continue;
        if (csv && part->csv != NULL) part->csv(document, view, report);
        if (!csv && part->tables != NULL) part->tables(document, view, report);
    }
}

static copse_status render(const copse_bias_report *report, const copse_i_bias_rows *rows,
                           const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_i_view view = {.pooled = &report->pooled};
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(&report->pooled, &view, err);
    if (status == COPSE_OK) {
        const bool csv = opts->format == COPSE_FORMAT_CSV;
        copse_i_bias_notes(report, &notes);
        if (csv) {
            copse_i_bias_csv(document, &view, rows);
        } else {
            copse_i_headline(document, &view);
            checks_table(document, &view, rows);
            remarks_table(document, rows);
        }
        parts(document, &view, report, csv);
        if (!csv) {
            reading_table(document, rows);
            copse_i_left_out_table(document, &report->pooled);
            copse_i_combined_table(document, &report->pooled);
            copse_i_notes_section(document, &notes, report->pooled.warnings);
        }
        status = notes.failed ? copse_fail_memory(err) : copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_view_free(&view);
    return status;
}

copse_status copse_report_bias(const copse_bias_report *report, const copse_render_opts *opts, copse_text *out,
                               copse_error *err)
{
    if (report == NULL || report->why == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&report->pooled, true, err);
    if (status != COPSE_OK) return status;
    copse_i_bias_rows rows = {0};
    copse_i_bias_rows_fill(report, &rows);
    if (rows.failed) {
        status = copse_fail_memory(err);
    } else if (opts->format != COPSE_FORMAT_JSON) {
        status = render(report, &rows, opts, out, err);
    } else {
        status = copse_i_bias_json(report, &rows, out);
        if (status != COPSE_OK) (void)copse_fail(err, status, "JSON: %s", copse_status_text(status));
    }
    copse_i_bias_rows_free(&rows);
    return status;
}
