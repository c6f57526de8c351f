/* Copas' selection model, and the interval of Henmi and Copas: options and results. */
#ifndef COPSE_CLI_BIAS_COPAS_H
#define COPSE_CLI_BIAS_COPAS_H

#include "option.h"

#include <copse/bias.h>

typedef struct copse_i_bias_run copse_i_bias_run;

typedef struct copse_i_bias_copas_values {
    int grid, side, rho;
    double alpha;
    copse_i_span gamma0, gamma1;
} copse_i_bias_copas_values;

enum { copse_i_bias_copas_count = 6 };
extern const copse_i_option copse_i_bias_copas_options[copse_i_bias_copas_count];
#define COPSE_I_BIAS_COPAS_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Copas' selection model", copse_i_bias_copas_options, copse_i_bias_copas_count, offset                         \
    }

typedef struct copse_i_bias_copas_results {
    copse_copas copas;
    copse_coefficient henmi;
} copse_i_bias_copas_results;

COPSE_NODISCARD copse_status copse_i_bias_copas_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_copas(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_henmi_copas(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_copas_free(copse_i_bias_copas_results *results);

#endif
