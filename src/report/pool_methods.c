/* Every estimator of tau2 with every interval, beside each other, for people. */
#include "pool_methods.h"

#include "shown_effect.h"

#include <math.h>

/* How the numbers of the table are written. */
typedef struct methods_columns {
    copse_i_range ci, pi;
    int tau2;
    bool prediction;
} methods_columns;

static copse_interval shown(const copse_i_view *view, const copse_transform_settings *settings, copse_interval interval)
{
    return view->transformed ? copse_i_show_interval(view->pooled, settings, interval, NULL) : interval;
}

static void survey(const copse_i_view *view, methods_columns *columns)
{
    const copse_pooled *pooled = view->pooled;
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < pooled->choices->count; i++) {
        const copse_fit *fit = &pooled->choices->fit[i];
        const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
        for (size_t j = 0; j < fit->p; j++)
            copse_i_spread_look_interval(&spread, shown(view, &settings, fit->coef[j].ci));
        columns->prediction = columns->prediction || !isnan(fit->prediction.lower);
        const int decimals = copse_i_decimals_of(pooled->digits, fit->het.tau2);
        if (fit->het.tau2 > 0 && decimals > columns->tau2) columns->tau2 = decimals;
    }
    columns->ci.decimals = columns->pi.decimals = copse_i_decimals(pooled->digits, spread);
    for (size_t i = 0; i < pooled->choices->count; i++) {
        const copse_fit *fit = &pooled->choices->fit[i];
        const copse_transform_settings mean = copse_i_pooled_settings(pooled, fit);
        const copse_transform_settings single = copse_i_prediction_settings(pooled, fit);
        for (size_t j = 0; j < fit->p; j++) copse_i_range_widen(&columns->ci, shown(view, &mean, fit->coef[j].ci));
        copse_i_range_widen(&columns->pi, shown(view, &single, fit->prediction));
    }
}

