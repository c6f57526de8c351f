/* copse/bias.h: small-study effects: is the funnel of k estimates skew, and what would the effect be without what made it so?
 * Asymmetry has many causes beside unpublished studies: true heterogeneity that goes with size, poor methods of small trials,
 * the measure's own tie of estimate and standard error, chance (Sterne et al. 2011, BMJ 343:d4002). Plain arrays in, a result
 * struct out; y and v are estimates and sampling variances on the scale of analysis. docs/methods-bias.md. */
#ifndef COPSE_BIAS_H
#define COPSE_BIAS_H

#include <copse/base.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------- the checks
 * The list is in the order of the common table. A check is added in five places:
 *  1. a line here: id, name of --checks, text, what its null hypothesis is, what it cannot tell, paper;
 *  2. src/bias/<check>.c, with its section of this header (options with _default(), a plain result struct);
 *  3. src/cli/bias_<part>.h and .c: its options, and the function that reads them and calls 2 (bias_run.h says how);
 *  4. src/report/rows_<part>.c: its rows of the table, notes, tables of its own, JSON (report_bias.h says how), from a pointer
 *     in copse_bias_report (copse/report.h);
 *  5. docs/methods-bias.md or a file beside it, docs/schema/copse-bias-1.schema.json, tests. */
#define COPSE_BIAS_CHECK_LIST(X)                                                                                       \
    X(EGGER, "egger", "Egger's regression test", "no slope on the predictor of precision",                             \
      "why the funnel is skew: studies that were not published, other effects in small trials, poor methods, chance",  \
      "Egger et al. 1997; Sterne & Egger 2005")                                                                        \
    X(BEGG, "begg", "rank correlation test", "estimates and variances are not correlated in rank",                     \
      "why the funnel is skew; it has little power below 25 studies", "Begg & Mazumdar 1994")                          \
    X(MACASKILL, "macaskill", "Macaskill's test", "no slope on sample size",                                           \
      "why the funnel is skew; it has less power than Egger's test", "Macaskill et al. 2001")                          \
    X(HARBORD, "harbord", "Harbord's score test", "no slope of efficient scores on their standard errors",             \
      "why the funnel is skew; a large effect ties score and error, too", "Harbord et al. 2006")                       \
    X(PETERS, "peters", "Peters' test", "no slope on 1/sample size", "why the funnel is skew", "Peters et al. 2006")   \
    X(SCHWARZER, "schwarzer", "arcsine test", "no slope of arcsine differences on their standard errors",              \
      "why the funnel is skew; that of arcsine differences is not that of the measure", "Rücker et al. 2008")          \
    X(THOMPSON_SHARP, "thompson-sharp", "Thompson and Sharp's test",                                                   \
      "no slope on the standard error, heterogeneity additive", "why the funnel is skew", "Thompson & Sharp 1999")     \
    X(DEEKS, "deeks", "Deeks' test", "no slope on 1/root of the effective sample size",                                \
      "why the funnel is skew; it is made for diagnostic odds ratios", "Deeks et al. 2005")                            \
    X(PUSTEJOVSKY_RODGERS, "pustejovsky-rodgers", "Pustejovsky and Rodgers' test",                                     \
      "no slope on the part of the standard error that does not depend on the effect", "why the funnel is skew",       \
      "Pustejovsky & Rodgers 2019")                                                                                    \
    X(PET, "pet", "precision-effect test", "the effect where the standard error is 0 is 0",                            \
      "an effect from none where studies differ: biased towards 0 where there is one, and too sure",                   \
      "Stanley & Doucouliagos 2014")                                                                                   \
    X(PEESE, "peese", "precision-effect estimate with standard error", "the effect where the variance is 0 is 0",      \
      "no effect from a small one: it is biased away from 0 there", "Stanley & Doucouliagos 2014")                     \
    X(PET_PEESE, "pet-peese", "conditional PET-PEESE", "the effect where the standard error is 0 is 0 (PET)",          \
      "that a test chose its model: the interval is too short; few or heterogeneous studies mislead it",               \
      "Stanley & Doucouliagos 2014; Stanley 2017")                                                                     \
    X(LIMIT, "limit", "limit meta-analysis", "no small-study effect (Q of the difference)",                            \
      "what lies beyond the data, where its line is read; its Q takes all heterogeneity for sampling error",           \
      "Rücker et al. 2011")                                                                                            \
    X(LFK, "lfk", "LFK index", "",                                                                                     \
      "it is no test: its size depends on the number of studies, and its limits 1 and 2 hold no level (Schwarzer et "  \
      "al. 2024)",                                                                                                     \
      "Furuya-Kanamori et al. 2018")                                                                                   \
    X(TRIMFILL, "trimfill", "trim and fill", "no study is missing (R0)",                                               \
      "missing studies from heterogeneity; selection by p-values is not undone by it", "Duval & Tweedie 2000")         \
    X(FAILSAFE, "failsafe", "fail-safe N", "",                                                                         \
      "how many studies are in drawers: it says how many null results would turn the result",                          \
      "Rosenthal 1979; Orwin 1983; Rosenberg 2005")                                                                    \
    X(TES, "tes", "test of excess significance", "as many significant results as the power of the studies has it",     \
      "why there are too many; heterogeneity gives them, too", "Ioannidis & Trikalinos 2007")                          \
    X(PCURVE, "pcurve", "p-curve", "p-values of significant results are flat, as without effect",                      \
      "how results came to be significant; heterogeneity misleads its estimate", "Simonsohn et al. 2014")              \
    X(PUNIFORM, "puniform", "p-uniform", "no publication bias among significant results",                              \
      "it supposes one effect: heterogeneity makes it too large", "van Assen et al. 2015")                             \
    X(PUNIFORM_STAR, "puniform-star", "p-uniform*", "no effect", "it supposes that p alone decides what is published", \
      "van Aert & van Assen 2021")                                                                                     \
    X(HENMI_COPAS, "henmi-copas", "Henmi and Copas' interval", "no effect",                                            \
      "it is robust to bias, and does not undo it", "Henmi & Copas 2010")                                              \
    X(SELECTION, "selection", "selection model", "publication does not depend on the p-value",                         \
      "whether this is how studies were selected", "Vevea & Hedges 1995")                                              \
    X(COPAS, "copas", "Copas' selection model", "no residual selection",                                               \
      "how strong selection is: it cannot be estimated, only varied", "Copas & Shi 2000")

