/* What a calibration counts, and what it says. */
#include "calibrate.h"

#include <math.h>

static size_t tally_size(const copse_calibration *c)
{
    return sizeof(copse_i_calibration_tally) + c->design.p * sizeof(copse_i_widths);
}

static size_t choices_size(const copse_calibration *c)
{
    return c->design.cells * c->design.choices * tally_size(c);
}

size_t copse_calibration_state_size(const copse_calibration *calibration)
{
    const copse_calibration_design *d = &calibration->design;
    return choices_size(calibration) + d->cells * d->tau2_intervals * sizeof(copse_i_widths);
}

copse_i_widths *copse_i_calibration_tau2_at(const copse_calibration *c, void *state, size_t cell, size_t interval)
{
    unsigned char *bytes = state;
    const size_t at = cell * c->design.tau2_intervals + interval;
    return (void *)(bytes + choices_size(c) + at * sizeof(copse_i_widths));
}

copse_i_calibration_tally *copse_i_calibration_at(const copse_calibration *c, void *state, size_t cell, size_t choice)
{
    unsigned char *bytes = state;
    return (void *)(bytes + (cell * c->design.choices + choice) * tally_size(c));
}

static void add_width(copse_i_widths *widths, double width)
{
    widths->count++;
    copse_exact_sum_add(&widths->sum, width);
    copse_exact_sum_add(&widths->squares, width * width);
}

void copse_i_calibration_add(const copse_calibration *c, size_t cell, copse_i_calibration_tally *tally, size_t j,
                             copse_interval interval)
{
    const double truth = c->design.beta[j], width = interval.upper - interval.lower;
    (void)cell;
    if (!isfinite(width)) return;
    add_width(&tally->coef[j], width);
    tally->coef[j].covered += interval.lower <= truth && truth <= interval.upper ? 1 : 0;
}

void copse_i_calibration_tau2_add(const copse_calibration *c, size_t cell, copse_i_widths *widths,
                                  copse_interval interval)
{
    const double truth = c->design.tau2[cell], width = interval.upper - interval.lower;
    if (!isfinite(width)) return;
    add_width(widths, width);
    widths->covered += interval.lower <= truth && truth <= interval.upper ? 1 : 0;
}

void copse_i_calibration_predict(const copse_calibration *c, size_t cell, copse_i_calibration_tally *tally,
                                 copse_interval prediction)
{
    const double width = prediction.upper - prediction.lower, mu = c->design.beta[0], tau2 = c->design.tau2[cell];
    if (c->design.p != 1 || c->design.X != NULL || !isfinite(width)) return;
    double chance = prediction.lower <= mu && mu <= prediction.upper ? 1 : 0;
    if (tau2 > 0)
        chance = copse_normal_upper((prediction.lower - mu) / sqrt(tau2)) -
                 copse_normal_upper((prediction.upper - mu) / sqrt(tau2));
    add_width(&tally->prediction, width);
    copse_exact_sum_add(&tally->chance, chance);
    copse_exact_sum_add(&tally->chance_squares, chance * chance);
}

static void join_widths(copse_i_widths *to, const copse_i_widths *from)
{
    to->count += from->count;
    to->covered += from->covered;
    copse_exact_sum_join(&to->sum, &from->sum);
    copse_exact_sum_join(&to->squares, &from->squares);
}

void copse_calibration_join(void *calibration, void *state, const void *other)
{
    const copse_calibration *c = calibration;
    const unsigned char *bytes = other;
    for (size_t t = 0; t < c->design.cells * c->design.choices; t++) {
        copse_i_calibration_tally *to = copse_i_calibration_at(c, state, 0, t);
        const copse_i_calibration_tally *from = (const void *)(bytes + t * tally_size(c));
        join_widths(&to->prediction, &from->prediction);
        copse_exact_sum_join(&to->chance, &from->chance);
        copse_exact_sum_join(&to->chance_squares, &from->chance_squares);
        for (size_t j = 0; j < c->design.p; j++) join_widths(&to->coef[j], &from->coef[j]);
    }
    for (size_t t = 0; t < c->design.cells * c->design.tau2_intervals; t++) {
        const unsigned char *from = bytes + choices_size(c) + t * sizeof(copse_i_widths);
        join_widths(copse_i_calibration_tau2_at(c, state, 0, t), (const void *)from);
    }
}

/* A mean of n numbers and its standard error. */
static copse_performance mean_of(const copse_exact_sum *sum, const copse_exact_sum *squares, uint64_t n)
{
    copse_performance out = {NAN, NAN};
    if (n == 0) return out;
    const double count = (double)n;
    out.value = copse_exact_sum_value(sum) / count;
    const double variance = copse_exact_sum_value(squares) / count - out.value * out.value;
    if (n > 1) out.mcse = sqrt(fmax(variance, 0) / (count - 1));
    return out;
}

static copse_performance share_of(uint64_t part, uint64_t n)
{
    if (n == 0) return (copse_performance){NAN, NAN};
    const double share = (double)part / (double)n;
    return (copse_performance){share, sqrt(share * (1 - share) / (double)n)};
}

void copse_calibration_result(const copse_calibration *calibration, const void *state, size_t cell, size_t choice,
                              size_t coefficient, copse_calibrated *result)
{
    const unsigned char *bytes = state;
    const size_t at = cell * calibration->design.choices + choice;
    const copse_i_calibration_tally *tally = (const void *)(bytes + at * tally_size(calibration));
    const copse_i_widths *coef = &tally->coef[coefficient], *prediction = &tally->prediction;
    result->intervals = coef->count;
    result->coverage = share_of(coef->covered, coef->count);
    result->width = mean_of(&coef->sum, &coef->squares, coef->count);
    result->prediction = mean_of(&tally->chance, &tally->chance_squares, prediction->count);
    result->prediction_width = mean_of(&prediction->sum, &prediction->squares, prediction->count);
}

void copse_calibration_tau2_result(const copse_calibration *calibration, const void *state, size_t cell,
                                   size_t interval, copse_calibrated *result)
{
    const copse_calibration_design *d = &calibration->design;
    const unsigned char *bytes = state;
    const size_t at = cell * d->tau2_intervals + interval;
    const copse_i_widths *widths = (const void *)(bytes + choices_size(calibration) + at * sizeof(copse_i_widths));
    const copse_performance none = {NAN, NAN};
    *result = (copse_calibrated){.intervals = widths->count,
                                 .coverage = share_of(widths->covered, widths->count),
                                 .width = mean_of(&widths->sum, &widths->squares, widths->count),
                                 .prediction = none,
                                 .prediction_width = none};
}
