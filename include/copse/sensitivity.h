/* copse/sensitivity.h: what the pooled result hangs on: leave-one-out and leave-group-out, influence, fragility, cumulative
 * meta-analysis, all subsets, the multiverse of choices. Plain arrays in, plain structs out; y, v and every estimate are on
 * the scale of analysis. docs/methods-sensitivity.md has the formulas with their references. */
#ifndef COPSE_SENSITIVITY_H
#define COPSE_SENSITIVITY_H

#include <copse/lanes.h>
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
 *  Every number is that of copse_pool of the studies left, to 1e-10, by copse_pool_without. R2 and the interval of tau2 are
 *  left out (NaN). */
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

/** Cook's distance and the covariance ratio on some coefficients alone, in place of all (metafor's btt): with the parts of b, V
 *  and V(-i) that are theirs, and the flag by chi-square with as many degrees of freedom as are chosen.
 *  @param[in]     chosen     p flags, one at least
 *  @param[in,out] influence  of copse_influence_fit of these data and this fit
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_influence_choose(const copse_sensitivity_data *data, const copse_fit *fit,
                                                              const bool *chosen, copse_influence *influence,
                                                              copse_error *err);

/** What a group of studies does to the fit; b(-g), V(-g), s and t as above, of the fit without the group. NaN where that cannot
 *  be made, or does not tell its tau2. */
typedef struct copse_influence_group {
    size_t studies; /**< in it */
    double
        chi2; /**< r'(D + X_g V(-g) X_g')^-1 r, r = y_g - X_g b(-g), D = diag(s (v + t)): the group's deleted residuals
                           together; the square of rstudent for a group of one */
    double df, p;     /**< chi-square with as many degrees of freedom as studies */
    double cook;      /**< (b - b(-g))'V^-1(b - b(-g)), of the chosen coefficients */
    double cov_ratio; /**< |V(-g)|/|V|, likewise */
    bool by_cook;     /**< as for a study */
    bool by_dfbetas;
    bool influential; /**< any of these */
} copse_influence_group;

typedef struct copse_group_influence {
    size_t groups, p;
    double cook_limit;
    copse_influence_group *group; /**< groups */
    double *dfbetas; /**< groups x p: (b_j - b_j(-g))/sqrt(s C_jj), C = (X'WX)^-1 of all studies with weights by t */
    copse_leave_out leave_out;
} copse_group_influence;

/** Influence of groups of studies by exact deletion, as metafor's rstudent, cooks.distance and dfbetas of rma.mv with cluster = and
 *  a random effect for each study (Viechtbauer & Cheung 2010; the residuals of a group are jointly normal).
 *  @param[in]  fit     as for copse_influence_fit
 *  @param[in]  chosen  p flags for cook and cov_ratio, or NULL: all coefficients
 *  @param[in]  group   group[i] in 0..groups-1, each with at least one study; two groups at least
 *  @param[out] out     copse_group_influence_free takes it, also after a failure
 *  @return as copse_influence_fit */
COPSE_API COPSE_NODISCARD copse_status copse_group_influence_fit(const copse_sensitivity_data *data,
                                                                 const copse_fit *fit, const bool *chosen,
                                                                 const size_t *group, size_t groups,
                                                                 copse_group_influence *out, copse_error *err);
COPSE_API void copse_group_influence_free(copse_group_influence *out);

/** What influence diagnostics there are where counts are pooled with a fixed effect: rstudent, as metafor's rstudent of rma.mh and
 *  rma.peto, (y_i - b(-i))/sqrt(v_i + V(-i)), the Q without each study, and weights. DFFITS, Cook's distance, hat values and the rest
 *  belong to weights by precision and are NaN; nothing is flagged.
 *  @param[in]     y, v     the studies' own estimates and variances; those without one have NaN
 *  @param[in]     fit      of copse_pool_mh or copse_pool_peto
 *  @param[in,out] without  leave-one-out of the pooling; taken over, also after a failure
 *  @param[out]    out      copse_influence_free takes it, also after a failure
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_counts_influence(const double *y, const double *v, const copse_fit *fit,
                                                              copse_leave_out *without, copse_influence *out,
                                                              copse_error *err);

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

/* ------------------------------------------------------------------------------------------ sequential boundaries */

