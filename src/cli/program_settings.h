/* From options to the settings of a program. */
#ifndef COPSE_I_PROGRAM_SETTINGS_H
#define COPSE_I_PROGRAM_SETTINGS_H

#include "program_options.h"
#include "terminal.h"

/** As asked for by options, whatever --as says; and with it. */
copse_program_settings copse_i_settings_asked(const copse_i_program_call *of);
copse_program_settings copse_i_settings_in_force(const copse_i_program_call *of);

/** A method that is no estimator of the variance between studies, such as MH, has no settings of programs. */
COPSE_NODISCARD copse_status copse_i_settings_check(const copse_i_program_call *of, copse_error *err);

/** Options of tau2 that need the data: weights by a column, sizes. */
COPSE_NODISCARD copse_status copse_i_settings_tau2(const copse_i_program_call *of, copse_i_task *task,
                                                   copse_program_settings *settings, copse_error *err);
/** The studies of a task under the settings, and its subgroups; tau2 is a copse_tau2_mode, or -1. */
COPSE_NODISCARD copse_status copse_i_program_fit_set(const copse_program_settings *settings, int tau2,
                                                     copse_i_task *task, copse_error *err);

#endif
