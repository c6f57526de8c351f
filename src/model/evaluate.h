/* The functions of tau2 that every estimator needs, with w_i = 1/(v_i + tau2) and P = W - W X (X'WX)^-1 X'W. */
#ifndef COPSE_I_EVALUATE_H
#define COPSE_I_EVALUATE_H

#include "problem.h"

typedef struct copse_i_point {
    double Q;           /* y'Py */
    double yPPy, yPPPy; /* -dQ/dtau2 and half its second derivative */
    double w1, w2;      /* sum w, sum w^2 */
    double trP, trPP;
    double log_det; /* log|X'WX| */
} copse_i_point;

/** All of them in plain double arithmetic, and problem->delta and, for a general design, problem->triangle. */
void copse_i_evaluate(copse_i_problem *problem, double tau2, copse_i_point *point);
void copse_i_evaluate_blocks(copse_i_problem *problem, double tau2, copse_i_point *point);
void copse_i_evaluate_design(copse_i_problem *problem, double tau2, copse_i_point *point);

/** Orthonormalises the p columns of q (k x p by columns) by modified Gram-Schmidt, twice; R to triangle (by rows). */
void copse_i_orthonormalise(double *q, size_t k, size_t p, double *triangle);

/** In double-double: what is left after these cancel is right to about 1e-15 of the difference. */
typedef struct copse_i_exact {
    copse_i_dd Q, yPPy, w1, trP;
    copse_i_dd trPV; /* only with unit weights */
    copse_i_dd trPP; /* only for a general design, with weights 1/(v + tau2) */
} copse_i_exact;

/** Weights 1/(v + tau2), or all 1 when `unit`. False where X'WX is singular even so. */
bool copse_i_evaluate_exactly(copse_i_problem *problem, double tau2, bool unit, copse_i_exact *exact);

/** The quadratic form y'Py with the weights a of the problem, taken as exact: the form, tr P and tr(PV). False where X'AX is
 *  singular even so. */
typedef struct copse_i_weighted {
    copse_i_dd Q, trP, trPV;
} copse_i_weighted;
bool copse_i_evaluate_weighted(copse_i_problem *problem, copse_i_weighted *out);

/** Factors and solves p x p equations in double-double: LDL' of the lower triangle of a, by rows. */
bool copse_i_dd_factor(copse_i_dd *a, size_t p);
void copse_i_dd_solve(const copse_i_dd *a, copse_i_dd *c, size_t p);

/** Whether heavy studies of a general design cost the traces digits in double arithmetic: 1 - h is a difference. */
bool copse_i_is_unbalanced(const copse_i_problem *problem, double tau2);
/** Takes the traces of the point again in double-double where they need it. */
void copse_i_refine_traces(copse_i_problem *problem, double tau2, copse_i_point *point);

/** sum log(v + tau2), and sum log((v + tau2)/v) */
double copse_i_sum_log(const copse_i_problem *problem, double tau2);
double copse_i_sum_log_ratio(const copse_i_problem *problem, double tau2);
/** Log-likelihoods on the problem's scale; the point is that of tau2. */
double copse_i_log_lik(const copse_i_problem *problem, double tau2, const copse_i_point *point, bool restricted);
/** The same from sum log(v + tau2). */
double copse_i_log_lik_of(const copse_i_problem *problem, const copse_i_point *point, double sum_log, bool restricted);

#endif
