/* Fail-safe N, excess significance, p-curve and p-uniform: their options and results. */
#ifndef COPSE_CLI_BIAS_PVALUES_H
#define COPSE_CLI_BIAS_PVALUES_H

#include "bias_tests.h"
#include "option.h"

#include <copse/bias.h>

typedef struct copse_i_bias_pvalues_values {
    double alpha, target, missing_mean, theta, excess_alpha;
    bool exact;
    int tes_test, alternative, excess, method, star_method, side, study_tests;
    const char *reported_tests;
} copse_i_bias_pvalues_values;

enum { copse_i_bias_pvalues_count = 14 };
extern const copse_i_option copse_i_bias_pvalues_options[copse_i_bias_pvalues_count];
#define COPSE_I_BIAS_PVALUES_GROUP(offset)                                                                             \
    {                                                                                                                  \
        "Fail-safe N, excess significance, p-curve, p-uniform", copse_i_bias_pvalues_options,                          \
            copse_i_bias_pvalues_count, offset                                                                         \
    }

typedef struct copse_i_bias_pvalues {
    copse_failsafe failsafe;
    copse_tes tes;
    copse_pcurve pcurve;
    copse_puniform puniform;
    copse_puniform_star star;
    copse_i_bias_tests tests;
} copse_i_bias_pvalues;

/* Options without a check that they are for. */
COPSE_NODISCARD copse_status copse_i_bias_pvalues_check(const copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_failsafe(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_tes(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_pcurve(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_puniform(copse_i_bias_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_bias_puniform_star(copse_i_bias_run *run, copse_error *err);
/* 0: right, 1: left, -1: not said; as the library has it. */
int copse_i_bias_side(int choice);
const char *copse_i_bias_side_choice(size_t i);

#endif