/** How much of an error is spent by the share t of the information: code, text, paper; f(t) of an error of size e. */
#define COPSE_SPENDING_LIST(X)                                                                                         \
    X(OBF, "obf", "O'Brien-Fleming type: 2 - 2 Phi(z/sqrt t), Phi(z) = 1 - e/2", "Lan & DeMets 1983")                  \
    X(POCOCK, "pocock", "Pocock type: e log(1 + (exp(1) - 1) t)", "Lan & DeMets 1983")                                 \
    X(LINEAR, "linear", "in proportion: e t", "Lan & DeMets 1983")                                                     \
    X(POWER, "power", "power family: e t^parameter", "Kim & DeMets 1987")                                              \
    X(HSD, "hsd", "gamma family: e (1 - exp(-parameter t))/(1 - exp(-parameter))", "Hwang, Shih & DeCani 1990")

typedef enum copse_spending {
#define COPSE_SPENDING_ENUM(id, code, text, paper) COPSE_SPENDING_##id,
    COPSE_SPENDING_LIST(COPSE_SPENDING_ENUM)
#undef COPSE_SPENDING_ENUM
        COPSE_SPENDING_COUNT
} copse_spending;
COPSE_API const char *copse_spending_code(copse_spending spending);
COPSE_API const char *copse_spending_text(copse_spending spending);
COPSE_API const char *copse_spending_paper(copse_spending spending);
COPSE_API COPSE_NODISCARD copse_status copse_spending_find(const char *code, copse_spending *spending); /**< any case */
/** f(t), t in [0, 1], of an error in (0, 1); NaN else. The parameter is of POWER (> 0; NaN: 3) and HSD (NaN: -4; 0: in proportion),
 *  at most 100 in size. */
COPSE_API double copse_spending_at(copse_spending spending, double parameter, double error, double t);

/** What a look at the accumulating studies is held against. */
typedef struct copse_sequential_look {
    double t; /**< share of the required information, as given */
    double
        efficacy; /**< z beyond which (one-sided: on the side of the effect; else on either) the effect is shown; NaN: no error to
                          spend yet (less than 1e-15), none left (after the look at t >= 1), or no new information since the look before */
    double
        futility; /**< |z| below which (one-sided: z, which may be negative) further studies are not expected to show it; NaN: none
                          asked for, or none left */
    double alpha; /**< error spent up to this look, of both sides together */
} copse_sequential_look;

typedef struct copse_sequential_opts {
    double alpha;            /**< in (0, 1), default 0.05: two-sided; one_sided: all of it on that side, below 0.5 */
    double power;            /**< of the planned test at t = 1, in (alpha, 1); default 0.9 */
    copse_spending spending; /**< of alpha, half of it on each side; default OBF */
    double parameter;        /**< of that; default NaN */
    copse_spending
        futility_spending; /**< of 1 - power; default COPSE_SPENDING_COUNT: as alpha, with the same parameter */
    double futility_parameter;
    bool futility;    /**< also boundaries of futility: 1 - power is spent */
    bool binding;     /**< futility ends the trials for certain: boundaries of efficacy are nearer for it */
    bool one_sided;   /**< against an effect of one sign, that of the anticipated one */
    double inflation; /**< what t is a share of, over the information of a fixed-size test; > 0, default 1 */
} copse_sequential_opts;
COPSE_API copse_sequential_opts copse_sequential_opts_default(void);

/** Group sequential boundaries for Z_1, Z_2, ..., jointly normal with independent increments of Z_j sqrt(t_j), as those of a
 *  cumulative sum are (Lan & DeMets 1983, Biometrika 70:659). With no effect
 *      P(|Z_i| < c_i for i < j, Z_j >= c_j) = f(t_j) - f(t_{j-1}),   f of alpha/2   (one-sided: Z_i < c_i, f of alpha),
 *  by recursive numerical integration (Armitage, McPherson & Rowe 1969; Jennison & Turnbull 2000, chapter 19), to 1e-9.
 *  From the first look at t >= 1 on nothing is left. Futility is beta-spending (Pampallona, Tsiatis & Kim 2001): with drift
 *  sqrt(inflation) (z_{1 - alpha/2} + z_{power}) sqrt(t) (one-sided: z_{1 - alpha}), a_j solves P(a_i <= |Z_i| < c_i for i < j, |Z_j| <
 *  a_j) = what is spent of 1 - power since the look before, and is c_j where that would be more; one-sided P(a_i <= Z_i < c_i, Z_j < a_j).
 *  Non-binding, it does not enter the c_j; binding, the c_j are those of walks that are outside the futility, too.
 *  @param[in]  t     rising shares of the required information, > 0, finite
 *  @param[out] look  looks entries
 *  @return COPSE_OK; COPSE_EINVAL (options, t that does not rise), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_sequential_boundaries(const double *t, size_t looks,
                                                                   const copse_sequential_opts *opts,
                                                                   copse_sequential_look *look, copse_error *err);
/** The probability that the boundary of efficacy on the side of the effect is crossed, before any other, where the effect is the
 *  anticipated one: at the looks with t < 1 and a last one at t = 1; of looks that add less than 1/200 to the one before, only the
 *  first counts. Errors as above. */
