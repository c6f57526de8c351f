/* copse/effect.h: effect-size measures: the raw numbers of a trial become an estimate and its sampling variance.
 * Plain arrays in, plain arrays out; definitions as in metafor 5.1's escalc (docs/methods.md gives each formula). */
#ifndef COPSE_EFFECT_H
#define COPSE_EFFECT_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Every input that a measure can take, under the field's standard name: 2x2 tables (ai bi / ci di, group sizes n1i
 *  n2i), two means, two rates (events x, person-time t), one proportion (xi of ni, mi = ni - xi), correlations, and
 *  given estimates (yi with vi, sei or an interval). */
#define COPSE_INPUT_LIST(X)                                                                                            \
    X(AI, "ai", "events, group 1")                                                                                     \
    X(BI, "bi", "non-events, group 1")                                                                                 \
    X(CI, "ci", "events, group 2")                                                                                     \
    X(DI, "di", "non-events, group 2")                                                                                 \
    X(N1I, "n1i", "size of group 1")                                                                                   \
    X(N2I, "n2i", "size of group 2")                                                                                   \
    X(X1I, "x1i", "events, group 1")                                                                                   \
    X(X2I, "x2i", "events, group 2")                                                                                   \
    X(T1I, "t1i", "person-time, group 1")                                                                              \
    X(T2I, "t2i", "person-time, group 2")                                                                              \
    X(M1I, "m1i", "mean, group 1")                                                                                     \
    X(M2I, "m2i", "mean, group 2")                                                                                     \
    X(SD1I, "sd1i", "standard deviation, group 1")                                                                     \
    X(SD2I, "sd2i", "standard deviation, group 2")                                                                     \
    X(XI, "xi", "events")                                                                                              \
    X(MI, "mi", "non-events")                                                                                          \
    X(RI, "ri", "correlation")                                                                                         \
    X(NI, "ni", "sample size")                                                                                         \
    X(YI, "yi", "estimate")                                                                                            \
    X(VI, "vi", "sampling variance of the estimate")                                                                   \
    X(SEI, "sei", "standard error of the estimate")                                                                    \
    X(LOWER, "lower", "lower limit of the estimate's interval")                                                        \
    X(UPPER, "upper", "upper limit of the estimate's interval")

typedef enum copse_input {
#define COPSE_INPUT_ENUM(id, name, text) COPSE_IN_##id,
    COPSE_INPUT_LIST(COPSE_INPUT_ENUM)
#undef COPSE_INPUT_ENUM
        COPSE_IN_COUNT
} copse_input;

/** Standard name ("sd1i") and meaning of an input; NULL for a number that is none. */
COPSE_API const char *copse_input_name(copse_input input);
COPSE_API const char *copse_input_text(copse_input input);

/** How a number on the scale of analysis is shown. */
typedef enum copse_transform {
    COPSE_TRANSFORM_NONE,
    COPSE_TRANSFORM_EXP,    /**< log ratio, log proportion → ratio, proportion */
    COPSE_TRANSFORM_ILOGIT, /**< log odds → proportion */
    COPSE_TRANSFORM_TANH,   /**< Fisher's z → correlation */
    COPSE_TRANSFORM_ISIN2   /**< arcsine of the root of a proportion → proportion */
} copse_transform;

/** f(x); NaN gives NaN; monotone, so it maps interval limits too. */
COPSE_API double copse_transform_apply(copse_transform transform, double x);
/** "none", "exp", "logit", "tanh", "arcsin": the names that --transform takes; both ways. */
COPSE_API const char *copse_transform_name(copse_transform transform);
COPSE_API COPSE_NODISCARD copse_status copse_transform_find(const char *name, copse_transform *transform);

/** Which raw numbers a family of measures takes; decides the columns a forest plot shows. */
typedef enum copse_family {
    COPSE_FAMILY_TABLE,       /**< 2x2: ai bi ci di, or ai n1i ci n2i */
    COPSE_FAMILY_MEANS,       /**< m1i sd1i n1i m2i sd2i n2i */
    COPSE_FAMILY_CORRELATION, /**< ri ni */
    COPSE_FAMILY_PROPORTION,  /**< xi ni, or xi mi */
    COPSE_FAMILY_RATES,       /**< x1i t1i x2i t2i */
    COPSE_FAMILY_GIVEN        /**< yi with vi, sei, or lower and upper */
} copse_family;

/** When the continuity correction is added: to the cells of tables with a zero, of all tables, of all tables if any
 *  has a zero, of none. */
typedef enum copse_add_to { COPSE_TO_ONLY0, COPSE_TO_ALL, COPSE_TO_IF0ALL, COPSE_TO_NONE } copse_add_to;

