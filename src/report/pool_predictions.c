/* See pool_predictions.h. Each row: the values of the moderators, then the predicted mean effect with its interval and the
 * prediction interval. */
#include "pool_predictions.h"

#include "shown_effect.h"

#include <math.h>
#include <stdio.h>

static const copse_column *moderator(const copse_pooled_predictions *predictions, size_t c)
{
    size_t at = 0;
    return copse_frame_column(predictions->at, predictions->column[c], &at, NULL) == COPSE_OK
               ? &predictions->at->column[at]
               : NULL;
}

/* ---- for people */

static copse_interval shown(const copse_pooled *pooled, const copse_transform_settings *settings,
                            copse_interval interval)
{
    return copse_i_show_interval(pooled, settings, interval, NULL);
}

/* A value as it was given: text, or a number with all its digits. */
static void value_cell(copse_document *document, const copse_pooled_predictions *predictions, size_t c, size_t i)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_column *column = moderator(predictions, c);
    if (column == NULL) copse_document_text(document, NULL);
    else if (column->number == NULL) copse_document_text(document, column->text[i]);
    else
        copse_document_number_as(document, column->number[i],
                                 copse_format_significant(buf, sizeof buf, column->number[i], 6));
}

static void value_columns(copse_document *document, const copse_pooled_predictions *predictions)
{
    for (size_t c = 0; c < predictions->columns; c++) {
        const copse_column *column = moderator(predictions, c);
        const bool number = column != NULL && column->number != NULL;
        copse_document_column(document, predictions->column[c], predictions->column[c],
                              number ? COPSE_ALIGN_DECIMAL : COPSE_ALIGN_LEFT, -1);
    }
}

void copse_i_predictions_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const copse_pooled_predictions *predictions = pooled->predictions;
    if (predictions == NULL) return;
    const copse_transform_settings mean = copse_i_pooled_settings(pooled, pooled->fit);
    const copse_transform_settings single = copse_i_prediction_settings(pooled, pooled->fit);
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_range ci = {0}, pi = {0};
    bool interval = false;
    for (size_t i = 0; i < predictions->rows; i++)
        copse_i_spread_look_interval(&spread, shown(pooled, &mean, predictions->row[i].ci));
    ci.decimals = pi.decimals = copse_i_decimals(pooled->digits, spread);
    for (size_t i = 0; i < predictions->rows; i++) {
        copse_i_range_widen(&ci, shown(pooled, &mean, predictions->row[i].ci));
        copse_i_range_widen(&pi, shown(pooled, &single, predictions->row[i].pi));
        interval = interval || !isnan(predictions->row[i].pi.lower);
    }
    copse_document_heading(document, 2, "Predicted effects");
    copse_document_table(document, "predictions", NULL);
    value_columns(document, predictions);
    copse_document_column(document, "estimate", view->transformed ? copse_i_effect_head(view) : "Estimate",
                          COPSE_ALIGN_DECIMAL, -1);
    if (!view->transformed) copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    if (interval) copse_document_column(document, "pi", copse_text_string(&view->fit_pi), COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < predictions->rows; i++) {
        const copse_predicted *row = &predictions->row[i];
        copse_document_row(document);
        for (size_t c = 0; c < predictions->columns; c++) value_cell(document, predictions, c, i);
        copse_i_cell_effect(document, pooled, &mean, row->estimate, ci.decimals);
        if (!view->transformed) copse_i_cell_number(document, row->se, ci.decimals);
        copse_i_cell_effect_range(document, pooled, &mean, &ci, row->ci);
        if (interval) copse_i_cell_effect_range(document, pooled, &single, &pi, row->pi);
    }
}

/* ---- for programs */

enum { NUMBERS = 8, SHOWN = 5 };
static const char *const KEY[NUMBERS] = {"estimate", "se",       "df",       "ci_lower",
                                         "ci_upper", "pi_lower", "pi_upper", "pi_df"};
static const char *const SHOWN_KEY[SHOWN] = {"transformed", "transformed_ci_lower", "transformed_ci_upper",
                                             "transformed_pi_lower", "transformed_pi_upper"};

