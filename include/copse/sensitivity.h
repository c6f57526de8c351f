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

/* ------------------------------------------------------------------------------------------------------ influence */

/** What one study does to the fit. With b, V, h of the fit of all, s the variance_factor of the fit without study i (1 where
 *  that has none), b(-i), V(-i) and t its coefficients, their covariance and tau2, w = 1/(v + t):
 *  Every number is NaN where the fit without the study cannot be made, or, of k - 1 = p studies, does not tell its tau2. */
typedef struct copse_influence_study {
    double rstudent;  /**< (y - x'b(-i))/sqrt(s (v + t) + x'V(-i)x): externally studentised residual */
    double dffits;    /**< (x'b - x'b(-i))/sqrt(s h (v + t)) */
    double cook;      /**< (b - b(-i))' V^-1 (b - b(-i)) */
    double cov_ratio; /**< |V(-i)|/|V| */
    double tau2, Q;   /**< of the fit without the study; NaN where it cannot be made */
    double hat;       /**< h, of the fit of all */
    double weight;    /**< in % */
    bool by_dffits;   /**< |dffits| > 3 sqrt(p/(k - p)) */
    bool by_cook;     /**< the lower tail of cook in chi-square with p degrees of freedom is above 1/2 */
    bool by_hat;      /**< hat > 3 p/k */
    bool by_dfbetas;  /**< |dfbetas| > 1 for a coefficient */
    bool influential; /**< any of these */
} copse_influence_study;

typedef struct copse_influence {
    size_t k, p;
    double dffits_limit, cook_limit, hat_limit; /**< of the flags; NaN where k = p */
    copse_influence_study *study;               /**< k */
    double *dfbetas; /**< k x p: (b_j - b_j(-i))/sqrt(s C_jj), C = (X'WX)^-1 of all studies with weights w */
    copse_leave_out leave_out;
} copse_influence;

/** Influence diagnostics with the definitions and flags of metafor's influence.rma.uni (Viechtbauer & Cheung 2010, Res Synth
 *  Methods 1:112; Belsley, Kuh & Welsch 1980), by exact deletion: each study's fit estimates tau2 again.
 *  @param[in]  fit  of copse_pool of these data; else COPSE_EINVAL, COPSE_ENOTCOMPUTABLE (a pooling that is not by inverse
 *                   variance)
 *  @param[out] out  copse_influence_free takes it, also after a failure
 *  @return as copse_leave_out_fit. Of tests whose V is no multiple of (X'WX)^-1 (kr, hc0 to hc3, henmi-copas,
 *          biggerstaff-tweedie) s is 1. */
COPSE_API COPSE_NODISCARD copse_status copse_influence_fit(const copse_sensitivity_data *data, const copse_fit *fit,
                                                           copse_influence *out, copse_error *err);
COPSE_API void copse_influence_free(copse_influence *out);

/* --------------------------------------------------------------------------------------- cumulative meta-analysis */

/** Fits of the first studies of an order, then more and more of them. */
typedef struct copse_cumulative_step {
    size_t count; /**< studies in it: the first `count` of the order */
    copse_subset_state state;
    copse_fit fit; /**< of these; without weights (NULL); zeroed unless FITTED */
} copse_cumulative_step;

typedef struct copse_cumulative {
    size_t count;
    copse_cumulative_step *step; /**< count */
} copse_cumulative;

/** Cumulative meta-analysis (Lau et al. 1992, N Engl J Med 327:248; metafor's cumul).
 *  @param[in]  order  k indexes, a permutation; NULL: as they are
 *  @param[in]  end    ends of the steps in the order, rising, the last k: end[s] studies are in step s; NULL: each study is
 *                     a step
 *  @return as copse_leave_out_fit; COPSE_EINVAL for an order or ends that are none */
COPSE_API COPSE_NODISCARD copse_status copse_cumulate_fit(const copse_sensitivity_data *data, const size_t *order,
                                                          const size_t *end, size_t ends, copse_cumulative *out,
                                                          copse_error *err);
/** The same by a fit of one's own. */
COPSE_API COPSE_NODISCARD copse_status copse_cumulate_by(copse_subset_fit fit, void *context, size_t k,
                                                         const size_t *order, const size_t *end, size_t ends,
                                                         copse_cumulative *out, copse_error *err);
COPSE_API void copse_cumulative_free(copse_cumulative *out);

#ifdef __cplusplus
}
#endif
#endif
