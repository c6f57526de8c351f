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

#ifdef __cplusplus
}
#endif
#endif
