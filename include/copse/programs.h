/* copse/programs.h: the settings under which other programs pool by default, in one table with the source of each, and what
 * they give on the same numbers: so that where two programs differ, the settings that make the difference are named. */
#ifndef COPSE_PROGRAMS_H
#define COPSE_PROGRAMS_H

#include <copse/counts.h>
#include <copse/effect.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Programs: code, text. Each stands for its random-effects model. */
#define COPSE_PROGRAM_LIST(X)                                                                                          \
    X(METAFOR, "metafor", "R package metafor, 5.1")                                                                    \
    X(META, "meta", "R package meta, 8")                                                                               \
    X(REVMAN, "revman", "RevMan on the web, since January 2025")                                                       \
    X(REVMAN5, "revman5", "Review Manager 5")                                                                          \
    X(STATA, "stata", "Stata 18, the meta suite")                                                                      \
    X(CMA, "cma", "Comprehensive Meta-Analysis 4")

typedef enum copse_program {
#define COPSE_PROGRAM_ENUM(id, code, text) COPSE_PROGRAM_##id,
    COPSE_PROGRAM_LIST(COPSE_PROGRAM_ENUM)
#undef COPSE_PROGRAM_ENUM
        COPSE_PROGRAM_COUNT
} copse_program;
COPSE_API const char *copse_program_code(copse_program program); /**< NULL for a number that is none */
COPSE_API const char *copse_program_text(copse_program program);
COPSE_API COPSE_NODISCARD copse_status copse_program_find(const char *code, copse_program *program);

/** What programs differ in: key, title. */
#define COPSE_SETTING_LIST(X)                                                                                          \
    X(SMD, "smd", "standardised mean difference")                                                                      \
    X(ZERO_CELLS, "zero_cells", "tables with an empty cell")                                                           \
    X(DOUBLE_ZERO, "double_zero", "OR and RR of tables with no event, or only events, in both groups")                 \
    X(METHOD, "method", "between-study variance")                                                                      \
    X(FIXED, "fixed", "a fixed effect (EE, FE) of tables and rates")                                                   \
    X(TAU2_ABOUT, "tau2_about", "Q of DerSimonian-Laird, for 2x2 tables")                                              \
    X(TEST, "test", "test and interval")                                                                               \
    X(TAU2_CI, "tau2_ci", "interval of the between-study variance")                                                    \
    X(I2, "I2", "I2")                                                                                                  \
    X(PREDICTION, "prediction", "prediction interval")

typedef enum copse_setting {
#define COPSE_SETTING_ENUM(id, key, title) COPSE_SETTING_##id,
    COPSE_SETTING_LIST(COPSE_SETTING_ENUM)
#undef COPSE_SETTING_ENUM
        COPSE_SETTING_COUNT
} copse_setting;
COPSE_API const char *copse_setting_key(copse_setting setting);
COPSE_API const char *copse_setting_title(copse_setting setting);
/** What value i of a setting means; NULL past the last. METHOD and TEST have the values of copse_method and copse_test. */
COPSE_API const char *copse_setting_value(copse_setting setting, int value);

