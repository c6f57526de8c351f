/* Probabilities of the discrete distributions, relative to their size accurate even for huge counts. */
#ifndef COPSE_I_DRAW_MASS_H
#define COPSE_I_DRAW_MASS_H

/* log P(X = x), 0 <= x <= n whole numbers; q = 1 - p, both > 0. */
double copse_i_log_binomial(double x, double n, double p, double q);
/* log P(X = x), x >= 0 a whole number, mean > 0. */
double copse_i_log_poisson(double x, double mean);

#endif
