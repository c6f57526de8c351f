/* copse/convert.h: what a trial did not report, from what it did: standard deviations from quartiles, standard errors from
 * intervals and tests, 2x2 tables from odds ratios. Plain arrays in, plain numbers out; each with its paper
 * (docs/methods-convert.md). */
#ifndef COPSE_CONVERT_H
#define COPSE_CONVERT_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------- standard errors and deviations
 * NaN where an input is NaN or outside its range. Higgins, Li & Deeks 2019 (Cochrane Handbook, 6.5.2.2). */

/** Standard deviation of n observations from the standard error of their mean: se sqrt(n). se > 0, n >= 1. */
COPSE_API double copse_sd_from_se(double se, double n);
/** Standard error of the mean: sd / sqrt(n). sd > 0, n >= 1. */
COPSE_API double copse_se_from_sd(double sd, double n);

/* ------------------------------------------------------------------------------------ medians, quartiles and ranges
 * Mean and standard deviation of a sample of n, of which only order statistics were reported. Three sets suffice:
 * S1 minimum, median, maximum; S2 quartiles and median; S3 all five (docs/methods-convert.md, "Medians, quartiles and
 * ranges"). Everything is deterministic, allocates nothing and is re-entrant. */

/** NaN = not reported. min <= q1 <= median <= q3 <= max on any scale; n whole, at least 5. */
typedef struct copse_five {
    double min, q1, median, q3, max, n;
} copse_five;

typedef enum copse_five_case { COPSE_FIVE_NO_CASE, COPSE_FIVE_S1, COPSE_FIVE_S2, COPSE_FIVE_S3 } copse_five_case;
/** "min, median, max", "q1, median, q3", "min, q1, median, q3, max"; NULL for a number that is no case. */
COPSE_API const char *copse_five_case_text(copse_five_case which);

/** Every method with its name (metafor's where it has one), title and source. */
#define COPSE_FIVE_METHOD_LIST(X)                                                                                      \
    X(LUO_WAN_SHI, "luo/wan/shi", "optimal linear combinations under normality",                                       \
      "Luo et al. 2018 (mean); Wan et al. 2014, Shi et al. 2020 (SD)")                                                 \
    X(WAN, "wan", "linear combinations with fixed weights under normality", "Wan et al. 2014")                         \
    X(QE, "qe", "quantile estimation: the best of five fitted distributions", "McGrath et al. 2020")                   \
    X(BC, "bc", "Box-Cox transformation to symmetry", "McGrath et al. 2020")                                           \
    X(MLN, "mln", "Box-Cox transformation by maximum likelihood", "Cai, Zhou & Pan 2021")                              \
    X(BLUE, "blue", "best linear unbiased estimators under normality", "Yang, Hutson & Wang 2022")                     \
    X(LOGNORMAL, "lnorm", "log-normal distribution, bias-corrected", "Shi, Tong, Wang & Genton 2020")

typedef enum copse_five_method {
#define COPSE_FIVE_METHOD_ENUM(id, name, title, source) COPSE_FIVE_##id,
    COPSE_FIVE_METHOD_LIST(COPSE_FIVE_METHOD_ENUM)
#undef COPSE_FIVE_METHOD_ENUM
        COPSE_FIVE_METHOD_COUNT
} copse_five_method;

/** Name, title and source of a method; NULL for a number that is none. */
COPSE_API const char *copse_five_method_name(copse_five_method method);
COPSE_API const char *copse_five_method_title(copse_five_method method);
COPSE_API const char *copse_five_method_source(copse_five_method method);
/** By name, in any case of letters; "default" is luo/wan/shi. COPSE_ENOTFOUND, COPSE_EINVAL (null pointers). */
COPSE_API COPSE_NODISCARD copse_status copse_five_method_find(const char *name, copse_five_method *method);

typedef struct copse_five_opts {
    copse_five_method method; /**< default luo/wan/shi */
    bool test; /**< refuse a row whose skewness is significant, where the method rests on normality: all but bc, mln
                         and qe of positive numbers; lnorm on the log scale; default true */
    bool log_scale; /**< lnorm only: mean and SD of the logarithms, not of the numbers themselves; default false */
    bool jacobian;  /**< mln only: with the Jacobian of the transformation in the likelihood, which makes the result
                         independent of the unit of measurement; default false, as in the R package estmeansd */
} copse_five_opts;
COPSE_API copse_five_opts copse_five_opts_default(void);

