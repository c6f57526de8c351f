/* What remains of log Gamma after Stirling's formula, for probabilities whose large parts cancel before they are taken. */
#ifndef COPSE_I_GAMMA_FUNCTION_H
#define COPSE_I_GAMMA_FUNCTION_H

/** log Gamma(x) - ((x - 1/2) log x - x + log(2 pi)/2), x > 0, to a few units of 1e-16. */
double copse_i_stirling_rest(double x);

/** log Gamma(b + d) - log Gamma(b) for a d that b + d has not the digits of; b and b + d > 0, 0 < d <= 1. */
double copse_i_log_gamma_rise(double b, double d);

/** a (log(1 + u) - u), u >= -1, where ratio is 1 + u with its own digits for u near -1. */
double copse_i_log_excess(double a, double u, double ratio);

/** log of the Poisson probability of `count` (a whole number, or a real one in its place) with that mean > 0. */
double copse_i_poisson_log_mass(double count, double mean);

#endif
