/* src/cli/what_if.h: the result of a model were some of its numbers others. */
#ifndef COPSE_I_WHAT_IF_H
#define COPSE_I_WHAT_IF_H

#include "subset_task.h"

typedef struct copse_i_what_if {
    copse_i_subset_task *of;
    copse_effect_opts effect;
    double *in[COPSE_IN_COUNT];          /* copies of the numbers that each study's effect is made of, NaN else */
    const double *given[COPSE_IN_COUNT]; /* the same, for copse_effect_compute */
    double *yi, *vi;
    copse_effect_row *row;
    bool *raw;                 /* whether a study's effect is made of raw numbers */
    size_t *study;             /* 0 .. k - 1 */
    copse_fragility fragility; /* of tables; index 0 and not found where there are none */
    copse_input_number *number;
    copse_tipping_point *tipping;
    size_t numbers;
    bool tables;
    double *store;
} copse_i_what_if;

/** Fills fragility and tipping points. COPSE_EUSAGE for moderators and measures without a null. */
COPSE_NODISCARD copse_status copse_i_what_if_find(copse_i_subset_task *of, copse_i_what_if *out, copse_error *err);
void copse_i_what_if_free(copse_i_what_if *what_if);

#endif
