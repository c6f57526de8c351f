/* The design in coordinates in which the weighted normal equations of all studies are the identity: what a deletion or
 * another tau2 makes of them is then well conditioned, whatever the offsets and scales of the moderators. */
#ifndef COPSE_I_ORTHONORMAL_DESIGN_H
#define COPSE_I_ORTHONORMAL_DESIGN_H

#include <copse/sensitivity.h>

/** X = Q R with Q'WQ = I, W the weights 1/(v + tau2) of the fit of all studies. */
typedef struct copse_i_orthonormal_design {
    size_t k, p;
    const double *v;
    double *q;       /* k x p by rows */
    double *inverse; /* R^-1, p x p by rows */
    double *memory;
} copse_i_orthonormal_design;
COPSE_NODISCARD copse_status copse_i_orthonormal_design_init(const copse_sensitivity_data *data, double tau2,
                                                             copse_i_orthonormal_design *out, copse_error *err);
void copse_i_orthonormal_design_free(copse_i_orthonormal_design *design);

/** What the weights w = 1/(v + tau2) make of it without study i. */
typedef struct copse_i_lack {
    double determinant; /* |Q'WQ| of the studies but i */
    double leverage;    /* x'(X'WX)^-1 x of these, x that of study i */
} copse_i_lack;
/** Also the p diagonal elements of (X'WX)^-1 of all studies, with these weights; room is 2 p^2 + p doubles. False where the
 *  equations without study i are singular. */
bool copse_i_orthonormal_delete(const copse_i_orthonormal_design *design, size_t i, double tau2, double *room,
                                copse_i_lack *out, double *diagonal);

#endif
