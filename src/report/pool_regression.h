/* What was asked of a meta-regression beside its fit. */
#ifndef COPSE_REPORT_POOL_REGRESSION_H
#define COPSE_REPORT_POOL_REGRESSION_H

#include "pool_coefficients.h"

/* Tables for people, or with `exact` those of CSV; nothing where there is none. */
void copse_i_regression_tables(copse_document *document, const copse_i_view *view, bool exact);
/* Members at the end of the object: contrasts, vif, standardized, comparison, model_average, scale. */
void copse_i_regression_json(copse_i_json *json, const copse_pooled *pooled);

/* The location-scale model of it. */
void copse_i_scale_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_scale_json(copse_i_json *json, const copse_pooled *pooled);
/* Two models side by side. */
void copse_i_comparison_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_comparison_json(copse_i_json *json, const copse_pooled *pooled);
/* All subsets of the terms, and averages over them. */
void copse_i_average_tables(copse_document *document, const copse_pooled *pooled, bool exact);
void copse_i_average_json(copse_i_json *json, const copse_pooled *pooled);

#endif
