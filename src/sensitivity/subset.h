/* Some of the studies: their data copied together, and their fit by copse_pool. */
#ifndef COPSE_I_SUBSET_H
#define COPSE_I_SUBSET_H

#include <copse/sensitivity.h>

/** Checks what every analysis of this room is given: COPSE_EINVAL for missing arrays, p = 0. */
COPSE_NODISCARD copse_status copse_i_sensitivity_check(const copse_sensitivity_data *data, copse_error *err);

/** A copse_subset_fit whose context is a copse_sensitivity_data; R2 and the interval of tau2 are left out. */
copse_status copse_i_subset_pool(void *context, const size_t *study, size_t count, copse_fit *fit, copse_error *err);

/** The state that goes with the status of a fit; false for a failure that is not of the subset: no memory, no such option. */
bool copse_i_subset_state_of(copse_status status, copse_subset_state *state);

#endif
