/* src/cli/multiverse_options.h: the options of multiverse and plot speccurve. */
#ifndef COPSE_I_MULTIVERSE_OPTIONS_H
#define COPSE_I_MULTIVERSE_OPTIONS_H

#include "command.h"

#include <stdint.h>

typedef struct copse_i_multiverse_values {
    copse_i_list measures, methods, tests, adjust, steps;
    const char *exclude, *rules;
    double null;
    uint64_t permutations, seed; /**< COPSE_I_NOT_GIVEN: not given */
    int threads;                 /**< -1: not given */
    bool joint_all;
} copse_i_multiverse_values;

enum { copse_i_multiverse_count = 12 };
extern const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count];
#define COPSE_I_MULTIVERSE_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Choices", copse_i_multiverse_options, copse_i_multiverse_count, offset                                        \
    }

#endif