typedef enum copse_bias_check {
#define COPSE_BIAS_CHECK_ENUM(id, name, text, null, limits, paper) COPSE_BIAS_##id,
    COPSE_BIAS_CHECK_LIST(COPSE_BIAS_CHECK_ENUM)
#undef COPSE_BIAS_CHECK_ENUM
        COPSE_BIAS_CHECK_COUNT
} copse_bias_check;
COPSE_API const char *copse_bias_check_name(copse_bias_check check); /**< "egger" */
COPSE_API const char *copse_bias_check_text(copse_bias_check check); /**< "Egger's regression test" */
COPSE_API const char *
copse_bias_check_null(copse_bias_check check); /**< the hypothesis that its p is of; "" without p */
COPSE_API const char *copse_bias_check_limits(copse_bias_check check); /**< what it cannot tell */
COPSE_API const char *copse_bias_check_paper(copse_bias_check check);
COPSE_API COPSE_NODISCARD copse_status copse_bias_check_find(const char *name, copse_bias_check *check);

/** Fewer studies than these tell little by any of the tests (Sterne et al. 2011); said, not refused. */
#define COPSE_BIAS_FEW 10
/** Are the standard errors one and the same, to 1e-7 of themselves? Then nothing can depend on them. */
COPSE_API bool copse_bias_same_errors(const double *v, size_t k);

/* ---------------------------------------------------------------------------------------------- regression tests */

/** How the residuals of Egger's regression vary. */
typedef enum copse_egger_model {
    COPSE_EGGER_LM, /**< variance phi v_i: weighted least squares (Egger et al. 1997), t with k - p df */
    COPSE_EGGER_RMA /**< variance v_i + tau2: a mixed-effects meta-regression */
} copse_egger_model;
COPSE_API const char *copse_egger_model_name(copse_egger_model model); /**< "lm", "rma" */

