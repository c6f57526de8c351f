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
    copse_omnibus moderators; /**< Wald test of the moderators kept, the predictor beside them; NaN without */
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
    double dispersion, tau2;  /**< phi, or tau2; the other NaN */
    copse_omnibus moderators; /**< as in copse_egger */
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
    double
        alpha; /**< two-sided; PEESE is taken where PET's effect differs from 0 at it, on the side of the mean with weights 1/v */
    bool uses_peese;
    bool opposed; /**< PET's effect is not on that side, and so is taken as it is */
} copse_pet_peese;
#define COPSE_PET_ALPHA 0.1
/** Stanley & Doucouliagos 2014, Res Synth Methods 5:60; Stanley 2017, Soc Psychol Personal Sci 8:581, who tests one-sided at 5 %: an effect
 *  that is turned round by PET is none for PEESE to size.
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

/** Do moderators matter beside a small-study effect? The regression of the generalised radial plot with a level for each row of X,
 *      y_i = x_i'beta + sqrt(v_i + tau2)(alpha + e_i),
 *  its residual variance known: beta0 of any two levels differ by what their beta do, since tau alpha is common to all. QM is the
 *  Wald test (chi-square) of all columns of X that vary. Rücker and colleagues have it without moderators; the test is copse's.
 *  @param[in] X  k x p design by rows  @param[in] tau2  estimated with the moderators, without a small-study effect
 *  @return COPSE_OK; COPSE_EINVAL (no column varies), COPSE_ETOOFEW (k < p + 2), and as copse_bias_limit */
COPSE_API COPSE_NODISCARD copse_status copse_bias_limit_moderators(const double *y, const double *v, const double *X,
                                                                   size_t k, size_t p, double tau2,
                                                                   copse_omnibus *moderators, copse_error *err);

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
    copse_method trim_method; /**< of the means that trimming is about */
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
/** The same with means by another estimator of tau2 while trimming, also in the regression that tells the side; all studies are pooled by `opts`. With EE this is what R's meta and
 *  Peters et al. 2007, Stat Med 26:4544 ("fixed-random") do: heterogeneity then has no say in where the centre is. */
COPSE_API COPSE_NODISCARD copse_status copse_bias_trimfill_about(const double *y, const double *v, size_t k,
                                                                 copse_trimfill_estimator estimator,
                                                                 copse_trimfill_side side, copse_method trim_method,
                                                                 const copse_fit_opts *opts, copse_trimfill *out,
                                                                 copse_error *err);
COPSE_API void copse_trimfill_free(copse_trimfill *trimfill);
/* ------------------------------------------------------------------------------- selection models by p-value or size
 * A study with estimate y is published with a probability in proportion to w(p; delta), p the one-sided (or two-sided) p-value
 * of y/sqrt(v); what is published has the density
 *      w(p(y)) phi(y; mu, v + tau2) / A,   A the integral of the numerator over y
 * (Hedges 1984, 1992; Vevea & Hedges 1995, Psychometrika 60:419). Definitions of w and of its parameters are those of
 * metafor's selmodel; docs/methods-selection.md. c is the study's precision measure, 1 without one; a the step, 0 without. */
#define COPSE_SELMODEL_LIST(X)                                                                                         \
    X(STEPFUN, "stepfun", "step function", "delta_j for a_(j-1) < p <= a_j", "Vevea & Hedges 1995")                    \
    X(BETA, "beta", "beta weights", "p^(delta1 - 1) (1 - p)^(delta2 - 1)", "Citkowicz & Vevea 2017")                   \
    X(HALFNORM, "halfnorm", "half-normal weights", "exp(-delta c p^2)", "Preston et al. 2004")                         \
    X(NEGEXP, "negexp", "negative exponential weights", "exp(-delta c p)", "Preston et al. 2004")                      \
    X(LOGISTIC, "logistic", "logistic weights", "2 exp(-delta c p)/(1 + exp(-delta c p))", "Preston et al. 2004")      \
    X(POWER, "power", "power weights", "(1 - p)^(delta c)", "Viechtbauer 2010")                                        \
    X(NEGEXPPOW, "negexppow", "negative exponential power weights", "exp(-delta1 c p^(1/delta2))",                     \
      "Begg & Mazumdar 1994")                                                                                          \
    X(TRUNC, "trunc", "truncated distribution", "1 for y > a, else delta", "Rust et al. 1990")                         \
    X(TRUNCEST, "truncest", "truncated distribution, its point estimated", "1 for y > delta2, else delta1",            \
      "Rust et al. 1990")

