/* copse/model.h: pooling one set of independent estimates: the random-effects and equal-effects models
 *      yi = x_i' beta + u_i + e_i,   u_i ~ N(0, tau2),   e_i ~ N(0, v_i)
 * with every estimator of tau2, tests, intervals, heterogeneity, prediction and subgroups. Plain arrays in, a result
 * struct out. Time is O(k p^2) per iteration, memory O(k p); no k x k matrix anywhere. Definitions follow metafor
 * (docs/methods.md); y, v and every estimate are on the scale of analysis. */
#ifndef COPSE_MODEL_H
#define COPSE_MODEL_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Estimators of tau2: code, text, paper. */
#define COPSE_METHOD_LIST(X)                                                                                           \
    X(EE, "EE", "equal effects (tau2 = 0)", "")                                                                        \
    X(FE, "FE", "fixed effects (tau2 = 0)", "")                                                                        \
    X(DL, "DL", "DerSimonian-Laird", "DerSimonian & Laird 1986")                                                       \
    X(HE, "HE", "Hedges", "Hedges 1983")                                                                               \
    X(HS, "HS", "Hunter-Schmidt", "Hunter & Schmidt 1990")                                                             \
    X(HSK, "HSk", "Hunter-Schmidt, small-sample corrected", "Brannick et al. 2019")                                    \
    X(SJ, "SJ", "Sidik-Jonkman", "Sidik & Jonkman 2005")                                                               \
    X(ML, "ML", "maximum likelihood", "Hardy & Thompson 1996")                                                         \
    X(REML, "REML", "restricted maximum likelihood", "Viechtbauer 2005")                                               \
    X(EB, "EB", "empirical Bayes", "Morris 1983")                                                                      \
    X(PM, "PM", "Paule-Mandel", "Paule & Mandel 1982")                                                                 \
    X(PMM, "PMM", "Paule-Mandel, median-unbiased", "Viechtbauer 2021")                                                 \
    X(DLIT, "DLIT", "DerSimonian-Laird, iterated to its limit (Paule-Mandel)", "DerSimonian & Kacker 2007")            \
    X(SJIT, "SJIT", "Sidik-Jonkman, iterated to its limit (Paule-Mandel)", "Sidik & Jonkman 2005")                     \
    X(DL2, "DL2", "two-step DerSimonian-Laird", "DerSimonian & Kacker 2007")                                           \
    X(CA2, "CA2", "two-step Cochran ANOVA", "DerSimonian & Kacker 2007")                                               \
    X(GENQ, "GENQ", "generalised Q", "DerSimonian & Kacker 2007; Jackson 2014")                                        \
    X(GENQM, "GENQM", "generalised Q, median-unbiased", "Viechtbauer 2021")                                            \
    X(HM, "HM", "Hartung-Makambi", "Hartung & Makambi 2003")                                                           \
    X(RB, "RB", "Rukhin Bayes", "Rukhin 2013")                                                                         \
    X(RBP, "RBp", "Rukhin Bayes, positive", "Rukhin 2013")                                                             \
    X(BMM, "BMM", "Bayes modal, likelihood", "Chung, Rabe-Hesketh & Choi 2013")                                        \
    X(BMR, "BMR", "Bayes modal, restricted likelihood", "Chung, Rabe-Hesketh & Choi 2013")

typedef enum copse_method {
#define COPSE_METHOD_ENUM(id, code, text, paper) COPSE_METHOD_##id,
    COPSE_METHOD_LIST(COPSE_METHOD_ENUM)
#undef COPSE_METHOD_ENUM
        COPSE_METHOD_COUNT
} copse_method;

/** Tests and intervals of the coefficients; formulas and papers in docs/methods-mu.md. Wald is with (X'WX)^-1. */
#define COPSE_TEST_LIST(X)                                                                                             \
    X(Z, "z", "Wald, normal")                                                                                          \
    X(T, "t", "Wald, t with k - p degrees of freedom")                                                                 \
    X(KNHA, "knha", "Hartung-Knapp")                                                                                   \
    X(ADHOC, "adhoc", "Hartung-Knapp, never narrower than Wald")                                                       \
    X(HK_IQWIG, "hk-iqwig", "Hartung-Knapp, ad hoc where narrower than DerSimonian-Laird (IQWiG)")                     \
    X(HK_CI, "hk-ci", "the wider of Hartung-Knapp and Wald")                                                           \
    X(KR, "kr", "Kenward-Roger")                                                                                       \
    X(HC0, "hc0", "robust (HC0), t with k - p degrees of freedom")                                                     \
    X(HC1, "hc1", "robust (HC1), t with k - p degrees of freedom")                                                     \
    X(HC2, "hc2", "robust (HC2), t with k - p degrees of freedom")                                                     \
    X(HC3, "hc3", "robust (HC3), t with k - p degrees of freedom")                                                     \
    X(PL, "pl", "profile likelihood")                                                                                  \
    X(PL_BARTLETT, "pl-bartlett", "profile likelihood, Bartlett-corrected")                                            \
    X(PL_SKOVGAARD, "pl-skovgaard", "profile likelihood, Skovgaard's correction")                                      \
    X(HENMI_COPAS, "henmi-copas", "Henmi-Copas")                                                                       \
    X(BIGGERSTAFF_TWEEDIE, "biggerstaff-tweedie", "Biggerstaff-Tweedie")