COPSE_API COPSE_NODISCARD copse_status copse_sequential_power(const double *t, size_t looks,
                                                              const copse_sequential_opts *opts, double *power,
                                                              copse_error *err);
/** The inflation with which that probability is opts->power (opts->inflation is not used): how much more information a design needs
 *  than one look at the end. t are shares of the inflated information or (of_fixed) of that of the fixed-size test, in which case looks
 *  that lie beyond the inflated information are not made. With binding futility it may be below 1.
 *  @return as above; COPSE_ENOTCOMPUTABLE (no inflation from 1/4 to 64 gives it) */
COPSE_API COPSE_NODISCARD copse_status copse_sequential_inflation(const double *t, size_t looks, bool of_fixed,
                                                                  const copse_sequential_opts *opts, double *inflation,
                                                                  copse_error *err);

/** Information (1/variance of the estimate) that a fixed-size two-sided test needs for its power at an effect delta:
 *  ((z_{1 - alpha/2} + z_power)/delta)^2; NaN where delta is 0 or not finite. */
COPSE_API double copse_required_information(double delta, double alpha, double power);
/** Diversity D2 = 1 - v_F/v_R, v_F and v_R the variances of the pooled estimate by equal and by random effects (Wetterslev,
 *  Thorlund, Brok & Gluud 2009, BMC Med Res Methodol 9:86), in [0, 1); the information that is needed is divided by 1 - D2. */
COPSE_API double copse_diversity(const double *v, size_t k, double tau2);

/* ------------------------------------------------------------------------------------------ confidence sequences
 * Intervals that hold for all looks together, whenever one stops. With known variances m_i of independent normal estimates of
 * one mean mu, weights 1/m_i, I = sum 1/m_i and the mean y of the weighted estimates: for every rho > 0
 *      P(|y_j - mu| < sqrt((I_j + rho) log((I_j + rho)/(alpha^2 rho)))/I_j  for all j) >= 1 - alpha
 * the normal mixture of Robbins 1970 (Ann Math Stat 41:1397; Howard, Ramdas, McAuliffe & Sekhon 2021, Ann Stat 49:1055). The
 * e-value of mu = 0, sqrt(rho/(I + rho)) exp((I y)^2/(2 (I + rho))), exceeds 1/alpha at any time with probability at most
 * alpha, so that 1/(the largest so far) is a p-value (Ville 1939; ter Schure & Grünwald 2022, F1000Research 11:549). */

/** Half the width of the interval at information I > 0; NaN for arguments out of range. */
COPSE_API double copse_sequence_radius(double information, double rho, double alpha);
/** log of the e-value of no effect. */
COPSE_API double copse_sequence_log_e(double estimate, double information, double rho);
/** The rho that makes the interval narrowest at that information: I/(-W(-alpha^2/e) - 1), W the lower branch of Lambert's
 *  function (Howard et al. 2021, Proposition 3). */
COPSE_API double copse_sequence_rho(double information, double alpha);

/* ------------------------------------------------------------------- a cumulative meta-analysis looked at repeatedly */

#define COPSE_PLAN_MADE SIZE_MAX /**< the looks that are made, and one at the end */
typedef struct copse_trial_sequential_opts {
    copse_sequential_opts bounds; /**< its inflation is not used */
    size_t
        plan; /**< the required information is enlarged for so many looks, equally spaced, or COPSE_PLAN_MADE, so that power holds; 0
                      (default): it is not */
    double effect;    /**< anticipated, on the scale of analysis; not 0 */
    double diversity; /**< D2 in [0, 1); NaN (default): that of the data with the tau2 of all studies */
} copse_trial_sequential_opts;

/** What one step of a cumulative meta-analysis says. */
typedef struct copse_trial_look {
    double information; /**< sum 1/v of the studies so far */
    double z;           /**< estimate/se, Wald; NaN without a fit */
    copse_sequential_look boundary;
    copse_interval
        adjusted; /**< estimate -+ boundary se (one-sided: one end, the other infinite); NaN: there is no boundary */
    bool crossed, futile; /**< beyond the boundary of efficacy; inside that of futility */
} copse_trial_look;

