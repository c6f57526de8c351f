#include "basis.h"

#include "fit_parts.h"

#include <string.h>

void copse_i_basis_moments(const copse_i_basis *b, double *G, double *C, double *row)
{
    const size_t k = b->problem->k, p = b->problem->p;
    memset(G, 0, p * p * sizeof *G);
    memset(C, 0, p * p * sizeof *C);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < p; j++)
            for (size_t l = 0; l < p; l++)
                G[j * p + l] += copse_i_basis_weight(b, i) * copse_i_basis_at(b, i, j) * copse_i_basis_at(b, i, l);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < p; j++) {
            row[j] = copse_i_basis_weight(b, i) * copse_i_basis_at(b, i, j);
            for (size_t l = 0; l < p; l++) row[j] -= G[j * p + l] * copse_i_basis_at(b, i, l);
        }
        for (size_t j = 0; j < p; j++)
            for (size_t l = 0; l < p; l++) C[j * p + l] += row[j] * row[l];
    }
}

void copse_i_invert_triangle(double *r, size_t p)
{
    for (size_t j = p; j-- > 0;) {
        r[j * p + j] = 1 / r[j * p + j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;
            for (size_t l = i + 1; l <= j; l++) sum += r[i * p + l] * r[l * p + j];
            r[i * p + j] = -sum / r[i * p + i]; /* the diagonal of row i is not inverted yet */
        }
    }
}

/* (R^-1 C R^-T)[a, b] */
static double covariance(const copse_i_basis *basis, const double *C, size_t a, size_t b)
{
    const copse_i_problem *pr = basis->problem;
    if (pr->blocks > 0) return C[0] / basis->w1;
    const size_t p = pr->p;
    double sum = 0;
    for (size_t l = a; l < p; l++)
        for (size_t m = b; m < p; m++) sum += pr->triangle[a * p + l] * C[l * p + m] * pr->triangle[b * p + m];
    return sum;
}

void copse_i_fill_covariance(const copse_i_basis *basis, const double *C, const double *df, copse_fit *fit)
{
    const copse_i_problem *pr = basis->problem;
    const size_t p = pr->p;
    for (size_t a = 0; a < p; a++)
        for (size_t b = a; b < p; b++) {
            const double sum = covariance(basis, C, a, b);
            const size_t i = pr->column[a], j = pr->column[b];
            const int shift = pr->blocks > 0 ? 0 : pr->exponent[a] + pr->exponent[b];
            fit->vcov[i * p + j] = fit->vcov[j * p + i] = ldexp(sum, 2 * pr->scale - shift);
            if (a == b)
                fit->coef[i] = copse_i_test_coefficient(pr->shift[a] + pr->delta[a], sqrt(fmax(sum, 0)), df[a],
                                                        copse_i_critical_value(fit, df[a]),
                                                        pr->scale - (pr->blocks > 0 ? 0 : pr->exponent[a]));
        }
}

/* The lower factor of a symmetric matrix, in place; false where it is not positive definite. */
static bool factorise(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++) {
            for (size_t l = 0; l < j; l++) a[i * n + j] -= a[i * n + l] * a[j * n + l];
            if (i == j && !(a[j * n + j] > 0)) return false;
            a[i * n + j] = i == j ? sqrt(a[j * n + j]) : a[i * n + j] / a[j * n + j];
        }
    }
    return true;
}

double copse_i_wald_form(const copse_i_basis *basis, const double *C, double *room)
{
    const copse_i_problem *pr = basis->problem;
    const size_t first = pr->intercept ? 1 : 0, m = pr->p - first;
    double *matrix = room, *b = room + pr->p * pr->p, sum = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) matrix[i * m + j] = covariance(basis, C, first + i, first + j);
    if (!factorise(matrix, m)) return NAN;
    for (size_t i = 0; i < m; i++) {
        b[i] = pr->shift[first + i] + pr->delta[first + i];
        for (size_t l = 0; l < i; l++) b[i] -= matrix[i * m + l] * b[l];
        b[i] /= matrix[i * m + i];
        sum += b[i] * b[i];
    }
    return sum;
}

double *copse_i_basis_room(const copse_i_problem *pr, double *local)
{
    return pr->blocks > 0 ? local : (double *)pr->dd;
}