typedef enum copse_test {
#define COPSE_TEST_ENUM(id, code, text) COPSE_TEST_##id,
    COPSE_TEST_LIST(COPSE_TEST_ENUM)
#undef COPSE_TEST_ENUM
        COPSE_TEST_COUNT
} copse_test;

/** How the studies are brought together: code ("" where the method of tau2 says it all), text, paper, */
#define COPSE_POOLING_LIST(X)                                                                                          \
    X(INVERSE_VARIANCE, "", "inverse variance", "")                                                                    \
    X(MH, "MH", "Mantel-Haenszel", "Mantel & Haenszel 1959")                                                           \
    X(PETO, "Peto", "Peto's one-step method", "Yusuf et al. 1985")                                                     \
    X(WEIGHTED, "weighted", "weights as given", "")                                                                    \
    X(UNWEIGHTED, "unweighted", "equal weights", "Bonett 2009")                                                        \
    X(SSW, "SSW", "weights by sample size", "Bakbergenuly et al. 2020")                                                \
    X(IVHET, "IVhet", "inverse variance heterogeneity", "Doi et al. 2015a")                                            \
    X(UM_FS, "UM.FS", "mixed model of both arms, fixed study effects", "Stijnen et al. 2010")                          \
    X(UM_RS, "UM.RS", "mixed model of both arms, random study effects", "Jackson et al. 2018")                         \
    X(CM_AL, "CM.AL", "conditional mixed model, approximate likelihood", "Stijnen et al. 2010")                        \
    X(CM_EL, "CM.EL", "conditional mixed model, exact likelihood", "Stijnen et al. 2010")                              \
    X(GLMM, "GLMM", "generalised linear mixed model", "Stijnen et al. 2010")                                           \
    X(FIRTH, "Firth", "penalised logistic regression with study intercepts", "Firth 1993")                             \
    X(BETA_BINOMIAL, "beta-binomial", "beta-binomial model of the arms", "Kuss 2015")                                  \
    X(QUALITY, "QE", "quality effects", "Doi et al. 2015b")

typedef enum copse_pooling {
#define COPSE_POOLING_ENUM(id, code, text, paper) COPSE_POOLING_##id,
    COPSE_POOLING_LIST(COPSE_POOLING_ENUM)
#undef COPSE_POOLING_ENUM
        COPSE_POOLING_COUNT
} copse_pooling;

COPSE_API const char *copse_method_code(copse_method method);
COPSE_API const char *copse_method_text(copse_method method);
COPSE_API const char *copse_method_paper(copse_method method);
/** Any case; also CO and VC for HE, MP for PM, RB0 for RB. */
COPSE_API COPSE_NODISCARD copse_status copse_method_find(const char *code, copse_method *method);
/** Whether the method estimates tau2 from k studies and p coefficients: HM, RB and RBp only without moderators (p = 1, a
 *  column of equal numbers), BMR with k - p >= 2 (its objective rises for ever with one degree of freedom), the others with k > p. */
COPSE_API bool copse_method_can(copse_method method, size_t k, size_t p);
COPSE_API const char *copse_test_code(copse_test test);
COPSE_API const char *copse_test_text(copse_test test);
COPSE_API COPSE_NODISCARD copse_status copse_test_find(const char *code, copse_test *test); /**< also "hksj" */
/** Is the interval of each coefficient its estimate -+ a critical value times its se, with both in the kernels of
 *  copse/lanes.h: z, t, knha, adhoc. */
COPSE_API bool copse_test_is_wald(copse_test test);
/** Whether the interval is estimate -+ critical se: not so for profile likelihoods. */
COPSE_API bool copse_test_is_symmetric(copse_test test);

/** Prediction intervals of a true effect in a new setting: code, text. mu -+ c sqrt(tau2 + se^2); BOOT is made of draws
 *  (copse_boot_predict of copse/resample.h) and refused by copse_pool. */
#define COPSE_PI_LIST(X)                                                                                               \
    X(METAFOR, "metafor", "se and distribution of the test")                                                           \
    X(T, "t", "Wald se, t with k - p degrees of freedom")                                                              \
    X(HTS, "hts", "Wald se, t with k - p - 1 degrees of freedom")                                                      \
    X(HK, "hk", "Hartung-Knapp se, t with k - p degrees of freedom")                                                   \
    X(HK_PR, "hk-pr", "Hartung-Knapp se, t with k - p - 1 degrees of freedom")                                         \
    X(KR, "kr", "Kenward-Roger se, t with its degrees of freedom")                                                     \
    X(KR_PR, "kr-pr", "Kenward-Roger se, t with its degrees of freedom less 1")                                        \
    X(SKIPKA, "skipka", "Wald se, normal")                                                                             \
    X(BOOT, "boot", "parametric bootstrap with a confidence distribution of tau2")

