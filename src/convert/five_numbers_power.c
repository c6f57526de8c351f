/* The Box-Cox transformation and the distribution that it makes normal. */
#include "five_numbers.h"

#include <copse/math.h>

#include <math.h>

double copse_i_five_box_cox(double log_x, double lambda)
{
    return lambda == 0 ? log_x : expm1(lambda * log_x) / lambda;
}

/* With u = lambda log x: log(x)^2 (u e^u - e^u + 1)/u^2, a series where that cancels. */
double copse_i_five_box_cox_slope(double log_x, double lambda)
{
    const double u = lambda * log_x;
    if (fabs(u) > 0.5) return log_x * log_x * (u * exp(u) - expm1(u)) / (u * u);
    double sum = 0, power = 1, factorial = 2; /* sum of (k - 1) u^(k-2)/k!, k from 2 */
    for (int k = 2; k < 22; k++) {
        sum += (k - 1) * power / factorial;
        power *= u;
        factorial *= k + 1;
    }
    return log_x * log_x * sum;
}

/* X at z = (transformed X - location)/scale, where z = distance - bound; bound is where X = 0. */
typedef struct curve {
    double lambda, location, scale, bound;
    bool from_zero; /* the range begins at the bound: powers of the distance are exact, logarithms else */
} curve;

static double value_at(const curve *c, double distance)
{
    if (c->from_zero) return pow(c->lambda * c->scale * distance, 1 / c->lambda);
    return exp(log1p(c->lambda * (c->location + c->scale * (distance - c->bound))) / c->lambda);
}

/* Integral of phi(z) (X - centre)^power over z from `from` to `from` + `width` by the tanh-sinh rule (Takahasi & Mori
 * 1974), which bears the infinite slope of X at X = 0. */
static double moment(const curve *c, double from, double width, double centre, int power)
{
    enum { HALF = 128 };
    const double step = 1.0 / 40;
    double sum = 0;
    for (int i = -HALF; i <= HALF; i++) {
        const double t = i * step, s = COPSE_PI / 2 * sinh(t);
        const double share = 1 / (1 + exp(-2 * s)); /* of the width, from the left */
        const double weight = COPSE_PI * cosh(t) * share / (1 + exp(2 * s));
        const double z = from + width * share, distance = c->from_zero ? width * share : z + c->bound;
        const double x = power == 0 ? 1 : value_at(c, distance) - centre;
        sum += weight * exp(-z * z / 2) * (power == 2 ? x * x : x);
    }
    return sum * step * width / sqrt(2 * COPSE_PI);
}

static bool log_normal(double location, double scale, double *mean, double *sd)
{
    *mean = exp(location + scale * scale / 2);
    *sd = *mean * sqrt(expm1(scale * scale));
    return isfinite(*mean) && isfinite(*sd);
}

bool copse_i_five_power_normal(double lambda, double location, double scale, double *mean, double *sd)
{
    if (lambda == 0) return log_normal(location, scale, mean, sd);
    const double far = 13;                            /* exp(-13^2/2) is 2e-37 */
    const double at_location = 1 + lambda * location; /* X^lambda there */
    if (!(at_location > 0)) return false;
    curve c = {lambda, location, scale, at_location / (lambda * scale), false};
    c.from_zero = c.bound <= far;
    /* phi(z) X^2 is log-concave with its peak where z = 2 scale/(1 + lambda (location + scale z)). */
    const double peak = 4 * scale / (at_location + sqrt(at_location * at_location + 8 * lambda * scale * scale));
    const double from = c.from_zero ? -c.bound : -far, to = fmin(c.bound, peak + far);
    const double mass = moment(&c, from, to - from, 0, 0);
    *mean = moment(&c, from, to - from, 0, 1) / mass;
    *sd = sqrt(moment(&c, from, to - from, *mean, 2) / mass);
    return isfinite(*mean) && isfinite(*sd);
}
