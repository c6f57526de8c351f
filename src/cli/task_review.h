/* src/cli/task_review.h: tasks whose data is an analysis of a Cochrane review. */
#ifndef COPSE_I_TASK_REVIEW_H
#define COPSE_I_TASK_REVIEW_H

#include "task.h"

/** Whose results are to be had again. */
typedef enum copse_i_as { COPSE_I_AS_NONE, COPSE_I_AS_REVMAN5 } copse_i_as;

/** Reads the file, or the rows of the analysis. */
COPSE_NODISCARD copse_status copse_i_task_source(const char *file, const copse_i_input_values *input,
                                                 copse_i_task *task, copse_error *err);
/** What an analysis adds to the binding: its measure, where no other is given; as revman5 its rules for empty cells and
 *  its subgroups, too. */
COPSE_NODISCARD copse_status copse_i_review_binding(const copse_i_input_values *input, const copse_i_task *task,
                                                    copse_binding *binding, copse_error *err);
/** Pools a task as RevMan 5 does, with the settings of the analysis; warns where what the review stores differs.
 *  *level is that of its intervals. */
COPSE_NODISCARD copse_status copse_i_revman5_fit(copse_i_task *task, double *level, copse_error *err);
/** What the review says cannot be said again by an option. COPSE_EUSAGE. */
COPSE_NODISCARD copse_status copse_i_revman5_check(const copse_i_input_values *input, const copse_i_call *call,
                                                   copse_error *err);

#endif