/** What the estimates are regressed on; text, formula. */
#define COPSE_EGGER_PREDICTOR_LIST(X)                                                                                  \
    X(SEI, "sei", "standard error")                                                                                    \
    X(VI, "vi", "sampling variance")                                                                                   \
    X(NI, "ni", "sample size")                                                                                         \
    X(NINV, "ninv", "1/sample size")                                                                                   \
    X(SQRTNI, "sqrtni", "square root of the sample size")                                                              \
    X(SQRTNINV, "sqrtninv", "1/square root of the sample size")
typedef enum copse_egger_predictor {
#define COPSE_EGGER_PREDICTOR_ENUM(id, name, text) COPSE_EGGER_##id,
    COPSE_EGGER_PREDICTOR_LIST(COPSE_EGGER_PREDICTOR_ENUM)
#undef COPSE_EGGER_PREDICTOR_ENUM
        COPSE_EGGER_PREDICTOR_COUNT
} copse_egger_predictor;
COPSE_API const char *copse_egger_predictor_name(copse_egger_predictor predictor);
COPSE_API const char *copse_egger_predictor_text(copse_egger_predictor predictor);

typedef struct copse_egger_opts {
    copse_egger_model model;         /**< default LM */
    copse_egger_predictor predictor; /**< default SEI */
    copse_fit_opts fit;              /**< level; method and test of RMA (default REML, z) */
} copse_egger_opts;
COPSE_API copse_egger_opts copse_egger_opts_default(void);

typedef struct copse_egger {
    copse_egger_model model;
    copse_egger_predictor predictor;
    size_t k, p;             /**< p with the predictor */
    copse_coefficient slope; /**< of the predictor: its test is the test of asymmetry */
    copse_coefficient
        limit;         /**< the effect where the predictor is 0 (an infinitely large study): the intercept, without
                                   moderators and for predictors that fall with size; all NaN else */
    double dispersion; /**< LM: phi = Q/(k - p); RMA: NaN */
    double tau2;       /**< RMA; LM: NaN */
} copse_egger;

/** y_i = x_i'b + slope g_i + e_i, g the predictor (Egger, Davey Smith, Schneider & Minder 1997, BMJ 315:629; Sterne & Egger
 *  2005; metafor's regtest). With LM and SEI this is Egger's regression of y/se on 1/se.
 *  @param[in] n  k sample sizes, for the predictors that are made of them; else NULL
 *  @param[in] X  k x p design with the moderators that are kept, or NULL with p = 1: an intercept
 *  @return COPSE_OK; COPSE_ETOOFEW (k < p + 2), COPSE_ENOTCOMPUTABLE (the predictor is the same for all, or the studies lie on a
 *          line without residuals: no test), COPSE_EMISSING (a sample size), and what copse_pool returns */
COPSE_API COPSE_NODISCARD copse_status copse_bias_egger(const double *y, const double *v, const double *n,
                                                        const double *X, size_t k, size_t p,
                                                        const copse_egger_opts *opts, copse_egger *egger,
                                                        copse_error *err);

/** Numbers of k studies that tests are made of; NULL or NaN where they are not known. Tables: a events and b others in the first
 *  group, c and d in the second. */
typedef struct copse_bias_numbers {
    const double *y, *v;
    const double *n;       /**< sample size */
    const double *n1, *n2; /**< of each group */
    const double *a, *b, *c, *d;
    const double *events, *others; /**< of both groups together, or of the one group of a proportion */
} copse_bias_numbers;

