#ifndef COPSE_I_ENGINE_H
#define COPSE_I_ENGINE_H

#include "kernels.h"

struct copse_lanes {
    copse_lanes_opts opts;
    const copse_i_kernels *kernels;
    size_t k, p;
    double *X;              /* k x p, NULL: an intercept */
    bool intercept;         /* ones are in the column space: prediction intervals have a meaning only for p = 1 */
    double normal_critical; /* two-sided, of the level */
    double *t_critical;     /* by degrees of freedom, 0..k; [0] is NaN */
    double *y, *v, *rows;   /* one data set written out, for the scalar code: grown when it is longer than k */
    size_t room;
    copse_i_pool_task task;                /* of the intercept-only kernel */
    struct copse_i_regression *regression; /* of a design, and of weights that are not whole */
};

/* The two-sided critical value of the test with `df` degrees of freedom (NaN: normal). */
double copse_i_critical(const copse_lanes *engine, double df);

#endif