/** Trial sequential analysis (Wetterslev, Thorlund, Brok & Gluud 2008, J Clin Epidemiol 61:64). */
typedef struct copse_trial_sequential {
    double fixed;     /**< information that is required by one look, without heterogeneity */
    double diversity; /**< D2 in force */
    double inflation; /**< by opts->plan */
    double required;  /**< fixed inflation/(1 - D2) */
    double power;     /**< of the looks made up to `required` and one there (copse_sequential_power) */
    size_t looks;
    copse_trial_look *look; /**< one a step */
    size_t crossed, futile; /**< the first step that is so; `looks` where none is */
} copse_trial_sequential;

/** Boundaries for the steps of a cumulative meta-analysis, at the shares (sum 1/v)/required of the information.
 *  @param[in]  cumulative  of these data in that order, with the test z; steps without a fit have no z
 *  @param[in]  order       as given to copse_cumulate_fit
 *  @return COPSE_OK; COPSE_EINVAL (options; moderators), COPSE_ENOMEM
 *  The boundaries are exact for a cumulative sum of known variances. A tau2 that is estimated anew at each step makes them
 *  approximate, as it does the test itself. */
COPSE_API COPSE_NODISCARD copse_status copse_trial_sequential_fit(const copse_sensitivity_data *data,
                                                                  const size_t *order,
                                                                  const copse_cumulative *cumulative, double tau2,
                                                                  const copse_trial_sequential_opts *opts,
                                                                  copse_trial_sequential *out, copse_error *err);
COPSE_API void copse_trial_sequential_free(copse_trial_sequential *out);

/** The confidence sequence at one step. */
typedef struct copse_anytime_step {
    double estimate, information; /**< weighted by 1/(v + tau2), of the studies so far */
    copse_interval interval;
    double log_e; /**< logarithm of the e-value of no effect */
    double p;     /**< 1/(largest e-value so far), at most 1 */
} copse_anytime_step;
/** @param[in]  count  studies in each of `steps` steps, rising; order: k indexes, or NULL
 *  @param[in]  tau2   taken as known: 0, or fixed beforehand; an estimate makes the guarantee approximate
 *  @param[in]  rho    of the mixture; > 0, to be chosen without looking at the estimates
 *  @return COPSE_OK; COPSE_EINVAL */
COPSE_API COPSE_NODISCARD copse_status copse_anytime(const copse_sensitivity_data *data, const size_t *order,
                                                     const size_t *count, size_t steps, double tau2, double rho,
                                                     double alpha, copse_anytime_step *step, copse_error *err);

/* ------------------------------------------------------------------------------------------------------ fragility
 * How little would have to be otherwise for the interval to have no effect on its other side: for one that excludes 0 to
 * contain it, or the other way round. The intervals come from the caller, who knows how the numbers become one. */

/** The interval, on the scale of analysis, were the tables these (k rows of a, b, c, d: events and non-events of both groups).
 *  Any failure but COPSE_ENOMEM says that there is none, and such a change is not considered. */
typedef copse_status (*copse_tables_interval)(void *context, const double *cells, copse_interval *ci, copse_error *err);

/** One participant with another outcome. */
typedef struct copse_event_change {
    size_t study;
    bool first;    /**< in the first group */
    bool to_event; /**< from non-event to event, else from event to non-event */
} copse_event_change;

typedef struct copse_fragility {
    bool excludes;              /**< the interval as it is excludes no effect */
    bool found;                 /**< else `most` changes did not do, or none was left to make */
    size_t index;               /**< how many changes, the fragility index */
    copse_event_change *change; /**< index, in the order in which they were made */
    copse_interval ci;          /**< after them */
} copse_fragility;

/** The fragility index of a meta-analysis of 2x2 tables (Atal, Porcher, Boutron & Ravaud 2019, J Clin Epidemiol 111:32): of all
 *  changes of one outcome, in any trial and group, that one is made which brings the limit nearest to the null closest to it, and
 *  so on until the interval crosses it. An index of 1 or 2 is the smallest there is; a larger one may not be.
 *  @param[in] cells  k x 4, whole numbers; changes keep them at 0 or more
 *  @param[in] most   changes after which to give up
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_ENOMEM; COPSE_ENOTCOMPUTABLE where the interval as it is cannot be had */
COPSE_API COPSE_NODISCARD copse_status copse_fragility_index(const double *cells, size_t k, size_t most,
                                                             copse_tables_interval interval, void *context,
                                                             copse_fragility *out, copse_error *err);
COPSE_API void copse_fragility_free(copse_fragility *out);

/** The interval where one number, `input` of `study`, were `value`; failures as above. */
typedef copse_status (*copse_number_interval)(void *context, size_t study, size_t input, double value,
                                              copse_interval *ci, copse_error *err);

