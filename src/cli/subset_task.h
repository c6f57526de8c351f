/* src/cli/subset_task.h: the model of the options, fitted to all studies and then to some of them. */
#ifndef COPSE_I_SUBSET_TASK_H
#define COPSE_I_SUBSET_TASK_H

#include "command.h"
#include "moderators.h"
#include "pool_counts.h"
#include "pool_glmm.h"
#include "pool_weights.h"
#include "task.h"
#include "tau2_options.h"

#include <copse/sensitivity.h>

/** Options of a command that fits subsets. */
typedef struct copse_i_subset_values {
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_tau2_values tau2;
    copse_i_glmm_values glmm;
    copse_i_output_values output;
} copse_i_subset_values;

/** Their groups, but for the output; `offset` is that of the struct. Without subgroups, and without an interval of tau2. */
#define COPSE_I_SUBSET_GROUPS(offset) COPSE_I_SUBSET_MODEL_GROUPS(offset, copse_i_model_count - 1)
/** With the first `count` options of the model only: 1, the method, where no interval is shown. */
#define COPSE_I_SUBSET_MODEL_GROUPS(offset, count)                                                                     \
    COPSE_I_INPUT_GROUPS((offset) + offsetof(copse_i_subset_values, input)),                                           \
        {"Model", copse_i_model_options, count, (offset) + offsetof(copse_i_subset_values, model)},                    \
        COPSE_I_COUNTS_GROUP((offset) + offsetof(copse_i_subset_values, model)),                                       \
        COPSE_I_GLMM_GROUP((offset) + offsetof(copse_i_subset_values, glmm)),                                          \
        COPSE_I_WEIGHTS_GROUP((offset) + offsetof(copse_i_subset_values, model)),                                      \
    {                                                                                                                  \
        "Variance between studies", copse_i_tau2_options + 1, copse_i_tau2_count - 1,                                  \
            (offset) + offsetof(copse_i_subset_values, tau2)                                                           \
    }

/** A model under way. Zero-initialise; copse_i_subset_task_free takes it. */
typedef struct copse_i_subset_task {
    copse_i_task task;
    copse_pooling pooling;
    copse_sensitivity_data data; /**< of the task's studies */
    copse_counts counts;         /* of the poolings that have them */
    copse_glmm_data glmm;        /* of the models of counts */
    copse_glmm_opts glmm_opts;
    double *store, *weight;
    copse_i_model_values model;
    copse_i_input_values input;
    const char *needed[2];
} copse_i_subset_task;

/** Reads the studies and fits them all. `by`: a column whose values make groups, which the fit does not know of; NULL: none. */
COPSE_NODISCARD copse_status copse_i_subset_task_fit(const copse_i_subset_values *values, const char *file,
                                                     const char *by, const copse_i_call *call, copse_i_subset_task *out,
                                                     copse_error *err);
/** A copse_subset_fit whose context is a copse_i_subset_task. */
copse_status copse_i_subset_task_pool(void *context, const size_t *study, size_t count, copse_fit *fit,
                                      copse_error *err);
void copse_i_subset_task_free(copse_i_subset_task *task);

#endif
