/* copse/resample.h: bootstrap and simulation: plans, replicates, and what is learnt from them. */
#ifndef COPSE_RESAMPLE_H
#define COPSE_RESAMPLE_H

#include <copse/effect.h>
#include <copse/lanes.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------- bootstrap
 * Replicate b of a plan is a data set made from the one at hand, and the quantities of its fit. It is a pure function of
 * (plan, b): draws come from stream 0 of the plan's seed (tests 1 and 2, nested 3), at replicate b, unless the plan says
 * another place. */

#define COPSE_BOOT_KIND_LIST(X)                                                                                        \
    X(NONPARAMETRIC, "nonparametric", "studies drawn with replacement")                                                \
    X(STRATIFIED, "stratified", "studies drawn with replacement within strata")                                        \
    X(PARAMETRIC, "parametric", "estimates drawn anew from the fitted model")                                          \
    X(CLUSTER, "cluster", "clusters of studies drawn with replacement")                                                \
    X(WILD, "wild", "residuals with random signs or weights")                                                          \
    X(BAYESIAN, "bayesian", "studies weighted by Dirichlet(1, ..., 1) weights")

typedef enum copse_boot_kind {
#define COPSE_BOOT_KIND_ENUM(id, name, text) COPSE_BOOT_##id,
    COPSE_BOOT_KIND_LIST(COPSE_BOOT_KIND_ENUM)
#undef COPSE_BOOT_KIND_ENUM
        COPSE_BOOT_KIND_COUNT
} copse_boot_kind;
COPSE_API const char *copse_boot_kind_name(copse_boot_kind kind);
COPSE_API const char *copse_boot_kind_text(copse_boot_kind kind);

/** What the wild bootstrap multiplies residuals by: mean 0, variance 1. */
typedef enum copse_boot_wild {
    COPSE_BOOT_RADEMACHER, /**< -1 or 1 (Liu 1988) */
    COPSE_BOOT_MAMMEN,     /**< -(sqrt 5 - 1)/2 or (sqrt 5 + 1)/2, third moment 1 (Mammen 1993) */
    COPSE_BOOT_WEBB,       /**< -+sqrt(1/2), -+1, -+sqrt(3/2), for few studies (Webb 2014) */
    COPSE_BOOT_WILD_COUNT
} copse_boot_wild;
COPSE_API const char *copse_boot_wild_name(copse_boot_wild wild);

/** What can be bootstrapped: code, text. `a` and `b` of a quantity are indices of coefficients and levels. */
#define COPSE_BOOT_STATISTIC_LIST(X)                                                                                   \
    X(MU, "mu", "pooled effect")                                                                                       \
    X(COEF, "coef", "coefficient a")                                                                                   \
    X(TAU2, "tau2", "between-study variance")                                                                          \
    X(TAU, "tau", "between-study standard deviation")                                                                  \
    X(I2, "I2", "I2, %")                                                                                               \
    X(H2, "H2", "H2")                                                                                                  \
    X(R2, "R2", "R2 of the moderators, %")                                                                             \
    X(PI_LOWER, "pi_lower", "lower limit of the prediction interval")                                                  \
    X(PI_UPPER, "pi_upper", "upper limit of the prediction interval")                                                  \
    X(Q, "Q", "Cochran's Q, residual where there are moderators")                                                      \
    X(QM, "QM", "omnibus statistic of the moderators")                                                                 \
    X(LEVEL, "level", "pooled effect of level a")                                                                      \
    X(DIFF, "diff", "pooled effect of level a less that of level b")                                                   \
    X(QB, "QB", "Q between levels")

typedef enum copse_boot_statistic {
#define COPSE_BOOT_STATISTIC_ENUM(id, code, text) COPSE_BOOT_STAT_##id,
    COPSE_BOOT_STATISTIC_LIST(COPSE_BOOT_STATISTIC_ENUM)
#undef COPSE_BOOT_STATISTIC_ENUM
        COPSE_BOOT_STAT_COUNT
} copse_boot_statistic;
COPSE_API const char *copse_boot_statistic_code(copse_boot_statistic statistic);
COPSE_API const char *copse_boot_statistic_text(copse_boot_statistic statistic);

typedef struct copse_boot_quantity {
    copse_boot_statistic what;
    size_t a, b;
} copse_boot_quantity;

/** What coefficients and levels are called. */
typedef struct copse_boot_names {
    const char *const *coefficient; /**< p */
    size_t p;
    const char *const *level;
    size_t levels;
} copse_boot_names;
/** "mu", "tau2", …, a coefficient ("coef:year", "coef:1" counted from 0, or "year" alone), "level:NAME", "diff:A-B".
 *  @return COPSE_EUSAGE with what is known */
COPSE_API COPSE_NODISCARD copse_status copse_boot_quantity_find(const char *text, const copse_boot_names *names,
                                                                copse_boot_quantity *quantity, copse_error *err);
COPSE_API void copse_boot_quantity_name(const copse_boot_quantity *quantity, const copse_boot_names *names,
                                        copse_text *out);

/** Tests of a null hypothesis by replicates that are made under it: p = (1 + #{T* >= T})/(B + 1). */
typedef enum copse_boot_null {
    COPSE_BOOT_NULL_TAU2,        /**< Q with tau2 = 0: y* = sqrt(v_i) z_i (Q does not depend on the coefficients) */
    COPSE_BOOT_NULL_MODERATORS,  /**< QM with no effect of the moderators: y* = sqrt(tau2_0 + v_i) z_i, tau2_0 of the
                                      model without them */
    COPSE_BOOT_NULL_PERMUTATION, /**< QM with the rows (y, v) permuted against those of X (Higgins & Thompson 2004).
                                      With subgroups these two are of Q between levels */
    COPSE_BOOT_NULL_COUNT
} copse_boot_null;
COPSE_API const char *copse_boot_null_name(copse_boot_null null);

/** Replicates of a block, and the most that are kept when nobody asks for all. */
#define COPSE_BOOT_BLOCK 1024
#define COPSE_BOOT_KEPT ((uint64_t)1 << 20)
/** Cells of a histogram, where replicates are not kept. */
#define COPSE_BOOT_CELLS ((size_t)1 << 17)