/** Regressions y_i = b0 + slope g_i with variance phi v_i (tests with k - p df), or v_i + tau2 for the additive ones: */
#define COPSE_BIAS_REGRESSION_LIST(X)                                                                                  \
    X(THOMPSON_SHARP) /**< y on its standard error, tau2 by moments (DL), t with k - p df */                           \
    X(MACASKILL_FIV)  /**< y on n, v its variance */                                                                   \
    X(MACASKILL_FPV)  /**< y on n, v = 1/events + 1/others */                                                          \
    X(PETERS)         /**< y on 1/n, v = 1/events + 1/others */                                                        \
    X(HARBORD_OR)     /**< Z/V on 1/sqrt(V), v = 1/V: the efficient score of the log odds ratio at 0,            \
                                 Z = a - (a + c) n1/N, V = n1 n2 (a + c)(b + d)/(N^2 (N - 1)) */     \
    X(HARBORD_RR)     /**< the same of the log risk ratio: Z = (a N - (a + c) n1)/(b + d),                       \
                                 V = n1 n2 (a + c)/(N (b + d)) */     \
    X(DEEKS)          /**< y on 1/sqrt(m), v = 1/m, m = 4 n1 n2/(n1 + n2) the effective sample size */                 \
    X(PUSTEJOVSKY_RODGERS) /**< y on sqrt(1/n1 + 1/n2), v its variance */                                              \
    X(ARCSINE)             /**< asin sqrt(a/n1) - asin sqrt(c/n2) on its standard error, v = 1/(4 n1) + 1/(4 n2) */    \
    X(ARCSINE_ADDITIVE)    /**< the same with tau2 by moments */
typedef enum copse_bias_regression {
#define COPSE_BIAS_REGRESSION_ENUM(id) COPSE_BIAS_REGRESSION_##id,
    COPSE_BIAS_REGRESSION_LIST(COPSE_BIAS_REGRESSION_ENUM)
#undef COPSE_BIAS_REGRESSION_ENUM
        COPSE_BIAS_REGRESSION_COUNT
} copse_bias_regression;

typedef struct copse_bias_line {
    copse_bias_regression kind;
    size_t k, p;             /**< studies used; coefficients */
    size_t left_out;         /**< studies whose tables tell nothing: no events, or only events */
    copse_coefficient slope; /**< its test is the test of asymmetry */
    copse_coefficient
        limit; /**< the intercept: the effect where the predictor is 0; NaN with moderators, and for MACASKILL,
                                  where that is a study without participants */
    double dispersion, tau2; /**< phi, or tau2; the other NaN */
} copse_bias_line;

/** Macaskill, Walter & Irwig 2001, Stat Med 20:641; Peters et al. 2006, JAMA 295:676; Harbord, Egger & Sterne 2006, Stat Med
 *  25:3443, and Harbord, Harris & Sterne 2009, Stata J 9:197; Thompson & Sharp 1999, Stat Med 18:2693; Deeks, Macaskill & Irwig
 *  2005, J Clin Epidemiol 58:882; Pustejovsky & Rodgers 2019, Res Synth Methods 10:57; Rücker, Schwarzer & Carpenter 2008, Stat
 *  Med 27:746.
 *  @param[in] X  k x p moderators that are kept, or NULL with p = 1  @param[in] level  of the intervals, in %
 *  @return COPSE_OK; COPSE_EMISSING (a number that the test is made of), COPSE_EDOM (numbers that are none of a table),
 *          COPSE_ETOOFEW, COPSE_ENOTCOMPUTABLE, and what copse_pool returns */
COPSE_API COPSE_NODISCARD copse_status copse_bias_regress(copse_bias_regression kind, const copse_bias_numbers *numbers,
                                                          const double *X, size_t k, size_t p, double level,
                                                          copse_bias_line *line, copse_error *err);

/* ----------------------------------------------------------------------------------------- rank correlation tests */

/** How p of a rank correlation is computed. */
typedef enum copse_rank_p {
    COPSE_RANK_P_EXACT, /**< by all orders, where there are no ties and no more than COPSE_RANK_EXACT studies; else normal */
    COPSE_RANK_P_NORMAL,   /**< normal, its variance corrected for ties */
    COPSE_RANK_P_CORRECTED /**< the same with |S| less 1, for continuity */
} copse_rank_p;
COPSE_API const char *copse_rank_p_name(copse_rank_p way); /**< "exact", "normal", "corrected" */
#define COPSE_RANK_EXACT 170

