/* See covariance_factor.h. */
#include "covariance_factor.h"

#include <math.h>

bool copse_i_factor_covariance(double *a, size_t p, double *scale, double *log_determinant)
{
    *log_determinant = 0;
    for (size_t i = 0; i < p; i++) {
        scale[i] = sqrt(a[i * p + i]);
        if (!(scale[i] > 0)) return false;
        *log_determinant += 2 * log(scale[i]);
    }
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * p + j] / scale[i] / scale[j];
            for (size_t l = 0; l < j; l++) sum -= a[i * p + l] * a[j * p + l];
            if (i > j) a[i * p + j] = sum / a[j * p + j];
            else if (sum > 0) a[i * p + i] = sqrt(sum);
            else return false;
            if (i == j) *log_determinant += log(sum);
        }
    return true;
}

bool copse_i_lower_factor(double *a, size_t p)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * p + j];
            for (size_t l = 0; l < j; l++) sum -= a[i * p + l] * a[j * p + l];
            if (i > j) a[i * p + j] = sum / a[j * p + j];
            else if (sum > 0) a[i * p + i] = sqrt(sum);
            else return false;
        }
    return true;
}

double copse_i_lower_solve(const double *l, size_t p, double *x)
{
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < i; j++) x[i] -= l[i * p + j] * x[j];
        x[i] /= l[i * p + i];
        sum += x[i] * x[i];
    }
    return sum;
}
