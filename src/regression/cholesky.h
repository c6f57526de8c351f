/* Small symmetric positive definite matrices, by rows. */
#ifndef COPSE_I_CHOLESKY_H
#define COPSE_I_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/** The lower factor of a (n x n) in place; what lies above the diagonal stays. False, with a spoilt, unless every pivot is
 *  above `least` times the diagonal element that it came from. */
bool copse_i_cholesky(double *a, size_t n, double least);
/** L x = b and L' x = b in place. */
void copse_i_solve_lower(const double *l, size_t n, double *b);
void copse_i_solve_upper(const double *l, size_t n, double *b);
/** log of the determinant of L L'. */
double copse_i_log_det(const double *l, size_t n);

#endif
