/* Sums become measures of performance, each with its Monte Carlo standard error (Morris, White & Crowther 2019, Statist.
 * Med. 38:2074, table 6). */
#include "sim_parts.h"

#include <copse/math.h>

#include <math.h>

static const copse_performance NONE = {(double)NAN, (double)NAN};

/* A sum of squares about the mean, from the sums; 0 where rounding makes it less. */
static double about_mean(double sum, double squares, double n)
{
    const double s = squares - sum * sum / n;
    return s > 0 ? s : s <= 0 ? 0 : (double)NAN;
}

/* A mean of n values. */
static copse_performance mean_of(double sum, double squares, double n)
{
    if (!(n >= 1)) return NONE;
    return (copse_performance){sum / n, n > 1 ? sqrt(about_mean(sum, squares, n) / (n - 1) / n) : (double)NAN};
}

static copse_performance share_of(uint64_t count, double n)
{
    if (!(n >= 1)) return NONE;
    const double p = (double)count / n;
    return (copse_performance){p, sqrt(p * (1 - p) / n)};
}

/* Bias, empirical SE, mean squared error and its root, from sums of the error's powers. */
static void add_errors(double e, double e2, double e4, double n, copse_performance *out)
{
    if (!(n >= 1)) return;
    out[COPSE_PERFORMANCE_BIAS] = mean_of(e, e2, n);
    const double mse = e2 / n;
    const double mse_se = n > 1 ? sqrt(about_mean(e2, e4, n) / (n * (n - 1))) : (double)NAN;
    out[COPSE_PERFORMANCE_MSE] = (copse_performance){mse, mse_se};
    out[COPSE_PERFORMANCE_RMSE] = (copse_performance){sqrt(mse), mse > 0 ? mse_se / (2 * sqrt(mse))
                                                                 : n > 1 ? 0
                                                                         : (double)NAN};
    if (!(n > 1)) return;
    const double se = sqrt(about_mean(e, e2, n) / (n - 1));
    out[COPSE_PERFORMANCE_EMP_SE] = (copse_performance){se, se / sqrt(2 * (n - 1))};
}

/* Root mean squared standard error, and its relative error in %. */
static void add_model_se(double s2, double s4, double n, copse_performance *out)
{
    const double emp = out[COPSE_PERFORMANCE_EMP_SE].value, mean = s2 / n, model = sqrt(mean);
    if (!(n > 1) || !(mean > 0)) return;
    const double relative = about_mean(s2, s4, n) / (n - 1) / (4 * n * mean * mean); /* variance of log(model) */
    out[COPSE_PERFORMANCE_MODEL_SE] = (copse_performance){model, model * sqrt(relative)};
    if (!(emp > 0)) return;
    out[COPSE_PERFORMANCE_SE_ERROR] =
        (copse_performance){100 * (model / emp - 1), 100 * (model / emp) * sqrt(relative + 1 / (2 * (n - 1)))};
}

/* Fits with and without an interval; `errors`: fits with a standard error. */
static void add_coefficient(const copse_i_coef_state *coef, double fitted, double errors, copse_performance *out)
{
    const double intervals = (double)coef->count[COEF_INTERVALS];
    double sum[COPSE_I_COEF_SUMS];
    for (size_t i = 0; i < COPSE_I_COEF_SUMS; i++) sum[i] = copse_exact_sum_value(&coef->sum[i]);
    add_errors(sum[SUM_E], sum[SUM_E2], sum[SUM_E4], fitted, out);
    add_model_se(sum[SUM_SE2], sum[SUM_SE4], errors, out);
    out[COPSE_PERFORMANCE_COVERAGE] = share_of(coef->count[COEF_COVERED], intervals);
    out[COPSE_PERFORMANCE_REJECTION] = share_of(coef->count[COEF_REJECTED], intervals);
    out[COPSE_PERFORMANCE_NO_INTERVAL] = share_of((uint64_t)(fitted - intervals), fitted);
    out[COPSE_PERFORMANCE_AT_END] = share_of(coef->count[COEF_AT_END], intervals);
    const copse_performance half = mean_of(sum[SUM_H], sum[SUM_H2], intervals);
    out[COPSE_PERFORMANCE_WIDTH] = (copse_performance){2 * half.value, 2 * half.mcse};
}

