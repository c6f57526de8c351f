/* Symmetric matrices taken apart, and what their factors solve. */
#ifndef COPSE_I_COVARIANCE_FACTOR_H
#define COPSE_I_COVARIANCE_FACTOR_H

#include <stdbool.h>
#include <stddef.h>

/** a = S L L'S in place, p x p by rows: L in the lower triangle, S = diag(scale) the square roots of the diagonal, and the
 *  logarithm of the determinant. False where it is not positive definite. */
bool copse_i_factor_covariance(double *a, size_t p, double *scale, double *log_determinant);

/** a = L L' in place, p x p by rows, of which the lower triangle is read and written. False where it is not positive definite. */
bool copse_i_lower_factor(double *a, size_t p);
/** x = L^-1 x; returns |x|^2. */
double copse_i_lower_solve(const double *l, size_t p, double *x);

#endif
