/* Small symmetric matrices: one row for each coefficient and variance. */
#include "glmm_parts.h"

#include <math.h>
#include <stdlib.h>

bool copse_i_glmm_cholesky(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double pivot = a[j * n + j];
        for (size_t m = 0; m < j; m++) pivot -= a[j * n + m] * a[j * n + m];
        if (!(pivot > 1e-14 * fabs(a[j * n + j]))) return false;
        a[j * n + j] = sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            double x = a[i * n + j];
            for (size_t m = 0; m < j; m++) x -= a[i * n + m] * a[j * n + m];
            a[i * n + j] = x / a[j * n + j];
        }
    }
    return true;
}

void copse_i_glmm_cholesky_solve(const double *root, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t m = 0; m < i; m++) b[i] -= root[i * n + m] * b[m];
        b[i] /= root[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t m = i + 1; m < n; m++) b[i] -= root[m * n + i] * b[m];
        b[i] /= root[i * n + i];
    }
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
        copse_i_glmm_cholesky_solve(root, n, column);
        for (size_t i = 0; i < n; i++) covariance[i * n + j] = held[i] || held[j] ? 0.0 : column[i];
    }
    free(root);
    return definite ? COPSE_OK : COPSE_ERANGE;
}
