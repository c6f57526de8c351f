/* src/cli/regression_options.h: what is asked of a meta-regression beside its fit: --contrast, --adjust, --vif,
 * --standardized, --compare, --model-average, --scale-mods. */
#ifndef COPSE_I_REGRESSION_OPTIONS_H
#define COPSE_I_REGRESSION_OPTIONS_H

#include "moderators.h"

typedef struct copse_i_regression_values {
    const char *contrast, *scale, *compare;
    copse_i_list att;
    int adjust, link, scale_ci;
    bool vif, standardized;
    bool average;
    int criterion, average_se;
} copse_i_regression_values;

enum { copse_i_regression_count = 12 };
extern const copse_i_option copse_i_regression_options[copse_i_regression_count];
#define COPSE_I_REGRESSION_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Meta-regression", copse_i_regression_options, copse_i_regression_count, offset                                \
    }

/** Before the file is read: checks, and parses --scale, whose columns the studies must have: they go to input->needed. */
COPSE_NODISCARD copse_status copse_i_regression_prepare(const copse_i_regression_values *values,
                                                        const copse_i_moderator_values *moderators,
                                                        copse_i_input_values *input, copse_i_task *task,
                                                        copse_error *err);
/** After the fit: fills the task's regression. */
COPSE_NODISCARD copse_status copse_i_regression_fill(const copse_i_regression_values *values, int coding,
                                                     copse_i_task *task, copse_error *err);

/* The parts of it. */
COPSE_NODISCARD copse_status copse_i_contrasts_fill(const copse_i_regression_values *values, copse_i_task *task,
                                                    copse_error *err);
COPSE_NODISCARD copse_status copse_i_scale_fill(const copse_i_regression_values *values, int coding, copse_i_task *task,
                                                copse_error *err);

COPSE_NODISCARD copse_status copse_i_comparison_fill(int coding, copse_i_task *task, copse_error *err);
COPSE_NODISCARD copse_status copse_i_averaging_fill(const copse_i_regression_values *values, copse_i_task *task,
                                                    copse_error *err);

#endif
