/* src/cli/convert_fill.h: the steps of copse convert that compute what was not reported. */
#ifndef COPSE_I_CONVERT_FILL_H
#define COPSE_I_CONVERT_FILL_H

#include "task.h"

#include <copse/convert.h>

typedef struct copse_i_fill_values {
    copse_i_list fill, from;
    const char *how;
    bool replace, one_sided, uncorrected, any_skewness, methods;
    int quartiles; /* a copse_five_method */
    double level, correlation;
    copse_i_list combine, split;                 /* columns that name a trial */
    const char *cluster_size, *icc, *cluster_cv; /* a number, or a column */
    copse_i_list from_to, into;
    const char *delta;
} copse_i_fill_values;

/** The groups of options; `offset` is where the struct above lies in the command's. */
#define COPSE_I_FILL_GROUPS(offset)                                                                                    \
    {"Numbers that were not reported", copse_i_fill_options, copse_i_fill_count, offset},                              \
        {"Arms and clusters", copse_i_arms_options, copse_i_arms_count, offset},                                       \
    {                                                                                                                  \
        "Other scales", copse_i_scale_options, copse_i_scale_count, offset                                             \
    }
enum { copse_i_fill_count = 11, copse_i_arms_count = 5, copse_i_scale_count = 3 };
extern const copse_i_option copse_i_fill_options[copse_i_fill_count];
extern const copse_i_option copse_i_arms_options[copse_i_arms_count];
extern const copse_i_option copse_i_scale_options[copse_i_scale_count];

/** The step: does nothing where none of its options was given. */
COPSE_NODISCARD copse_status copse_i_convert_fill(const copse_i_fill_values *values, copse_frame *frame,
                                                  copse_notes *warnings, copse_error *err);
/** `--methods`: the table of conversions. */
COPSE_NODISCARD copse_status copse_i_convert_methods(const copse_i_output_values *output, copse_error *err);

#endif
