/* copse/regression.h: what is asked of a meta-regression once it is fitted: predictions, contrasts, variance inflation,
 * standardised coefficients, comparison and averages of models; and location-scale models. Plain arrays in, plain structs
 * out; y, v and every estimate are on the scale of analysis. docs/methods-regression.md has the formulas with their
 * references. */
#ifndef COPSE_REGRESSION_H
#define COPSE_REGRESSION_H

#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A fit's reference distribution for a combination x'b is t with the smallest df of the coefficients that x gives a weight
 * (they are all the same but for tests that find df for each coefficient), normal where those have none. */

/* ------------------------------------------------------------------------------------------------ predictions */
typedef struct copse_predict_opts {
    double level; /**< of both intervals, in %; NaN (default): the fit's */
    double df;    /**< of the prediction interval; NaN (default): as the confidence interval; Inf: normal */
} copse_predict_opts;
COPSE_API copse_predict_opts copse_predict_opts_default(void);

typedef struct copse_predicted {
    double estimate, se, df; /**< df NaN: normal */
    copse_interval ci;
    double pi_df;      /**< NaN: normal */
    copse_interval pi; /**< of a true effect in a new setting with these moderators; NaN for models without tau2 */
} copse_predicted;

/** Predicted mean effects x'b with se = sqrt(x'Vx), V the fit's vcov, their intervals x'b -+ q se, and prediction intervals
 *  x'b -+ q sqrt(se^2 + tau2), q the quantile of the reference distribution (metafor's predict; Raudenbush 2009).
 *  @param[in]  x     n x p rows of the design, by rows; finite
 *  @param[in]  opts  NULL = defaults
 *  @param[out] out   n
 *  @return COPSE_OK, COPSE_EINVAL (options), COPSE_EDOM (a value is not finite; err names the row), COPSE_ERANGE */
COPSE_API COPSE_NODISCARD copse_status copse_predict(const copse_fit *fit, const double *x, size_t n,
                                                     const copse_predict_opts *opts, copse_predicted *out,
                                                     copse_error *err);

/* --------------------------------------------------------------------------------------------------- contrasts */
/** Adjustments of p for several tests: code, text, paper. */
#define COPSE_ADJUST_LIST(X)                                                                                           \
    X(NONE, "none", "not adjusted", "")                                                                                \
    X(BONFERRONI, "bonferroni", "Bonferroni", "Dunn 1961")                                                             \
    X(HOLM, "holm", "Holm", "Holm 1979")                                                                               \
    X(BH, "BH", "false discovery rate", "Benjamini & Hochberg 1995")                                                   \
    X(SINGLE_STEP, "single-step", "single-step, largest |t|", "Hothorn, Bretz & Westfall 2008")

typedef enum copse_adjust {
#define COPSE_ADJUST_ENUM(id, code, text, paper) COPSE_ADJUST_##id,
    COPSE_ADJUST_LIST(COPSE_ADJUST_ENUM)
#undef COPSE_ADJUST_ENUM
        COPSE_ADJUST_COUNT
} copse_adjust;
COPSE_API const char *copse_adjust_code(copse_adjust adjust);
COPSE_API const char *copse_adjust_text(copse_adjust adjust);
COPSE_API const char *copse_adjust_paper(copse_adjust adjust);
COPSE_API COPSE_NODISCARD copse_status copse_adjust_find(const char *code, copse_adjust *adjust); /**< any case */

/** Adjusts p[0..m) into out (may be p): Bonferroni min(1, m p); Holm max_{j <= i} min(1, (m - j + 1) p_(j)); Benjamini and
 *  Hochberg min_{j >= i} min(1, (m/j) p_(j)), p_(1) <= p_(2) <= ...; NONE copies. NaN stay NaN and are not counted in m.
 *  @return COPSE_OK, COPSE_EINVAL (SINGLE_STEP, which needs more than p-values), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_adjust_p(const double *p, size_t m, copse_adjust adjust, double *out);

typedef struct copse_contrast_opts {
    copse_adjust adjust; /**< default NONE */
    double level;        /**< of intervals, in %; NaN (default): the fit's */
} copse_contrast_opts;
COPSE_API copse_contrast_opts copse_contrast_opts_default(void);

typedef struct copse_contrast_tests {
    size_t m;
    copse_coefficient *row; /**< m: l'b, its se, the test of l'b = rhs, the interval of each alone */
    double *p_adjusted;     /**< m */
    double *p_error;        /**< m: 99 % bound of the adjusted p's numerical error; 0 where it has none to speak of */
    copse_interval *simultaneous; /**< m: intervals that all hold at once with that level; single-step and Bonferroni,
                                       else NaN */
    double critical;              /**< of the simultaneous intervals; NaN: none */
    copse_adjust adjust;
    double joint, joint_df, joint_df2,
        joint_p; /**< Wald test of all rows at once: chi-square with joint_df = rank of the
                                                     rows (joint_df2 NaN), or F = chi-square/rank */
} copse_contrast_tests;

