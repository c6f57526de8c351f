/* See subset_fits.h. */
#include "subset_fits.h"

#include "shown_effect.h"

#include <math.h>

bool copse_i_excludes_null(copse_interval ci)
{
    return ci.lower > 0 || ci.upper < 0;
}

/* Decimals and widths of the column of intervals of coefficient j. */
static copse_i_range range_of(const copse_pooled *pooled, const copse_i_subset_rows *rows, size_t j)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_range range = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < rows->rows; i++) {
            const copse_fit *fit = rows->row[i].fit;
            if (fit == NULL) continue;
            const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
            const copse_interval ci = copse_i_show_interval(pooled, &settings, fit->coef[j].ci, NULL);
            if (pass == 0) copse_i_spread_look_interval(&spread, ci);
            else copse_i_range_widen(&range, ci);
        }
        if (pass == 0) range.decimals = copse_i_decimals(pooled->digits, spread);
    }
    return range;
}

/* What the tables tell of heterogeneity: a beta-binomial model has none of it, one with one true effect no tau2. */
typedef struct shown_heterogeneity {
    bool tau2, I2;
} shown_heterogeneity;

static shown_heterogeneity heterogeneity_of(const copse_pooled *pooled, const copse_i_subset_rows *rows)
{
    bool known = rows->last != NULL && rows->last->fit != NULL && !isnan(rows->last->fit->het.tau2);
    for (size_t i = 0; i < rows->rows; i++)
        known = known || (rows->row[i].fit != NULL && !isnan(rows->row[i].fit->het.tau2));
    return (shown_heterogeneity){.tau2 = known && copse_fit_is_random(pooled->fit), .I2 = known};
}

static void subset_cells(copse_document *document, const copse_pooled *pooled, const copse_i_subset_row *row,
                         const copse_i_range *range, size_t j, shown_heterogeneity shown)
{
    const copse_fit *fit = row->fit;
    copse_document_text(document, row->name);
    copse_document_number(document, (double)row->k);
    if (fit == NULL) {
        for (int i = 0; i < 3 + shown.tau2 + shown.I2; i++) copse_i_cell_number(document, NAN, 0);
        return;
    }
    const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
    copse_i_cell_effect(document, pooled, &settings, fit->coef[j].estimate, range->decimals);
    copse_i_cell_effect_range(document, pooled, &settings, range, fit->coef[j].ci);
    copse_i_cell_p(document, fit->coef[j].p);
    if (shown.tau2) copse_i_cell_number(document, fit->het.tau2, copse_i_decimals_of(pooled->digits, fit->het.tau2));
    if (shown.I2) copse_i_cell_number(document, fit->het.I2, 1);
}

static void subset_table(copse_document *document, const copse_i_view *view, const copse_i_subset_rows *rows, size_t j)
{
    const copse_pooled *pooled = view->pooled;
    const copse_i_range range = range_of(pooled, rows, j);
    const shown_heterogeneity shown = heterogeneity_of(pooled, rows);
    char name[64];
    copse_text title = {0};
    copse_text_add(&title, rows->title);
    if (pooled->fit->p > 1) copse_text_printf(&title, ": %s", copse_i_coefficient_name(pooled, j, name, sizeof name));
    copse_document_heading(document, 2, copse_text_string(&title));
    copse_document_check(document, copse_text_status(&title));
    copse_text_free(&title);
    copse_document_table(document, rows->id, NULL);
    copse_document_column(document, "name", rows->head, COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "estimate", copse_i_effect_head(view), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (shown.tau2) copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    if (shown.I2) copse_document_column(document, "I2", "I² %", COPSE_ALIGN_DECIMAL, 1);
    for (size_t i = 0; i < rows->rows; i++) {
        copse_document_row(document);
        subset_cells(document, pooled, &rows->row[i], &range, j, shown);
    }
    if (rows->last == NULL) return;
    copse_document_rule(document);
    copse_document_row(document);
    subset_cells(document, pooled, rows->last, &range, j, shown);
}

void copse_i_subset_tables(copse_document *document, const copse_i_view *view, const copse_i_subset_rows *rows)
{
    for (size_t j = 0; j < view->pooled->fit->p; j++) subset_table(document, view, rows, j);
}

enum { NUMBERS = 18, SHOWN = 3 };
static const char *const KEY[NUMBERS] = {"estimate", "se", "statistic", "df",       "p",    "ci_lower",
                                         "ci_upper", "Q",  "Q_df",      "Q_p",      "tau2", "tau2_se",
                                         "I2",       "H2", "pi_lower",  "pi_upper", "QM",   "QM_p"};
static const char *const SHOWN_KEY[SHOWN] = {"transformed", "transformed_lower", "transformed_upper"};

static void numbers_of(const copse_fit *fit, size_t j, double number[NUMBERS])
{
    const copse_coefficient *c = &fit->coef[j];
    const copse_heterogeneity *h = &fit->het;
    const double value[NUMBERS] = {
        c->estimate, c->se,   c->statistic, c->df, c->p,  c->ci.lower,           c->ci.upper,           h->Q,  h->Q_df,
        h->Q_p,      h->tau2, h->tau2_se,   h->I2, h->H2, fit->prediction.lower, fit->prediction.upper, h->QM, h->QM_p};
    for (size_t i = 0; i < NUMBERS; i++) number[i] = value[i];
}

static void shown_numbers(const copse_pooled *pooled, const copse_fit *fit, size_t j, double number[SHOWN])
{
    const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
    const copse_interval shown = copse_i_show_interval(pooled, &settings, fit->coef[j].ci, NULL);
    number[0] = copse_i_show(pooled, &settings, fit->coef[j].estimate);
    number[1] = shown.lower;
    number[2] = shown.upper;
}

static void csv_cells(copse_document *document, const copse_i_view *view, const copse_i_subset_row *row, size_t j)
{
    double number[NUMBERS], shown[SHOWN] = {NAN, NAN, NAN};
    for (size_t i = 0; i < NUMBERS; i++) number[i] = NAN;
    if (row->fit != NULL) numbers_of(row->fit, j, number);
    for (size_t i = 0; i < NUMBERS; i++) copse_document_number(document, number[i]);
    if (view->transformed && row->fit != NULL) shown_numbers(view->pooled, row->fit, j, shown);
    for (size_t i = 0; view->transformed && i < SHOWN; i++) copse_document_number(document, shown[i]);
    copse_document_text(document, row->why);
}

static void csv_rows(copse_document *document, const copse_i_view *view, const copse_i_subset_row *row)
{
    const size_t p = view->pooled->fit->p;
    char name[64];
    for (size_t j = 0; j < p; j++) {
        copse_document_row(document);
        copse_document_text(document, row->name);
        copse_document_number(document, (double)row->k);
        if (p > 1) copse_document_text(document, copse_i_coefficient_name(view->pooled, j, name, sizeof name));
        csv_cells(document, view, row, j);
    }
}

void copse_i_subset_csv(copse_document *document, const copse_i_view *view, const copse_i_subset_rows *rows)
{
    copse_document_table(document, rows->id, NULL);
    copse_document_column(document, "name", "name", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    if (view->pooled->fit->p > 1) copse_document_column(document, "coefficient", "coefficient", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < NUMBERS; i++) copse_document_column(document, KEY[i], KEY[i], COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; view->transformed && i < SHOWN; i++)
        copse_document_column(document, SHOWN_KEY[i], SHOWN_KEY[i], COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "why", "why", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < rows->rows; i++) csv_rows(document, view, &rows->row[i]);
}
