/* The machine-readable outputs of a pooled analysis. */
#ifndef COPSE_REPORT_POOL_OUTPUT_H
#define COPSE_REPORT_POOL_OUTPUT_H

#include "json_stream.h"
#include "pool_view.h"

/* The tables of the CSV output, with exact numbers. */
void copse_i_pool_csv(copse_document *document, const copse_i_view *view);
/* The columns that studies have in every CSV output: the label, then the numbers of study i; returns how many there are. */
enum { COPSE_I_STUDY_NUMBERS = 11 };
const char *const *copse_i_study_keys(const copse_i_view *view, size_t *count);
size_t copse_i_study_numbers(const copse_i_view *view, size_t i, double number[COPSE_I_STUDY_NUMBERS]);

/* The object of design: "JSON (version 1)", docs/schema/copse-1.schema.json. */
COPSE_NODISCARD copse_status copse_i_pool_json(const copse_pooled *pooled, copse_text *out);
/* Tests of the tables of a fit of counts: a table, and a member of the object; nothing for other fits. */
void copse_i_table_tests_csv(copse_document *document, const copse_pooled *pooled);
void copse_i_table_tests_json(copse_i_json *json, const copse_pooled *pooled);
/* Members that every command's object shares. */
json_t *copse_i_input_json(copse_i_json *json, const copse_pooled *pooled);
void copse_i_warnings_json(copse_i_json *json, const copse_notes *warnings, const copse_notes *notes);

#endif