/** A number that goes into the analysis. */
typedef struct copse_input_number {
    size_t study, input;
    double now;
    double least, most; /**< it stays above and below them */
    double unit;        /**< > 0: steps of the search go from a thousandth of it to a thousand times */
    bool whole;
} copse_input_number;

/** The nearest value that moves the interval across the null. */
typedef struct copse_tipping_point {
    double value;    /**< NaN: none was found */
    double change;   /**< value - now */
    double relative; /**< |change/now|; NaN for now = 0 */
} copse_tipping_point;

/** Looks for the tipping point of each number, upwards and downwards in steps that grow by a quarter, then by bisection (whole
 *  numbers: to the first that does; others to 1e-9 of the unit).
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_tipping_points(const copse_input_number *number, size_t count,
                                                            bool excludes, copse_number_interval interval,
                                                            void *context, copse_tipping_point *out, copse_error *err);

/* ------------------------------------------------------------------------------------------- all subsets (GOSH)
 * The model fitted to the subsets of the studies (Olkin, Dahabreh & Trikalinos 2012, Res Synth Methods 3:214; Viechtbauer
 * 2021, Handbook of Meta-Analysis, 219, for random-effects models and moderators). Subset number s, 1 to 2^k - 1, holds study i (0-based) where
 * bit i of s is set. */

/** The most studies of which every subset is fitted. */
#define COPSE_GOSH_MOST_STUDIES 28
/** Unless told otherwise: every subset where there are at most so many (17 studies) ... */
#define COPSE_GOSH_USUAL (((uint64_t)1 << 17) - 1)
/** ... and else so many at random. */
#define COPSE_GOSH_USUAL_DRAWS ((uint64_t)50000)
/** The most random subsets. */
#define COPSE_GOSH_MOST_DRAWS ((uint64_t)1 << 30)
/** Cells of the two-dimensional histogram: of the coefficient, and of I2. */
#define COPSE_GOSH_CELLS 512
#define COPSE_GOSH_CELLS_I2 100
/** No study. */
#define COPSE_GOSH_NONE SIZE_MAX

typedef enum copse_gosh_which {
    COPSE_GOSH_AUTO,  /**< every subset where there are at most opts.usual, else opts.subsets at random */
    COPSE_GOSH_ALL,   /**< every subset */
    COPSE_GOSH_RANDOM /**< opts.subsets at random, with replacement */
} copse_gosh_which;

/** Tables that are pooled in place of estimates. All borrowed. */
typedef struct copse_gosh_tables {
    copse_counts counts;
    copse_pooling pooling;  /**< MH or PETO */
    copse_counts_opts opts; /**< the level of `significant` too */
} copse_gosh_tables;

typedef struct copse_gosh_opts {
    copse_gosh_which which;
    uint64_t usual, subsets; /**< default COPSE_GOSH_USUAL and COPSE_GOSH_USUAL_DRAWS */
    size_t least; /**< fewest studies of a subset; 0, the default: 1 for an intercept, p with moderators for EE, FE
                                  and a given tau2, else p + 1. From p on */
    size_t coefficient; /**< the one in the histogram and in the tallies of studies */
    size_t marked;      /**< a study whose subsets have a histogram of their own, or COPSE_GOSH_NONE */
    double null;        /**< the effect that `significant`, `above` and `below` compare with; default 0 */
    uint32_t seed;
    int threads; /**< 0: copse_threads_available() */
    copse_isa isa;
    bool from_rows; /**< every function of tau2 by a pass over the studies of the subset, none from sums that one subset
                         hands to the next: slower, for comparison */
    const copse_watch *watch;        /**< NULL: nobody watches. Told of subsets */
    const copse_gosh_tables *tables; /**< NULL: estimates by inverse variance. Else of the same studies; data->p = 1 */
    copse_subset_fit
        fit;       /**< NULL: copse_pool's. Else one's own, of data->p coefficients; its fits have a tau2 and I2, and
                               intervals that are symmetric about the estimate */
    void *context; /**< of `fit` */
} copse_gosh_opts;
COPSE_API copse_gosh_opts copse_gosh_opts_default(void);

/** What a statistic was over the subsets that could be fitted. */
typedef struct copse_gosh_statistic {
    double mean, sd; /**< sd: divisor n, the subsets being all there are */
    double least, most;
    double quartile[3]; /**< as R's quantile type 7 up to COPSE_GOSH_KEPT subsets, then by a histogram: see `grain` */
} copse_gosh_statistic;
/** Up to so many subsets quartiles are exact. */
#define COPSE_GOSH_KEPT ((uint64_t)1 << 18)

