/* src/cli/moderators.h: --mods, from a formula to the design of a task, and --btt. */
#ifndef COPSE_I_MODERATORS_H
#define COPSE_I_MODERATORS_H

#include "task.h"

/** Options of commands that fit moderators. */
typedef struct copse_i_moderator_values {
    const char *mods;
    copse_i_list btt;
    int coding; /**< copse_contrast_coding */
    const char *predict;
} copse_i_moderator_values;

const char *copse_i_coding_choice(size_t i);
/** --mods, --coding, --btt, --predict: a command takes as many of the first as it heeds. */
enum { copse_i_moderator_count = 4, copse_i_design_count = 2, copse_i_tested_design_count = 3 };
extern const copse_i_option copse_i_moderator_options[copse_i_moderator_count];
#define COPSE_I_MODERATOR_GROUP(offset)                                                                                \
    {                                                                                                                  \
        "Moderators", copse_i_moderator_options, copse_i_moderator_count, offset                                       \
    }

/** --mods and --coding alone, for what only needs the design. */
#define COPSE_I_DESIGN_GROUP(offset)                                                                                   \
    {                                                                                                                  \
        "Moderators", copse_i_moderator_options, copse_i_design_count, offset                                          \
    }

/** copse_i_task_read, where rows without a moderator are left out, and then the task's design. Without --mods the same as
 *  copse_i_task_read. */
COPSE_NODISCARD copse_status copse_i_moderators_read(const char *file, const copse_i_input_values *input,
                                                     const copse_i_moderator_values *asked, copse_i_task *task,
                                                     copse_error *err);
/** After the fit: QM of the coefficients that --btt names. */
COPSE_NODISCARD copse_status copse_i_moderators_test(const copse_i_moderator_values *asked, copse_i_task *task,
                                                     copse_error *err);
/** After the fit: what --predict asks for. */
COPSE_NODISCARD copse_status copse_i_moderators_predict(const copse_i_moderator_values *asked,
                                                        const copse_i_source_values *source, copse_i_task *task,
                                                        copse_error *err);
void copse_i_moderators_free(copse_i_moderators *moderators);

#endif
