/* Small symmetric matrices: one row for each coefficient and variance. */
#include "glmm_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

bool copse_i_glmm_cholesky(double *a, size_t n)
{
    return copse_cholesky(a, n, 1e-14);
}

copse_status copse_i_glmm_covariance(const double *hessian, size_t n, const bool *held, double *covariance)
{
    double *root = copse_alloc(n * n + n, sizeof *root), *column = root != NULL ? root + n * n : NULL;
    if (root == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            root[i * n + j] = held[i] || held[j] ? (i == j ? 1.0 : 0.0) : -hessian[i * n + j];
    const bool definite = copse_i_glmm_cholesky(root, n);
    for (size_t j = 0; definite && j < n; j++) {
        for (size_t i = 0; i < n; i++) column[i] = i == j ? 1.0 : 0.0;
        copse_cholesky_solve(root, n, column);
        for (size_t i = 0; i < n; i++) covariance[i * n + j] = held[i] || held[j] ? 0.0 : column[i];
    }
    free(root);
    return definite ? COPSE_OK : COPSE_ERANGE;
}
