/* copse/math.h: distributions, special functions, means over a normal distribution, roots and minima, exact sums. The only room
 * that includes GSL; it checks domains before it calls GSL, so GSL's error handler is never reached. */
#ifndef COPSE_MATH_H
#define COPSE_MATH_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Constants that C11 does not promise. */
#define COPSE_PI 3.14159265358979323846
#define COPSE_LN2 0.693147180559945309417
#define COPSE_SQRT2 1.41421356237309504880
/* Standard deviation of the logistic distribution, pi/sqrt(3), and what stands for it where the error is normal (Cox & Snell
 * 1989): d to log odds ratio. */
#define COPSE_LOGISTIC_SD 1.81379936423421785059
#define COPSE_LOG_ODDS_PER_D_NORMAL 1.65

/* ---------------------------------------------------------------------------------------------- distributions
 * NaN in, NaN out; outside the domain NaN. Degrees of freedom run from 1e-3 to 1e10 (t: to infinity). `lower` and
 * `upper` are the two tails, each computed as itself (never 1 - the other), so that tiny ones keep their digits.
 * Quantiles take the tail that p belongs to. Relative accuracy 1e-12 (F: 1e-10 where a degree of
 * freedom is above 1e4), tested against 50-digit arithmetic (tests/reference/distributions.csv). */
COPSE_API double copse_normal_lower(double z);
COPSE_API double copse_normal_upper(double z);
COPSE_API double copse_normal_quantile_upper(double p); /**< z with P(Z > z) = p, p in (0, 1) */
COPSE_API double copse_t_upper(double t, double df);
COPSE_API double copse_t_two_sided(double t, double df); /**< P(|T| > |t|) */
COPSE_API double copse_t_quantile_upper(double p, double df);
COPSE_API double copse_chisq_lower(double x, double df);
COPSE_API double copse_chisq_upper(double x, double df);
COPSE_API double copse_chisq_quantile_lower(double p, double df);
COPSE_API double copse_chisq_quantile_upper(double p, double df);
COPSE_API double copse_f_upper(double x, double df1, double df2);

/** Hedges' small-sample correction J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), m > 1 (NaN else), to 1e-14
 *  relative for every m up to 1e300, without the cancellation of lgamma differences. Hedges 1981. */
COPSE_API double copse_hedges_j(double m);

/* ------------------------------------------------------------------------------------- more distributions
 * Manners as above: NaN in, NaN out; outside the domain NaN; each tail computed as itself. Relative accuracy 1e-12, tested
 * against 50-digit arithmetic (tests/reference/special.csv); docs/methods-special.md says how each is computed. */
/** exp(-z^2/2)/sqrt(2 pi) */
COPSE_API double copse_normal_density(double z);
/** log of P(Z <= z), which does not underflow: finite for |z| up to 1e150. */
COPSE_API double copse_log_normal_lower(double z);
/** The standard bivariate normal density at (h, k) with correlation rho in (-1, 1); 0 where h or k is infinite. */
COPSE_API double copse_bivariate_normal_density(double h, double k, double rho);
/** P(X <= h, Y <= k) of a standard bivariate normal pair with correlation rho in [-1, 1]; h and k may be infinite. The
 *  integral of a positive function (the conditional tail of Y times the density of X), so that small probabilities keep
 *  their digits too. For other quadrants turn signs: P(X > h, Y <= k) is that of (-h, k, -rho). */
COPSE_API double copse_bivariate_normal_lower(double h, double k, double rho);

/** The beta distribution with shapes a and b in [1e-3, 1e9]: x in [0, 1] (beyond it 0 or 1), p in (0, 1).
 *  Clopper-Pearson limits of x events among n are copse_beta_quantile_lower(alpha/2, x, n - x + 1) and
 *  copse_beta_quantile_upper(alpha/2, x + 1, n - x); Jeffreys' are those of x + 1/2 and n - x + 1/2. */
COPSE_API double copse_beta_lower(double x, double a, double b);
COPSE_API double copse_beta_upper(double x, double a, double b);
COPSE_API double copse_beta_quantile_lower(double p, double a, double b); /**< x with P(X < x) = p */
COPSE_API double copse_beta_quantile_upper(double p, double a, double b); /**< x with P(X > x) = p */

