/* A normal walk with independent increments that has not left its region so far: its density on nodes of quadrature. */
#ifndef COPSE_I_NORMAL_WALK_H
#define COPSE_I_NORMAL_WALK_H

#include <copse/base.h>

/** S(t) is normal with mean drift t and variance t; what is kept is Z = S/sqrt(t) at the last look, of the walks inside. */
typedef struct copse_i_walk {
    double drift, t;
    size_t nodes, capacity, mass_capacity;
    double *z, *mass; /* nodes, rising; quadrature weight times density */
} copse_i_walk;

/** The walks that are kept at a look: low <= Z < high, but for those with |Z| < hole. */
typedef struct copse_i_region {
    double low, high, hole;
} copse_i_region;

/** At t = 0 the walk is at 0. */
COPSE_NODISCARD copse_status copse_i_walk_init(copse_i_walk *walk, double drift);
void copse_i_walk_free(copse_i_walk *walk);

/** P(still inside before, and Z > c at the look at t), t above that of the last; and Z < c. */
double copse_i_walk_upper(const copse_i_walk *walk, double t, double c);
double copse_i_walk_lower(const copse_i_walk *walk, double t, double c);
/** P(still inside before, and |Z| < a). */
double copse_i_walk_within(const copse_i_walk *walk, double t, double a);
/** On to the look at t, with the walks of the region; `next` is the t of the look that follows (0: none), for the fineness of
 *  the nodes. */
COPSE_NODISCARD copse_status copse_i_walk_step(copse_i_walk *walk, double t, copse_i_region region, double next);

#endif