/** Half of the subsets: those with a study, or those without it. */
typedef struct copse_gosh_half {
    uint64_t subsets;   /**< fitted */
    double mean, sd;    /**< of the coefficient */
    double I2, tau2;    /**< means */
    double significant; /**< share, in %, whose interval leaves out opts.null */
} copse_gosh_half;

/** Of fewer studies each is apt to explain much. */
#define COPSE_GOSH_OUTLIER_STUDIES 5

typedef struct copse_gosh_study {
    copse_gosh_half with, without;
    /** Of the variance of a statistic over all subsets the share, in %, that lies between the two halves:
     *  n1 n0 (m1 - m0)^2/(n^2 variance). The shares of the studies add up to 100 where each adds its own part. NaN: no variance */
    double explains, explains_I2;
    bool
        outlier; /**< of COPSE_GOSH_OUTLIER_STUDIES or more explains or explains_I2 is above 50: it alone shapes the picture */
} copse_gosh_study;

/** Counts of subsets by coefficient and I2. Cell (i, j), at count[j * COPSE_GOSH_CELLS + i], has coefficients from lower + i width
 *  and I2 from j %, up to the next (the last of I2 with 100 %). */
typedef struct copse_gosh_grid {
    double lower, width;
    uint64_t *count;
    uint64_t outside; /**< coefficients beyond the cells: those that are no average of the studies' own can be */
} copse_gosh_grid;

typedef struct copse_gosh {
    size_t k, p;
    bool exact;        /**< every subset was fitted */
    uint64_t possible; /**< subsets that there are, of at least `least` studies; UINT64_MAX: that or more */
    size_t least;
    uint64_t subsets, fitted; /**< asked for, and fitted */
    uint64_t failed[COPSE_LANE_STATUS_COUNT];
    uint64_t significant, above,
        below; /**< of opts.null: the interval of the coefficient leaves it out; the coefficient is
                                             above, below it */
    copse_gosh_statistic coef[COPSE_LANES_COLUMNS]; /**< p */
    copse_gosh_statistic I2, H2, tau2, Q;           /**< a subset of one study: 0, 1, 0 and 0, as in metafor's gosh */
    double grain; /**< 0: quartiles are exact; else the share of a statistic's range that they are right to */
    copse_gosh_study *study;     /**< k */
    copse_gosh_grid all, marked; /**< marked.count NULL without */
} copse_gosh;

/** Fits the subsets.
 *
 *  Random subsets are each of all subsets of at least `least` studies with the same probability, drawn with replacement: metafor's
 *  gosh draws a size from the binomial distribution (k, 1/2) cut off below p, and then a set of that size, which is the same. Subset
 *  b is a pure function of (seed, b): study i is in where bit i mod 32 of word (i/32) mod 4 of block i/128 of stream 0,
 *  replicate b, is set; a set that is too small is drawn again at the next sub.
 *
 *  Memory does not grow with the number of subsets beyond COPSE_GOSH_KEPT. The result has the same bits whatever the number of
 *  threads and the instruction set. Subsets are fitted in lanes, eight at a time; what a lane cannot prove copse_pool fits. Tables
 *  are added up once for each eight studies and then once for each subset.
 *  @param[in]  data   p at most COPSE_LANES_COLUMNS; methods and tests as in copse_lanes_opts; no weights or sizes by study
 *  @param[out] gosh   overwritten; copse_gosh_free takes it, also after a failure
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_EDOM; COPSE_ETOOFEW (fewer studies than a subset needs, or k < 2); COPSE_EUSAGE (all subsets
 *          of more than COPSE_GOSH_MOST_STUDIES); COPSE_ENOTCOMPUTABLE (no subset could be fitted); COPSE_EINTERRUPTED;
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_gosh_run(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                                      copse_gosh *gosh, copse_error *err);
COPSE_API void copse_gosh_free(copse_gosh *gosh);

/** One subset's fit. */
typedef struct copse_gosh_row {
    uint64_t number; /**< of an exact run the subset's number, of random ones the draw, from 1 */
    size_t k;        /**< studies in it */
    copse_lane_status status;
    double coef[COPSE_LANES_COLUMNS], se[COPSE_LANES_COLUMNS], critical, tau2, I2, H2, Q; /**< NaN without a fit */
} copse_gosh_row;
/** The fits of subsets `first` to `first + count - 1` of the run that the same arguments give, counted from 0; of an exact
 *  run number `first` is subset first + 1, and those of fewer than `least` studies have status TOO_FEW. `take` is called in order;
 *  what it returns other than COPSE_OK ends the call.
 *  @param[in] member  for `take`: k bytes, 1 where the study is in */
