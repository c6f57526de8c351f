/* Tests of funnel asymmetry: their options and results. */
#ifndef COPSE_CLI_BIAS_ASYMMETRY_H
#define COPSE_CLI_BIAS_ASYMMETRY_H

#include "option.h"

#include <copse/bias.h>

typedef struct copse_i_bias_run copse_i_bias_run;

typedef struct copse_i_bias_asymmetry_values {
    int model, predictor, rank_p;
} copse_i_bias_asymmetry_values;

enum { copse_i_bias_asymmetry_count = 3 };
extern const copse_i_option copse_i_bias_asymmetry_options[copse_i_bias_asymmetry_count];
#define COPSE_I_BIAS_ASYMMETRY_GROUP(offset)                                                                           \
    {                                                                                                                  \
        "Tests of asymmetry", copse_i_bias_asymmetry_options, copse_i_bias_asymmetry_count, offset                     \
    }

typedef struct copse_i_bias_asymmetry {
    copse_egger egger;
    copse_rank_correlation begg, schwarzer[2];
    char *schwarzer_why[2];
    copse_bias_line line[COPSE_BIAS_REGRESSION_COUNT];
    char *line_why[COPSE_BIAS_REGRESSION_COUNT];
    copse_bias_numbers numbers; /* of the study set */
    double *events, *others;
} copse_i_bias_asymmetry;

/* Options without a check that they are for. */
COPSE_NODISCARD copse_status copse_i_bias_asymmetry_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_egger(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_begg(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_macaskill(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_harbord(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_peters(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_schwarzer(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_thompson_sharp(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_deeks(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_pustejovsky_rodgers(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_asymmetry_free(copse_i_bias_asymmetry *asymmetry);

#endif