/** The test for skewness of Shi et al. 2023, level 5%: |symmetric difference| against a critical value. */
typedef struct copse_five_skewness {
    bool tested; /**< false: no median, or quartiles (or extremes) that are equal; then the numbers below are NaN */
    bool significant;
    double statistic, critical;
} copse_five_skewness;

/** Which distribution stands behind the result. */
typedef enum copse_five_family {
    COPSE_FIVE_NORMAL,     /**< parameters: mean, SD */
    COPSE_FIVE_LOG_NORMAL, /**< mean and SD of the logarithm */
    COPSE_FIVE_GAMMA,      /**< shape, rate */
    COPSE_FIVE_WEIBULL,    /**< shape, scale */
    COPSE_FIVE_BETA,       /**< both shapes */
    COPSE_FIVE_POWER       /**< (x^lambda - 1)/lambda is normal: its mean and SD; see lambda */
} copse_five_family;
/** "normal", "log-normal", "gamma", "Weibull", "beta", "power normal"; NULL for a number that is none. */
COPSE_API const char *copse_five_family_name(copse_five_family family);

typedef struct copse_five_result {
    double mean;  /**< NaN: not computable (why), or no median was given and only the SD could be computed */
    double sd;    /**< > 0, or NaN after a failure */
    bool outside; /**< the mean lies outside [min, max], where the mean of no sample lies: the method does not suit the
                       numbers, and the result wants a warning */
    copse_five_case which;
    const char *mean_formula, *sd_formula; /**< static: equation and paper; NULL where the number is NaN */
    copse_five_skewness skewness;          /**< of the numbers; lnorm: of their logarithms */
    copse_five_family family;
    double parameter[2]; /**< of the family */
    double lambda;       /**< bc, mln: the power; else NaN */
    double objective;    /**< qe: sum of squared differences of quantiles; mln: log likelihood; else NaN */
    const char *why;     /**< static: why not, "" after COPSE_OK; never NULL */
} copse_five_result;

/** Mean and SD from a five-number summary or a part of it.
 *  @param[in]  five   what was reported; *which set* follows from what is not NaN
 *  @param[in]  opts   NULL = defaults
 *  @param[out] result see above; filled after a failure, too (NaN, and why)
 *  @return COPSE_OK; COPSE_EMISSING (n, or the numbers of no set); COPSE_EDOM (an impossible number or order; a number that is
 *          not positive where logarithms are taken); COPSE_ENOTCOMPUTABLE (n below 5, no spread, skewness, ties, a fit
 *          without a minimum); COPSE_ERANGE (the result is not a finite number); COPSE_EINVAL (null pointers, unknown
 *          method) */
COPSE_API COPSE_NODISCARD copse_status copse_mean_from_five(const copse_five *five, const copse_five_opts *opts,
                                                            copse_five_result *result);
/* -------------------------------------------------------------------------------------------------- what goes wrong
 * Every function below sets its outputs to NaN first, so that a failed call leaves no number, and says why there is none
 * in *err, in words that name the number: COPSE_EDOM for an input that is missing or cannot be (a negative standard
 * error), COPSE_ENOTCOMPUTABLE where the inputs are possible but do not tell the answer (an estimate of 0 with a p-value
 * of 1), COPSE_ERANGE where the answer overflows or underflows. Outputs are never NULL. */

/* ------------------------------------------------------------------------------------- standard errors of an estimate
 * Cochrane Handbook 6.3.1, 6.3.2, 6.5.2.3; Altman & Bland 2011 (BMJ 343:d2090). The estimate and its limits are on the
 * scale on which the interval is symmetric and the test was made: the log scale for ratios. df: degrees of freedom of the
 * t distribution that the interval or test was taken from, at least 1e-3; INFINITY for the normal one. level in %,
 * between 0 and 100. */