typedef enum copse_pi {
#define COPSE_PI_ENUM(id, code, text) COPSE_PI_##id,
    COPSE_PI_LIST(COPSE_PI_ENUM)
#undef COPSE_PI_ENUM
        COPSE_PI_COUNT
} copse_pi;
COPSE_API const char *copse_pi_code(copse_pi pi);
COPSE_API const char *copse_pi_text(copse_pi pi);
COPSE_API COPSE_NODISCARD copse_status copse_pi_find(const char *code, copse_pi *pi); /**< any case */

/** Intervals of tau2: code, text, paper. docs/methods-tau2.md has the formulas. */
#define COPSE_TAU2_CI_LIST(X)                                                                                          \
    X(QP, "QP", "Q-profile", "Viechtbauer 2007")                                                                       \
    X(GENQ, "GENQ", "generalised Q, any weights", "Jackson 2013")                                                      \
    X(BJ, "BJ", "generalised Q, weights 1/v", "Biggerstaff & Jackson 2008")                                            \
    X(BT, "BT", "gamma approximation to Q", "Biggerstaff & Tweedie 1997")                                              \
    X(PL_ML, "PL.ML", "profile likelihood", "Hardy & Thompson 1996")                                                   \
    X(PL_REML, "PL.REML", "profile restricted likelihood", "Viechtbauer 2007")                                         \
    X(SJ, "SJ", "Sidik-Jonkman", "Sidik & Jonkman 2005")                                                               \
    X(WALD, "Wald", "Wald", "Biggerstaff & Tweedie 1997")                                                              \
    X(WALD_LOG, "Wald.log", "Wald, of log tau2", "")                                                                   \
    X(WALD_SQRT, "Wald.sqrt", "Wald, of tau", "")                                                                      \
    X(HT, "HT", "test-based, of H", "Higgins & Thompson 2002")                                                         \
    X(NCQ, "NCQ", "noncentral chi-square of Q", "Hedges & Pigott 2001")

typedef enum copse_tau2_ci {
#define COPSE_TAU2_CI_ENUM(id, code, text, paper) COPSE_TAU2_CI_##id,
    COPSE_TAU2_CI_LIST(COPSE_TAU2_CI_ENUM)
#undef COPSE_TAU2_CI_ENUM
        COPSE_TAU2_CI_COUNT
} copse_tau2_ci;
COPSE_API const char *copse_tau2_ci_code(copse_tau2_ci type);
COPSE_API const char *copse_tau2_ci_text(copse_tau2_ci type);
COPSE_API const char *copse_tau2_ci_paper(copse_tau2_ci type);
COPSE_API COPSE_NODISCARD copse_status copse_tau2_ci_find(const char *code, copse_tau2_ci *type); /**< any case */

/** The weights a of y'Py, P = A - A X (X'AX)^-1 X'A, of the methods GENQ and GENQM and the interval GENQ. */
typedef enum copse_tau2_weighting {
    COPSE_TAU2_WEIGHTS_SE,      /**< 1/sqrt(v) (Jackson 2013) */
    COPSE_TAU2_WEIGHTS_SHIFTED, /**< 1/(v + weight_tau2): 0 is DL's */
    COPSE_TAU2_WEIGHTS_GIVEN    /**< weight[i] */
} copse_tau2_weighting;

/** Where SJ starts. */
typedef enum copse_tau2_start {
    COPSE_TAU2_START_VARIANCE, /**< sum (y - mean)^2/k (Sidik & Jonkman 2005) */
    COPSE_TAU2_START_HE,       /**< the larger of HE and 0.01 (Sidik & Jonkman 2007); 0.01 is on the scale of y */
    COPSE_TAU2_START_VALUE     /**< start_tau2 > 0 */
} copse_tau2_start;

/** What some methods and intervals of tau2 take beside the data; all zero are the defaults. */
typedef struct copse_tau2_setup {
    copse_tau2_weighting weighting;
    double weight_tau2;   /**< >= 0 */
    const double *weight; /**< k positive numbers, borrowed; only their ratios count; NULL unless GIVEN */
    copse_tau2_start start;
    double start_tau2;
    double prior_tau2;  /**< RB: prior mean of tau2, >= 0; 0 is RB0 */
    const double *size; /**< RB: k numbers of participants, borrowed; NULL: without limit, (N - k)/(N - k + 2) = 1 */
    copse_tau2_ci ci;   /**< of tau2_ci, I2_ci and H2_ci of a fit */
} copse_tau2_setup;

typedef struct copse_fit_opts {
    copse_method method; /**< default REML */
    copse_test test;     /**< default knha; falls back to z where it cannot be (k - p < 1), and the fit says so */
    double level;        /**< of every interval, in %, in (0, 100); default 95 */
    double tau2;         /**< fixed value >= 0, or NaN (default): estimate it by `method` */
    copse_pi pi;         /**< kind of prediction interval; default metafor */
    copse_tau2_setup setup;
    /* for those who fit many data sets; all other numbers keep their bits: */
    bool without_tau2_ci; /**< leave out tau2_ci, I2_ci and H2_ci: NaN, state LEFT_OUT */
    bool without_R2;      /**< leave out R2, which fits the model without moderators too: NaN */
} copse_fit_opts;
COPSE_API copse_fit_opts copse_fit_opts_default(void);
/** Whether these options go together in a model with p coefficients, p = 1 being an intercept: some tests and prediction
 *  intervals are of one estimator of tau2, and some of an intercept. COPSE_EINVAL; err says what would be. */
