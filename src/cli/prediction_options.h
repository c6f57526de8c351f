/* Options of pool for the effect in a new setting: the probability that it lies beyond a limit, and the prediction interval
 * that is made of draws. */
#ifndef COPSE_I_PREDICTION_OPTIONS_H
#define COPSE_I_PREDICTION_OPTIONS_H

#include "task.h"

typedef struct copse_i_prediction_values {
    copse_i_list beyond;
    uint64_t replicates;
    bool boot; /**< no option: --prediction boot */
} copse_i_prediction_values;

enum { copse_i_prediction_count = 2 };
extern const copse_i_option copse_i_prediction_options[copse_i_prediction_count];
#define COPSE_I_PREDICTION_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Effect in a new setting", copse_i_prediction_options, copse_i_prediction_count, offset                        \
    }

/** Takes --prediction boot out of the model's options, as no fit has it. COPSE_EUSAGE where options do not go together;
 *  `others_draw`: --replicates is also of something else. */
COPSE_NODISCARD copse_status copse_i_prediction_apply(copse_i_prediction_values *values, copse_i_model_values *model,
                                                      bool others_draw, copse_error *err);
/** What is asked for of the task's fits, after all else is done with them. `seed` may be COPSE_I_NOT_GIVEN. */
COPSE_NODISCARD copse_status copse_i_prediction_fill(const copse_i_prediction_values *values,
                                                     const copse_i_output_values *output, uint64_t seed, int threads,
                                                     copse_i_task *task, copse_error *err);
void copse_i_prediction_free(copse_i_task *task);

#endif