typedef enum copse_selmodel_type {
#define COPSE_SELMODEL_ENUM(id, name, text, weight, paper) COPSE_SELMODEL_##id,
    COPSE_SELMODEL_LIST(COPSE_SELMODEL_ENUM)
#undef COPSE_SELMODEL_ENUM
        COPSE_SELMODEL_COUNT
} copse_selmodel_type;
COPSE_API const char *copse_selmodel_name(copse_selmodel_type type); /**< "stepfun" */
COPSE_API const char *copse_selmodel_text(copse_selmodel_type type); /**< "step function" */
COPSE_API const char *copse_selmodel_weight_formula(copse_selmodel_type type);
COPSE_API const char *copse_selmodel_paper(copse_selmodel_type type);
COPSE_API COPSE_NODISCARD copse_status copse_selmodel_find(const char *name, copse_selmodel_type *type);
/** Can weights depend on the studies' precision: halfnorm, negexp, logistic, power, negexppow? */
COPSE_API bool copse_selmodel_takes_precision(copse_selmodel_type type);

/** Which estimates are "significant". */
typedef enum copse_selmodel_side {
    COPSE_SELMODEL_GREATER, /**< large ones: p = P(Z > y/se) */
    COPSE_SELMODEL_LESS,    /**< small ones */
    COPSE_SELMODEL_TWO_SIDED
} copse_selmodel_side;
COPSE_API const char *copse_selmodel_side_name(copse_selmodel_side side); /**< "greater", "less", "two-sided" */

/** The measure c that selection falls with, divided by its largest value unless `precision_unscaled`. */
typedef enum copse_selmodel_precision {
    COPSE_SELMODEL_NO_PRECISION,
    COPSE_SELMODEL_SEI,
    COPSE_SELMODEL_VI,
    COPSE_SELMODEL_NINV,
    COPSE_SELMODEL_SQRTNINV
} copse_selmodel_precision;
COPSE_API const char *copse_selmodel_precision_name(copse_selmodel_precision precision); /**< "none", "sei", ... */

#define COPSE_SELMODEL_MOST_STEPS 64

typedef struct copse_selmodel_opts {
    copse_selmodel_type type;           /**< default STEPFUN */
    copse_selmodel_side side;           /**< default GREATER */
    copse_selmodel_precision precision; /**< default none */
    bool precision_unscaled;
    const double
        *step; /**< borrowed. STEPFUN: rising, in (0, 1), 1 as the last may be left out (default 0.025); HALFNORM to
                             NEGEXPPOW: one, up to which w is 1; BETA: two, beyond which w is constant (Pustejovsky 2024; default
                             1e-5 and 1 - 1e-5); TRUNC: one, the point of truncation, of any sign (default 0) */
    size_t steps;
    const double
        *delta;    /**< borrowed: values that are given, NaN for those to estimate; NULL: estimate all. STEPFUN: one for
                              each interval, the first 1 where it is NaN (Vevea & Woods 2005: all given) */
    size_t deltas; /**< how many; 0 with NULL */
    bool decreasing;      /**< STEPFUN: weights may not rise with p */
    bool equal_effects;   /**< tau2 = 0 */
    double tau2;          /**< given value >= 0; NaN (default): estimated */
    double level;         /**< of intervals, in %; default 95 */
    bool without_profile; /**< leave out the profile-likelihood intervals, which take most of the time */
    bool thorough;        /**< climb from every start, not only the most promising */
} copse_selmodel_opts;
COPSE_API copse_selmodel_opts copse_selmodel_opts_default(void);
/** How many deltas a model with these options has. */
COPSE_API size_t copse_selmodel_deltas(const copse_selmodel_opts *opts);

/** What there is to say of a parameter. */
typedef enum copse_selmodel_state {
    COPSE_SELMODEL_ESTIMATED,
    COPSE_SELMODEL_FIXED,    /**< given, or 1 by definition */
    COPSE_SELMODEL_EMPTY,    /**< no p-value in its interval: the likelihood is highest at 0 */
    COPSE_SELMODEL_LOWER,    /**< at the lower end of its range */
    COPSE_SELMODEL_UPPER,    /**< at the upper end of what is searched: the likelihood still rises */
    COPSE_SELMODEL_TIED,     /**< `decreasing` holds it at the weight before it */
    COPSE_SELMODEL_IRREGULAR /**< TRUNCEST's point: no standard error, as the likelihood jumps there */
} copse_selmodel_state;
COPSE_API const char *
copse_selmodel_state_text(copse_selmodel_state state); /**< "" for ESTIMATED; else in a word or two */

/** An estimated parameter. NaN: it is not estimated, or cannot be told. */
typedef struct copse_selmodel_parameter {
    double estimate, se;
    double null;            /**< its value without selection (tau2: NaN) */
    double statistic, p;    /**< Wald, of null */
    copse_interval ci;      /**< Wald, cut off at the range of the parameter */
    copse_interval profile; /**< of the likelihood; an end without limit is infinite; NaN where there is none */
    copse_selmodel_state state;
} copse_selmodel_parameter;

