/* src/cli/predict_grid.h: values of moderators at which effects are predicted. */
#ifndef COPSE_I_PREDICT_GRID_H
#define COPSE_I_PREDICT_GRID_H

#include "task.h"

/** --predict: a CSV file, or "column=value,value;column=value", all combinations of which are the rows, the first column's
 *  values running fastest. Errors name what is wrong. */
COPSE_NODISCARD copse_status copse_i_predict_rows(const char *asked, const copse_i_source_values *source,
                                                  const copse_formula *formula, copse_frame *frame, copse_error *err);

#endif