COPSE_API COPSE_NODISCARD copse_status copse_fit_opts_check(const copse_fit_opts *opts, size_t p, copse_error *err);

/** Why the search for tau2 ended. */
typedef enum copse_stop {
    COPSE_STOP_CLOSED_FORM, /**< no iteration needed */
    COPSE_STOP_CONVERGED,   /**< relative change below 1e-10 */
    COPSE_STOP_BOUNDARY,    /**< the estimate is 0: the likelihood falls, or the estimating equation is below its
                                 target, from there on */
    COPSE_STOP_FIXED,       /**< tau2 was given, or the method is EE or FE */
    COPSE_STOP_NO_DF        /**< k = p: tau2 cannot be estimated; the coefficients are those of tau2 = 0 */
} copse_stop;
COPSE_API const char *copse_stop_text(copse_stop stop);

typedef struct copse_interval {
    double lower, upper;
} copse_interval;

/** With se = 0 (Hartung-Knapp of identical estimates; residuals with Q(tau2) <= 2^-52 count as none, as in metafor)
 *  there is no test: statistic and p are NaN, and the interval is the estimate. */
/** A study's own interval, yi -+ z sqrt(vi) with the normal quantile z of the level (in %, in (0, 100)); NaN limits for
 *  yi that is not finite, vi that is not positive, or a level out of range. */
COPSE_API copse_interval copse_study_interval(double yi, double vi, double level);

/** How an interval of tau2 came out. */
typedef enum copse_tau2_ci_state {
    COPSE_TAU2_STATE_FOUND,
    COPSE_TAU2_STATE_EMPTY,  /**< no tau2 >= 0 is in it: the studies agree better than chance allows; given as 0 to 0 */
    COPSE_TAU2_STATE_PIECES, /**< of a likelihood with several maxima: pieces, of which these are the outer limits */
    COPSE_TAU2_STATE_NO_ESTIMATE, /**< Wald types: tau2 was given, or is 0 where its logarithm or root is needed; limits NaN */
    COPSE_TAU2_STATE_MODERATORS, /**< HT, NCQ: defined without moderators only; limits NaN */
    COPSE_TAU2_STATE_TOO_FEW,    /**< HT: needs three studies; limits NaN */
    COPSE_TAU2_STATE_NONE, /**< the model has no tau2 to estimate: EE, FE, k = p; QP also a given tau2; limits NaN */
    COPSE_TAU2_STATE_LEFT_OUT, /**< not asked for: copse_fit_opts.without_tau2_ci; limits NaN */
    COPSE_TAU2_STATE_OPEN      /**< copse_glmm_fit: the profile likelihood does not fall far enough; limits NaN */
} copse_tau2_ci_state;
COPSE_API const char *copse_tau2_ci_state_text(copse_tau2_ci_state state); /**< "" for FOUND */

typedef struct copse_coefficient {
    double estimate, se, statistic;
    double df; /**< NaN: normal */
    double p;
    copse_interval ci;
} copse_coefficient;

/** All statistics that could not be computed are NaN. Percentages are 0 to 100. */
typedef struct copse_heterogeneity {
    double tau2, tau2_se, tau;
    copse_interval tau2_ci; /**< of type opts.setup.ci. Q-profile, the default: 0 to 0 where Q(0) is below the lower
                                 chi-square point, as in metafor; NaN for EE, FE, a given tau2 and k = p */
    double I2, H2;          /**< from tau2 and the typical variance (random effects), from Q (EE, FE) */
    copse_interval I2_ci, H2_ci;
    double typical_v;               /**< (k - p)/tr(P) with weights 1/v (Higgins & Thompson 2002) */
    double I2_Q;                    /**< 100 max(0, (Q - df)/Q) */
    double Q, Q_df, Q_p;            /**< residual heterogeneity, weights 1/v */
    double QM, QM_df, QM_df2, QM_p; /**< omnibus test of all coefficients but the intercept; QM_df2 NaN: chi-square;
                                         all NaN for p = 1 with an intercept */
    double R2; /**< of the moderators: 100 max(0, (tau2_0 - tau2)/tau2_0) with tau2_0 of the model without them (EE, FE:
                    adjusted R2 of weighted least squares); NaN where ones are not in the column space, or tau2 given */
    copse_tau2_ci_state tau2_ci_state;
} copse_heterogeneity;

typedef struct copse_fit_statistics {
    double log_lik, deviance, AIC, BIC, AICc; /**< REML for REML, else ML */
} copse_fit_statistics;

