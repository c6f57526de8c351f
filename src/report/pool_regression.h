/* What was asked of a meta-regression beside its fit. */
#ifndef COPSE_REPORT_POOL_REGRESSION_H
#define COPSE_REPORT_POOL_REGRESSION_H

#include "json_stream.h"
#include "pool_view.h"

/* Tables for people, or with `exact` those of CSV; nothing where there is none. */
void copse_i_regression_tables(copse_document *document, const copse_i_view *view, bool exact);
/* Members at the end of the object: contrasts, vif, standardized, comparison, model_average, scale. */
void copse_i_regression_json(copse_i_json *json, const copse_pooled *pooled);

/* The location-scale model of it. */
void copse_i_scale_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_scale_json(copse_i_json *json, const copse_pooled *pooled);
/* "z" or "t" */
const char *copse_i_statistic_head(copse_test test);
/* Two models side by side. */
void copse_i_comparison_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_comparison_json(copse_i_json *json, const copse_pooled *pooled);
/* All subsets of the terms, and averages over them. */
void copse_i_average_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_average_json(copse_i_json *json, const copse_pooled *pooled);
/* Columns of a table of coefficients, and their cells; `exact`: as CSV has them. */
void copse_i_coefficient_columns(copse_document *document, const char *statistic, double level, bool exact);
void copse_i_coefficient_cells(copse_document *document, const copse_coefficient *c, int decimals, bool exact);
json_t *copse_i_plain_coefficient_json(copse_i_json *json, const char *name, const copse_coefficient *c);

#endif