/** All borrowed; must outlive the copse_boot made of it. */
typedef struct copse_boot_plan {
    copse_boot_kind kind;
    copse_boot_wild wild;
    const double *y, *v; /**< k */
    const double *X;     /**< k x p by rows, NULL: an intercept */
    size_t k, p;
    const size_t *group; /**< level of each study, NULL: no subgroups; not with X */
    size_t levels;
    copse_tau2_mode tau2_mode; /**< of the levels, as in copse_pool_subgroups; COMMON: at most COPSE_LANES_COLUMNS */
    const size_t *stratum;     /**< STRATIFIED: 0..strata-1, each with a study */
    size_t strata;
    const size_t *cluster; /**< CLUSTER: 0..clusters-1, each with a study */
    size_t clusters;
    copse_fit_opts fit;
    copse_isa isa;
    uint32_t seed;
    uint32_t stream, draw; /**< where replicates draw: stream, first draw number, ... */
    uint64_t first;        /**< ... and the address of replicate 0, a multiple of COPSE_BOOT_BLOCK (tests and nested
                                replicates stay at their own streams and draw numbers); default 0, 0, 0 */
    const copse_boot_quantity *quantity;
    size_t quantities;
    bool jackknife;                   /**< leave out each study (cluster) once: the acceleration of BCa */
    bool studentised;                 /**< keep (t* - t)/se* of each quantity that has a standard error */
    size_t nested;                    /**< replicates within each, for the standard errors; 0: analytic ones */
    bool null[COPSE_BOOT_NULL_COUNT]; /**< tests to make beside */
    bool histogram;                   /**< count in cells, for more replicates than are kept */
} copse_boot_plan;
COPSE_API copse_boot_plan copse_boot_plan_default(void);

/** A plan that was checked, with the estimates of the data themselves. */
typedef struct copse_boot copse_boot;
/** @return COPSE_EINVAL, COPSE_EUSAGE (what the plan cannot do), COPSE_ENOTCOMPUTABLE (a quantity that these data do not
 *          have), the failures of copse_pool */
COPSE_API COPSE_NODISCARD copse_status copse_boot_new(const copse_boot_plan *plan, copse_boot **boot, copse_error *err);
COPSE_API void copse_boot_free(copse_boot *boot);
/** Columns of a row: the quantities, then the studentised values of those that have them. */
COPSE_API size_t copse_boot_width(const copse_boot *boot);
COPSE_API size_t copse_boot_state_size(const copse_boot *boot);
COPSE_API double copse_boot_estimate(const copse_boot *boot, size_t quantity);
/** Everything that the replicates depend on, as text: what a checkpoint is known by. */
COPSE_API void copse_boot_design(const copse_boot *boot, copse_text *out);

/* The parts of a copse_job: context is the copse_boot. `rows` may be NULL. */
COPSE_API copse_status copse_boot_open(void *boot, void **worker, copse_error *err);
COPSE_API void copse_boot_close(void *boot, void *worker);
COPSE_API copse_status copse_boot_work(void *boot, void *worker, uint64_t first, size_t n, double *rows, void *state,
                                       copse_error *err);
COPSE_API void copse_boot_join(void *boot, void *state, const void *other);

/** How often each study stands in replicates first..first+n-1: n x k by rows (weights for BAYESIAN).
 *  COPSE_EUSAGE for kinds that draw no studies. */
COPSE_API COPSE_NODISCARD copse_status copse_boot_counts(const copse_boot *boot, uint64_t first, size_t n,
                                                         double *counts, copse_error *err);

/** Why a quantity has no value in a replicate. */
#define COPSE_BOOT_REASON_LIST(X)                                                                                      \
    X(TOO_FEW, "fewer studies than coefficients")                                                                      \
    X(RANK, "the design was not of full rank")                                                                         \
    X(DOMAIN, "a value was not finite, or a variance not positive")                                                    \
    X(RANGE, "beyond the range of double")                                                                             \
    X(UNPROVEN, "with fractional weights: not proven to be the maximum, or lost to rounding")                          \
    X(EMPTY, "a subgroup without a study")                                                                             \
    X(UNDEFINED, "fitted, but not defined for its studies")
typedef enum copse_boot_reason {
#define COPSE_BOOT_REASON_ENUM(id, text) COPSE_BOOT_##id,
    COPSE_BOOT_REASON_LIST(COPSE_BOOT_REASON_ENUM)
#undef COPSE_BOOT_REASON_ENUM
        COPSE_BOOT_REASON_COUNT
} copse_boot_reason;
COPSE_API const char *copse_boot_reason_text(copse_boot_reason reason);

/** Intervals: name, text. */
#define COPSE_BOOT_INTERVAL_LIST(X)                                                                                    \
    X(NORMAL, "normal", "normal, bias-corrected")                                                                      \
    X(BASIC, "basic", "basic")                                                                                         \
    X(PERCENTILE, "percentile", "percentile")                                                                          \
    X(BCA, "bca", "BCa")                                                                                               \
    X(STUDENTISED, "studentised", "studentised")
typedef enum copse_boot_interval_kind {
#define COPSE_BOOT_INTERVAL_ENUM(id, name, text) COPSE_BOOT_##id,
    COPSE_BOOT_INTERVAL_LIST(COPSE_BOOT_INTERVAL_ENUM)
#undef COPSE_BOOT_INTERVAL_ENUM
        COPSE_BOOT_INTERVAL_COUNT
} copse_boot_interval_kind;
COPSE_API const char *copse_boot_interval_name(copse_boot_interval_kind kind);
COPSE_API const char *copse_boot_interval_text(copse_boot_interval_kind kind);

/** Limits with their Monte Carlo standard errors; NaN where there is none. `extreme`: a limit lies at the smallest or
 *  largest replicate, or beyond the histogram: more replicates, or all of them kept, are needed. */
typedef struct copse_boot_limits {
    copse_interval limit, error;
    bool extreme;
} copse_boot_limits;

typedef struct copse_boot_result {
    double estimate;
    double se;                 /**< analytic, under the test in force; NaN: none */
    uint64_t used;             /**< replicates that have a value */
    uint64_t used_studentised; /**< replicates that have a value and a standard error above 0 */
    uint64_t missing[COPSE_BOOT_REASON_COUNT];
    double mean, bias, sd, least, most;           /**< of the replicates */
    double median, bias_correction, acceleration; /**< z0 and a of BCa */
    double cell;                       /**< width of a histogram cell: bound of the error of quantiles; 0: exact */
    uint64_t below_cells, above_cells; /**< replicates outside the cells */
    copse_boot_limits interval[COPSE_BOOT_INTERVAL_COUNT];
} copse_boot_result;

typedef struct copse_boot_test {
    bool made;
    double statistic, p, p_error;   /**< p_error: Monte Carlo standard error */
    uint64_t used, failed, reached; /**< reached: replicates with a statistic at least as large */
} copse_boot_test;

