/* Inverses of the transformations that measures are analysed on. What lies beyond the ends of a scale is moved to them. */
#include "transform_functions.h"

#include <copse/math.h>

#include <math.h>

double copse_i_identity(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x;
}

double copse_i_exp(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return exp(x);
}

/* 1/(1 + exp(-x)) from the side that keeps the digits of small proportions. */
double copse_i_inverse_logit(double x, const copse_transform_settings *settings)
{
    (void)settings;
    if (x >= 0.0) return 1.0 / (1.0 + exp(-x));
    const double odds = exp(x);
    return odds / (1.0 + odds);
}

double copse_i_tanh(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return tanh(x);
}

/* sin(x)^2 is monotone on [0, pi/2] only. */
double copse_i_squared_sine(double x, const copse_transform_settings *settings)
{
    (void)settings;
    if (x <= 0.0) return 0.0;
    if (x >= 0.5 * COPSE_PI) return 1.0;
    const double s = sin(x);
    return s * s;
}

double copse_i_inverse_probit(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return copse_normal_lower(x);
}

/* Miller 1978: with t = 2x and s = sin t + (sin t - 1/sin t)/n, p = (1 - sign(cos t) sqrt(1 - s^2))/2. The scale runs from
 * t0 = atan(1/sqrt n), where s = 0, to pi - t0. Without cancellation at t0 and at pi/2:
 *     s = (1 + 1/n) sin(t - t0) sin(t + t0)/sin t,   1 - s = (1 - sin t) (1 + (n + 1) sin t)/(n sin t). */
double copse_i_inverse_pft(double x, const copse_transform_settings *settings)
{
    const double n = settings->size, end = atan(1.0 / sqrt(n)), t = 2.0 * x;
    if (!(n > 0.0)) return (double)NAN;
    if (t <= end) return 0.0;
    if (t >= COPSE_PI - end) return 1.0;
    const double near = fmin(t, COPSE_PI - t); /* the same proportion from the nearer end */
    const double sine = sin(near), root = sin(0.25 * COPSE_PI - 0.5 * near);
    const double s = fmin((1.0 + 1.0 / n) * (sin(near - end) * sin(near + end) / sine), 1.0);
    const double left = 2.0 * root * root * ((1.0 / n + (1.0 + 1.0 / n) * sine) / sine);
    const double small = 0.5 * (s * s / (1.0 + sqrt(left * (1.0 + s))));
    return t <= 0.5 * COPSE_PI ? small : 1.0 - small;
}

double copse_i_square(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x <= 0.0 ? 0.0 : x * x;
}

/* x = (sqrt r + sqrt(r + 1/t))/2 gives sqrt r = x - 1/(4 t x); the scale begins at 1/(2 sqrt t). */
double copse_i_inverse_irft(double x, const copse_transform_settings *settings)
{
    const double root = sqrt(settings->size), y = 2.0 * x * root;
    if (!(settings->size > 0.0)) return (double)NAN;
    if (y <= 1.0) return 0.0;
    const double rate_root = 0.5 * (y - 1.0) * (1.0 + 1.0 / y) / root;
    return rate_root * rate_root;
}

double copse_i_squared_tanh(double x, const copse_transform_settings *settings)
{
    (void)settings;
    if (x <= 0.0) return 0.0;
    const double r = tanh(x);
    return r * r;
}

/* 1 - (1 - x)^3, without its cancellation near 0. Alpha may be negative, but is at most 1. */
double copse_i_inverse_ahw(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x >= 1.0 ? 1.0 : x * (3.0 - x * (3.0 - x));
}

double copse_i_inverse_abt(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return -expm1(-x);
}

double copse_i_inverse_ve(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return -expm1(-x);
}