/* The interval of tau2, which only a bootstrap gives. */
static void add_tau2_intervals(const copse_i_method_state *method, copse_performance *tau2)
{
    const double estimates = (double)method->count[COUNT_TAU2], intervals = (double)method->count[COUNT_TAU2_CI];
    const copse_performance half = mean_of(copse_exact_sum_value(&method->sum[SUM_TAU2_H]),
                                           copse_exact_sum_value(&method->sum[SUM_TAU2_H2]), intervals);
    tau2[COPSE_PERFORMANCE_COVERAGE] = share_of(method->count[COUNT_TAU2_COVERED], intervals);
    tau2[COPSE_PERFORMANCE_WIDTH] = (copse_performance){2 * half.value, 2 * half.mcse};
    tau2[COPSE_PERFORMANCE_NO_INTERVAL] = share_of((uint64_t)(estimates - intervals), estimates);
    tau2[COPSE_PERFORMANCE_AT_END] = share_of(method->count[COUNT_TAU2_AT_END], intervals);
}

static void add_common(const copse_i_method_state *method, double tau2, copse_simulation_summary *out)
{
    double sum[COPSE_I_COMMON_SUMS];
    for (size_t i = 0; i < COPSE_I_COMMON_SUMS; i++) sum[i] = copse_exact_sum_value(&method->sum[i]);
    const double with_tau2 = (double)method->count[COUNT_TAU2], with_i2 = (double)method->count[COUNT_I2];
    const double with_pi = (double)method->count[COUNT_PI];
    add_errors(sum[SUM_D], sum[SUM_D2], sum[SUM_D4], with_tau2, out->tau2);
    out->tau2[COPSE_PERFORMANCE_MEAN] = out->tau2[COPSE_PERFORMANCE_BIAS];
    out->tau2[COPSE_PERFORMANCE_MEAN].value += tau2;
    out->tau2[COPSE_PERFORMANCE_ZERO] = share_of(method->count[COUNT_ZERO], with_tau2);
    out->I2[COPSE_PERFORMANCE_MEAN] = mean_of(sum[SUM_I2], sum[SUM_I2_2], with_i2);
    if (with_i2 > 1) {
        const double sd = sqrt(about_mean(sum[SUM_I2], sum[SUM_I2_2], with_i2) / (with_i2 - 1));
        out->I2[COPSE_PERFORMANCE_EMP_SE] = (copse_performance){sd, sd / sqrt(2 * (with_i2 - 1))};
    }
    out->prediction[COPSE_PERFORMANCE_COVERAGE] = mean_of(sum[SUM_PI], sum[SUM_PI2], with_pi);
    out->prediction[COPSE_PERFORMANCE_WIDTH] = mean_of(sum[SUM_PIW], sum[SUM_PIW2], with_pi);
}

void copse_simulation_summarise(const copse_simulation *s, const void *state, size_t cell, size_t method,
                                copse_simulation_summary *out)
{
    const copse_i_method_state *of_method = copse_i_method_in(s, state, cell, method);
    const copse_i_coef_state *coef = copse_i_coef_in(s, state, cell, method);
    const copse_i_made *made = copse_i_made_in(s, state, cell);
    *out = (copse_simulation_summary){.replicates = made->sets, .unpublished = made->unpublished};
    for (size_t i = 0; i < COPSE_PERFORMANCE_COUNT; i++) {
        out->tau2[i] = out->I2[i] = out->prediction[i] = NONE;
        for (size_t j = 0; j < COPSE_LANES_COLUMNS; j++) out->coef[j][i] = NONE;
    }
    out->fitted = of_method->status[COPSE_LANE_OK];
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++) out->failed[i] = of_method->status[i];
    out->no_interval = out->fitted - coef[0].count[COEF_INTERVALS];
    for (size_t j = 0; j < s->p; j++)
        add_coefficient(&coef[j], (double)out->fitted, (double)of_method->count[COUNT_CI], out->coef[j]);
    add_common(of_method, s->plan[cell].cell.tau2, out);
    if (copse_i_has_tau2_interval(&s->design.method[method])) add_tau2_intervals(of_method, out->tau2);
    out->resampled = of_method->resampled.all;
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++)
        out->not_fitted[i] = of_method->resampled.not_fitted[i];
    out->not_studentised = of_method->resampled.not_studentised;
    out->seconds = of_method->fits > 0 ? 1e-9 * (double)of_method->nanoseconds / (double)of_method->fits : (double)NAN;
}

void copse_simulation_made_of(const copse_simulation *s, const void *state, size_t cell, copse_simulation_made *out)
{
    const copse_i_made *made = copse_i_made_in(s, state, cell);
    *out = (copse_simulation_made){.replicates = made->sets,
                                   .studies = (double)made->studies,
                                   .left_out = (double)made->left_out,
                                   .at_limit = (double)made->at_limit,
                                   .unpublished = made->unpublished};
}
