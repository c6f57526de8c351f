/* copse/math.h: sums, distributions, roots, weighted least squares. The only room that includes GSL; it checks domains
 * before it calls GSL, so GSL's error handler is never reached. */
#ifndef COPSE_MATH_H
#define COPSE_MATH_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------- distributions
 * NaN in, NaN out; outside the domain NaN. `lower` and `upper` are the two tails, each computed as itself (never 1 - the
 * other), so that tiny ones keep their digits. Quantiles take the tail that p belongs to. Relative accuracy 1e-12,
 * tested against 50-digit arithmetic (tests/reference/distributions.csv). */
COPSE_API double copse_normal_lower(double z);
COPSE_API double copse_normal_upper(double z);
COPSE_API double copse_normal_quantile_upper(double p); /**< z with P(Z > z) = p, p in (0, 1) */
COPSE_API double copse_t_upper(double t, double df);    /**< df > 0 */
COPSE_API double copse_t_two_sided(double t, double df);/**< P(|T| > |t|) */
COPSE_API double copse_t_quantile_upper(double p, double df);
COPSE_API double copse_chisq_lower(double x, double df);
COPSE_API double copse_chisq_upper(double x, double df);
COPSE_API double copse_chisq_quantile_lower(double p, double df);
COPSE_API double copse_chisq_quantile_upper(double p, double df);
COPSE_API double copse_f_upper(double x, double df1, double df2);

/** Hedges' small-sample correction J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), m > 1 (NaN else), to 1e-14
 *  relative for every m up to 1e300, without the cancellation of lgamma differences. Hedges 1981. */
COPSE_API double copse_hedges_j(double m);

#ifdef __cplusplus
}
#endif
#endif