/** The gamma distribution with that shape in [1e-3, 5e9] and scale 1. Exact limits of a Poisson mean after x events are
 *  copse_gamma_quantile_lower(alpha/2, x) and copse_gamma_quantile_upper(alpha/2, x + 1) (Garwood 1936). */
COPSE_API double copse_gamma_lower(double x, double shape);
COPSE_API double copse_gamma_upper(double x, double shape);
COPSE_API double copse_gamma_quantile_lower(double p, double shape);
COPSE_API double copse_gamma_quantile_upper(double p, double shape);

/** Noncentral t, df in [1, 1e10], |ncp| at most 1e5: (Z + ncp)/sqrt(chi-square/df). */
COPSE_API double copse_noncentral_t_lower(double t, double df, double ncp);
COPSE_API double copse_noncentral_t_upper(double t, double df, double ncp);
/** Their logarithms, which do not underflow. */
COPSE_API double copse_log_noncentral_t_lower(double t, double df, double ncp);
COPSE_API double copse_log_noncentral_t_upper(double t, double df, double ncp);
/** Noncentral F, degrees of freedom in [1e-2, 1e9], ncp in [0, 1e9]: (noncentral chi-square(df1, ncp)/df1) over
 *  (chi-square(df2)/df2), the mean of the former being df1 + ncp. */
COPSE_API double copse_noncentral_f_density(double x, double df1, double df2, double ncp);
COPSE_API double copse_noncentral_f_lower(double x, double df1, double df2, double ncp);
COPSE_API double copse_noncentral_f_upper(double x, double df1, double df2, double ncp);

/* ------------------------------------------------------------------------------------------ special functions */
/** log Gamma(x), x > 0 (NaN else; infinite above 2.5e305). */
COPSE_API double copse_log_gamma(double x);
/** log Gamma(a) - log Gamma(b), a and b > 0, without the cancellation of large near values. */
COPSE_API double copse_log_gamma_ratio(double a, double b);
/** The derivative of log Gamma, and its derivative; x > 0. */
COPSE_API double copse_digamma(double x);
COPSE_API double copse_trigamma(double x);
/** Gauss' hypergeometric function 2F1(a, b; c; x), for a, b, c > 0 and x in [0, 1), and at x = 1 where c > a + b; NaN
 *  else, infinite where it overflows. Every term of its series is positive. Olkin and Pratt (1958): the unbiased
 *  correlation is r 2F1(1/2, 1/2; (n-2)/2; 1 - r^2). */
COPSE_API double copse_hyperg_2f1_positive(double a, double b, double c, double x);
/** The same at x = 1 - y, y in [0, 1], which has its digits where y is small: 2F1(a, b; c; 1 - r^2) rises steeply near
 *  r = 0, and 1 - r^2 has lost r there. */
COPSE_API double copse_hyperg_2f1_positive_at_1_minus(double a, double b, double c, double y);

/** The tetrachoric correlation of a 2x2 table (a, b; c, d) and its sampling variance: the maximum likelihood estimate
 *  of the correlation of a bivariate normal pair cut at both margins. Three parameters fit the table exactly, so r
 *  solves P(X <= h, Y <= k) = a/n with h and k the normal quantiles of (a+b)/n and (a+c)/n, and the variance is the
 *  inverse of the information (Pearson 1900; Kirk 1973; Tallis 1962). Cells are >= 0 and finite, and may be fractions.
 *  |r| is at most 0.9999, where also the variance is taken then (with a zero cell, for instance, where metafor has -1 or 1
 *  and, if two cells are 0, variance 0).
 *  @return COPSE_OK, COPSE_EDOM (a cell is negative or no number), COPSE_ENOTCOMPUTABLE (a margin is 0), COPSE_ERANGE (the
 *  variance is not a finite number) */
COPSE_API COPSE_NODISCARD copse_status copse_tetrachoric(double a, double b, double c, double d, double *r,
                                                         double *variance);

/** Mean and variance of a squared multiple correlation given its estimate r2 in [0, 1), from n rows and m fixed predictors,
 *  n > m + 1 and n at most 1e7: those of rho2, spread evenly over (0, 1) before, after F = (r2/m)/((1 - r2)/(n - m - 1)) was
 *  seen, which is noncentral F with m and n - m - 1 degrees of freedom and noncentrality n rho2/(1 - rho2):
 *      weight(rho2) = exp(-L) 1F1((n - 1)/2; m/2; L r2),   L = (n/2) rho2/(1 - rho2).
 *  The variance is what metafor (5.1, measure R2F) sums over 1e5 points from 0.0001 to 0.9999.
 *  @return COPSE_OK, COPSE_EDOM, COPSE_ERANGE */