typedef struct copse_boot_summary {
    uint64_t replicates;
    double level;
    size_t quantities;
    copse_boot_result *result; /**< quantities */
    copse_boot_test test[COPSE_BOOT_NULL_COUNT];
} copse_boot_summary;

/** Learns from replicates 0..replicates-1. Quantiles follow R's boot: with B values and r = (B + 1) alpha, between order
 *  statistics floor(r) and floor(r) + 1 on the scale of normal quantiles (Davison & Hinkley 1997, equation 5.8).
 *  @param[in] rows  replicates x width, or NULL: from the histograms of the state
 *  @param[in] level in %
 *  @return COPSE_EINVAL, COPSE_ENOMEM; a quantity without enough values has NaN limits */
COPSE_API COPSE_NODISCARD copse_status copse_boot_summarise(const copse_boot *boot, uint64_t replicates,
                                                            const double *rows, const void *state, double level,
                                                            copse_boot_summary *summary, copse_error *err);
COPSE_API void copse_boot_summary_free(copse_boot_summary *summary);
/** The largest Monte Carlo error of any limit in `wanted`; infinity where one cannot be told. */
COPSE_API double copse_boot_largest_error(const copse_boot_summary *summary,
                                          const bool wanted[COPSE_BOOT_INTERVAL_COUNT]);

/** Replicate b by itself. */
typedef struct copse_boot_replay {
    uint64_t replicate;
    size_t k, p;
    double *n, *y;   /**< k each; n NULL where every study stands once */
    double *value;   /**< quantities, by the lanes */
    double *checked; /**< quantities, by copse_pool of the data set written out; NaN for BAYESIAN, whose weights it does
                          not take */
    copse_fit fit;   /**< of the written out data set; zeroed where there is none */
    copse_status status;       /**< of that fit */
    copse_subgroups subgroups; /**< zeroed without, or where a level is empty */
} copse_boot_replay;
COPSE_API COPSE_NODISCARD copse_status copse_boot_replay_make(const copse_boot *boot, uint64_t replicate,
                                                              copse_boot_replay *replay, copse_error *err);
COPSE_API void copse_boot_replay_free(copse_boot_replay *replay);

/** Counts of values in `bins` equal cells from lower to upper, for drawing; values outside are left out. */
COPSE_API void copse_boot_bins(const copse_boot *boot, size_t quantity, uint64_t replicates, const double *rows,
                               const void *state, double lower, double upper, size_t bins, uint64_t *count);

/* ------------------------------------------------------------------------------------------------- simulation
 * Simulated meta-analyses and the operating characteristics of the methods on them. A design is a list of cells (one
 * combination of conditions) and a list of methods. Data set b of cell c is replicate b of stream c: it can be made again
 * alone, from (seed, c, b). docs/simulate.md gives every formula and the draw numbers. */

/** What each study draws for itself: a size, a variance, a control risk. Study i uses element i mod count of each list. */
#define COPSE_VARIATE_LIST(X)                                                                                          \
    X(FIXED, "fixed", "a: the values, taken in turn")                                                                  \
    X(SAMPLE, "sample", "a: the values, drawn with replacement")                                                       \
    X(UNIFORM, "uniform", "between low and high; whole: each whole number from low to high is as likely")              \
    X(NORMAL, "normal", "a: mean, b: SD")                                                                              \
    X(LOGNORMAL, "lognormal", "a: mean, b: SD of the logarithm")                                                       \
    X(GAMMA, "gamma", "a: shape, b: scale")                                                                            \
    X(CHISQ, "chisq", "a: degrees of freedom, b: scale")                                                               \
    X(BETA, "beta", "a, b: shapes")

typedef enum copse_variate_kind {
#define COPSE_VARIATE_ENUM(id, name, text) COPSE_VARIATE_##id,
    COPSE_VARIATE_LIST(COPSE_VARIATE_ENUM)
#undef COPSE_VARIATE_ENUM
        COPSE_VARIATE_COUNT
} copse_variate_kind;
COPSE_API const char *copse_variate_name(copse_variate_kind kind);
COPSE_API COPSE_NODISCARD copse_status copse_variate_find(const char *name, copse_variate_kind *kind);

typedef struct copse_numbers {
    const double *value;
    size_t count;
} copse_numbers;

typedef struct copse_variate {
    const char *name; /**< of this level of the grid */
    copse_variate_kind kind;
    copse_numbers a, b;
    copse_numbers low, high; /**< values outside are drawn again; empty: no limit; the range of UNIFORM */
    bool whole;              /**< rounded to the nearest whole number */
} copse_variate;

/** Shapes of the distribution of true effects, each standardised to mean mu and variance tau2. */
#define COPSE_SHAPE_LIST(X)                                                                                            \
    X(NORMAL, "normal", "")                                                                                            \
    X(T, "t", "a: degrees of freedom, above 2")                                                                        \
    X(SKEW_NORMAL, "skew_normal", "a: alpha (Azzalini 1985)")                                                          \
    X(TWO_POINT, "two_point", "a: probability of the upper value")                                                     \
    X(MIXTURE, "mixture", "two normals of equal SD; a: probability of the upper one, b: distance in SDs")              \
    X(OUTLIERS, "outliers", "a: probability that the SD is b times as large")                                          \
    X(UNIFORM, "uniform", "")                                                                                          \
    X(EXPONENTIAL, "exponential", "")

typedef enum copse_shape_kind {
#define COPSE_SHAPE_ENUM(id, name, text) COPSE_SHAPE_##id,
    COPSE_SHAPE_LIST(COPSE_SHAPE_ENUM)
#undef COPSE_SHAPE_ENUM
        COPSE_SHAPE_COUNT
} copse_shape_kind;
COPSE_API const char *copse_shape_name(copse_shape_kind kind);
COPSE_API COPSE_NODISCARD copse_status copse_shape_find(const char *name, copse_shape_kind *kind);

typedef struct copse_shape {
    const char *name;
    copse_shape_kind kind;
    double a, b;
} copse_shape;

/** Which studies are published. */
typedef enum copse_selection_kind {
    COPSE_SELECTION_NONE,
    COPSE_SELECTION_P,         /**< by the one-sided p of yi > 0 */
    COPSE_SELECTION_TWO_SIDED, /**< by the two-sided p */
    COPSE_SELECTION_EFFECT     /**< by yi */
} copse_selection_kind;
COPSE_API const char *copse_selection_name(copse_selection_kind kind);
COPSE_API COPSE_NODISCARD copse_status copse_selection_find(const char *name, copse_selection_kind *kind);

