/* What a deletion does to some of the coefficients: Cook's distance and the ratio of their covariances' determinants. */
#ifndef COPSE_I_COEFFICIENT_CHANGE_H
#define COPSE_I_COEFFICIENT_CHANGE_H

#include "orthonormal_design.h"

/** The coefficients that are looked at, in the coordinates of the fit of all. Zero-initialise. */
typedef struct copse_i_changes {
    const copse_sensitivity_data *data;
    const copse_fit *fit;
    copse_i_orthonormal_design design;
    size_t m;       /* coefficients */
    size_t *coef;   /* m */
    double *basis;  /* m x p: their rows of R^-1 */
    double *factor; /* m x m by rows, lower: basis basis' = factor factor' */
    double *rest, *all, *room;
    double *memory;
} copse_i_changes;

/** @param[in] chosen  p flags, or NULL: all coefficients
 *  @return COPSE_OK; COPSE_EINVAL (none is chosen), COPSE_ERANK, COPSE_ENOMEM */
COPSE_NODISCARD copse_status copse_i_changes_init(const copse_sensitivity_data *data, const copse_fit *fit,
                                                  const bool *chosen, copse_i_changes *out, copse_error *err);
void copse_i_changes_free(copse_i_changes *changes);

/** Cook's distance (b - b(-))'V^-1(b - b(-)) and |V(-)|/|V| of the chosen coefficients, V and V(-) the parts of the covariances
 *  that are theirs; NaN where that cannot be had.
 *  @param[in] group  the studies with group[i] = g are left out; NULL: study g
 *  On return changes->rest holds L of L L' = Q'WQ of the studies left, changes->all that of all, with weights by the tau2 of
 *  `without`; *factored says whether. */
void copse_i_changes_of(copse_i_changes *changes, const size_t *group, size_t g, const copse_fit *without, double *cook,
                        double *cov_ratio, bool *factored);

#endif
