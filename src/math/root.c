/* Roots in a bracket: Chandrupatla (1997), Advances in Engineering Software 28, 145-149. */
#include <copse/math.h>
#include <math.h>

enum { MOST_STEPS = 5000 }; /* halving alone needs 2100 from the largest double to the smallest */

typedef struct point {
    double x, f;
} point;

/* How far to go from a towards b, of the way: inverse quadratic interpolation through a, b and the point dropped last where it
 * is safe, half of the way else. */
static double share(point a, point b, point c)
{
    const double xi = (a.x - b.x) / (c.x - b.x), phi = (a.f - b.f) / (c.f - b.f);
    if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
    return a.f / (b.f - a.f) * (c.f / (b.f - c.f)) +
           (c.x - a.x) / (b.x - a.x) * (a.f / (c.f - a.f)) * (b.f / (c.f - b.f));
}

copse_status copse_root(copse_function *f, const void *context, double lower, double upper, double *x)
{
    *x = NAN;
    if (!isfinite(lower) || !isfinite(upper) || !(lower < upper)) return COPSE_EINVAL;
    point a = {lower, f(lower, context)}, b = {upper, f(upper, context)}, c;
    if (isnan(a.f) || isnan(b.f)) return COPSE_ERANGE;
    if (a.f != 0 && b.f != 0 && (a.f < 0) == (b.f < 0)) return COPSE_ENOTCOMPUTABLE;
    double t = 0.5;
    for (int step = 0; step < MOST_STEPS && a.f != 0 && b.f != 0 && nextafter(a.x, b.x) != b.x; step++) {
        const double between = (1 - t) * a.x + t * b.x;
        point next = {between, 0};
        if (!((next.x - a.x) * (next.x - b.x) < 0)) next.x = 0.5 * a.x + 0.5 * b.x;
        if (next.x == a.x || next.x == b.x) next.x = nextafter(a.x, b.x);
        next.f = f(next.x, context);
        if (isnan(next.f)) return COPSE_ERANGE;
        const bool same = (next.f < 0) == (a.f < 0);
        c = same ? a : b;
        if (!same) b = a;
        a = next;
        /* at least one double away from either end, so that the bracket closes from both sides */
        const double best = fabs(a.f) < fabs(b.f) ? a.x : b.x;
        const double least = (nextafter(fabs(best), INFINITY) - fabs(best)) / fabs(b.x - a.x);
        t = fmin(fmax(share(a, b, c), least), 1 - least);
        if (!(t > 0 && t < 1)) t = 0.5;
    }
    *x = a.f == 0 || (b.f != 0 && fabs(a.f) <= fabs(b.f)) ? a.x : b.x;
    return COPSE_OK;
}
