/* The beta-binomial model of arms (Kuss 2015): g(mu) = gamma + x_i' beta in the first arm, gamma in the second, or x_i' beta
 * in the only group; one intraclass correlation rho for all arms, of the same study too as if independent. */
#ifndef COPSE_GLMM_BETA_BINOMIAL_H
#define COPSE_GLMM_BETA_BINOMIAL_H

#include "glmm_parts.h"

/* Log-probability of x events among n and its derivatives in the mean mu and in rho. */
typedef struct copse_i_beta_binomial_jet {
    double value, dm, dr, dmm, dmr, drr;
} copse_i_beta_binomial_jet;

/* mu + other = 1, both above 0; 0 <= rho < 1. Without the binomial coefficient. O(1). */
copse_i_beta_binomial_jet copse_i_beta_binomial_at(double x, double n, double mu, double other, double rho);

COPSE_NODISCARD copse_status copse_i_beta_binomial_fit(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                       copse_fit *fit, copse_glmm *glmm, copse_error *err);

#endif
