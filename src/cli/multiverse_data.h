/* src/cli/multiverse_data.h: from the options to a multiverse (copse/multiverse.h): what multiverse and plot speccurve have in
 * common. */
#ifndef COPSE_I_MULTIVERSE_DATA_H
#define COPSE_I_MULTIVERSE_DATA_H

#include "multiverse_options.h"
#include "task.h"

#include <copse/multiverse.h>

/* Measure and rule beside the exclusions; options of a choice. */
enum { COPSE_I_MOST_EXCLUSIONS = 10, COPSE_I_MOST_CHOICES = COPSE_I_MOST_EXCLUSIONS + 2, COPSE_I_MOST_LEVELS = 64 };

/** One choice of data, and what its options are called; both owned. */
typedef struct copse_i_choice_names {
    char *name, *level[COPSE_I_MOST_LEVELS];
    size_t levels;
} copse_i_choice_names;

/** What the options say, in the terms of the library. */
typedef struct copse_i_multiverse_choices {
    copse_i_choice_names choice[COPSE_I_MOST_CHOICES];
    size_t choices;
    bool of_measure, of_rule;
    size_t exclusions; /**< where they begin */
    copse_adjustment adjustment[COPSE_ADJUSTMENT_COUNT];
    size_t adjustments;
    double step[COPSE_I_MOST_LEVELS];
    size_t steps;
    copse_method method[COPSE_I_MOST_LEVELS];
    size_t methods;
    copse_test test[COPSE_I_MOST_LEVELS];
    size_t tests;
} copse_i_multiverse_choices;

/** Everything that a run needs and a report names. Zero-initialise. */
typedef struct copse_i_multiverse {
    copse_i_task task; /**< the file, and the studies of the first options */
    copse_i_multiverse_choices *choices;
    copse_multiverse_option_names name[COPSE_I_MOST_CHOICES];
    const char *exclude[COPSE_I_MOST_EXCLUSIONS];
    copse_i_choose_rules *rule; /**< of each way to take a row of a trial */
    copse_trial_opts *trial;
    size_t rules;
    copse_binding *binding; /**< of each measure */
    copse_multiverse_frame frame;
    copse_multiverse_request request;
    copse_multiverse_data data;
    copse_multiverse result;
} copse_i_multiverse;

/** Reads the file and makes the sets and the plan. */
COPSE_NODISCARD copse_status copse_i_multiverse_prepare(const char *file, const copse_i_input_values *input,
                                                        const copse_i_multiverse_values *values, double level,
                                                        copse_i_multiverse *m, copse_error *err);
/** Fits, watched; then what a report takes. */
COPSE_NODISCARD copse_status copse_i_multiverse_run(copse_i_multiverse *m, bool quiet, copse_error *err);
copse_multiversed copse_i_multiversed(const copse_i_multiverse *m, const copse_i_output_values *output);
void copse_i_multiverse_free(copse_i_multiverse *m);

/** Within multiverse_*.c: the options read, COPSE_EUSAGE where they say nothing that can be done. */
COPSE_NODISCARD copse_status copse_i_multiverse_choices_read(const copse_i_input_values *input,
                                                             const copse_i_multiverse_values *values,
                                                             copse_i_multiverse_choices *choices, copse_error *err);
void copse_i_multiverse_choices_free(copse_i_multiverse_choices *choices);

#endif