/** Linear combinations L b of the coefficients, each tested against rhs, and all together:
 *      W = (L b - rhs)' (L V L')^- (L b - rhs)
 *  with the rows of L that are independent; a row that follows from others must not contradict them.
 *  Single-step: p_i = P(max_j |T_j| > |t_i|), T jointly t with the contrasts' correlations, and intervals l'b -+ c se with
 *  P(max_j |T_j| > c) = 1 - level (Hothorn, Bretz & Westfall 2008).
 *  @param[in]  L    m x p by rows, finite, no row all 0  @param[in] rhs m values, or NULL: all 0
 *  @param[out] out  overwritten; copse_contrast_tests_free takes it, also after a failure
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_EDOM, COPSE_ENOTCOMPUTABLE (rows contradict each other), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_contrasts_of(const copse_fit *fit, const double *L, const double *rhs,
                                                          size_t m, const copse_contrast_opts *opts,
                                                          copse_contrast_tests *out, copse_error *err);
COPSE_API void copse_contrast_tests_free(copse_contrast_tests *contrasts);

/** All pairwise differences of n rows of a design (those of the levels of a factor, the rest alike): row (a, b), b < a, is
 *  x_a - x_b, in order (1, 0), (2, 0), (2, 1), ... L is n(n-1)/2 x p. */
COPSE_API void copse_pairwise_rows(const double *x, size_t n, size_t p, double *L);

/* ------------------------------------------------------------------------------------------ variance inflation */
/** Of one term: the generalised variance inflation factor det(R_aa) det(R_bb)/det(R) of Fox & Monette (1992), R the
 *  correlations of all coefficients but the intercept, a those of the term, b the others; and GVIF^(1/(2 df)), which
 *  compares terms of different df. */
typedef struct copse_inflation {
    size_t df; /**< coefficients of the term; 0: none but an intercept, and NaN for the rest */
    double gvif, scaled;
} copse_inflation;

/** Variance inflation of each coefficient (the diagonal of R^-1) and each term, as metafor's vif(); tau2 and the weights
 *  are as they are. 1: not inflated. The intercept has none (NaN).
 *  @param[in]  vcov       p x p by rows, as of a fit, of full rank
 *  @param[in]  intercept  column of the intercept; p where there is none
 *  @param[in]  term       p: term of each column, 0..terms-1 (that of the intercept may be anything)
 *  @param[out] vif        p  @param[out] by_term  terms
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ERANK, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_vif(const double *vcov, size_t p, size_t intercept, const size_t *term,
                                                 size_t terms, double *vif, copse_inflation *by_term, copse_error *err);

/* ------------------------------------------------------------------------------------------------ standardised */
/** Standardised coefficients. `by_x`: b_j sd(x_j), the change of the effect by one standard deviation of the moderator, in
 *  units of the effect: what metafor users get from scale(x). `by_both`: b_j sd(x_j)/sd(y), as the `beta` of Stata's
 *  regress; sd(y) holds sampling error, too, so that it compares moderators but says little by itself. Standard deviations
 *  are unweighted, with divisor k - 1. NaN for columns without spread (the intercept) and for k = 1. */
typedef struct copse_standardised {
    double sd_x, sd_y;
    copse_coefficient by_x; /**< with the test of b_j, which does not change */
    double by_both, by_both_se;
} copse_standardised;

/** @param[in] y, X  as they were fitted (X NULL: an intercept)  @param[out] out  p
 *  @return COPSE_OK, COPSE_EINVAL */
COPSE_API COPSE_NODISCARD copse_status copse_standardise(const copse_fit *fit, const double *y, const double *X,
                                                         copse_standardised *out, copse_error *err);

/* -------------------------------------------------------------------------------------------------- comparison */
typedef struct copse_comparison {
    double lr, df, p; /**< likelihood-ratio chi-square with as many df as the larger model has more coefficients */
    double R2; /**< of the moderators between: 100 max(0, (tau2_r - tau2_f)/tau2_r), EE and FE with the residual mean
                           squares Q/(k - p) in place of tau2; 0 where tau2_r is 0; as metafor's anova() */
} copse_comparison;

