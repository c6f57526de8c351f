/* The distribution that a fit's combinations of coefficients are held against. NaN degrees of freedom: normal. */
#ifndef COPSE_I_REFERENCE_DISTRIBUTION_H
#define COPSE_I_REFERENCE_DISTRIBUTION_H

#include <copse/model.h>

/** The smallest df of the coefficients that the weights x[p] are not 0 for. */
double copse_i_combination_df(const copse_fit *fit, const double *x);
/** Quantile of both tails together, level in %; df NaN or Inf: normal. */
double copse_i_reference_quantile(double level, double df);
double copse_i_two_sided(double statistic, double df);
/** Estimate and se with the test of estimate = null and the interval; se = 0: no test, as in the fit. */
copse_coefficient copse_i_test_estimate(double estimate, double se, double null, double df, double level);
/** The level asked for, or the fit's where it is NaN; NaN where it is none. */
double copse_i_level(const copse_fit *fit, double level);
/** x'Vx of vcov V (p x p), not below 0. */
double copse_i_quadratic(const double *vcov, size_t p, const double *x);

#endif
