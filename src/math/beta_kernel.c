/* The incomplete beta function for shapes up to 1e9, to full relative accuracy in both tails. GSL 2.7's is off by 2e-12 for
 * shapes of a thousand, 6e-9 for a million and 4e-7 for 1e8: it takes x^a (1 - x)^b and B(a, b) apart, whose logarithms cancel. */
#include "beta_kernel.h"
#include "gamma_function.h"
#include <copse/math.h>
#include <float.h>
#include <math.h>

enum { MOST_STEPS = 5000000 };
static const double SMALL_SHAPE = 1, TINY = 1e-300;

/* (a + b) x - a with the parts that the rounded sum and product have lost. */
static double excess_of(double x, double a, double b)
{
    const double n = a + b, lost = fmin(a, b) - (n - fmax(a, b)), product = n * x;
    return (product - a) + (fma(n, x, -product) + lost * x);
}

copse_i_beta_point copse_i_beta_at(double x_or_y, double a, double b, bool from_y)
{
    if (from_y) return (copse_i_beta_point){1 - x_or_y, x_or_y, a, b, -excess_of(x_or_y, b, a)};
    return (copse_i_beta_point){x_or_y, 1 - x_or_y, a, b, excess_of(x_or_y, a, b)};
}

copse_i_beta_point copse_i_beta_mirror(const copse_i_beta_point *p)
{
    return (copse_i_beta_point){p->y, p->x, p->b, p->a, -p->excess};
}

/* With x0 = a/(a + b), y0 = 1 - x0 the kernel is (x/x0)^a (y/y0)^b times Stirling's sqrt(a b/(2 pi (a + b))) and rests; the
 * linear parts of a log(x/x0) and b log(y/y0) are excess and -excess. */
double copse_i_beta_log_kernel(const copse_i_beta_point *p)
{
    const double n = p->a + p->b, u = p->excess / p->a, v = -p->excess / p->b;
    const double rests = copse_i_stirling_rest(n) - copse_i_stirling_rest(p->a) - copse_i_stirling_rest(p->b);
    return copse_i_log_excess(p->a, u, p->x * (n / p->a)) + copse_i_log_excess(p->b, v, p->y * (n / p->b)) + rests +
           0.5 * log(p->a / n * (p->b / (2 * COPSE_PI)));
}

/* Lentz's method, in the order and notation of the paper: step m has
 *      alpha = (a + m - 1)(a + b + m - 1) m (b - m) x^2/(a + 2m - 1)^2
 *      beta  = m + m (b - m) x/(a + 2m - 1) + (a + m)(1 - excess + m (1 + y))/(a + 2m + 1) */
double copse_i_beta_fraction(const copse_i_beta_point *p)
{
    const double a = p->a, b = p->b, x = p->x;
    double value = a * (1 - p->excess) / (a + 1), c, d = 0;
    if (value == 0) value = TINY;
    c = value;
    for (int step = 1; step < MOST_STEPS; step++) {
        const double m = step, wide = a + 2 * m - 1;
        const double alpha = (a + m - 1) / wide * ((a + b + m - 1) / wide) * m * (b - m) * x * x;
        const double beta = m + m * (b - m) * x / wide + (a + m) * (1 - p->excess + m * (1 + p->y)) / (wide + 2);
        d = beta + alpha * d;
        c = beta + alpha / c;
        if (d == 0) d = TINY;
        if (c == 0) c = TINY;
        d = 1 / d;
        const double change = c * d;
        value *= change;
        if (fabs(change - 1) <= DBL_EPSILON) break;
    }
    return 1 / value;
}

bool copse_i_beta_is_low(const copse_i_beta_point *p)
{
    return p->excess <= 1 - 2 * p->x; /* x <= (a + 1)/(a + b + 2) */
}

/* 1 - I_x(a, b) for small a, where I is near 1:
 *      I = x^a Gamma(a + b)/(Gamma(a + 1) Gamma(b)) (1 + a sum over n >= 1 of (1 - b)_n x^n/(n! (a + n))). */
static double near_one(const copse_i_beta_point *p)
{
    double term = 1, sum = 0;
    for (int n = 1; n < MOST_STEPS; n++) {
        term *= (n - p->b) / n * p->x;
        sum += term / (p->a + n);
        if (fabs(term) <= 0.1 * DBL_EPSILON * fabs(sum)) break;
    }
    const double log_front = p->a * log(p->x) + copse_i_log_gamma_rise(p->b, p->a) - copse_log_gamma(1 + p->a);
    return -expm1(log_front + log1p(p->a * sum));
}

double copse_i_beta_tail(const copse_i_beta_point *p)
{
    if (!(p->x > 0) || !(p->y > 0)) return p->x > 0 ? 1 : 0;
    if (copse_i_beta_is_low(p)) return fmin(exp(copse_i_beta_log_kernel(p)) * copse_i_beta_fraction(p), 1);
    const copse_i_beta_point other = copse_i_beta_mirror(p);
    if (other.a < SMALL_SHAPE) return fmax(near_one(&other), 0);
    return fmax(1 - exp(copse_i_beta_log_kernel(&other)) * copse_i_beta_fraction(&other), 0);
}
