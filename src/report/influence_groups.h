/* Influence of groups of studies in the outputs of `copse influence`. */
#ifndef COPSE_REPORT_INFLUENCE_GROUPS_H
#define COPSE_REPORT_INFLUENCE_GROUPS_H

#include "json_stream.h"
#include "pool_view.h"

/* Nothing where there are none. */
void copse_i_influence_groups_table(copse_document *document, const copse_influenced *in);
void copse_i_influence_groups_csv(copse_document *document, const copse_influenced *in);
void copse_i_influence_groups_notes(const copse_influenced *in, copse_notes *notes);
/* An empty array where there are none. */
json_t *copse_i_influence_groups_json(copse_i_json *json, const copse_influenced *in);
json_t *copse_i_influence_group_limits_json(copse_i_json *json, const copse_group_influence *all);
/* A column for each coefficient; `exact`: headed by what a program looks for. */
void copse_i_dfbetas_columns(copse_document *document, const copse_pooled *pooled, bool exact);
/* "DFFITS 0.93, limit 0.87" after what is there already; nothing unless `on`. */
void copse_i_influence_reason(copse_text *text, bool on, const char *name, double value, double limit);

#endif
