/* Intervals of tau2 of every type. */
#ifndef COPSE_REPORT_POOL_TAU2_H
#define COPSE_REPORT_POOL_TAU2_H

#include "json_stream.h"
#include "pool_view.h"

/* For people: which type stands in the table where it is not the usual one; a table of all types. Nothing where there is
 * nothing to say. */
void copse_i_tau2_tables(copse_document *document, const copse_i_view *view);
void copse_i_tau2_csv(copse_document *document, const copse_pooled *pooled);
/* "tau2_intervals": [{type, tau2, tau, I2, H2, note}] */
void copse_i_tau2_json(copse_i_json *json, const copse_pooled *pooled);

#endif
