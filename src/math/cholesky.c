/* Small symmetric positive definite systems, by rows. */
#include <copse/math.h>

#include <math.h>

bool copse_cholesky(double *a, size_t n, double least)
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

void copse_cholesky_solve_lower(const double *l, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) b[i] -= l[i * n + j] * b[j];
        b[i] /= l[i * n + i];
    }
}

void copse_cholesky_solve_upper(const double *l, size_t n, double *b)
{
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++) b[i] -= l[j * n + i] * b[j];
        b[i] /= l[i * n + i];
    }
}

void copse_cholesky_solve(const double *l, size_t n, double *b)
{
    copse_cholesky_solve_lower(l, n, b);
    copse_cholesky_solve_upper(l, n, b);
}

double copse_cholesky_log_det(const double *l, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += 2 * log(l[i * n + i]);
    return sum;
}
