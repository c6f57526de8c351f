/* The effect in a new setting: probabilities that it lies beyond limits, and prediction intervals that are made of draws. */
#ifndef COPSE_REPORT_POOL_BEYOND_H
#define COPSE_REPORT_POOL_BEYOND_H

#include "json_stream.h"
#include "pool_view.h"

/* Nothing where none was asked for. */
void copse_i_beyond_tables(copse_document *document, const copse_i_view *view);
void copse_i_beyond_csv(copse_document *document, const copse_pooled *pooled);
/* "prediction_boot": [{level, replicates, seed, lower_error, upper_error}],
 * "probability_beyond": [{level, side, limit, shown_limit, probability, plug_in, ci_lower, ci_upper, note}] */
void copse_i_beyond_json(copse_i_json *json, const copse_pooled *pooled);

#endif
