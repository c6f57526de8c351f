/* Estimators of tau2, on the scale of a problem. */
#ifndef COPSE_I_TAU2_H
#define COPSE_I_TAU2_H

#include "evaluate.h"
#include <copse/model.h>

typedef struct copse_i_tau2 {
    double value, se;
    copse_stop stop;
    size_t iterations, maxima;
    bool truncated;
} copse_i_tau2;

/** tau2 by the method (k > p; EE and FE give 0), with its standard error. */
void copse_i_tau2_estimate(copse_i_problem *problem, copse_method method, copse_i_tau2 *out);

/* The families that it chooses from: closed forms; maxima of the likelihood; roots of Q(tau2) = target. */
void copse_i_tau2_moment(copse_i_problem *problem, copse_method method, copse_i_tau2 *out);
void copse_i_tau2_likelihood(copse_i_problem *problem, bool restricted, copse_i_tau2 *out);
void copse_i_tau2_root(copse_i_problem *problem, double target, copse_i_tau2 *out);

/** The Q-profile interval of tau2 at `level` % (Viechtbauer 2007). */
copse_interval copse_i_q_profile(copse_i_problem *problem, double level);

/** Estimating functions that fall through their root. */
typedef enum copse_i_equation {
    COPSE_I_Q,         /* Q(tau2) - target */
    COPSE_I_SCORE_ML,  /* y'PPy - sum w */
    COPSE_I_SCORE_REML /* y'PPy - tr P */
} copse_i_equation;

/** The estimating function in double-double arithmetic; in double where that fails. */
double copse_i_equation_exactly(copse_i_problem *problem, copse_i_equation equation, double target, double tau2);

/** Improves a root found in double arithmetic, inside (low, high) with slope < 0 near it, until double-double
 *  arithmetic agrees; cheap where nothing cancels. */
double copse_i_polish(copse_i_problem *problem, copse_i_equation equation, double target, double root, double low,
                      double high, size_t *evaluations);

/** Q(0) - target, without the loss of digits where they are close. */
double copse_i_excess_at_zero(copse_i_problem *problem, const copse_i_point *zero, double target);

#endif