typedef struct copse_selection {
    const char *name;
    copse_selection_kind kind;
    bool negative;         /**< p and effect of -yi */
    copse_numbers steps;   /**< cut points, rising */
    copse_numbers weights; /**< steps.count + 1 probabilities of publication */
} copse_selection;

/** One combination of conditions. Borrowed pointers; NULL where a key does not apply. */
typedef struct copse_simulation_cell {
    size_t k;
    double mu, tau2;
    double I2;                     /**< in %; not NaN: tau2 is made of it, see copse_simulation_new */
    const copse_variate *size;     /**< of a group, or of the study (per_study) */
    const copse_variate *variance; /**< GEN without sizes */
    const copse_variate *control;
    const copse_shape *shape;         /**< NULL: normal */
    const copse_selection *selection; /**< NULL: none */
    double correlation;               /**< of the true effect with the logarithm of the size */
} copse_simulation_cell;

typedef struct copse_simulation_moderator {
    const char *name;
    double slope;
    copse_numbers values; /**< study i has value i mod count; empty: equally spaced, mean 0, SD 1 */
} copse_simulation_moderator;

typedef enum copse_prediction {
    COPSE_PREDICTION_TEST,  /**< with the distribution of the test, as copse_fit */
    COPSE_PREDICTION_HTS,   /**< t with k - 2 degrees of freedom (Higgins, Thompson & Spiegelhalter 2009) */
    COPSE_PREDICTION_NORMAL /**< normal */
} copse_prediction;
COPSE_API const char *copse_prediction_name(copse_prediction prediction);
COPSE_API COPSE_NODISCARD copse_status copse_prediction_find(const char *name, copse_prediction *prediction);

/** Intervals by bootstrap, in place of those of the test. Replicate j of data set b of cell c is drawn from stream c, at
 *  replicate b 2^20 + j, from draw number 14 2^28 on (NONPARAMETRIC: copse_lanes_counts of the studies that have an effect)
 *  or 15 2^28 on (PARAMETRIC: copse_lanes_normals): methods of one kind have the same draws. Replicates and limits are
 *  those of a copse_boot of the data set. */
#define COPSE_SIMULATION_BOOT_SPACING ((uint64_t)1 << 20)
#define COPSE_SIMULATION_BOOT_DRAW(kind) ((kind) == COPSE_BOOT_NONPARAMETRIC ? (uint32_t)14 << 28 : (uint32_t)15 << 28)
typedef struct copse_simulation_bootstrap {
    uint32_t replicates;  /**< of a data set, at most COPSE_SIMULATION_BOOT_SPACING; 0: the interval of the test */
    copse_boot_kind kind; /**< NONPARAMETRIC or PARAMETRIC */
    copse_boot_interval_kind interval;
} copse_simulation_bootstrap;

typedef struct copse_simulation_method {
    const char *name;
    copse_method method;
    copse_test test; /**< of standard errors and prediction; of the interval, or, by bootstrap, of se* (STUDENTISED) */
    copse_prediction prediction;
    copse_simulation_bootstrap bootstrap;
} copse_simulation_method;

typedef struct copse_simulation_design {
    uint32_t seed;
    uint64_t replicates; /**< of each cell */
    double level;        /**< %, of intervals and tests */
    const copse_measure *measure;
    const copse_simulation_cell *cell;
    size_t cells;
    const copse_simulation_method *method;
    size_t methods;
    const copse_simulation_moderator *moderator;
    size_t moderators;
    bool per_study;           /**< sizes are of whole studies of two groups */
    double ratio;             /**< n1/n2 */
    double sigma2;            /**< GEN: variance sigma2/n */
    bool estimated;           /**< GEN: reported variances are v chi2(df)/df */
    double df;                /**< of these; NaN: n - 1 */
    double sd;                /**< within groups */
    bool middle;              /**< groups lie half an effect below and above `control` */
    double cap;               /**< studies done at most for each one published */
    copse_effect_opts effect; /**< continuity correction */
    copse_isa isa;
    bool timing; /**< take the time of each method: the state is then not the same twice */
} copse_simulation_design;
COPSE_API copse_simulation_design copse_simulation_design_default(void);

/** A checked design, with tau2 of every cell. */
typedef struct copse_simulation copse_simulation;

/** Checks the design and keeps a copy of it (what it points to stays borrowed). In a cell with I2, tau2 becomes
 *  I2/(100 - I2) times the typical variance (Higgins & Thompson 2002) of its studies: of the k variances themselves where
 *  they are fixed, else of 16384 studies simulated with tau2 = 0 from stream 2^32 - 1 - cell.
 *  @return COPSE_EINVAL, COPSE_EDOM (err says which cell and what), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_new(const copse_simulation_design *design,
                                                            copse_simulation **simulation, copse_error *err);
COPSE_API void copse_simulation_free(copse_simulation *simulation);
COPSE_API const copse_simulation_design *copse_simulation_of(const copse_simulation *simulation);
/** Has one of the methods its interval by bootstrap? */
COPSE_API bool copse_simulation_has_bootstrap(const copse_simulation *simulation);
COPSE_API const copse_simulation_cell *copse_simulation_cell_at(const copse_simulation *simulation, size_t cell);

/** Everything that the results depend on, as text: the identity of a checkpoint. */
COPSE_API void copse_simulation_identity(const copse_simulation *simulation, copse_text *text);

/* For copse_job: replicates of all cells in one row, each cell filled up to whole blocks. */
COPSE_API size_t copse_simulation_block(const copse_simulation *simulation);
COPSE_API uint64_t copse_simulation_total(const copse_simulation *simulation);
COPSE_API size_t copse_simulation_state_size(const copse_simulation *simulation);
/** The callbacks of copse_job; the context is the copse_simulation. */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_open(void *simulation, void **worker, copse_error *err);
COPSE_API void copse_simulation_close(void *simulation, void *worker);
COPSE_API COPSE_NODISCARD copse_status copse_simulation_work(void *simulation, void *worker, uint64_t first, size_t n,
                                                             double *rows, void *state, copse_error *err);
COPSE_API void copse_simulation_join(void *simulation, void *state, const void *other);

/** An estimate from the simulation and its Monte Carlo standard error; NaN where it cannot be had. */
typedef struct copse_performance {
    double value, mcse;
} copse_performance;

