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

#ifdef __cplusplus
}
#endif
#endif
