/* Method P of p-uniform*: two sums of uniforms, one for the effect, one for the variance between studies. */
#include "puniform_star_parts.h"
#include "pvalue_parts.h"

#include <math.h>

/* P(Y > y), given the study's side of its critical value: a uniform that grows with the effect. */
static double q_of(const copse_i_star *s, size_t i, double effect, double tau2)
{
    const double sd = sqrt(s->v[i] + tau2), side = s->y[i] > s->critical[i] ? 1 : -1;
    const double c = side * (s->critical[i] - effect) / sd, gap = side * (s->y[i] - s->critical[i]) / sd;
    const double l = copse_i_log_conditional(c, gap, side * (s->y[i] - effect) / sd);
    return side > 0 ? exp(l) : -expm1(l);
}

/* P(Y lies nearer to the effect than y), given the side, and given the side of the effect where both are possible: a uniform
 * that falls as tau2 grows (puniform's definition). */
static double nearness(const copse_i_star *s, size_t i, double effect, double tau2)
{
    const double sd = sqrt(s->v[i] + tau2), side = s->y[i] > s->critical[i] ? 1 : -1;
    const double c = side * (s->critical[i] - effect) / sd, z = side * (s->y[i] - effect) / sd;
    if (c >= 0) return -expm1(copse_i_log_conditional(c, side * (s->y[i] - s->critical[i]) / sd, z));
    if (z >= 0) return 1 - 2 * copse_normal_upper(z);
    return (copse_normal_upper(z) - 0.5) / (copse_normal_upper(c) - 0.5);
}

static double sum_q(const copse_i_star *s, double effect, double tau2)
{
    double sum = 0;
    for (size_t i = 0; i < s->k; i++) sum += q_of(s, i, effect, tau2);
    return sum;
}

static double sum_nearness(const copse_i_star *s, double effect, double tau2)
{
    double sum = 0;
    for (size_t i = 0; i < s->k; i++) sum += nearness(s, i, effect, tau2);
    return sum;
}

static double effect_gap(double effect, const void *context)
{
    const copse_i_star *s = context;
    return sum_q(s, effect, s->tau2) - s->target;
}

/* The effect at which the sum of q is `target`. */
static double effect_where(const copse_i_star *s, double tau2, double target)
{
    copse_i_star at = *s;
    at.tau2 = tau2;
    at.target = target;
    const double start = copse_i_weighted_mean(s->y, s->v, s->k, tau2, NULL);
    const double stride = sqrt(s->widest * s->widest + tau2) / 4;
    return copse_i_star_root(effect_gap, &at, start, stride, effect_gap(start, &at) > 0 ? -1 : 1);
}

static double both_gap(double tau2, const void *context)
{
    const copse_i_star *s = context;
    const double half = (double)s->k / 2;
    return sum_nearness(s, effect_where(s, tau2, half), tau2) - half;
}

/* The smallest solution: there may be several, as the effect crosses estimates and critical values. */
static double smallest_tau2(copse_i_star *s)
{
    double least = s->v[0], low = 0, x = NAN;
    const double last = 1e4 * (s->widest * s->widest + s->spread * s->spread);
    for (size_t i = 1; i < s->k; i++) least = fmin(least, s->v[i]);
    if (!(both_gap(0, s) > 0)) return 0;
    double high = least / 100;
    while (low < last) {
        if (!(both_gap(high, s) > 0)) return copse_root(both_gap, s, low, high, &x) == COPSE_OK ? x : NAN;
        low = high;
        high *= 1.1;
    }
    return NAN;
}

static double tau2_gap(double tau2, const void *context)
{
    const copse_i_star *s = context;
    return sum_nearness(s, s->effect, tau2) - s->target;
}

/* tau2 at which the sum of distances is `target`, at the estimated effect; 0 where it never is that large. */
static double tau2_where(const copse_i_star *s, double effect, double target)
{
    copse_i_star at = *s;
    at.effect = effect;
    at.target = target;
    if (!(tau2_gap(0, &at) > 0)) return 0;
    return copse_i_star_root(tau2_gap, &at, 0, s->widest * s->widest / 4, 1);
}

static void test_tau2(const copse_i_star *s, copse_puniform_star *out)
{
    const double effect = effect_where(s, 0, (double)s->k / 2);
    double sum = 0;
    for (size_t i = 0; i < s->k; i++) {
        const double q = q_of(s, i, effect, 0);
        sum -= log(2 * fmin(q, 1 - q));
    }
    out->tau2_statistic = sum;
    out->tau2_p = copse_gamma_upper(sum, (double)s->k);
}

copse_status copse_i_star_moments(copse_i_star *s, double level, copse_puniform_star *out, copse_error *err)
{
    const double k = (double)s->k;
    double q;
    if (copse_i_irwin_hall_quantile((1 - level / 100) / 2, s->k, &q) != COPSE_OK) return copse_fail_memory(err);
    out->tau2 = smallest_tau2(s);
    out->estimate = isnan(out->tau2) ? NAN : effect_where(s, out->tau2, k / 2);
    if (isnan(out->estimate)) {
        out->tau2 = NAN;
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the equations of method P have no solution");
    }
    out->identified = true;
    out->ci.lower = effect_where(s, out->tau2, q);
    out->ci.upper = effect_where(s, out->tau2, k - q);
    out->tau2_ci.lower = tau2_where(s, out->estimate, k - q);
    out->tau2_ci.upper = tau2_where(s, out->estimate, q);
    test_tau2(s, out);
    return COPSE_OK;
}
