/* What is summed over the replicates of a block. The eight lanes are summed apart, each in the order of its replicates,
 * and joined at the block's end, so that the sums do not depend on who does which block. */
#include "sim_parts.h"

#include <math.h>
#include <string.h>

#define LANES COPSE_LANES

/* Which lanes have a fit, and which of these an interval; 1 or 0. */
typedef struct lane_masks {
    double fitted[LANES], interval[LANES];
} lane_masks;

static void count_status(copse_i_tally *tally, const copse_i_group *group, const copse_lanes_fit *fit,
                         lane_masks *masks)
{
    uint64_t good = 0;
    for (size_t l = 0; l < LANES; l++) good += group->wanted[l] == 1 && fit->status[l] == COPSE_LANE_OK ? 1 : 0;
    tally->status[COPSE_LANE_OK] += good;
    for (size_t l = 0; l < LANES; l++) {
        const bool fitted = group->wanted[l] != 0 && fit->status[l] == COPSE_LANE_OK;
        masks->fitted[l] = fitted ? 1 : 0;
        masks->interval[l] = fitted && isfinite(fit->critical[l] * fit->se[0][l]) ? 1 : 0;
    }
    if (good == LANES) return;
    for (size_t l = 0; l < LANES; l++)
        if (group->wanted[l] != 0 && fit->status[l] != COPSE_LANE_OK && fit->status[l] < COPSE_LANE_STATUS_COUNT)
            tally->status[fit->status[l]]++;
}

/* Errors and squared standard errors, 0 where there is none. */
static void add_estimates(copse_i_tally *tally, const lane_masks *masks, const copse_lanes_fit *fit, size_t j,
                          double truth, double e[LANES], double s2[LANES])
{
    double(*sum)[LANES] = tally->coef[j];
    for (size_t l = 0; l < LANES; l++) {
        e[l] = masks->fitted[l] != 0 ? fit->coef[j][l] - truth : 0;
        s2[l] = masks->interval[l] != 0 ? fit->se[j][l] * fit->se[j][l] : 0;
    }
    for (size_t l = 0; l < LANES; l++) {
        const double e2 = e[l] * e[l];
        sum[SUM_E][l] += e[l];
        sum[SUM_E2][l] += e2;
        sum[SUM_E4][l] += e2 * e2;
        sum[SUM_SE2][l] += s2[l];
        sum[SUM_SE4][l] += s2[l] * s2[l];
    }
}

static void add_widths(copse_i_tally *tally, size_t j, const double h[LANES])
{
    for (size_t l = 0; l < LANES; l++) {
        tally->coef[j][SUM_H][l] += h[l];
        tally->coef[j][SUM_H2][l] += h[l] * h[l];
    }
}

static void add_test_intervals(copse_i_tally *tally, const lane_masks *masks, const copse_lanes_fit *fit, size_t j,
                               const double e[LANES], const double s2[LANES])
{
    double(*count)[LANES] = tally->of_coef[j], h[LANES];
    for (size_t l = 0; l < LANES; l++) h[l] = masks->interval[l] != 0 ? fit->critical[l] * fit->se[j][l] : 0;
    add_widths(tally, j, h);
    for (size_t l = 0; l < LANES; l++) {
        count[COEF_INTERVALS][l] += masks->interval[l];
        count[COEF_COVERED][l] += fabs(e[l]) <= h[l] ? masks->interval[l] : 0;
        /* no standard error: no test, so no rejection */
        count[COEF_REJECTED][l] += fabs(fit->coef[j][l]) > h[l] && s2[l] > 0 ? 1 : 0;
    }
}

/* Nor is an interval without width, but for rounding, a test: all replicates are the estimate. */
static bool has_width(double lower, double upper)
{
    return upper - lower > 1e-12 * (fabs(lower) + fabs(upper));
}

