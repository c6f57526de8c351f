/* Likelihood of a normal sample of which a few order statistics are known. In a = 1/scale and b = location/scale it is
 * log-concave (Burridge 1981), so that Newton's method with halved steps finds its only maximum. */
#include "five_numbers_likelihood.h"

#include <copse/math.h>

#include <math.h>

copse_i_five_likelihood copse_i_five_likelihood_of(copse_five_case which, double n)
{
    const copse_five rank = {1, floor(n / 4) + 1, floor(n / 2) + 1, floor(3 * n / 4) + 1, n, n};
    double r[COPSE_I_FIVE_MOST];
    copse_i_five_likelihood l = {.count = copse_i_five_values(&rank, which, r)};
    l.between[0] = r[0] - 1;
    for (size_t i = 1; i < l.count; i++) l.between[i] = r[i] - r[i - 1] - 1;
    l.between[l.count] = n - r[l.count - 1];
    return l;
}

static double density(double z)
{
    return exp(-z * z / 2) / sqrt(2 * COPSE_PI);
}

/* P(low < Z < high), from the tail in which both lie. */
static double mass(double low, double high)
{
    return low > 0 ? copse_normal_upper(low) - copse_normal_upper(high)
                   : copse_normal_lower(high) - copse_normal_lower(low);
}

/* The interval before number i (i = count: above the last). */
static void ends(const copse_i_five_likelihood *l, const double *z, size_t i, double *low, double *high)
{
    *low = i == 0 ? -(double)INFINITY : z[i - 1];
    *high = i == l->count ? (double)INFINITY : z[i];
}

double copse_i_five_likelihood_of_z(const copse_i_five_likelihood *l, const double *z, double *gradient)
{
    double sum = 0;
    for (size_t i = 0; i < l->count; i++) {
        sum -= z[i] * z[i] / 2 + log(2 * COPSE_PI) / 2;
        gradient[i] = -z[i];
    }
    for (size_t i = 0; i <= l->count; i++) {
        if (!(l->between[i] > 0)) continue;
        double low, high;
        ends(l, z, i, &low, &high);
        const double m = mass(low, high);
        sum += l->between[i] * log(m);
        if (i > 0) gradient[i - 1] -= l->between[i] * density(low) / m;
        if (i < l->count) gradient[i] += l->between[i] * density(high) / m;
    }
    return sum;
}

/* Value, gradient and (negative) Hessian in (a, b), z = a x - b. */
typedef struct point {
    double value, ga, gb, haa, hab, hbb;
} point;

/* One interval's second derivatives in its ends, times `count`, added through dz/da = x and dz/db = -1. */
static void add_curvature(point *at, double count, double low, double high, double x_low, double x_high)
{
    const double m = mass(low, high);
    const double f = isfinite(low) ? density(low) / m : 0, g = isfinite(high) ? density(high) / m : 0;
    const double zf = isfinite(low) ? low * f : 0, zg = isfinite(high) ? high * g : 0;
    const double ll = count * (f * f - zf), hh = count * (g * g + zg), lh = -count * f * g;
    at->haa += ll * x_low * x_low + 2 * lh * x_low * x_high + hh * x_high * x_high;
    at->hab -= ll * x_low + lh * (x_low + x_high) + hh * x_high;
    at->hbb += ll + 2 * lh + hh;
}

static point evaluate(const copse_i_five_likelihood *l, const double *x, double a, double b)
{
    double z[COPSE_I_FIVE_MOST], gradient[COPSE_I_FIVE_MOST];
    for (size_t i = 0; i < l->count; i++) z[i] = a * x[i] - b;
    const double count = (double)l->count;
    point at = {.value = copse_i_five_likelihood_of_z(l, z, gradient) + count * log(a), .ga = count / a};
    at.haa = count / (a * a);
    for (size_t i = 0; i < l->count; i++) {
        at.ga += gradient[i] * x[i];
        at.gb -= gradient[i];
        at.haa += x[i] * x[i];
        at.hab -= x[i];
        at.hbb += 1;
    }
    for (size_t i = 0; i <= l->count; i++) {
        if (!(l->between[i] > 0)) continue;
        double low, high;
        ends(l, z, i, &low, &high);
        add_curvature(&at, l->between[i], low, high, i > 0 ? x[i - 1] : 0, i < l->count ? x[i] : 0);
    }
    return at;
}

/* A Newton step, halved until the likelihood does not fall. False: no step is left to take. */
static bool step(const copse_i_five_likelihood *l, const double *x, double *a, double *b, point *at, double *size)
{
    const double determinant = at->haa * at->hbb - at->hab * at->hab;
    const double da = (at->hbb * at->ga - at->hab * at->gb) / determinant;
    const double db = (at->haa * at->gb - at->hab * at->ga) / determinant;
    *size = fabs(da / *a) + fabs(db - da / *a * *b);
    for (int halvings = 0; halvings < 33; halvings++) {
        const double share = ldexp(1, -halvings), next_a = *a + share * da, next_b = *b + share * db;
        if (!(next_a > 0)) continue;
        const point next = evaluate(l, x, next_a, next_b);
        if (!(next.value >= at->value - 1e-12 * fabs(at->value))) continue;
        *a = next_a;
        *b = next_b;
        *at = next;
        return true;
    }
    return false;
}

copse_status copse_i_five_likelihood_fit(const copse_i_five_likelihood *l, const double *x, double *location,
                                         double *scale)
{
    double z[COPSE_I_FIVE_MOST];
    const double centre = *location, unit = *scale; /* standardised by the start, the numbers are of order 1 */
    for (size_t i = 0; i < l->count; i++) z[i] = (x[i] - centre) / unit;
    double a = 1, b = 0, size = INFINITY;
    point at = evaluate(l, z, a, b);
    for (int i = 0; i < 200 && size > 1e-9; i++) {
        if (!step(l, z, &a, &b, &at, &size)) break;
    }
    if (!(size < 1e-6 && isfinite(at.value))) return COPSE_ENOTCOMPUTABLE;
    if (size > 0) { /* convergence is quadratic: one full step more ends it */
        double ignored;
        (void)step(l, z, &a, &b, &at, &ignored);
    }
    *location = centre + unit * b / a;
    *scale = unit / a;
    return COPSE_OK;
}