typedef struct copse_fit {
    size_t k, p;
    copse_pooling pooling;  /**< copse_pool: INVERSE_VARIANCE */
    copse_fit_opts opts;    /**< as asked for */
    copse_test test;        /**< in force; differs from opts.test where that cannot be computed */
    double variance_factor; /**< of (X'WX)^-1 in vcov: Q(tau2)/(k - p) for knha, at least 1 for adhoc, 1 for z, t and
                                 profile likelihoods, 1 or that of knha for hk-iqwig and hk-ci; NaN where vcov is not a
                                 multiple of it */
    bool narrow; /**< knha, p = 1: its interval is narrower than the Wald (z) interval, as can happen with few studies
                      that agree by chance (Röver, Knapp & Friede 2015); adhoc rules it out */
    copse_coefficient *coef; /**< p */
    double *vcov;            /**< p x p, by rows */
    double *weight;          /**< k, in % of their sum: 1/(v + tau2) */
    copse_heterogeneity het;
    copse_interval
        prediction;       /**< of a new true effect, for p = 1 and an intercept, by opts.pi; NaN else, for EE and FE,
                                   and where too few studies leave no degrees of freedom */
    double prediction_df; /**< NaN: normal */
    copse_fit_statistics stat;
    copse_stop stop;
    size_t iterations; /**< evaluations of the estimating equation, 0 for closed forms */
    size_t maxima;     /**< ML and REML: local maxima of the likelihood in [0, inf); else 0 */
    bool truncated;    /**< the estimator gave a negative value, set to 0 */
} copse_fit;

/** Fits the model to k estimates.
 *  @param[in]  y,v   k estimates and sampling variances; finite, v[i] > 0 (borrowed)
 *  @param[in]  X     k x p design by rows, finite, of full rank, or NULL with p = 1: an intercept
 *  @param[in]  opts  NULL = defaults
 *  @param[out] fit   overwritten; copse_fit_free takes it, also after a failure
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_EDOM (a value not finite, v <= 0), COPSE_ETOOFEW (k < p), COPSE_ERANK,
 *          COPSE_ERANGE (v ratios or scales beyond double), COPSE_ENOMEM; err says which study (1-based) is to blame
 *  k = 1 gives the study's own estimate with a z test; k = p gives coefficients with z tests. tau2, I2, H2, prediction
 *  interval and fit statistics are NaN there (but for tau2 of EE, FE and a fixed one, and the likelihood of these).
 *  tau2 is right to 1e-10 relative, the doubles y, v and X taken as exact, from 1e-12 to 1e12 times the typical v
 *  (PMM and tau2_ci: to 1e-15 v more, since their target is a quantile rounded to double). COPSE_ERANGE starts where
 *  v ratios pass 2^300 or |y| passes 2^150 times the smallest standard error. */
COPSE_API COPSE_NODISCARD copse_status copse_pool(const double *y, const double *v, const double *X, size_t k, size_t p,
                                                  const copse_fit_opts *opts, copse_fit *fit, copse_error *err);
/** The mean with other weights a_i than 1/(v_i + tau2), put to a sum of 1:
 *      mu = sum a_i y_i,   variance = factor sum a_i^2 (v_i + tau2)
 *  where tau2, Q, I2 and the factor of knha and adhoc are those of copse_pool, as in metafor's rma.uni with weights or
 *  weighted = FALSE. The interval of a new effect has variance + tau2. Fit statistics are of mu.
 *  @param[in] weight   k numbers of 0 or more, for WEIGHTED and SSW (n1 n2/(n1 + n2): Bakbergenuly, Hoaglin & Kulinskaya
 *                      2020), and for QUALITY the scores; else not read
 *  @param[in] pooling  COPSE_POOLING_WEIGHTED, SSW; UNWEIGHTED (a_i = 1/k); IVHET: a_i in proportion to 1/v_i (Doi, Barendregt,
 *                      Khan, Thalib & Williams 2015a, Contemp Clin Trials 45:130, with method DL and test z); QUALITY: to
 *                      q_i (1/v_i + sum_j (1 - q_j)/v_j / sum_j q_j), q_i = score/largest score (the same authors 2015b,
 *                      45:123, with DL and z): what a study loses by its score goes to all in proportion to theirs
 *  @return as copse_pool with p = 1; COPSE_EUSAGE for other tests than z, t, knha and adhoc, and for opts->pi other than
 *          METAFOR; COPSE_EDOM for weights or scores that are negative, not finite, or add up to 0 */
COPSE_API COPSE_NODISCARD copse_status copse_pool_weighted(const double *y, const double *v, const double *weight,
                                                           size_t k, const copse_fit_opts *opts, copse_pooling pooling,
                                                           copse_fit *fit, copse_error *err);
/** Has the pooling weights of its own: is it one of copse_pool_weighted? */
COPSE_API bool copse_pooling_is_weighted(copse_pooling pooling);
/** Are they read from the caller: WEIGHTED, SSW, QUALITY? */
COPSE_API bool copse_pooling_takes_weights(copse_pooling pooling);
COPSE_API void copse_fit_free(copse_fit *fit);
/** What pooled the studies, for people and files: of the pooling where it is not by inverse variance, else of the method of
 *  tau2. */
