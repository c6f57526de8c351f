/* The Box-Cox method of McGrath et al. 2020: the power that makes the transformed numbers symmetric about their median
 * (searched in [-2, 3], negative ones become 0), Luo's mean and Wan's SD of them, and back through the distribution. */
#include "five_numbers.h"

#include <copse/math.h>

#include <math.h>

static const double LOWEST = -2, HIGHEST = 3;

/* (upper - median)/(median - lower) after transformation: log and its slope in lambda. Logarithms of numbers over the
 * median come in. */
static double log_balance(double lower, double upper, double lambda, double *slope)
{
    const double up = copse_i_five_box_cox(upper, lambda), down = -copse_i_five_box_cox(lower, lambda);
    *slope = copse_i_five_box_cox_slope(upper, lambda) / up + copse_i_five_box_cox_slope(lower, lambda) / down;
    return log(up) - log(down);
}

static double outer_balance(double lambda, const void *context)
{
    const copse_five *x = context;
    double slope;
    return log_balance(x->min, x->max, lambda, &slope);
}

static double inner_balance(double lambda, const void *context)
{
    const copse_five *x = context;
    double slope;
    return log_balance(x->q1, x->q3, lambda, &slope);
}

/* Half of the sum of (balance - 1)^2 over both pairs, and its slope. */
static double imbalance(const copse_five *x, double lambda, double *slope)
{
    double outer_slope, inner_slope;
    const double outer = log_balance(x->min, x->max, lambda, &outer_slope);
    const double inner = log_balance(x->q1, x->q3, lambda, &inner_slope);
    const double a = expm1(outer), b = expm1(inner);
    *slope = a * (a + 1) * outer_slope + b * (b + 1) * inner_slope;
    return (a * a + b * b) / 2;
}

static double imbalance_slope(double lambda, const void *context)
{
    double slope;
    (void)imbalance(context, lambda, &slope);
    return slope;
}

/* The global minimum over [LOWEST, HIGHEST]: the best of those that a grid brackets, and of the ends. */
static double least_imbalance(const copse_five *x)
{
    enum { STEPS = 200 };
    const double step = (HIGHEST - LOWEST) / STEPS;
    double best = LOWEST, slope, left_slope, least = imbalance(x, LOWEST, &left_slope);
    for (int i = 1; i <= STEPS; i++) {
        const double left = LOWEST + (i - 1) * step, right = LOWEST + i * step;
        double candidate = right, value = imbalance(x, right, &slope);
        if (left_slope < 0 && slope > 0 && copse_root(imbalance_slope, x, left, right, &candidate) == COPSE_OK) {
            double ignored;
            value = imbalance(x, candidate, &ignored);
        }
        if (value < least) {
            least = value;
            best = candidate;
        }
        left_slope = slope;
    }
    return best;
}

/* The balance of one pair rises with lambda, so that its root is the only minimum. */
static double balanced(copse_function *balance, const copse_five *x)
{
    double root;
    if (!(balance(0, x) < 0)) return 0;
    if (!(balance(HIGHEST, x) > 0)) return HIGHEST;
    return copse_root(balance, x, 0, HIGHEST, &root) == COPSE_OK ? root : (double)NAN;
}

static double find_power(const copse_five *x, copse_five_case which)
{
    switch (which) {
    case COPSE_FIVE_S1:
        return balanced(outer_balance, x);
    case COPSE_FIVE_S2:
        return balanced(inner_balance, x);
    default:
        return fmax(0, least_imbalance(x));
    }
}

static copse_five transformed(const copse_five *x, double lambda)
{
    return (copse_five){copse_i_five_box_cox(x->min, lambda),    copse_i_five_box_cox(x->q1, lambda),
                        copse_i_five_box_cox(x->median, lambda), copse_i_five_box_cox(x->q3, lambda),
                        copse_i_five_box_cox(x->max, lambda),    x->n};
}

static bool median_tied(const copse_five *x)
{
    return x->min == 0 || x->q1 == 0 || x->q3 == 0 || x->max == 0;
}

/* With u = median^lambda, a number x has the transform u t + (u - 1)/lambda, t that of x/median: an affine map, so that
 * all is done in units of the median. */
copse_status copse_i_five_bc(const copse_five *five, copse_five_result *result)
{
    const copse_five logs = copse_i_five_log_ratios(five, five->median);
    if (median_tied(&logs))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE,
                                   "the median equals a quartile or an extreme: no power makes them symmetric");
    const double lambda = find_power(&logs, result->which);
    const copse_five t = transformed(&logs, lambda);
    const copse_i_five_weights w = copse_i_five_luo_wan(result->which, five->n);
    const double location = copse_i_five_mean(&w, &t), scale = copse_i_five_sd(&w, &t);
    double mean, sd;
    if (!(scale > 0 && copse_i_five_power_normal(lambda, location, scale, &mean, &sd)))
        return copse_i_five_refuse(result, COPSE_ERANGE, "the back-transformed mean and SD are not finite");
    result->mean = five->median * mean;
    result->sd = five->median * sd;
    result->mean_formula = result->sd_formula = "McGrath et al. 2020, Box-Cox method";
    result->family = COPSE_FIVE_POWER;
    result->lambda = lambda;
    const double log_median = log(five->median), u = exp(lambda * log_median);
    result->parameter[0] = u * location + copse_i_five_box_cox(log_median, lambda);
    result->parameter[1] = u * scale;
    return COPSE_OK;
}
