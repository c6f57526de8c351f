/* `copse cumulate` for people and as CSV. */
#include "report_cumulative.h"

#include "pool_tables.h"

#include <stdlib.h>

static copse_status make_rows(const copse_accumulated *a, copse_i_subset_row **row, copse_error *err)
{
    const copse_cumulative *all = a->cumulative;
    *row = copse_alloc(all->count, sizeof **row);
    if (*row == NULL) return copse_fail_memory(err);
    for (size_t s = 0; s < all->count; s++) {
        const bool fitted = all->step[s].state == COPSE_SUBSET_FITTED;
        (*row)[s] = (copse_i_subset_row){.name = a->step[s],
                                         .k = all->step[s].count,
                                         .fit = fitted ? &all->step[s].fit : NULL,
                                         .why = fitted ? NULL : copse_subset_state_text(all->step[s].state)};
    }
    return COPSE_OK;
}

static void build(copse_document *document, const copse_accumulated *a, const copse_i_view *view,
                  const copse_i_subset_rows *rows, const copse_notes *notes, bool csv)
{
    if (csv) {
        copse_i_subset_csv(document, view, rows);
        copse_i_sequential_csv(document, a);
        return;
    }
    copse_i_headline(document, view);
    copse_i_subset_tables(document, view, rows);
    copse_i_sequential_tables(document, a, view);
    copse_i_notes_section(document, notes, a->pooled.warnings);
}

static copse_status render(const copse_accumulated *a, const copse_i_subset_rows *rows, const copse_i_view *view,
                           const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_notes notes = {0};
    copse_i_cumulative_notes(a, view, &notes);
    copse_status status = notes.failed ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK && opts->format == COPSE_FORMAT_JSON) {
        status = copse_i_cumulative_json(a, rows, &notes, out);
        if (status != COPSE_OK) (void)copse_fail(err, status, "JSON: %s", copse_status_text(status));
    } else if (status == COPSE_OK) {
        copse_document *document = copse_document_new();
        build(document, a, view, rows, &notes, opts->format == COPSE_FORMAT_CSV);
        status = copse_document_render(document, opts, out, err);
        copse_document_free(document);
    }
    copse_notes_free(&notes);
    return status;
}

copse_status copse_report_cumulative(const copse_accumulated *a, const copse_render_opts *opts, copse_text *out,
                                     copse_error *err)
{
    if (a == NULL || a->cumulative == NULL || a->step == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&a->pooled, true, err);
    if (status != COPSE_OK) return status;
    copse_i_view view = {.pooled = &a->pooled};
    copse_i_subset_row *row = NULL;
    status = copse_i_view_init(&a->pooled, &view, err);
    if (status == COPSE_OK) status = make_rows(a, &row, err);
    if (status == COPSE_OK) {
        const copse_i_subset_rows rows = {.id = "cumulative",
                                          .title = "Cumulative meta-analysis",
                                          .head = "Up to",
                                          .row = row,
                                          .rows = a->cumulative->count};
        status = render(a, &rows, &view, opts, out, err);
    }
    free(row);
    copse_i_view_free(&view);
    return status;
}
