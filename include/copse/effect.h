/* copse/effect.h: effect-size measures: the raw numbers of a trial become an estimate and its sampling variance.
 * Plain arrays in, plain arrays out; definitions as in metafor 5.1's escalc (docs/methods.md gives each formula). */
#ifndef COPSE_EFFECT_H
#define COPSE_EFFECT_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Every input that a measure can take, under the field's standard name, as in metafor. Some names mean different things
 *  to different measures (ti: person-time of one group, or a t statistic; mi: non-events, a mean, ties, predictors,
 *  items; di: a cell, or Cohen's d; ai: events, or alpha; pi: a signed p-value, or a proportion); --explain says which. */
#define COPSE_INPUT_LIST(X)                                                                                            \
    X(AI, "ai", "events, group 1; alpha; area under the curve")                                                        \
    X(BI, "bi", "non-events, group 1")                                                                                 \
    X(CI, "ci", "events, group 2")                                                                                     \
    X(DI, "di", "non-events, group 2; Cohen's d")                                                                      \
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
    X(MI, "mi", "non-events; mean; ties; number of predictors or items")                                               \
    X(SDI, "sdi", "standard deviation, one group")                                                                     \
    X(TI, "ti", "person-time, one group; t statistic")                                                                 \
    X(FI, "fi", "F statistic")                                                                                         \
    X(PI, "pi", "two-sided p-value with the sign of the effect; proportion")                                           \
    X(RI, "ri", "correlation")                                                                                         \
    X(R2I, "r2i", "coefficient of determination")                                                                      \
    X(NI, "ni", "sample size")                                                                                         \
    X(OEI, "oei", "observed minus expected events, group 1")                                                           \
    X(VOEI, "voei", "variance of observed minus expected events")                                                      \
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

/** How a number on the scale of analysis is shown: enum, name (that --transform takes), what it makes. Names as the
 *  transf.* functions of metafor, where those have one. ".int": the mean over the distribution of true effects, normal
 *  with mean x and variance tau2 (arcsin, ahw, abt: that normal distribution between the ends of the scale). d: a
 *  standardized mean difference of two groups that are normal, equally variable and (rpb, rbis, besd) equally large. */
#define COPSE_TRANSFORM_LIST(X)                                                                                        \
    X(NONE, "none", "as analysed")                                                                                     \
    X(EXP, "exp", "log ratio to ratio, log proportion to proportion")                                                  \
    X(ILOGIT, "logit", "log odds to proportion")                                                                       \
    X(TANH, "tanh", "Fisher's z to correlation")                                                                       \
    X(ISIN2, "arcsin", "arcsine of the root of a proportion to proportion")                                            \
    X(PROBIT, "probit", "normal quantile of a proportion to proportion")                                               \
    X(PFT, "pft", "Freeman-Tukey double arcsine to proportion")                                                        \
    X(SQUARE, "square", "root of a rate to rate")                                                                      \
    X(IRFT, "irft", "Freeman-Tukey root of a rate to rate")                                                            \
    X(TANH2, "tanh2", "Fisher's z of a multiple correlation to R squared")                                             \
    X(IAHW, "ahw", "cube-root transformed alpha to alpha")                                                             \
    X(IABT, "abt", "log transformed alpha to alpha")                                                                   \
    X(VE, "ve", "minus log risk ratio to vaccine efficacy")                                                            \
    X(EXP_INT, "exp.int", "mean of exp")                                                                               \
    X(ILOGIT_INT, "logit.int", "mean of logit")                                                                        \
    X(TANH_INT, "tanh.int", "mean of tanh")                                                                            \
    X(ISIN2_INT, "arcsin.int", "mean of arcsin")                                                                       \
    X(PROBIT_INT, "probit.int", "mean of probit")                                                                      \
    X(IAHW_INT, "ahw.int", "mean of ahw")                                                                              \
    X(IABT_INT, "abt.int", "mean of abt")                                                                              \
    X(D_TO_CLES, "dtocles", "d to the probability that one of group 1 is above one of group 2")                        \
    X(D_TO_CLES_INT, "dtocles.int", "mean of dtocles")                                                                 \
    X(D_TO_CLIFF, "dtocliffd", "d to Cliff's delta")                                                                   \
    X(D_TO_OVL, "dtoovl", "d to the overlap of the two distributions")                                                 \
    X(D_TO_U1, "dtou1", "d to Cohen's U1, the share of both groups that does not overlap")                             \
    X(D_TO_U2, "dtou2", "d to Cohen's U2, the share of group 1 above the same share of group 2")                       \
    X(D_TO_U3, "dtou3", "d to Cohen's U3, the share of group 1 above the mean of group 2")                             \
    X(D_TO_BESD, "dtobesd", "d to the success rate of group 1 in the binomial effect size display")                    \
    X(D_TO_RPB, "dtorpb", "d to the point-biserial correlation")                                                       \
    X(D_TO_RBIS, "dtorbis", "d to the biserial correlation")                                                           \
    X(D_TO_MD, "dtomd", "d to a difference in units of a scale with the given standard deviation")                     \
    X(D_TO_LNOR_LOGIS, "dtolnor.logis", "d to log odds ratio, pi/sqrt(3)")                                             \
    X(D_TO_LNOR_NORM, "dtolnor.norm", "d to log odds ratio, 1.65")                                                     \
    X(LNOR_TO_D_LOGIS, "lnortod.logis", "log odds ratio to d, sqrt(3)/pi")                                             \
    X(LNOR_TO_D_NORM, "lnortod.norm", "log odds ratio to d, 1/1.65")                                                   \
    X(LNOR_TO_TET_PEARSON, "lnortortet.pearson", "log odds ratio to tetrachoric correlation, Pearson")                 \
    X(LNOR_TO_TET_DIGBY, "lnortortet.digby", "log odds ratio to tetrachoric correlation, Digby")                       \
    X(R_TO_D, "rtod", "correlation of two continuous variables to d, one cut at its median")                           \
    X(RPB_TO_D, "rpbtod", "point-biserial correlation to d")                                                           \
    X(CLES_TO_D, "clestod", "probability of superiority to d")                                                         \
    X(RATIO_TO_VE, "rrtove", "log risk or rate ratio to vaccine efficacy, 1 minus the ratio")                          \
    X(RR, "rr", "log odds ratio to risk ratio at a control risk")                                                      \
    X(RD, "rd", "log odds ratio, log risk ratio or d to risk difference at a control risk")                            \
    X(NNT, "nnt", "log odds ratio, log risk ratio, d or risk difference to number needed to treat")
typedef enum copse_transform {
#define COPSE_TRANSFORM_ENUM(id, name, text) COPSE_TRANSFORM_##id,
    COPSE_TRANSFORM_LIST(COPSE_TRANSFORM_ENUM)
#undef COPSE_TRANSFORM_ENUM
        COPSE_TRANSFORM_COUNT
} copse_transform;
/** The name ("exp") and what it makes; NULL for a number that is none. Back: COPSE_ENOTFOUND. */
COPSE_API const char *copse_transform_name(copse_transform transform);
COPSE_API const char *copse_transform_text(copse_transform transform);
COPSE_API COPSE_NODISCARD copse_status copse_transform_find(const char *name, copse_transform *transform);

/** What numbers a measure's scale holds, for transforms that are made for one. */
typedef enum copse_effect_scale {
    COPSE_EFFECT_SCALE_OTHER, /**< another, or not known (GEN) */
    COPSE_EFFECT_SCALE_D,
    COPSE_EFFECT_SCALE_LOG_ODDS_RATIO,
    COPSE_EFFECT_SCALE_LOG_RISK_RATIO,
    COPSE_EFFECT_SCALE_LOG_RATE_RATIO,
    COPSE_EFFECT_SCALE_RISK_DIFFERENCE,
    COPSE_EFFECT_SCALE_CORRELATION,
    COPSE_EFFECT_SCALE_POINT_BISERIAL,
    COPSE_EFFECT_SCALE_SUPERIORITY,       /**< CLES */
    COPSE_EFFECT_SCALE_FREEMAN_TUKEY,     /**< PFT */
    COPSE_EFFECT_SCALE_FREEMAN_TUKEY_RATE /**< IRFT */
} copse_effect_scale;

/** What a transform takes beside the number. All zero bytes stand for nothing given. */
typedef struct copse_transform_settings {
    double control_risk;      /**< rr, rd, nnt: risk of group 2, in (0, 1) */
    double sd;                /**< dtomd: > 0 */
    double tau2;              /**< .int: variance of the true effects, >= 0; 0: the plain transform; NaN gives NaN */
    double size;              /**< pft: sample size; irft: person-time; > 0. Of a pooled estimate: the harmonic mean */
    copse_effect_scale scale; /**< rd, nnt: what x is */
    bool wanted;              /**< nnt: the event is wanted, so that more of it is the benefit */
} copse_transform_settings;

/** f(x). Formulas and sources: docs/methods-transforms.md. NaN where x is NaN or a setting that f needs is not there.
 *  nnt: 1/RD with the sign of benefit: above 0 so many to treat for one to benefit (NNTB), below 0 for one to be harmed
 *  (NNTH), infinite without effect. */
COPSE_API double copse_transform_apply_with(copse_transform transform, double x,
                                            const copse_transform_settings *settings);
/** The same without settings. */
COPSE_API double copse_transform_apply(copse_transform transform, double x);
/** f of an interval, in place: limits change places where f falls; an interval that contains 0 takes the extreme there of
 *  functions of |x| (dtoovl, dtou1). Returns true for an nnt interval that contains no effect: it is the two pieces
 *  -infinity to *lower and *upper to infinity, which meet at infinity (Altman 1998). */
COPSE_API bool copse_transform_interval(copse_transform transform, double *lower, double *upper,
                                        const copse_transform_settings *settings);
/** Whether f falls as x rises. */
COPSE_API bool copse_transform_falls(copse_transform transform);
/** Whether f rises or falls throughout. */
COPSE_API bool copse_transform_is_monotone(copse_transform transform);
/** x with f(x) = shown, in closed form where there is one, else by a search to the last digits of f.
 *  @return COPSE_OK; COPSE_EUSAGE (f is not monotone); COPSE_EDOM (f has no such value, or only as a limit);
 *          COPSE_ENOTCOMPUTABLE (not found) */
COPSE_API COPSE_NODISCARD copse_status copse_transform_inverse(copse_transform transform, double shown,
                                                               const copse_transform_settings *settings, double *x,
                                                               copse_error *err);
/** The least and greatest value that f can have; infinite where it has no bound. */
COPSE_API void copse_transform_range(copse_transform transform, double *low, double *high);
/** Whether f takes tau2 (the forms with ".int"); the transform without it, else the transform itself. */
COPSE_API bool copse_transform_is_mean(copse_transform transform);
COPSE_API copse_transform copse_transform_plain(copse_transform transform);
/** What the shown numbers are called, where that follows from the transform alone ("Overlap"), else NULL. */
COPSE_API const char *copse_transform_shown(copse_transform transform);
/** True where differences of x become ratios (exp, exp.int, rr). */
COPSE_API bool copse_transform_makes_ratio(copse_transform transform);

struct copse_measure;
/** What a measure's numbers are called under a transform: "Risk ratio", "Log risk ratio", "Mean proportion", "Overlap",
 *  "exp(mean difference)". measure may be NULL. */
COPSE_API void copse_transform_label(copse_transform transform, const struct copse_measure *measure, copse_text *out);
/** OTHER for NULL. */
COPSE_API copse_effect_scale copse_measure_scale(const struct copse_measure *measure);
/** Whether the transform means something for the measure (NULL: not known), and has what it needs apart from tau2 and
 *  sizes. Sets settings->scale.
 *  @return COPSE_OK; COPSE_EUSAGE with a line that says what is wanting */
COPSE_API COPSE_NODISCARD copse_status copse_transform_check(copse_transform transform,
                                                             const struct copse_measure *measure,
                                                             copse_transform_settings *settings, copse_error *err);
/** The settings for one study: no tau2; pft: its own size, ni or where that is not known (1/vi - 2)/4; irft: 1/(4 vi). */
COPSE_API copse_transform_settings copse_transform_for_study(copse_transform transform,
                                                             const copse_transform_settings *settings, double vi,
                                                             double ni);
/** The settings for an estimate pooled from the studies with group[i] == level (group NULL: from all k): tau2 as given,
 *  the harmonic mean of the sizes. ni may be NULL. */
COPSE_API copse_transform_settings copse_transform_for_pool(copse_transform transform,
                                                            const copse_transform_settings *settings, double tau2,
                                                            const double *vi, const double *ni, const size_t *group,
                                                            size_t level, size_t k);

/** Which kind of raw numbers a measure is made of; decides the columns that a forest plot shows, what the numbers may
 *  be, and which cells a continuity correction goes to. */
typedef enum copse_family {
    COPSE_FAMILY_TABLE,       /**< 2x2: ai bi ci di, or ai n1i ci n2i */
    COPSE_FAMILY_MEANS,       /**< m1i sd1i n1i m2i sd2i n2i, or what gives a standardized difference */
    COPSE_FAMILY_CORRELATION, /**< ri ni */
    COPSE_FAMILY_PROPORTION,  /**< xi ni, or xi mi */
    COPSE_FAMILY_RATES,       /**< x1i t1i x2i t2i */
    COPSE_FAMILY_GIVEN,       /**< yi with vi, sei, or lower and upper */
    COPSE_FAMILY_PAIRS,       /**< 2x2 table of matched pairs: ai bi ci di */
    COPSE_FAMILY_AREA,        /**< area under the curve ai, n1i n2i, proportion of ties mi */
    COPSE_FAMILY_RATE,        /**< one rate: xi ti */
    COPSE_FAMILY_MEAN,        /**< one mean: mi sdi ni */
    COPSE_FAMILY_CHANGE,      /**< m1i m2i sd1i sd2i ri ni: the same people twice, or matched ones */
    COPSE_FAMILY_PARTIAL,     /**< partial and semi-partial correlations: ti or ri, mi predictors, ni, r2i */
    COPSE_FAMILY_R2,          /**< r2i, mi predictors, ni */
    COPSE_FAMILY_RELIABILITY, /**< alpha ai, mi items, ni */
    COPSE_FAMILY_GENOTYPES,   /**< ai bi ci: both homozygotes at the ends */
    COPSE_FAMILY_SURVIVAL     /**< oei voei, or events x1i x2i and the p-value pi of a log-rank test */
} copse_family;

/** Estimators of the sampling variance. Each measure takes some of them; the first that it names is its default. */
#define COPSE_VTYPE_LIST(X)                                                                                            \
    X(LS, "LS", "large-sample approximation")                                                                          \
    X(LS2, "LS2", "large-sample approximation, second form")                                                           \
    X(LS3, "LS3", "large-sample approximation, third form")                                                            \
    X(UB, "UB", "unbiased")                                                                                            \
    X(AV, "AV", "average of all studies put in for the study's own value")                                             \
    X(AV2, "AV2", "average, second form")                                                                              \
    X(AVHO, "AVHO", "average, homoscedastic")                                                                          \
    X(HO, "HO", "homoscedastic: one variance for both groups (one group: for all studies)")                            \
    X(H0, "H0", "under the null hypothesis")                                                                           \
    X(H0A, "H0a", "under the null hypothesis, first form")                                                             \
    X(H0B, "H0b", "under the null hypothesis, second form")                                                            \
    X(ST, "ST", "stratified sampling: the sizes of the groups were fixed")                                             \
    X(CS, "CS", "cross-sectional (multinomial) sampling")                                                              \
    X(MAX, "MAX", "largest possible variance")                                                                         \
    X(WT, "WT", "exact, of White and Thomas 2005")
typedef enum copse_vtype {
#define COPSE_VTYPE_ENUM(id, name, text) COPSE_VTYPE_##id,
    COPSE_VTYPE_LIST(COPSE_VTYPE_ENUM)
#undef COPSE_VTYPE_ENUM
        COPSE_VTYPE_COUNT
} copse_vtype;
/** Name ("LS2") and meaning of a variance type, NULL for a number that is none; and back, exact upper case. */
COPSE_API const char *copse_vtype_name(copse_vtype vtype);
COPSE_API const char *copse_vtype_text(copse_vtype vtype);
COPSE_API COPSE_NODISCARD copse_status copse_vtype_find(const char *name, copse_vtype *vtype);

/** When the continuity correction is added: to the cells of tables with a zero, of all tables, of all tables if any
 *  has a zero, of none. */
typedef enum copse_add_to { COPSE_TO_ONLY0, COPSE_TO_ALL, COPSE_TO_IF0ALL, COPSE_TO_NONE } copse_add_to;

/** How much each group's cells are given: the same, or (for tables of two groups and for their rates) in proportion to the
 *  reciprocal of the other group's size, 2 add n1/N and 2 add n2/N, so that the groups together are given as much and no
 *  effect stays none (treatment-arm correction, Sweeting, Sutton & Lambert 2004; rates: by person-time). */
typedef enum copse_correction { COPSE_CORRECTION_CONSTANT, COPSE_CORRECTION_TACC } copse_correction;
COPSE_API const char *copse_correction_name(copse_correction correction); /**< "constant", "tacc"; NULL past the last */

typedef struct copse_effect_opts {
    double
        add; /**< added to each cell; NaN = the measure's default (1/2; 0 for AS, PHI, RTET, IRSD, PAS, PFT, IRS, IRFT and their z); >= 0 */
    copse_add_to to;   /**< default ONLY0 */
    bool drop00;       /**< leave out tables with no or only events in both groups; default false */
    copse_vtype vtype; /**< one that the measure takes, or COPSE_VTYPE_COUNT, the default: the measure's first */
    bool uncorrected;  /**< without the measure's bias correction (metafor: correct = FALSE); default false */
    double ci_level;   /**< level in % of given intervals (lower, upper), in (0, 100); default 95 */
    copse_correction
        correction; /**< default CONSTANT; other tables than those of two groups are always given the same */
} copse_effect_opts;
COPSE_API copse_effect_opts copse_effect_opts_default(void);
COPSE_API const char *copse_add_to_name(copse_add_to to);
COPSE_API COPSE_NODISCARD copse_status copse_add_to_find(const char *name, copse_add_to *to);

struct copse_effect_kernel;
/** One entry of the table of measures. Help, JSON, documentation and plots are derived from it. */
typedef struct copse_measure {
    const char *code;    /**< "RR" */
    const char *synonym; /**< another code that is taken for it ("AUC" for CLES), or NULL */
    const char *title;   /**< on the scale of analysis: "log risk ratio" */
    const char *shown;   /**< after the natural transform: "Risk ratio" */
    const char *formula; /**< yi and vi in a line of plain text */
    const char *source;  /**< paper */
    copse_family family;
    const copse_input *const *inputs; /**< accepted sets of numbers, each a list ended by COPSE_IN_COUNT; the first is
                                           canonical, a row uses the first that is complete in it */
    size_t input_sets;
    const copse_vtype *vtypes; /**< accepted variance types, ended by COPSE_VTYPE_COUNT, the default first; NULL: LS */
    copse_transform transform; /**< the natural one */
    bool ratio;                /**< shown on a log axis, null value 1 after transformation */
    bool two_groups;           /**< a contrast of two groups: has a null value and "favours" labels */
    bool standardized;         /**< in units of a standard deviation: above 2 in size it is worth a second look */
    bool corrects;             /**< has a bias correction that opts.uncorrected leaves out */
    double null_value;         /**< no effect on the scale of analysis (0), NaN for proportions, which have none */
    const struct copse_effect_kernel *kernel; /**< private: how it is computed */
} copse_measure;

/** Measure i in the order of the documentation, NULL past the last. */
COPSE_API const copse_measure *copse_measure_at(size_t i);
/** By code or synonym, exact upper case ("RR"); NULL when there is none. */
COPSE_API const copse_measure *copse_measure_find(const char *code);
/** The code or synonym that comes nearest to a misspelt one, NULL when none is near. */
COPSE_API const char *copse_measure_nearest(const char *code);
/** Whether the measure takes the variance type (its default: COPSE_VTYPE_COUNT, always). */
COPSE_API bool copse_measure_takes(const copse_measure *measure, copse_vtype vtype);
/** What an input means to a measure ("Cohen's d"). */
COPSE_API const char *copse_measure_input_text(const copse_measure *measure, copse_input input);
/** The sets of inputs of given estimates, on which rows of any measure can fall back. */
COPSE_API const copse_input *const *copse_given_inputs(size_t *count);

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
 *          options, a variance type that the measure does not take, a measure none of whose sets of inputs is present */
COPSE_API COPSE_NODISCARD copse_status copse_effect_compute(const copse_measure *measure,
                                                            const double *const in[COPSE_IN_COUNT], size_t k,
                                                            const copse_effect_opts *opts, double *yi, double *vi,
                                                            double *ni, copse_effect_row *row);

/** The outcome of each group behind an effect of two groups, treated - control = yi: what a L'Abbe plot shows.
 *      RR: log risks (PLN), OR: log odds (PLO), RD: risks (PR), AS: arcsine roots (PAS), IRR: log rates (IRLN),
 *      IRD: rates (IR), IRSD: root rates (IRS)
 *  with the correction that opts ask for, given to each group's cells as that measure of one group is (metafor's labbe).
 *  @param[in]  measure  of the effects
 *  @param[in]  in       as copse_effect_compute; ai bi ci di or n1i, n2i, or x1i t1i x2i t2i
 *  @param[out] treated, control  k each; NaN where they cannot be computed
 *  @param[out] group    the measure of one group
 *  @return COPSE_OK; COPSE_EUSAGE: no such measure of groups; COPSE_EINVAL; COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_group_outcomes(const copse_measure *measure,
                                                            const double *const in[COPSE_IN_COUNT], size_t k,
                                                            const copse_effect_opts *opts, double *treated,
                                                            double *control, const copse_measure **group,
                                                            copse_error *err);

/** The correction by itself, for what pools the tables and not their estimates.
 *  @param[in]  family     TABLE: cell is a, b, c, d; RATES: events and person-time of group 1, then of group 2, and events
 *                         alone are given something
 *  @param[out] corrected  k numbers each; may be the input
 *  @return COPSE_OK; COPSE_EINVAL (another family, add < 0 or not finite, no such rule) */
COPSE_API COPSE_NODISCARD copse_status copse_correct_tables(copse_family family, const double *const cell[4], size_t k,
                                                            double add, copse_add_to to, copse_correction correction,
                                                            double *const corrected[4]);

/** The standardised mean difference as RevMan 5 has it, which differs from SMD by its approximate correction and its
 *  variance (Deeks & Higgins 2010, Statistical algorithms in Review Manager 5; N = n1 + n2, s the pooled SD):
 *      yi = (m1 - m2)/s (1 - 3/(4 N - 9)),   vi = N/(n1 n2) + yi^2 / (2 (N - 3.94))
 *  @return COPSE_OK; COPSE_EDOM (n1, n2 <= 1, an SD that is not positive, what is not finite): *yi and *vi are NaN. */
COPSE_API COPSE_NODISCARD copse_status copse_revman_smd(const double m[2], const double sd[2], const double n[2],
                                                        double *yi, double *vi);

/** Confidence intervals of a proportion, for the rows of studies. With tail = (100 - level)/200 and z the upper quantile:
 *  - CLOPPER_PEARSON: exact; lower the beta(x, n - x + 1) quantile at tail, upper the beta(x + 1, n - x) one at 1 - tail
 *    (Clopper & Pearson 1934);
 *  - WILSON: the score interval, the roots p of (x/n - p)^2 = z^2 p(1 - p)/n (Wilson 1927);
 *  - AGRESTI_COULL: p -+ z sqrt(p(1 - p)/N) with N = n + z^2, p = (x + z^2/2)/N, cut to [0, 1] (Agresti & Coull 1998);
 *  - JEFFREYS: the quantiles of beta(x + 1/2, n - x + 1/2), but 0 where x = 0 and 1 where x = n (Brown, Cai & DasGupta
 *    2001, who compare all four). */
typedef enum copse_interval_kind {
    COPSE_INTERVAL_CLOPPER_PEARSON,
    COPSE_INTERVAL_WILSON,
    COPSE_INTERVAL_AGRESTI_COULL,
    COPSE_INTERVAL_JEFFREYS
} copse_interval_kind;
/** "clopper-pearson", "wilson", "agresti-coull", "jeffreys"; NULL for a number that is none; and back. */
COPSE_API const char *copse_interval_kind_name(copse_interval_kind kind);
COPSE_API COPSE_NODISCARD copse_status copse_interval_kind_find(const char *name, copse_interval_kind *kind);
/** Interval of x events among n, which need not be whole; 0 <= x <= n, n > 0; level in %, in (0, 100).
 *  @param[out] lower,upper in [0, 1]; NaN after a failure
 *  @return COPSE_OK, COPSE_EINVAL (kind, level, null pointer), COPSE_EDOM (x, n), COPSE_ERANGE (beta quantiles go up to n = 1e9) */
COPSE_API COPSE_NODISCARD copse_status copse_proportion_interval(copse_interval_kind kind, double x, double n,
                                                                 double level, double *lower, double *upper);
/** Exact Poisson interval of the rate x/t, x >= 0 events in person-time t > 0: the gamma(x) quantile at tail and the
 *  gamma(x + 1) one at 1 - tail, over t; the lower limit is 0 where x = 0 (Garwood 1936).
 *  @return as above; COPSE_ERANGE above 5e9 events, or where a limit is not finite */
COPSE_API COPSE_NODISCARD copse_status copse_rate_interval(double x, double t, double level, double *lower,
                                                           double *upper);

/* -------------------------------------------------------------------------------- several effects of one trial */

/** How the effects y_1..y_m of one trial are weighted when they are combined. R is the matrix of the correlations r_jk of
 *  their sampling errors, V_jk = r_jk sqrt(v_j v_k). The result is sum w_j y_j / sum w_j, with variance
 *  sum_jk w_j w_k V_jk / (sum_j w_j)^2. */
#define COPSE_COMBINE_LIST(X)                                                                                          \
    X(MEAN, "mean")         /* w_j = 1: Borenstein et al. 2009, chapter 24 */                                          \
    X(WEIGHTED, "weighted") /* w_j = 1/v_j, precision */                                                               \
    X(GLS, "gls")           /* w = V^-1 1, the least variance: metafor's aggregate(); a weight may be negative */
typedef enum copse_combine {
#define COPSE_COMBINE_ENUM(id, name) COPSE_COMBINE_##id,
    COPSE_COMBINE_LIST(COPSE_COMBINE_ENUM)
#undef COPSE_COMBINE_ENUM
        COPSE_COMBINE_COUNT
} copse_combine;

/** R for j != k: t_j the time of an effect, o_j what it is an effect on (its outcome, say); names as metafor's. */
#define COPSE_STRUCTURE_LIST(X)                                                                                        \
    X(ID, "ID")           /* 0 */                                                                                      \
    X(CS, "CS")           /* rho */                                                                                    \
    X(CAR, "CAR")         /* phi^|t_j - t_k| */                                                                        \
    X(CS_CAR, "CS+CAR")   /* rho + (1 - rho) phi^|t_j - t_k| */                                                        \
    X(CS_X_CAR, "CS*CAR") /* phi^|t_j - t_k|, times rho where o_j != o_k */
typedef enum copse_structure {
#define COPSE_STRUCTURE_ENUM(id, name) COPSE_STRUCTURE_##id,
    COPSE_STRUCTURE_LIST(COPSE_STRUCTURE_ENUM)
#undef COPSE_STRUCTURE_ENUM
        COPSE_STRUCTURE_COUNT
} copse_structure;

COPSE_API const char *copse_combine_name(copse_combine combine); /**< NULL where there is none */
COPSE_API COPSE_NODISCARD copse_status copse_combine_find(const char *name, copse_combine *combine);
COPSE_API const char *copse_structure_name(copse_structure structure); /**< NULL where there is none */
COPSE_API COPSE_NODISCARD copse_status copse_structure_find(const char *name, copse_structure *structure);
/** Which of rho, phi, times and outcomes a structure is made of. */
COPSE_API bool copse_structure_has_rho(copse_structure structure);
COPSE_API bool copse_structure_has_time(copse_structure structure); /**< and phi */
COPSE_API bool copse_structure_has_obs(copse_structure structure);

typedef struct copse_aggregate_opts {
    copse_combine combine;
    copse_structure structure;
    double rho; /**< -1 to 1; read where the structure has it */
    double phi; /**< 0 to 1; likewise */
} copse_aggregate_opts;

/** rho and phi lie in their ranges, and times and outcomes are given where the structure has them: COPSE_OK; COPSE_EDOM;
 *  COPSE_EINVAL. */
COPSE_API COPSE_NODISCARD copse_status copse_aggregate_check(const copse_aggregate_opts *opts, bool has_time,
                                                             bool has_obs, copse_error *err);
/** One effect from m of one trial, as above. Plain arrays; R is factorised (Cholesky), so the time is O(m^3).
 *  @param[in] yi, vi    finite, vi > 0
 *  @param[in] time      m finite times, NULL where the structure has none
 *  @param[in] obs       m numbers of what the effect is on, NULL where the structure has none
 *  @param[out] y, v     set to NaN first
 *  @param[out] negative some weight is below 0 (GLS): y need not lie among the yi. May be NULL
 *  @return COPSE_OK; COPSE_EDOM (rho, phi, a yi or vi out of range; R not positive definite, for MEAN and WEIGHTED not
 *          positive semidefinite or the variance 0; the error says which); COPSE_EINVAL (a NULL array); COPSE_ERANGE;
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_aggregate(const double *yi, const double *vi, const double *time,
                                                       const size_t *obs, size_t m, const copse_aggregate_opts *opts,
                                                       double *y, double *v, bool *negative, copse_error *err);

/* ------------------------------------------------------------------------------------------------- plausibility
 * Numbers that are possible, but mostly a slip: what a careful reader would ask the authors about. */
typedef enum copse_doubt_kind {
    COPSE_DOUBT_LARGE,      /**< a standardized difference above 2 in size */
    COPSE_DOUBT_SE_FOR_SD,  /**< `input`, times the root of its n, is about the other group's (MD: the other trials')
                                  standard deviation, and itself less than a third of it: it looks like a standard error */
    COPSE_DOUBT_OFF_CENTRE, /**< a given interval whose middle is more than a tenth of its half width off the estimate */
    COPSE_DOUBT_RATIO_SCALE, /**< the same, but centred after taking logs: a ratio on its natural scale */
    COPSE_DOUBT_SIZES,       /**< ni is not n1i + n2i */
    COPSE_DOUBT_TWIN_GROUPS, /**< both groups of the row have the same numbers */
    COPSE_DOUBT_TWIN_ROW,    /**< all numbers are those of row `other`, of another trial */
    COPSE_DOUBT_TWIN_ARM,  /**< mean, SD and n of one group (`input`: its mean) are those of a group of row `other`, of
                                  another trial */
    COPSE_DOUBT_OUTSIDE,   /**< a mean outside the scale's range */
    COPSE_DOUBT_SPREAD,    /**< a standard deviation that is not possible within the scale's range, given mean and n */
    COPSE_DOUBT_GRIM,      /**< a mean that n whole-number scores cannot have, to the decimals that it is given with */
    COPSE_DOUBT_NEAR_ZERO, /**< ROM: a mean less than three of its standard errors (with Geary's correction) from 0, of
                                  which no log ratio should be taken */
    COPSE_DOUBT_COUNT
} copse_doubt_kind;

/** In files of more rows than this, numbers are alike by chance: twins are not looked for. */
#define COPSE_DOUBT_TWIN_ROWS 10000

typedef struct copse_doubt {
    size_t row, other; /**< other: SIZE_MAX where there is none */
    copse_doubt_kind kind;
    copse_input input; /**< the number to check, or COPSE_IN_COUNT */
} copse_doubt;

typedef struct copse_doubt_opts {
    double items; /**< scores are sums of whole numbers over so many items, divided by it; NaN: not known, no
                                      GRIM test */
    double scale_low, scale_high; /**< range of the outcome scale; NaN: not known */
} copse_doubt_opts;
COPSE_API copse_doubt_opts copse_doubt_opts_default(void);

/** Looks over the numbers of the rows whose status is COPSE_OK. SD for SE, intervals: rules of thumb, as above. GRIM: Brown
 *  & Heathers 2017. Largest SD on a scale from L to H: sqrt((m - L)(H - m) n/(n - 1)). Geary 1930; Lajeunesse 2015.
 *  @param[in]  measure,in,k as in copse_effect_compute, which filled yi and row
 *  @param[in]  trial   class of each row: rows of one class are of one trial and may share numbers; NULL = k trials
 *  @param[out] doubts  *count of them by rising row, to be freed by free(); NULL where there is none
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_effect_doubts(const copse_measure *measure,
                                                           const double *const in[COPSE_IN_COUNT], size_t k,
                                                           const size_t *trial, const copse_doubt_opts *opts,
                                                           const double *yi, const copse_effect_row *row,
                                                           copse_doubt **doubts, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