/** Compares a model with one that it contains, both fitted to the same studies by ML (or EE, FE) and alike. Restricted
 *  likelihoods of models with different moderators cannot be compared, which is said.
 *  @param[in] X_full, X_reduced  the designs (NULL: an intercept)
 *  @return COPSE_OK, COPSE_EINVAL (not alike, not nested, REML, the same), COPSE_ENOTCOMPUTABLE, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_compare(const copse_fit *full, const double *X_full,
                                                     const copse_fit *reduced, const double *X_reduced,
                                                     copse_comparison *out, copse_error *err);

/* --------------------------------------------------------------------------------------------------- averaging */
/** Criteria that models are weighted by: code, text, paper. */
#define COPSE_CRITERION_LIST(X)                                                                                        \
    X(AICC, "AICc", "AIC corrected for small samples", "Hurvich & Tsai 1989")                                          \
    X(AIC, "AIC", "Akaike's information criterion", "Akaike 1974")                                                     \
    X(BIC, "BIC", "Bayesian information criterion", "Schwarz 1978")

typedef enum copse_criterion {
#define COPSE_CRITERION_ENUM(id, code, text, paper) COPSE_CRITERION_##id,
    COPSE_CRITERION_LIST(COPSE_CRITERION_ENUM)
#undef COPSE_CRITERION_ENUM
        COPSE_CRITERION_COUNT
} copse_criterion;
COPSE_API const char *copse_criterion_code(copse_criterion criterion);
COPSE_API const char *copse_criterion_text(copse_criterion criterion);
COPSE_API const char *copse_criterion_paper(copse_criterion criterion);
COPSE_API COPSE_NODISCARD copse_status copse_criterion_find(const char *code,
                                                            copse_criterion *criterion); /**< any case */

/** Standard errors of averages, from estimates b_i with standard errors s_i and weights w_i: code, paper.
 *  buckland: sum w_i sqrt(s_i^2 + (b_i - b)^2); revised: sqrt(sum w_i (s_i^2 + (b_i - b)^2)), which is never less. */
#define COPSE_AVERAGE_SE_LIST(X)                                                                                       \
    X(BUCKLAND, "buckland", "Buckland, Burnham & Augustin 1997; Burnham & Anderson 2002, eq. 4.9")                     \
    X(REVISED, "revised", "Burnham & Anderson 2002, eq. 6.12")

typedef enum copse_average_se {
#define COPSE_AVERAGE_SE_ENUM(id, code, paper) COPSE_AVERAGE_SE_##id,
    COPSE_AVERAGE_SE_LIST(COPSE_AVERAGE_SE_ENUM)
#undef COPSE_AVERAGE_SE_ENUM
        COPSE_AVERAGE_SE_COUNT
} copse_average_se;
COPSE_API const char *copse_average_se_code(copse_average_se se);
COPSE_API const char *copse_average_se_paper(copse_average_se se);

enum { COPSE_AVERAGE_MOST_TERMS = 64, COPSE_AVERAGE_MOST_MODELS = 1 << 15 };

typedef struct copse_average_opts {
    copse_fit_opts fit;        /**< method ML (default), EE or FE; test; level */
    copse_criterion criterion; /**< default AICc */
    copse_average_se se;       /**< default Buckland's */
    int threads;               /**< 0 (default): copse_threads_available(); the result is the same for any number */
} copse_average_opts;
COPSE_API copse_average_opts copse_average_opts_default(void);

/** Terms of a design. Column 0 is the intercept where term[0] is COPSE_AVERAGE_ALWAYS: it is in every model. */
#define COPSE_AVERAGE_ALWAYS SIZE_MAX
typedef struct copse_average_terms {
    size_t terms;
    const size_t
        *term; /**< p: term of each column, 0..terms-1, each with one column at least, or COPSE_AVERAGE_ALWAYS */
    const bool
        *margin; /**< terms x terms, by rows: [t, u], u < t, term t is only in models with u; NULL: no such rule */
} copse_average_terms;

typedef struct copse_average_model {
    uint64_t terms; /**< bit t: term t is in it */
    size_t p;
    double tau2, log_lik, AIC, BIC, AICc;
    double delta, weight; /**< criterion less that of the best; exp(-delta/2) as a share of all models */
} copse_average_model;

typedef struct copse_average {
    size_t models, p, terms;
    copse_average_model *model;     /**< best first */
    double *importance;             /**< terms: the sum of weights of the models with the term */
    size_t *within;                 /**< terms: the number of these models */
    copse_coefficient *full;        /**< p: averages over all models, 0 with se 0 where a model does not have it */
    copse_coefficient *conditional; /**< p: over the models that have it, their weights put to a sum of 1 */
    copse_average_opts opts;
} copse_average;

