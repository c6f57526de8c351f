/* src/cli/permute_run.h: from the options of `copse permute` to its output. */
#ifndef COPSE_I_PERMUTE_RUN_H
#define COPSE_I_PERMUTE_RUN_H

#include "long_work.h"
#include "moderators.h"
#include "task.h"

#include <copse/resample.h>

/** --permutations. */
typedef enum copse_i_permute_which {
    COPSE_I_PERMUTE_AUTO,
    COPSE_I_PERMUTE_ALL,
    COPSE_I_PERMUTE_RANDOM,
    COPSE_I_PERMUTE_COUNT
} copse_i_permute_which;

typedef struct copse_i_permute_values {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    int which, statistic, alternative;
    uint64_t iterations;
    bool no_interval;
    const char *distribution;
    copse_i_long_values work;
    copse_i_output_values output;
} copse_i_permute_values;

/** A permutation test under way. Zero-initialise. */
typedef struct copse_i_permute {
    const copse_i_permute_values *asked;
    const copse_i_call *call;
    copse_i_task task;
    copse_perm_plan plan;
    copse_perm *perm;
    copse_job_result result;
    copse_perm_summary summary;
    copse_perm_interval *interval;
} copse_i_permute;

/** The studies, and the plan made of them. */
COPSE_NODISCARD copse_status copse_i_permute_prepare(copse_i_permute *p, copse_error *err);
/** The work, and its output. */
COPSE_NODISCARD copse_status copse_i_permute_do(copse_i_permute *p, copse_error *err);
void copse_i_permute_free(copse_i_permute *p);

#endif
