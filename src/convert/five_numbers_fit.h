/* Quantile estimation: distributions fitted to reported quantiles by least squares. Private to the room. */
#ifndef COPSE_I_FIVE_NUMBERS_FIT_H
#define COPSE_I_FIVE_NUMBERS_FIT_H

#include "five_numbers.h"

/* Numbers and the probabilities that they are quantiles of: the lower tail, or the upper where `upper` is set, whichever
 * is the smaller. */
typedef struct copse_i_five_quantiles {
    size_t count;
    double x[COPSE_I_FIVE_MOST], tail[COPSE_I_FIVE_MOST];
    bool upper[COPSE_I_FIVE_MOST];
} copse_i_five_quantiles;
copse_i_five_quantiles copse_i_five_quantiles_of(const copse_five *five, copse_five_case which);

typedef struct copse_i_five_fit {
    bool found;
    double objective, mean, sd, parameter[2];
} copse_i_five_fit;

copse_i_five_fit copse_i_five_fit_normal(const copse_i_five_quantiles *data);
copse_i_five_fit copse_i_five_fit_log_normal(const copse_i_five_quantiles *data);
copse_i_five_fit copse_i_five_fit_gamma(const copse_i_five_quantiles *data);
copse_i_five_fit copse_i_five_fit_weibull(const copse_i_five_quantiles *data);
copse_i_five_fit copse_i_five_fit_beta(const copse_i_five_quantiles *data);

/* Shapes: a family with a scale. At the shape u the quantiles of scale 1 (or any scale that depends on u alone) and
 * their derivatives in log u; the best scale is a ratio of sums, which leaves a search in one variable. */
typedef void copse_i_five_shape_quantiles(double u, const copse_i_five_quantiles *data, double *q, double *slope);
/* Of the minimum: u, scale, sum of squares. False: there is none within [low, high], where the sum still falls. */
bool copse_i_five_fit_shape(copse_i_five_shape_quantiles *quantiles, const copse_i_five_quantiles *data, double low,
                            double high, double *u, double *scale, double *objective);

/* log of Gamma(1 + 2u)/Gamma(1 + u)^2, to full relative accuracy for small u, too. */
double copse_i_five_weibull_log_ratio(double u);

#endif
