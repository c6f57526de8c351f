/* `copse effects`: estimates and sampling variances, one row for each row of the file that was used, in file order;
 * those that could not be computed stand among them. */
#include "document.h"
#include "effects_rows.h"
#include "pool_output.h"
#include "pool_tables.h"
#include "shown_effect.h"

#include <math.h>
#include <stdlib.h>

static int by_row(const void *a, const void *b)
{
    const copse_i_effect_place *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    if (x->left_out != y->left_out) return x->left_out ? 1 : -1;
    return x->index < y->index ? -1 : x->index > y->index;
}

copse_status copse_i_effects_order(const copse_pooled *pooled, copse_i_effect_place **place)
{
    const size_t k = pooled->k;
    *place = copse_alloc(k + pooled->left_outs, sizeof(copse_i_effect_place));
    if (*place == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < k; i++) {
        (*place)[i] = (copse_i_effect_place){pooled->row != NULL ? pooled->row[i] : i + 1, i, false};
    }
    for (size_t i = 0; i < pooled->left_outs; i++) {
        (*place)[k + i] = (copse_i_effect_place){pooled->left_out[i].row, i, true};
    }
    bool in_order = true; /* as they mostly are */
    for (size_t i = 1; i < k + pooled->left_outs; i++)
        in_order = in_order && by_row(&(*place)[i - 1], &(*place)[i]) < 0;
    if (!in_order) qsort(*place, k + pooled->left_outs, sizeof(copse_i_effect_place), by_row);
    return COPSE_OK;
}

static void row_json(copse_i_json *json, const copse_pooled *pooled, const copse_i_effect_place *place)
{
    const size_t i = place->index;
    const copse_left_out *gone = place->left_out ? &pooled->left_out[i] : NULL;
    copse_i_json_row_open(json);
    copse_i_json_row_text(json, "label", gone != NULL ? gone->label : pooled->label[i]);
    copse_i_json_row_real(json, "yi", gone != NULL ? NAN : pooled->yi[i]);
    copse_i_json_row_real(json, "vi", gone != NULL ? NAN : pooled->vi[i]);
    copse_i_json_row_whole(json, "ni", gone != NULL || pooled->ni == NULL ? NAN : pooled->ni[i]);
    copse_i_json_row_whole(json, "row", (double)place->row);
    copse_i_json_row_text(json, "why", gone != NULL ? gone->why : NULL);
    if (pooled->effects != NULL)
        copse_i_json_row_whole(json, "effects", gone != NULL ? NAN : (double)pooled->effects[i]);
    copse_i_json_row_close(json);
}

static copse_status effects_json(const copse_pooled *pooled, const copse_i_effect_place *place, copse_text *out)
{
    copse_i_json json = {.out = out};
    const size_t rows = pooled->k + pooled->left_outs;
    const char *measure = pooled->measure != NULL ? pooled->measure->code : NULL;
    copse_i_json_open(&json, NULL, '{');
    copse_i_json_add(&json, "copse", copse_i_json_text(&json, copse_version()));
    copse_i_json_add(&json, "command", copse_i_json_text(&json, "effects"));
    copse_i_json_add(&json, "measure", copse_i_json_text(&json, measure));
    copse_i_json_add(&json, "input", copse_i_input_json(&json, pooled));
    copse_i_json_open(&json, "rows", '[');
    for (size_t i = 0; i < rows && json.status == COPSE_OK; i++) {
        row_json(&json, pooled, &place[i]);
    }
    copse_i_json_close(&json, ']');
    copse_i_warnings_json(&json, pooled->warnings, NULL);
    copse_i_json_close(&json, '}');
    return json.status == COPSE_OK ? copse_text_status(out) : json.status;
}

/* What the columns of the table for people need to know. */
typedef struct effects_layout {
    copse_i_range ci;
    int decimals, v_decimals;
} effects_layout;

static copse_interval shown_interval(const copse_i_view *view, size_t i)
{
    const copse_pooled *pooled = view->pooled;
    const copse_transform_settings settings = copse_i_view_study(view, i);
    return copse_i_show_interval(pooled, &settings, copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]), NULL);
}

static effects_layout survey(const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    copse_i_spread analysis = COPSE_I_SPREAD_INIT, shown = COPSE_I_SPREAD_INIT, variance = COPSE_I_SPREAD_INIT;
    effects_layout layout = {.ci = {0}};
    for (size_t i = 0; i < pooled->k; i++) {
        copse_i_spread_look(&analysis, sqrt(pooled->vi[i]));
        copse_i_spread_look(&variance, pooled->vi[i]);
        copse_i_spread_look_interval(&shown, shown_interval(view, i));
    }
    layout.decimals = copse_i_decimals(pooled->digits, analysis);
    layout.v_decimals = copse_i_decimals(pooled->digits, variance);
    layout.ci.decimals = copse_i_decimals(pooled->digits, shown);
    for (size_t i = 0; i < pooled->k; i++) copse_i_range_widen(&layout.ci, shown_interval(view, i));
    return layout;
}