static void add_boot_intervals(copse_i_tally *tally, const lane_masks *masks, const copse_boot_limits limits[LANES],
                               size_t j, double truth)
{
    double(*count)[LANES] = tally->of_coef[j], h[LANES] = {0};
    for (size_t l = 0; l < LANES; l++) {
        const double lower = limits[l].limit.lower, upper = limits[l].limit.upper, width = upper - lower;
        if (masks->fitted[l] == 0 || !isfinite(width)) continue;
        h[l] = width / 2;
        count[COEF_INTERVALS][l] += 1;
        count[COEF_COVERED][l] += lower <= truth && truth <= upper ? 1 : 0;
        count[COEF_REJECTED][l] += (lower > 0 || upper < 0) && has_width(lower, upper) ? 1 : 0;
        count[COEF_AT_END][l] += limits[l].extreme ? 1 : 0;
    }
    add_widths(tally, j, h);
}

static void add_tau2_intervals(copse_i_tally *tally, const lane_masks *masks, const copse_boot_limits limits[LANES],
                               double tau2)
{
    for (size_t l = 0; l < LANES; l++) {
        const double lower = limits[l].limit.lower, upper = limits[l].limit.upper, h = (upper - lower) / 2;
        if (masks->fitted[l] == 0 || !isfinite(h)) continue;
        tally->common[SUM_TAU2_H][l] += h;
        tally->common[SUM_TAU2_H2][l] += h * h;
        tally->count[COUNT_TAU2_CI][l] += 1;
        tally->count[COUNT_TAU2_COVERED][l] += lower <= tau2 && tau2 <= upper ? 1 : 0;
        tally->count[COUNT_TAU2_AT_END][l] += limits[l].extreme ? 1 : 0;
    }
}

static void add_coefficient(copse_i_tally *tally, const lane_masks *masks, const copse_lanes_fit *fit,
                            const copse_i_limits *limits, size_t j, double truth)
{
    double e[LANES], s2[LANES];
    add_estimates(tally, masks, fit, j, truth, e, s2);
    if (limits == NULL) add_test_intervals(tally, masks, fit, j, e, s2);
    else add_boot_intervals(tally, masks, limits->of[j], j, truth);
}

static void add_heterogeneity(copse_i_tally *tally, const lane_masks *masks, const copse_lanes_fit *fit, double tau2)
{
    double d[LANES], i2[LANES];
    for (size_t l = 0; l < LANES; l++) {
        d[l] = masks->fitted[l] != 0 ? fit->tau2[l] - tau2 : 0;
        i2[l] = masks->fitted[l] != 0 ? fit->I2[l] : 0;
        if (isnan(d[l])) d[l] = 0; /* k = p: no estimate; count_heterogeneity leaves it out */
        if (isnan(i2[l])) i2[l] = 0;
    }
    for (size_t l = 0; l < LANES; l++) {
        const double d2 = d[l] * d[l];
        tally->common[SUM_D][l] += d[l];
        tally->common[SUM_D2][l] += d2;
        tally->common[SUM_D4][l] += d2 * d2;
        tally->common[SUM_I2][l] += i2[l];
        tally->common[SUM_I2_2][l] += i2[l] * i2[l];
    }
    for (size_t l = 0; l < LANES; l++) {
        tally->count[COUNT_TAU2][l] += isnan(fit->tau2[l]) ? 0 : masks->fitted[l];
        tally->count[COUNT_I2][l] += isnan(fit->I2[l]) ? 0 : masks->fitted[l];
        tally->count[COUNT_ZERO][l] += fit->tau2[l] == 0 ? masks->fitted[l] : 0;
        tally->count[COUNT_CI][l] += masks->interval[l];
    }
}

/* ------------------------------------------------------------------------------------------- prediction intervals */

static double critical_value(const copse_i_group *group, copse_prediction prediction, size_t lane)
{
    const copse_simulation *s = group->simulation;
    if (prediction == COPSE_PREDICTION_NORMAL) return s->normal_critical;
    const double k = group->k[lane];
    return k >= 3 ? s->t_critical[(size_t)k - 2] : (double)NAN;
}

static void find_limits(const copse_i_group *group, const copse_simulation_method *method, const copse_lanes_fit *fit,
                        double lower[LANES], double upper[LANES])
{
    if (method->prediction == COPSE_PREDICTION_TEST) {
        memcpy(lower, fit->pi_lower, sizeof fit->pi_lower);
        memcpy(upper, fit->pi_upper, sizeof fit->pi_upper);
        return;
    }
    for (size_t l = 0; l < LANES; l++) {
        const double h =
            critical_value(group, method->prediction, l) * sqrt(fit->tau2[l] + fit->se[0][l] * fit->se[0][l]);
        lower[l] = fit->coef[0][l] - h;
        upper[l] = fit->coef[0][l] + h;
    }
}

