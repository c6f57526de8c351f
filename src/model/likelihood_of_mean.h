/* The profile log-likelihood of one coefficient b: at each tau2 the best of the other coefficients,
 *      -2 log L(b, tau2) = sum log(v + tau2) + Q(tau2) + (b - bhat(tau2))^2/V(tau2) + constant,
 * V = (X'WX)^-1 of the coefficient. One pass over the studies serves every b. Numbers are on the problem's scale. */
#ifndef COPSE_I_LIKELIHOOD_OF_MEAN_H
#define COPSE_I_LIKELIHOOD_OF_MEAN_H

#include "evaluate.h"

typedef struct copse_i_profile {
    copse_i_problem *problem;
    size_t coefficient; /* of the problem's columns */
    double tau2, Q;     /* of the maximum */
    double null;        /* the b that the test is of */
} copse_i_profile;

typedef struct copse_i_profile_at {
    double fall; /* -2 (log L at bhat(tau2) - log L at the maximum) */
    double estimate, variance;
} copse_i_profile_at;

/** Of tau2; the problem is evaluated there. */
copse_i_profile_at copse_i_profile_evaluate(const copse_i_profile *profile, double tau2);

/** The lowest -2 (log L(b, tau2) - log L at the maximum) over tau2 >= 0, and where. */
double copse_i_profile_fall(const copse_i_profile *profile, double b, double *tau2);

/** The outermost b, upper (sign 1) or lower (-1), with a fall of no more than `most` > 0: the highest of
 *      bhat(tau2) +- sqrt(V (most - fall(tau2)))
 *  over tau2. */
double copse_i_profile_limit(const copse_i_profile *profile, double most, double sign);

#endif