typedef struct copse_selmodel {
    copse_selmodel_type type;
    copse_selmodel_side side;
    copse_selmodel_precision precision;
    double level;
    bool decreasing, equal_effects;
    size_t k, p, deltas, steps;
    double *step;            /**< steps; STEPFUN: with the last, 1 */
    size_t *count;           /**< STEPFUN: p-values in each interval; TRUNC, TRUNCEST: estimates beyond the point and
                                     not; other types with a step: up to it and above; else NULL */
    copse_coefficient *coef; /**< p, Wald, normal */
    copse_interval *coef_profile; /**< p */
    double *vcov;                 /**< p x p */
    double QM, QM_df, QM_p;       /**< Wald test of all coefficients but the intercept; NaN without */
    copse_omnibus
        moderators; /**< likelihood ratio of the same (QM the statistic); NaN without an intercept or moderators,
                                       and where the model without them has no maximum */
    copse_selmodel_parameter tau2;
    double tau2_lrt, tau2_lrt_p;     /**< of tau2 = 0, chi-square with 1 df; NaN where tau2 is not estimated */
    copse_selmodel_parameter *delta; /**< deltas */
    double *delta_vcov;              /**< deltas x deltas; 0 for those that are not estimated */
    double lrt, lrt_df, lrt_p;       /**< of no selection: 2 (log_lik - log_lik_null) */
    double log_lik_null;             /**< of the same model with w = 1 */
    copse_fit_statistics stat;
    double precision_min, precision_max, precision_mean; /**< of c; 1 without */
    size_t iterations;                                   /**< steps of the climb that led to the maximum */
    bool converged;
    double
        edge_log_lik; /**< of a higher point at the upper end of what is searched for a delta, which is not the maximum that
                              is told; NaN: there is none */
    bool identified;                   /**< false: the information is singular there, and no standard error is told */
    double floor, clip_low, clip_high; /**< p up to `floor` has weight 1; p is cut off at the clips */
} copse_selmodel;

/** Fits the model by maximum likelihood, with gradient and Hessian in closed form (integrals of smooth weights by fixed nodes,
 *  right to 1e-11), from many starts; the boundary (tau2 = 0, delta at its end) is looked at as itself.
 *  @param[in] n  k sample sizes, for the precisions made of them; else NULL
 *  @param[in] X  k x p design by rows, of full rank, or NULL with p = 1: an intercept
 *  @return COPSE_OK; COPSE_EUSAGE (options that do not go together), COPSE_EDOM (a step, delta or datum out of range),
 *          COPSE_ETOOFEW (k below the number of parameters), COPSE_EMISSING (a sample size), COPSE_ENOTCOMPUTABLE (no p-value in
 *          the first interval; no maximum: the likelihood rises for ever), COPSE_ENOMEM, COPSE_ERANK
 *  copse_selmodel_free takes *fit, also after a failure. */
COPSE_API COPSE_NODISCARD copse_status copse_selmodel_fit(const double *y, const double *v, const double *n,
                                                          const double *X, size_t k, size_t p,
                                                          const copse_selmodel_opts *opts, copse_selmodel *fit,
                                                          copse_error *err);
COPSE_API void copse_selmodel_free(copse_selmodel *fit);

/** The fitted weight function at a p-value (TRUNC, TRUNCEST: at an estimate), for plots. */
typedef struct copse_selmodel_point {
    double weight;     /**< in proportion to the probability of publication; 1 at p = 0 but for beta */
    copse_interval ci; /**< pointwise: w exp(-+ z se(ln w)), the delta method; NaN where it cannot be told */
} copse_selmodel_point;
/** @param[in] precision  c, e.g. 1 or fit->precision_mean; not used by types without
 *  @return COPSE_OK, COPSE_EDOM (p outside [0, 1], no number) */
COPSE_API COPSE_NODISCARD copse_status copse_selmodel_weight(const copse_selmodel *fit, double at, double precision,
                                                             copse_selmodel_point *point);

/* ------------------------------------------------------------------------------------------------- fail-safe N */

/** How many studies of no effect would turn the result; code, what turns, paper. */
#define COPSE_FAILSAFE_LIST(X)                                                                                         \
    X(ROSENTHAL, "Rosenthal", "the sum of the z-values is not significant (one-sided)", "Rosenthal 1979")              \
    X(FISHER, "Fisher", "the sum of the logs of one-sided p-values is not significant", "Rosenthal 1979; Fisher 1932") \
    X(BINOMIAL, "binomial", "the sign test is not significant", "")                                                    \
    X(ORWIN, "Orwin-equal", "the mean with equal weights falls to the target", "Orwin 1983")                           \
    X(ORWIN_WEIGHTED, "Orwin", "the mean with weights 1/v falls to the target", "Orwin 1983")                          \
    X(ROSENBERG, "Rosenberg", "the equal-effects estimate is not significant", "Rosenberg 2005")                       \
    X(GENERAL, "general", "the model's estimate is not significant, or falls to the target",                           \
      "Viechtbauer 2010 (metafor)")
