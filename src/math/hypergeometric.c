/* Gauss' hypergeometric function for positive parameters. Its series has positive terms; where x is near 1 and the terms
 * fall slowly, the function is carried there from x = 3/4 by Taylor series of its differential equation
 *      x (1 - x) F'' + (c - (a + b + 1) x) F' - a b F = 0,
 * each over half the way to 1. Unlike the connection formulas (15.8.4 of the DLMF), this knows no special case where
 * c - a - b is a whole number or near one. GSL 2.7's function is off by 2e-4 at (1, 1; 4; 0.9999), for one. */
#include <copse/math.h>
#include <float.h>
#include <math.h>

enum { MOST_TERMS = 100000000, MOST_COEFFICIENTS = 2000 };
static const double FROM = 0.25; /* y = 1 - x from which the steps go */
static const double QUICK = 5;   /* of c - a - b: the series is short even at x = 1 */

static double series(double a, double b, double c, double x)
{
    double term = 1, sum = 1;
    for (int i = 0; i < MOST_TERMS; i++) {
        const double n = i;
        const double ratio = (a + n) / (c + n) * ((b + n) / (1 + n)) * x;
        term *= ratio;
        sum += term;
        /* what is left is below term ratio/(1 - ratio) once the ratios fall, and like a zeta series at x = 1 */
        if (ratio < 1 && term * ratio <= 0.1 * DBL_EPSILON * sum * fmax(1 - ratio, 1e-9)) break;
        if (!(sum < INFINITY)) break;
    }
    return sum;
}

/* F and y F' go from 1 - y to 1 - to, 0 < to < y: the terms f_n t^n, t = y - to, of the Taylor series, of which
 *      x y (n + 1)(n + 2) f_(n+2) = ((2x - 1) n - c + (a + b + 1) x)(n + 1) f_(n+1) + (n + a)(n + b) f_n. */
static void step(double a, double b, double c, double y, double to, double *f, double *slope)
{
    const double x = 1 - y, t = y - to, way = t / y;
    double before = *f, now = *slope * way; /* terms n and n + 1 */
    double sum = before + now, sum_slope = now;
    for (int i = 0; i < MOST_COEFFICIENTS; i++) {
        const double n = i;
        const double next = (((2 * x - 1) * n - c + (a + b + 1) * x) * (n + 1) * now + (n + a) * (n + b) * t * before) *
                            (way / (x * (n + 1) * (n + 2)));
        sum += next;
        sum_slope += (n + 2) * next;
        if (fabs(next) * (n + 2) <= 0.1 * DBL_EPSILON * fmin(fabs(sum), fabs(sum_slope))) break;
        before = now;
        now = next;
    }
    *f = sum;
    *slope = sum_slope * (to / t);
}

static double carried(double a, double b, double c, double y)
{
    double at = FROM, f = series(a, b, c, 1 - FROM), slope = FROM * a * b / c * series(a + 1, b + 1, c + 1, 1 - FROM);
    while (at > y && f < INFINITY) {
        const double to = fmax(0.5 * at, y);
        step(a, b, c, at, to, &f, &slope);
        at = to;
    }
    return isfinite(f) ? f : INFINITY;
}

static double at_one(double a, double b, double c)
{
    if (!(c > a + b)) return NAN;
    return exp(copse_log_gamma_ratio(c, c - a) - copse_log_gamma_ratio(c - b, c - a - b));
}

static double value(double a, double b, double c, double x, double y)
{
    if (!(a > 0 && b > 0 && c > 0 && x >= 0 && y >= 0) || isinf(a) || isinf(b) || isinf(c)) return NAN;
    if (y == 0) return at_one(a, b, c);
    return y >= FROM || c - a - b >= QUICK ? series(a, b, c, x) : carried(a, b, c, y);
}

double copse_hyperg_2f1_positive(double a, double b, double c, double x)
{
    return value(a, b, c, x, 1 - x);
}

double copse_hyperg_2f1_positive_at_1_minus(double a, double b, double c, double y)
{
    return value(a, b, c, 1 - y, y);
}
