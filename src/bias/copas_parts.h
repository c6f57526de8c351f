/* src/bias/copas_parts.h: the likelihood of Copas' model at one strength of selection, and its maximum. */
#ifndef COPSE_I_COPAS_PARTS_H
#define COPSE_I_COPAS_PARTS_H

#include <copse/bias.h>
#include <math.h>

enum { COPSE_I_COPAS_MU, COPSE_I_COPAS_RHO, COPSE_I_COPAS_TAU, COPSE_I_COPAS_SLOPE, COPSE_I_COPAS_MOST };

/** The studies in units of the largest standard error, and the selection. The parameters are mu; an angle that rho is the bound
 *  times the sine of, or `limit` times the bound times the square of the sine; tau of either sign; a slope on s. In these a
 *  maximum at a bound is a smooth one like any other. */
typedef struct copse_i_copas {
    size_t k, n; /* studies; parameters, 3 or 4 */
    const double *y, *s;
    double *u, *c;   /* k: gamma0 + gamma1/s, lambda (u + lambda) */
    double constant; /* sum of log Phi(u) */
    double bound;
    int limit; /* 0: rho of either sign; -1, 1: of this one */
} copse_i_copas;

/** In the corner of rho at its bound and no tau, publication is all but a sharp edge that moves with mu: a maximum there can stand on
 *  the one study at the edge, as narrow as the bound makes it. It is taken only where there is no other. */
typedef struct copse_i_copas_maximum {
    double at[COPSE_I_COPAS_MOST], value; /* log L without constants */
    bool found, corner;
    double in_corner; /* the highest value found in the corner; -infinity: none */
} copse_i_copas_maximum;

#define COPSE_I_COPAS_NOWHERE ((copse_i_copas_maximum){.in_corner = -INFINITY})

/** Sets u, c and the constant; `unit` is what s is in. */
void copse_i_copas_select(copse_i_copas *c, double gamma0, double gamma1, double unit);
/** rho at an angle, and its first two derivatives. */
double copse_i_copas_rho(const copse_i_copas *c, double angle, double *first, double *second);
/** The angle of a rho. */
double copse_i_copas_angle(const copse_i_copas *c, double rho);
/** Minus log L without constants; with its gradient and Hessian where they are not NULL. */
double copse_i_copas_value(const copse_i_copas *c, const double *at, double *gradient,
                           double hessian[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST]);
/** The step of Newton's method in mu alone, of which the likelihood is a concave function. */
double copse_i_copas_mu_step(const copse_i_copas *c, const double *at);
/** Newton's method from `start`; keeps what it finds if that is better than *best: higher, or the first one outside the corner. */
void copse_i_copas_climb(const copse_i_copas *c, const double *start, copse_i_copas_maximum *best);
/** From the corner (at the lower, the upper bound): a maximum that may be too narrow for others to lead to, *best being found
 *  already. mu becomes the best there; `near`: it nearly is. */
void copse_i_copas_corner(const copse_i_copas *c, bool near, double mu[2], copse_i_copas_maximum *best);
/** From the best places of a coarse grid over rho and tau, about mu and tau as given. Of many studies, `sample` (else c itself)
 *  has some, and maxima are looked for among those first. */
void copse_i_copas_search(const copse_i_copas *c, const copse_i_copas *sample, double mu, double tau,
                          copse_i_copas_maximum *best);
/** Does the likelihood depend on rho at all there? */
bool copse_i_copas_tells_rho(const copse_i_copas *c, const copse_i_copas_maximum *best);
/** Standard error of mu, from the parameters that are not at their bounds. */
double copse_i_copas_se(const copse_i_copas *c, const copse_i_copas_maximum *best);

#endif