typedef struct copse_rank_correlation {
    size_t k;
    double tau; /**< Kendall's tau-b */
    double S;   /**< concordant less discordant pairs */
    double se;  /**< of S without correlation, corrected for ties */
    double z;   /**< S/se, with the continuity correction where asked for; NaN where p is exact */
    double p;   /**< two-sided */
    copse_rank_p how;
    bool ties;
} copse_rank_correlation;
/** Kendall's rank correlation of x and y, as R's cor.test (method "kendall") has it, in O(k log k) (Knight 1966), exact p in O(k^3).
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ETOOFEW (k < 2), COPSE_ENOTCOMPUTABLE (x or y is the same for all), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_kendall(const double *x, const double *y, size_t k, copse_rank_p how,
                                                     copse_rank_correlation *out, copse_error *err);

/** What is correlated in rank: */
typedef enum copse_bias_rank {
    COPSE_BIAS_RANK_BEGG, /**< (y_i - mu)/sqrt(v_i - 1/sum w) with v_i, mu the mean with weights w = 1/v (Begg & Mazumdar 1994,
                               Biometrics 50:1088; metafor's ranktest) */
    COPSE_BIAS_RANK_ARCSINE, /**< the same of arcsine differences (Rücker et al. 2008) */
    COPSE_BIAS_RANK_COUNTS /**< (a_i - E_i)/sqrt(V_i) with 1/V_i: mean and variance of the noncentral hypergeometric distribution
                                  at the Mantel-Haenszel odds ratio (Schwarzer, Antes & Schumacher 2007, Stat Med 26:721) */
} copse_bias_rank;
COPSE_API COPSE_NODISCARD copse_status copse_bias_rank_test(copse_bias_rank kind, const copse_bias_numbers *numbers,
                                                            size_t k, copse_rank_p how, copse_rank_correlation *out,
                                                            copse_error *err);
/** Mean and variance of a, given the margins, odds ratio > 0: noncentral hypergeometric, summed from its mode to both sides. */
COPSE_API COPSE_NODISCARD copse_status copse_noncentral_hypergeometric(double n1, double n2, double events,
                                                                       double odds_ratio, double *mean,
                                                                       double *variance);

/* ------------------------------------------------------------------------------------------------ adjusted effects */

/** PET, PEESE and the choice between them. */
typedef struct copse_pet_peese {
    copse_egger pet, peese; /**< with predictor SEI and VI; their `limit` is the adjusted effect */
    double alpha;           /**< two-sided; PEESE is taken where PET's effect differs from 0 at it */
    bool uses_peese;
} copse_pet_peese;
#define COPSE_PET_ALPHA 0.1
/** Stanley & Doucouliagos 2014, Res Synth Methods 5:60; Stanley 2017, Soc Psychol Personal Sci 8:581, who tests one-sided at 5 %.
 *  Errors as copse_bias_egger. */
COPSE_API COPSE_NODISCARD copse_status copse_bias_pet_peese(const double *y, const double *v, size_t k,
                                                            const copse_egger_opts *opts, double alpha,
                                                            copse_pet_peese *out, copse_error *err);

/** Limit meta-analysis: y_i = beta + sqrt(v_i + tau2)(alpha + e_i), e_i ~ N(0, 1). */
typedef struct copse_limit_meta {
    double tau2;
    double alpha, beta; /**< intercept and slope of the generalised radial plot */
    copse_coefficient
        beta0; /**< beta + tau alpha: the expectation of a study without sampling error; tests are normal */
    copse_coefficient betalim,
        mulim;           /**< slope, with and without intercept, of the radial plot of the studies as they would be
                                           with all their sampling errors shrunk to nothing */
    double Q, Q_df, Q_p; /**< Cochran's */
    double Q_small, Q_small_p; /**< of it, due to small-study effects: 1 df */
    double Q_resid, Q_resid_df, Q_resid_p;
    double G2; /**< 100 (1 - R2) of the limit radial plot: heterogeneity beyond small-study effects, in % */
} copse_limit_meta;
/** Rücker, Schwarzer, Carpenter, Binder & Schumacher 2011, Biostatistics 12:122; R's metasens, limitmeta.
 *  @param[in] tau2  estimated without a small-study effect
 *  @return COPSE_OK; COPSE_ETOOFEW (k < 3), COPSE_EDOM, COPSE_ENOTCOMPUTABLE (equal standard errors), and what copse_pool returns */
