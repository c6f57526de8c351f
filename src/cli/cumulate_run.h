/* src/cli/cumulate_run.h: from the options of `copse cumulate` to its output. */
#ifndef COPSE_I_CUMULATE_RUN_H
#define COPSE_I_CUMULATE_RUN_H

#include "subset_task.h"

typedef struct copse_i_sequential_values {
    double anticipate; /**< on the shown scale; NaN: no boundaries */
    double power, diversity, parameter, futility_parameter;
    int spending, futility_spending;
    bool futility, anytime, binding, one_sided;
    const char *enlarge; /**< "made" or a number of looks; NULL: not */
} copse_i_sequential_values;

typedef struct copse_i_cumulate_values {
    const char *file;
    bool reverse, collapse;
    copse_i_subset_values subset;
    copse_i_sequential_values sequential;
} copse_i_cumulate_values;

/** A cumulative meta-analysis under way. Zero-initialise. */
typedef struct copse_i_cumulate {
    const copse_i_cumulate_values *asked;
    const copse_i_call *call;
    copse_i_subset_task subset;
    size_t *order, *end, ends;
    char **name; /* of the steps */
    size_t names;
    copse_cumulative cumulative, normal; /* the latter with the test z, for boundaries */
    copse_trial_sequential sequential;
    copse_trial_sequential_opts opts;
    copse_anytime_step *anytime;
    double tau2, rho;
} copse_i_cumulate;

enum { copse_i_cumulate_order_count = 3 };
/** Of a copse_i_cumulate_values. */
extern const copse_i_option copse_i_cumulate_order_options[copse_i_cumulate_order_count];

/** The fits, and their names. */
COPSE_NODISCARD copse_status copse_i_cumulate_fit(copse_i_cumulate *c, copse_error *err);
/** Also what is asked of them, and the report. */
COPSE_NODISCARD copse_status copse_i_cumulate_do(copse_i_cumulate *c, copse_error *err);
void copse_i_cumulate_free(copse_i_cumulate *c);

#endif
