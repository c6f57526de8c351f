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
      "asymmetry is not publication bias: heterogeneity, poor small trials and chance make it, too",                   \
      "Egger et al. 1997; Sterne & Egger 2005")                                                                        \
    X(BEGG, "begg", "rank correlation test", "estimates and variances are not correlated in rank",                     \
      "it has little power below 25 studies; asymmetry is not publication bias", "Begg & Mazumdar 1994")               \
    X(MACASKILL, "macaskill", "Macaskill's test", "no slope on sample size",                                           \
      "asymmetry is not publication bias; it has less power than Egger's test", "Macaskill et al. 2001")               \
    X(HARBORD, "harbord", "Harbord's score test", "no slope of efficient scores on their standard errors",             \
      "asymmetry is not publication bias; large effects tie both", "Harbord et al. 2006")                              \
    X(PETERS, "peters", "Peters' test", "no slope on 1/sample size", "asymmetry is not publication bias",              \
      "Peters et al. 2006")                                                                                            \
    X(SCHWARZER, "schwarzer", "arcsine test", "no slope of arcsine differences on their standard errors",              \
      "asymmetry is not publication bias, and that of arcsine differences is not that of the measure",                 \
      "Rücker et al. 2008")                                                                                            \
    X(THOMPSON_SHARP, "thompson-sharp", "Thompson and Sharp's test",                                                   \
      "no slope on the standard error, heterogeneity additive", "asymmetry is not publication bias",                   \
      "Thompson & Sharp 1999")                                                                                         \
    X(DEEKS, "deeks", "Deeks' test", "no slope on 1/root of the effective sample size",                                \
      "made for diagnostic odds ratios; asymmetry is not publication bias", "Deeks et al. 2005")                       \
    X(PUSTEJOVSKY_RODGERS, "pustejovsky-rodgers", "Pustejovsky and Rodgers' test",                                     \
      "no slope on the part of the standard error that does not depend on the effect",                                 \
      "asymmetry is not publication bias", "Pustejovsky & Rodgers 2019")                                               \
    X(PET, "pet", "precision-effect test", "the effect where the standard error is 0 is 0",                            \
      "it is biased towards 0 where there is an effect, and far too sure where studies differ",                        \
      "Stanley & Doucouliagos 2014")                                                                                   \
    X(PEESE, "peese", "precision-effect estimate with standard error", "the effect where the variance is 0 is 0",      \
      "it is biased away from 0 where there is no effect", "Stanley & Doucouliagos 2014")                              \
    X(PET_PEESE, "pet-peese", "conditional PET-PEESE", "the effect where the standard error is 0 is 0 (PET)",          \
      "its interval does not know that a test chose the model; unreliable with few or heterogeneous studies",          \
      "Stanley & Doucouliagos 2014; Stanley 2017")                                                                     \
    X(LIMIT, "limit", "limit meta-analysis", "no small-study effect (Q of the difference)",                            \
      "the limit is read off a line drawn beyond the data", "Rücker et al. 2011")                                      \
    X(LFK, "lfk", "LFK index", "",                                                                                     \
      "it is no test: its size depends on the number of studies, and 1 and 2 are limits by convention (Schwarzer et "  \
      "al. 2024)",                                                                                                     \
      "Furuya-Kanamori et al. 2018")                                                                                   \
    X(TRIMFILL, "trimfill", "trim and fill", "no study is missing (R0)",                                               \
      "it fills in studies that nobody saw; heterogeneity is mistaken for missing studies, and missing by p-value is " \
      "not undone",                                                                                                    \
      "Duval & Tweedie 2000")                                                                                          \
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

#ifdef __cplusplus
}
#endif
#endif
