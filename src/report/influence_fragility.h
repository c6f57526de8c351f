/* How little would have to be otherwise: the part of `copse influence --fragility`. */
#ifndef COPSE_REPORT_INFLUENCE_FRAGILITY_H
#define COPSE_REPORT_INFLUENCE_FRAGILITY_H

#include "json_stream.h"
#include "pool_view.h"

/* Changes of outcomes, those of the same kind together, and the numbers that the result hangs on most. */
void copse_i_fragility_tables(copse_document *document, const copse_influenced *influenced);
void copse_i_fragility_csv(copse_document *document, const copse_influenced *influenced);
void copse_i_fragility_notes(const copse_influenced *influenced, copse_notes *notes);
json_t *copse_i_fragility_json(copse_i_json *json, const copse_influenced *influenced);
json_t *copse_i_tipping_json(copse_i_json *json, const copse_influenced *influenced);

#endif
