/* Options of pool for the studies of a fit: --residuals, --blups. */
#ifndef COPSE_I_RESIDUAL_OPTIONS_H
#define COPSE_I_RESIDUAL_OPTIONS_H

#include "task.h"

typedef struct copse_i_residual_values {
    bool residuals, blups;
} copse_i_residual_values;

enum { copse_i_residual_count = 2 };
extern const copse_i_option copse_i_residual_options[copse_i_residual_count];
#define COPSE_I_RESIDUAL_GROUP(offset)                                                                                 \
    {                                                                                                                  \
        "Studies", copse_i_residual_options, copse_i_residual_count, offset                                            \
    }

/* Fills residuals and blups of the task where they are asked for; its fit is done. */
COPSE_NODISCARD copse_status copse_i_residuals_fill(const copse_i_residual_values *values, copse_i_task *task,
                                                    copse_error *err);

#endif