/** (upper - lower) / (2 q), q the quantile of the interval. lower < upper. */
COPSE_API COPSE_NODISCARD copse_status copse_se_from_interval(double lower, double upper, double level, double df,
                                                              double *se, copse_error *err);
/** |limit - estimate| / q: from one limit of a two-sided interval. */
COPSE_API COPSE_NODISCARD copse_status copse_se_from_limit(double estimate, double limit, double level, double df,
                                                           double *se, copse_error *err);
/** |estimate / z|, z the quantile that the p-value stands for. A two-sided p may carry the sign of the effect: only |p| in
 *  (0, 1) counts. A one-sided p is in (0, 1), not 1/2; which side was tested does not matter. */
COPSE_API COPSE_NODISCARD copse_status copse_se_from_p(double estimate, double p, bool one_sided, double df, double *se,
                                                       copse_error *err);
/** |estimate / statistic|: a z or t statistic. Of a test of 1 degree of freedom, F = t^2 and chi-square = z^2. */
COPSE_API COPSE_NODISCARD copse_status copse_se_from_statistic(double estimate, double statistic, double *se,
                                                               copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_se_from_square(double estimate, double square, double *se,
                                                            copse_error *err);
/** How far the estimate is from the middle of its interval, as a part of the interval's length: 0 in the middle, 1/2 at a
 *  limit. Above COPSE_OFF_CENTRE the interval is not the one that the formulas above assume, or not on this scale, or
 *  badly rounded. NaN where lower < upper does not hold. */
COPSE_API double copse_interval_off_centre(double estimate, double lower, double upper);
#define COPSE_OFF_CENTRE 0.1

/** The standard deviation that two groups of n1 and n2 have in common, from the standard error of the difference of their
 *  means: se / sqrt(1/n1 + 1/n2). Cochrane Handbook 6.5.2.3. */
COPSE_API COPSE_NODISCARD copse_status copse_sd_from_difference_se(double se, double n1, double n2, double *sd,
                                                                   copse_error *err);

/* -------------------------------------------------------------------------------------------------------- 2x2 tables
 * cells: ai bi ci di, groups in rows: ai events and bi others of the n1 persons of group 1, ci and di of group 2. events =
 * ai + ci. Cells are rounded to whole persons, ai first, the others by subtraction from the margins, so that the margins
 * are kept; margins that are not whole numbers are COPSE_EDOM. A negative cell is COPSE_ENOTCOMPUTABLE: margins and
 * statistic contradict each other. As conv.2x2 of metafor 5.1, whose n2i is `events` here. */

/** From the odds ratio >= 0: a is the root in [max(0, events - n2), min(n1, events)] of
 *      (OR - 1) a^2 - (OR (n1 + events) + n2 - events) a + OR n1 events = 0
 *  computed without cancellation, also at OR = 1. Bonett 2007 (Am. Psychol. 62:254). */
COPSE_API COPSE_NODISCARD copse_status copse_table_from_odds_ratio(double odds_ratio, double n1, double n2,
                                                                   double events, double cells[4], copse_error *err);
/** From phi in [-1, 1]: a = (n1 events + phi sqrt(n1 n2 events (N - events))) / N, N = n1 + n2. Yule 1912. */
COPSE_API COPSE_NODISCARD copse_status copse_table_from_phi(double phi, double n1, double n2, double events,
                                                            double cells[4], copse_error *err);
/** phi of a chi-square that carries the sign of the effect: sign(x2) (sqrt(|x2|/N) + c), c = N / (2 sqrt(n1 n2 events (N -
 *  events))) where chi-square was corrected for continuity (Yates 1934), else 0. x2 = 0 gives 0. */
COPSE_API COPSE_NODISCARD copse_status copse_phi_from_chisq(double x2, bool corrected, double n1, double n2,
                                                            double events, double *phi, copse_error *err);

/** Of a diagnostic test, with its results in rows: cells are true positives, false positives, false negatives, true
 *  negatives of n persons. Of the four measures in [0, 1] (sensitivity, specificity, positive and negative predictive value)
 *  three are needed, NaN for one that is not known. The table of whole numbers with the least sum of squared differences
 *  from them, by looking at every margin; COPSE_ENOTCOMPUTABLE where one of them is off by more than 0.01, and where another
 *  table fits as well. n at most 10^7; time proportional to n. Altman & Bland 1994 (BMJ 308:1552, 309:102). */
COPSE_API COPSE_NODISCARD copse_status copse_table_from_accuracy(double sens, double spec, double ppv, double npv,
                                                                 double n, double cells[4], copse_error *err);

typedef enum copse_contrast { COPSE_CONTRAST_OR, COPSE_CONTRAST_RR, COPSE_CONTRAST_RD } copse_contrast;
/** The risk of group 1 from that of group 2 in [0, 1] and the odds ratio, risk ratio or risk difference between them, or
 *  (backwards) the other way round. A result outside [0, 1] is COPSE_ENOTCOMPUTABLE. Cochrane Handbook 6.4.1. */
COPSE_API COPSE_NODISCARD copse_status copse_risk_from_contrast(copse_contrast contrast, double estimate, double risk,
                                                                bool backwards, double *other, copse_error *err);
/** Events among n persons at a risk in [0, 1]: n risk, rounded. */
COPSE_API COPSE_NODISCARD copse_status copse_events_from_risk(double risk, double n, double *events, copse_error *err);

/* ------------------------------------------------------------------------------------------------------ change scores
 * Cochrane Handbook 6.5.2.8; Follmann, Elliott, Suh & Cutler 1992. r: correlation of baseline and final values. */

/** sqrt(baseline^2 + final^2 - 2 r baseline final), without cancellation. A change that never varies is
 *  COPSE_ENOTCOMPUTABLE. */
COPSE_API COPSE_NODISCARD copse_status copse_change_sd(double baseline, double final, double r, double *sd,
                                                       copse_error *err);
/** (baseline^2 + final^2 - change^2) / (2 baseline final); COPSE_ENOTCOMPUTABLE where it is not in [-1, 1]. */
COPSE_API COPSE_NODISCARD copse_status copse_change_correlation(double baseline, double final, double change, double *r,
                                                                copse_error *err);

/* --------------------------------------------------------------------------------------- several groups, and clusters */

/** Mean and standard deviation of k groups taken as one: n = sum n_j, mean = sum n_j m_j / n, sd^2 = (sum (n_j - 1) sd_j^2 +
 *  sum n_j (m_j - mean)^2) / (n - 1): exact, the same for k = 2 as the formula of Cochrane Handbook 6.5.2.10, table 6.5.a.
 *  k >= 1; n_j >= 1; sd_j >= 0. */
COPSE_API COPSE_NODISCARD copse_status copse_groups_combine(const double *n, const double *mean, const double *sd,
                                                            size_t k, double *all_n, double *all_mean, double *all_sd,
                                                            copse_error *err);
/** 1 + ((cv^2 + 1) m - 1) icc: m the mean size of a cluster, at least 1; cv the coefficient of variation of the sizes, 0
 *  where they are equal; icc in [0, 1]. Numbers of persons and events are divided by it, variances multiplied, standard
 *  errors by its root. Cochrane Handbook 23.1.4; Eldridge, Ashby & Kerry 2006 (Int. J. Epidemiol. 35:1292). */
COPSE_API COPSE_NODISCARD copse_status copse_design_effect(double m, double icc, double cv, double *effect,
                                                           copse_error *err);

/* ------------------------------------------------------------------------------------------------ scales of an effect */

typedef enum copse_scale {
    COPSE_SCALE_D,         /**< standardized mean difference, without small-sample correction */
    COPSE_SCALE_G,         /**< the same times J(n1 + n2 - 2); needs the sizes */
    COPSE_SCALE_R,         /**< (point-biserial) correlation */
    COPSE_SCALE_Z,         /**< Fisher's z of it */
    COPSE_SCALE_LOGOR,     /**< log odds ratio: d pi / sqrt(3) (logistic; Hasselblad & Hedges 1995) */
    COPSE_SCALE_LOGOR_COX, /**< log odds ratio: 1.65 d (normal; Cox 1970) */
    COPSE_SCALE_COUNT
} copse_scale;
/** "d", "g", "r", "z", "logor", "logor-cox"; NULL past the last. */
COPSE_API const char *copse_scale_name(copse_scale scale);
COPSE_API COPSE_NODISCARD copse_status copse_scale_find(const char *name, copse_scale *scale);
/** An estimate and its variance on another scale, by way of d (Borenstein, Hedges, Higgins & Rothstein 2009, chapter 7):
 *      r = d / sqrt(d^2 + a), a = (n1 + n2)^2 / (n1 n2);  v_r = a^2 v_d / (d^2 + a)^3
 *      d = sqrt(a) r / sqrt(1 - r^2);                     v_d = a v_r / (1 - r^2)^3
 *      log odds ratio = c d, v = c^2 v_d;  g = J d, v = J^2 v_d;  z = atanh(r), v = v_r / (1 - r^2)^2
 *  @param[in] n1,n2  sizes of the groups, NaN where unknown: a is 4 then, as for equal ones */
COPSE_API COPSE_NODISCARD copse_status copse_scale_convert(copse_scale from, copse_scale to, double estimate,
                                                           double variance, double n1, double n2, double *out_estimate,
                                                           double *out_variance, copse_error *err);

/** The delta method: f(estimate) and variance f'(estimate)^2. f is an expression of y: numbers, y, pi, + - * / ^, parentheses,
 *  and the functions exp log log10 log1p expm1 sqrt abs sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh logit
 *  expit probit invprobit; "exp(y)", "log(y / (1 - y))". A function's name alone is that function of y. The derivative is
 *  exact (the chain rule, carried along), not a difference. Without a derivative, or where it is 0, there is no variance:
 *  COPSE_ENOTCOMPUTABLE. COPSE_EPARSE names the place in the expression. Oehlert 1992 (Am. Stat. 46:27). */
COPSE_API COPSE_NODISCARD copse_status copse_delta(const char *expression, double estimate, double variance,
                                                   double *out_estimate, double *out_variance, copse_error *err);
/** COPSE_OK where copse_delta can read the expression. */
COPSE_API COPSE_NODISCARD copse_status copse_delta_check(const char *expression, copse_error *err);
/** The same for any function: f gives f(y) and f'(y). */
typedef void copse_delta_function(double y, void *context, double *value, double *slope);
COPSE_API COPSE_NODISCARD copse_status copse_delta_of(copse_delta_function *f, void *context, double estimate,
                                                      double variance, double *out_estimate, double *out_variance,
                                                      copse_error *err);

/* ---------------------------------------------------------------------------------------------- filling in a whole row
 * What `copse convert --fill` does, on plain numbers: every conversion is an entry of one table, with the quantities that
 * it takes and gives, and a row is filled by trying the entries in their order until none helps any more. */

/** Quantities of a group: X(id, name in group 1, in group 2, of a single group, meaning). */
#define COPSE_GROUP_QUANTITY_LIST(X)                                                                                   \
    X(N, "n1i", "n2i", "ni", "size")                                                                                   \
    X(MEAN, "m1i", "m2i", "mi", "mean")                                                                                \
    X(SD, "sd1i", "sd2i", "sdi", "standard deviation")                                                                 \
    X(SE, "se1i", "se2i", "semi", "standard error of the mean")                                                        \
    X(LOWER, "lower1i", "lower2i", "lowermi", "lower limit of the mean's interval")                                    \
    X(UPPER, "upper1i", "upper2i", "uppermi", "upper limit of the mean's interval")                                    \
    X(MIN, "min1i", "min2i", "mini", "minimum")                                                                        \
    X(LQ, "lq1i", "lq2i", "lqi", "lower quartile")                                                                     \
    X(MED, "med1i", "med2i", "medi", "median")                                                                         \
    X(UQ, "uq1i", "uq2i", "uqi", "upper quartile")                                                                     \
    X(MAX, "max1i", "max2i", "maxi", "maximum")                                                                        \
    X(MB, "mb1i", "mb2i", "mbi", "mean at baseline")                                                                   \
    X(MF, "mf1i", "mf2i", "mfi", "mean at the end")                                                                    \
    X(MC, "mc1i", "mc2i", "mci", "mean change from baseline")                                                          \
    X(SDB, "sdb1i", "sdb2i", "sdbi", "standard deviation at baseline")                                                 \
    X(SDF, "sdf1i", "sdf2i", "sdfi", "standard deviation at the end")                                                  \
    X(SDC, "sdc1i", "sdc2i", "sdci", "standard deviation of the change")                                               \
    X(SEC, "sec1i", "sec2i", "seci", "standard error of the mean change")                                              \
    X(R, "r1i", "r2i", "ri", "correlation of baseline and end")                                                        \
    X(EVENTS, "ai", "ci", "xi", "events")                                                                              \
    X(OTHERS, "bi", "di", "nxi", "persons without an event")                                                           \
    X(RISK, "risk1i", "risk2i", "riski", "proportion with an event, 0 to 1")                                           \
    X(PERCENT, "pct1i", "pct2i", "pcti", "percentage with an event, 0 to 100")
/** Quantities of a trial: X(id, name, meaning). */
#define COPSE_TRIAL_QUANTITY_LIST(X)                                                                                   \
    X(ALL_EVENTS, "events", "events in both groups")                                                                   \
    X(OR, "ori", "odds ratio, not its log")                                                                            \
    X(RR, "rri", "risk ratio, not its log")                                                                            \
    X(RD, "rdi", "risk difference")                                                                                    \
    X(PHI, "phi", "phi coefficient")                                                                                   \
    X(CHI2, "chi2i", "chi-square of 1 degree of freedom; its sign is that of the effect")                              \
    X(SENS, "sens", "sensitivity, 0 to 1")                                                                             \
    X(SPEC, "spec", "specificity, 0 to 1")                                                                             \
    X(PPV, "ppv", "positive predictive value, 0 to 1")                                                                 \
    X(NPV, "npv", "negative predictive value, 0 to 1")                                                                 \
    X(YI, "yi", "estimate, on the log scale if a ratio")                                                               \
    X(VI, "vi", "sampling variance of the estimate")                                                                   \
    X(SEI, "sei", "standard error of the estimate")                                                                    \
    X(YLOWER, "lower", "lower limit of the estimate's interval")                                                       \
    X(YUPPER, "upper", "upper limit of the estimate's interval")                                                       \
    X(RATIO, "ratio", "estimate that is a ratio, not its log")                                                         \
    X(RLOWER, "ratio_lower", "lower limit of the ratio's interval")                                                    \
    X(RUPPER, "ratio_upper", "upper limit of the ratio's interval")                                                    \
    X(LEVEL, "ci_level", "level in % of the intervals of this row")                                                    \
    X(Z, "zi", "z statistic")                                                                                          \
    X(T, "ti", "t statistic")                                                                                          \
    X(F, "fi", "F statistic of 1 and dfi degrees of freedom")                                                          \
    X(P, "pi", "p-value")                                                                                              \
    X(DF, "dfi", "degrees of freedom of test and interval")                                                            \
    X(MD, "mdi", "difference of the means")                                                                            \
    X(SEMD, "semdi", "standard error of the difference of the means")                                                  \
    X(MDLOWER, "lowermdi", "lower limit of the interval of the difference")                                            \
    X(MDUPPER, "uppermdi", "upper limit of the interval of the difference")

/** COPSE_Q_SD1, COPSE_Q_SD2 and COPSE_Q_SD0 (a single group) lie side by side, in this order; then COPSE_Q_YI, … */
typedef enum copse_quantity {
#define COPSE_QUANTITY_ENUM(id, one, two, single, text) COPSE_Q_##id##1, COPSE_Q_##id##2, COPSE_Q_##id##0,
    COPSE_GROUP_QUANTITY_LIST(COPSE_QUANTITY_ENUM)
#undef COPSE_QUANTITY_ENUM
#define COPSE_QUANTITY_ENUM(id, name, text) COPSE_Q_##id,
        COPSE_TRIAL_QUANTITY_LIST(COPSE_QUANTITY_ENUM)
#undef COPSE_QUANTITY_ENUM
            COPSE_QUANTITY_COUNT
} copse_quantity;
/** "sd1i", the column of that quantity; "standard deviation, group 1". NULL past the last. */
COPSE_API const char *copse_quantity_name(copse_quantity quantity);
COPSE_API const char *copse_quantity_text(copse_quantity quantity);
/** COPSE_ENOTFOUND; *quantity stays then. */
COPSE_API COPSE_NODISCARD copse_status copse_quantity_find(const char *name, copse_quantity *quantity);

/** What is to be filled in. */
typedef enum copse_fill {
    COPSE_FILL_MEANS,
    COPSE_FILL_SE,
    COPSE_FILL_TABLE,
    COPSE_FILL_CHANGE,
    COPSE_FILL_COUNT
} copse_fill;
/** "means", "se", "table", "change". */
COPSE_API const char *copse_fill_name(copse_fill fill);

typedef struct copse_fill_opts {
    bool fill[COPSE_FILL_COUNT]; /**< what is filled in; default all */
    double level;                /**< of intervals, in %, where a row has no level of its own; default 95 */
    double correlation;          /**< of baseline and end where a row has none; default NaN: none is assumed */
    bool one_sided;              /**< p-values are one-sided; default false */
    bool uncorrected;            /**< chi-squares of 2x2 tables are without Yates's correction; default false */
    copse_five_opts five;        /**< how medians, quartiles and ranges become means and SDs */
    bool replace;                /**< reported values are replaced where another can be computed; default false */
} copse_fill_opts;
COPSE_API copse_fill_opts copse_fill_opts_default(void);

#define COPSE_CONVERSION_INPUTS 6
typedef struct copse_conversion {
    const char *id; /**< "sd-from-se" */
    copse_fill fill;
    bool groups; /**< once for each group: the quantities are those of group 1 */
    bool simple; /**< arithmetic or a stopgap: never replaces what was reported */
    bool whole;  /**< only where none of its outputs is known */
    bool cites;  /**< the note of a row names the papers, which depend on what the row reports */
    bool raw;    /**< takes only what was reported, as its answer would be circular else */
    copse_quantity input[COPSE_CONVERSION_INPUTS];  /**< ended by COPSE_QUANTITY_COUNT, unless full; all are needed */
    copse_quantity option[COPSE_CONVERSION_INPUTS]; /**< taken where there */
    copse_quantity output[4];
    const char *formula; /**< a line of plain text */
    const char *source;  /**< paper */
    /** value: COPSE_QUANTITY_COUNT numbers, shifted so that the quantities of group 1 are those of the group in hand.
     *  COPSE_EMISSING: does not apply after all. `note` (NOTE_TEXT bytes) may be given words on how. */
    copse_status (*compute)(const double *value, const copse_fill_opts *opts, double out[4], char *note,
                            copse_error *err);
} copse_conversion;
#define COPSE_CONVERSION_NOTE 160
/** Conversion i in the order in which they are tried; NULL past the last. */
COPSE_API const copse_conversion *copse_conversion_at(size_t i);

/** One conversion of a row: done (COPSE_OK), or tried and why it failed. */
typedef struct copse_filled {
    const copse_conversion *conversion;
    unsigned group; /**< 0, 1: groups 1 and 2; 2: a single group; 0 too where conversion->groups is false */
    bool gave[4];   /**< which outputs it filled */
    bool took[COPSE_CONVERSION_INPUTS]; /**< which of conversion->option were there */
    copse_status status;
    char text[COPSE_CONVERSION_NOTE]; /**< a remark, or the reason; may be empty */
} copse_filled;
/** Fills in one row.
 *  @param[in,out] value  COPSE_QUANTITY_COUNT numbers, NaN = missing
 *  @param[out] event, count  what was done, in order, at most `capacity`; failures only where an output is still missing
 *              at the end, or where a number is impossible (COPSE_EDOM). COPSE_FILL_EVENTS always suffices
 *  @return COPSE_OK; COPSE_EINVAL for options out of range */
#define COPSE_FILL_EVENTS 160
COPSE_API COPSE_NODISCARD copse_status copse_row_fill(double value[COPSE_QUANTITY_COUNT], const copse_fill_opts *opts,
                                                      copse_filled *event, size_t capacity, size_t *count,
                                                      copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
