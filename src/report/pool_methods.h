/* Every estimator with every interval, and what a calibration found of them. Nothing where the analysis has none. */
#ifndef COPSE_REPORT_POOL_METHODS_H
#define COPSE_REPORT_POOL_METHODS_H

#include "json_stream.h"
#include "pool_view.h"

void copse_i_methods_tables(copse_document *document, const copse_i_view *view);
/* The same for CSV: exact, on the scale of analysis. */
void copse_i_methods_csv(copse_document *document, const copse_pooled *pooled);
/* The members "all_methods" and "calibration". */
void copse_i_methods_json(copse_i_json *json, const copse_pooled *pooled);

#endif
