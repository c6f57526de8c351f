/* Predicted effects at values of the moderators. */
#ifndef COPSE_REPORT_POOL_PREDICTIONS_H
#define COPSE_REPORT_POOL_PREDICTIONS_H

#include "json_stream.h"
#include "pool_view.h"

/* The table for people, and that of the CSV output; nothing where there are none. */
void copse_i_predictions_table(copse_document *document, const copse_i_view *view);
void copse_i_predictions_csv(copse_document *document, const copse_i_view *view);
/* The member "predictions"; nothing where there are none. */
void copse_i_predictions_json(copse_i_json *json, const copse_pooled *pooled);

#endif
