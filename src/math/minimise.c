/* Minima of a function of one variable: Brent (1973), Algorithms for Minimization without Derivatives, chapter 5. */
#include <copse/math.h>
#include <float.h>
#include <math.h>

enum { MOST_STEPS = 500 };
static const double GOLDEN = 0.38196601125010515180; /* (3 - sqrt 5)/2 */

typedef struct point {
    double x, f;
} point;

static point at(copse_function *f, const void *context, double x)
{
    const double value = f(x, context);
    return (point){x, isnan(value) ? INFINITY : value};
}

/* The step from best to the lowest point of the parabola through three points; NaN where there is none. */
static double parabola(point best, point second, point third)
{
    const double r = (best.x - second.x) * (best.f - third.f), q = (best.x - third.x) * (best.f - second.f);
    return 0.5 * ((best.x - third.x) * q - (best.x - second.x) * r) / (r - q);
}

/* The three best points, in order. */
static void keep(point next, point *best, point *second, point *third)
{
    if (next.f <= best->f) {
        *third = *second;
        *second = *best;
        *best = next;
    } else if (next.f <= second->f || second->x == best->x) {
        *third = *second;
        *second = next;
    } else if (next.f <= third->f || third->x == best->x || third->x == second->x) {
        *third = next;
    }
}

copse_status copse_minimise(copse_function *f, const void *context, double lower, double upper, double *x)
{
    *x = NAN;
    if (!isfinite(lower) || !isfinite(upper) || !(lower < upper)) return COPSE_EINVAL;
    double low = lower, high = upper, step = 0, before = 0; /* the last two steps */
    point best = at(f, context, low + GOLDEN * (high - low)), second = best, third = best;
    for (int i = 0; i < MOST_STEPS; i++) {
        const double middle = low + 0.5 * (high - low);
        const double tolerance = sqrt(DBL_EPSILON) * 0.5 * fabs(best.x) + 1e-12 * (upper - lower) * sqrt(DBL_EPSILON);
        if (fabs(best.x - middle) <= 2 * tolerance - 0.5 * (high - low)) break;
        const double jump = parabola(best, second, third), half = 0.5 * fabs(before);
        before = step;
        if (isfinite(best.f) && fabs(jump) < half && best.x + jump > low && best.x + jump < high) {
            step = jump;
            if (best.x + step - low < 2 * tolerance || high - best.x - step < 2 * tolerance)
                step = copysign(tolerance, middle - best.x);
        } else {
            before = best.x < middle ? high - best.x : low - best.x;
            step = GOLDEN * before;
        }
        const point next = at(f, context, best.x + (fabs(step) >= tolerance ? step : copysign(tolerance, step)));
        if (next.f <= best.f) *(next.x < best.x ? &high : &low) = best.x;
        else *(next.x < best.x ? &low : &high) = next.x;
        keep(next, &best, &second, &third);
    }
    if (!isfinite(best.f)) return COPSE_ERANGE;
    const point ends[] = {at(f, context, lower), at(f, context, upper)};
    for (int i = 0; i < 2; i++)
        if (ends[i].f < best.f) best = ends[i];
    *x = best.x;
    return COPSE_OK;
}