typedef enum copse_failsafe_kind {
#define COPSE_FAILSAFE_ENUM(id, code, text, paper) COPSE_FAILSAFE_##id,
    COPSE_FAILSAFE_LIST(COPSE_FAILSAFE_ENUM)
#undef COPSE_FAILSAFE_ENUM
        COPSE_FAILSAFE_COUNT
} copse_failsafe_kind;
COPSE_API const char *copse_failsafe_code(copse_failsafe_kind kind);
COPSE_API const char *copse_failsafe_text(copse_failsafe_kind kind);
COPSE_API const char *copse_failsafe_paper(copse_failsafe_kind kind);

#define COPSE_FAILSAFE_MOST 10000000 /* where a number is searched for, none larger is: metafor's limit */

typedef struct copse_failsafe_opts {
    double alpha; /**< of the pooled test, in (0, 1/2); default 0.05 */
    double
        target; /**< effect to fall to, not 0; NaN (default): half the mean for Orwin, significance for the general one */
    double missing_mean; /**< general: mean of the estimates that are missing; default 0 */
    bool
        exact; /**< general: fit the model anew for each number, else by the closed form below; tests other than z and models
                     with few studies have no closed form and are exact anyhow, up to 5000 studies added */
    copse_fit_opts fit; /**< general: default REML, z */
} copse_failsafe_opts;
COPSE_API copse_failsafe_opts copse_failsafe_opts_default(void);

typedef struct copse_failsafe_number {
    double n;                          /**< a whole number; COPSE_FAILSAFE_MOST where it is no smaller */
    bool capped;                       /**< n is that limit */
    bool exact;                        /**< general: of the model fitted anew */
    double p, estimate, tau2, target;  /**< of the studies there are; NaN what the method has not */
    double p_at, estimate_at, tau2_at; /**< general: with the n studies; NaN else */
} copse_failsafe_number;
typedef struct copse_failsafe {
    copse_failsafe_number number[COPSE_FAILSAFE_COUNT];
} copse_failsafe;

/** z = y/se, w = 1/v, z_a the upper quantile. Definitions as in metafor's fsn (4.6 and later), all rounded up:
 *  - Rosenthal k (zbar/z_alpha)^2 - k, zbar = |sum z|/sqrt k;  - Fisher: the least N with P(chi-square(2k + 2N) > -2 sum log p +
 *    2 N log 2) >= alpha, p = P(Z > |z|);  - binomial: the least even N, half of each sign, with a two-sided sign test p >= alpha;
 *  - Orwin k (mean - target)/target, the target with the sign of the mean;
 *  - Rosenberg ((sum w y/z_{alpha/2})^2 - sum w)/(sum w/k);
 *  - general: a least N at which the estimate of the k studies and N more of mean m = missing_mean, variance 1/mean(w) and
 *    heterogeneity as observed turns: beyond a bisection from 1, 2, 4, ... In closed form, b and tau2 those of the k studies,
 *      tau2_N = ((k - 1) tau2 + (N - 1)+ tau2 + k (b - b_N)^2 + N (m - b_N)^2)/(k + N - 1),  b_N = (k b + N m)/(k + N),
 *    then the weighted mean and its z-test with tau2_N; estimates on the side of m count as not significant.
 *  @return COPSE_OK; COPSE_EINVAL (target 0, alpha), COPSE_ETOOFEW (k < 2), and what copse_pool returns */
COPSE_API COPSE_NODISCARD copse_status copse_bias_failsafe(const double *y, const double *v, size_t k,
                                                           const copse_failsafe_opts *opts, copse_failsafe *failsafe,
                                                           copse_error *err);

/* ------------------------------------------------------------------------------------ test of excess significance */

#define COPSE_TES_TEST_LIST(X)                                                                                         \
    X(CHI2, "chi2", "Pearson's chi-square, one degree of freedom")                                                     \
    X(BINOMIAL, "binom", "binomial with the mean power")                                                               \
    X(EXACT, "exact", "exact: the studies' own powers")
typedef enum copse_tes_test {
#define COPSE_TES_ENUM(id, code, text) COPSE_TES_##id,
    COPSE_TES_TEST_LIST(COPSE_TES_ENUM)
#undef COPSE_TES_ENUM
        COPSE_TES_TEST_COUNT
} copse_tes_test;
COPSE_API const char *copse_tes_test_code(copse_tes_test test);
COPSE_API const char *copse_tes_test_text(copse_tes_test test);

#define COPSE_SIDES_LIST(X)                                                                                            \
    X(TWO, "two.sided")                                                                                                \
    X(GREATER, "greater")                                                                                              \
    X(LESS, "less")
typedef enum copse_sides {
#define COPSE_SIDES_ENUM(id, code) COPSE_SIDES_##id,
    COPSE_SIDES_LIST(COPSE_SIDES_ENUM)
#undef COPSE_SIDES_ENUM
        COPSE_SIDES_COUNT
} copse_sides;
COPSE_API const char *copse_sides_code(copse_sides sides);

#define COPSE_TES_EXACT_MOST 20000 /* studies; the exact test takes k^2 steps */

