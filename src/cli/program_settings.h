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

#endif
