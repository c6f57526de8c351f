/* src/cli/multiverse_data.h: from the choices that were listed to a set of studies for each combination: what multiverse and
 * plot speccurve have in common. */
#ifndef COPSE_I_MULTIVERSE_DATA_H
#define COPSE_I_MULTIVERSE_DATA_H

#include "task.h"

#include <copse/sensitivity.h>

typedef struct copse_i_multiverse_values {
    copse_i_list measures, methods, tests, adjust;
    const char *exclude, *rules;
    double null;
    uint64_t permutations, seed; /**< COPSE_I_NOT_GIVEN: not given */
    int threads;                 /**< -1: not given */
} copse_i_multiverse_values;

enum { copse_i_multiverse_count = 10 };
extern const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count];
#define COPSE_I_MULTIVERSE_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Choices", copse_i_multiverse_options, copse_i_multiverse_count, offset                                        \
    }

/* Measure, rule, adjustment, method and test beside the exclusions. */
enum { COPSE_I_MOST_EXCLUSIONS = 10, COPSE_I_MOST_CHOICES = COPSE_I_MOST_EXCLUSIONS + 5 };

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
    size_t *adjustment; /**< option a of the choice: which adjustment; NULL without that choice */
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

/** Which adjustments --adjust has: name i, NULL past the last; 0 is none. */
const char *copse_i_adjustment_name(size_t i);
/** A copse_multiverse_adjust; the context is an array that says which of these adjustment a is. */
copse_status copse_i_adjust(void *context, size_t adjustment, const copse_multiverse_set *set,
                            const copse_fit_opts *opts, copse_coefficient *effect, double *tau2, copse_error *err);

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
