/* Tables of coefficients on the scale of analysis, that follow those of the fit. */
#ifndef COPSE_REPORT_POOL_COEFFICIENTS_H
#define COPSE_REPORT_POOL_COEFFICIENTS_H

#include "json_stream.h"
#include "pool_view.h"
#include "shown_number.h"

/* "z" or "t" */
const char *copse_i_statistic_head(copse_test test);
/* Estimate, SE, statistic, df, p and, unless the level is NaN, interval. */
void copse_i_coefficient_columns(copse_document *document, const char *statistic, double level, bool exact);
/* How n intervals are shown, of coefficients that are `stride` bytes apart: decimals by their standard errors. */
copse_i_range copse_i_coefficient_range(int digits, const copse_coefficient *first, size_t n, size_t stride);
/* The cells of those columns; `exact`: as CSV has them. */
void copse_i_coefficient_cells(copse_document *document, const copse_coefficient *c, const copse_i_range *range,
                               bool exact);
json_t *copse_i_plain_coefficient_json(copse_i_json *json, const char *name, const copse_coefficient *c);

#endif
