/* The design of a selection model in an orthonormal basis. */
#include "selection_parts.h"

#include <math.h>
#include <string.h>

copse_status copse_i_selmodel_basis(copse_i_selmodel_problem *s, const double *X, size_t last, copse_error *err)
{
    const size_t k = s->k, p = s->p;
    const double sign = s->opts.side == COPSE_SELMODEL_LESS ? -1 : 1;
    for (size_t j = 0; j < p; j++) s->column[j] = j < last ? j : (j + 1 < p ? j + 1 : last);
    memset(s->root, 0, p * p * sizeof *s->root);
    for (size_t j = 0; j < p; j++) {
        double before = 0, after = 0;
        for (size_t i = 0; i < k; i++) {
            const double x = sign * (X != NULL ? X[i * p + s->column[j]] : 1);
            s->basis[i * p + j] = x;
            before += x * x;
        }
        for (int pass = 0; pass < 2; pass++)
            for (size_t l = 0; l < j; l++) {
                double dot = 0;
                for (size_t i = 0; i < k; i++) dot += s->basis[i * p + l] * s->basis[i * p + j];
                for (size_t i = 0; i < k; i++) s->basis[i * p + j] -= dot * s->basis[i * p + l];
                s->root[l * p + j] += dot;
            }
        for (size_t i = 0; i < k; i++) after += s->basis[i * p + j] * s->basis[i * p + j];
        if (!(after > 1e-24 * before) || !isfinite(before))
            return copse_fail(err, COPSE_ERANK, "column %zu of the design adds nothing to the others",
                              s->column[j] + 1);
        const double length = sqrt(after);
        for (size_t i = 0; i < k; i++) s->basis[i * p + j] /= length;
        s->root[j * p + j] = length;
    }
    return COPSE_OK;
}

void copse_i_selmodel_to_design(const copse_i_selmodel_problem *s, const double *basis, double *beta)
{
    const size_t p = s->p;
    for (size_t j = p; j-- > 0;) {
        double sum = basis[j];
        for (size_t l = j + 1; l < p; l++) sum -= s->root[j * p + l] * beta[s->column[l]];
        beta[s->column[j]] = sum / s->root[j * p + j];
    }
}

void copse_i_selmodel_to_basis(const copse_i_selmodel_problem *s, const double *beta, double *basis)
{
    const size_t p = s->p;
    for (size_t j = 0; j < p; j++) {
        basis[j] = 0;
        for (size_t l = j; l < p; l++) basis[j] += s->root[j * p + l] * beta[s->column[l]];
    }
}
