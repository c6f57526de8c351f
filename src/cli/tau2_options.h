/* Options of pool for the variance between studies: its estimator's settings and its intervals. */
#ifndef COPSE_I_TAU2_OPTIONS_H
#define COPSE_I_TAU2_OPTIONS_H

#include "task.h"
#include "tau2_boot.h"

typedef struct copse_i_tau2_values {
    int ci; /**< a copse_tau2_ci; above them all, boot, boot-np */
    const char *weights, *start;
    double prior, value;
} copse_i_tau2_values;

enum { copse_i_tau2_count = 5 };
extern const copse_i_option copse_i_tau2_options[copse_i_tau2_count];
#define COPSE_I_TAU2_GROUP(offset)                                                                                     \
    {                                                                                                                  \
        "Variance between studies", copse_i_tau2_options, copse_i_tau2_count, offset                                   \
    }

/** Puts the settings into those of the model. COPSE_EUSAGE where they do not go together. */
COPSE_NODISCARD copse_status copse_i_tau2_apply(const copse_i_tau2_values *values, copse_i_model_values *model,
                                                copse_error *err);
/** Fills the task's intervals of all types where they are asked for; its fit is done. */
COPSE_NODISCARD copse_status copse_i_tau2_fill(const copse_i_tau2_values *values, copse_i_task *task, copse_error *err);

/** Whether the interval is of replicates; and, where it is, that interval, for the fit and its subgroups. */
bool copse_i_tau2_draws(const copse_i_tau2_values *values);
COPSE_NODISCARD copse_status copse_i_tau2_draw(const copse_i_tau2_values *values, const copse_i_tau2_boot_values *how,
                                               const copse_i_call *call, copse_i_task *task, copse_error *err);

#endif
