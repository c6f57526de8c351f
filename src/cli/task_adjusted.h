/* src/cli/task_adjusted.h: columns that copse convert adjusted. */
#ifndef COPSE_I_TASK_ADJUSTED_H
#define COPSE_I_TASK_ADJUSTED_H

#include <copse/study.h>

/** Warns where a column is used although there is an adjusted one (n2i beside n2i_adj), with the options that take the
 *  adjusted ones; not where the column was asked for by its usual name (--n2i n2i). */
void copse_i_warn_of_adjusted(const copse_frame *frame, const copse_binding *binding, const copse_study_set *set,
                              copse_notes *warnings);

#endif