static void numbers(const copse_predicted *row, double number[NUMBERS])
{
    const double value[NUMBERS] = {row->estimate, row->se,       row->df,       row->ci.lower,
                                   row->ci.upper, row->pi.lower, row->pi.upper, row->pi_df};
    for (size_t j = 0; j < NUMBERS; j++) number[j] = value[j];
}

static void shown_numbers(const copse_pooled *pooled, const copse_predicted *row, double number[SHOWN])
{
    const copse_transform_settings mean = copse_i_pooled_settings(pooled, pooled->fit);
    const copse_transform_settings single = copse_i_prediction_settings(pooled, pooled->fit);
    const copse_interval ci = shown(pooled, &mean, row->ci), pi = shown(pooled, &single, row->pi);
    const double value[SHOWN] = {copse_i_show(pooled, &mean, row->estimate), ci.lower, ci.upper, pi.lower, pi.upper};
    for (size_t j = 0; j < SHOWN; j++) number[j] = value[j];
}

static void plain_columns(copse_document *document, const char *const *key, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
}

static void plain_cells(copse_document *document, const double *number, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_number(document, number[j]);
}

void copse_i_predictions_csv(copse_document *document, const copse_i_view *view)
{
    const copse_pooled_predictions *predictions = view->pooled->predictions;
    double number[NUMBERS];
    if (predictions == NULL) return;
    copse_document_table(document, "predictions", NULL);
    value_columns(document, predictions);
    plain_columns(document, KEY, NUMBERS);
    if (view->transformed) plain_columns(document, SHOWN_KEY, SHOWN);
    for (size_t i = 0; i < predictions->rows; i++) {
        copse_document_row(document);
        for (size_t c = 0; c < predictions->columns; c++) value_cell(document, predictions, c, i);
        numbers(&predictions->row[i], number);
        plain_cells(document, number, NUMBERS);
        if (!view->transformed) continue;
        shown_numbers(view->pooled, &predictions->row[i], number);
        plain_cells(document, number, SHOWN);
    }
}

static json_t *values_json(copse_i_json *json, const copse_pooled_predictions *predictions, size_t i)
{
    json_t *array = json_array();
    for (size_t c = 0; c < predictions->columns; c++) {
        json_t *object = json_object();
        const copse_column *column = moderator(predictions, c);
        json_t *value = column == NULL           ? json_null()
                        : column->number == NULL ? copse_i_json_text(json, column->text[i])
                                                 : copse_i_json_real(column->number[i]);
        copse_i_json_set(json, object, "column", copse_i_json_text(json, predictions->column[c]));
        copse_i_json_set(json, object, "value", value);
        copse_i_json_append(json, array, object);
    }
    return array;
}

static json_t *transformed_json(copse_i_json *json, const copse_pooled *pooled, const copse_predicted *row)
{
    static const char *const key[SHOWN] = {"estimate", "ci_lower", "ci_upper", "pi_lower", "pi_upper"};
    double number[SHOWN];
    json_t *object = json_object();
    shown_numbers(pooled, row, number);
    for (size_t j = 0; j < SHOWN; j++) copse_i_json_set(json, object, key[j], copse_i_json_real(number[j]));
    return object;
}

void copse_i_predictions_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_pooled_predictions *predictions = pooled->predictions;
    double number[NUMBERS];
    if (predictions == NULL) return;
    copse_i_json_open(json, "predictions", '[');
    for (size_t i = 0; i < predictions->rows && json->status == COPSE_OK; i++) {
        json_t *row = json_object();
        copse_i_json_set(json, row, "moderators", values_json(json, predictions, i));
        numbers(&predictions->row[i], number);
        for (size_t j = 0; j < NUMBERS; j++) copse_i_json_set(json, row, KEY[j], copse_i_json_real(number[j]));
        if (pooled->transform != COPSE_TRANSFORM_NONE)
            copse_i_json_set(json, row, "transformed", transformed_json(json, pooled, &predictions->row[i]));
        copse_i_json_add(json, NULL, row);
    }
    copse_i_json_close(json, ']');
}