COPSE_API const char *copse_fit_method_code(const copse_fit *fit);
COPSE_API const char *copse_fit_method_text(const copse_fit *fit);
COPSE_API const char *copse_fit_method_paper(const copse_fit *fit);
COPSE_API bool copse_fit_is_random(const copse_fit *fit); /**< the model has a variance between studies */

/** An interval of tau2 and what it says of tau, I2 (in %) and H2 = 1 + tau2/typical_v. */
typedef struct copse_tau2_bounds {
    copse_tau2_ci type;
    copse_tau2_ci_state state;
    copse_interval tau2, tau, I2, H2;
} copse_tau2_bounds;

/** One type of interval, at opts->level, with opts->method, opts->tau2 and opts->setup for what needs an estimate or weights.
 *  Shapes and errors of copse_pool; COPSE_ENOTCOMPUTABLE where a search or an integral did not converge. */
COPSE_API COPSE_NODISCARD copse_status copse_tau2_interval(const double *y, const double *v, const double *X, size_t k,
                                                           size_t p, const copse_fit_opts *opts, copse_tau2_ci type,
                                                           copse_tau2_bounds *bounds, copse_error *err);
/** All types, in their order. */
COPSE_API COPSE_NODISCARD copse_status copse_tau2_intervals(const double *y, const double *v, const double *X, size_t k,
                                                            size_t p, const copse_fit_opts *opts,
                                                            copse_tau2_bounds bounds[COPSE_TAU2_CI_COUNT],
                                                            copse_error *err);

/** The confidence distribution of tau2 by Cochran's Q (weights 1/v) of the same k studies, whose mean is not known:
 *      H(tau2) = P(Q > q; tau2),   q the observed Q
 *  by the exact distribution of Q, to 1e-12 (Nagashima, Noma & Furukawa 2019; Biggerstaff & Jackson 2008). H(0) is the
 *  confidence that tau2 is 0; *rest is 1 - H, the smaller of them to full relative accuracy.
 *  @return as copse_pool; COPSE_ETOOFEW for k = 1; COPSE_EDOM (tau2 < 0); COPSE_ENOTCOMPUTABLE (an integral) */
COPSE_API COPSE_NODISCARD copse_status copse_tau2_confidence(const double *y, const double *v, size_t k, double tau2,
                                                             double *confidence, double *rest, copse_error *err);
/** tau2 with H(tau2) = p, or with `upper` 1 - H(tau2) = p (for the far end, where p is tiny); 0 where H(0) is greater. The
 *  interval BJ is of the quantiles at both tails. p in (0, 1): else COPSE_EDOM. */
COPSE_API COPSE_NODISCARD copse_status copse_tau2_confidence_quantile(const double *y, const double *v, size_t k,
                                                                      double p, bool upper, double *tau2,
                                                                      copse_error *err);

/** How an interval of a probability came out. */
typedef enum copse_beyond_state {
    COPSE_BEYOND_FOUND,
    COPSE_BEYOND_NO_SPREAD, /**< tau2 is 0: the plug-in probability is 0 or 1, without an interval */
    COPSE_BEYOND_NO_SE,     /**< the standard error of tau2 is not known */
    COPSE_BEYOND_TOO_FAR,   /**< so far from the mean that the interval is beyond double */
    COPSE_BEYOND_UNKNOWN    /**< tau2 is not known: all NaN */
} copse_beyond_state;
COPSE_API const char *copse_beyond_state_text(copse_beyond_state state); /**< "" for FOUND */

typedef struct copse_beyond {
    double limit;      /**< on the scale of analysis */
    bool above;        /**< the probability is of an effect above it, else below */
    double estimate;   /**< by the prediction distribution; NaN without a prediction interval */
    double plug_in;    /**< Phi((mu - limit)/tau), or of the other side */
    copse_interval ci; /**< of the plug-in, at the level of the fit */
    copse_beyond_state state;
} copse_beyond;

/** The probability that the true effect in a new setting lies beyond a limit.
 *  - estimate: of the distribution that the fit's prediction interval is of: 1 - F((limit - mu)/s), F normal or t with
 *    prediction_df and s = sqrt(tau2 + se^2), as metafor 5.1's predict(prob=) has it;
 *  - plug_in: the share of true effects beyond it, mu and tau taken as known, with the delta-method interval
 *      logit(p) -+ z phi(x)/(p (1 - p)) sqrt(se(mu)^2/tau2 + x^2 se(tau2)^2/(4 tau2^2)),   x = (mu - limit)/tau
 *    (Mathur & VanderWeele 2019, Stat Med 38:1336; they leave out the logit). A given tau2 counts as known, se 0.
 *  @return COPSE_OK, also where some of it is NaN, and `state` says why; COPSE_EINVAL (moderators, EE, FE); COPSE_EDOM */
COPSE_API COPSE_NODISCARD copse_status copse_fit_beyond(const copse_fit *fit, double limit, bool above,
                                                        copse_beyond *out, copse_error *err);

/** Wald test of some coefficients together: b'V^-1 b, b the coefficients tested and V their part of fit->vcov; QM is that, a
 *  chi-square with m degrees of freedom, for the test z, else that divided by m, an F with m and coef.df. Solved by Cholesky of V scaled to
 *  a diagonal of ones. NaN where V is 0 or singular. */
