/* Pooled estimates: as shown, and on the scale of analysis where that is another one. */
#include "document.h"
#include "pool_tables.h"
#include "shown_effect.h"

#include <math.h>

/* Which columns the rows fill. */
typedef struct result_columns {
    bool shown;      /* on the shown scale; else on that of analysis, with its standard error */
    bool k;          /* numbers of studies, which differ between levels */
    bool test;       /* statistic, degrees of freedom, p */
    bool df;         /* some statistic has degrees of freedom */
    bool prediction; /* some row has a prediction interval */
    copse_i_range ci, pi;
} result_columns;

/* One row: coefficient j of a fit. */
typedef struct result_row {
    const char *label;
    const copse_fit *fit;
    size_t coef;
} result_row;

static size_t row_count(const copse_pooled *pooled)
{
    return (pooled->subgroups != NULL ? pooled->subgroups->levels : 0) + pooled->fit->p;
}

/* Row i: the levels first, then the coefficients of the whole. */
static result_row row_at(const copse_pooled *pooled, size_t i, char *buf, size_t size)
{
    const size_t levels = pooled->subgroups != NULL ? pooled->subgroups->levels : 0;
    if (i < levels) return (result_row){pooled->level[i], &pooled->subgroups->fit[i], 0};
    const size_t j = i - levels;
    const bool overall = pooled->fit->p == 1 && !copse_i_is_regression(pooled);
    const char *label = overall ? "Overall" : copse_i_coefficient_name(pooled, j, buf, size);
    return (result_row){label, pooled->fit, j};
}

/* The transform's settings for the estimate of a row and for its prediction interval. */
typedef struct row_settings {
    copse_transform_settings mean, single;
} row_settings;

static row_settings settings_of(const copse_i_view *view, const copse_fit *fit)
{
    return (row_settings){copse_i_pooled_settings(view->pooled, fit), copse_i_prediction_settings(view->pooled, fit)};
}

static copse_interval scaled(const copse_i_view *view, const result_columns *columns,
                             const copse_transform_settings *settings, copse_interval interval)
{
    return columns->shown ? copse_i_show_interval(view->pooled, settings, interval, NULL) : interval;
}

static void survey(const copse_i_view *view, result_columns *columns)
{
    char buf[32];
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < row_count(view->pooled); i++) {
        const result_row row = row_at(view->pooled, i, buf, sizeof buf);
        const copse_coefficient *coef = &row.fit->coef[row.coef];
        const row_settings settings = settings_of(view, row.fit);
        copse_i_spread_look_interval(&spread, scaled(view, columns, &settings.mean, coef->ci));
        columns->df = columns->df || !isnan(coef->df);
        columns->prediction = columns->prediction || !isnan(row.fit->prediction.lower);
    }
    columns->ci.decimals = columns->pi.decimals = copse_i_decimals(view->pooled->digits, spread);
    for (size_t i = 0; i < row_count(view->pooled); i++) {
        const result_row row = row_at(view->pooled, i, buf, sizeof buf);
        const row_settings settings = settings_of(view, row.fit);
        copse_i_range_widen(&columns->ci, scaled(view, columns, &settings.mean, row.fit->coef[row.coef].ci));
        copse_i_range_widen(&columns->pi, scaled(view, columns, &settings.single, row.fit->prediction));
    }
}

static const char *statistic_head(const copse_pooled *pooled)
{
    char buf[32];
    size_t t = 0;
    for (size_t i = 0; i < row_count(pooled); i++) {
        const result_row row = row_at(pooled, i, buf, sizeof buf);
        t += isnan(row.fit->coef[row.coef].df) ? 0 : 1;
    }
    return t == 0 ? "z" : t == row_count(pooled) ? "t" : "t or z";
}

static void add_columns(copse_document *document, const copse_i_view *view, const result_columns *columns)
{
    const copse_pooled *pooled = view->pooled;
    const char *level = pooled->subgroups != NULL && pooled->subgroup != NULL ? pooled->subgroup : "";
    copse_document_column(document, "level", level, COPSE_ALIGN_LEFT, 0);
    if (columns->k) copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "estimate", columns->shown ? copse_i_coefficient_head(view) : "Estimate",
                          COPSE_ALIGN_DECIMAL, -1);
    if (!columns->shown) copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    if (columns->test) {
        copse_document_column(document, "statistic", statistic_head(pooled), COPSE_ALIGN_DECIMAL, -1);
        if (columns->df) copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    }
    if (columns->prediction)
        copse_document_column(document, "pi", copse_text_string(&view->fit_pi), COPSE_ALIGN_RIGHT, 0);
}

static void add_row(copse_document *document, const copse_i_view *view, const result_columns *columns,
                    const result_row *row)
{
    const copse_coefficient *coef = &row->fit->coef[row->coef];
    const row_settings settings = settings_of(view, row->fit);
    copse_document_row(document);
    copse_document_text(document, row->label);
    if (columns->k) copse_document_number(document, (double)row->fit->k);
    if (columns->shown) {
        copse_i_cell_effect(document, view->pooled, &settings.mean, coef->estimate, columns->ci.decimals);
        copse_i_cell_effect_range(document, view->pooled, &settings.mean, &columns->ci, coef->ci);
    } else {
        copse_i_cell_number(document, coef->estimate, columns->ci.decimals);
        copse_i_cell_number(document, coef->se, columns->ci.decimals);
        copse_i_cell_range(document, &columns->ci, coef->ci);
    }
    if (columns->test) {
        copse_i_cell_number(document, coef->statistic, 4);
        if (columns->df) copse_i_cell_df(document, coef->df);
        copse_i_cell_p(document, coef->p);
    }
    if (!columns->prediction) return;
    if (row->coef > 0) {
        copse_document_text(document, NULL);
    } else if (columns->shown) {
        copse_i_cell_effect_range(document, view->pooled, &settings.single, &columns->pi, row->fit->prediction);
    } else {
        copse_i_cell_range(document, &columns->pi, row->fit->prediction);
    }
}

static void add_rows(copse_document *document, const copse_i_view *view, const result_columns *columns)
{
    char buf[32];
    const copse_pooled *pooled = view->pooled;
    for (size_t i = 0; i < row_count(pooled); i++) {
        const result_row row = row_at(pooled, i, buf, sizeof buf);
        if (pooled->subgroups != NULL && i == pooled->subgroups->levels) copse_document_rule(document);
        add_row(document, view, columns, &row);
    }
}

void copse_i_results_tables(copse_document *document, const copse_i_view *view)
{
    const bool regression = copse_i_is_regression(view->pooled);
    result_columns columns = {.shown = view->transformed, .test = true, .k = !regression};
    survey(view, &columns);
    copse_document_heading(document, 2, regression ? "Coefficients" : "Pooled estimate");
    copse_document_table(document, "results", NULL);
    add_columns(document, view, &columns);
    add_rows(document, view, &columns);
    if (!view->transformed) return;

    result_columns analysis = {.shown = false, .test = false};
    copse_text caption = {0};
    survey(view, &analysis);
    copse_text_printf(&caption, "On the scale of analysis (%s)", copse_text_string(&view->scale));
    copse_document_heading(document, 2, copse_text_string(&caption));
    copse_document_check(document, copse_text_status(&caption));
    copse_document_table(document, "results_analysis", NULL);
    add_columns(document, view, &analysis);
    add_rows(document, view, &analysis);
    copse_text_free(&caption);
}
