/* What a p-curve says of power and effect. */
#include "pcurve_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double MOST_POWER = 0.99;

typedef struct copse_i_power_search {
    copse_i_pcurve *curve;
    double target;
} copse_i_power_search;

/* Falls as the power rises: pp-values of the same results grow. */
static double stouffer_gap(double power, const void *context)
{
    const copse_i_power_search *s = context;
    copse_i_pcurve_set_power(s->curve, power);
    return copse_i_stouffer(s->curve, false, 0) - s->target;
}

/* The power at which Stouffer's z is the target, cut to [alpha, MOST_POWER]. */
static double power_where(copse_i_pcurve *c, double target)
{
    const copse_i_power_search search = {c, target};
    double power = NAN;
    if (!(stouffer_gap(c->opts->alpha, &search) > 0)) return c->opts->alpha;
    if (!(stouffer_gap(MOST_POWER, &search) < 0)) return MOST_POWER;
    return copse_root(stouffer_gap, &search, c->opts->alpha, MOST_POWER, &power) == COPSE_OK ? power : NAN;
}

void copse_i_pcurve_power(copse_i_pcurve *c, copse_pcurve *out)
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
    for (size_t i = 0; i < c->n; i++)
        c->pp[i] = -expm1(copse_i_log_beyond_whole(&c->result[i], effect / c->result[i].unit));
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
    double reach = 0, above, below;
    out->effect = out->distance = NAN;
    for (size_t i = 0; i < c->n; i++) {
        const copse_i_result *r = &c->result[i];
        if ((r->kind != COPSE_STUDY_TEST_Z && r->kind != COPSE_STUDY_TEST_T) || !(r->unit > 0)) return;
        reach = fmax(reach, r->unit);
    }
    double low = -reach, high = reach;
    for (int doubling = 0; doubling < 60 && distance_gap(low, c) > 0; doubling++) low *= 2;
    for (int doubling = 0; doubling < 60 && distance_gap(high, c) < 0; doubling++) high *= 2;
    if (copse_root(distance_gap, c, low, high, &out->effect) != COPSE_OK) return;
    distances(c, out->effect, &above, &below);
    out->distance = fmax(above, below);
}
