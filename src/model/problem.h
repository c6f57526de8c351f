/* The data of one fit, made ready: scaled by powers of two so that the smallest variance lies in [1, 4), with y
 * replaced by its residual r = y - X shift, exact to double-double. A shift of y along X changes no function of tau2
 * but the coefficients, and large offsets then cost no digits. */
#ifndef COPSE_I_PROBLEM_H
#define COPSE_I_PROBLEM_H

#include "double_double.h"
#include <copse/base.h>

typedef struct copse_i_problem {
    size_t k, p;
    size_t blocks; /* designs of intercepts only: one block of studies for each; 0: a general design */
    size_t *start; /* blocks + 1; the first study of a block has its smallest v, and r = 0 */
    double *v, *r, *r_low;
    double *x;        /* k x p by columns, each scaled by 2^-exponent; the intercept is the first; NULL for blocks */
    double *q, *z;    /* workspace: k x p and k */
    double *triangle; /* p x p by rows: R of the weighted design at the last evaluation */
    double *shift;    /* p */
    double *delta;    /* p: coefficients of r at the last evaluation */
    copse_i_dd *dd;   /* workspace of the double-double evaluation: 4 p x p and 2 p */
    double *a;        /* k: workspace for the weights of a moment estimator */
    double *given;    /* k: weights of the caller, in the order of v, below 2; NULL without */
    double size;      /* number of participants; NaN: not known */
    size_t *column;   /* x's column j is the design's column[j] */
    int *exponent;
    int scale; /* y was multiplied by 2^-scale and v by 4^-scale */
    double v_min, v_max;
    double y_variance; /* sum (y - mean)^2/k */
    double log_det_xx; /* log|X'X| */
    bool intercept;    /* a column of ones */
    bool spans_one;    /* ones are in the column space */
    double *doubles;   /* memory of all the above */
    size_t *sizes;
} copse_i_problem;

/** What copse_i_problem_init is given: y, v and either X (k x p), or groups (blocks of intercepts), or neither. */
typedef struct copse_i_data {
    const double *y, *v, *X;
    size_t k, p;
    const size_t *group;         /* group[i] < p, none empty; NULL with X, or for one block */
    const double *weight, *size; /* of copse_tau2_setup, or NULL */
} copse_i_data;

COPSE_NODISCARD copse_status copse_i_problem_init(copse_i_problem *problem, const copse_i_data *data, copse_error *err);
void copse_i_problem_free(copse_i_problem *problem);

/** value * 2^(power * scale): from the scale of the problem to that of the data (power 1 for y, 2 for v, tau2). */
double copse_i_unscale(const copse_i_problem *problem, double value, int power);

/* In design_shift.c: fills x, shift, r, r_low and what is known of X; y is the scaled y in problem->r. */
COPSE_NODISCARD copse_status copse_i_design_init(copse_i_problem *problem, const double *X, copse_error *err);

#endif
