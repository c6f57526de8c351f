/* src/cli/task_measure.h: the measure that a program takes for the data where none is given. */
#ifndef COPSE_I_TASK_MEASURE_H
#define COPSE_I_TASK_MEASURE_H

#include "task.h"

/** With --as PROGRAM and without --measure: by the columns of the file, unless one has estimates; a note says what was
 *  chosen. */
void copse_i_program_binding(const copse_i_input_values *input, copse_i_task *task, copse_binding *binding);

#endif
