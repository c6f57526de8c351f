/* src/cli/bias_run.h: from the options of `copse bias` to its output. A part (asymmetry, …) has its header bias_<part>.h with
 * the struct of its options, the group of them, the struct of its results, and a function
 *      copse_status copse_i_bias_<check>(copse_i_bias_run *run, copse_error *err)
 * for each check, which computes from run->task.set, keeps the result in run->results and sets run->report.<check>. The table in
 * bias_run.c names it. COPSE_EUSAGE and COPSE_ENOMEM end the command; with any other failure the row of the check says why. */
#ifndef COPSE_I_BIAS_RUN_H
#define COPSE_I_BIAS_RUN_H

#include "bias_adjusted.h"
#include "bias_asymmetry.h"
#include "bias_copas.h"
#include "bias_pvalues.h"
#include "bias_selection.h"
#include "moderators.h"
#include "task.h"

typedef struct copse_i_bias_values {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_list checks;
    bool all;
    copse_i_bias_asymmetry_values asymmetry;
    copse_i_bias_adjusted_values adjusted;
    copse_i_bias_pvalues_values pvalues;
    copse_i_bias_copas_values copas;
    copse_i_bias_selection_values selection;
    copse_i_output_values output;
} copse_i_bias_values;

typedef struct copse_i_bias_results {
    copse_i_bias_asymmetry asymmetry;
    copse_i_bias_adjusted adjusted;
    copse_i_bias_pvalues pvalues;
    copse_i_bias_copas_results copas;
    copse_i_bias_selection selection;
} copse_i_bias_results;

/** Zero-initialise. */
struct copse_i_bias_run {
    const copse_i_bias_values *asked;
    const copse_i_call *call;
    copse_i_task task;
    copse_i_bias_results results;
    copse_bias_report report;
    char *why[COPSE_BIAS_CHECK_COUNT]; /* one that could not be made */
    copse_status failed;               /* of the first of them */
};

/** The design that moderators ask for: X (NULL: an intercept) and its p columns. */
const double *copse_i_bias_design(const copse_i_bias_run *run, size_t *p);
/** COPSE_EINVAL where the model has moderators, which the check cannot keep. */
COPSE_NODISCARD copse_status copse_i_bias_without_moderators(const copse_i_bias_run *run, copse_error *err);
/** COPSE_EUSAGE where `option` was given and none of the checks that it is for (COPSE_BIAS_CHECK_COUNT ends them). */
COPSE_NODISCARD copse_status copse_i_bias_option_for(const copse_i_bias_run *run, const char *option,
                                                     const copse_bias_check *checks, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_do(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_run_free(copse_i_bias_run *run);
/** The names of --checks that there are. */
const char *copse_i_bias_check_choice(size_t i);

#endif