/** Measures of performance: code, parameter it is about, what it is. Morris, White & Crowther 2019. */
#define COPSE_PERFORMANCE_LIST(X)                                                                                      \
    X(BIAS, "bias", "mean error")                                                                                      \
    X(EMP_SE, "emp_se", "standard deviation of the estimates")                                                         \
    X(MSE, "mse", "mean squared error")                                                                                \
    X(RMSE, "rmse", "root of the mean squared error")                                                                  \
    X(MODEL_SE, "model_se", "root of the mean squared standard error")                                                 \
    X(SE_ERROR, "se_error", "relative error of model_se, in %")                                                        \
    X(COVERAGE, "coverage", "share of intervals that hold the true value")                                             \
    X(WIDTH, "width", "mean width of the interval")                                                                    \
    X(REJECTION, "rejection", "share of tests of 0 that reject: power, or type I error where the true value is 0")     \
    X(MEAN, "mean", "mean of the estimates")                                                                           \
    X(ZERO, "zero", "share of estimates that are 0")                                                                   \
    X(NO_INTERVAL, "no_interval", "share of estimates without an interval")                                            \
    X(AT_END, "at_end", "share of bootstrap intervals with a limit at the least or greatest replicate")

typedef enum copse_performance_kind {
#define COPSE_PERFORMANCE_ENUM(id, code, text) COPSE_PERFORMANCE_##id,
    COPSE_PERFORMANCE_LIST(COPSE_PERFORMANCE_ENUM)
#undef COPSE_PERFORMANCE_ENUM
        COPSE_PERFORMANCE_COUNT
} copse_performance_kind;
COPSE_API const char *copse_performance_code(copse_performance_kind kind);
COPSE_API const char *copse_performance_text(copse_performance_kind kind);
COPSE_API COPSE_NODISCARD copse_status copse_performance_find(const char *code, copse_performance_kind *kind);

/** What is estimated. Coefficients: 0 .. moderators. */
typedef struct copse_simulation_summary {
    uint64_t replicates, fitted;
    uint64_t failed[COPSE_LANE_STATUS_COUNT]; /**< by reason; [0] is 0 */
    uint64_t unpublished;                     /**< data sets that selection left incomplete: not fitted */
    uint64_t no_interval;                     /**< fits whose interval of mu could not be had */
    copse_performance coef[COPSE_LANES_COLUMNS][COPSE_PERFORMANCE_COUNT];
    copse_performance tau2[COPSE_PERFORMANCE_COUNT]; /**< BIAS EMP_SE MSE RMSE MEAN ZERO; by bootstrap also COVERAGE
                                                                WIDTH NO_INTERVAL AT_END */
    copse_performance I2[COPSE_PERFORMANCE_COUNT];   /**< MEAN EMP_SE */
    copse_performance prediction[COPSE_PERFORMANCE_COUNT]; /**< COVERAGE WIDTH */
    uint64_t resampled;                           /**< bootstrap replicates of all data sets that were fitted */
    uint64_t not_fitted[COPSE_LANE_STATUS_COUNT]; /**< of these, without a fit, by reason; [0] is 0 */
    uint64_t not_studentised;                     /**< fitted ones without a standard error of mu; STUDENTISED only */
    double seconds;                               /**< of a fit, with its bootstrap; NaN without timing */
} copse_simulation_summary;
COPSE_API void copse_simulation_summarise(const copse_simulation *simulation, const void *state, size_t cell,
                                          size_t method, copse_simulation_summary *summary);

/** What was simulated in a cell. */
typedef struct copse_simulation_made {
    uint64_t replicates;  /**< data sets made */
    double studies;       /**< done in all, published or not */
    double left_out;      /**< studies of which no effect could be computed */
    double at_limit;      /**< studies whose risk or correlation the effect would have moved out of its range */
    uint64_t unpublished; /**< data sets given up at the cap */
} copse_simulation_made;
COPSE_API void copse_simulation_made_of(const copse_simulation *simulation, const void *state, size_t cell,
                                        copse_simulation_made *made);

/** One data set. Arrays of k; raw numbers NULL where the measure has none. Owned by the sample. */
typedef struct copse_simulation_sample {
    size_t k;
    double *yi, *vi; /**< NaN where no effect could be computed */
    double *theta;   /**< true effect, with the moderators' part */
    double *raw[COPSE_IN_COUNT];
    double *x; /**< k x (1 + moderators) design by rows, or NULL */
    bool unpublished;
    void *store; /**< private */
} copse_simulation_sample;
/** Data set b of a cell, alone. The sample is overwritten (zero-initialise it once) and reuses its room. */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_replicate(const copse_simulation *simulation, size_t cell,
                                                                  uint64_t b, copse_simulation_sample *sample,
                                                                  copse_error *err);
COPSE_API void copse_simulation_sample_free(copse_simulation_sample *sample);
/** The scalar fit of a data set by one of the methods, without the studies that have no effect: what the lanes compute.
 *  Errors as copse_pool; copse_fit_free takes *fit. */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_fit(const copse_simulation *simulation, size_t method,
                                                            const copse_simulation_sample *sample, copse_fit *fit,
                                                            copse_error *err);
/** The bootstrap of such a data set by the scalar code, one resample after the other written out and pooled by copse_pool:
 *  what the lanes compute. Limits are NaN where there is no interval. */
typedef struct copse_simulation_limits {
    copse_boot_limits coef[COPSE_LANES_COLUMNS]; /**< 0 .. moderators; without Monte Carlo errors */
    copse_boot_limits tau2;
    uint64_t replicates, fitted;
} copse_simulation_limits;
/** @param[in] sample  data set b of the cell
 *  @param[in] fit     of the method, as copse_simulation_fit gave it; k = 0: none, and nothing is resampled
 *  @return COPSE_EINVAL (a method without bootstrap), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_resample(const copse_simulation *simulation, size_t method,
                                                                 size_t cell, uint64_t b,
                                                                 const copse_simulation_sample *sample,
                                                                 const copse_fit *fit, copse_simulation_limits *limits,
                                                                 copse_error *err);
/** The method's own prediction interval of such a fit; NaN where there is none, and for a fit with k = 0. */
COPSE_API copse_interval copse_simulation_prediction(const copse_simulation *simulation, size_t method,
                                                     const copse_fit *fit);

/* ------------------------------------------------------------------------------------------------------ batches
 * Many data sets, each pooled once, eight at a time (copse/lanes.h). */