/** Values of the settings but METHOD and TEST. */
enum {
    COPSE_SMD_HEDGES,     /**< exact J, 1/n1 + 1/n2 + g^2/(2N) (Hedges 1981, 1982) */
    COPSE_SMD_EXACT,      /**< exact J, the exact variance (White & Thomas 2005) */
    COPSE_SMD_REVMAN,     /**< copse_revman_smd */
    COPSE_SMD_BORENSTEIN, /**< J = 1 - 3/(4m - 1), m = n1 + n2 - 2, J^2 (1/n1 + 1/n2 + d^2/(2N)) (Borenstein et al. 2009) */
    COPSE_ZERO_CELLS = 0, /**< 1/2 to each cell */
    COPSE_ZERO_EVENTS,    /**< as above, but RR: 1/2 to the events and to the size of both groups; RD: for its variance
                               alone */
    COPSE_ZERO_RATIOS,    /**< as the first, but RD: nothing is added */
    COPSE_DOUBLE_KEEP = 0,
    COPSE_DOUBLE_DROP,
    COPSE_FIXED_IV = 0,     /**< by inverse variance */
    COPSE_FIXED_MH,         /**< Mantel-Haenszel of 2x2 tables, corrected as ZERO_CELLS says; RD: Greenland & Robins */
    COPSE_FIXED_MH_COUNTED, /**< the same, but the risk differences themselves are of the counts, Q is about the
                                 inverse-variance estimate, and events with person-times are pooled so, too */
    COPSE_ABOUT_IV = 0,
    COPSE_ABOUT_MH, /**< copse_mh_tau2: OR, RR and RD from tables, method DL */
    COPSE_TAU2_CI_PROFILE = 0,
    COPSE_TAU2_CI_NONE,
    COPSE_TAU2_CI_BY_METHOD, /**< Q-profile; with method DL that of Jackson (BJ) */
    COPSE_I2_TAU2 = 0,       /**< from tau2 and the typical variance */
    COPSE_I2_Q,              /**< from Q; H2 with it, without intervals */
    COPSE_PI_RULE_TEST = 0,  /**< se and distribution of the test */
    COPSE_PI_RULE_T1,        /**< Wald se, t with k - 1 degrees of freedom */
    COPSE_PI_RULE_T2,        /**< Wald se, t with k - 2 (Higgins, Thompson & Spiegelhalter 2009) */
    COPSE_PI_RULE_NONE
};

/** Settings in force. */
typedef struct copse_program_settings {
    int value[COPSE_SETTING_COUNT];
    bool given[COPSE_SETTING_COUNT]; /**< asked for by name: no profile changes it. SMD, ZERO_CELLS and DOUBLE_ZERO are
                                          then those of `effect` */
    copse_effect_opts effect;
    copse_fit_opts
        fit; /**< method and test are those of `value`; setup.ci and pi count where TAU2_CI and PREDICTION are
                             given; all else is in force */
} copse_program_settings;
/** copse's own: metafor's measures, REML, knha. */
COPSE_API copse_program_settings copse_program_settings_default(void);
/** Sets what is not given to what the program has. */
COPSE_API void copse_program_apply(copse_program program, copse_program_settings *settings);
/** Where a program's setting is from. Static text. */
COPSE_API const char *copse_program_source(copse_program program, copse_setting setting);
/** Whether a setting can change numbers of the measure. */
COPSE_API bool copse_setting_concerns(copse_setting setting, const copse_measure *measure);

/** How effect sizes are computed under the settings; copse_program_adjust does what copse_effect_compute does not know.
 *  @param[in]     in    as of copse_effect_compute
 *  @param[in,out] yi,vi k estimates, of copse_effect_compute with these options; NaN is passed by */
COPSE_API copse_effect_opts copse_program_effect_opts(const copse_program_settings *settings,
                                                      const copse_measure *measure);
COPSE_API COPSE_NODISCARD copse_status copse_program_adjust(const copse_program_settings *settings,
                                                            const copse_measure *measure,
                                                            const double *const in[COPSE_IN_COUNT], size_t k,
                                                            double *yi, double *vi, copse_error *err);

/** Kinds of raw numbers that trials have. */
typedef enum copse_program_data {
    COPSE_PROGRAM_DATA_TABLES,       /**< ai, bi or n1i, ci, di or n2i */
    COPSE_PROGRAM_DATA_MEANS,        /**< m1i, sd1i, n1i, m2i, sd2i, n2i */
    COPSE_PROGRAM_DATA_RATES,        /**< x1i, t1i, x2i, t2i */
    COPSE_PROGRAM_DATA_PROPORTIONS,  /**< xi, ni */
    COPSE_PROGRAM_DATA_SINGLE_RATES, /**< xi, ti */
    COPSE_PROGRAM_DATA_SINGLE_MEANS, /**< mi, sdi, ni */
    COPSE_PROGRAM_DATA_CORRELATIONS, /**< ri, ni */
    COPSE_PROGRAM_DATA_COUNT
} copse_program_data;
/** What a program takes for the measure where none is given; NULL: it has no default, or it is not known. */
COPSE_API const char *copse_program_measure(copse_program program, copse_program_data data);
/** The kind of which all inputs have a column; COUNT: none, or more than one. */
COPSE_API copse_program_data copse_program_data_of(const bool has[COPSE_IN_COUNT]);

