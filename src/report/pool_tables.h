/* The tables of a pooled analysis for people. Each adds to the document. */
#ifndef COPSE_REPORT_POOL_TABLES_H
#define COPSE_REPORT_POOL_TABLES_H

#include "pool_view.h"

void copse_i_headline(copse_document *document, const copse_i_view *view);
void copse_i_studies_table(copse_document *document, const copse_i_view *view);
void copse_i_results_tables(copse_document *document, const copse_i_view *view);
void copse_i_heterogeneity_tables(copse_document *document, const copse_i_view *view);
/* Tests of the tables that the fit is of; nothing for other fits. */
void copse_i_table_tests(copse_document *document, const copse_i_view *view);
void copse_i_fit_table(copse_document *document, const copse_i_view *view);
void copse_i_left_out_table(copse_document *document, const copse_pooled *pooled);
/* Rows whose effect is part of another row's study; nothing where there are none. */
void copse_i_combined_table(copse_document *document, const copse_pooled *pooled);
/* Notes and warnings, one paragraph each. */
void copse_i_notes_section(copse_document *document, const copse_notes *notes, const copse_notes *warnings);

#endif
