/* Weights that are not 1/(v_i + tau2), in %. */
#include "fit_parts.h"

#include <math.h>

bool copse_pooling_is_weighted(copse_pooling pooling)
{
    return pooling == COPSE_POOLING_WEIGHTED || pooling == COPSE_POOLING_UNWEIGHTED || pooling == COPSE_POOLING_SSW ||
           pooling == COPSE_POOLING_IVHET || pooling == COPSE_POOLING_QUALITY;
}

bool copse_pooling_takes_weights(copse_pooling pooling)
{
    return pooling == COPSE_POOLING_WEIGHTED || pooling == COPSE_POOLING_SSW || pooling == COPSE_POOLING_QUALITY;
}

copse_status copse_i_check_weights(const double *weight, size_t k, copse_pooling pooling, copse_error *err)
{
    const char *what = pooling == COPSE_POOLING_QUALITY ? "quality score" : "weight";
    double sum = 0;
    if (weight == NULL) return copse_fail(err, COPSE_EINVAL, "no %ss", what);
    for (size_t i = 0; i < k; i++) {
        if (!(weight[i] >= 0) || !isfinite(weight[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the %s %g is not a number of 0 or more", i + 1, what,
                              weight[i]);
        sum += weight[i];
    }
    if (!(sum > 0 && isfinite(sum))) return copse_fail(err, COPSE_EDOM, "the %ss add up to %g", what, sum);
    return COPSE_OK;
}

static double smallest(const double *x, size_t k)
{
    double least = INFINITY;
    for (size_t i = 0; i < k; i++) least = fmin(least, x[i]);
    return least;
}

/* q_i (1/v_i + sum (1 - q_j)/v_j / sum q_j), which Doi et al. arrive at in four steps, the last of which keeps the weights
 * from being negative. Precisions are in units of the largest. */
static void quality_weights(const double *v, const double *score, copse_fit *fit)
{
    const double least = smallest(v, fit->k);
    double best = 0, scores = 0, lost = 0;
    for (size_t i = 0; i < fit->k; i++) best = fmax(best, score[i]);
    for (size_t i = 0; i < fit->k; i++) {
        scores += score[i] / best;
        lost += (best - score[i]) / best * (least / v[i]);
    }
    for (size_t i = 0; i < fit->k; i++) fit->weight[i] = score[i] / best * (least / v[i] + lost / scores);
}

void copse_i_put_weights(const double *v, const double *weight, copse_fit *fit)
{
    const double least = smallest(v, fit->k);
    const copse_pooling pooling = fit->pooling;
    double sum = 0;
    if (pooling == COPSE_POOLING_QUALITY) quality_weights(v, weight, fit);
    else
        for (size_t i = 0; i < fit->k; i++)
            fit->weight[i] = copse_pooling_takes_weights(pooling)  ? weight[i]
                             : pooling == COPSE_POOLING_UNWEIGHTED ? 1
                                                                   : least / v[i];
    for (size_t i = 0; i < fit->k; i++) sum += fit->weight[i];
    for (size_t i = 0; i < fit->k; i++) fit->weight[i] = 100 * (fit->weight[i] / sum);
}
