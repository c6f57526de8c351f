/* src/cli/pool_weights.h: weights of the user's in place of 1/(v + tau2). */
#ifndef COPSE_I_POOL_WEIGHTS_H
#define COPSE_I_POOL_WEIGHTS_H

#include "command.h"
#include "task.h"

enum { copse_i_weights_count = 3 };
extern const copse_i_option copse_i_weights_options[copse_i_weights_count];
/** Their group; `offset` is that of a copse_i_model_values. */
#define COPSE_I_WEIGHTS_GROUP(offset)                                                                                  \
    {                                                                                                                  \
        "Weights", copse_i_weights_options, copse_i_weights_count, (offset) + offsetof(copse_i_model_values, weights)  \
    }

/** The pooling that they ask for; INVERSE_VARIANCE where none is given. */
copse_pooling copse_i_weights_pooling(const copse_i_weights_values *weights);
/** The option that asks for it, such as "weights-by". */
const char *copse_i_weights_option(const copse_i_weights_values *weights);
/** What does not go together is COPSE_EUSAGE. IVhet and quality effects come with tau2 by DL and the test z, where the user
 *  does not say otherwise. */
COPSE_NODISCARD copse_status copse_i_weights_settle(const copse_i_call *call, copse_i_model_values *model,
                                                    copse_error *err);
/** The column of weights or scores is one that a study must have a value in; *needed is the place of its name. */
void copse_i_weights_input(const copse_i_weights_values *weights, const char **needed, copse_i_input_values *input);
/** The weights or scores of the task's k studies, where the pooling takes any. */
COPSE_NODISCARD copse_status copse_i_weights_read(const copse_i_weights_values *weights, const copse_i_task *task,
                                                  double *weight, copse_error *err);
/** Pools the studies, and each level where there are subgroups. */
COPSE_NODISCARD copse_status copse_i_weights_fit(const copse_i_weights_values *weights, const copse_fit_opts *opts,
                                                 copse_tau2_mode mode, copse_i_task *task, copse_error *err);

#endif
