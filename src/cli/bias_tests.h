/* src/cli/bias_tests.h: the studies' own tests, which p-curve and p-uniform rest on. */
#ifndef COPSE_I_BIAS_TESTS_H
#define COPSE_I_BIAS_TESTS_H

#include <copse/bias.h>

typedef struct copse_i_bias_run copse_i_bias_run;

/** NULL pointers: z = estimate/SE. */
typedef struct copse_i_bias_tests {
    copse_study_test *t; /* t-tests of all studies (--study-tests t) */
    double *unit, *critical;
    copse_study_test *reported; /* the tests of --reported-tests, and the estimates of their studies */
    double *y, *v;
    size_t reports;
} copse_i_bias_tests;

/** Makes the t-tests, where they are asked for and not made yet. COPSE_EUSAGE, COPSE_EDOM: they cannot be. */
COPSE_NODISCARD copse_status copse_i_bias_t_tests(copse_i_bias_run *run, copse_error *err);
/** Reads the reported tests, where a column of them is named. */
COPSE_NODISCARD copse_status copse_i_bias_reported_tests(copse_i_bias_run *run, copse_error *err);
void copse_i_bias_tests_free(copse_i_bias_tests *tests);
const char *copse_i_study_tests_choice(size_t i);

#endif
