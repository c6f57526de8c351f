/* Designs with one column more, and predictors that predict nothing. */
#include "bias_parts.h"

#include <math.h>
#include <string.h>

double *copse_i_bias_beside(const double *X, size_t k, size_t p, const double *g)
{
    double *out = k <= SIZE_MAX / (p + 1) ? copse_alloc(k * (p + 1), sizeof *out) : NULL;
    for (size_t i = 0; out != NULL && i < k; i++) {
        double *row = out + i * (p + 1);
        if (X != NULL) memcpy(row, X + i * p, p * sizeof *row);
        else row[0] = 1;
        row[p] = g[i];
    }
    return out;
}

bool copse_i_bias_constant(const double *x, size_t k)
{
    static const double same = 1e-7; /* as R's lm tells a column that adds nothing */
    double low = k > 0 ? x[0] : 0, high = low;
    for (size_t i = 1; i < k; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    return !(high - low > same * fmax(fabs(low), fabs(high)));
}

size_t copse_i_bias_varying(const double *X, size_t k, size_t p, bool *varies)
{
    size_t count = 0;
    for (size_t j = 0; j < p; j++) {
        varies[j] = false;
        for (size_t i = 1; X != NULL && i < k && !varies[j]; i++) varies[j] = X[i * p + j] != X[j];
        count += varies[j] ? 1 : 0;
    }
    return count;
}

bool copse_bias_same_errors(const double *v, size_t k)
{
    static const double same = 2e-7; /* of the variance: 1e-7 of its root */
    double low = k > 0 ? v[0] : 0, high = low;
    for (size_t i = 1; i < k; i++) {
        low = v[i] < low ? v[i] : low;
        high = v[i] > high ? v[i] : high;
    }
    return !(high - low > same * high);
}
