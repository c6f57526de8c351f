/* What a model of counts (copse/glmm.h) has to tell beside its fit. */
#ifndef COPSE_REPORT_POOL_COUNTS_MODEL_H
#define COPSE_REPORT_POOL_COUNTS_MODEL_H

#include "json_stream.h"
#include "pool_view.h"

/* Tables for people, and rows for CSV; nothing where there is no such model. */
void copse_i_glmm_tables(copse_document *document, const copse_i_view *view);
void copse_i_glmm_csv(copse_document *document, const copse_pooled *pooled);
json_t *copse_i_glmm_json(copse_i_json *json, const copse_glmm *glmm);

#endif
