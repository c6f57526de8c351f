/* Log-normal data: the normal methods on the logarithms, and back. Shi, Tong, Wang & Genton 2020. */
#include "five_numbers.h"

#include <math.h>

double copse_i_five_log_ratio(double x, double anchor)
{
    const double ratio = x / anchor;
    return ratio > 0.5 && ratio < 2 ? log1p((x - anchor) / anchor) : log(x) - log(anchor);
}

copse_five copse_i_five_log_ratios(const copse_five *x, double anchor)
{
    return (copse_five){copse_i_five_log_ratio(x->min, anchor),    copse_i_five_log_ratio(x->q1, anchor),
                        copse_i_five_log_ratio(x->median, anchor), copse_i_five_log_ratio(x->q3, anchor),
                        copse_i_five_log_ratio(x->max, anchor),    x->n};
}

/* Corrections of a case. With s the SD of the logarithms as under normality: variance s^2/inflation, fourth power
 * s^4/fourth; the mean is divided by phi(a, b), the two terms of the variance by phi(4a, 16b) and phi(4a, 4b), where
 * phi(a, b) = 1 + a variance/n + b fourth power/n. */
typedef struct correction {
    double inflation, fourth, a, b;
} correction;

static correction correct(copse_five_case which, double n)
{
    const double l2 = log(n) * log(n);
    switch (which) {
    case COPSE_FIVE_S1:
        return (correction){1.01 + 0.25 / l2, 1 + 2.23 / l2, 0.565, 0.37};
    case COPSE_FIVE_S2:
        return (correction){1 + 1.58 / n, 1 + 19.2 / pow(n, 1.2), 0.57, 0.75};
    default:
        return (correction){1 + 0.28 / l2, 1 + 3.93 / n, 0.405, 0.315};
    }
}

/* Mean and SD of the numbers, in units of the anchor, from the mean of the log ratios and s. False: a variance below 0. */
static bool back(const correction *c, double n, double mean, double s, double *out_mean, double *out_sd)
{
    const double variance = s * s / c->inflation, fourth = s * s * s * s / c->fourth;
    const double v = c->a * variance / n, f = c->b * fourth / n;
    const double first = 1 + 4 * v + 16 * f, second = 1 + 4 * v + 4 * f;
    *out_mean = exp(mean + variance / 2) / (1 + v + f);
    /* exp(variance)/first - 1/second, over a common denominator, so that small variances keep their digits */
    const double difference = (expm1(variance) * second - 12 * f) / (first * second);
    *out_sd = exp(mean + variance / 2) * sqrt(difference);
    return difference > 0;
}

copse_status copse_i_five_lognormal(const copse_five *five, const copse_five_opts *opts, copse_five_result *result)
{
    const double anchor = isnan(five->median) ? fmax(five->min, five->q1) : five->median;
    const copse_five x = copse_i_five_log_ratios(five, anchor);
    const copse_i_five_weights w = copse_i_five_luo_shi(result->which, x.n);
    const correction c = correct(result->which, x.n);
    const double mean = copse_i_five_mean(&w, &x), s = copse_i_five_sd(&w, &x);
    result->family = COPSE_FIVE_LOG_NORMAL;
    result->parameter[0] = mean + log(anchor);
    result->parameter[1] = s / sqrt(c.inflation);
    result->mean_formula = result->sd_formula = "Shi, Tong, Wang & Genton 2020";
    if (opts->log_scale) {
        result->mean = result->parameter[0];
        result->sd = result->parameter[1];
        return COPSE_OK;
    }
    double unit_mean, unit_sd;
    if (!back(&c, x.n, mean, s, &unit_mean, &unit_sd) && isfinite(unit_mean))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE,
                                   "the bias-corrected variance is not positive: n is too small for so wide a spread");
    result->mean = anchor * unit_mean;
    result->sd = anchor * unit_sd;
    return COPSE_OK;
}
