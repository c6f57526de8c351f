/* Quantiles: log of the tail against log x is nearly straight in both tails, so Newton's method takes few steps. */
#include "quantile.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 200 };
static const double LOG_LOW = -744, LOG_HIGH = 709.7;

/* log(probability/p), and its derivative in log x; the probability may underflow to 0. */
static double gap(const copse_i_tail *tail, double p, double u, double *slope)
{
    const double x = exp(u), probability = tail->probability(x, tail->shape);
    *slope = exp(u + tail->log_density(x, tail->shape) - log(probability)) * (tail->rising ? 1 : -1);
    return probability > 0 ? log1p((probability - p) / p) : -INFINITY;
}

double copse_i_quantile(const copse_i_tail *tail, double p, double start)
{
    double low = LOG_LOW, high = LOG_HIGH, u = log(start);
    if (!(u > low && u < high)) u = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
        double slope;
        const double g = gap(tail, p, u, &slope);
        if (g == 0) break;
        if ((g < 0) == tail->rising) low = u;
        else high = u;
        double next = u - g / slope;
        if (!(next > low && next < high)) /* also when the probability is 0 and the step infinite */
            next = high - low > 40 && fabs(u) < 20 ? (high == u ? u - 20 : u + 20) : low + (high - low) / 2;
        const double change = fabs(next - u);
        u = next;
        if (change <= 1e-9) { /* one more step from here is exact: convergence is quadratic */
            const double last = gap(tail, p, u, &slope);
            return isfinite(last / slope) ? exp(u) * (1 - last / slope) : exp(u);
        }
        if (high - low <= DBL_EPSILON * fabs(u)) break;
    }
    return u <= LOG_LOW + 1 ? 0 : u >= LOG_HIGH - 0.1 ? INFINITY : exp(u);
}
