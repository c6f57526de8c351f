/* src/cli/tau2_boot.h: --tau2-ci boot and boot-np: intervals of tau2 by bootstrap, which no single fit has. */
#ifndef COPSE_I_TAU2_BOOT_H
#define COPSE_I_TAU2_BOOT_H

#include "command.h"
#include "task.h"

/** How it is drawn. */
typedef struct copse_i_tau2_boot_values {
    copse_boot_kind kind;      /**< PARAMETRIC or NONPARAMETRIC */
    uint64_t replicates, seed; /**< COPSE_I_NOT_GIVEN: as usual */
    int threads;
    bool quiet;
} copse_i_tau2_boot_values;

/** Puts the percentile interval in place of that of the task's fit, and of the levels whose tau2 is their own; I2 and H2
 *  through it, where they are from tau2. */
COPSE_NODISCARD copse_status copse_i_tau2_boot(const copse_i_tau2_boot_values *values, const copse_i_call *call,
                                               copse_i_task *task, copse_error *err);

#endif
