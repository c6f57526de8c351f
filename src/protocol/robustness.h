/* What a run asks again of each pooled outcome: does the pooled effect, and does the difference between subgroups, survive
 * the sensitivity analyses, leaving out each trial, and adjustments for small-study effects? */
#ifndef COPSE_ROBUSTNESS_H
#define COPSE_ROBUSTNESS_H

#include "run_state.h"

typedef enum copse_i_check_kind {
    COPSE_I_CHECK_ANALYSIS, /**< a sensitivity analysis of the protocol */
    COPSE_I_CHECK_WITHOUT,  /**< a trial left out */
    COPSE_I_CHECK_BIAS,     /**< adjusted for small-study effects */
    COPSE_I_CHECK_KINDS
} copse_i_check_kind;
/** "sensitivity", "leave_one_out", "bias". */
const char *copse_i_check_kind_name(copse_i_check_kind kind);

/** Where an interval lies. */
typedef enum copse_i_side { COPSE_I_SIDE_NONE, COPSE_I_BELOW, COPSE_I_UNCLEAR, COPSE_I_ABOVE } copse_i_side;

/** One analysis more of an outcome. */
typedef struct copse_i_check {
    copse_i_check_kind kind;
    char *what;                    /**< the analysis' title, the trial left out, the check of `copse bias` */
    const char *name;              /**< for programs: of the analysis, of the check; NULL: `what` */
    size_t k;                      /**< 0: no trial */
    double estimate, lower, upper; /**< on the scale of analysis; NaN: there is none */
    double p;                      /**< of the effect */
    double between_p;              /**< of the difference between subgroups; NaN: none */
    char *why;                     /**< why there is no estimate; NULL where there is one */
    char *difference_why;          /**< why there is no test between subgroups; NULL where it goes without saying */
} copse_i_check;

typedef struct copse_i_robustness {
    const copse_i_analysis *main; /**< pooled */
    double null;                  /**< no effect, on the scale of analysis; NaN: the measure has none */
    copse_i_check *check;
    size_t checks, capacity;
} copse_i_robustness;

/** All checks of one outcome, whose main analysis is pooled. copse_i_robustness_free takes it, also after a failure. */
COPSE_NODISCARD copse_status copse_i_robustness_find(const copse_i_run *run, size_t o, copse_i_robustness *out,
                                                     copse_error *err);
void copse_i_robustness_free(copse_i_robustness *robustness);

/** On which side of no effect the whole interval lies. */
copse_i_side copse_i_side_of(double null, double lower, double upper);
/** How many checks of a kind answer the question (the effect, or the difference) at all, and how many as the main analysis
 *  does. A kind of COPSE_I_CHECK_KINDS counts all. */
typedef struct copse_i_agreement {
    size_t asked, same;
} copse_i_agreement;
copse_i_agreement copse_i_effect_agreement(const copse_i_robustness *robustness, copse_i_check_kind kind);
copse_i_agreement copse_i_difference_agreement(const copse_i_robustness *robustness, copse_i_check_kind kind);
/** An adjustment for small-study effects of fewer than COPSE_BIAS_FEW trials: shown, not counted. */
bool copse_i_check_says_little(const copse_i_check *check);
bool copse_i_effect_agrees(const copse_i_robustness *robustness, const copse_i_check *check, bool *asked);
bool copse_i_difference_agrees(const copse_i_robustness *robustness, const copse_i_check *check, bool *asked);

/** A check without a result. */
copse_i_check copse_i_check_empty(copse_i_check_kind kind);
/** Adds a check at the end; texts are copied. */
COPSE_NODISCARD copse_status copse_i_check_add(copse_i_robustness *robustness, const copse_i_check *check,
                                               copse_error *err);
/** The checks of room bias that the protocol asks for: robustness_bias.c. */
COPSE_NODISCARD copse_status copse_i_robustness_bias(const copse_i_run *run, copse_i_robustness *out, copse_error *err);

#endif