typedef copse_status (*copse_gosh_take)(void *context, const copse_gosh_row *row, const unsigned char *member,
                                        copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_gosh_rows(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                                       uint64_t first, uint64_t count, copse_gosh_take take,
                                                       void *context, copse_error *err);

/* ------------------------------------------------------------------------------------------------- the multiverse
 * The same question answered by every combination of reasonable choices (Steegen et al. 2016, Perspect Psychol Sci 11:702):
 * a specification curve (Simonsohn, Simmons & Nelson 2020, Nat Hum Behav 4:1208), with a test of all of them together. */

/** The most specifications. */
#define COPSE_MULTIVERSE_MOST 100000
/** Sign vectors that are all made where there are no more, else that many random ones. */
#define COPSE_MULTIVERSE_USUAL ((uint64_t)4096)

/** The studies that one combination of the choices of data leaves, and how their effect is had. */
typedef struct copse_multiverse_set {
    size_t k; /**< 0: none, and `why` says why */
    const double *y, *v;
    const size_t *unit; /**< k of 0..units-1: a trial has the same unit in every set; studies of one unit are mirrored
                             together */
    const char *why;    /**< not NULL: it is not fitted, for this reason */
    size_t adjustment;  /**< 0: by copse_pool; else the plan's `adjust` is asked */
    bool apart;         /**< no part in the joint test: too much work, say */
    const double
        *design[2]; /**< k x 2 by rows, a 1 and a predictor that is the same in every permutation; NULL: none. The
                                  effect is the first coefficient of the meta-regression on design[0]; where there is a
                                  design[1] and that coefficient differs from `null` (two-sided p < COPSE_MULTIVERSE_ALPHA) on
                                  the side of the mean with weights 1/v, that of the regression on design[1] (PET, PEESE,
                                  PET-PEESE) */
} copse_multiverse_set;
#define COPSE_MULTIVERSE_ALPHA 0.1

/** What an adjustment is asked: the effect of k studies by each of the methods and tests. */
typedef struct copse_multiverse_question {
    size_t adjustment, k;
    const double *y, *v; /**< y are distances from the plan's `null`: k, or k x COPSE_LANES by lane */
    const copse_method *method;
    size_t methods;
    const copse_test *test;
    size_t tests;
    copse_fit_opts fit; /**< its method and test are not used */
} copse_multiverse_question;

/** An answer to it. */
typedef struct copse_multiverse_answer {
    bool known;               /**< else `why` */
    copse_coefficient effect; /**< of 0; its interval is about the estimate */
    double tau2;              /**< NaN: not known */
    char why[120];
} copse_multiverse_answer;

/** Fills answer[m * tests + t]; pure, and called from several threads at once. Fails with COPSE_ENOMEM alone. */
typedef copse_status (*copse_multiverse_adjust)(void *context, const copse_multiverse_question *question,
                                                copse_multiverse_answer *answer, copse_error *err);
/** The same of eight permutations, y by lane: answer[lane * methods * tests + m * tests + t], of which `why`, the interval and tau2 are not
 *  read. */
typedef copse_multiverse_adjust copse_multiverse_adjust_eight;

/** All borrowed; must outlive the result. Specification number s is (set, method, test), the test going round fastest; set
 *  number d is that of the levels of the data choices, the last choice going round fastest. */
typedef struct copse_multiverse_plan {
    const size_t *levels; /**< of each choice of data */
    size_t choices;
    const copse_multiverse_set *set; /**< as many as the product of levels; one without choices */
    size_t sets, units;
    const copse_method *method;
    size_t methods;
    const copse_test *test;
    size_t tests;
    copse_fit_opts fit;                         /**< its method and test are not used */
    copse_multiverse_adjust adjust;             /**< NULL where no set has an adjustment */
    copse_multiverse_adjust_eight adjust_eight; /**< for permutations; NULL: `adjust` does them one by one */
    void *context;
    double null;
    bool comparable;       /**< estimates are on one scale; else what is summarised is z */
    uint64_t permutations; /**< of signs; 0: no test */
    uint32_t seed;
    int threads; /**< 0: copse_threads_available() */
    copse_isa isa;
    const copse_watch *watch; /**< NULL: nobody watches. Told of permutations */
} copse_multiverse_plan;
/** REML, knha, one set to be filled in; COPSE_MULTIVERSE_USUAL permutations, seed 1. */
COPSE_API copse_multiverse_plan copse_multiverse_plan_default(void);

typedef struct copse_specification {
    size_t set, k;
    copse_method method;
    copse_test test;
    bool fitted; /**< else `why`, and all numbers are NaN */
    char why[120];
    double estimate, se, statistic, df, p, tau2, I2; /**< p of estimate = null */
    copse_interval ci;
    double z;         /**< the normal quantile of p, with the sign of estimate - null */
    bool significant; /**< p below 1 - level */
} copse_specification;

/** What one option of a choice goes with. */
typedef struct copse_multiverse_level {
    size_t specifications; /**< fitted */
    double median;         /**< of their estimates; of z unless comparable */
    double significant;    /**< share, in % */
} copse_multiverse_level;

/** How much a choice moves the result. The choices of data come first, then method and test. */
typedef struct copse_multiverse_choice {
    size_t levels;
    copse_multiverse_level *level;
    double explains; /**< of the variance of the estimates (z unless comparable) the share, in %, between the levels */
    double moves;    /**< mean |difference| of two specifications that differ in this choice alone, over all pairs */
    double most;     /**< the largest such difference */
    double
        flips; /**< share of these pairs, in %, of which one is significant and the other not, or both with other signs */
    size_t pairs;
} copse_multiverse_choice;

/** A test of all specifications at once: signs of the units are flipped, the same in every one of them. */
typedef struct copse_multiverse_test {
    double observed, p;
    double error;     /**< Monte Carlo standard error of p; 0 where all sign vectors were made */
    uint64_t reached; /**< permutations as extreme */
} copse_multiverse_test;

typedef struct copse_multiverse {
    copse_specification *specification;
    size_t specifications, fitted;
    size_t above, below, significant_above, significant_below; /**< of null, among those fitted */
    double least, quartile[3], most;                           /**< of the estimates; of z unless comparable */
    size_t choices;
    copse_multiverse_choice *choice;
    uint64_t permutations; /**< made, the data's own signs among them where `exact`; 0: no test */
    bool exact;
    size_t tested;                     /**< specifications in the joint test: fitted, of sets that are not apart */
    copse_multiverse_test median;      /**< |median estimate - null| (|median z| unless comparable) */
    copse_multiverse_test significant; /**< the larger of the shares significant above and below, in % */
    copse_multiverse_test stouffer;    /**< |sum z|/sqrt(specifications): Stouffer's z, as Simonsohn et al. have it */
} copse_multiverse;

/** Fits every specification by copse_pool, and tests them together.
 *
 *  Under the null hypothesis that the effects lie symmetrically about `null` each unit's estimates would be as likely mirrored there: a
 *  permutation mirrors those of some units, the same in every set, and fits every specification anew, in lanes. Where there are at most
 *  `permutations` pairs of opposite sign vectors (2^(units - 1)) all are made and p is the share as extreme; else p = (1 + reached)/(1 +
 *  permutations). Sign of unit i in permutation b: - where bit i mod 32 of word (i/32) mod 4 of block i/128 of stream 2, replicate b, is
 *  set; of all vectors number b has - for unit i + 1 where bit i is set.
 *  Adjustments take part: of the mirrored studies they are made anew. Specifications that could not be fitted and those of sets that are
 *  apart have no part in it; one that cannot be fitted in a permutation, or has a standard error of 0 there, counts as no effect.
 *  @return COPSE_OK, also where some could not be fitted; COPSE_EINVAL; COPSE_ENOTCOMPUTABLE (none could); COPSE_EUSAGE (too many; a test that
 *          permutations cannot have); COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_multiverse_run(const copse_multiverse_plan *plan, copse_multiverse *out,
                                                            copse_error *err);
COPSE_API void copse_multiverse_free(copse_multiverse *multiverse);
/** Level of choice c (data, method, test) in specification s. */
COPSE_API size_t copse_multiverse_level_of(const copse_multiverse_plan *plan, size_t c, size_t s);
/** Where specification s lies on the curve: its estimate, or its z where the estimates are not comparable; NaN without a fit. */
COPSE_API double copse_multiverse_value(const copse_multiverse_plan *plan, const copse_multiverse *multiverse,
                                        size_t s);
/** The specifications by rising value, equal ones by their number, those without a value last.
 *  @param[out] order   `specifications` indexes
 *  @param[out] valued  how many have a value
 *  @return COPSE_OK, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_multiverse_order(const copse_multiverse_plan *plan,
                                                              const copse_multiverse *multiverse, size_t *order,
                                                              size_t *valued, copse_error *err);

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
