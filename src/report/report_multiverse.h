/* What the outputs of a multiverse share. */
#ifndef COPSE_REPORT_MULTIVERSE_H
#define COPSE_REPORT_MULTIVERSE_H

#include "document.h"

#include <copse/report.h>

void copse_i_multiversed_notes(const copse_multiversed *m, copse_notes *notes);
/* "4096 random sign flips of 19 trials; seed 1" */
void copse_i_multiversed_describe(const copse_multiversed *m, copse_text *out);
/* What option of choice c specification s has. */
const char *copse_i_multiversed_option(const copse_multiversed *m, size_t c, size_t s);
/* Of estimates for people. */
int copse_i_multiversed_decimals(const copse_multiversed *m);
/* The specifications: for people in order, of many the ends and the middle. */
void copse_i_multiversed_table(copse_document *document, const copse_multiversed *m, const size_t *order, bool machine);
COPSE_NODISCARD copse_status copse_i_multiversed_json(const copse_multiversed *m, copse_text *out);

#endif