COPSE_API COPSE_NODISCARD copse_status copse_bias_limit(const double *y, const double *v, size_t k, double tau2,
                                                        double level, copse_limit_meta *out, copse_error *err);

/** LFK index of the Doi plot: with the studies in the order of y, N_i = 100 max(v)/v_i, R_i the sum of N before i plus N_i/2,
 *  z_i = normal quantile of (R_i - 1/2)/sum N, y_m the estimate whose |z| is least:
 *      5/(2k) sum (z_i + (max z - min z)/(max y - min y) (y_i - y_m))
 *  Furuya-Kanamori, Barendregt & Doi 2018, Int J Evid Based Healthc 16:195. By their convention 1 and 2 are the limits of minor and
 *  major asymmetry, whatever k; Schwarzer, Rücker & Semaca 2024, Res Synth Methods 15:603, show that it does not hold a level.
 *  @return COPSE_OK; COPSE_ETOOFEW (k < 3), COPSE_EDOM, COPSE_ENOTCOMPUTABLE (all estimates alike), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_lfk(const double *y, const double *v, size_t k, double *index,
                                                      copse_error *err);

/* ---------------------------------------------------------------------------------------------------- trim and fill */

/** Estimators of the number of missing studies; S is the sum of the ranks of |y - mu| of studies above mu, r the largest rank
 *  below it: L0 = (4S - k(k+1))/(2k - 1), R0 = k - r - 1, Q0 = k - 1/2 - sqrt(2k^2 - 4S + 1/4). */
typedef enum copse_trimfill_estimator {
    COPSE_TRIMFILL_L0,
    COPSE_TRIMFILL_R0,
    COPSE_TRIMFILL_Q0,
    COPSE_TRIMFILL_COUNT
} copse_trimfill_estimator;
COPSE_API const char *copse_trimfill_estimator_name(copse_trimfill_estimator estimator);
/** On which side studies are missing; AUTO: the left one, unless y falls as its standard error rises (metafor). */
typedef enum copse_trimfill_side { COPSE_TRIMFILL_AUTO, COPSE_TRIMFILL_LEFT, COPSE_TRIMFILL_RIGHT } copse_trimfill_side;
COPSE_API const char *copse_trimfill_side_name(copse_trimfill_side side);

typedef struct copse_trimfill {
    copse_trimfill_estimator estimator;
    copse_trimfill_side side; /**< LEFT or RIGHT */
    size_t missing;           /**< k0: studies that were filled in */
    double missing_se;        /**< NaN where its variance formula is negative */
    double p;                 /**< R0: of no missing study, 2^-(k0 + 1); else NaN */
    size_t iterations;
    size_t *mirrored; /**< missing: the study whose mirror image each is (0 to k-1) */
    double *y, *v;    /**< missing: the studies filled in */
    copse_fit fit;    /**< of all k + missing studies */
} copse_trimfill;
/** Duval & Tweedie 2000a, J Am Stat Assoc 95:89, and 2000b, Biometrics 56:455; definitions and ties as metafor's trimfill. Every
 *  mean is by `opts`, tau2 estimated anew.
 *  @return COPSE_OK; COPSE_ETOOFEW (k < 2), COPSE_ENOTCOMPUTABLE (the search does not settle; the estimator has no value), and what
 *          copse_pool returns */
COPSE_API COPSE_NODISCARD copse_status copse_bias_trimfill(const double *y, const double *v, size_t k,
                                                           copse_trimfill_estimator estimator, copse_trimfill_side side,
                                                           const copse_fit_opts *opts, copse_trimfill *out,
                                                           copse_error *err);
COPSE_API void copse_trimfill_free(copse_trimfill *trimfill);

#ifdef __cplusplus
}
#endif
#endif
