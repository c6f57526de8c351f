/* Tests of funnel asymmetry: their options and results. */
#ifndef COPSE_CLI_BIAS_ASYMMETRY_H
#define COPSE_CLI_BIAS_ASYMMETRY_H

#include "option.h"

#include <copse/bias.h>

typedef struct copse_i_bias_run copse_i_bias_run;

typedef struct copse_i_bias_asymmetry_values {
    int model, predictor;
} copse_i_bias_asymmetry_values;

enum { copse_i_bias_asymmetry_count = 2 };
extern const copse_i_option copse_i_bias_asymmetry_options[copse_i_bias_asymmetry_count];
#define COPSE_I_BIAS_ASYMMETRY_GROUP(offset)                                                                           \
    {                                                                                                                  \
        "Egger's test", copse_i_bias_asymmetry_options, copse_i_bias_asymmetry_count, offset                           \
    }

typedef struct copse_i_bias_asymmetry {
    copse_egger egger;
} copse_i_bias_asymmetry;

/* Options without a check that they are for. */
COPSE_NODISCARD copse_status copse_i_bias_asymmetry_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_egger(copse_i_bias_run *run, copse_error *err);

#endif
