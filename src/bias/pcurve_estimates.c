/* What a p-curve says of power and effect. */
#include "pcurve_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double MOST_POWER = 0.99;

typedef struct copse_i_power_search {
    const copse_i_pcurve *curve;
    double target;
} copse_i_power_search;

/* Falls as the noncentrality rises: pp-values of the same results grow. */
static double stouffer_gap(double d, const void *context)
{
    const copse_i_power_search *s = context;
    return copse_i_stouffer_at(s->curve, d, s->curve->whole, copse_i_log_beyond(s->curve->whole, d)) - s->target;
}

/* The power at which Stouffer's z is the target, cut to [alpha, MOST_POWER]. */
static double power_where(const copse_i_pcurve *c, double target)
{
    const copse_i_power_search search = {c, target};
    const double most = copse_i_noncentrality(c, MOST_POWER);
    double d = NAN;
    if (!(stouffer_gap(0, &search) > 0)) return c->opts->alpha;
    if (!(stouffer_gap(most, &search) < 0)) return MOST_POWER;
    if (copse_root(stouffer_gap, &search, 0, most, &d) != COPSE_OK) return NAN;
    return exp(copse_i_log_beyond(c->whole, d));
}

void copse_i_pcurve_power(const copse_i_pcurve *c, copse_pcurve *out)
{
    const double reach = copse_normal_quantile_upper((1 - c->opts->level / 100) / 2);
    out->power = power_where(c, 0);
    out->power_ci.lower = power_where(c, reach);
    out->power_ci.upper = power_where(c, -reach);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The two one-sided distances of the pp-values at that effect from uniform. */
static void distances(const copse_i_pcurve *c, double effect, double *above, double *below)
{
    const double n = (double)c->n;
    for (size_t i = 0; i < c->n; i++) {
        const double d = effect / c->se[i];
        c->pp[i] = -expm1(copse_i_log_conditional(c->whole - d, c->z[i] - c->whole, c->z[i] - d));
    }
    qsort(c->pp, c->n, sizeof *c->pp, by_size);
    *above = *below = -INFINITY;
    for (size_t i = 0; i < c->n; i++) {
        *above = fmax(*above, (double)(i + 1) / n - c->pp[i]);
        *below = fmax(*below, c->pp[i] - (double)i / n);
    }
}

static double distance_gap(double effect, const void *context)
{
    double above, below;
    distances(context, effect, &above, &below);
    return above - below;
}

/* Each pp-value falls as the effect rises, so one distance rises and the other falls: their maximum is least where they meet. */
void copse_i_pcurve_effect(const copse_i_pcurve *c, copse_pcurve *out)
{
    double reach = c->se[0], above, below;
    for (size_t i = 1; i < c->n; i++) reach = fmax(reach, c->se[i]);
    double low = -reach, high = reach;
    out->effect = out->distance = NAN;
    for (int doubling = 0; doubling < 60 && distance_gap(low, c) > 0; doubling++) low *= 2;
    for (int doubling = 0; doubling < 60 && distance_gap(high, c) < 0; doubling++) high *= 2;
    if (copse_root(distance_gap, c, low, high, &out->effect) != COPSE_OK) return;
    distances(c, out->effect, &above, &below);
    out->distance = fmax(above, below);
}
