#include "joint_test.h"

#include <math.h>

static const double CONTRADICTION = 1e-4; /* standard errors by which a dependent row may differ from what others say */

/* To correlations and standard errors; false where a row has no variance. */
static bool standardise(double *c, double *d, size_t m)
{
    for (size_t i = 0; i < m; i++)
        if (!(c[i * m + i] > 0)) return false;
    for (size_t i = 0; i < m; i++) {
        const double se = sqrt(c[i * m + i]);
        d[i] /= se;
        for (size_t j = 0; j < m; j++)
            if (j != i) c[i * m + j] /= se, c[j * m + i] /= se;
    }
    for (size_t i = 0; i < m; i++) c[i * m + i] = 1;
    return true;
}

/* Takes what row `pivot` explains out of all others, and the row itself. */
static void eliminate(double *c, double *d, size_t m, size_t pivot)
{
    const double left = c[pivot * m + pivot];
    for (size_t i = 0; i < m; i++) {
        if (i == pivot) continue;
        const double factor = c[i * m + pivot] / left;
        for (size_t j = 0; j < m; j++)
            if (j != pivot) c[i * m + j] -= factor * c[pivot * m + j];
        d[i] -= factor * d[pivot];
    }
    for (size_t i = 0; i < m; i++) c[i * m + pivot] = c[pivot * m + i] = 0;
    d[pivot] = 0;
}

copse_status copse_i_joint_test(double *c, double *d, double *noise, size_t m, copse_i_joint *out, size_t *row)
{
    *out = (copse_i_joint){0, 0};
    if (!standardise(c, d, m)) {
        out->chi_square = NAN;
        return COPSE_OK;
    }
    for (;;) {
        size_t pivot = 0;
        for (size_t i = 1; i < m; i++)
            if (c[i * m + i] > c[pivot * m + pivot]) pivot = i;
        if (!(c[pivot * m + pivot] > noise[pivot])) break;
        out->chi_square += d[pivot] * d[pivot] / c[pivot * m + pivot];
        out->rank++;
        for (size_t i = 0; i < m; i++) {
            const double factor = c[i * m + pivot] / c[pivot * m + pivot];
            if (i != pivot) noise[i] += factor * factor * noise[pivot];
        }
        eliminate(c, d, m, pivot);
    }
    for (size_t i = 0; i < m; i++)
        if (!(fabs(d[i]) <= CONTRADICTION)) {
            *row = i;
            return COPSE_ENOTCOMPUTABLE;
        }
    return COPSE_OK;
}
