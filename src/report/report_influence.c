/* `copse influence` for people and as CSV. */
#include "report_influence.h"

#include "influence_fragility.h"
#include "influence_groups.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <stdlib.h>

copse_status copse_i_influence_rows_init(const copse_influenced *in, copse_i_influence_rows *out, copse_error *err)
{
    const copse_leave_out *left = in->leave_out;
    *out = (copse_i_influence_rows){0};
    out->row = copse_alloc(left->count, sizeof *out->row);
    if (out->row == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < left->count; i++) {
        const copse_left_out_fit *w = &left->without[i];
        const bool fitted = w->state == COPSE_SUBSET_FITTED;
        out->row[i] = (copse_i_subset_row){.name = in->group != NULL ? in->group[i] : in->pooled.label[i],
                                           .k = w->left,
                                           .fit = fitted ? &w->fit : NULL,
                                           .why = fitted ? NULL : copse_subset_state_text(w->state)};
        if (in->influence != NULL && in->influence->study[i].influential) out->row[i].mark = "*";
        if (in->groups != NULL && in->groups->group[i].influential) out->row[i].mark = "*";
    }
    out->last = (copse_i_subset_row){.name = "none left out", .k = in->pooled.k, .fit = in->pooled.fit};
    out->rows = (copse_i_subset_rows){.id = "leave_out",
                                      .title = in->group != NULL ? "Leave-group-out" : "Leave-one-out",
                                      .head = "Left out",
                                      .row = out->row,
                                      .rows = left->count,
                                      .last = &out->last};
    return COPSE_OK;
}

void copse_i_influence_rows_free(copse_i_influence_rows *rows)
{
    free(rows->row);
    *rows = (copse_i_influence_rows){0};
}

static void diagnostics_columns(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const struct {
        const char *key, *head;
    } column[] = {{"rstudent", "Rstudent"}, {"dffits", "DFFITS"}, {"cook", "Cook's D"}, {"cov_ratio", "Cov. ratio"},
                  {"tau2", "τ²"},           {"Q", "Q"},           {"hat", "Hat"},       {"weight", "Weight %"}};
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < sizeof column / sizeof *column; i++)
        copse_document_column(document, column[i].key, exact ? column[i].key : column[i].head, COPSE_ALIGN_DECIMAL, -1);
    copse_i_dfbetas_columns(document, pooled, exact);
}

static void diagnostics_table(copse_document *document, const copse_influenced *in)
{
    const copse_influence *all = in->influence;
    const int digits = in->pooled.digits < 3 ? in->pooled.digits : 3;
    copse_document_heading(document, 2, "Influence");
    copse_document_table(document, "influence", NULL);
    diagnostics_columns(document, &in->pooled, false);
    copse_document_column(document, "flag", "", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < all->k; i++) {
        const copse_influence_study *s = &all->study[i];
        copse_document_row(document);
        copse_document_text(document, in->pooled.label[i]);
        copse_i_cell_number(document, s->rstudent, digits < 2 ? digits : 2);
        copse_i_cell_number(document, s->dffits, digits);
        copse_i_cell_number(document, s->cook, digits);
        copse_i_cell_number(document, s->cov_ratio, digits);
        copse_i_cell_number(document, s->tau2, copse_i_decimals_of(in->pooled.digits, s->tau2));
        copse_i_cell_number(document, s->Q, 2);
        copse_i_cell_number(document, s->hat, digits);
        copse_i_cell_number(document, s->weight, 1);
        for (size_t j = 0; j < all->p; j++) copse_i_cell_number(document, all->dfbetas[i * all->p + j], digits);
        copse_document_text(document, s->influential ? "*" : "");
    }
}

