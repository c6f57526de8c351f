/* What the kernels of the intercept-only model are told. */
#ifndef COPSE_I_POOL_TASK_H
#define COPSE_I_POOL_TASK_H

#include <copse/lanes.h>
#include <stdbool.h>

typedef struct copse_i_pool_task {
    copse_method method;
    copse_test test[COPSE_TEST_COUNT]; /* a fit for each */
    size_t tests;
    double tau2;              /* fixed value, or NaN */
    double normal_critical;   /* two-sided, of the level */
    const double *t_critical; /* by degrees of freedom, 0..most_df; NaN at 0 */
    size_t most_df;
    double *work; /* 4 x k x COPSE_LANES doubles */
} copse_i_pool_task;

#endif
