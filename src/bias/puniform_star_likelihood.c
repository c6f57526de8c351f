/* The likelihood of p-uniform*, and its maxima. */
#include "puniform_star_parts.h"
#include "pvalue_parts.h"

#include <math.h>

/* A study beyond its critical value c and one below it are mirror images: a is how far c is from the effect on the study's side,
 * gap how far y is from c, in units of s. log L = -log s - gap (a + gap/2) + log(phi(a)/P(Z > a)). */
double copse_i_star_log_lik(const copse_i_star *s, double effect, double tau2, double *by_effect, double *by_tau2)
{
    double sum = 0, slope = 0, tau2_slope = 0;
    for (size_t i = 0; i < s->k; i++) {
        const double S = s->v[i] + tau2, sd = sqrt(S), side = s->y[i] > s->critical[i] ? 1 : -1;
        const double a = side * (s->critical[i] - effect) / sd, gap = side * (s->y[i] - s->critical[i]) / sd;
        const double top = side * (s->y[i] - effect) / sd;
        sum += copse_i_log_density_beyond(a, gap, top) - 0.5 * log(S);
        if (by_effect == NULL && by_tau2 == NULL) continue;
        slope += side * copse_i_above_mean(a, gap, top) / sd;
        tau2_slope +=
            (a > 0 ? gap * (2 * a + gap) - a * copse_i_overshoot(a) - 1 : top * top - a * copse_i_mills(-a) - 1) /
            (2 * S);
    }
    if (by_effect != NULL) *by_effect = slope;
    if (by_tau2 != NULL) *by_tau2 = tau2_slope;
    return sum;
}

double copse_i_star_root(copse_function *f, copse_i_star *s, double start, double stride, int way)
{
    double near = start, x = NAN;
    const bool positive = f(start, s) > 0;
    for (int step = 0; step < 40; step++) {
        const double far = start + way * stride;
        stride *= 2;
        if ((f(far, s) > 0) != positive)
            return copse_root(f, s, fmin(near, far), fmax(near, far), &x) == COPSE_OK ? x : NAN;
        near = far;
    }
    return NAN;
}

static double effect_score(double effect, const void *context)
{
    const copse_i_star *s = context;
    double slope;
    (void)copse_i_star_log_lik(s, effect, s->tau2, &slope, NULL);
    return slope;
}

double copse_i_star_effect_at(const copse_i_star *s, double tau2)
{
    copse_i_star at = *s;
    at.tau2 = tau2;
    const double start = copse_i_weighted_mean(s->y, s->v, s->k, tau2, NULL);
    const double stride = sqrt(s->widest * s->widest + tau2) / 4;
    return copse_i_star_root(effect_score, &at, start, stride, effect_score(start, &at) > 0 ? 1 : -1);
}

/* d log L/d tau2: of the profile, since the effect's own derivative is 0 there, or at a fixed effect. */
static double tau2_score(double tau2, const void *context)
{
    const copse_i_star *s = context;
    double slope;
    const double effect = isnan(s->effect) ? copse_i_star_effect_at(s, tau2) : s->effect;
    (void)copse_i_star_log_lik(s, effect, tau2, NULL, &slope);
    return slope;
}

static double value_at(const copse_i_star *s, double tau2)
{
    return copse_i_star_log_lik(s, isnan(s->effect) ? copse_i_star_effect_at(s, tau2) : s->effect, tau2, NULL, NULL);
}

/* Every fall of the score through 0 is a maximum: looks for them between points that grow by a factor. */
double copse_i_star_best_tau2(const copse_i_star *s, double effect, double *tau2)
{
    copse_i_star at = *s;
    at.effect = effect;
    const double factor = 2.5, away = isnan(effect) ? 0 : effect - s->y[0];
    const double last = 1e8 * (s->widest * s->widest + s->spread * s->spread + away * away);
    double least = s->v[0], best = value_at(&at, 0);
    for (size_t i = 1; i < s->k; i++) least = fmin(least, s->v[i]);
    double low = 0, low_score = tau2_score(0, &at), high = 1e-3 * least;
    *tau2 = 0;
    while (low < last) {
        const double high_score = tau2_score(high, &at);
        double x = NAN;
        if (low_score > 0 && !(high_score > 0) && copse_root(tau2_score, &at, low, high, &x) == COPSE_OK) {
            const double here = value_at(&at, x);
            if (!(here <= best)) {
                *tau2 = x;
                best = here;
            }
        }
        low_score = high_score;
        low = high;
        high *= factor;
    }
    const double end = value_at(&at, last);
    if (!(end > best)) return best;
    *tau2 = INFINITY;
    return end;
}
