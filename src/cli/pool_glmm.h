/* src/cli/pool_glmm.h: --model: models of the counts themselves, without effect sizes. */
#ifndef COPSE_I_POOL_GLMM_H
#define COPSE_I_POOL_GLMM_H

#include "task.h"

typedef struct copse_i_glmm_values {
    int model, nagq, coding; /* choices; -1: not given */
    bool cor;
} copse_i_glmm_values;

#define COPSE_I_GLMM_GROUP(offset)                                                                                     \
    {                                                                                                                  \
        "Models of counts", copse_i_glmm_options, copse_i_glmm_count, offset                                           \
    }
enum { copse_i_glmm_count = 4 };
extern const copse_i_option copse_i_glmm_options[copse_i_glmm_count];

/** Options that need --model, or do not go with it: COPSE_EUSAGE. */
COPSE_NODISCARD copse_status copse_i_glmm_check(const copse_i_glmm_values *values, const copse_i_call *call,
                                                copse_error *err);
/** In place of copse_i_task_fit. What of `model` was not written on the command line takes these models' own default. */
COPSE_NODISCARD copse_status copse_i_glmm_pool(const copse_i_glmm_values *values, const copse_i_model_values *model,
                                               const copse_i_call *call, double level, copse_i_task *task,
                                               copse_error *err);

/** The problem of copse_i_glmm_pool, without solving it: counts that borrow from the task, and options. */
COPSE_NODISCARD copse_status copse_i_glmm_prepare(const copse_i_glmm_values *values, const copse_i_model_values *model,
                                                  const copse_i_call *call, double level, const copse_i_task *task,
                                                  copse_glmm_data *data, copse_glmm_opts *opts, copse_error *err);
/** The model that was asked for; INVERSE_VARIANCE without --model. */
copse_pooling copse_i_glmm_pooling(const copse_i_glmm_values *values);

#endif