typedef struct copse_tes_opts {
    double null_effect;      /**< that the studies test; default 0 */
    double alpha;            /**< of the studies' tests; default 0.05 */
    copse_sides alternative; /**< of the studies' tests; default TWO */
    double theta;            /**< the true mean effect; NaN (default): the mean with weights 1/(v + tau2) */
    double tau2;             /**< between studies; default 0 */
    copse_tes_test test;     /**< whose p the limits are of; default EXACT (CHI2 above COPSE_TES_EXACT_MOST studies) */
    copse_sides excess;      /**< default GREATER: too many significant results */
    double limit_alpha;      /**< of the limits; default 0.10 */
} copse_tes_opts;
COPSE_API copse_tes_opts copse_tes_opts_default(void);

typedef struct copse_tes {
    size_t k, observed; /**< studies; significant ones */
    double expected;    /**< the sum of the powers */
    double theta, tau2;
    double power_min, power_median, power_max;
    double chi2;                     /**< (O - E)^2/E + (O - E)^2/(k - E) */
    double p[COPSE_TES_TEST_COUNT];  /**< NaN: not computed (EXACT, too many studies) */
    copse_tes_test test;             /**< in force */
    double limit_lower, limit_upper; /**< the true effect nearest to the null effect at which the excess is no longer
                                            significant (GREATER: lower; LESS: upper; TWO: both, at half the alpha each); NaN: none */
} copse_tes;

/** Are there more significant results than the studies' power would give? power_i = P(a study's test is significant) with
 *  y_i ~ N(theta, v_i + tau2), in closed form. Ioannidis & Trikalinos 2007 (Clin Trials 4:245), Francis 2013; metafor's tes.
 *  Two-sided binomial and exact tests sum the probabilities of all counts that are no more probable than the one observed.
 *  @param[out] power  k powers, or NULL
 *  @return COPSE_OK; COPSE_EINVAL (alpha, tau2 < 0, ...), COPSE_EDOM, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_tes(const double *y, const double *v, size_t k,
                                                      const copse_tes_opts *opts, copse_tes *tes, double *power,
                                                      copse_error *err);

/* ------------------------------------------------------------------------------------- the studies' own tests
 * What p-curve and p-uniform rest on: z = y/se by default, else the tests that the studies made. */
#define COPSE_STUDY_TEST_LIST(X)                                                                                       \
    X(Z, "z")                                                                                                          \
    X(T, "t")                                                                                                          \
    X(F, "F")                                                                                                          \
    X(CHI2, "chi2")                                                                                                    \
    X(R, "r")
typedef enum copse_study_test_kind {
#define COPSE_STUDY_TEST_ENUM(id, code) COPSE_STUDY_TEST_##id,
    COPSE_STUDY_TEST_LIST(COPSE_STUDY_TEST_ENUM)
#undef COPSE_STUDY_TEST_ENUM
        COPSE_STUDY_TEST_COUNT
} copse_study_test_kind;
COPSE_API const char *copse_study_test_code(copse_study_test_kind kind);

typedef struct copse_study_test {
    copse_study_test_kind kind;
    double value;    /**< of the statistic; r: the correlation */
    double df1, df2; /**< t, r: df2; chi2: df1; F: both */
} copse_study_test;

/** Reads a test in the notation of the p-curve app: "t(88)=2.1", "F(1,100)=9.1", "chi2(1)=5", "z=2.5", "r(147)=.246" (df = n - 2), in
 *  either case, blanks anywhere; also "chi2(1, N=90)=5".
 *  @return COPSE_OK, COPSE_EPARSE (not such a thing), COPSE_EDOM (as copse_study_test_check) */
COPSE_API COPSE_NODISCARD copse_status copse_study_test_read(const char *text, copse_study_test *test,
                                                             copse_error *err);
/** df in [1, 1e9] (F, chi2: df1 in [0.01, 1e9]), F and chi2 not negative, |r| < 1. @return COPSE_OK, COPSE_EDOM */
COPSE_API COPSE_NODISCARD copse_status copse_study_test_check(const copse_study_test *test, copse_error *err);
/** Two-sided p of z, t and r; upper tail of F and chi2. */
COPSE_API double copse_study_test_p(const copse_study_test *test);

/** What a study's estimate is, for the t-test that goes with it; d and J as in the measure SMD. */
typedef enum copse_t_kind {
    COPSE_T_SMD,   /**< standardised difference of two means, y = J(n1 + n2 - 2) d: t = d/sqrt(1/n1 + 1/n2) */
    COPSE_T_MEANS, /**< difference of two means: t = y/se, df n1 + n2 - 2 */
    COPSE_T_SMN, /**< standardised mean, or mean change in pairs by the SD of the changes, y = J(n1 - 1) d: t = d sqrt n1 */
    COPSE_T_MEAN,        /**< one mean, or a mean change in n1 pairs: t = y/se, df n1 - 1 */
    COPSE_T_CORRELATION, /**< y = r: t = r sqrt(df/(1 - r^2)), df n1 - 2 */
    COPSE_T_FISHER       /**< y = atanh r */
} copse_t_kind;
typedef struct copse_t_numbers {
    copse_t_kind kind;
    double y, v, n1, n2; /**< n2 for two groups */
    double se; /**< of y in the t-test, where the kind asks for it (two groups: by the pooled variance); NaN: sqrt v */
    bool uncorrected; /**< y = d, without J */
} copse_t_numbers;
/** The t-test of a study. *unit: the effect over it is the noncentrality (sqrt(1/n1 + 1/n2), 1/sqrt n1; of means: se, as though
 *  known; NaN for correlations, whose t is not noncentral t). *critical: the y/sqrt v that is just significant at the two-sided alpha.
 *  @return COPSE_OK, COPSE_EDOM (group sizes that are no numbers, or leave no df) */