/** What became of a data set: code, text. */
#define COPSE_BATCH_STATUS_LIST(X)                                                                                     \
    X(OK, "", "pooled")                                                                                                \
    X(MISSING, "missing", "a missing value")                                                                           \
    X(IMPOSSIBLE, "impossible", "an impossible value")                                                                 \
    X(EMPTY, "empty", "no usable rows")                                                                                \
    X(RANGE, "range", "numbers beyond the range of double")                                                            \
    X(REFUSED, "text", "text where a number belongs")

typedef enum copse_batch_status {
#define COPSE_BATCH_STATUS_ENUM(id, code, text) COPSE_BATCH_##id,
    COPSE_BATCH_STATUS_LIST(COPSE_BATCH_STATUS_ENUM)
#undef COPSE_BATCH_STATUS_ENUM
        COPSE_BATCH_STATUS_COUNT
} copse_batch_status;
COPSE_API const char *copse_batch_status_code(copse_batch_status status);
COPSE_API const char *copse_batch_status_text(copse_batch_status status);

typedef struct copse_batch_opts {
    const copse_measure *measure; /**< default GEN */
    copse_effect_opts effect;
    bool missing_fails;     /**< a row with a missing number spoils its data set; default: it is left out */
    copse_lanes_opts lanes; /**< method, test, level, instruction set */
} copse_batch_opts;
COPSE_API copse_batch_opts copse_batch_opts_default(void);

/** Data set g has rows start[g]..start[g + 1] - 1 of the columns. */
typedef struct copse_batch_data {
    size_t groups;
    const size_t *start;              /**< groups + 1 */
    const double *in[COPSE_IN_COUNT]; /**< as for copse_effect_compute; NaN = missing */
    const bool *refused;              /**< data sets not to be fitted; NULL: none */
} copse_batch_data;

/** Egger's regression test (Egger et al. 1997): weighted least squares of yi on sei with weights 1/vi,
 *      yi = a + b sei + e_i,  var(e_i) = phi vi,
 *  b / se(b) on t with k - 2 df; b is the intercept of Egger's regression of yi/sei on 1/sei. As metafor's
 *  regtest(model = "lm"). NaN for k < 3, and where all sei are alike (to 1e-7) or all points lie on the line. */
typedef struct copse_batch_egger {
    double bias, se, statistic, df, p;
} copse_batch_egger;

/** All statistics as in copse_fit; NaN where there is none, and everywhere where status is not OK. */
typedef struct copse_batch_fit {
    copse_batch_status status;
    size_t row;        /**< to blame: MISSING, IMPOSSIBLE, and the first of EMPTY (where it has rows) */
    copse_input input; /**< of it, or COPSE_IN_COUNT */
    const char *why;   /**< static text, as in copse_effect_row; RANGE: what is beyond */
    size_t k;          /**< estimates pooled */
    size_t left_out;   /**< rows that were not */
    copse_test test;   /**< in force */
    double estimate, se, statistic, df, p;
    copse_interval ci, prediction;
    double tau2, I2, H2, Q, Q_df, Q_p;
    copse_batch_egger egger;
} copse_batch_fit;

/** A worker's own engine; not shared between threads.
 *  @return as copse_lanes_new; COPSE_EINVAL without a measure */
typedef struct copse_batch copse_batch;
COPSE_API COPSE_NODISCARD copse_status copse_batch_new(const copse_batch_opts *opts, copse_batch **batch,
                                                       copse_error *err);
COPSE_API void copse_batch_free(copse_batch *batch);

/** Pools every data set. A row that copse pool would leave out is left out, what it would stop at spoils its data set
 *  alone. Each fit depends on its own rows only.
 *  @param[out] fit  data->groups of them
 *  @return COPSE_OK also where data sets failed; COPSE_EINVAL, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_batch_run(copse_batch *batch, const copse_batch_data *data,
                                                       copse_batch_fit *fit, copse_error *err);

/* ------------------------------------------------------------------------------------------- permutation tests
 * Tests of coefficients without a distribution of the errors (Follmann & Proschan 1999, Biometrics 55:732; Higgins &
 * Thompson 2004, Stat. Med. 23:1663):
 *   signs  without moderators. Under "no effect" y_i is as likely as -y_i: each of 2^k sign vectors s gives a data set
 *          s_i y_i, v_i;
 *   rows   with moderators. Under "no effect of the moderators" the rows of X are exchangeable against the (y_i, v_i):
 *          each different arrangement of them, k! / prod m_c! with m_c equal rows of kind c, gives a data set.
 * Every data set is fitted by the model of the analysis, tau2 and all, and its statistic is compared with that of the data.
 * Replicate b is a pure function of (plan, b). Exact: b-th sign vector, of which one half is fitted, since the other has
 * the same statistics with the other sign; b-th arrangement in lexicographic order. By random draws: from stream
 * COPSE_PERM_STREAM of the plan's seed at replicate b; the data themselves are counted as one replicate more. */

#define COPSE_PERM_STREAM 4
/** Replicates of a block. */
#define COPSE_PERM_BLOCK 1024
/** Permutations that are enumerated unless the plan says otherwise, and the most that ever are. */
#define COPSE_PERM_USUAL ((uint64_t)1 << 20)
#define COPSE_PERM_MOST ((uint64_t)1 << 40)
/** The number of permutations is not known when it passes 2^63. */
#define COPSE_PERM_COUNTLESS UINT64_MAX

/** What statistics of permutations are compared by. Name, text. */
#define COPSE_PERM_STATISTIC_LIST(X)                                                                                   \
    X(TEST, "test", "estimate / standard error of the model's test")                                                   \
    X(ESTIMATE, "estimate", "estimate of the coefficient")
typedef enum copse_perm_statistic {
#define COPSE_PERM_STATISTIC_ENUM(id, name, text) COPSE_PERM_##id,
    COPSE_PERM_STATISTIC_LIST(COPSE_PERM_STATISTIC_ENUM)
#undef COPSE_PERM_STATISTIC_ENUM
        COPSE_PERM_STATISTIC_COUNT
} copse_perm_statistic;
COPSE_API const char *copse_perm_statistic_name(copse_perm_statistic statistic);
COPSE_API const char *copse_perm_statistic_text(copse_perm_statistic statistic);

/** Alternatives, T of the data and T* of a permutation. Name, text. */
#define COPSE_PERM_ALTERNATIVE_LIST(X)                                                                                 \
    X(TWO_SIDED, "two-sided", "|T*| >= |T|")                                                                           \
    X(TWICE, "twice", "twice the smaller of the one-sided p-values, at most 1")                                        \
    X(LESS, "less", "T* <= T")                                                                                         \
    X(GREATER, "greater", "T* >= T")
