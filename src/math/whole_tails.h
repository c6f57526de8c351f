/* Tails for few and whole degrees of freedom, as finite sums of positive terms: several times as fast as continued
 * fractions and as exact. Their callers have others for what `copse_i_whole_df` or NaN turns away. */
#ifndef COPSE_I_WHOLE_TAILS_H
#define COPSE_I_WHOLE_TAILS_H

#include <stdbool.h>

/** Degrees of freedom that the sums below take: 1, 2, …, 100. */
bool copse_i_whole_df(double df);
/** P(chi-square > x), x > 0; NaN from x = 1400 on, where exp(-x/2) nears the smallest doubles. */
double copse_i_whole_chisq_upper(double x, int df);
/** P(0 < T < t), 0 < t < 1e100. */
double copse_i_whole_t_central(double t, int df);
/** P(T > t), 0 < t < 1e100; NaN where the sum would be long: for small tails of many degrees of freedom. */
double copse_i_whole_t_upper(double t, int df);

#endif
