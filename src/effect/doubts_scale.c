/* What an outcome scale does not allow. */
#include "doubts.h"

#include <math.h>
#include <stdint.h>

/* Whether `parts` equal steps to one unit can give the mean, to the decimals that it was written with. */
static bool mean_is_possible(double mean, double parts)
{
    const double half_unit = 0.5 * pow(10.0, -copse_i_decimals_written(mean)) * (1.0 + 1e-9);
    return fabs(round(mean * parts) / parts - mean) <= half_unit;
}

static void check_group(copse_i_doubts *d, size_t i, copse_input mean_of, copse_input sd_of, copse_input n_of)
{
    const double mean = copse_i_doubts_at(d, mean_of, i), sd = copse_i_doubts_at(d, sd_of, i);
    const double n = copse_i_doubts_at(d, n_of, i), low = d->opts->scale_low, high = d->opts->scale_high;
    if (isnan(mean) || !(n >= 1.0)) return;
    const bool whole = n == floor(n) && n * d->opts->items < 1e9;
    if (d->opts->items > 0.0 && whole && !mean_is_possible(mean, n * d->opts->items))
        copse_i_doubts_add(d, i, COPSE_DOUBT_GRIM, mean_of, SIZE_MAX);
    if (mean < low || mean > high) {
        copse_i_doubts_add(d, i, COPSE_DOUBT_OUTSIDE, mean_of, SIZE_MAX);
        return;
    }
    if (isnan(low) || isnan(high)) return;
    const double half_unit = 0.5 * pow(10.0, -copse_i_decimals_written(sd));
    if (n > 1.0 && sd - half_unit > sqrt((mean - low) * (high - mean) * (n / (n - 1.0))))
        copse_i_doubts_add(d, i, COPSE_DOUBT_SPREAD, sd_of, SIZE_MAX);
}

void copse_i_doubts_scale(copse_i_doubts *d, size_t i)
{
    check_group(d, i, COPSE_IN_M1I, COPSE_IN_SD1I, COPSE_IN_N1I);
    check_group(d, i, COPSE_IN_M2I, COPSE_IN_SD2I, COPSE_IN_N2I);
}
