/* src/cli/dependent_options.h: several rows of one trial: which is taken, or how they are combined. Shared by effects,
 * pool, bootstrap and the plots. */
#ifndef COPSE_I_DEPENDENT_OPTIONS_H
#define COPSE_I_DEPENDENT_OPTIONS_H

#include "choose_rules.h"
#include "command.h"

#include <copse/study.h>

typedef struct copse_i_dependent_values {
    const char *trial, *choose, *time, *obs;
    int combine, structure; /* copse_combine, copse_structure, or -1 */
    double rho, phi;
} copse_i_dependent_values;

#define COPSE_I_DEPENDENT_GROUP(offset)                                                                                \
    {                                                                                                                  \
        "Several rows of one trial", copse_i_dependent_options, copse_i_dependent_count, offset                        \
    }
enum { copse_i_dependent_count = 8 };
extern const copse_i_option copse_i_dependent_options[copse_i_dependent_count];

/** What copse_study_set_bind_trials takes; borrows from the values and the rules, which copse_i_choose_rules_free takes. */
COPSE_NODISCARD copse_status copse_i_dependent_opts(const copse_i_dependent_values *values, copse_i_choose_rules *rules,
                                                    copse_trial_opts *opts, copse_error *err);
/** copse_study_set_bind_trials as the options have it. */
COPSE_NODISCARD copse_status copse_i_dependent_bind(const copse_frame *frame, const copse_binding *binding,
                                                    const copse_i_dependent_values *values, copse_study_set *set,
                                                    copse_notes *warnings, copse_error *err);

#endif
