/* What numbers the shown scale can have, and with how many decimals. */
#include "forest_model.h"

#include <math.h>
#include <string.h>

/* Measures whose own numbers have bounds; after a transform the transform has them. An interval may reach beyond them, and
 * then ends in an arrow. */
static const struct {
    const char *code;
    double low, high;
} bounds[] = {
    {"PR", 0.0, 1.0},       {"PLN", -INFINITY, 0.0}, {"CLES", 0.0, 1.0},       {"CLESN", 0.0, 1.0},
    {"CLESCN", 0.0, 1.0},   {"R2", 0.0, 1.0},        {"R2F", 0.0, 1.0},        {"RD", -1.0, 1.0},
    {"MPRD", -1.0, 1.0},    {"COR", -1.0, 1.0},      {"UCOR", -1.0, 1.0},      {"PCOR", -1.0, 1.0},
    {"SPCOR", -1.0, 1.0},   {"PHI", -1.0, 1.0},      {"YUQ", -1.0, 1.0},       {"YUY", -1.0, 1.0},
    {"RTET", -1.0, 1.0},    {"RPB", -1.0, 1.0},      {"ARAW", -INFINITY, 1.0}, {"IR", 0.0, INFINITY},
    {"IRS", 0.0, INFINITY}, {"IRFT", 0.0, INFINITY},
};

void copse_i_shown_range(const forest_input *input, double *low, double *high)
{
    copse_transform_range(input->opts->transform, low, high);
    if (input->opts->transform != COPSE_TRANSFORM_NONE) return;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        if (strcmp(bounds[i].code, input->set->measure->code) == 0) {
            *low = bounds[i].low;
            *high = bounds[i].high;
        }
}

/* Ratios have a log axis; the proportion, rate or mean behind a logarithm is no ratio. */
bool copse_i_wants_log_axis(const forest_input *input)
{
    const copse_family family = input->set->measure->family;
    return copse_transform_makes_ratio(input->opts->transform) && family != COPSE_FAMILY_PROPORTION &&
           family != COPSE_FAMILY_RATE && family != COPSE_FAMILY_MEAN;
}

copse_transform_settings copse_i_study_settings(const forest_input *input, size_t i)
{
    const copse_study_set *set = input->set;
    return copse_transform_for_study(input->opts->transform, &input->opts->settings, set->vi[i],
                                     set->ni != NULL ? set->ni[i] : NAN);
}

static double study_shown(const forest_input *input, size_t i)
{
    const copse_transform_settings settings = copse_i_study_settings(input, i);
    return copse_transform_apply_with(input->opts->transform, input->set->yi[i], &settings);
}

static bool is_rate(const copse_measure *measure)
{
    return measure->family == COPSE_FAMILY_RATE || (measure->family == COPSE_FAMILY_RATES && !measure->ratio);
}

/* Rates may be small, as person-time has a unit: two significant digits of a usual one are kept, too. */
static int rate_digits(const forest_input *input)
{
    int digits = input->opts->digits;
    for (; digits < 9; digits++) {
        size_t enough = 0;
        for (size_t i = 0; i < input->set->k; i++) {
            enough += fabs(study_shown(input, i)) * pow(10.0, digits) >= 9.5;
        }
        if (2 * enough >= input->set->k) return digits;
    }
    return input->opts->digits;
}

/* Six significant digits of a usual estimate are enough: the rest would only make the columns wide. */
int copse_i_useful_digits(const forest_input *input)
{
    int whole = 0;
    for (; whole < 9; whole++) {
        size_t above = 0;
        for (size_t i = 0; i < input->set->k; i++) {
            above += fabs(study_shown(input, i)) >= pow(10.0, whole);
        }
        if (2 * above <= input->set->k) break;
    }
    const int room = whole > 6 ? 0 : 6 - whole;
    if (whole == 0 && is_rate(input->set->measure)) return rate_digits(input);
    return input->opts->digits < room || whole < 5 ? input->opts->digits : room;
}
