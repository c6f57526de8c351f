/* What the kernels of meta-regression are told: a design made ready, the same for all data sets. */
#ifndef COPSE_I_REGRESSION_TASK_H
#define COPSE_I_REGRESSION_TASK_H

#include <copse/lanes.h>
#include <stdbool.h>

enum { COPSE_I_REGRESSION_BUFFERS = 5 }; /* of k x COPSE_LANES doubles */

/* With the columns in order, the intercept first, and scaled, X = q R: the coefficients are back (p x p, upper
 * triangle) times those of q. */
typedef struct copse_i_regression_task {
    copse_method method;
    copse_test test;
    double tau2; /* fixed value, or NaN */
    size_t k, p;
    bool intercept;           /* the first column is ones */
    bool spans_one;           /* ones are in the column space */
    const double *q;          /* k x p by rows, columns orthonormal */
    const double *back;       /* p x p by rows */
    const size_t *column;     /* place of the coefficients among the caller's columns */
    const double *ones;       /* p: coefficients of a column of ones, in the order of q; 0 where it is not spanned */
    double normal_critical;   /* two-sided, of the level */
    const double *t_critical; /* by degrees of freedom, 0..k; NaN at 0 */
    const double *median;     /* of chi-square, by degrees of freedom 0..k */
    double *work;
} copse_i_regression_task;

#endif
