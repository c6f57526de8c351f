/* See pool_beyond.h. */
#include "pool_beyond.h"

#include "shown_number.h"

#include <math.h>

static const char *note_of(const copse_beyond *probability)
{
    const char *text = copse_beyond_state_text(probability->state);
    return text[0] != '\0' ? text : NULL;
}

/* ---- for people */

static void draws_line(copse_document *document, const copse_pooled_boot *boot)
{
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    const copse_boot_prediction *d = &boot->draws;
    if (d->replicates == 0) return;
    copse_document_paragraph(
        document,
        "Prediction interval%s%s: of %llu draws, seed %lu; Monte Carlo errors of its limits on the "
        "scale of analysis: %s, %s.",
        boot->level != NULL ? ", " : "", boot->level != NULL ? boot->level : "", (unsigned long long)d->replicates,
        (unsigned long)d->seed, copse_format_significant(low, sizeof low, d->error.lower, 2),
        copse_format_significant(high, sizeof high, d->error.upper, 2));
}

static void limit_cell(copse_document *document, const copse_pooled_beyond *row)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    copse_text_printf(&text, "%s %s", row->above_shown ? ">" : "<",
                      copse_format_significant(buf, sizeof buf, row->shown, 6));
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void range_cell(copse_document *document, copse_interval x, const copse_i_range *range)
{
    if (isnan(x.lower)) copse_document_text(document, NULL);
    else copse_i_cell_range(document, range, x);
}

static void probability_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    copse_i_range range = {.decimals = 3};
    bool notes = false;
    for (size_t i = 0; i < pooled->beyonds; i++) {
        if (!isnan(pooled->beyond[i].probability.ci.lower))
            copse_i_range_widen(&range, pooled->beyond[i].probability.ci);
        notes = notes || note_of(&pooled->beyond[i].probability) != NULL;
    }
    copse_document_heading(document, 2, "Probability that the effect in a new setting lies beyond a limit");
    copse_document_table(document, "probability_beyond", NULL);
    if (pooled->subgroups != NULL) copse_document_column(document, "level", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "limit", copse_text_string(&view->shown), COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "probability", "Predicted", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "plug_in", "Share of true effects", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    if (notes) copse_document_column(document, "note", "", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < pooled->beyonds; i++) {
        const copse_pooled_beyond *row = &pooled->beyond[i];
        copse_document_row(document);
        if (pooled->subgroups != NULL) copse_document_text(document, row->level != NULL ? row->level : "Overall");
        limit_cell(document, row);
        copse_i_cell_number(document, row->probability.estimate, 3);
        copse_i_cell_number(document, row->probability.plug_in, 3);
        range_cell(document, row->probability.ci, &range);
        if (notes) copse_document_text(document, note_of(&row->probability) != NULL ? note_of(&row->probability) : "");
    }
}

void copse_i_beyond_tables(copse_document *document, const copse_i_view *view)
{
    for (size_t i = 0; i < view->pooled->boots; i++) draws_line(document, &view->pooled->boot[i]);
    if (view->pooled->beyonds > 0) probability_table(document, view);
}

/* ---- for programs */

static void columns(copse_document *document, const char *const *key, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
}

static void csv_numbers(copse_document *document, const double *number, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_number(document, number[j]);
}

void copse_i_beyond_csv(copse_document *document, const copse_pooled *pooled)
{
    static const char *const draws[] = {"level", "replicates", "seed", "lower_error", "upper_error"};
    static const char *const beyond[] = {"level",   "side",     "limit",    "shown_limit", "probability",
                                         "plug_in", "ci_lower", "ci_upper", "note"};
    if (pooled->boots > 0) {
        copse_document_table(document, "prediction_boot", NULL);
        columns(document, draws, sizeof draws / sizeof *draws);
    }
    for (size_t i = 0; i < pooled->boots; i++) {
        const copse_boot_prediction *d = &pooled->boot[i].draws;
        const double number[] = {(double)d->replicates, d->seed, d->error.lower, d->error.upper};
        copse_document_row(document);
        copse_document_text(document, pooled->boot[i].level);
        csv_numbers(document, number, sizeof number / sizeof *number);
    }
    if (pooled->beyonds > 0) {
        copse_document_table(document, "probability_beyond", NULL);
        columns(document, beyond, sizeof beyond / sizeof *beyond);
    }
    for (size_t i = 0; i < pooled->beyonds; i++) {
        const copse_beyond *p = &pooled->beyond[i].probability;
        const double number[] = {p->limit, pooled->beyond[i].shown, p->estimate, p->plug_in, p->ci.lower, p->ci.upper};
        copse_document_row(document);
        copse_document_text(document, pooled->beyond[i].level);
        copse_document_text(document, pooled->beyond[i].above_shown ? "above" : "below");
        csv_numbers(document, number, sizeof number / sizeof *number);
        copse_document_text(document, note_of(p));
    }
}

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static void boots_json(copse_i_json *json, const copse_pooled *pooled)
{
    copse_i_json_open(json, "prediction_boot", '[');
    for (size_t i = 0; i < pooled->boots; i++) {
        const copse_boot_prediction *d = &pooled->boot[i].draws;
        json_t *row = json_object();
        SET(row, "level", copse_i_json_text(json, pooled->boot[i].level));
        SET(row, "replicates", copse_i_json_count((size_t)d->replicates));
        SET(row, "seed", copse_i_json_count(d->seed));
        SET(row, "lower_error", copse_i_json_real(d->replicates > 0 ? d->error.lower : (double)NAN));
        SET(row, "upper_error", copse_i_json_real(d->replicates > 0 ? d->error.upper : (double)NAN));
        copse_i_json_add(json, NULL, row);
    }
    copse_i_json_close(json, ']');
}

static void beyonds_json(copse_i_json *json, const copse_pooled *pooled)
{
    copse_i_json_open(json, "probability_beyond", '[');
    for (size_t i = 0; i < pooled->beyonds; i++) {
        const copse_pooled_beyond *row = &pooled->beyond[i];
        const copse_beyond *p = &row->probability;
        json_t *object = json_object();
        SET(object, "level", copse_i_json_text(json, row->level));
        SET(object, "side", copse_i_json_text(json, row->above_shown ? "above" : "below"));
        SET(object, "limit", copse_i_json_real(p->limit));
        SET(object, "shown_limit", copse_i_json_real(row->shown));
        SET(object, "probability", copse_i_json_real(p->estimate));
        SET(object, "plug_in", copse_i_json_real(p->plug_in));
        SET(object, "ci_lower", copse_i_json_real(p->ci.lower));
        SET(object, "ci_upper", copse_i_json_real(p->ci.upper));
        SET(object, "note", copse_i_json_text(json, note_of(p)));
        copse_i_json_add(json, NULL, object);
    }
    copse_i_json_close(json, ']');
}

void copse_i_beyond_json(copse_i_json *json, const copse_pooled *pooled)
{
    if (pooled->boots > 0) boots_json(json, pooled);
    if (pooled->beyonds > 0) beyonds_json(json, pooled);
}
