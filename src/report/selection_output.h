/* The parameters of a selection model as a table and as JSON. */
#ifndef COPSE_REPORT_SELECTION_OUTPUT_H
#define COPSE_REPORT_SELECTION_OUTPUT_H

#include "report_bias.h"

/* digits -1: exact numbers in columns of their own, for CSV. */
void copse_i_selection_parameters(copse_document *document, const copse_i_view *view, const copse_selmodel *fit,
                                  int digits);
/* "0.025 < p <= 1", of a weight of a step function ("" else). */
enum { COPSE_I_RANGE_TEXT = 2 * COPSE_NUMBER_TEXT + 16 };
void copse_i_selection_range(const copse_selmodel *fit, size_t delta, char buf[COPSE_I_RANGE_TEXT]);
json_t *copse_i_selection_json(copse_i_json *json, const copse_bias_report *report);

#endif