COPSE_API COPSE_NODISCARD copse_status copse_study_t_test(const copse_t_numbers *numbers, double alpha,
                                                          copse_study_test *test, double *unit, double *critical,
                                                          copse_error *err);

/* -------------------------------------------------------------------------------------------------------- p-curve */

typedef struct copse_pcurve_opts {
    double alpha;                  /**< of the studies' two-sided tests, below 1/3; default 0.05 */
    double level;                  /**< of the power's interval, in %; default 95 (the p-curve app: 90) */
    const copse_study_test *tests; /**< k; NULL (default): z = |y|/se. Of y the sign alone is then used */
    const double
        *unit; /**< k, with `tests`: effect/unit is the noncentrality of a z or t; NULL: effects are not asked for */
} copse_pcurve_opts;
COPSE_API copse_pcurve_opts copse_pcurve_opts_default(void);

/** Stouffer's z of the probits of the pp-values (negative: further skewed to the right than the null), its lower tail; of all
 *  significant results and of those below alpha/2; and the binomial test of how many are below alpha/2. */
typedef struct copse_pcurve_test {
    double z, p, half_z, half_p, binomial_p; /**< half: NaN where none is below alpha/2 */
} copse_pcurve_test;
enum { COPSE_PCURVE_BINS = 5 };
typedef struct copse_pcurve {
    size_t k, significant, half, opposed; /**< opposed: significant, of the sign that fewer have */
    size_t tests[COPSE_STUDY_TEST_COUNT]; /**< significant ones of each kind */
    copse_pcurve_test skew;               /**< null: flat, as with no effect */
    copse_pcurve_test flat;               /**< null: power 1/3; small p: flatter than that */
    double app_half_z,
        app_half_p; /**< flatness of the half curve as the p-curve app (4.06) computes it, whose pp-values are not
                                        uniform under its null; for comparison only */
    bool evidential,
        inadequate; /**< Simonsohn, Simmons & Nelson 2015: half_p < .05 or both p < .1; flat.p < .05, or flat.half_p
                                        and flat.binomial_p < .1 */
    double power;   /**< at which Stouffer's z is 0, between alpha and 0.99 */
    copse_interval power_ci; /**< at which its p is 1 -+ level/2, cut to the same range */
    double
        effect; /**< with the least Kolmogorov-Smirnov distance between pp-values and uniform; NaN: not asked for, or a
                                  significant test is not z or t */
    double distance; /**< that distance */
    double observed[COPSE_PCURVE_BINS],
        expected[COPSE_PCURVE_BINS]; /**< shares of p-values in fifths of (0, alpha); with
                                                                          power 1/3 */
} copse_pcurve;

/** The distribution of the significant p-values (Simonsohn, Nelson & Simmons 2014a, b; 2015), from z = |y|/se. A pp-value is
 *  the probability of a smaller p, given a significant one: p/alpha without effect; with noncentrality d,
 *      (P(|Z + d| > |z|))/(P(|Z + d| > z_{alpha/2})).
 *  With opts->tests each is of its own kind: noncentral t (r as t = r sqrt(df/(1 - r^2))), F and chi-square, and d (F, chi2: the
 *  noncentrality lambda) is each test's own for the same power. Tails of F (df1 > 1) and chi2 (df > 1) below 1e-300 count as that. The
 *  binomial test against power 1/3 then is of unequal probabilities; `expected` is their mean.
 *  The effect is that of Simonsohn et al. 2014b: signs are dropped, the far tail left out, the distance (which falls and then
 *  rises with the effect) set to its minimum; it has the sign that more significant studies have.
 *  @return COPSE_OK; COPSE_ENOTCOMPUTABLE (no study is significant), COPSE_EINVAL, COPSE_EDOM, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_pcurve(const double *y, const double *v, size_t k,
                                                         const copse_pcurve_opts *opts, copse_pcurve *pcurve,
                                                         copse_error *err);

/* ------------------------------------------------------------------------------------------- p-uniform, p-uniform* */

