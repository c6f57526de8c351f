/* The weight functions whose p-values matter one by one: ln w and its derivatives in delta. */
#include "selection_parts.h"

#include <math.h>

copse_i_p_value copse_i_p_value_of(double p, double q)
{
    return (copse_i_p_value){p, q, log(p), log(q)};
}

/* ln of 2 e^-t/(1 + e^-t), and its first two derivatives in t */
static void logistic(double t, double value[3])
{
    const double e = exp(-t), share = 1 / (1 + e); /* t >= 0 */
    value[0] = log(2.0) - t - log1p(e);
    value[1] = -share;
    value[2] = -share * (1 - share);
}

/* p^(1/d) and its first two derivatives in d; 0 at p = 0 */
static void root_of(double p, double log_p, double d, double value[3])
{
    value[0] = value[1] = value[2] = 0;
    if (!(p > 0)) return;
    const double l = -log_p / (d * d), g = exp(log_p / d);
    value[0] = g;
    value[1] = g * l;
    value[2] = g * l * (l - 2 / d);
}

static copse_i_weight_jet logistic_jet(double delta, double precision, double floor, double p)
{
    double there[3], here[3];
    logistic(delta * precision * p, there);
    logistic(delta * precision * floor, here);
    const double cp = precision * p, ca = precision * floor;
    return (copse_i_weight_jet){
        there[0] - here[0], {cp * there[1] - ca * here[1], 0}, {cp * cp * there[2] - ca * ca * here[2], 0, 0}};
}

static copse_i_weight_jet power_jet(const double *delta, double precision, double floor, const copse_i_p_value *at)
{
    double there[3], here[3];
    root_of(at->p, at->log_p, delta[1], there);
    root_of(floor, log(floor), delta[1], here);
    for (int i = 0; i < 3; i++) there[i] = -precision * (there[i] - here[i]);
    return (copse_i_weight_jet){
        delta[0] * there[0], {there[0], delta[0] * there[1]}, {0, there[1], delta[0] * there[2]}};
}

copse_i_weight_jet copse_i_weight_at(copse_selmodel_type type, const double *delta, double precision, double floor,
                                     const copse_i_p_value *at)
{
    const double c = precision, p = at->p;
    double slope;
    if (type != COPSE_SELMODEL_BETA && p <= floor) return (copse_i_weight_jet){0};
    switch (type) {
    case COPSE_SELMODEL_BETA:
        return (copse_i_weight_jet){
            (delta[0] - 1) * at->log_p + (delta[1] - 1) * at->log_q, {at->log_p, at->log_q}, {0}};
    case COPSE_SELMODEL_HALFNORM:
        slope = -c * (p - floor) * (p + floor);
        break;
    case COPSE_SELMODEL_NEGEXP:
        slope = -c * (p - floor);
        break;
    case COPSE_SELMODEL_POWER:
        slope = c * (at->log_q - log1p(-floor));
        break;
    case COPSE_SELMODEL_LOGISTIC:
        return logistic_jet(delta[0], c, floor, p);
    case COPSE_SELMODEL_NEGEXPPOW:
        return power_jet(delta, c, floor, at);
    default:
        return (copse_i_weight_jet){NAN, {NAN, NAN}, {NAN, NAN, NAN}};
    }
    return (copse_i_weight_jet){delta[0] * slope, {slope, 0}, {0}};
}