static void add_columns(copse_document *document, const copse_i_view *view, const methods_columns *columns)
{
    const copse_pooled *pooled = view->pooled;
    copse_document_column(document, "method", "τ² by", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "test", "interval", COPSE_ALIGN_LEFT, 0);
    if (pooled->fit->p > 1) copse_document_column(document, "name", "coefficient", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "estimate", copse_i_coefficient_head(view), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (columns->prediction)
        copse_document_column(document, "pi", copse_text_string(&view->fit_pi), COPSE_ALIGN_RIGHT, 0);
}

static void add_effects(copse_document *document, const copse_i_view *view, const methods_columns *columns,
                        const copse_fit *fit, size_t j)
{
    const copse_pooled *pooled = view->pooled;
    const copse_coefficient *coef = &fit->coef[j];
    const copse_transform_settings mean = copse_i_pooled_settings(pooled, fit);
    const copse_transform_settings single = copse_i_prediction_settings(pooled, fit);
    if (view->transformed) {
        copse_i_cell_effect(document, pooled, &mean, coef->estimate, columns->ci.decimals);
        copse_i_cell_effect_range(document, pooled, &mean, &columns->ci, coef->ci);
    } else {
        copse_i_cell_number(document, coef->estimate, columns->ci.decimals);
        copse_i_cell_range(document, &columns->ci, coef->ci);
    }
    copse_i_cell_p(document, coef->p);
    if (!columns->prediction) return;
    if (isnan(fit->prediction.lower)) copse_document_text(document, NULL);
    else if (view->transformed) copse_i_cell_effect_range(document, pooled, &single, &columns->pi, fit->prediction);
    else copse_i_cell_range(document, &columns->pi, fit->prediction);
}

static void add_rows(copse_document *document, const copse_i_view *view, const methods_columns *columns)
{
    char buf[32];
    const copse_choices *choices = view->pooled->choices;
    for (size_t i = 0; i < choices->count; i++) {
        const copse_fit *fit = &choices->fit[i];
        for (size_t j = 0; j < fit->p; j++) {
            copse_document_row(document);
            const bool first = j == 0 && (i == 0 || choices->choice[i - 1].method != choices->choice[i].method);
            if (first && i > 0) copse_document_rule(document);
            copse_document_text(document, copse_method_code(choices->choice[i].method));
            copse_document_text(document, copse_test_code(choices->choice[i].test));
            if (fit->p > 1) copse_document_text(document, copse_i_coefficient_name(view->pooled, j, buf, sizeof buf));
            copse_i_cell_number(document, fit->het.tau2, columns->tau2);
            add_effects(document, view, columns, fit, j);
        }
    }
}

static void how_calibrated(copse_document *document, const copse_pooled *pooled, bool prediction)
{
    char at[COPSE_NUMBER_TEXT];
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    double worst = 0;
    for (size_t m = 0; m < d->choices; m++) {
        copse_calibrated found;
        copse_calibration_result(pooled->calibration, pooled->calibration_state, 0, m, 0, &found);
        worst = fmax(worst, found.coverage.mcse);
    }
    copse_document_paragraph(
        document,
        "Share of intervals that hold the true value, in %llu data sets at each τ², drawn with "
        "these sampling variances and the estimates as the truth, seed %lu; the largest Monte "
        "Carlo standard error is %.1f points. Mean width, on the scale of analysis,%s at "
        "τ² = %s.",
        (unsigned long long)d->replicates, (unsigned long)d->seed, 100 * worst,
        prediction ? " and PI (how probably the prediction interval holds a new true effect) are those" : " is that",
        copse_format_significant(at, sizeof at, d->tau2[0], 4));
}

/* A column of coverages for each tau2. */
static void cell_columns(copse_document *document, const copse_calibration_design *d)
{
    char number[COPSE_NUMBER_TEXT];
    copse_text head = {0};
    for (size_t c = 0; c < d->cells; c++) {
        copse_text_free(&head);
        copse_text_printf(&head, "τ² = %s", copse_format_significant(number, sizeof number, d->tau2[c], 3));
        copse_document_column(document, copse_text_string(&head), copse_text_string(&head), COPSE_ALIGN_DECIMAL, 1);
        copse_document_check(document, copse_text_status(&head));
    }
    copse_text_free(&head);
}

static void calibrated_row(copse_document *document, const copse_pooled *pooled, size_t choice, size_t j,
                           bool prediction)
{
    char name[32];
    copse_calibrated found;
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    copse_document_row(document);
    copse_document_text(document, copse_method_code(d->choice[choice].method));
    copse_document_text(document, copse_test_code(d->choice[choice].test));
    if (d->p > 1) copse_document_text(document, copse_i_coefficient_name(pooled, j, name, sizeof name));
    for (size_t c = 0; c < d->cells; c++) {
        copse_calibration_result(pooled->calibration, pooled->calibration_state, c, choice, j, &found);
        if (c == 0)
            copse_i_cell_number(document, found.width.value, copse_i_decimals_of(pooled->digits, found.width.value));
        if (c == 0 && prediction) copse_document_number(document, 100 * found.prediction.value);
        copse_document_number(document, 100 * found.coverage.value);
    }
}

static void calibration_table(copse_document *document, const copse_pooled *pooled, bool prediction)
{
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    copse_document_heading(document, 2, "Coverage of these intervals, in %");
    copse_document_table(document, "calibration", NULL);
    copse_document_column(document, "method", "τ² by", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "test", "interval", COPSE_ALIGN_LEFT, 0);
    if (d->p > 1) copse_document_column(document, "name", "coefficient", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "width", "mean width", COPSE_ALIGN_DECIMAL, -1);
    if (prediction) copse_document_column(document, "pi_coverage", "PI", COPSE_ALIGN_DECIMAL, 1);
    cell_columns(document, d);
    for (size_t m = 0; m < d->choices; m++) {
        if (m > 0 && d->choice[m - 1].method != d->choice[m].method) copse_document_rule(document);
        for (size_t j = 0; j < d->p; j++) calibrated_row(document, pooled, m, j, prediction);
    }
    how_calibrated(document, pooled, prediction);
}

/* The same of intervals of tau2 itself. */
static void tau2_table(copse_document *document, const copse_pooled *pooled)
{
    char number[COPSE_NUMBER_TEXT];
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    copse_document_heading(document, 2, "Coverage of intervals of τ², in %");
    copse_document_table(document, "tau2_calibration", NULL);
    copse_document_column(document, "type", "Type", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "width", "mean width", COPSE_ALIGN_DECIMAL, -1);
    cell_columns(document, d);
    for (size_t t = 0; t < d->tau2_intervals; t++) {
        copse_calibrated found;
        copse_document_row(document);
        copse_document_text(document, copse_tau2_ci_code(d->tau2_interval[t]));
        for (size_t c = 0; c < d->cells; c++) {
            copse_calibration_tau2_result(pooled->calibration, pooled->calibration_state, c, t, &found);
            if (c == 0)
                copse_i_cell_number(document, found.width.value,
                                    copse_i_decimals_of(pooled->digits, found.width.value));
            copse_document_number(document, 100 * found.coverage.value);
        }
    }
    copse_document_paragraph(document,
                             "Mean widths are those at τ² = %s, of the data sets that have the interval; an empty "
                             "interval is 0 to 0.",
                             copse_format_significant(number, sizeof number, d->tau2[0], 3));
}

void copse_i_methods_tables(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    methods_columns columns = {.prediction = false};
    if (pooled->choices == NULL) return;
    survey(view, &columns);
    copse_document_heading(document, 2, "Every estimator and interval");
    copse_document_table(document, "all_methods", NULL);
    add_columns(document, view, &columns);
    add_rows(document, view, &columns);
    if (pooled->calibration == NULL) return;
    calibration_table(document, pooled, columns.prediction);
    if (copse_calibration_of(pooled->calibration)->tau2_intervals > 0) tau2_table(document, pooled);
}