#define COPSE_PUNIFORM_METHOD_LIST(X)                                                                                  \
    X(P, "P", "Irwin-Hall: the sum of the conditional p-values")                                                       \
    X(LNP, "LNP", "Fisher: the sum of their logs")                                                                     \
    X(LN1MINP, "LN1MINP", "Fisher: the sum of the logs of 1 - p")                                                      \
    X(KS, "KS", "least Kolmogorov-Smirnov distance from uniform")                                                      \
    X(AD, "AD", "least Anderson-Darling distance from uniform")                                                        \
    X(ML, "ML", "maximum likelihood")
typedef enum copse_puniform_method {
#define COPSE_PUNIFORM_ENUM(id, code, text) COPSE_PUNIFORM_##id,
    COPSE_PUNIFORM_METHOD_LIST(COPSE_PUNIFORM_ENUM)
#undef COPSE_PUNIFORM_ENUM
        COPSE_PUNIFORM_METHOD_COUNT
} copse_puniform_method;
COPSE_API const char *copse_puniform_method_code(copse_puniform_method method);
COPSE_API const char *copse_puniform_method_text(copse_puniform_method method);

typedef struct copse_puniform_opts {
    copse_puniform_method method; /**< default P for p-uniform (all), ML for p-uniform* (ML or P) */
    double alpha;                 /**< of the studies' two-sided tests; default 0.05: those with z on the side beyond
                                       z_{alpha/2} count as significant */
    int side;     /**< 1: effects right of 0, -1: left; 0 (default): that of the mean with weights 1/v */
    double level; /**< in %; default 95 */
    const double *
        critical; /**< k: the y/se beyond which a study's own test is significant, on the side, > 0 (a t-test's critical
                                 value on the scale of y/se: copse_study_test_critical); NULL (default): z_{alpha/2} */
} copse_puniform_opts;
COPSE_API copse_puniform_opts copse_puniform_opts_default(void);      /**< P */
COPSE_API copse_puniform_opts copse_puniform_star_opts_default(void); /**< ML */

typedef struct copse_puniform {
    copse_puniform_method method;
    int side;
    bool own_critical; /**< opts.critical was given */
    size_t k, significant;
    double estimate;
    copse_interval ci;
    double statistic,
        p; /**< of no effect: z (P), a gamma statistic (LNP, LN1MINP), likelihood ratio (ML); NaN: KS, AD */
    double bias_statistic, bias_p; /**< of no publication bias: the same at the equal-effects estimate */
    double distance;               /**< KS, AD: the least distance; NaN else */
    double equal_effects;          /**< of all studies */
} copse_puniform;

/** The effect at which the p-values of the significant studies, given that they are significant, are uniform:
 *      q_i = P(Y_i > y_i)/P(Y_i > z_{alpha/2} se_i),  Y_i ~ N(estimate, v_i)
 *  (van Assen, van Aert & Wicherts 2015; van Aert, Wicherts & van Assen 2016; the R package puniform.) P: sum q = m/2, limits at
 *  quantiles of the sum of m uniforms, exact up to 1000 studies; tests z = (sum q - m/2)/sqrt(m/12), p its lower tail (effect)
 *  and upper tail (bias). LNP, LN1MINP: -sum log q and -sum log(1 - q) = m, gamma(m). ML: the truncated normal likelihood, profile
 *  limits and likelihood-ratio tests with one degree of freedom. KS: the least max |i/m - q_(i)|, |q_(i) - (i - 1)/m|, where the two
 *  one-sided distances meet. AD: the least A^2 = -m - sum (2i - 1)(log q_(i) + log(1 - q_(m+1-i)))/m, the global minimum. These two
 *  have neither limits nor tests, as in puniform.
 *  @return COPSE_OK; COPSE_ENOTCOMPUTABLE (no study is significant on the side), COPSE_EINVAL, COPSE_EDOM, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_puniform(const double *y, const double *v, size_t k,
                                                           const copse_puniform_opts *opts, copse_puniform *puniform,
                                                           copse_error *err);

typedef struct copse_puniform_star {
    copse_puniform_method method;
    int side;
    bool own_critical; /**< opts.critical was given */
    size_t k, significant;
    bool identified; /**< ML: there is a maximum; else the likelihood rises for ever with tau2, and all below is NaN */
    double estimate, tau2;
    copse_interval ci, tau2_ci;    /**< NaN: a limit does not exist */
    double log_lik;                /**< ML */
    double statistic, p;           /**< ML: of no effect, likelihood ratio, 1 df; P: NaN */
    double tau2_statistic, tau2_p; /**< of no heterogeneity: ML: likelihood ratio, 1 df; P: a gamma(k) statistic */
    double bias_statistic,
        bias_p; /**< ML: of no publication bias: twice the log-likelihood above that at Paule and Mandel's
                                        estimates, 2 df; P: NaN */
    double paule_mandel, paule_mandel_tau2;
} copse_puniform_star;

