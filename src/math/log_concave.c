/* Integrals of functions with a concave logarithm: find the mode, go down on both sides until nothing is left, integrate
 * between. Every number added is positive, so the result has the relative accuracy of the function. */
#include "quadrature.h"
#include <float.h>
#include <math.h>

enum { MOST_CUTS = 8, DOUBLINGS = 2200, HALVINGS = 60 };
static const double NOTHING = 45;  /* exp(-45) is 3e-20 */
static const double KINK = 9;      /* widths around the kink */
static const double LOWEST = -800; /* its exponential is 0, whatever the width */

typedef struct scaled {
    const copse_i_log_concave *f;
    double top; /* log_value at the mode */
} scaled;

static double value(double x, const void *context)
{
    const scaled *s = context;
    return exp(s->f->log_value(x, s->f->context) - s->top);
}

/* Where the slope changes its sign; the end towards which the function rises where it does not. */
static double mode(const copse_i_log_concave *f)
{
    double low = f->guess, high = f->guess, step = 1e-3 + 1e-3 * fabs(f->guess);
    if (f->slope(f->guess, f->context) > 0) {
        for (int i = 0; i < DOUBLINGS && high < f->high && f->slope(high, f->context) > 0; i++) {
            low = high;
            high = fmin(high + step, f->high);
            step *= 2;
        }
    } else {
        for (int i = 0; i < DOUBLINGS && low > f->low && f->slope(low, f->context) < 0; i++) {
            high = low;
            low = fmax(low - step, f->low);
            step *= 2;
        }
    }
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = low + 0.5 * (high - low);
        if (f->slope(middle, f->context) > 0) low = middle;
        else high = middle;
    }
    return low + 0.5 * (high - low);
}

/* From the mode outwards to where the function is nothing, or to the end. */
static double edge(const copse_i_log_concave *f, double from, double top, double direction)
{
    const double end = direction > 0 ? f->high : f->low;
    double step = 1e-12 * fmax(fabs(from), 1e-3), x = from, inside = from;
    for (int i = 0; i < DOUBLINGS; i++) {
        x = from + direction * step;
        if ((x - end) * direction >= 0) {
            x = end;
            break;
        }
        if (!(f->log_value(x, f->context) > top - NOTHING)) break;
        inside = x;
        step *= 2;
    }
    if (x == end && f->log_value(x, f->context) > top - NOTHING) return x;
    for (int i = 0; i < 6; i++) { /* no tighter than need be */
        const double middle = inside + 0.5 * (x - inside);
        if (f->log_value(middle, f->context) > top - NOTHING) inside = middle;
        else x = middle;
    }
    return x;
}

double copse_i_log_concave_integral(const copse_i_log_concave *f)
{
    if (!(f->low < f->high)) return -INFINITY;
    const double at = mode(f);
    scaled s = {f, f->log_value(at, f->context)};
    if (!(s.top > LOWEST)) return -INFINITY;
    const double left = edge(f, at, s.top, -1), right = edge(f, at, s.top, 1);
    const double inner[] = {f->kink - KINK * f->width, f->kink, f->kink + KINK * f->width, at};
    double cut[MOST_CUTS] = {left};
    size_t n = 1;
    for (size_t i = 0; i < 4; i++) {
        if (!(inner[i] > left && inner[i] < right) || (i < 3 && f->width == 0)) continue;
        size_t j = n++;
        for (; cut[j - 1] > inner[i]; j--) cut[j] = cut[j - 1];
        cut[j] = inner[i];
    }
    cut[n++] = right;
    const double agree = 1e-15 + DBL_EPSILON * fabs(s.top); /* the noise of the logarithm */
    return s.top + log(copse_i_integral(value, &s, cut, n, agree, NULL));
}