typedef struct copse_effect_opts {
    double add;      /**< added to each cell; NaN = the measure's default (1/2, or 0 for AS and PAS); >= 0 */
    copse_add_to to; /**< default ONLY0 */
    bool drop00;     /**< leave out tables with no or only events in both groups; default false */
    double ci_level; /**< level in % of given intervals (lower, upper), in (0, 100); default 95 */
} copse_effect_opts;
COPSE_API copse_effect_opts copse_effect_opts_default(void);
COPSE_API const char *copse_add_to_name(copse_add_to to);
COPSE_API COPSE_NODISCARD copse_status copse_add_to_find(const char *name, copse_add_to *to);

struct copse_effect_kernel;
/** One entry of the table of measures. Help, JSON, documentation and plots are derived from it. */
typedef struct copse_measure {
    const char *code;    /**< "RR" */
    const char *title;   /**< on the scale of analysis: "log risk ratio" */
    const char *shown;   /**< after the natural transform: "Risk ratio" */
    const char *formula; /**< yi and vi in a line of plain text */
    const char *source;  /**< paper */
    copse_family family;
    copse_transform transform; /**< the natural one */
    bool ratio;                /**< shown on a log axis, null value 1 after transformation */
    bool two_groups;           /**< a contrast of two groups: has a null value and "favours" labels */
    double null_value;         /**< no effect on the scale of analysis (0), NaN for proportions, which have none */
    const struct copse_effect_kernel *kernel; /**< private: how it is computed */
} copse_measure;

/** All measures in the order of the documentation. */
COPSE_API const copse_measure *copse_measure_list(size_t *count);
/** By code, exact upper case ("RR"); NULL when there is none. */
COPSE_API const copse_measure *copse_measure_find(const char *code);
/** The accepted sets of inputs of a family, each a list ended by COPSE_IN_COUNT; *count sets. The first is canonical. */
COPSE_API const copse_input *const *copse_family_inputs(copse_family family, size_t *count);

/** What became of one row. `why` is static text, never NULL; `input` is the number to blame or COPSE_IN_COUNT. status:
 *  COPSE_OK; COPSE_EMISSING or COPSE_ENOTCOMPUTABLE: the row is to be left out, for the reason given ("no events in
 *  either group"); COPSE_EDOM: the input is impossible (events > n, a negative count, SD <= 0, |r| > 1), and `why` goes
 *  on after the value ("is not a positive number"). An estimate without a positive variance is not computable. */
typedef struct copse_effect_row {
    copse_status status;
    copse_input input;
    const char *why;
} copse_effect_row;

/** Estimates and sampling variances of k trials.
 *  @param[in]  measure  entry of the table
 *  @param[in]  in       COPSE_IN_COUNT pointers to k numbers each, NaN = missing, NULL = no such column (borrowed);
 *                       a row uses the first accepted set of inputs that is complete in it. A measure of another
 *                       family than GIVEN falls back, row by row, to yi with vi, sei or lower and upper (all on the
 *                       scale of analysis) where its raw numbers are missing and those columns are given. Every raw
 *                       number that is there is checked, and sizes that do not agree with their cells are COPSE_EDOM
 *  @param[in]  opts     NULL = defaults
 *  @param[out] yi,vi,ni k numbers each; NaN where the row could not be computed. ni: total sample size, unadjusted
 *                       (NaN where unknown; person-time measures have none); ni may be NULL
 *  @param[out] row      k entries, what became of each
 *  @return COPSE_OK even where rows failed (see row); COPSE_EINVAL for null pointers, k = 0, add < 0 or NaN-unsafe
 *          options, a measure none of whose sets of inputs is present */
COPSE_API COPSE_NODISCARD copse_status copse_effect_compute(const copse_measure *measure,
                                                            const double *const in[COPSE_IN_COUNT], size_t k,
                                                            const copse_effect_opts *opts, double *yi, double *vi,
                                                            double *ni, copse_effect_row *row);

/** The standardised mean difference as RevMan 5 has it, which differs from SMD by its approximate correction and its
 *  variance (Deeks & Higgins 2010, Statistical algorithms in Review Manager 5; N = n1 + n2, s the pooled SD):
 *      yi = (m1 - m2)/s (1 - 3/(4 N - 9)),   vi = N/(n1 n2) + yi^2 / (2 (N - 3.94))
 *  @return COPSE_OK; COPSE_EDOM (n1, n2 <= 1, an SD that is not positive, what is not finite): *yi and *vi are NaN. */
COPSE_API COPSE_NODISCARD copse_status copse_revman_smd(const double m[2], const double sd[2], const double n[2],
                                                        double *yi, double *vi);

#ifdef __cplusplus
}
#endif
#endif