/** p-uniform* (van Aert & van Assen 2021): all studies; each is conditioned on being significant, or on not being so,
 *      log L = sum log phi((y - d)/s)/s - log P(Y > c) or log P(Y < c),  s^2 = v + tau2, c = z_{alpha/2} sqrt(v).
 *  ML: for each tau2 it is concave in d; the profile over tau2 is searched for its global maximum. Limits by its profiles. P: for
 *  each tau2 the d with sum q = k/2, and the tau2 at which the distances from d, given significance, sum to k/2 (puniform's
 *  definition), solved together (the smallest tau2, if there are several).
 *  @return COPSE_OK; COPSE_ETOOFEW (k < 2), COPSE_ENOTCOMPUTABLE (P: no solution), COPSE_EINVAL, COPSE_EDOM, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_puniform_star(const double *y, const double *v, size_t k,
                                                                const copse_puniform_opts *opts,
                                                                copse_puniform_star *star, copse_error *err);

/* ------------------------------------------------------------------------------------------ Copas' selection model */

typedef struct copse_copas_opts {
    size_t grid;      /**< points in each direction, 2 to 200; default 20 */
    size_t levels;    /**< about so many contours; default 10 */
    double rho_bound; /**< |rho| is no larger; in (0, 1), default 0.9999 */
    double alpha;     /**< of the test of residual selection; default 0.1 */
    double level;     /**< of intervals, in %; default 95 */
    int side; /**< on which studies are missing: -1 left, 1 right; 0 (default): the sign of Egger's intercept (positive:
                            left) */
    bool
        free_rho; /**< rho of either sign, as in metasens; default: of the sign that missing studies on the side give */
    copse_interval gamma0, gamma1; /**< ranges; NaN (default): as below */
} copse_copas_opts;
COPSE_API copse_copas_opts copse_copas_opts_default(void);

/** The fit at one strength of selection. */
typedef struct copse_copas_point {
    double gamma0, gamma1;
    double published; /**< P(the study with the largest standard error is published) */
    double estimate, se;
    copse_interval ci;
    double statistic, p;
    double rho, tau2, log_lik; /**< rho NaN: the data do not tell; log_lik without -k log(2 pi)/2 */
    double residual_statistic,
        residual_p;        /**< of no residual selection: likelihood ratio against a slope on se, 1 df */
    double unpublished;    /**< sum of (1 - p_i)/p_i, p_i = P(study i is published) */
    bool in_corner;        /**< rho at its bound and tau 0, for want of another maximum: see below */
    double corner_log_lik; /**< where there is a higher maximum in that corner; else NaN */
} copse_copas_point;

typedef struct copse_copas {
    int side;
    size_t grid;
    double *gamma0, *gamma1; /**< grid each */
    double *contour;         /**< grid x grid, by rows of gamma0: the adjusted effect */
    double slope;            /**< of the line down the contours, in the unit square; NaN: no line */
    size_t points;
    copse_copas_point *point; /**< from no selection (gamma0 10, gamma1 0) down the line, by falling `published` */
    size_t chosen;            /**< the first point with residual_p above alpha; == points: none */
} copse_copas;

/** A study of standard error s is published if gamma0 + gamma1/s + delta > 0, delta ~ N(0, 1) and of correlation rho with its
 *  error (Copas 1999; Copas & Shi 2000, 2001). With u = gamma0 + gamma1/s, lambda = phi(u)/Phi(u), sigma^2 = s^2/(1 - rho^2 lambda
 *  (u + lambda)), S = sigma^2 + tau^2, r = rho sigma/sqrt S,
 *      log L = sum -log(S)/2 - (y - mu)^2/(2 S) + log Phi((u + r (y - mu)/sqrt S)/sqrt(1 - r^2)) - log Phi(u).
 *  gamma cannot be estimated; mu, rho, tau are, at each point of a grid: gamma1 from 0 to 1.29/(1/s_min - 1/s_max), gamma0 from
 *  -0.25 - gamma1_max/s_max to 2. The rest is metasens' summary (Carpenter et al. 2009): a straight line from the corner without
 *  selection across the contours of mu, the fits where it meets them, and there the test whether a slope on s is left over (rho
 *  of the sign that missing studies on the side give). metasens leaves rho free but for that test, and starts it on the side; then
 *  the best fit may be one in which selection hides large effects instead. se from the observed information of mu, rho and tau (of those that are
 *  not at their bounds). Newton's method with analytic derivatives from several starts; each point is the best found from its
 *  own starts and from its neighbours' maxima. Where rho is at its bound and tau is 0, publication is all but a sharp edge that moves with
 *  mu, and a maximum there may stand on the one study at the edge, as narrow as the bound makes it: it is taken only where there is no
 *  other one, however high it is.
 *  @return COPSE_OK; COPSE_ETOOFEW (k < 3), COPSE_ENOTCOMPUTABLE (standard errors all the same), COPSE_EINVAL, COPSE_EDOM,
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_bias_copas(const double *y, const double *v, size_t k,
                                                        const copse_copas_opts *opts, copse_copas *copas,
                                                        copse_error *err);
COPSE_API void copse_copas_free(copse_copas *copas);

#ifdef __cplusplus
}
#endif
#endif
