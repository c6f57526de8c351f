/* One row's raw numbers: which of them are there, whether they are possible, and what completes them. */
#include "effect_kernels.h"

#include <math.h>

static bool set_present(const double *const in[], const copse_input *set)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (!in[*set]) return false;
    }
    return true;
}

bool copse_i_any_set_present(const double *const in[], const copse_input *const *set, size_t sets)
{
    for (size_t s = 0; s < sets; s++) {
        if (set_present(in, set[s])) return true;
    }
    return false;
}

static double cell(const double *const in[], copse_input input, size_t i)
{
    return in[input] ? in[input][i] : (double)NAN;
}

static bool blame(copse_effect_row *row, copse_status status, copse_input input, const char *why)
{
    *row = (copse_effect_row){.status = status, .input = input, .why = why};
    return false;
}

/* Copies the numbers of a set that are there; false when one of them is impossible. */
static bool copy_set(const double *const in[], copse_family family, const copse_input *set, size_t i, double *x,
                     copse_effect_row *row)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (!in[*set] || !isnan(x[*set])) continue; /* no such column, or copied with another set */
        const double value = in[*set][i];
        const char *why = isnan(value) ? NULL : copse_i_objection(family, *set, value);
        if (why) return blame(row, COPSE_EDOM, *set, why);
        x[*set] = value;
    }
    return true;
}

static bool complete(const copse_input *set, const double *x)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (isnan(x[*set])) return false;
    }
    return true;
}

/* Events, others and their total: completes the one that is missing; false where they contradict each other. */
static bool complete_group(double *x, copse_input events, copse_input others, copse_input total, copse_effect_row *row)
{
    if (isnan(x[events])) return true;
    if (isnan(x[total])) {
        if (isnan(x[others])) return true;
        x[total] = x[events] + x[others];
        if (!(x[total] > 0.0)) return blame(row, COPSE_EDOM, others, "leaves a group without participants");
        return true;
    }
    if (x[events] > x[total]) return blame(row, COPSE_EDOM, events, "is more than the size of the group");
    if (isnan(x[others])) {
        x[others] = x[total] - x[events];
        return true;
    }
    /* sizes that come from weights or imputation are sums only up to rounding */
    if (!(fabs(x[events] + x[others] - x[total]) <= 1e-9 * x[total])) {
        return blame(row, COPSE_EDOM, total, "is not the sum of events and non-events");
    }
    return true;
}

/* The raw numbers of row i, checked and completed; false where one is impossible. */
static bool gather_raw(const copse_measure *measure, const double *const in[], size_t i, double *x,
                       copse_effect_row *row)
{
    const copse_family family = measure->family;
    for (size_t s = 0; s < measure->input_sets; s++) {
        if (!copy_set(in, family, measure->inputs[s], i, x, row)) return false;
    }
    if (family == COPSE_FAMILY_TABLE) {
        return complete_group(x, COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_N1I, row) &&
               complete_group(x, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_N2I, row);
    }
    if (family == COPSE_FAMILY_PROPORTION) return complete_group(x, COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_NI, row);
    return true;
}

/* The first set of the measure's that is complete in x, or input_sets. */
static size_t first_complete(const copse_measure *measure, const double *x)
{
    size_t s = 0;
    while (s < measure->input_sets && !complete(measure->inputs[s], x)) s++;
    return s;
}

/* The variance of a given interval; false where the interval is none. */
static bool interval_variance(double *x, double z, copse_effect_row *row)
{
    const double lower = x[COPSE_IN_LOWER], upper = x[COPSE_IN_UPPER];
    if (lower > upper) return blame(row, COPSE_EDOM, COPSE_IN_LOWER, "is above the upper limit");
    if (!(upper > lower)) return blame(row, COPSE_EDOM, COPSE_IN_LOWER, "equals the upper limit");
    if (!(x[COPSE_IN_YI] >= lower && x[COPSE_IN_YI] <= upper)) {
        return blame(row, COPSE_EDOM, COPSE_IN_YI, "lies outside its own interval");
    }
    const double half_width = 0.5 * upper - 0.5 * lower; /* cannot overflow */
    x[COPSE_IN_VI] = (half_width / z) * (half_width / z);
    return true;
}

/* yi with the first of vi, sei and interval that is there: x[VI] gets the variance. False: what says why not. */
static bool gather_given(const double *const in[], size_t i, double z, copse_i_row *row, copse_effect_row *what)
{
    size_t sets;
    const copse_input *const *set = copse_given_inputs(&sets);
    for (size_t s = 0; s < sets; s++) {
        bool there = true;
        for (const copse_input *input = set[s]; *input != COPSE_IN_COUNT; input++) {
            there = there && !isnan(cell(in, *input, i));
        }
        if (!there) continue;
        row->set = s;
        if (!copy_set(in, COPSE_FAMILY_GIVEN, set[s], i, row->x, what)) return false;
        if (set[s][1] == COPSE_IN_SEI) row->x[COPSE_IN_VI] = row->x[COPSE_IN_SEI] * row->x[COPSE_IN_SEI];
        if (set[s][1] == COPSE_IN_LOWER) return interval_variance(row->x, z, what);
        return true;
    }
    return blame(what, COPSE_EMISSING, COPSE_IN_COUNT, "missing");
}

/* The first number that is missing of the first set whose columns are all there. */
static copse_input first_missing(const double *const in[], const copse_input *const *set, size_t sets, size_t i)
{
    for (size_t s = 0; s < sets; s++) {
        if (!set_present(in, set[s])) continue;
        for (const copse_input *input = set[s]; *input != COPSE_IN_COUNT; input++) {
            if (isnan(cell(in, *input, i))) return *input;
        }
    }
    return COPSE_IN_COUNT;
}

void copse_i_gather(const copse_measure *measure, const double *const in[], size_t i, double z, copse_i_row *row,
                    copse_effect_row *what)
{
    *what = (copse_effect_row){.status = COPSE_OK, .input = COPSE_IN_COUNT, .why = ""};
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) row->x[j] = (double)NAN;
    row->family = measure->family;
    const bool raw =
        row->family != COPSE_FAMILY_GIVEN && copse_i_any_set_present(in, measure->inputs, measure->input_sets);
    if (raw) {
        if (!gather_raw(measure, in, i, row->x, what)) return;
        row->set = first_complete(measure, row->x);
        if (row->set < measure->input_sets) return;
    }
    row->family = COPSE_FAMILY_GIVEN;
    if (gather_given(in, i, z, row, what) || what->status != COPSE_EMISSING) return;
    size_t sets;
    const copse_input *const *given = copse_given_inputs(&sets);
    what->input = raw ? first_missing(in, measure->inputs, measure->input_sets, i) : first_missing(in, given, sets, i);
}
