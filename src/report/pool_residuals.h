/* Residuals and predicted true effects of the studies of a pooled analysis. */
#ifndef COPSE_REPORT_POOL_RESIDUALS_H
#define COPSE_REPORT_POOL_RESIDUALS_H

#include "json_stream.h"
#include "pool_view.h"

/* Tables for people; nothing where there are none. */
void copse_i_residuals_tables(copse_document *document, const copse_i_view *view);
/* What the table of studies has besides, in CSV. */
void copse_i_residuals_columns(copse_document *document, const copse_i_view *view);
void copse_i_residuals_cells(copse_document *document, const copse_i_view *view, size_t i);
/* Further members of the row of study i. */
void copse_i_residuals_json(copse_i_json *json, const copse_pooled *pooled, size_t i);

#endif