/* Probability that a new true effect lies between, or, where it has been drawn, whether it does. */
static double holds(const copse_i_group *group, size_t lane, double lower, double upper)
{
    const copse_i_plan *plan = group->plan;
    const double mu = plan->cell.mu, tau = plan->tau;
    if (tau == 0) return lower <= mu && mu <= upper ? 1 : 0;
    if (group->new_effect != NULL) return lower <= group->new_effect[lane] && group->new_effect[lane] <= upper ? 1 : 0;
    return copse_i_shape_between(&plan->shape, &group->simulation->normal, (lower - mu) / tau, (upper - mu) / tau);
}

static void add_prediction(copse_i_tally *tally, const copse_i_group *group, const copse_simulation_method *method,
                           const lane_masks *masks, const copse_lanes_fit *fit)
{
    double lower[LANES], upper[LANES];
    find_limits(group, method, fit, lower, upper);
    for (size_t l = 0; l < LANES; l++) {
        const double width = upper[l] - lower[l];
        if (masks->fitted[l] == 0 || !isfinite(width)) continue;
        const double held = holds(group, l, lower[l], upper[l]);
        tally->common[SUM_PI][l] += held;
        tally->common[SUM_PI2][l] += held * held;
        tally->common[SUM_PIW][l] += width;
        tally->common[SUM_PIW2][l] += width * width;
        tally->count[COUNT_PI][l] += 1;
    }
}

void copse_i_tally_add(copse_i_tally *tally, const copse_i_group *group, const copse_simulation_method *method,
                       const copse_lanes_fit *fit, const copse_i_limits *limits)
{
    const copse_simulation *s = group->simulation;
    const copse_simulation_cell *cell = &group->plan->cell;
    lane_masks masks;
    count_status(tally, group, fit, &masks);
    for (size_t j = 0; j < s->p; j++)
        add_coefficient(tally, &masks, fit, limits, j, j == 0 ? cell->mu : s->design.moderator[j - 1].slope);
    add_heterogeneity(tally, &masks, fit, cell->tau2);
    if (limits != NULL) {
        add_tau2_intervals(tally, &masks, limits->of[s->p], cell->tau2);
        copse_i_resampled_join(&tally->resampled, &limits->resampled);
    }
    if (s->p == 1 && method->method != COPSE_METHOD_EE && method->method != COPSE_METHOD_FE)
        add_prediction(tally, group, method, &masks, fit);
}

/* ------------------------------------------------------------------------------------------------------- blocks */

void copse_i_resampled_join(copse_i_resampled *to, const copse_i_resampled *from)
{
    to->all += from->all;
    to->not_studentised += from->not_studentised;
    for (size_t i = 0; i < COPSE_LANE_STATUS_COUNT; i++) to->not_fitted[i] += from->not_fitted[i];
}

static double over_lanes(const double x[LANES])
{
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

void copse_i_tally_close(copse_i_tally *tally, size_t p, copse_i_method_state *method, copse_i_coef_state *coef)
{
    for (size_t j = 0; j < p; j++) {
        for (size_t i = 0; i < COPSE_I_COEF_SUMS; i++)
            copse_exact_sum_add(&coef[j].sum[i], over_lanes(tally->coef[j][i]));
        for (size_t i = 0; i < COPSE_I_COEF_COUNTS; i++) coef[j].count[i] += (uint64_t)over_lanes(tally->of_coef[j][i]);
    }
    for (size_t i = 0; i < COPSE_I_COMMON_SUMS; i++) copse_exact_sum_add(&method->sum[i], over_lanes(tally->common[i]));
    for (size_t i = 0; i < COPSE_I_COUNTS; i++) method->count[i] += (uint64_t)over_lanes(tally->count[i]);
    for (size_t i = 0; i < COPSE_LANE_STATUS_COUNT; i++) method->status[i] += tally->status[i];
    copse_i_resampled_join(&method->resampled, &tally->resampled);
    method->nanoseconds += tally->nanoseconds;
    method->fits += tally->fits;
    memset(tally, 0, sizeof *tally);
}
