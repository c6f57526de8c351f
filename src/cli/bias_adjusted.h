/* Effects adjusted for small-study effects: PET-PEESE, limit meta-analysis, the LFK index, trim and fill. */
#ifndef COPSE_CLI_BIAS_ADJUSTED_H
#define COPSE_CLI_BIAS_ADJUSTED_H

#include "option.h"

#include <copse/bias.h>

typedef struct copse_i_bias_run copse_i_bias_run;

typedef struct copse_i_bias_adjusted_values {
    double alpha;
    int estimator, side, trim_method;
} copse_i_bias_adjusted_values;

enum { copse_i_bias_adjusted_count = 4 };
extern const copse_i_option copse_i_bias_adjusted_options[copse_i_bias_adjusted_count];
#define COPSE_I_BIAS_ADJUSTED_GROUP(offset)                                                                            \
    {                                                                                                                  \
        "Adjusted effects", copse_i_bias_adjusted_options, copse_i_bias_adjusted_count, offset                         \
    }

typedef struct copse_i_bias_adjusted {
    copse_pet_peese pet_peese;
    copse_limit_meta limit;
    copse_trimfill trimfill;
} copse_i_bias_adjusted;

/* Options without a check that they are for. */
COPSE_NODISCARD copse_status copse_i_bias_adjusted_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_pet(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_peese(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_conditional(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_limit(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_lfk(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_trimfill(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_adjusted_free(copse_i_bias_adjusted *adjusted);

#endif
