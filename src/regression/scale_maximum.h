/* The maximum of the likelihood of a location-scale model. */
#ifndef COPSE_I_SCALE_MAXIMUM_H
#define COPSE_I_SCALE_MAXIMUM_H

#include "scale_problem.h"

typedef struct copse_i_scale_maximum {
    double *theta; /* q */
    double log_lik;
    size_t *active; /* studies whose tau2 is held at 0 (identity link), linearly independent rows of z */
    size_t actives;
    bool runs_off; /* log link: the likelihood still rises as tau2 of some studies goes to 0 */
    bool converged;
    size_t steps;
} copse_i_scale_maximum;

COPSE_NODISCARD copse_status copse_i_scale_maximum_init(copse_i_scale_maximum *m, size_t q);
void copse_i_scale_maximum_free(copse_i_scale_maximum *m);

/** Climbs from m->theta, which must be feasible, by Newton steps with a damped information (Levenberg 1944) within the
 *  constraints tau2 >= 0. COPSE_ENOMEM, COPSE_ERANGE (start is not feasible). */
COPSE_NODISCARD copse_status copse_i_scale_climb(copse_i_scale *s, copse_i_scale_maximum *m);

/** The best of climbs from several starts: constant tau2 of several sizes, a regression of the squared residuals, and `warm`
 *  (q, may be NULL). COPSE_ENOTCOMPUTABLE: no start has positive tau2 throughout. */
COPSE_NODISCARD copse_status copse_i_scale_search(copse_i_scale *s, const double *warm, bool only_warm,
                                                  copse_i_scale_maximum *best, copse_error *err);

/** Orthonormal basis (q x *free, by columns) of the directions in which tau2 of the active studies does not change. */
COPSE_NODISCARD copse_status copse_i_scale_free_space(const copse_i_scale *s, const size_t *active, size_t actives,
                                                      double *basis, size_t *free);

#endif
