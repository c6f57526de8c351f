/* What the page on robustness says for a reader and for a program alike. */
#ifndef COPSE_ROBUSTNESS_CELLS_H
#define COPSE_ROBUSTNESS_CELLS_H

#include "robustness.h"

#include <copse/report.h>

/** The checks of outcome o; NULL where it is not pooled. */
const copse_i_robustness *copse_i_robustness_of(const copse_i_run *run, size_t o);

/** Where the interval of the main analysis lies. */
copse_i_side copse_i_main_side(const copse_i_robustness *robustness);
/** What an interval on one side of no effect favours; without `favours`: "above no effect". */
const char *copse_i_side_text(const copse_i_run *run, const copse_i_analysis *analysis, copse_i_side side);
/** Whether the main analysis has a test between subgroups, and whether that tells them apart at 1 - level. */
bool copse_i_has_difference(const copse_i_robustness *robustness);
bool copse_i_subgroups_differ(const copse_i_robustness *robustness);
/** Least and greatest of the estimates, and of the p between subgroups, that the checks found; NaN: none. */
copse_interval copse_i_estimates(const copse_i_robustness *robustness);
copse_interval copse_i_differences(const copse_i_robustness *robustness);

/** The text, which is emptied; missing where it is empty. */
void copse_i_text_cell(copse_document *document, copse_text *text);
typedef copse_i_agreement copse_i_agreement_of(const copse_i_robustness *robustness, copse_i_check_kind kind);
/** For each kind "9 of 10" for a reader, two numbers for a program. */
void copse_i_agreement_cells(copse_document *document, bool machine, const copse_i_robustness *robustness,
                             copse_i_agreement_of *of);
/** `found`: the main analysis sees an effect, or a difference. "yes", "no", "never clear", "clear in 2", "not checked". */
void copse_i_survival_cell(copse_document *document, bool found, copse_i_agreement all);

/** The table for a program: table_robustness_machine.c. */
void copse_i_robustness_machine(const copse_i_run *run, copse_document *document);

#endif
