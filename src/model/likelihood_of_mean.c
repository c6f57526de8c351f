#include "likelihood_of_mean.h"

#include <copse/math.h>
#include <math.h>

static const double GRID_STEP = 0.25; /* in log(tau2 + v_min), in which all of this is smooth on unit scale */

/* |R^-T e_j|^2 */
static double variance_of(const copse_i_problem *pr, size_t j, double w1)
{
    if (pr->blocks > 0) return 1 / w1;
    const size_t p = pr->p;
    double *c = (double *)pr->dd, sum = 0;
    for (size_t a = j; a < p; a++) {
        c[a] = a == j ? 1 : 0;
        for (size_t l = j; l < a; l++) c[a] -= pr->triangle[l * p + a] * c[l];
        c[a] /= pr->triangle[a * p + a];
        sum += c[a] * c[a];
    }
    return sum;
}

copse_i_profile_at copse_i_profile_evaluate(const copse_i_profile *profile, double tau2)
{
    copse_i_problem *pr = profile->problem;
    copse_i_point point;
    copse_i_evaluate(pr, tau2, &point);
    copse_i_dd sum = {0, 0};
    for (size_t i = 0; i < pr->k; i++)
        sum = dd_add(sum, dd_from(log1p((tau2 - profile->tau2) / (pr->v[i] + profile->tau2))));
    sum = dd_add(sum, dd_from(point.Q - profile->Q));
    const size_t j = profile->coefficient;
    return (copse_i_profile_at){dd_value(sum), pr->delta[j], variance_of(pr, j, point.w1)};
}

/* What is minimised over u = log(tau2 + v_min): the fall at b, or, for a limit, -sign b. */
typedef struct goal {
    const copse_i_profile *profile;
    double b, most, sign;
} goal;

static double tau2_of(const goal *g, double u)
{
    return fmax(exp(u) - g->profile->problem->v_min, 0);
}

static double fall_at(double u, const void *context)
{
    const goal *g = context;
    const copse_i_profile_at at = copse_i_profile_evaluate(g->profile, tau2_of(g, u));
    const double d = g->b - at.estimate;
    return at.fall + d * d / at.variance;
}

/* Beyond the region where any b is inside, what is missing: so that a search finds its way back. */
static double limit_at(double u, const void *context)
{
    const goal *g = context;
    const copse_i_profile_at at = copse_i_profile_evaluate(g->profile, tau2_of(g, u));
    const double left = g->most - at.fall;
    return left >= 0 ? -(g->sign * at.estimate + sqrt(at.variance * left)) : INFINITY;
}

/* The lowest value over [low, high]: from every low point of a grid. Both ends count, and so does `known`, a place that is
 * no point of the grid. */
static double lowest(copse_function *f, const goal *g, double low, double high, double known, double *where)
{
    const size_t cells = 1 + (size_t)((high - low) / GRID_STEP);
    double value = f(known, g), before = INFINITY, here = f(low, g);
    *where = known;
    for (size_t i = 0; i <= cells; i++) {
        const double step = (high - low) / (double)cells, u = low + step * (double)i;
        const double next = i < cells ? f(i + 1 == cells ? high : u + step, g) : INFINITY;
        if (isfinite(here) && here <= before && here <= next) {
            double best = u, at = here, found;
            if (copse_minimise(f, g, fmax(u - step, low), fmin(u + step, high), &found) == COPSE_OK) {
                const double lower = f(found, g);
                if (lower < at) best = found, at = lower;
            }
            if (at < value) value = at, *where = best;
        }
        before = here;
        here = next;
    }
    if (isfinite(value)) { /* a region between two points of the grid */
        double found;
        const double half = GRID_STEP;
        if (copse_minimise(f, g, fmax(known - half, low), fmin(known + half, high), &found) == COPSE_OK) {
            const double lower = f(found, g);
            if (lower < value) value = lower, *where = found;
        }
    }
    return value;
}

static double log_of(const goal *g, double tau2)
{
    return log(tau2 + g->profile->problem->v_min);
}

/* Beyond it the likelihood at b falls: the residual sum of squares of the unweighted fit at b is S, and the derivative of the
 * fall is at least k/(tau2 + v_max) - S/(tau2 + v_min)^2. */
static double highest_tau2(const goal *g)
{
    copse_i_problem *pr = g->profile->problem;
    const double far = ldexp(pr->v_max, 60), k = (double)pr->k;
    copse_i_point point;
    copse_i_evaluate(pr, far, &point);
    const size_t j = g->profile->coefficient;
    const double d = g->b - pr->delta[j];
    const double S = (point.Q + d * d / variance_of(pr, j, point.w1)) * far * (1 + 1e-9);
    const double mean = S / k, spread = pr->v_max - pr->v_min;
    return fmax(0.5 * (mean + sqrt(mean * mean + 4 * mean * spread)) - pr->v_min, 0);
}

double copse_i_profile_fall(const copse_i_profile *profile, double b, double *tau2)
{
    const goal g = {.profile = profile, .b = b};
    const double end = fmax(highest_tau2(&g), 2 * profile->tau2);
    double where;
    const double low = log(profile->problem->v_min), high = log_of(&g, end + 0x1p-20 * profile->problem->v_min);
    const double fall = lowest(fall_at, &g, low, high, log_of(&g, profile->tau2), &where);
    *tau2 = tau2_of(&g, where);
    return fmax(fall, 0);
}

double copse_i_profile_limit(const copse_i_profile *profile, double most, double sign)
{
    const copse_i_problem *pr = profile->problem;
    const goal g = {.profile = profile, .most = most, .sign = sign};
    /* sum log((v + tau2)/(v + tau2hat)) <= most + Q(tau2hat) */
    double high = log_of(&g, profile->tau2), sum = 0;
    while (!(sum > most + profile->Q)) {
        sum = 0;
        const double tau2 = tau2_of(&g, high + 1);
        for (size_t i = 0; i < pr->k; i++) sum += log1p((tau2 - profile->tau2) / (pr->v[i] + profile->tau2));
        high += 1;
    }
    double where;
    return -sign * lowest(limit_at, &g, log(pr->v_min), high, log_of(&g, profile->tau2), &where);
}
