/* Relative effects as absolute ones, at a control risk p: the risk of group 1 minus, or over, that of group 2. */
#include "transform_functions.h"

#include <copse/math.h>

#include <math.h>

static bool is_risk(double p)
{
    return p > 0.0 && p < 1.0;
}

double copse_i_ratio_to_ve(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return -expm1(x);
}

/* OR/(1 - p + p OR) */
double copse_i_risk_ratio_at(double x, const copse_transform_settings *settings)
{
    const double p = settings->control_risk;
    if (!is_risk(p)) return (double)NAN;
    return x > 0.0 ? 1.0 / ((1.0 - p) * exp(-x) + p) : exp(x) / (1.0 + p * expm1(x));
}

/* p OR/(1 - p + p OR) - p */
static double from_log_odds(double x, double p)
{
    if (x > 0.0) return p * (1.0 - p) * (-expm1(-x) / ((1.0 - p) * exp(-x) + p));
    return p * (1.0 - p) * (expm1(x) / (1.0 + p * expm1(x)));
}

/* p RR - p; the risk of group 1 is at most 1. */
static double from_log_ratio(double x, double p)
{
    return isnan(x) ? x : fmin(p * expm1(x), 1.0 - p);
}

/* The mass of the normal distribution from z to z + x, |x| <= 1, by the 8-point Gauss-Legendre rule on both halves: as a
 * difference of tails it would lose its digits near 0. */
static double mass_beside(double z, double x)
{
    static const double node[] = {0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959,
                                  0.96028985649753623168};
    static const double weight[] = {0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054,
                                    0.10122853629037625915};
    double sum = 0.0;
    for (int half = 0; half < 2; half++) {
        for (int j = 0; j < 8; j++) {
            const double u = 0.25 * (1.0 + 2.0 * half + (j < 4 ? node[j] : -node[j - 4]));
            sum += 0.25 * weight[j % 4] * copse_normal_density(z + u * x);
        }
    }
    return sum * x;
}

/* Furukawa & Leucht 2011: Phi(d + z_p) - p: who is above the cut that a share p of group 2 exceeds. */
static double from_d(double x, double p)
{
    const double threshold = -copse_normal_quantile_upper(p);
    if (fabs(x) <= 1.0) return mass_beside(threshold, x);
    return p <= 0.5 ? copse_normal_lower(threshold + x) - p : (1.0 - p) - copse_normal_upper(threshold + x);
}

double copse_i_risk_difference_at(double x, const copse_transform_settings *settings)
{
    const double p = settings->control_risk;
    if (settings->scale == COPSE_EFFECT_SCALE_RISK_DIFFERENCE) return x;
    if (!is_risk(p)) return (double)NAN;
    switch (settings->scale) {
    case COPSE_EFFECT_SCALE_LOG_ODDS_RATIO:
        return from_log_odds(x, p);
    case COPSE_EFFECT_SCALE_LOG_RISK_RATIO:
        return from_log_ratio(x, p);
    case COPSE_EFFECT_SCALE_D:
        return from_d(x, p);
    default:
        return (double)NAN;
    }
}

/* One over the difference, above 0 where group 1 benefits. */
double copse_i_number_needed(double x, const copse_transform_settings *settings)
{
    const double difference = copse_i_risk_difference_at(x, settings);
    const double benefit = settings->wanted ? difference : -difference;
    return benefit == 0.0 ? (double)INFINITY : 1.0 / benefit;
}
