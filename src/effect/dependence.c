/* One correlation for all pairs has its eigenvalues and eigenvectors by heart: 1 + (m - 1) rho for the mean, 1 - rho for
 * what differs from it. Other matrices have their Cholesky factor. Either way a'Ra is a sum of squares, which cannot come
 * out below 0 as the sum over the entries can. */
#include "dependence.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static double correlation(const copse_aggregate_opts *opts, const double *time, const size_t *obs, size_t i, size_t j)
{
    const double decay = pow(opts->phi, fabs(time[i] - time[j]));
    if (opts->structure == COPSE_STRUCTURE_CAR) return decay;
    if (opts->structure == COPSE_STRUCTURE_CS_CAR) return opts->rho + (1.0 - opts->rho) * decay;
    return obs[i] == obs[j] ? decay : opts->rho * decay;
}

static double *row_of(const copse_i_dependence *r, size_t i)
{
    return r->l + i * (i + 1) / 2;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static size_t largest_of(const double *row, size_t n)
{
    size_t at = 0;
    for (size_t j = 1; j < n; j++) {
        if (fabs(row[j]) > fabs(row[at])) at = j;
    }
    return at;
}

/* Row i of L from that of R. Below a pivot of 0 nothing may be left over: |r_ij| <= sqrt(r_ii r_jj) of what remains. */
static void factor_row(copse_i_dependence *r, size_t i)
{
    double *row = row_of(r, i);
    const size_t beside = largest_of(row, i);
    for (size_t j = 0; j < i; j++) {
        const double *other = row_of(r, j), rest = row[j] - dot(row, other, j);
        row[j] = other[j] > 0.0 ? rest / other[j] : 0.0;
        if (!(other[j] > 0.0) && !(fabs(rest) <= 8.0 * sqrt(r->tolerance))) r->indefinite = true;
    }
    const double pivot = 1.0 - dot(row, row, i);
    row[i] = pivot > r->tolerance ? sqrt(pivot) : 0.0;
    if (!(pivot >= -8.0 * r->tolerance)) r->indefinite = true;
    if (r->singular || (row[i] > 0.0 && !r->indefinite)) return;
    r->singular = true;
    r->bad = i;
    r->beside = beside;
}

static copse_status factor_all(copse_i_dependence *r, const copse_aggregate_opts *opts, const double *time,
                               const size_t *obs)
{
    const size_t m = r->m;
    if (m >= SIZE_MAX / (m + 1)) return COPSE_ENOMEM;
    r->l = copse_alloc(m * (m + 1) / 2, sizeof *r->l);
    if (!r->l) return COPSE_ENOMEM;
    for (size_t i = 0; i < m && !r->indefinite; i++) {
        double *row = row_of(r, i);
        for (size_t j = 0; j < i; j++) row[j] = correlation(opts, time, obs, i, j);
        factor_row(r, i);
    }
    return COPSE_OK;
}

copse_status copse_i_dependence_factor(copse_i_dependence *r, const copse_aggregate_opts *opts, const double *time,
                                       const size_t *obs, size_t m)
{
    *r = (copse_i_dependence){.m = m, .tolerance = 4.0 * (double)m * DBL_EPSILON};
    if (copse_structure_has_time(opts->structure)) return factor_all(r, opts, time, obs);
    r->same = true;
    r->rho = opts->structure == COPSE_STRUCTURE_CS ? opts->rho : 0.0;
    const double least = 1.0 + ((double)m - 1.0) * r->rho;
    r->singular = !(least > r->tolerance && 1.0 - r->rho > r->tolerance);
    r->indefinite = !(least >= -r->tolerance);
    return COPSE_OK;
}

void copse_i_dependence_free(copse_i_dependence *r)
{
    free(r->l);
    *r = (copse_i_dependence){0};
}

static double mean_of(const double *x, size_t m)
{
    double sum = 0.0;
    for (size_t i = 0; i < m; i++) sum += x[i];
    return sum / (double)m;
}

double copse_i_dependence_quadratic(const copse_i_dependence *r, const double *a)
{
    double sum = 0.0;
    const double m = (double)r->m, mean = r->same ? mean_of(a, r->m) : 0.0;
    for (size_t j = 0; j < r->m; j++) {
        double x = r->same ? a[j] - mean : 0.0;
        for (size_t i = j; !r->same && i < r->m; i++) x += row_of(r, i)[j] * a[i];
        sum += x * x;
    }
    if (!r->same) return sum;
    return (1.0 - r->rho) * sum + fmax(0.0, 1.0 + (m - 1.0) * r->rho) * m * mean * mean;
}

void copse_i_dependence_solve(const copse_i_dependence *r, double *x)
{
    const size_t m = r->m;
    if (r->same) {
        const double mean = mean_of(x, m), part = mean / (1.0 + ((double)m - 1.0) * r->rho);
        for (size_t i = 0; i < m; i++) x[i] = (x[i] - mean) / (1.0 - r->rho) + part;
        return;
    }
    for (size_t i = 0; i < m; i++) x[i] = (x[i] - dot(row_of(r, i), x, i)) / row_of(r, i)[i];
    for (size_t i = m; i-- > 0;) {
        for (size_t k = i + 1; k < m; k++) x[i] -= row_of(r, k)[i] * x[k];
        x[i] /= row_of(r, i)[i];
    }
}
