/* Inside the effect room: the correlation matrix R of the sampling errors of a trial's m effects. */
#ifndef COPSE_EFFECT_DEPENDENCE_H
#define COPSE_EFFECT_DEPENDENCE_H

#include <copse/effect.h>

/* Zero-initialise; copse_i_dependence_free frees what it owns. */
typedef struct copse_i_dependence {
    size_t m;
    bool same; /* every pair has correlation rho; else L is used: R = L L', row by row, L_ij at i (i + 1) / 2 + j */
    double rho, *l;
    double tolerance; /* what is this small beside 1 is rounding */
    bool singular;    /* R is not positive definite */
    bool indefinite;  /* nor positive semidefinite: no correlations can be like this. L is not to be used */
    size_t bad,
        beside; /* where `same` does not hold: the effect at which that showed first, and that before it which it
                           correlates most with */
} copse_i_dependence;

/* Fills and factorises. COPSE_ENOMEM is its only failure. */
copse_status copse_i_dependence_factor(copse_i_dependence *r, const copse_aggregate_opts *opts, const double *time,
                                       const size_t *obs, size_t m);
void copse_i_dependence_free(copse_i_dependence *r);

/* a'Ra, as a sum of squares; R must be positive semidefinite. */
double copse_i_dependence_quadratic(const copse_i_dependence *r, const double *a);
/* x := R^-1 x; R must be positive definite. */
void copse_i_dependence_solve(const copse_i_dependence *r, double *x);

#endif
