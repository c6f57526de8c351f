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

/** tau2 by the method of the options (k > p; EE and FE give 0), with its standard error.
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ETOOFEW (a method that cannot, see copse_method_can), COPSE_ENOTCOMPUTABLE */
COPSE_NODISCARD copse_status copse_i_tau2_estimate(copse_i_problem *problem, const copse_fit_opts *opts,
                                                   copse_i_tau2 *out, copse_error *err);

/* The families that it chooses from: closed forms; maxima of the likelihood, and of the likelihood times tau; roots of
 * Q(tau2) = target; the median of a quadratic form. */
void copse_i_tau2_moment(copse_i_problem *problem, copse_method method, const copse_tau2_setup *setup,
                         copse_i_tau2 *out);
void copse_i_tau2_likelihood(copse_i_problem *problem, bool restricted, copse_i_tau2 *out);
void copse_i_tau2_modal(copse_i_problem *problem, bool restricted, copse_i_tau2 *out);
void copse_i_tau2_root(copse_i_problem *problem, double target, copse_i_tau2 *out);
COPSE_NODISCARD copse_status copse_i_tau2_median(copse_i_problem *problem, const copse_tau2_setup *setup,
                                                 copse_i_tau2 *out, copse_error *err);

/** Beyond it the score of the (restricted) likelihood is negative. */
double copse_i_score_bound(copse_i_problem *problem);

/** A moment estimator with weights that do not depend on y: tau2 before truncation, what y'Py is multiplied by, and the traces
 *  of its variance 2 tr(P S P S), S = V + tau2 I. */
typedef struct copse_i_moment {
    double value, factor;
    double tr_pvpv, tr_pvp, tr_pp;
} copse_i_moment;
/** The traces with the weights a of the problem, added to the moment. */
void copse_i_moment_traces(copse_i_problem *problem, copse_i_moment *moment);
/** sqrt(2 tr(P S P S)) times the factor, at tau2. */
double copse_i_moment_se(const copse_i_moment *moment, double tau2);

/** Weights into the problem's a: those of the setup; 1/(v + tau2); all 1. */
void copse_i_weigh(copse_i_problem *problem, const copse_tau2_setup *setup);
void copse_i_weigh_shifted(copse_i_problem *problem, double tau2);
void copse_i_weigh_equally(copse_i_problem *problem);

/** The distribution of y'Py with the weights a of the problem, as a function of tau2: no eigenvalues, O(k p^2) at each point
 *  of its cumulant function. Uses the problem's q and z until the last call. */
typedef struct copse_i_form {
    const copse_i_problem *problem;
    double tau2, observed, largest;
} copse_i_form;
bool copse_i_form_init(copse_i_form *form, copse_i_problem *problem);
/** tau2 >= 0 at which the observed form is exceeded with probability p (0 where it is so already at 0); NaN where the search or
 *  an integral failed. */
double copse_i_form_root(copse_i_form *form, double p);
/** The same where it is not exceeded with probability p, which may be tiny. */
double copse_i_form_root_below(copse_i_form *form, double p);
/** The probabilities of a form below and above the observed one at tau2; false where an integral failed. */
bool copse_i_form_tails(copse_i_form *form, double tau2, double *lower, double *upper);

/** The Q-profile interval of tau2 at `level` % (Viechtbauer 2007). */
copse_interval copse_i_q_profile(copse_i_problem *problem, double level);
/** Any type of interval, on the scale of the problem; *state says how it came out. tau2 is the estimate that goes with it. */
COPSE_NODISCARD copse_status copse_i_tau2_ci(copse_i_problem *problem, const copse_fit_opts *opts,
                                             const copse_i_tau2 *tau2, copse_tau2_ci type, copse_interval *ci,
                                             copse_tau2_ci_state *state, copse_error *err);
/** Those of the likelihood, in a file of their own. */
copse_interval copse_i_profile_likelihood(copse_i_problem *problem, bool restricted, double level,
                                          copse_tau2_ci_state *state);

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
