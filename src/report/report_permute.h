/* What the outputs of a permutation test share. */
#ifndef COPSE_REPORT_PERMUTE_H
#define COPSE_REPORT_PERMUTE_H

#include <copse/report.h>

/* Limits of coefficient j on the shown scale, in order; false: it has none. */
bool copse_i_perm_shown(const copse_permuted *permuted, size_t j, copse_interval *shown);
void copse_i_perm_notes(const copse_permuted *permuted, copse_notes *notes);
COPSE_NODISCARD copse_status copse_i_perm_json(const copse_permuted *permuted, copse_text *out);

#endif
