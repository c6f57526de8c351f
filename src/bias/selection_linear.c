/* Small symmetric positive definite systems. */
#include "selection_parts.h"

#include <math.h>

/* The lower factor in place; false unless every pivot is above `least` times the diagonal element that it came from. */
bool copse_i_selmodel_cholesky(double *a, size_t n, double least)
{
    for (size_t j = 0; j < n; j++) {
        const double diagonal = a[j * n + j];
        double pivot = diagonal;
        for (size_t l = 0; l < j; l++) pivot -= a[j * n + l] * a[j * n + l];
        if (!(pivot > least * fabs(diagonal)) || !(pivot > 0) || !isfinite(pivot)) return false;
        a[j * n + j] = sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            double sum = a[i * n + j];
            for (size_t l = 0; l < j; l++) sum -= a[i * n + l] * a[j * n + l];
            a[i * n + j] = sum / a[j * n + j];
        }
    }
    return true;
}

void copse_i_selmodel_solve(const double *root, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t l = 0; l < i; l++) b[i] -= root[i * n + l] * b[l];
        b[i] /= root[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t l = i + 1; l < n; l++) b[i] -= root[l * n + i] * b[l];
        b[i] /= root[i * n + i];
    }
}
