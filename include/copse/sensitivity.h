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

/* ------------------------------------------------------------------------------- numbers behind diagnostic plots
 * What copse plot baujat, radial, qqnorm, profile and drapery draw. docs/methods-plots.md. */

/** A study in a Baujat plot (Baujat, Mahe, Pignon & Hill 2002, Stat Med 21:2641), as metafor's baujat():
 *      heterogeneity = e_i^2/(v_i + tau2),   influence = (x_i'b - x_i'b(-i))^2 / x_i'V(-i)x_i
 *  with e_i the residual, b(-i) and V(-i) the coefficients and their covariances without the study. For EE and FE the first
 *  is the study's part of Q. */
typedef struct copse_baujat_point {
    double heterogeneity;
    double influence; /**< NaN unless FITTED */
    copse_subset_state state;
} copse_baujat_point;
/** @param[out] point  k
 *  @return what copse_pool and copse_leave_out_fit return */
COPSE_API COPSE_NODISCARD copse_status copse_baujat(const copse_sensitivity_data *data, copse_baujat_point *point,
                                                    copse_error *err);

/** A study in a radial plot (Galbraith 1988, Stat Med 7:889):  x = 1/sqrt(v_i + tau2),  z = (y_i - centre) x.  The slope of
 *  the line from the origin to it is y_i - centre.
 *  @param[in]  tau2   >= 0; 0: the plot as Galbraith has it
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_EDOM */
typedef struct copse_radial_point {
    double x, z;
} copse_radial_point;
COPSE_API COPSE_NODISCARD copse_status copse_radial(const double *y, const double *v, size_t k, double tau2,
                                                    double centre, copse_radial_point *point, copse_error *err);

typedef struct copse_qq_opts {
    bool deleted;      /**< externally studentised residuals; default internally */
    size_t replicates; /**< of the envelope, default 1000; 0: none */
    uint32_t seed;
    double level;    /**< of the envelope, in %; default 95 */
    bool bonferroni; /**< the level is that of all points together */
} copse_qq_opts;
COPSE_API copse_qq_opts copse_qq_opts_default(void);
/** A point of a normal quantile plot, from the smallest residual to the largest. */
typedef struct copse_qq_point {
    size_t study;
    double
        quantile; /**< normal, of (i - a)/(n + 1 - 2a), a = 3/8 for n <= 10 and 1/2 beyond (Blom 1958; R's ppoints) */
    double residual;
    double lower, upper; /**< of the envelope; NaN without */
} copse_qq_point;
/** Normal quantile plot of studentised residuals, with Atkinson's (1985) envelope: `replicates` data sets with the same v, X
 *  and tau2 are drawn, y ~ N(0, v + tau2), fitted with the same weights, and their internally studentised residuals sorted;
 *  the i-th point's limits are the alpha/2 and 1 - alpha/2 quantiles (type 7) of the i-th smallest, alpha/2k with
 *  bonferroni. Replicate b draws from stream (seed, b). Studies whose residual is not known (hat value 1) are left out.
 *  @param[out] point  k, *points of them set
 *  @return what copse_pool returns; COPSE_ETOOFEW for k - p < 1, COPSE_EINVAL (options), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_qq(const copse_sensitivity_data *data, const copse_qq_opts *opts,
                                                copse_qq_point *point, size_t *points, copse_error *err);

/** The log-likelihood at n values of tau2: restricted for REML, else the full one, the coefficients those of each tau2
 *  (metafor's profile()).
 *  @param[in]  tau2     n values >= 0
 *  @param[out] log_lik  n
 *  @return what copse_pool returns; COPSE_EUSAGE for EE and FE */
COPSE_API COPSE_NODISCARD copse_status copse_profile_tau2(const copse_sensitivity_data *data, const double *tau2,
                                                          size_t n, double *log_lik, copse_error *err);

/** The two-sided p of the hypothesis that an estimate's true value is mu: 2 P(T > |estimate - mu|/se), T normal for df NaN,
 *  else t; NaN unless se > 0 (the p-value function: Rücker & Schwarzer 2021, Res Synth Methods 12:34). */
COPSE_API double copse_p_of(double estimate, double se, double df, double mu);

#ifdef __cplusplus
}
#endif
#endif
