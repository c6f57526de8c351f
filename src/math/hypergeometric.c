/* Gauss' hypergeometric function for positive parameters. Its series has positive terms; where x is near 1 and the terms
 * fall slowly, the function is carried there from x = 3/4 by Taylor series of its differential equation
 *      x (1 - x) F'' + (c - (a + b + 1) x) F' - a b F = 0,
 * each over half the way to 1. Unlike the connection formulas (15.8.4 of the DLMF), this knows no special case where
 * c - a - b is a whole number or near one. GSL's function gives up or loses digits there. */
#include <copse/math.h>
#include <float.h>
#include <math.h>

enum { MOST_TERMS = 100000000 };
static const double FROM = 0.25; /* y = 1 - x from which the steps go */
static const double QUICK = 5;   /* of c - a - b: the series is short even at x = 1 */

static double series(double a, double b, double c, double x)
{
    double term = 1, sum = 1;
    for (double n = 0; n < MOST_TERMS; n++) {
        const double ratio = (a + n) / (c + n) * ((b + n) / (1 + n)) * x;
        term *= ratio;
        sum += term;
        /* what is left is below term ratio/(1 - ratio) once the ratios fall, and like a zeta series at x = 1 */
        if (ratio < 1 && term * ratio <= 0.1 * DBL_EPSILON * sum * fmax(1 - ratio, 1e-9)) break;
        if (!(sum < INFINITY)) break;
    }
    return sum;
}

/* F and F' go from x = 1 - y to x + t, t < y. */
static void step(double a, double b, double c, double y, double t, double *f, double *slope)
{
    const double x = 1 - y, p = x * y;
    double before = *f, now = *slope, power = t; /* coefficients of t^n and t^(n+1) */
    double sum = before + now * power, sum_slope = now;
    for (double n = 0; n < 400; n++) {
        const double next = (((2 * x - 1) * n - (c - (a + b + 1) * x)) * (n + 1) * now + (n + a) * (n + b) * before) /
                            (p * (n + 1) * (n + 2));
        const double part = next * power * (n + 2);
        sum_slope += part;
        power *= t;
        sum += next * power;
        before = now;
        now = next;
        if (fabs(part) <= 0.1 * DBL_EPSILON * fabs(sum_slope) && fabs(next * power) <= 0.1 * DBL_EPSILON * fabs(sum))
            break;
    }
    *f = sum;
    *slope = sum_slope;
}

static double carried(double a, double b, double c, double y)
{
    double at = FROM, f = series(a, b, c, 1 - FROM), slope = a * b / c * series(a + 1, b + 1, c + 1, 1 - FROM);
    while (at > y && f < INFINITY) {
        const double to = fmax(0.5 * at, y);
        step(a, b, c, at, at - to, &f, &slope);
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
