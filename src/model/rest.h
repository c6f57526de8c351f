/* The studies of a problem but some, by what is left of sums over all of them: the functions of tau2, and tau2 itself. Results
 * come with what rounding errors may have done to them; where that is too much, or a proof is missing, nothing is claimed, and
 * the studies left are to be fitted by themselves. */
#ifndef COPSE_I_REST_H
#define COPSE_I_REST_H

#include "power_sums.h"
#include "tau2.h"

/** Sums that do not depend on tau2, of F z z' for the weights a of a moment estimator (1 for HE and others):
 *  F = a, a^2, a^2 v, a^3, a^3 v, a^3 v^2, a v, a^2 v^2. */
enum { COPSE_I_FIXED_SUMS = 8 };

typedef struct copse_i_rest {
    copse_i_power_sums *sums;
    copse_tau2_setup setup;
    const double *y; /* k: estimates less their mean, on the problem's scale, in its order */
    double y_sum, y_squares;
    double size_out;                /* participants of those left out */
    const double *a;                /* k: weights of a moment estimator; NULL: 1 */
    double *fixed_all;              /* COPSE_I_FIXED_SUMS x width; of all studies */
    double *fixed;                  /* of those left */
    const size_t *out;              /* studies left out, by their place in the problem */
    size_t outs, k;                 /* and how many are left */
    const copse_i_three_sums *last; /* all studies at the last point */
    double *s[3];                   /* width each: the sums left at the last point */
    double *L;                      /* p x p: factor of the first */
    double *inverse;                /* p x p: L^-1 */
    double *solved;                 /* p x p: (q'Wq)^-1 */
    double *ratio;                  /* p x p */
    double *gamma;                  /* p: coefficients of e in q */
    double *work;                   /* p */
    double *memory;
} copse_i_rest;

/** All functions of the studies left at t. */
typedef struct copse_i_rest_point {
    double t;
    copse_i_point at;
    double growth;               /* of rounding errors by what was taken away and the inverse */
    double score_noise, Q_noise; /* bounds of the errors of y'PPy - tr P and of Q */
    bool steady;                 /* y'PPy, y'PPPy and the traces are right to what copse_i_is_sure asks */
} copse_i_rest_point;

COPSE_NODISCARD copse_status copse_i_rest_init(copse_i_rest *rest, copse_i_power_sums *sums,
                                               const copse_tau2_setup *setup, const double *y);
void copse_i_rest_free(copse_i_rest *rest);
/** What is to be left out; borrowed. */
void copse_i_rest_choose(copse_i_rest *rest, const size_t *out, size_t outs);

/** False where it cannot be had: singular without the studies, or beyond the tables. Leaves L, inverse, solved, gamma. */
bool copse_i_rest_at(copse_i_rest *rest, double t, copse_i_rest_point *point);
/** L, inverse and solved of all studies at the t of the last point; false where they are singular. */
bool copse_i_rest_factor_all(copse_i_rest *rest);
/** sum log((v + t)/v) and sum log v of the studies left; false beyond the tables. */
bool copse_i_rest_logs(copse_i_rest *rest, double t, double *ratio, double *log_v);

/** What of `value` errors of size `noise` may be. */
static inline bool copse_i_is_sure(double noise, double value)
{
    return noise <= 2e-11 * value; /* false for NaN */
}

/** A regression with the fixed weights. */
typedef struct copse_i_fixed_point {
    double Q, trP, trPV, v_squares; /* v_squares: sum a v e^2 */
    double tr_pvpv, tr_pvp, tr_pp;
    double log_det, growth;
    double Q_noise, trPV_noise;
    bool traces_sure; /* tr P and those of the variance are right to what copse_i_is_sure asks */
} copse_i_fixed_point;
/** False where it cannot be had, or Q or v_squares are not right to that. */
bool copse_i_rest_fixed(copse_i_rest *rest, copse_i_fixed_point *point);

/** tau2 of the studies left by the method of the options; false: not claimed. The likelihoods, the roots of Q, the closed forms. */
bool copse_i_rest_tau2(copse_i_rest *rest, const copse_fit_opts *opts, copse_i_tau2 *out);
bool copse_i_rest_likelihood(copse_i_rest *rest, bool restricted, copse_i_tau2 *out);
bool copse_i_rest_root(copse_i_rest *rest, double target, copse_i_tau2 *out);
bool copse_i_rest_moment(copse_i_rest *rest, copse_method method, copse_i_tau2 *out);

#endif
