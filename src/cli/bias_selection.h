/* Selection models: their options and results. */
#ifndef COPSE_CLI_BIAS_SELECTION_H
#define COPSE_CLI_BIAS_SELECTION_H

#include "option.h"

#include <copse/bias.h>
#include <copse/study.h>

typedef struct copse_i_bias_run copse_i_bias_run;

typedef struct copse_i_bias_selection_values {
    int type, alternative, precision;
    copse_i_list steps, deltas;
    bool raw_precision, decreasing;
} copse_i_bias_selection_values;

enum { copse_i_bias_selection_count = 7, copse_i_bias_selection_also = 2 };
extern const copse_i_option copse_i_bias_selection_options[copse_i_bias_selection_count];
#define COPSE_I_BIAS_SELECTION_GROUP(offset)                                                                           \
    {                                                                                                                  \
        "Selection models", copse_i_bias_selection_options, copse_i_bias_selection_count, offset                       \
    }

typedef struct copse_i_bias_selection {
    copse_selmodel fit, also[copse_i_bias_selection_also];
} copse_i_bias_selection;

/* The options as the model takes them, but for what the method says; step and delta are COPSE_SELMODEL_MOST_STEPS numbers,
 * which opts borrows. */
COPSE_NODISCARD copse_status copse_i_bias_selection_opts(const copse_i_bias_selection_values *asked,
                                                         const copse_study_set *set, double *step, double *delta,
                                                         copse_selmodel_opts *opts, copse_error *err);
/* Options without the check that they are for. */
COPSE_NODISCARD copse_status copse_i_bias_selection_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_selmodel(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_selection_free(copse_i_bias_selection *selection);

#endif
