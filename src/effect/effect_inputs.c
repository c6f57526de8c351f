/* One row's raw numbers: which of them are there, whether they are possible, and what completes them. */
#include "effect_kernels.h"

#include <math.h>

bool copse_i_set_present(const double *const in[], const copse_input *set)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (!in[*set]) return false;
    }
    return true;
}

bool copse_i_family_present(const double *const in[], copse_family family)
{
    size_t sets;
    const copse_input *const *set = copse_family_inputs(family, &sets);
    for (size_t s = 0; s < sets; s++) {
        if (copse_i_set_present(in, set[s])) return true;
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

/* What is wrong with one number, or NULL. */
static const char *objection(copse_input input, double value)
{
    if (isinf(value)) return "is not a finite number";
    switch (input) {
    case COPSE_IN_AI:
    case COPSE_IN_BI:
    case COPSE_IN_CI:
    case COPSE_IN_DI:
    case COPSE_IN_X1I:
    case COPSE_IN_X2I:
    case COPSE_IN_XI:
    case COPSE_IN_MI:
        return value >= 0.0 ? NULL : "is negative, but counts events";
    case COPSE_IN_N1I:
    case COPSE_IN_N2I:
    case COPSE_IN_NI:
    case COPSE_IN_T1I:
    case COPSE_IN_T2I:
    case COPSE_IN_SD1I:
    case COPSE_IN_SD2I:
    case COPSE_IN_VI:
    case COPSE_IN_SEI:
        return value > 0.0 ? NULL : "is not a positive number";
    case COPSE_IN_RI:
        return fabs(value) <= 1.0 ? NULL : "is not a correlation between -1 and 1";
    default:
        return NULL;
    }
}

/* Copies the numbers of a set that are there; false when one of them is impossible. */
static bool copy_set(const double *const in[], const copse_input *set, size_t i, double *x, copse_effect_row *row)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        const double value = cell(in, *set, i);
        const char *why = isnan(value) ? NULL : objection(*set, value);
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
static bool gather_raw(copse_family family, const double *const in[], size_t i, double *x, copse_effect_row *row)
{
    size_t sets;
    const copse_input *const *set = copse_family_inputs(family, &sets);
    for (size_t s = 0; s < sets; s++) {
        if (!copy_set(in, set[s], i, x, row)) return false;
    }
    if (family == COPSE_FAMILY_TABLE) {
        return complete_group(x, COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_N1I, row) &&
               complete_group(x, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_N2I, row);
    }
    if (family == COPSE_FAMILY_PROPORTION) return complete_group(x, COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_NI, row);
    return true;
}

static bool any_set_complete(copse_family family, const double *x)
{
    size_t sets;
    const copse_input *const *set = copse_family_inputs(family, &sets);
    for (size_t s = 0; s < sets; s++) {
        if (complete(set[s], x)) return true;
    }
    return false;
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

/* yi with the first of vi, sei and interval that is there: x[VI] gets the variance. False: row says why not. */
static bool gather_given(const double *const in[], size_t i, double z, double *x, copse_effect_row *row)
{
    size_t sets;
    const copse_input *const *set = copse_family_inputs(COPSE_FAMILY_GIVEN, &sets);
    for (size_t s = 0; s < sets; s++) {
        bool there = true;
        for (const copse_input *input = set[s]; *input != COPSE_IN_COUNT; input++) {
            there = there && !isnan(cell(in, *input, i));
        }
        if (!there) continue;
        if (!copy_set(in, set[s], i, x, row)) return false;
        if (set[s][1] == COPSE_IN_SEI) x[COPSE_IN_VI] = x[COPSE_IN_SEI] * x[COPSE_IN_SEI];
        if (set[s][1] == COPSE_IN_LOWER) return interval_variance(x, z, row);
        return true;
    }
    return blame(row, COPSE_EMISSING, COPSE_IN_COUNT, "missing");
}

/* The first number that is missing of the first set whose columns are all there. */
static copse_input first_missing(const double *const in[], copse_family family, size_t i)
{
    size_t sets;
    const copse_input *const *set = copse_family_inputs(family, &sets);
    for (size_t s = 0; s < sets; s++) {
        if (!copse_i_set_present(in, set[s])) continue;
        for (const copse_input *input = set[s]; *input != COPSE_IN_COUNT; input++) {
            if (isnan(cell(in, *input, i))) return *input;
        }
    }
    return COPSE_IN_COUNT;
}

void copse_i_gather(const copse_measure *measure, const double *const in[], size_t i, double z, double *x,
                    copse_family *family, copse_effect_row *row)
{
    *row = (copse_effect_row){.status = COPSE_OK, .input = COPSE_IN_COUNT, .why = ""};
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) x[j] = (double)NAN;
    *family = measure->family;
    const bool raw = *family != COPSE_FAMILY_GIVEN && copse_i_family_present(in, *family);
    if (raw) {
        if (!gather_raw(*family, in, i, x, row)) return;
        if (any_set_complete(*family, x)) return;
    }
    *family = COPSE_FAMILY_GIVEN;
    if (gather_given(in, i, z, x, row) || row->status != COPSE_EMISSING) return;
    row->input = first_missing(in, raw ? measure->family : COPSE_FAMILY_GIVEN, i);
}
