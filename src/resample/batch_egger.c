/* Egger's regression test (Egger, Davey Smith, Schneider & Minder 1997), weighted by 1/v with a multiplicative dispersion:
 * metafor's regtest(model = "lm", predictor = "sei"). */
#include "batch_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>

/* Sums about the weighted means; weights are vmin/v, so that they neither over- nor underflow. */
typedef struct sums {
    double xx, xy, x_mean, y_mean, residual, total;
} sums;

static double least(const double *v, size_t k)
{
    double smallest = v[0];
    for (size_t i = 1; i < k; i++) smallest = v[i] < smallest ? v[i] : smallest;
    return smallest;
}

static sums sum_up(const double *y, const double *v, size_t k, double vmin)
{
    sums s = {0};
    double w_sum = 0;
    for (size_t i = 0; i < k; i++) {
        const double w = vmin / v[i];
        w_sum += w;
        s.x_mean += w * sqrt(v[i]);
        s.y_mean += w * y[i];
        s.total += w * y[i] * y[i];
    }
    s.x_mean /= w_sum;
    s.y_mean /= w_sum;
    for (size_t i = 0; i < k; i++) {
        const double w = vmin / v[i], x = sqrt(v[i]) - s.x_mean;
        s.xx += w * x * x;
        s.xy += w * x * (y[i] - s.y_mean);
    }
    for (size_t i = 0; i < k; i++) {
        const double w = vmin / v[i], e = y[i] - s.y_mean - s.xy / s.xx * (sqrt(v[i]) - s.x_mean);
        s.residual += w * e * e;
    }
    return s;
}

void copse_i_batch_egger(const double *y, const double *v, size_t k, copse_batch_egger *egger)
{
    /* one standard error for all, as R's lm tells it: the regressor's norm falls below 1e-7 of itself */
    static const double collinear = 1e-14, rounding = 16 * DBL_EPSILON * DBL_EPSILON;
    *egger = (copse_batch_egger){NAN, NAN, NAN, NAN, NAN};
    if (k < 3) return;
    const double vmin = least(v, k);
    const sums s = sum_up(y, v, k, vmin);
    if (!(s.xx > collinear * (double)k * vmin) || !isfinite(s.residual)) return;
    egger->bias = s.xy / s.xx;
    egger->df = (double)(k - 2);
    if (!(s.residual > rounding * s.total)) return; /* all on one line: no test */
    egger->se = sqrt(s.residual / egger->df / s.xx);
    egger->statistic = egger->bias / egger->se;
    egger->p = copse_t_two_sided(egger->statistic, egger->df);
}
