/* p-uniform by the effect at which the conditional p-values q are least distant from uniform: Kolmogorov and Smirnov's distance,
 * Anderson and Darling's. Each q rises with the effect. */
#include "puniform_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

enum { STEPS = 400, MOST_STRIDES = 200 };

/* Of one study at one effect: log q, log(1 - q), and their derivatives by the effect. */
typedef struct place {
    double log_q, log_rest, slope_q, slope_rest;
} place;

typedef struct distance {
    const copse_i_conditional *studies;
    place *place; /* n */
} distance;

static place at(const copse_i_conditional *c, size_t i, double effect)
{
    const double se = c->se[i], a = c->cut[i] - effect / se, top = (c->y[i] - effect) / se;
    const double log_q = copse_i_conditional_log_q(c, i, effect), rest = -expm1(log_q);
    const double slope = (a > 0 ? c->z[i] - c->cut[i] + copse_i_overshoot(top) - copse_i_overshoot(a)
                                : copse_i_mills(-top) - copse_i_mills(-a)) /
                         se;
    return (place){log_q, log(rest), slope, -slope * exp(log_q) / rest};
}

static int by_log_q(const void *a, const void *b)
{
    const double x = ((const place *)a)->log_q, y = ((const place *)b)->log_q;
    return (x > y) - (x < y);
}

static void put_in_order(const distance *d, double effect)
{
    for (size_t i = 0; i < d->studies->n; i++) d->place[i] = at(d->studies, i, effect);
    qsort(d->place, d->studies->n, sizeof *d->place, by_log_q);
}

/* How far q lie below uniform, and above. */
static void one_sided(const distance *d, double effect, double *below, double *above)
{
    const double n = (double)d->studies->n;
    put_in_order(d, effect);
    *below = *above = -INFINITY;
    for (size_t i = 0; i < d->studies->n; i++) {
        const double q = exp(d->place[i].log_q);
        *below = fmax(*below, (double)(i + 1) / n - q);
        *above = fmax(*above, q - (double)i / n);
    }
}

static double one_sided_gap(double effect, const void *context)
{
    double below, above;
    one_sided(context, effect, &below, &above);
    return above - below;
}

/* A^2 and its derivative by the effect. */
static double anderson_darling(const distance *d, double effect, double *slope)
{
    const size_t n = d->studies->n;
    double sum = 0, change = 0;
    put_in_order(d, effect);
    for (size_t i = 0; i < n; i++) {
        const double weight = 2 * (double)i + 1;
        sum += weight * (d->place[i].log_q + d->place[n - 1 - i].log_rest);
        change += weight * (d->place[i].slope_q + d->place[n - 1 - i].slope_rest);
    }
    *slope = -change / (double)n;
    return -(double)n - sum / (double)n;
}

static double anderson_darling_slope(double effect, const void *context)
{
    double slope;
    (void)anderson_darling(context, effect, &slope);
    return slope;
}

/* No larger A^2 than `best` lies beyond: where all q are below a bound b, A^2 is at least n (-log b - (1 - b)), the part of its
 * integral above b; and as much where all are above 1 - b. The distance of that from an effect, one way. */
static double reach(const distance *d, double from, double best, int way)
{
    const size_t n = d->studies->n;
    double stride = d->studies->widest, there = from;
    for (int i = 0; i < MOST_STRIDES; i++) {
        there += way * stride;
        stride *= 1.5;
        put_in_order(d, there);
        const double log_b = way < 0 ? d->place[n - 1].log_q : d->place[0].log_rest;
        if ((double)n * (-log_b + expm1(log_b)) > best) return there;
    }
    return NAN;
}

/* A^2 has kinks where two q change places, but they point upwards (it is the least of the values that all orders of q would give):
 * every minimum is a root of its derivative. There may be several minima; those that a fine grid shows are compared. */
static void least_anderson_darling(const distance *d, double start, double *effect, double *least)
{
    double slope, before = NAN, here;
    const double best = anderson_darling(d, start, &slope);
    const double low = reach(d, start, best, -1), high = reach(d, start, best, 1), step = (high - low) / STEPS;
    double left = low;
    *effect = *least = NAN;
    if (!isfinite(best) || !isfinite(step)) return;
    before = anderson_darling_slope(low, d);
    for (int i = 1; i <= STEPS; i++) {
        double root;
        const double right = low + step * i;
        here = anderson_darling_slope(right, d);
        if (before < 0 && here >= 0 && copse_root(anderson_darling_slope, d, left, right, &root) == COPSE_OK) {
            const double value = anderson_darling(d, root, &slope);
            if (!(value >= *least)) {
                *least = value;
                *effect = root;
            }
        }
        before = here;
        left = right;
    }
}

copse_status copse_i_conditional_nearest(const copse_i_conditional *c, double start, double *effect, double *least)
{
    distance d = {c, copse_alloc(c->n, sizeof *d.place)};
    double below, above;
    *effect = *least = NAN;
    if (d.place == NULL) return COPSE_ENOMEM;
    if (isfinite(start) && c->opts->method == COPSE_PUNIFORM_AD) {
        least_anderson_darling(&d, start, effect, least);
    } else if (isfinite(start)) {
        /* One distance rises with the effect, the other falls: the larger is least where they meet. */
        double low = start - c->widest, high = start + c->widest;
        for (int i = 0; i < MOST_STRIDES && one_sided_gap(low, &d) > 0; i++) low = start - 1.5 * (start - low);
        for (int i = 0; i < MOST_STRIDES && one_sided_gap(high, &d) < 0; i++) high = start + 1.5 * (high - start);
        if (copse_root(one_sided_gap, &d, low, high, effect) == COPSE_OK) {
            one_sided(&d, *effect, &below, &above);
            *least = fmax(below, above);
        }
    }
    free(d.place);
    return COPSE_OK;
}
