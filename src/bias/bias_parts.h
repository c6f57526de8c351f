/* What the files of this room share. */
#ifndef COPSE_BIAS_PARTS_H
#define COPSE_BIAS_PARTS_H

#include <copse/bias.h>

/** A column g beside the design X (k x p, NULL: an intercept): k x (p + 1) by rows, to be freed; NULL when memory is short. */
COPSE_NODISCARD double *copse_i_bias_beside(const double *X, size_t k, size_t p, const double *g);
/** Is x the same for all, to 1e-7 of its largest? */
bool copse_i_bias_constant(const double *x, size_t k);

#endif
