/* copse/sensitivity.h: what the pooled result hangs on: leave-one-out and leave-group-out, influence, fragility, cumulative
 * meta-analysis, all subsets, the multiverse of choices. Plain arrays in, plain structs out; y, v and every estimate are on
 * the scale of analysis. docs/methods-sensitivity.md has the formulas with their references. */
#ifndef COPSE_SENSITIVITY_H
#define COPSE_SENSITIVITY_H

#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------- subsets of studies */

/** The data and the model that are looked at again and again with some studies. All borrowed. */
typedef struct copse_sensitivity_data {
    const double *y, *v;
    const double *X; /**< k x p by rows, or NULL with p = 1: an intercept */
    size_t k, p;
    const copse_fit_opts *opts; /**< NULL: defaults; setup.weight and setup.size are of the k studies */
} copse_sensitivity_data;

/** Fits the `count` studies named, in that order; the fit is freed by copse_fit_free, also after a failure. A caller may have
 *  one of its own, for a pooling that is not copse_pool's. Called by several threads at once.
 *  @param[in] study  indexes in 0..k-1, each at most once */
typedef copse_status (*copse_subset_fit)(void *context, const size_t *study, size_t count, copse_fit *fit,
                                         copse_error *err);

/** How the fit of a subset came out. */
typedef enum copse_subset_state {
    COPSE_SUBSET_FITTED,
    COPSE_SUBSET_TOO_FEW,       /**< fewer studies than the model needs */
    COPSE_SUBSET_RANK,          /**< some coefficient can be told by the studies left out alone */
    COPSE_SUBSET_NOT_COMPUTABLE /**< the fit failed for these studies: a method that needs more of them, a search */
} copse_subset_state;
COPSE_API const char *copse_subset_state_text(copse_subset_state state); /**< "" for FITTED */

/* --------------------------------------------------------------------------- leave-one-out and leave-group-out */

/** What the fit is without each study, or without each group of studies. */
typedef struct copse_left_out_fit {
    copse_subset_state state;
    size_t left;   /**< studies that remain */
    copse_fit fit; /**< of these; without weights (NULL); zeroed unless FITTED */
} copse_left_out_fit;

typedef struct copse_leave_out {
    size_t count;                /**< k, or the number of groups */
    copse_left_out_fit *without; /**< count */
} copse_leave_out;

/** Fits the data without each study (Viechtbauer & Cheung 2010; metafor's leave1out), or without each group.
 *  @param[in]  group   group[i] in 0..groups-1, each group with at least one study; NULL with groups = 0: each study
 *  @param[out] out     copse_leave_out_free takes it, also after a failure
 *  @return COPSE_OK, also where some fits could not be made (their state says why); COPSE_EINVAL, COPSE_ETOOFEW (nothing
 *          would be left of a single study or group), COPSE_ENOMEM
 *  Every number is that of copse_pool of the studies left, to 1e-9. R2 and the interval of tau2 are left out (NaN). */
COPSE_API COPSE_NODISCARD copse_status copse_leave_out_fit(const copse_sensitivity_data *data, const size_t *group,
                                                           size_t groups, copse_leave_out *out, copse_error *err);
/** The same by a fit of one's own. */
COPSE_API COPSE_NODISCARD copse_status copse_leave_out_by(copse_subset_fit fit, void *context, size_t k,
                                                          const size_t *group, size_t groups, copse_leave_out *out,
                                                          copse_error *err);
COPSE_API void copse_leave_out_free(copse_leave_out *out);

#ifdef __cplusplus
}
#endif
#endif
