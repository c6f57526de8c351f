/* src/bias/pvalue_parts.h: what the methods that look at p-values have in common. */
#ifndef COPSE_I_PVALUE_PARTS_H
#define COPSE_I_PVALUE_PARTS_H

#include <copse/bias.h>

/** y and v finite, v positive, at least one study. */
COPSE_NODISCARD copse_status copse_i_pvalue_studies(const double *y, const double *v, size_t k, copse_error *err);
/** alpha in (0, 1/2): the level of a study's own test. */
COPSE_NODISCARD copse_status copse_i_pvalue_alpha(double alpha, copse_error *err);
/** NULL, or k positive numbers. */
COPSE_NODISCARD copse_status copse_i_critical_values(const double *critical, size_t k, copse_error *err);
/** x, or 0 where rounding has made it less; NaN stays NaN. */
double copse_i_not_negative(double x);
/** sum w y/sum w with w = 1/(v + tau2); *total (may be NULL) is sum w. */
double copse_i_weighted_mean(const double *y, const double *v, size_t k, double tau2, double *total);
/** +1 or -1: the side of 0 on which the mean with weights 1/v lies; the given one, if it is not 0. */
int copse_i_pvalue_side(const double *y, const double *v, size_t k, int given);
/** log P(Z > z), and z with log P(Z <= z) = log_p (log_p < 0), far beyond where the probability itself is 0. */
double copse_i_log_upper(double z);
double copse_i_normal_from_log_lower(double log_p);
/** phi(z)/P(Z <= z), the derivative of log P(Z <= z). */
double copse_i_mills(double z);
double copse_i_mills_and_log(double z, double *log_p); /* and that logarithm */
/** phi(a)/P(Z > a) - a: how far a normal value lies beyond a on average, given that it does. */
double copse_i_overshoot(double a);
/** Of a standard normal value that lies beyond a, at top = a + gap, gap >= 0 (both are given, since either may be the
 *  difference of large numbers): log of its density; log of P(Z > top)/P(Z > a); top less its mean. */
double copse_i_log_density_beyond(double a, double gap, double top);
double copse_i_log_conditional(double a, double gap, double top);
double copse_i_above_mean(double a, double gap, double top);
/** x with P(X <= x) = p, X the sum of n uniforms (Irwin and Hall), p in (0, 1/2] (NaN else); exact to rounding up to 1000 of
 *  them, then by Cornish and Fisher's expansion. COPSE_ENOMEM. */
COPSE_NODISCARD copse_status copse_i_irwin_hall_quantile(double p, size_t n, double *x);
/** mass[0..n]: the probabilities of 0..n events among n independent ones of probability p[i], O(n^2). Sums of positive
 *  numbers only. */
void copse_i_count_masses(const double *p, size_t n, double *mass);
/** P(X >= x), P(X <= x) of a binomial count of n trials. */
double copse_i_binomial_upper(size_t x, size_t n, double p);
double copse_i_binomial_lower(size_t x, size_t n, double p);

#endif
