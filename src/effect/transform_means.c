/* Means of back-transformed effects, E f(X) with X normal around x with variance tau2; f(x) where tau2 is 0. */
#include "transform_functions.h"

#include <copse/math.h>

#include <math.h>

static bool is_variance(double tau2)
{
    return tau2 >= 0.0 && isfinite(tau2);
}

/* copse_function from a transform without settings. */
static double logit_at(double x, const void *context)
{
    (void)context;
    return copse_i_inverse_logit(x, NULL);
}

static double tanh_at(double x, const void *context)
{
    (void)context;
    return tanh(x);
}

static double mean_of(copse_function *f, double x, double tau2)
{
    double mean = (double)NAN;
    if (!is_variance(tau2) || isnan(x)) return (double)NAN;
    if (isinf(x)) return f(x, NULL);
    return copse_normal_mean_of(f, NULL, x, sqrt(tau2), &mean) == COPSE_OK ? mean : (double)NAN;
}

double copse_i_exp_mean(double x, const copse_transform_settings *settings)
{
    return is_variance(settings->tau2) ? exp(x + 0.5 * settings->tau2) : (double)NAN;
}

double copse_i_logit_mean(double x, const copse_transform_settings *settings)
{
    return mean_of(logit_at, x, settings->tau2);
}

double copse_i_tanh_mean(double x, const copse_transform_settings *settings)
{
    return mean_of(tanh_at, x, settings->tau2);
}

/* The mean of Phi(X) is that of an event Z <= X. */
double copse_i_probit_mean(double x, const copse_transform_settings *settings)
{
    return is_variance(settings->tau2) ? copse_normal_lower(x / sqrt(1.0 + settings->tau2)) : (double)NAN;
}

double copse_i_cles_mean(double x, const copse_transform_settings *settings)
{
    return is_variance(settings->tau2) ? copse_normal_lower(x / sqrt(2.0 + settings->tau2)) : (double)NAN;
}

/* 16-point Gauss-Legendre rule on (-1, 1), half of it (Abramowitz & Stegun 25.4). */
static const double NODE[] = {0.095012509837637440185, 0.28160355077925891323, 0.45801677765722738634,
                              0.61787624440264374845,  0.7554044083550030339,  0.86563120238783174388,
                              0.94457502307323257608,  0.9894009349916499326};
static const double WEIGHT[] = {0.18945061045506849629,  0.18260341504492358887, 0.16915651939500253819,
                                0.14959598881657673208,  0.12462897125553387205, 0.09515851168249278481,
                                0.062253523938647892863, 0.027152459411754094852};

/* The mean of f over the normal distribution around x, cut at the ends of the scale. f is smooth between them, and what
 * lies 45 below the greatest exponent of the density does not count. */
static double cut_mean(copse_i_transform_function *f, double low, double high, double x, double tau2)
{
    enum { PANELS = 64 };
    if (!is_variance(tau2) || isnan(x)) return (double)NAN;
    if (!(tau2 > 0.0) || isinf(x)) return f(x, NULL);
    const double tau = sqrt(tau2), bottom = (low - x) / tau, top = (high - x) / tau;
    const double peak = fmin(fmax(bottom, 0.0), top), reach = sqrt(peak * peak + 90.0);
    const double from = fmax(bottom, -reach), to = fmin(top, reach), half = (to - from) / (2.0 * PANELS);
    double sum = 0.0, mass = 0.0;
    for (int panel = 0; panel < PANELS; panel++) {
        const double middle = from + (2.0 * panel + 1.0) * half;
        for (int j = 0; j < 16; j++) {
            const double z = middle + (j < 8 ? NODE[j] : -NODE[j - 8]) * half;
            const double w = WEIGHT[j % 8] * exp(0.5 * (peak - z) * (peak + z));
            sum += w * f(x + tau * z, NULL);
            mass += w;
        }
    }
    return sum / mass;
}

double copse_i_sine_mean(double x, const copse_transform_settings *settings)
{
    return cut_mean(copse_i_squared_sine, 0.0, 0.5 * COPSE_PI, x, settings->tau2);
}

double copse_i_ahw_mean(double x, const copse_transform_settings *settings)
{
    return cut_mean(copse_i_inverse_ahw, 0.0, 1.0, x, settings->tau2);
}

/* Cut at 0 from below: 1 - exp(tau2/2 - x) Phi(x/tau - tau)/Phi(x/tau). */
double copse_i_abt_mean(double x, const copse_transform_settings *settings)
{
    const double tau2 = settings->tau2, tau = sqrt(tau2);
    if (!is_variance(tau2) || isnan(x)) return (double)NAN;
    if (!(tau > 0.0) || isinf(x)) return copse_i_inverse_abt(x, NULL);
    return -expm1(0.5 * tau2 - x + copse_log_normal_lower(x / tau - tau) - copse_log_normal_lower(x / tau));
}