typedef struct copse_omnibus {
    double QM, df, df2, p; /**< df2 NaN: chi-square */
} copse_omnibus;
/** @param[in] tested  p flags, at least one set
 *  @return COPSE_OK; COPSE_EINVAL (none is set); COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_fit_omnibus(const copse_fit *fit, const bool *tested,
                                                         copse_omnibus *omnibus, copse_error *err);

/** The estimating functions at a given tau2, for tests and profiles: REML score d log L_R/d tau2 and Q(tau2).
 *  Same shapes and errors as copse_pool. */
typedef struct copse_profile_point {
    double log_lik_ml, log_lik_reml, score_ml, score_reml, Q;
} copse_profile_point;
COPSE_API COPSE_NODISCARD copse_status copse_profile_at(const double *y, const double *v, const double *X, size_t k,
                                                        size_t p, double tau2, copse_profile_point *point,
                                                        copse_error *err);

/** How tau2 is estimated in subgroups. */
typedef enum copse_tau2_mode {
    COPSE_TAU2_SEPARATE, /**< in each level by itself */
    COPSE_TAU2_COMMON    /**< one value, from the residual heterogeneity of the regression on the levels */
} copse_tau2_mode;
COPSE_API const char *copse_tau2_mode_name(copse_tau2_mode mode);
COPSE_API COPSE_NODISCARD copse_status copse_tau2_mode_find(const char *name, copse_tau2_mode *mode);

typedef struct copse_subgroups {
    size_t levels;
    copse_fit *fit; /**< one a level; a level with one study has its own estimate and interval, and NaN for
                                  what it cannot tell: tau2 when separate, I2, H2, prediction */
    copse_tau2_mode mode;
    double common_tau2; /**< NaN when separate */
    double Q, df, p;    /**< between levels: sum (mu_l - mu)^2/se_l^2, chi-square with levels - 1 df; NaN for
                                  one level */
    double within_Q, within_df, within_p; /**< sum over levels of Q, weights 1/v */
} copse_subgroups;

/** Pools each level. group[i] in 0..levels-1, each level with at least one study. Same errors as copse_pool. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_subgroups(const double *y, const double *v, const size_t *group,
                                                            size_t k, size_t levels, const copse_fit_opts *opts,
                                                            copse_tau2_mode mode, copse_subgroups *out,
                                                            copse_error *err);
/** The same with weights of one's own: each level as copse_pool_weighted pools it, with its part of `weight`. The common
 *  tau2 is that of copse_pool_subgroups. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_weighted_subgroups(
    const double *y, const double *v, const double *weight, const size_t *group, size_t k, size_t levels,
    const copse_fit_opts *opts, copse_pooling pooling, copse_tau2_mode mode, copse_subgroups *out, copse_error *err);
COPSE_API void copse_subgroups_free(copse_subgroups *subgroups);
/** Fills the tests between and within levels from the fits, whatever made these; a level whose se is NaN has no estimate
 *  and is in no test between levels. */
COPSE_API void copse_subgroups_compare(copse_subgroups *subgroups);

/** An estimator of tau2 and a test or interval of the coefficients. */
typedef struct copse_interval_choice {
    copse_method method;
    copse_test test;
} copse_interval_choice;

/** The same data by every estimator with every interval that can be had for them. */
typedef struct copse_choices {
    size_t count;
    copse_interval_choice *choice; /**< in the order of the lists */
    copse_fit *fit;
} copse_choices;

/** Which pairs are wanted: all methods but FE, whose numbers are those of EE, where no method is named, and all tests where no
 *  test is. */
typedef struct copse_choice_filter {
    const copse_method *method;
    size_t methods;
    const copse_test *test;
    size_t tests;
} copse_choice_filter;

/** Fits each pair, other options as in opts (its method and test are not used). Left out are pairs that copse_pool refuses for these data or answers by another test.
 *  @param[in] filter  NULL: everything
 *  @return COPSE_OK with at least one pair; else as copse_pool of the first; copse_choices_free takes *choices, also after a
 *          failure */
COPSE_API COPSE_NODISCARD copse_status copse_pool_choices(const double *y, const double *v, const double *X, size_t k,
                                                          size_t p, const copse_fit_opts *opts,
                                                          const copse_choice_filter *filter, copse_choices *choices,
                                                          copse_error *err);
COPSE_API void copse_choices_free(copse_choices *choices);
/* ---------------------------------------------------------------------------------------------- without some studies */

