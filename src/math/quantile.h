/* Quantiles of positive variables from a tail function, for the distributions of this room. */
#ifndef COPSE_I_QUANTILE_H
#define COPSE_I_QUANTILE_H

#include <stdbool.h>

/** A tail probability of x > 0 and the density of log x there; `shape` are the parameters that both are given. */
typedef struct copse_i_tail {
    double (*probability)(double x, const double *shape);
    double (*log_density)(double x, const double *shape); /**< log of density(x) */
    double shape[2];
    bool rising; /**< the probability rises with x: a lower tail */
} copse_i_tail;

/** x > 0 with probability(x) = p, by Newton's method on log p against log x inside a bracket; 0 or infinity where the
 *  root lies beyond double. */
double copse_i_quantile(const copse_i_tail *tail, double p, double start);

#endif
