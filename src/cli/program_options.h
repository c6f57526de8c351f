/* pool as other programs do it: --as, --compare-as, --explain-settings. */
#ifndef COPSE_I_PROGRAM_OPTIONS_H
#define COPSE_I_PROGRAM_OPTIONS_H

#include "command.h"
#include "moderators.h"
#include "task.h"

#include <copse/programs.h>

typedef struct copse_i_program_values {
    int as; /* a copse_program, or -1 */
    copse_i_list compare;
    bool explain;
} copse_i_program_values;

enum { copse_i_program_count = 3 };
extern const copse_i_option copse_i_program_options[copse_i_program_count];
#define COPSE_I_PROGRAM_GROUP(offset)                                                                                  \
    {                                                                                                                  \
        "Other programs", copse_i_program_options, copse_i_program_count, offset                                       \
    }

/** What was asked of `pool`, and how. */
typedef struct copse_i_program_call {
    const copse_i_program_values *values;
    const copse_i_input_values *input;
    const copse_i_model_values *model;
    const copse_i_moderator_values *moderators;
    const copse_i_output_values *output;
    const copse_i_call *call;
    const char *file;
} copse_i_program_call;

/** --explain-settings: needs no file. */
COPSE_NODISCARD copse_status copse_i_settings_explain(const copse_i_program_call *of, copse_error *err);
/** --as: reads, and pools under the program's settings. */
COPSE_NODISCARD copse_status copse_i_program_fit(const copse_i_program_call *of, copse_i_task *task, copse_error *err);
/** --compare-as: reads, pools under each, and reports. */
COPSE_NODISCARD copse_status copse_i_programs_compare(const copse_i_program_call *of, copse_i_task *task,
                                                      copse_error *err);

#endif