/** The fit without some studies, and what they did to the fit of all. W and V are weights and covariance by 1/(v + tau2). */
typedef struct copse_without {
    copse_status status; /**< COPSE_OK; COPSE_ETOOFEW, COPSE_ERANK, COPSE_ENOTCOMPUTABLE or COPSE_ERANGE: no fit */
    bool refitted;       /**< from the studies that are left, and not from sums over all */
    copse_fit fit;       /**< without weights (NULL), R2 and the interval of tau2; zeroed without a fit */
    /* of a single study left out, where not refitted; else NaN. b is of all studies, b(-i) of the fit without it: */
    double residual;    /**< y - x'b(-i) */
    double change;      /**< x'(b - b(-i)) */
    double distance;    /**< (b - b(-i))' X'WX (b - b(-i)) of the fit of all */
    double leverage;    /**< x'Vx, V = (X'WX)^-1 of the studies left, at their tau2 */
    double determinant; /**< |X'WX| of the studies left at their tau2, beside that of the fit of all */
    double *moved;      /**< p: b - b(-i) */
    double *diagonal;   /**< p: of (X'WX)^-1 of all studies with the tau2 without this one */
} copse_without;

typedef struct copse_withouts {
    size_t count;
    copse_without *set;
    double *numbers; /**< of moved and diagonal */
} copse_withouts;

/** Fits the model without each of some sets of studies, by exact deletion: sums over all studies, of powers of 1/(v + t) at
 *  some t, are made once; what is taken off them for a set gives every function of tau2, and the search starts at the tau2 of
 *  all studies. A maximum of a likelihood is proven to be the only one, and rounding errors are bounded; where that fails, for
 *  GENQM, BMM and BMR, and for the tests and prediction intervals that are no multiple of Wald's (kr, hc0 to hc3, pl, hk-iqwig,
 *  henmi-copas, biggerstaff-tweedie) the studies left are fitted by themselves, the latter with the tau2 that was found. Every
 *  number is that of copse_pool to 1e-10. O(k p^2) for all, and O(p^3) for each set of few studies.
 *  @param[in]  start  sets + 1 places in `study`, rising from 0
 *  @param[in]  study  indexes, set s being study[start[s]] to study[start[s + 1] - 1], each at most once in a set
 *  @param[out] out    copse_withouts_free takes it, also after a failure
 *  @return COPSE_OK, also where some sets have no fit; COPSE_EINVAL, COPSE_EDOM, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_pool_without(const double *y, const double *v, const double *X, size_t k,
                                                          size_t p, const copse_fit_opts *opts, const size_t *start,
                                                          const size_t *study, size_t sets, copse_withouts *out,
                                                          copse_error *err);
COPSE_API void copse_withouts_free(copse_withouts *withouts);

/* ------------------------------------------------------------------------------------------------ study by study */

/** What a fit says of one study, with e = y - x'b, m = v + tau2, and h its diagonal element of X (X'WX)^-1 X'W. */
typedef struct copse_residual {
    double fitted;   /**< x'b */
    double raw;      /**< e */
    double hat;      /**< h, in (0, 1]; 1: a coefficient is this study's alone */
    double se;       /**< of e: sqrt(m (1 - h)), whatever the test */
    double standard; /**< internally studentised: e/se; NaN for h = 1 */
    double pearson;  /**< e/sqrt(m) */
    double cholesky; /**< L e with L'L the inverse of the marginal variances: as they are diagonal, equal to pearson */
    double deleted;  /**< y - x'b(-i), of the fit without this study, its tau2 estimated again */
    double deleted_se;  /**< sqrt(f (v + tau2(-i)) + x'V(-i)x), f the variance_factor of that fit (NaN: 1) */
    double studentised; /**< externally studentised: deleted/deleted_se; NaN where that fit has no tau2 or no x'b */
    double deleted_tau2;
} copse_residual;

/** Fitted values, residuals and hat values as metafor's fitted, residuals, rstandard, rstudent and hatvalues.
 *  @param[in]  y,v,X    what copse_pool was given; k and p are the fit's
 *  @param[in]  fit      of copse_pool; COPSE_ENOTCOMPUTABLE where its pooling is not by inverse variance
 *  @param[in]  deleted  also the last four members, which take k fits; else they are NaN
 *  @param[out] residual k entries
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ENOTCOMPUTABLE, COPSE_ENOMEM, and what copse_pool returns
 *  Where tau2 is not known (k = p) what needs it is NaN. O(k p^2) but for the deleted fits. Viechtbauer & Cheung 2010. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_residuals(const double *y, const double *v, const double *X,
                                                            const copse_fit *fit, bool deleted,
                                                            copse_residual *residual, copse_error *err);

/** The best linear unbiased prediction of a study's true effect: with l = tau2/(tau2 + v) and s = x'Vx, V the fit's vcov,
 *      estimate = l y + (1 - l) x'b,   se^2 = l v + (1 - l)^2 s
 *  and of its random effect, l (y - x'b), se^2 = l v + l^2 s. Intervals have the quantile of the fit's test and level; where
 *  coefficients differ in degrees of freedom, of the fewest. */
typedef struct copse_blup {
    double estimate, se;
    copse_interval interval;
    double effect, effect_se;
    copse_interval effect_interval;
} copse_blup;

/** BLUPs as metafor's blup and ranef (Robinson 1991; Raudenbush & Bryk 1985). For tau2 = 0, EE and FE they are the fitted
 *  values, and the random effects 0; all NaN where tau2 is not known. Arguments and errors as copse_pool_residuals. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_blups(const double *y, const double *v, const double *X,
                                                        const copse_fit *fit, copse_blup *blup, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