/** All subsets of the terms, each fitted by copse_pool, and the coefficients averaged (Burnham & Anderson 2002): weights
 *  w_i = exp(-delta_i/2)/sum, average sum w_i b_i, its unconditional standard error by opts->se, the interval with the normal
 *  quantile for the test z, else with that of t with df = sum w_i df_i, the models' own df; the test of 0 alike. A model
 *  without any column is none.
 *  @param[in]  X    k x p, of full rank
 *  @param[out] out  overwritten; copse_average_free takes it, also after a failure
 *  @return COPSE_OK; as copse_pool; COPSE_EINVAL (method, a given tau2, a test whose intervals are not
 *          symmetric, terms, more than COPSE_AVERAGE_MOST_MODELS);
 *          COPSE_ETOOFEW (k <= p); COPSE_ENOTCOMPUTABLE (a model without likelihood or standard errors) */
COPSE_API COPSE_NODISCARD copse_status copse_model_average(const double *y, const double *v, const double *X, size_t k,
                                                           size_t p, const copse_average_terms *terms,
                                                           const copse_average_opts *opts, copse_average *out,
                                                           copse_error *err);
COPSE_API void copse_average_free(copse_average *average);

/* ---------------------------------------------------------------------------------------------- location-scale
 *      y_i ~ N(x_i'b, v_i + tau2_i),   log tau2_i = z_i'a  or  tau2_i = z_i'a >= 0
 * by ML or REML (Viechtbauer & Lopez-Lopez 2022): the global maximum, as far as many starts find it, with the observed
 * information of a (b profiled or integrated out). */
typedef enum copse_scale_link { COPSE_SCALE_LOG, COPSE_SCALE_IDENTITY } copse_scale_link;
COPSE_API const char *copse_scale_link_name(copse_scale_link link); /**< "log", "identity" */
COPSE_API COPSE_NODISCARD copse_status copse_scale_link_find(const char *name, copse_scale_link *link);

typedef struct copse_scale_opts {
    copse_fit_opts fit;    /**< method ML or REML; test; level; tau2 is not used (NaN) */
    copse_scale_link link; /**< default log */
    bool profile;          /**< also likelihood-ratio tests and profile intervals; default false */
} copse_scale_opts;
COPSE_API copse_scale_opts copse_scale_opts_default(void);

typedef struct copse_scale_coefficient {
    copse_coefficient
        wald;        /**< z, or t with k - q df where the test of the location is not z; NaN se where Wald does not
                                    apply: a tau2 is at 0 (identity), or the estimate is not finite */
    bool is_finite;  /**< false (log link): the likelihood rises as this runs to infinity; estimate NaN */
    double lr, lr_p; /**< likelihood-ratio test of a_j = 0, chi-square with 1 df; NaN unless asked for */
    copse_interval
        profile; /**< where twice the log-likelihood is within the chi-square quantile; infinite where it never
                                    falls so far; NaN unless asked for */
} copse_scale_coefficient;

typedef struct copse_scale_fit {
    size_t k, p, q;
    copse_scale_opts opts;
    copse_test test;                /**< in force */
    double variance_factor;         /**< of (X'WX)^-1 in vcov, as in copse_fit */
    copse_coefficient *coef;        /**< p, of the location, given the tau2_i */
    double *vcov;                   /**< p x p */
    copse_scale_coefficient *alpha; /**< q */
    double *alpha_vcov;             /**< q x q, inverse of the observed information; NaN where it does not apply */
    double *alpha_scale;            /**< q: a change of a_j that changes the (log) tau2 by about 1 */
    double *tau2;                   /**< k */
    size_t at_zero;                 /**< studies whose tau2 is 0 or runs to 0 */
    bool runs_off;                  /**< log link: some do */
    copse_fit_statistics stat;      /**< with p + q parameters; deviance is -2 log-likelihood */
    double lr, lr_df, lr_p; /**< against one tau2 for all; NaN where that is no part of the model, or for q = 1 */
    size_t iterations;
} copse_scale_fit;

/** Fits it. Z is k x q by rows, of full rank, q at most 60; others as copse_pool.
 *  @return as copse_pool; also COPSE_EINVAL (method), COPSE_ENOTCOMPUTABLE (no clear maximum, no feasible scale
 *          coefficients) */
COPSE_API COPSE_NODISCARD copse_status copse_scale_pool(const double *y, const double *v, const double *X, size_t p,
                                                        const double *Z, size_t q, size_t k,
                                                        const copse_scale_opts *opts, copse_scale_fit *fit,
                                                        copse_error *err);
COPSE_API void copse_scale_fit_free(copse_scale_fit *fit);

/** Wald test of the scale coefficients list[n] together: chi-square, or F where the test is not z. NaN where one of them has
 *  no standard error. */
typedef struct copse_scale_omnibus {
    double QS, df, df2, p;
} copse_scale_omnibus;
COPSE_API COPSE_NODISCARD copse_status copse_scale_test(const copse_scale_fit *fit, const size_t *list, size_t n,
                                                        copse_scale_omnibus *out, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
