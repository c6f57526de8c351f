/* The studies of an analysis, those that were left out, and what there is to remark. */
#include "document.h"
#include "pool_tables.h"
#include "shown_effect.h"

#include <math.h>

/* Two decimals of a percentage, or enough to tell the studies of a large analysis apart. */
static int weight_decimals(size_t k)
{
    const int needed = (int)ceil(log10((double)k)) - 1;
    return needed > 2 ? needed : 2;
}

static copse_interval shown_interval(const copse_i_view *view, size_t i)
{
    const copse_pooled *pooled = view->pooled;
    const copse_transform_settings settings = copse_i_view_study(view, i);
    return copse_i_show_interval(pooled, &settings, copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]), NULL);
}

void copse_i_studies_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const bool weighted = pooled->glmm == NULL; /* models of counts weigh no estimates */
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < pooled->k; i++) copse_i_spread_look_interval(&spread, shown_interval(view, i));
    copse_i_range range = {.decimals = copse_i_decimals(pooled->digits, spread)};
    for (size_t i = 0; i < pooled->k; i++) copse_i_range_widen(&range, shown_interval(view, i));

    copse_document_heading(document, 2, "Studies");
    copse_document_table(document, "studies", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    if (pooled->subgroups != NULL) {
        copse_document_column(document, "level", pooled->subgroup, COPSE_ALIGN_LEFT, 0);
    }
    copse_document_column(document, "estimate", copse_i_effect_head(view), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->ci), COPSE_ALIGN_RIGHT, 0);
    if (weighted)
        copse_document_column(document, "weight", "Weight, %", COPSE_ALIGN_DECIMAL, weight_decimals(pooled->k));
    copse_i_document_expect(document, pooled->k);
    for (size_t i = 0; i < pooled->k; i++) {
        copse_document_row(document);
        copse_document_text(document, pooled->label[i]);
        if (pooled->subgroups != NULL) copse_document_text(document, pooled->level[pooled->group[i]]);
        const copse_transform_settings settings = copse_i_view_study(view, i);
        const copse_interval ci = copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]);
        copse_i_cell_effect(document, pooled, &settings, pooled->yi[i], range.decimals);
        copse_i_cell_effect_range(document, pooled, &settings, &range, ci);
        if (weighted) copse_document_number(document, pooled->fit->weight[i]);
    }
}

void copse_i_left_out_table(copse_document *document, const copse_pooled *pooled)
{
    if (pooled->left_outs == 0) return;
    copse_document_heading(document, 2, "Left out");
    copse_document_table(document, "left_out", NULL);
    copse_document_column(document, "row", "Row", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "why", "Why", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < pooled->left_outs; i++) {
        copse_document_row(document);
        copse_document_number(document, (double)pooled->left_out[i].row);
        copse_document_text(document, pooled->left_out[i].label);
        copse_document_text(document, pooled->left_out[i].why);
    }
}

void copse_i_combined_table(copse_document *document, const copse_pooled *pooled)
{
    if (pooled->merges == 0) return;
    copse_document_heading(document, 2, "Combined");
    copse_document_table(document, "combined", NULL);
    copse_document_column(document, "row", "Row", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "into", "With row", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < pooled->merges; i++) {
        copse_document_row(document);
        copse_document_number(document, (double)pooled->merged[i].row);
        copse_document_text(document, pooled->merged[i].label);
        copse_document_number(document, (double)pooled->merged[i].into);
    }
}

void copse_i_notes_section(copse_document *document, const copse_notes *notes, const copse_notes *warnings)
{
    const size_t warned = warnings != NULL ? warnings->count : 0;
    if (notes->count + warned == 0) return;
    copse_document_heading(document, 2, "Notes");
    for (size_t i = 0; i < notes->count; i++) copse_document_paragraph(document, "Note: %s.", notes->line[i]);
    for (size_t i = 0; i < warned; i++) copse_document_paragraph(document, "Warning: %s", warnings->line[i]);
}