/** Gives a fit the I2, the interval of tau2 and the prediction interval that the settings ask for, and Q where it is not
 *  NaN. */
COPSE_API void copse_program_dress(const copse_program_settings *settings, double Q, copse_fit *fit);

/** Trials of one analysis; all borrowed. */
typedef struct copse_program_trials {
    const copse_measure *measure;
    const double *const *in; /**< COPSE_IN_COUNT columns as of copse_effect_compute; NULL where there is none */
    const double *yi, *vi;   /**< k, of copse_effect_compute and copse_program_adjust */
    const double *X;         /**< k x p design, or NULL with p = 1 */
    size_t k, p;
} copse_program_trials;

/** The analysis under the settings: by inverse variance, or where FIXED says so by Mantel-Haenszel (fit->pooling tells).
 *  Designs are by inverse variance, with tau2 about that estimate.
 *  @param[out] fit    copse_fit_free takes it, also after a failure
 *  @param[out] tests  or NULL; those of the tables where they were pooled, else all NaN */
COPSE_API COPSE_NODISCARD copse_status copse_program_fit(const copse_program_settings *settings,
                                                         const copse_program_trials *trials, copse_fit *fit,
                                                         copse_table_tests *tests, copse_error *err);
/** The same for each level (p = 1), with the test between them. Where tau2 is about the Mantel-Haenszel estimate, or tables are
 *  pooled, that is of each level by itself: COPSE_EUSAGE for a common tau2. Else as copse_pool_subgroups. */
COPSE_API COPSE_NODISCARD copse_status copse_program_fit_subgroups(const copse_program_settings *settings,
                                                                   const copse_program_trials *trials,
                                                                   const size_t *group, size_t levels,
                                                                   copse_tau2_mode mode, copse_subgroups *out,
                                                                   copse_error *err);

/** The numbers of one analysis; NaN where there is none. */
typedef struct copse_program_numbers {
    size_t k;
    double estimate, se;
    copse_interval ci;
    double p, tau2;
    copse_interval tau2_ci;
    double I2, Q;
    copse_interval prediction;
    double QM, QM_p, R2; /**< of moderators */
    /** with a design of p > 1 columns, or of one that is no intercept: p, allocated; the numbers above are those of the
     *  first. NULL where X was NULL */
    copse_coefficient *coef;
    size_t coefs;
} copse_program_numbers;
COPSE_API void copse_program_numbers_free(copse_program_numbers *numbers);
/** Whether the program has meta-regression. */
COPSE_API bool copse_program_has_moderators(copse_program program);

/** Effect sizes and fit of k trials under the settings; trials whose effect cannot be computed are left out.
 *  @param[in] in   raw numbers as of copse_effect_compute; given estimates too
 *  @param[in] X, p  k x p design, or NULL with p = 1
 *  @return COPSE_OK, COPSE_ETOOFEW (no trial is left), and what the effect sizes and the fit return */
COPSE_API COPSE_NODISCARD copse_status copse_program_pool(const copse_program_settings *settings,
                                                          const copse_measure *measure,
                                                          const double *const in[COPSE_IN_COUNT], const double *X,
                                                          size_t k, size_t p, copse_program_numbers *numbers,
                                                          copse_error *err);

/** Whether a setting makes a difference between `from` and `to`: some number moves by more than 1e-6 (relative to its
 *  size, or to the standard error where that is larger) when it alone is changed in `from`, or changed back in `to`. */
COPSE_API COPSE_NODISCARD copse_status copse_program_explain(const copse_program_settings *from,
                                                             const copse_program_settings *to,
                                                             const copse_measure *measure,
                                                             const double *const in[COPSE_IN_COUNT], const double *X,
                                                             size_t k, size_t p, bool moves[COPSE_SETTING_COUNT],
                                                             copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
