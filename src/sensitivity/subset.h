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

/** In leave_out.c: the fits without each study (group NULL, groups 0), or each group; and what of them a copse_leave_out keeps,
 *  which takes the fits away. Arguments are checked. */
COPSE_NODISCARD copse_status copse_i_delete_groups(const copse_sensitivity_data *data, const size_t *group,
                                                   size_t groups, copse_withouts *out, copse_error *err);
COPSE_NODISCARD copse_status copse_i_keep_fits(size_t k, const size_t *group, copse_withouts *from,
                                               copse_leave_out *out, copse_error *err);

#endif
