/* src/cli/multiverse_options.h: the options of multiverse and plot speccurve. */
#ifndef COPSE_I_MULTIVERSE_OPTIONS_H
#define COPSE_I_MULTIVERSE_OPTIONS_H

#include "long_work.h"

#include <stdint.h>

typedef struct copse_i_multiverse_values {
    copse_i_list measures, methods, tests, adjust, steps;
    const char *exclude, *rules;
    double null;
    uint64_t permutations; /**< COPSE_I_NOT_GIVEN: not given */
    copse_i_long_values work;
    bool joint_all;
} copse_i_multiverse_values;

enum { copse_i_multiverse_count = 10 };
extern const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count];
#define COPSE_I_MULTIVERSE_GROUPS(offset)                                                                              \
    {"Choices", copse_i_multiverse_options, copse_i_multiverse_count, offset},                                         \
        COPSE_I_LONG_PLAIN_GROUP((offset) + offsetof(copse_i_multiverse_values, work))

#endif
