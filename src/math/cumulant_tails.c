/* Tails of a distribution on (0, infinity) from its cumulant function K(s) = log E exp(sX):
 *      P(X > x) = 1/(2 pi i) integral of exp(K(s) - s x)/s ds   along a path that crosses the real axis at c > 0,
 * and P(X < x) is minus that for c < 0. The path crosses at the saddle point of exp(K - s x)/s, so that the smaller tail is
 * not a difference of larger numbers, and bends to the right as a hyperbola, so that exp(-s x) makes an end of it:
 *      s(u) = c + width ((cosh u - 1) sin A + i sinh u cos A),   width = g''(c)^(-1/2),   g = K - s x - log|s|.
 * g'' >= 1/c^2, so that the pole at 0 is at least as far away as the width; the rule is the trapezoidal one, which converges
 * geometrically for such integrands (Trefethen & Weideman 2014). Saddle point: Lugannani & Rice 1980. */
#include <copse/math.h>
#include <float.h>
#include <math.h>

enum { SECTIONS = 40, HALVINGS = 9, MOST_NODES = 40000 };
static const double SIN_A = 0.5, COS_A = 0.86602540378443864676; /* 30 degrees off the vertical */
static const double FIRST_STEP = 0.25;
static const double AGREE = 1e-13;      /* of the sum of absolute terms, the change by the last halving */
static const double NOTHING = -750;     /* exp of it is 0 */
static const double NEGLIGIBLE = 1e-20; /* of that sum, a term */
static const double CLOSEST = 1e-4;     /* of the limit, how far the path stays away from it */

typedef struct inversion {
    const copse_cumulants *f;
    double x, c, at_c, width;
} inversion;

static double cumulant(const copse_cumulants *f, double s)
{
    double real = NAN, imaginary = 0;
    f->at(s, 0, f->context, &real, &imaginary);
    return real;
}

static double objective(const inversion *v, double s)
{
    const double g = cumulant(v->f, s) - s * v->x - log(fabs(s));
    return isnan(g) ? INFINITY : g;
}

/* u to s: below the limit for the upper tail, below 0 for the lower. */
static double place(const inversion *v, bool upper, double u)
{
    return upper ? (1 - CLOSEST) * v->f->limit / (1 + exp(-u)) : -exp(u) / v->x;
}

/* g is convex, hence falls and then rises in u: golden sections. */
static double saddle(const inversion *v, bool upper)
{
    const double golden = 0.61803398874989484820;
    double a = upper ? -60 : -40, b = upper ? 12 : 40;
    double l = b - golden * (b - a), r = a + golden * (b - a);
    double gl = objective(v, place(v, upper, l)), gr = objective(v, place(v, upper, r));
    for (int i = 0; i < SECTIONS; i++) {
        if (gl <= gr) {
            b = r, r = l, gr = gl;
            l = b - golden * (b - a);
            gl = objective(v, place(v, upper, l));
        } else {
            a = l, l = r, gl = gr;
            r = a + golden * (b - a);
            gr = objective(v, place(v, upper, r));
        }
    }
    return place(v, upper, gl <= gr ? l : r);
}

/* g'' by differences: it only sets the scale of the path. */
static double width_of(const inversion *v)
{
    const double room = v->c > 0 ? fmin(v->c, v->f->limit - v->c) : -v->c, d = 1e-3 * room;
    const double second = (objective(v, v->c + d) - 2 * objective(v, v->c) + objective(v, v->c - d)) / (d * d);
    const double least = 1 / (v->c * v->c);
    return second > least && isfinite(second) ? 1 / sqrt(second) : fabs(v->c);
}

/* Im of exp(K(s) - K(c) - (s - c) x) (c/s) ds/du at u, over the width; *size: the absolute value. */
static double term(const inversion *v, double u, double *size)
{
    const double sh = sinh(u), half = sinh(0.5 * u), right = v->width * 2 * half * half * SIN_A;
    const double re = v->c + right, im = v->width * sh * COS_A;
    double real = NAN, imaginary = NAN;
    v->f->at(re, im, v->f->context, &real, &imaginary);
    const double modulus = exp(real - v->at_c - right * v->x), angle = imaginary - im * v->x;
    const double er = modulus * cos(angle), ei = modulus * sin(angle);
    const double norm = hypot(re, im), qr = v->c / norm * (re / norm), qi = -v->c / norm * (im / norm);
    const double dr = sh * SIN_A, di = cosh(u) * COS_A;
    const double fr = er * qr - ei * qi, fi = er * qi + ei * qr;
    *size = modulus * fabs(v->c) / norm * hypot(dr, di);
    return fr * di + fi * dr;
}

/* Sum of the terms at u = first, first + step, ... until they no longer count. */
static bool sum_terms(const inversion *v, double first, double step, double *sum, double *sizes)
{
    for (int i = 0; i < MOST_NODES; i++) {
        double size = NAN;
        const double t = term(v, first + i * step, &size);
        if (!isfinite(t)) return false;
        *sum += t;
        *sizes += size;
        if (size <= NEGLIGIBLE * *sizes) return true;
    }
    return false;
}

/* One tail, c being its saddle point. */
static bool tail(inversion *v, bool upper, double *p)
{
    v->c = saddle(v, upper);
    v->at_c = cumulant(v->f, v->c);
    if (!isfinite(v->at_c) || v->c == 0) return false;
    const double bound = v->at_c - v->c * v->x; /* Chernoff: the tail is at most exp of it */
    if (bound < NOTHING) {
        *p = 0;
        return true;
    }
    v->width = width_of(v);
    double step = FIRST_STEP, size = NAN;
    double sum = 0.5 * term(v, 0, &size), sizes = 0.5 * size;
    /* terms cannot agree to more than the rounding errors of what is exponentiated */
    const double agree = fmax(AGREE, 4 * DBL_EPSILON * (fabs(v->at_c) + fabs(v->c * v->x)));
    if (!isfinite(sum) || !sum_terms(v, step, step, &sum, &sizes)) return false;
    for (int i = 0; i < HALVINGS; i++) {
        double finer = sum, finer_sizes = sizes;
        if (!sum_terms(v, 0.5 * step, step, &finer, &finer_sizes)) return false;
        const double change = 0.5 * finer - sum;
        step *= 0.5;
        sum = finer;
        sizes = finer_sizes;
        if (!(fabs(change) <= agree * sizes)) continue;
        const double factor = v->width / fabs(v->c) / COPSE_PI;
        *p = exp(bound + log(factor * sum * step));
        return isfinite(*p) && *p >= 0;
    }
    return false;
}

copse_status copse_cumulant_tails(const copse_cumulants *f, double x, double *lower, double *upper)
{
    *lower = *upper = NAN;
    if (f == NULL || f->at == NULL || !(f->limit > 0) || isnan(x)) return COPSE_EINVAL;
    if (x <= 0 || x == INFINITY) {
        *lower = x > 0 ? 1 : 0;
        *upper = 1 - *lower;
        return COPSE_OK;
    }
    inversion v = {.f = f, .x = x};
    double p = NAN;
    if (tail(&v, true, &p) && p <= 0.5) {
        *upper = p;
        *lower = 1 - p;
        return COPSE_OK;
    }
    if (!tail(&v, false, &p) || !(p <= 1)) return COPSE_ENOTCOMPUTABLE;
    *lower = p;
    *upper = 1 - p;
    return COPSE_OK;
}
