/* src/cli/gosh_task.h: from a fitted model to the fits of its subsets: what gosh and plot gosh have in common. */
#ifndef COPSE_I_GOSH_TASK_H
#define COPSE_I_GOSH_TASK_H

#include "task.h"

#include <copse/sensitivity.h>

typedef struct copse_i_gosh_values {
    uint64_t subsets, least, seed; /**< COPSE_I_NOT_GIVEN: not given */
    bool all;
    const char *coefficient;
    double null; /**< NaN: not given */
    int threads; /**< -1: not given */
} copse_i_gosh_values;

enum { copse_i_gosh_count = 7 };
extern const copse_i_option copse_i_gosh_options[copse_i_gosh_count];
#define COPSE_I_GOSH_GROUP(offset)                                                                                     \
    {                                                                                                                  \
        "Subsets", copse_i_gosh_options, copse_i_gosh_count, offset                                                    \
    }

/** The options, checked against the fitted task; threads and subsets too. */
COPSE_NODISCARD copse_status copse_i_gosh_settle(const copse_i_gosh_values *values, const copse_i_task *task,
                                                 copse_gosh_opts *opts, copse_error *err);
/** What the subsets are of; borrows from the task. `fit` is where the options of the fit go. */
copse_sensitivity_data copse_i_gosh_data(const copse_i_task *task);
/** Names of the coefficients. */
const char *const *copse_i_gosh_coefficients(const copse_i_task *task);

#endif