/* Of pooled counts the rest is not defined. */
static void residuals_table(copse_document *document, const copse_influenced *in)
{
    const copse_influence *all = in->influence;
    copse_document_heading(document, 2, "Deleted residuals");
    copse_document_table(document, "influence", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "rstudent", "Rstudent", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "Q", "Q without", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "weight", "Weight %", COPSE_ALIGN_DECIMAL, -1);
    for (size_t i = 0; i < all->k; i++) {
        copse_document_row(document);
        copse_document_text(document, in->pooled.label[i]);
        copse_i_cell_number(document, all->study[i].rstudent, 2);
        copse_i_cell_number(document, all->study[i].Q, 2);
        copse_i_cell_number(document, all->study[i].weight, 1);
    }
}

static void flags_of(const copse_influence_study *s, copse_text *out)
{
    const struct {
        bool on;
        const char *name;
    } flag[] = {{s->by_dffits, "dffits"}, {s->by_cook, "cook"}, {s->by_hat, "hat"}, {s->by_dfbetas, "dfbetas"}};
    for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
        if (flag[i].on) copse_text_printf(out, "%s%s", out->length > 0 ? " " : "", flag[i].name);
}

static void diagnostics_csv(copse_document *document, const copse_influenced *in)
{
    const copse_influence *all = in->influence;
    copse_document_table(document, "influence", NULL);
    diagnostics_columns(document, &in->pooled, true);
    copse_document_column(document, "influential", "influential", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "flags", "flags", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < all->k; i++) {
        const copse_influence_study *s = &all->study[i];
        const double number[] = {s->rstudent, s->dffits, s->cook, s->cov_ratio, s->tau2, s->Q, s->hat, s->weight};
        copse_text flags = {0};
        copse_document_row(document);
        copse_document_text(document, in->pooled.label[i]);
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
        for (size_t j = 0; j < all->p; j++) copse_document_number(document, all->dfbetas[i * all->p + j]);
        copse_document_number(document, s->influential);
        flags_of(s, &flags);
        copse_document_text(document, copse_text_string(&flags));
        copse_document_check(document, copse_text_status(&flags));
        copse_text_free(&flags);
    }
}

static void build(copse_document *document, const copse_influenced *in, const copse_i_view *view,
                  const copse_i_influence_rows *rows, const copse_notes *notes, bool csv)
{
    if (csv) {
        if (in->influence != NULL) diagnostics_csv(document, in);
        copse_i_influence_groups_csv(document, in);
        copse_i_subset_csv(document, view, &rows->rows);
        copse_i_fragility_csv(document, in);
        return;
    }
    copse_i_headline(document, view);
    if (in->influence != NULL && isnan(in->influence->cook_limit)) residuals_table(document, in);
    else if (in->influence != NULL) diagnostics_table(document, in);
    copse_i_influence_groups_table(document, in);
    copse_i_subset_tables(document, view, &rows->rows);
    copse_i_fragility_tables(document, in);
    copse_i_notes_section(document, notes, in->pooled.warnings);
}

copse_status copse_report_influence(const copse_influenced *in, const copse_render_opts *opts, copse_text *out,
                                    copse_error *err)
{
    if (in == NULL || in->leave_out == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&in->pooled, true, err);
    if (status != COPSE_OK) return status;
    copse_i_view view = {.pooled = &in->pooled};
    copse_i_influence_rows rows = {0};
    copse_notes notes = {0};
    copse_document *document = copse_document_new();
    status = copse_i_view_init(&in->pooled, &view, err);
    if (status == COPSE_OK) status = copse_i_influence_rows_init(in, &rows, err);
    if (status == COPSE_OK) copse_i_influence_notes(in, &view, &rows, &notes);
    if (status == COPSE_OK && notes.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK && opts->format == COPSE_FORMAT_JSON) {
        status = copse_i_influence_json(in, &rows, &notes, out);
        if (status != COPSE_OK) (void)copse_fail(err, status, "JSON: %s", copse_status_text(status));
    } else if (status == COPSE_OK) {
        build(document, in, &view, &rows, &notes, opts->format == COPSE_FORMAT_CSV);
        status = copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_influence_rows_free(&rows);
    copse_i_view_free(&view);
    return status;
}