COPSE_API COPSE_NODISCARD copse_status copse_r2_fixed(double r2, double n, double m, double *mean, double *variance);

/* ------------------------------------------------------------------ small symmetric positive definite matrices, by rows */

/** The lower factor L of a = LL' (n x n) in place; what lies above the diagonal stays. False, with a spoilt, unless every pivot
 *  is finite, above 0 and above `least` times the diagonal element that it came from. */
COPSE_API bool copse_cholesky(double *a, size_t n, double least);
/** L x = b, L'x = b and LL'x = b in place. */
COPSE_API void copse_cholesky_solve_lower(const double *l, size_t n, double *b);
COPSE_API void copse_cholesky_solve_upper(const double *l, size_t n, double *b);
COPSE_API void copse_cholesky_solve(const double *l, size_t n, double *b);
/** log of the determinant of LL'. */
COPSE_API double copse_cholesky_log_det(const double *l, size_t n);

/* --------------------------------------------------------------------------- means, roots and minima of functions
 * A function here gets its point and `context` as given; nothing is kept between calls, so all of these are re-entrant.
 * Outputs are NaN after a failure. */
typedef double copse_function(double x, const void *context);

/** The mean of f(X), X normal with mean mu and standard deviation sigma >= 0, to 1e-10 of the mean of |f(X)|, for an f that
 *  is smooth but for kinks and steps (inverse logit, tanh, sin^2 clipped at its ends), by adaptive quadrature; sigma = 0 gives
 *  f(mu). f must be finite wherever it matters; the mean of exp(X) is exp(mu + sigma^2/2) and needs no quadrature.
 *  @return COPSE_OK, COPSE_EINVAL (mu, sigma), COPSE_ERANGE (f or the mean is not finite) */
COPSE_API COPSE_NODISCARD copse_status copse_normal_mean_of(copse_function *f, const void *context, double mu,
                                                            double sigma, double *mean);

/** The integral of f over [cut[0], cut[n - 1]], the n >= 2 cuts rising and finite, f smooth between them, to 1e-12 of the
 *  integral of |f|, by adaptive quadrature; NaN where f is. */
COPSE_API double copse_integral(copse_function *f, const void *context, const double *cut, size_t n);

/** x in [lower, upper] with f(x) = 0 or with a change of sign between x and a neighbouring double; f(lower) and f(upper) must
 *  differ in sign (or one be 0). Inverse quadratic interpolation where it is safe, bisection else (Chandrupatla 1997).
 *  @return COPSE_OK, COPSE_EINVAL (the interval), COPSE_ENOTCOMPUTABLE (no change of sign), COPSE_ERANGE (f gave NaN) */
COPSE_API COPSE_NODISCARD copse_status copse_root(copse_function *f, const void *context, double lower, double upper,
                                                  double *x);

/** A local minimum of f in [lower, upper] (the only one, where f falls and then rises), by golden sections and parabolas (Brent
 *  1973); x to about 1e-8 of its scale, which is what a minimum in double arithmetic defines. An infinite or NaN value counts
 *  as higher than any other.
 *  @return COPSE_OK, COPSE_EINVAL (the interval), COPSE_ERANGE (no finite value was met) */
COPSE_API COPSE_NODISCARD copse_status copse_minimise(copse_function *f, const void *context, double lower,
                                                      double upper, double *x);

typedef double copse_function_of_many(const double *x, const void *context);
/** A local minimum of f of n variables from start[n] on, without derivatives (Nelder and Mead 1965, restarted until a new
 *  simplex finds nothing better). scale[n] > 0 is the first step in each variable; bounds are values of f: infinity or NaN
 *  is a wall. Ends when the values of the simplex differ by no more than tolerance * (|f| + tolerance) and its size is no
 *  more than sqrt(tolerance) of the scales. x[n] and *value are set.
 *  @return COPSE_OK, COPSE_EINVAL (n = 0, a start or scale that is no number), COPSE_ENOMEM, COPSE_ERANGE (f(start) is not
 *  finite, or the search went on for 20000 n steps) */
COPSE_API COPSE_NODISCARD copse_status copse_minimise_many(copse_function_of_many *f, const void *context, size_t n,
                                                           const double *start, const double *scale, double tolerance,
                                                           double *x, double *value);

