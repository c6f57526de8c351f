/* Skovgaard's (1996) correction of the signed root of the likelihood ratio, as Guolo (2012) has it for meta-regression. */
#ifndef COPSE_I_SKOVGAARD_H
#define COPSE_I_SKOVGAARD_H

#include "likelihood_of_mean.h"
#include <copse/model.h>

/** R^-T e_j: p numbers, the first j of them 0. The triangle is not inverted. */
void copse_i_skovgaard_direction(const copse_i_problem *problem, size_t j, double *g);

/** The corrected root at profile->null, and the b at which it is -+ critical. The problem was last evaluated at the
 *  maximum, with the result `point`. */
COPSE_NODISCARD copse_status copse_i_skovgaard(const copse_i_profile *profile, const copse_i_point *point,
                                               double critical, double *statistic, copse_interval *ci,
                                               copse_error *err);

#endif