static void effects_columns(copse_document *document, const copse_i_view *view)
{
    copse_document_table(document, "effects", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "yi", "yi", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "vi", "vi", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "sei", "SE", COPSE_ALIGN_DECIMAL, -1);
    if (view->transformed) {
        copse_document_column(document, "shown", copse_i_effect_head(view), COPSE_ALIGN_DECIMAL, -1);
    }
    copse_document_column(document, "ci", copse_text_string(&view->ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "ni", "n", COPSE_ALIGN_DECIMAL, -1);
}

static void effects_row(copse_document *document, const copse_i_view *view, const effects_layout *layout, size_t i)
{
    const copse_pooled *pooled = view->pooled;
    const copse_interval ci = copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]);
    const copse_transform_settings settings = copse_i_view_study(view, i);
    copse_i_cell_number(document, pooled->yi[i], layout->decimals);
    copse_i_cell_number(document, pooled->vi[i], layout->v_decimals);
    copse_i_cell_number(document, sqrt(pooled->vi[i]), layout->decimals);
    if (view->transformed) {
        copse_i_cell_effect(document, pooled, &settings, pooled->yi[i], layout->ci.decimals);
    }
    copse_i_cell_effect_range(document, pooled, &settings, &layout->ci, ci);
    copse_document_number(document, pooled->ni != NULL ? pooled->ni[i] : NAN);
}

static void for_people(copse_document *document, const copse_i_view *view, const copse_i_effect_place *place)
{
    const copse_pooled *pooled = view->pooled;
    const effects_layout layout = survey(view);
    copse_notes notes = {0};
    copse_text title = {0};
    copse_text_printf(&title, "Effect sizes: %s", copse_text_string(&view->scale));
    if (pooled->measure != NULL) copse_text_printf(&title, " (%s)", pooled->measure->code);
    copse_document_heading(document, 1, copse_text_string(&title));
    copse_document_check(document, copse_text_status(&title));
    copse_text_free(&title);
    if (view->transformed) {
        copse_document_paragraph(document,
                                 "yi, vi and SE are on the scale of analysis (%s); %s and its interval are "
                                 "back-transformed (%s).",
                                 copse_text_string(&view->scale), copse_text_string(&view->shown),
                                 copse_transform_name(pooled->transform));
    }
    effects_columns(document, view);
    copse_i_document_expect(document, pooled->k + pooled->left_outs);
    for (size_t i = 0; i < pooled->k + pooled->left_outs; i++) {
        const bool gone = place[i].left_out;
        copse_document_row(document);
        copse_document_text(document, gone ? pooled->left_out[place[i].index].label : pooled->label[place[i].index]);
        if (gone) {
            copse_document_number(document, NAN);
            copse_document_number(document, NAN);
        } else {
            effects_row(document, view, &layout, place[i].index);
        }
    }
    copse_i_left_out_table(document, pooled);
    copse_i_combined_table(document, pooled);
    copse_i_note_overflow(view, &notes);
    copse_document_check(document, notes.failed ? COPSE_ENOMEM : COPSE_OK);
    copse_i_notes_section(document, &notes, pooled->warnings);
    copse_notes_free(&notes);
}

static copse_status render_effects(const copse_pooled *pooled, const copse_i_effect_place *place,
                                   const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_i_view view = {.pooled = pooled};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(pooled, &view, err);
    if (status == COPSE_OK) {
        for_people(document, &view, place);
        status = copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_i_view_free(&view);
    return status;
}

static copse_status into_text(void *context, const char *bytes, size_t n, copse_error *err)
{
    copse_text_add_bytes(context, bytes, n);
    return copse_text_status(context) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_report_effects(const copse_pooled *pooled, const copse_render_opts *opts, copse_text *out,
                                  copse_error *err)
{
    copse_i_effect_place *place = NULL;
    if (opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render into");
    copse_status status = copse_i_check_pooled(pooled, false, err);
    if (status != COPSE_OK) return status;
    if (opts->format == COPSE_FORMAT_CSV) return copse_report_effects_csv(pooled, into_text, out, err);
    status = copse_i_effects_order(pooled, &place);
    if (status != COPSE_OK) {
        status = copse_fail_memory(err);
    } else if (opts->format == COPSE_FORMAT_JSON) {
        status = effects_json(pooled, place, out);
        if (status != COPSE_OK) status = copse_fail(err, status, "JSON: %s", copse_status_text(status));
    } else {
        status = render_effects(pooled, place, opts, out, err);
    }
    free(place);
    return status;
}
