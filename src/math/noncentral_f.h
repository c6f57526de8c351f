#ifndef COPSE_I_NONCENTRAL_F_H
#define COPSE_I_NONCENTRAL_F_H

#include "beta_kernel.h"

/** log of the sum over j of Poisson(j; half) x^(a+j) y^b/B(a + j, b): x times y times the density of a noncentral beta variable
 *  with noncentrality 2 half, at a point inside (0, 1). */
double copse_i_log_noncentral_kernel(const copse_i_beta_point *p, double half);

#endif
