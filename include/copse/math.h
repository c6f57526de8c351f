/* copse/math.h: distributions, exact sums and the gamma ratio behind Hedges' correction. The only room that includes GSL; it checks
 * domains before it calls GSL, so GSL's error handler is never reached. */
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
