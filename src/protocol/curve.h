/* The multiverse of an outcome: every combination of the choices that the protocol lists, the main analysis first. */
#ifndef COPSE_CURVE_H
#define COPSE_CURVE_H

#include "run_state.h"

/** Zero-initialise. */
typedef struct copse_i_curve {
    const copse_i_analysis *main;               /**< pooled; NULL: the outcome has no multiverse */
    const copse_i_multi *asked;                 /**< what the protocol says of it */
    const copse_multiverse_option_names *names; /**< of the choices of data, for readers; in the arena */
    const char **key;                           /**< and for programs: "measure", "one_effect", "lift_X", "exclude_X" */
    size_t choices;
    copse_multiverse_request request;
    copse_multiverse_data data;
    copse_multiverse result;
    copse_i_arena arena;
} copse_i_curve;

/** Fits the multiverse of outcome o, whose main analysis is pooled. copse_i_curve_free takes it, also after a failure. */
COPSE_NODISCARD copse_status copse_i_curve_find(const copse_i_run *run, size_t o, copse_i_curve *out, copse_error *err);
void copse_i_curve_free(copse_i_curve *curve);

/** The choices of an outcome, which live in the curve's arena: curve_choices.c. */
COPSE_NODISCARD copse_status copse_i_curve_choices(copse_i_curve *curve, copse_error *err);
/** What option `level` of each choice says: the outcome by its measure, the rules for one effect a trial (NULL: the
 *  protocol's), the criteria that are lifted (curve->choices of room in `lift`), the rows that are left out. */
typedef struct copse_i_curve_options {
    const copse_i_outcome *outcome;
    const copse_i_items *rules;
    const char **lift;
    size_t lifts;
} copse_i_curve_options;
void copse_i_curve_options_of(const copse_i_curve *curve, const size_t *level, copse_i_curve_options *options);
/** left_out: rows of the data. */
COPSE_NODISCARD copse_status copse_i_curve_exclude(const copse_i_run *run, const copse_i_curve *curve,
                                                   const size_t *level, bool *left_out, copse_error *err);

/** The name of choice c (data, adjustment, method, test) for programs. */
const char *copse_i_curve_key(const copse_i_curve *curve, size_t c);
/** The choice that moves the result most, others being equal; result.choices: none does. */
size_t copse_i_curve_mover(const copse_i_curve *curve);

#endif
