/* All models of a design, fitted: what averages are made of. */
#ifndef COPSE_I_AVERAGING_H
#define COPSE_I_AVERAGING_H

#include <copse/regression.h>

typedef struct copse_i_averaging {
    const double *y, *v, *X;
    size_t k, p, models;
    const copse_average_terms *terms;
    copse_average_opts opts;
    const uint64_t *subset;     /* models */
    copse_average_model *model; /* models, in the order of the subsets */
    double *estimate, *se, *df; /* models x p; 0, 0 and the model's df where it does not have the column */
    double *design;             /* k x p for each thread */
} copse_i_averaging;

/** Fits them all. */
COPSE_NODISCARD copse_status copse_i_averaging_fit(copse_i_averaging *a, int threads, copse_error *err);
static inline bool copse_i_model_has(uint64_t subset, size_t term)
{
    return term == COPSE_AVERAGE_ALWAYS || (subset >> term & 1) != 0;
}
/** The coefficients' averages, the models taken in the order of `rank`, with the weights of out->model, which is in that order. */
void copse_i_average_coefficients(const copse_i_averaging *a, const size_t *rank, copse_average *out);

#endif
