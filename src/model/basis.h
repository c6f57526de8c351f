/* The orthonormal basis Q of W^(1/2) X = QR after an evaluation, for any design, and covariances R^-1 C R^-T that a p x p
 * matrix C in that basis makes. For an intercept q_i = sqrt(w_i/sum w) and R = sqrt(sum w). */
#ifndef COPSE_I_BASIS_H
#define COPSE_I_BASIS_H

#include "evaluate.h"
#include <copse/model.h>
#include <math.h>

typedef struct copse_i_basis {
    const copse_i_problem *problem;
    double tau2, w1;
} copse_i_basis;

static inline double copse_i_basis_weight(const copse_i_basis *b, size_t i)
{
    return 1 / (b->problem->v[i] + b->tau2);
}

static inline double copse_i_basis_at(const copse_i_basis *b, size_t i, size_t column)
{
    const copse_i_problem *pr = b->problem;
    return pr->blocks > 0 ? sqrt(copse_i_basis_weight(b, i) / b->w1) : pr->q[column * pr->k + i];
}

/** The residual of study i, on the problem's scale. */
static inline double copse_i_basis_residual(const copse_i_basis *b, size_t i)
{
    const copse_i_problem *pr = b->problem;
    double fitted = pr->blocks > 0 ? pr->delta[0] : 0;
    for (size_t j = 0; pr->blocks == 0 && j < pr->p; j++) fitted += pr->x[j * pr->k + i] * pr->delta[j];
    return pr->r[i] - fitted + pr->r_low[i];
}

/** G = Q'WQ and C = U'U with U = (I - QQ')WQ, both p x p; row: p. */
void copse_i_basis_moments(const copse_i_basis *basis, double *G, double *C, double *row);

/** R^-1 in place (upper triangle by rows). */
void copse_i_invert_triangle(double *triangle, size_t p);

/** vcov = R^-1 C R^-T, and each coefficient with its standard error from there, df[j] degrees of freedom (NaN: normal). The
 *  triangle is the inverse already. */
void copse_i_fill_covariance(const copse_i_basis *basis, const double *C, const double *df, copse_fit *fit);
/** The quadratic form b'(L R^-1 C R^-T L')^-1 b of the coefficients that the omnibus test is of; NaN where the matrix is
 *  singular. room: 2 p x p. */
double copse_i_wald_form(const copse_i_basis *basis, const double *C, double *room);
/** Room for 8 p x p + 4 p doubles; for an intercept, `local`, of 12. */
double *copse_i_basis_room(const copse_i_problem *problem, double *local);

#endif