typedef enum copse_perm_alternative {
#define COPSE_PERM_ALTERNATIVE_ENUM(id, name, text) COPSE_PERM_##id,
    COPSE_PERM_ALTERNATIVE_LIST(COPSE_PERM_ALTERNATIVE_ENUM)
#undef COPSE_PERM_ALTERNATIVE_ENUM
        COPSE_PERM_ALTERNATIVE_COUNT
} copse_perm_alternative;
COPSE_API const char *copse_perm_alternative_name(copse_perm_alternative alternative);
COPSE_API const char *copse_perm_alternative_text(copse_perm_alternative alternative);

/** All borrowed; must outlive the copse_perm made of it. */
typedef struct copse_perm_plan {
    const double *y, *v; /**< k */
    const double *X;     /**< k x p by rows, NULL: an intercept, and signs are flipped */
    size_t k, p;
    copse_fit_opts fit;
    copse_isa isa;
    copse_perm_statistic statistic;
    uint64_t
        usual; /**< all permutations are made where there are at most so many; default COPSE_PERM_USUAL; 0: never */
    uint64_t draws; /**< else so many are drawn; default 9999 */
    uint32_t seed;  /**< default 1 */
    const bool
        *tested; /**< p flags: the coefficients of QM; NULL: all but the intercept. Given, every data set is fitted by
                             the scalar code, which takes longer */
} copse_perm_plan;
COPSE_API copse_perm_plan copse_perm_plan_default(void);

/** A plan that was checked, with the fit of the data themselves. */
typedef struct copse_perm copse_perm;
/** @return COPSE_EINVAL, COPSE_EUSAGE (`usual` above COPSE_PERM_MOST and met by the data), COPSE_ETOOFEW (k < 2, k <= p),
 *          COPSE_ENOTCOMPUTABLE (a statistic that the data do not have: identical estimates; rows of X all alike; a test
 *          whose statistic is not estimate / se), the failures of copse_pool */
COPSE_API COPSE_NODISCARD copse_status copse_perm_new(const copse_perm_plan *plan, copse_perm **perm, copse_error *err);
COPSE_API void copse_perm_free(copse_perm *perm);
COPSE_API bool copse_perm_exact(const copse_perm *perm);
/** Different permutations that there are; COPSE_PERM_COUNTLESS: more than can be told. */
COPSE_API uint64_t copse_perm_count(const copse_perm *perm);
/** Replicates that the job has: half of the sign vectors, all arrangements, or the draws. */
COPSE_API uint64_t copse_perm_replicates(const copse_perm *perm);
/** Columns of a row: the statistic of each coefficient, the estimate of each, and with moderators QM. NaN: no fit. */
COPSE_API size_t copse_perm_width(const copse_perm *perm);
COPSE_API size_t copse_perm_state_size(const copse_perm *perm);
/** The fit of the data. */
COPSE_API const copse_fit *copse_perm_fit(const copse_perm *perm);
/** Everything that the replicates depend on, as text: what a checkpoint is known by. */
COPSE_API void copse_perm_design(const copse_perm *perm, copse_text *out);

/* The parts of a copse_job: context is the copse_perm. `rows` may be NULL. */
COPSE_API copse_status copse_perm_open(void *perm, void **worker, copse_error *err);
COPSE_API void copse_perm_close(void *perm, void *worker);
COPSE_API copse_status copse_perm_work(void *perm, void *worker, uint64_t first, size_t n, double *rows, void *state,
                                       copse_error *err);
COPSE_API void copse_perm_join(void *perm, void *state, const void *other);

/** A p-value and its Monte Carlo standard error, sqrt(p (1 - p)/n) of n draws (NaN where it is exact; of TWICE:
 *  twice that of the smaller tail). */
typedef struct copse_perm_p {
    uint64_t reached; /**< permutations at least as extreme; of TWICE: in the smaller tail */
    double p, error;
} copse_perm_p;

typedef struct copse_perm_result {
    double statistic; /**< of the data: the one that was compared */
    copse_perm_p p[COPSE_PERM_ALTERNATIVE_COUNT];
} copse_perm_result;

/** Statistics within `tie` of each other count as equal: 2^-26 max(1, |T|) (of estimates: 2^-26 max(se, |estimate|)).
 *  Exact p-values are reached/used. By random draws the data are among both numbers, so that p is valid and never 0
 *  (Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39). */
typedef struct copse_perm_summary {
    bool exact;
    uint64_t permutations; /**< made: with both halves of the sign vectors, without the data of random draws */
    uint64_t used, failed; /**< that have a fit; p-values are of these */
    size_t p;
    copse_perm_result *coef; /**< p */
    copse_perm_p QM;         /**< of all moderators: QM* >= QM; NaN without */
    double least_p;          /**< the smallest two-sided p-value that can come out */
} copse_perm_summary;
COPSE_API COPSE_NODISCARD copse_status copse_perm_summarise(const copse_perm *perm, const void *state,
                                                            copse_perm_summary *summary, copse_error *err);
COPSE_API void copse_perm_summary_free(copse_perm_summary *summary);

/** Why an interval has no limit on one side. */
#define COPSE_PERM_LIMIT_LIST(X)                                                                                       \
    X(FOUND, "found")                                                                                                  \
    X(TOO_FEW, "too few permutations for the level")                                                                   \
    X(UNBOUNDED, "no value, however far away, is rejected")                                                            \
    X(SKEWED, "the estimate itself is rejected")                                                                       \
    X(CONSTANT, "orders of the moderators do not test an intercept")                                                   \
    X(UNFITTED, "data sets of the permutations could not be fitted")
typedef enum copse_perm_limit {
#define COPSE_PERM_LIMIT_ENUM(id, text) COPSE_PERM_LIMIT_##id,
    COPSE_PERM_LIMIT_LIST(COPSE_PERM_LIMIT_ENUM)
#undef COPSE_PERM_LIMIT_ENUM
        COPSE_PERM_LIMIT_COUNT
} copse_perm_limit;
COPSE_API const char *copse_perm_limit_text(copse_perm_limit limit);

typedef struct copse_perm_interval {
    copse_interval limit; /**< NaN where there is none */
    copse_perm_limit lower, upper;
    uint64_t fits; /**< data sets fitted on the way */
} copse_perm_interval;

