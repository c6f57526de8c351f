/* src/cli/gosh_task.h: from a fitted model to the fits of its subsets: what gosh and plot gosh have in common. */
#ifndef COPSE_I_GOSH_TASK_H
#define COPSE_I_GOSH_TASK_H

#include "long_work.h"
#include "subset_task.h"

#include <copse/sensitivity.h>

typedef struct copse_i_gosh_values {
    uint64_t subsets, least; /**< COPSE_I_NOT_GIVEN: not given */
    bool all;
    const char *coefficient;
    double null; /**< NaN: not given */
    copse_i_long_values work;
} copse_i_gosh_values;

enum { copse_i_gosh_count = 5 };
extern const copse_i_option copse_i_gosh_options[copse_i_gosh_count];
#define COPSE_I_GOSH_GROUPS(offset)                                                                                    \
    {"Subsets", copse_i_gosh_options, copse_i_gosh_count, offset},                                                     \
        COPSE_I_LONG_PLAIN_GROUP((offset) + offsetof(copse_i_gosh_values, work))
/** What data and model of a command that fits all subsets are: the groups of a copse_i_subset_values that it has. */
#define COPSE_I_GOSH_MODEL_GROUPS(offset, options)                                                                     \
    {"Model", copse_i_model_options, options, (offset) + offsetof(copse_i_subset_values, model)},                      \
        COPSE_I_COUNTS_GROUP((offset) + offsetof(copse_i_subset_values, model)),                                       \
        COPSE_I_GLMM_GROUP((offset) + offsetof(copse_i_subset_values, glmm)),                                          \
    {                                                                                                                  \
        "Moderators", copse_i_moderator_options, 1, (offset) + offsetof(copse_i_subset_values, moderators)             \
    }

/** The model of these options fitted to all studies; what the command has no options for takes its default. */
COPSE_NODISCARD copse_status copse_i_gosh_task_fit(copse_i_subset_values values, const char *file,
                                                   const copse_i_call *call, copse_i_subset_task *task,
                                                   copse_error *err);

/** How the subsets are fitted; borrows from the task. */
typedef struct copse_i_gosh_task_plan {
    copse_sensitivity_data data;
    copse_gosh_opts opts;
    copse_gosh_tables tables;
} copse_i_gosh_task_plan;
/** The options, checked against the fitted task; threads and subsets too. */
COPSE_NODISCARD copse_status copse_i_gosh_settle(const copse_i_gosh_values *values, copse_i_subset_task *task,
                                                 copse_i_gosh_task_plan *plan, copse_error *err);
/** copse_gosh_run, watched. */
COPSE_NODISCARD copse_status copse_i_gosh_task_run(const copse_i_gosh_task_plan *plan, bool quiet, copse_gosh *gosh,
                                                   copse_error *err);
/** Names of the coefficients. */
const char *const *copse_i_gosh_coefficients(const copse_i_task *task);

#endif
