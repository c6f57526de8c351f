/* Orthonormal columns, by modified Gram-Schmidt, twice. */
#include "scale_problem.h"

#include <math.h>

static double dot(const double *a, const double *b, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += a[i] * b[i];
    return sum;
}

bool copse_i_orthonormal_columns(double *q, size_t k, size_t p, double *triangle, double least)
{
    for (size_t i = 0; i < p * p; i++) triangle[i] = 0;
    for (size_t j = 0; j < p; j++) {
        double *column = q + j * k;
        const double before = sqrt(dot(column, column, k));
        for (int pass = 0; pass < 2; pass++)
            for (size_t l = 0; l < j; l++) {
                const double r = dot(q + l * k, column, k);
                for (size_t i = 0; i < k; i++) column[i] -= r * q[l * k + i];
                triangle[l * p + j] += r;
            }
        const double length = sqrt(dot(column, column, k));
        if (!(length > least * before)) return false;
        for (size_t i = 0; i < k; i++) column[i] /= length;
        triangle[j * p + j] = length;
    }
    return true;
}

void copse_i_invert_upper(double *r, size_t p)
{
    for (size_t j = p; j-- > 0;) {
        r[j * p + j] = 1 / r[j * p + j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;
            for (size_t l = i + 1; l <= j; l++) sum += r[i * p + l] * r[l * p + j];
            r[i * p + j] = -sum / r[i * p + i];
        }
    }
}