/** The values b0 of a coefficient that one-sided permutation tests of level (100 - level)/2 % do not reject:
 *      lower = least b0 with p_greater(b0) > alpha/2,  upper = largest b0 with p_less(b0) > alpha/2,
 *  p(b0) that of the data y - b0 x_j, by the same permutations for every b0. p is a step function of b0, and the step is
 *  found to 1e-11 of the distance between estimate and limit. Where p is not monotone, a step beyond which it is rejected.
 *  @param[in] level  in %, in (0, 100)  @param[in] threads  0: copse_threads_available(); the result is the same
 *  @return COPSE_EINVAL; COPSE_EUSAGE: more than 2^27 replicates; COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_perm_interval_of(copse_perm *perm, size_t coefficient, double level,
                                                              int threads, copse_perm_interval *interval,
                                                              copse_error *err);

/* ------------------------------------------------------------------------------------------------- calibration
 * How often the intervals of a data set's own design hold the truth: data sets of its k, v and X are drawn anew,
 *     y* = X beta + sqrt(tau2 + v) z,
 * at each of several tau2, and each estimator with each interval is tried on them. Data set b of cell c (a tau2) is
 * replicate b of stream c: study i has normal i of copse_lanes_normals from draw 0 on. */

/** All borrowed, for as long as the calibration lives. */
typedef struct copse_calibration_design {
    const double *v, *X; /**< k sampling variances; k x p design by rows, or NULL with p = 1 */
    size_t k, p;
    const double *beta; /**< p true coefficients */
    const double *tau2; /**< of each cell, >= 0 */
    size_t cells;
    const copse_interval_choice *choice;
    size_t choices;
    /** intervals of tau2 to calibrate, too, 0: none; with the method of tau2_fit, whose setup (zero: defaults) is that of
     *  all choices, too */
    const copse_tau2_ci *tau2_interval;
    size_t tau2_intervals;
    copse_fit_opts tau2_fit;
    double level; /**< of the intervals, in % */
    uint32_t seed;
    uint64_t replicates; /**< of each cell */
    copse_isa isa;
} copse_calibration_design;

typedef struct copse_calibration copse_calibration;
/** @return COPSE_EINVAL, COPSE_EDOM (a number that is not legal), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_calibration_new(const copse_calibration_design *design,
                                                             copse_calibration **calibration, copse_error *err);
COPSE_API void copse_calibration_free(copse_calibration *calibration);
COPSE_API const copse_calibration_design *copse_calibration_of(const copse_calibration *calibration);
/** Everything that the results depend on, as text: the identity of a checkpoint. */
COPSE_API void copse_calibration_identity(const copse_calibration *calibration, copse_text *text);

/* For copse_job, as of a simulation; the context is the copse_calibration. */
COPSE_API size_t copse_calibration_block(const copse_calibration *calibration);
COPSE_API uint64_t copse_calibration_total(const copse_calibration *calibration);
COPSE_API size_t copse_calibration_state_size(const copse_calibration *calibration);
COPSE_API COPSE_NODISCARD copse_status copse_calibration_open(void *calibration, void **worker, copse_error *err);
COPSE_API void copse_calibration_close(void *calibration, void *worker);
COPSE_API COPSE_NODISCARD copse_status copse_calibration_work(void *calibration, void *worker, uint64_t first, size_t n,
                                                              double *rows, void *state, copse_error *err);
COPSE_API void copse_calibration_join(void *calibration, void *state, const void *other);

/** Of one choice in one cell, with Monte Carlo standard errors; NaN where no data set gave such an interval. */
typedef struct copse_calibrated {
    uint64_t intervals;           /**< data sets that gave an interval of the coefficient */
    copse_performance coverage;   /**< share of these that hold the true coefficient */
    copse_performance width;      /**< their mean width */
    copse_performance prediction; /**< p = 1: mean probability that a new true effect lies in the prediction interval */
    copse_performance prediction_width;
} copse_calibrated;
COPSE_API void copse_calibration_result(const copse_calibration *calibration, const void *state, size_t cell,
                                        size_t choice, size_t coefficient, copse_calibrated *result);

/** Of one of the intervals of tau2 in one cell: how often it holds the cell's tau2, and its width; no prediction. */
COPSE_API void copse_calibration_tau2_result(const copse_calibration *calibration, const void *state, size_t cell,
                                             size_t interval, copse_calibrated *result);

/* --------------------------------------------------------------------------- prediction interval by bootstrap */

#define COPSE_BOOT_PREDICT_MOST 10000000

typedef struct copse_boot_predict_plan {
    const double *y, *v; /**< k, borrowed; as copse_pool takes them */
    size_t k;            /**< 2 or more */
    double level;        /**< in %, in (0, 100) */
    uint64_t replicates; /**< 1 to COPSE_BOOT_PREDICT_MOST; 25000 are usual */
    uint32_t seed;
    int threads; /**< 0: copse_threads_available(); the result does not depend on it */
} copse_boot_predict_plan;

typedef struct copse_boot_prediction {
    copse_interval pi;    /**< quantiles (type 7) of the draws */
    copse_interval error; /**< Monte Carlo standard errors of the limits; NaN: too few draws for one */
    double *draw;         /**< true effects in new settings, rising */
    uint64_t replicates;
    uint32_t seed;
} copse_boot_prediction;

/** The prediction interval of a true effect in a new setting by parametric bootstrap (Nagashima, Noma & Furukawa 2019, Stat Methods
 *  Med Res 28:1689): draw b has tau2_b from the confidence distribution of tau2 (copse_tau2_confidence), and
 *      theta_b = mu(tau2_b) + z_b tau_b - t_b se(tau2_b),   z_b normal, t_b of k - 1 degrees of freedom,
 *  mu(tau2) the mean with weights 1/(v + tau2) and se(tau2) its Hartung-Knapp standard error. tau2_b is interpolated to 1e-9 of
 *  tau2 + the smallest v. Draws are at stream 5, replicate b: numbers 0 (both normals) and 1 (t).
 *  @return COPSE_OK; COPSE_EINVAL; as copse_tau2_confidence; COPSE_ENOMEM. copse_boot_prediction_free takes *out, also after
 *          a failure */
COPSE_API COPSE_NODISCARD copse_status copse_boot_predict(const copse_boot_predict_plan *plan,
                                                          copse_boot_prediction *out, copse_error *err);
/** The share of the draws above (or below) a limit. */
COPSE_API double copse_boot_prediction_beyond(const copse_boot_prediction *prediction, double limit, bool above);
COPSE_API void copse_boot_prediction_free(copse_boot_prediction *prediction);

#ifdef __cplusplus
}
#endif
#endif