/** Distributions on (0, infinity) known by their cumulant function K(s) = log E exp(sX). */
typedef struct copse_cumulants {
    /** K at s = re + i im, for re < limit where im = 0 and anywhere else with im > 0, on the branch that is continuous there and
     *  real on the axis. */
    void (*at)(double re, double im, const void *context, double *real, double *imaginary);
    const void *context;
    double limit; /**< > 0: K is finite on the real axis below it, and has no singularity off the axis at or above it */
} copse_cumulants;
/** P(X < x) and P(X > x); the smaller one is computed as itself, to 1e-12 relative where `limit` is the end of the range of K
 *  and to 1e-13 absolute where K goes on beyond it, by inversion along a path through the saddle point. x <= 0 gives 0 and 1.
 *  @return COPSE_OK, COPSE_EINVAL (a null pointer, no limit, x NaN), COPSE_ENOTCOMPUTABLE (the integral did not converge) */
COPSE_API COPSE_NODISCARD copse_status copse_cumulant_tails(const copse_cumulants *cumulants, double x, double *lower,
                                                            double *upper);
/** Tails of sum weight[i] chi-square(df[i]), all independent, n of them; df NULL: 1 each; weights > 0 (of any ratio, to 1e300).
 *  Accuracy as above, 1e-12 relative (tests/reference/weighted_chisq.csv). Davies 1980, Farebrother 1984: the distribution;
 *  the algorithm is another. @return also COPSE_EDOM (a weight or df that is not positive and finite) */
COPSE_API COPSE_NODISCARD copse_status copse_weighted_chisq(double x, const double *weight, const double *df, size_t n,
                                                            double *lower, double *upper);
/** Tails of the noncentral chi-square with df > 0 and noncentrality ncp >= 0 (the sum of the squared means); errors as above. */
COPSE_API COPSE_NODISCARD copse_status copse_noncentral_chisq(double x, double df, double ncp, double *lower,
                                                              double *upper);

/* ------------------------------------------------------------------------------ the largest of several |t| */
typedef struct copse_max_t copse_max_t;
#define COPSE_MAX_T_MOST 2000
/** The distribution of max_j |T_j| of m jointly t variables T_j = Z_j/S with the correlations of Z (m x m, by rows; of any
 *  rank: differences of means depend on each other) and df (Inf: normal). Up to rank 3 by quadrature, right to 1e-10; above by
 *  a randomised lattice of fixed seed, with an error bound (Genz & Bretz 2009; docs/methods-regression.md).
 *  @param[in] m  1..COPSE_MAX_T_MOST  @param[in] df at least 1e-3
 *  @return COPSE_OK, COPSE_EINVAL, COPSE_EDOM (df, or a correlation that is none), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_max_t_new(const double *correlation, size_t m, double df,
                                                       copse_max_t **out);
COPSE_API void copse_max_t_free(copse_max_t *t);
/** P(max_j |T_j| > c). *error (may be NULL): 99 % bound of its absolute error, 0 where quadrature was used. */
COPSE_API double copse_max_t_upper(const copse_max_t *t, double c, double *error);
/** c with P(max_j |T_j| > c) = p, p in (0, 1); NaN else. */
COPSE_API double copse_max_t_quantile_upper(const copse_max_t *t, double p);

/* ------------------------------------------------------------------------------------------------ exact sums
 * A sum that does not depend on the order of its terms or on how they were split among threads, ranks and shards: a
 * fixed-point number of 512 bits with unit 2^-288. Each term is rounded to that unit (exact for |x| >= 2^-235), the
 * addition itself is exact. A term that is not finite, or of 2^160 and above, makes the value NaN for good. All-zero
 * bytes are the empty sum; it may be copied, stored and read back as bytes on machines of one byte order. */
typedef struct copse_exact_sum {
    uint64_t limb[8]; /**< two's complement, lowest first */
    uint64_t invalid; /**< terms that could not be added */
} copse_exact_sum;
COPSE_API void copse_exact_sum_add(copse_exact_sum *sum, double x);
COPSE_API void copse_exact_sum_join(copse_exact_sum *sum, const copse_exact_sum *other);
COPSE_API double copse_exact_sum_value(const copse_exact_sum *sum); /**< rounded to nearest; NaN: see above */

#ifdef __cplusplus
}
#endif
#endif
