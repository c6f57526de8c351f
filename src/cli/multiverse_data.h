/* src/cli/multiverse_data.h: from the choices that were listed to a set of studies for each combination: what multiverse and
 * plot speccurve have in common. */
#ifndef COPSE_I_MULTIVERSE_DATA_H
#define COPSE_I_MULTIVERSE_DATA_H

#include "task.h"

#include <copse/sensitivity.h>

typedef struct copse_i_multiverse_values {
    copse_i_list measures, methods, tests;
    const char *exclude, *rules;
    double null;
    uint64_t permutations, seed; /**< COPSE_I_NOT_GIVEN: not given */
    int threads;                 /**< -1: not given */
} copse_i_multiverse_values;

enum { copse_i_multiverse_count = 9 };
extern const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count];
#define COPSE_I_MULTIVERSE_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Choices", copse_i_multiverse_options, copse_i_multiverse_count, offset                                        \
    }

enum { COPSE_I_MOST_EXCLUSIONS = 10 };

/** One choice, and what its options are called; both owned. */
typedef struct copse_i_multiverse_choice_names {
    char *name;
    const char **level;
    char **owned; /**< levels */
    size_t levels;
} copse_i_multiverse_choice_names;

/** Everything that a run needs and a report names. Zero-initialise. */
typedef struct copse_i_multiverse {
    copse_i_task task;      /**< the file, and the studies of the first options */
    copse_study_set *bound; /**< sets */
    copse_multiverse_set *set;
    char **why;
    size_t **unit;
    copse_i_multiverse_choice_names *choice; /**< of data; then method and test */
    size_t choices, sets, units, *levels;
    copse_method *method;
    copse_test *test;
    const char **unit_label; /**< units; of a set's label */
    size_t *unit_times;
    size_t unit_capacity, times_capacity;
    copse_multiverse_plan plan;
    copse_multiverse result;
    const char **choice_name;
    const char *const **level_name;
} copse_i_multiverse;

/** Reads the file and makes the sets and the plan. */
COPSE_NODISCARD copse_status copse_i_multiverse_prepare(const char *file, const copse_i_input_values *input,
                                                        const copse_i_multiverse_values *values, double level,
                                                        copse_i_multiverse *m, copse_error *err);
/** Fits; then what a report takes. */
COPSE_NODISCARD copse_status copse_i_multiverse_run(copse_i_multiverse *m, copse_error *err);
copse_multiversed copse_i_multiversed(const copse_i_multiverse *m, const copse_i_output_values *output);
void copse_i_multiverse_free(copse_i_multiverse *m);

/** Within multiverse_*.c: splits at `separator`, blanks around the parts gone; names are made owned by the choice. */
COPSE_NODISCARD copse_status copse_i_multiverse_split(const char *text, char separator, char **part, size_t most,
                                                      size_t *count, copse_error *err);
COPSE_NODISCARD copse_status copse_i_multiverse_choices_read(const copse_i_input_values *input,
                                                             const copse_i_multiverse_values *values,
                                                             copse_i_multiverse *m, copse_error *err);

#endif
