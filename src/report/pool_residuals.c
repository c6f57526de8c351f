/* See pool_residuals.h. Residuals are on the scale of analysis, predicted effects on the shown one too. */
#include "pool_residuals.h"

#include "shown_effect.h"

#include <math.h>

enum { RESIDUALS = 11, BLUPS = 8, SHOWN = 3 };
static const char *const RESIDUAL_KEY[RESIDUALS] = {"fitted",     "residual", "residual_se", "hat",
                                                    "rstandard",  "pearson",  "cholesky",    "deleted",
                                                    "deleted_se", "rstudent", "tau2_deleted"};
static const char *const BLUP_KEY[BLUPS] = {"blup",  "blup_se",  "blup_lower",  "blup_upper",
                                            "ranef", "ranef_se", "ranef_lower", "ranef_upper"};
static const char *const SHOWN_KEY[SHOWN] = {"transformed_blup", "transformed_blup_lower", "transformed_blup_upper"};

static void residual_numbers(const copse_residual *r, double number[RESIDUALS])
{
    const double value[RESIDUALS] = {r->fitted,   r->raw,     r->se,         r->hat,         r->standard,    r->pearson,
                                     r->cholesky, r->deleted, r->deleted_se, r->studentised, r->deleted_tau2};
    for (size_t j = 0; j < RESIDUALS; j++) number[j] = value[j];
}

static void blup_numbers(const copse_blup *b, double number[BLUPS])
{
    const double value[BLUPS] = {b->estimate, b->se,        b->interval.lower,        b->interval.upper,
                                 b->effect,   b->effect_se, b->effect_interval.lower, b->effect_interval.upper};
    for (size_t j = 0; j < BLUPS; j++) number[j] = value[j];
}

/* A true effect is shown as a single one is, by the study's own size where the transform needs one. */
static copse_transform_settings settings_of(const copse_pooled *pooled, size_t i)
{
    const copse_i_view view = {.pooled = pooled};
    return copse_i_view_study(&view, i);
}

static void shown_numbers(const copse_pooled *pooled, size_t i, double number[SHOWN])
{
    const copse_transform_settings settings = settings_of(pooled, i);
    const copse_interval shown = copse_i_show_interval(pooled, &settings, pooled->blups[i].interval, NULL);
    number[0] = copse_i_show(pooled, &settings, pooled->blups[i].estimate);
    number[1] = shown.lower;
    number[2] = shown.upper;
}

static void keys(copse_document *document, const char *const *key, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
}

void copse_i_residuals_columns(copse_document *document, const copse_i_view *view)
{
    if (view->pooled->residuals != NULL) keys(document, RESIDUAL_KEY, RESIDUALS);
    if (view->pooled->blups == NULL) return;
    keys(document, BLUP_KEY, BLUPS);
    if (view->transformed) keys(document, SHOWN_KEY, SHOWN);
}

static void cells(copse_document *document, const double *number, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_number(document, number[j]);
}

void copse_i_residuals_cells(copse_document *document, const copse_i_view *view, size_t i)
{
    double number[RESIDUALS];
    if (view->pooled->residuals != NULL) {
        residual_numbers(&view->pooled->residuals[i], number);
        cells(document, number, RESIDUALS);
    }
    if (view->pooled->blups == NULL) return;
    blup_numbers(&view->pooled->blups[i], number);
    cells(document, number, BLUPS);
    if (!view->transformed) return;
    shown_numbers(view->pooled, i, number);
    cells(document, number, SHOWN);
}

static void members(copse_i_json *json, const char *const *key, const double *number, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_i_json_row_real(json, key[j], number[j]);
}

void copse_i_residuals_json(copse_i_json *json, const copse_pooled *pooled, size_t i)
{
    double number[RESIDUALS];
    if (pooled->residuals != NULL) {
        residual_numbers(&pooled->residuals[i], number);
        members(json, RESIDUAL_KEY, number, RESIDUALS);
    }
    if (pooled->blups == NULL) return;
    blup_numbers(&pooled->blups[i], number);
    members(json, BLUP_KEY, number, BLUPS);
    if (pooled->transform == COPSE_TRANSFORM_NONE) return;
    shown_numbers(pooled, i, number);
    members(json, SHOWN_KEY, number, SHOWN);
}

static void residuals_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < pooled->k; i++) copse_i_spread_look(&spread, sqrt(pooled->vi[i]));
    const int decimals = copse_i_decimals(pooled->digits, spread);
    copse_document_heading(document, 2, "Residuals");
    copse_document_table(document, "residuals", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "fitted", "Fitted", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "residual", "Residual", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "pearson", "Pearson", COPSE_ALIGN_DECIMAL, 2);
    copse_document_column(document, "rstandard", "Standardised", COPSE_ALIGN_DECIMAL, 2);
    copse_document_column(document, "rstudent", "Deleted", COPSE_ALIGN_DECIMAL, 2);
    copse_document_column(document, "hat", "Hat", COPSE_ALIGN_DECIMAL, 4);
    for (size_t i = 0; i < pooled->k; i++) {
        const copse_residual *r = &pooled->residuals[i];
        copse_document_row(document);
        copse_document_text(document, pooled->label[i]);
        copse_i_cell_number(document, r->fitted, decimals);
        copse_i_cell_number(document, r->raw, decimals);
        copse_i_cell_number(document, r->pearson, 2);
        copse_i_cell_number(document, r->standard, 2);
        copse_i_cell_number(document, r->studentised, 2);
        copse_i_cell_number(document, r->hat, 4);
    }
}

static void blups_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_range range = {0};
    for (size_t i = 0; i < pooled->k; i++) {
        const copse_transform_settings settings = settings_of(pooled, i);
        copse_i_spread_look_interval(&spread,
                                     copse_i_show_interval(pooled, &settings, pooled->blups[i].interval, NULL));
    }
    range.decimals = copse_i_decimals(pooled->digits, spread);
    for (size_t i = 0; i < pooled->k; i++) {
        const copse_transform_settings settings = settings_of(pooled, i);
        copse_i_range_widen(&range, copse_i_show_interval(pooled, &settings, pooled->blups[i].interval, NULL));
    }
    copse_document_heading(document, 2, "Predicted true effects");
    copse_document_table(document, "blups", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate", copse_i_effect_head(view), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "blup", "Predicted", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "pi", copse_text_string(&view->fit_pi), COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < pooled->k; i++) {
        const copse_transform_settings settings = settings_of(pooled, i);
        copse_document_row(document);
        copse_document_text(document, pooled->label[i]);
        copse_i_cell_effect(document, pooled, &settings, pooled->yi[i], range.decimals);
        copse_i_cell_effect(document, pooled, &settings, pooled->blups[i].estimate, range.decimals);
        copse_i_cell_effect_range(document, pooled, &settings, &range, pooled->blups[i].interval);
    }
}

void copse_i_residuals_tables(copse_document *document, const copse_i_view *view)
{
    if (view->pooled->residuals != NULL) residuals_table(document, view);
    if (view->pooled->blups != NULL) blups_table(document, view);
}
