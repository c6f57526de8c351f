/* src/cli/convert_reshape.h: the step of copse convert that changes the shape of a table. */
#ifndef COPSE_I_CONVERT_RESHAPE_H
#define COPSE_I_CONVERT_RESHAPE_H

#include "command.h"

#include <copse/frame.h>

typedef struct copse_i_reshape_values {
    bool to_long, to_wide, contrasts, all_pairs;
    copse_i_list key, levels, values;
    const char *arm, *reference;
} copse_i_reshape_values;

#define COPSE_I_RESHAPE_GROUP(offset)                                                                                  \
    {                                                                                                                  \
        "Shape", copse_i_reshape_options, copse_i_reshape_count, offset                                                \
    }
enum { copse_i_reshape_count = 9 };
extern const copse_i_option copse_i_reshape_options[copse_i_reshape_count];

/** Puts the reshaped table in the place of *frame; does nothing where no shape was asked for. */
COPSE_NODISCARD copse_status copse_i_convert_reshape(const copse_i_reshape_values *values, copse_frame *frame,
                                                     copse_notes *warnings, copse_error *err);

#endif
