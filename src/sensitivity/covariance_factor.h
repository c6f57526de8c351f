/* A covariance matrix taken apart, whatever the units of its variables. */
#ifndef COPSE_I_COVARIANCE_FACTOR_H
#define COPSE_I_COVARIANCE_FACTOR_H

#include <stdbool.h>
#include <stddef.h>

/** a = S L L'S in place, p x p by rows: L in the lower triangle, S = diag(scale) the square roots of the diagonal, and the
 *  logarithm of the determinant. False where it is not positive definite. */
bool copse_i_factor_covariance(double *a, size_t p, double *scale, double *log_determinant);

#endif
