/* The method for unknown non-normal distributions of Cai, Zhou & Pan 2021: the power by maximum likelihood, the normal
 * distribution of the transformed numbers being that of Luo's mean and Wan's SD; then mean and SD of the transformed
 * numbers by maximum likelihood; and back. */
#include "five_numbers_likelihood.h"

#include <copse/math.h>

#include <math.h>

static const double HIGHEST = 10;

/* Of the likelihood of the power; logarithms of the numbers over their median. */
typedef struct profile {
    copse_five logs;
    copse_five_case which;
    copse_i_five_weights weights;
    copse_i_five_likelihood likelihood;
    double drift, constant; /* added to the log likelihood: drift lambda + constant */
} profile;

static copse_five map(const copse_five *logs, double lambda, double (*f)(double, double))
{
    return (copse_five){f(logs->min, lambda), f(logs->q1, lambda),  f(logs->median, lambda),
                        f(logs->q3, lambda),  f(logs->max, lambda), logs->n};
}

/* Log likelihood of the power and its slope. */
static double likelihood_of_power(const profile *p, double lambda, double *slope)
{
    const copse_five t = map(&p->logs, lambda, copse_i_five_box_cox),
                     d = map(&p->logs, lambda, copse_i_five_box_cox_slope);
    const double mean = copse_i_five_mean(&p->weights, &t), mean_slope = copse_i_five_mean(&p->weights, &d);
    const double sd = copse_i_five_sd(&p->weights, &t), sd_slope = copse_i_five_sd(&p->weights, &d);
    double value[COPSE_I_FIVE_MOST], value_slope[COPSE_I_FIVE_MOST], gradient[COPSE_I_FIVE_MOST];
    const size_t count = copse_i_five_values(&t, p->which, value);
    (void)copse_i_five_values(&d, p->which, value_slope);
    for (size_t i = 0; i < count; i++) {
        value[i] = (value[i] - mean) / sd;
        value_slope[i] = (value_slope[i] - mean_slope - value[i] * sd_slope) / sd;
    }
    double sum = copse_i_five_likelihood_of_z(&p->likelihood, value, gradient) - (double)count * log(sd);
    *slope = p->drift - (double)count * sd_slope / sd;
    for (size_t i = 0; i < count; i++) *slope += gradient[i] * value_slope[i];
    sum += p->drift * lambda + p->constant;
    return isfinite(sum) ? sum : -(double)INFINITY;
}

static double slope_of_power(double lambda, const void *context)
{
    double slope;
    (void)likelihood_of_power(context, lambda, &slope);
    return slope;
}

/* The global maximum over [0, HIGHEST]: the best of those that a grid brackets, and of the ends. */
static double best_power(const profile *p, double *most)
{
    enum { STEPS = 200 };
    const double step = HIGHEST / STEPS;
    double best = 0, slope, left_slope;
    *most = likelihood_of_power(p, 0, &left_slope);
    for (int i = 1; i <= STEPS; i++) {
        const double left = (i - 1) * step, right = i * step;
        double candidate = right, value = likelihood_of_power(p, right, &slope);
        if (left_slope > 0 && slope < 0 && copse_root(slope_of_power, p, left, right, &candidate) == COPSE_OK) {
            double ignored;
            value = likelihood_of_power(p, candidate, &ignored);
        }
        if (value > *most) {
            *most = value;
            best = candidate;
        }
        left_slope = slope;
    }
    return best;
}

static bool tied(const copse_five *x, copse_five_case which)
{
    double value[COPSE_I_FIVE_MOST];
    const size_t count = copse_i_five_values(x, which, value);
    for (size_t i = 1; i < count; i++) {
        if (!(value[i] > value[i - 1])) return true;
    }
    return false;
}

/* Sum of the logarithms of the numbers over their median. */
static double sum_of_logs(const profile *p)
{
    double log_x[COPSE_I_FIVE_MOST], sum = 0;
    const size_t count = copse_i_five_values(&p->logs, p->which, log_x);
    for (size_t i = 0; i < count; i++) sum += log_x[i];
    return sum;
}

/* The log likelihood of the numbers themselves is that of the numbers over their median but for what depends on the unit:
 * each density is over median^lambda; with the Jacobian it is times x^(lambda - 1). */
static void set_unit(profile *p, double log_median, bool jacobian)
{
    const double count = (double)p->likelihood.count, sum = sum_of_logs(p);
    p->drift = jacobian ? sum : -count * log_median;
    p->constant = jacobian ? -sum - count * log_median : 0;
}

static copse_status fit(const profile *p, double lambda, double *location, double *scale)
{
    const copse_five t = map(&p->logs, lambda, copse_i_five_box_cox);
    double value[COPSE_I_FIVE_MOST];
    (void)copse_i_five_values(&t, p->which, value);
    *location = copse_i_five_mean(&p->weights, &t);
    *scale = copse_i_five_sd(&p->weights, &t);
    return copse_i_five_likelihood_fit(&p->likelihood, value, location, scale);
}

copse_status copse_i_five_mln(const copse_five *five, const copse_five_opts *opts, copse_five_result *result)
{
    profile p = {.logs = copse_i_five_log_ratios(five, five->median),
                 .which = result->which,
                 .weights = copse_i_five_luo_wan(result->which, five->n),
                 .likelihood = copse_i_five_likelihood_of(result->which, five->n)};
    if (tied(&p.logs, p.which))
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE,
                                   "two of the numbers are equal: they have no likelihood");
    const double log_median = log(five->median);
    set_unit(&p, log_median, opts->jacobian);
    double most, location, scale, mean, sd;
    const double lambda = best_power(&p, &most);
    if (!isfinite(most) || fit(&p, lambda, &location, &scale) != COPSE_OK)
        return copse_i_five_refuse(result, COPSE_ENOTCOMPUTABLE, "the likelihood has no maximum within reach");
    if (!copse_i_five_power_normal(lambda, location, scale, &mean, &sd))
        return copse_i_five_refuse(result, COPSE_ERANGE, "the back-transformed mean and SD are not finite");
    result->mean = five->median * mean;
    result->sd = five->median * sd;
    result->mean_formula = result->sd_formula = "Cai, Zhou & Pan 2021";
    result->family = COPSE_FIVE_POWER;
    result->lambda = lambda;
    result->objective = most;
    const double u = exp(lambda * log_median);
    result->parameter[0] = u * location + copse_i_five_box_cox(log_median, lambda);
    result->parameter[1] = u * scale;
    return COPSE_OK;
}
