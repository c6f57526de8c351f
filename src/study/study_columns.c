#include "study_columns.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *column_name(const copse_binding *binding, copse_input input)
{
    return binding->column[input] ? binding->column[input] : copse_input_name(input);
}

bool copse_i_input_available(const copse_frame *frame, const copse_binding *binding, copse_input input)
{
    return copse_frame_has(frame, column_name(binding, input));
}

static bool in_set(const copse_input *set, copse_input input)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (*set == input) return true;
    }
    return false;
}

static bool set_available(const copse_frame *frame, const copse_binding *binding, const copse_input *set)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (!copse_i_input_available(frame, binding, *set)) return false;
    }
    return true;
}

static bool set_named(const copse_binding *binding, const copse_input *set)
{
    for (; *set != COPSE_IN_COUNT; set++) {
        if (!binding->column[*set]) return false;
    }
    return true;
}

static bool any_named(const copse_binding *binding, const copse_input *const *set, size_t sets)
{
    for (size_t s = 0; s < sets; s++) {
        for (const copse_input *input = set[s]; *input != COPSE_IN_COUNT; input++) {
            if (binding->column[*input]) return true;
        }
    }
    return false;
}

/* Flags the inputs that are to be bound: those of every set whose columns are there. Where the caller named
 * the whole of a set, columns that only happen to have a standard name do not join in. */
static bool choose_inputs(const copse_frame *frame, const copse_binding *binding, const copse_input *const *set,
                          size_t sets, bool *wanted)
{
    bool any = false, whole_set_named = false;
    for (size_t s = 0; s < sets; s++) whole_set_named = whole_set_named || set_named(binding, set[s]);
    for (size_t s = 0; s < sets; s++) {
        if (!set_available(frame, binding, set[s])) continue;
        if (whole_set_named && !set_named(binding, set[s])) continue;
        any = true;
        for (copse_input input = 0; input < COPSE_IN_COUNT; input++) wanted[input] |= in_set(set[s], input);
    }
    for (copse_input input = 0; any && input < COPSE_IN_COUNT; input++) {
        for (size_t s = 0; s < sets; s++) wanted[input] |= binding->column[input] && in_set(set[s], input);
    }
    return any;
}

/* A column in which every cell is missing counts as numbers, though nothing in it tells its type. */
static bool all_missing(const copse_frame *frame, size_t column)
{
    const copse_column *c = &frame->column[column];
    if (c->type == COPSE_COLUMN_NUMBER) return false;
    for (size_t i = 0; i < frame->rows; i++) {
        if (c->text[i]) return false;
    }
    return true;
}

static copse_status bind_input(const copse_frame *frame, const copse_binding *binding, copse_input input,
                               copse_i_columns *columns, copse_error *err)
{
    const char *name = column_name(binding, input);
    size_t column = 0;
    const copse_status status = copse_frame_column(frame, name, &column, err);
    if (status != COPSE_OK) return status;
    columns->name[input] = name;
    if (!all_missing(frame, column)) return copse_frame_numbers(frame, name, &columns->in[input], err);
    if (!columns->missing) {
        columns->missing = copse_alloc(frame->rows, sizeof *columns->missing);
        if (!columns->missing) return copse_fail_memory(err);
        for (size_t i = 0; i < frame->rows; i++) columns->missing[i] = (double)NAN;
    }
    columns->in[input] = columns->missing;
    return COPSE_OK;
}

static bool usable(const copse_frame *frame, const copse_binding *binding, copse_input input)
{
    size_t column;
    if (binding->column[input]) return true;
    const char *name = copse_input_name(input);
    if (!copse_frame_has(frame, name) || copse_frame_column(frame, name, &column, NULL) != COPSE_OK) return false;
    return frame->column[column].type == COPSE_COLUMN_NUMBER;
}

/* Given estimates beside raw numbers, and sample sizes beside given estimates, are welcome but not asked for: columns
 * of a standard name that are no numbers are something else. */
static void drop_unusable(const copse_frame *frame, const copse_binding *binding, bool *wanted)
{
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        if (wanted[input] && !usable(frame, binding, input)) wanted[input] = false;
    }
}

static void add_sizes(const copse_frame *frame, const copse_binding *binding, const copse_measure *measure,
                      bool *wanted)
{
    const copse_family family = measure->family;
    const bool two_sizes = family == COPSE_FAMILY_GIVEN || family == COPSE_FAMILY_TABLE ||
                           family == COPSE_FAMILY_MEANS || family == COPSE_FAMILY_SURVIVAL;
    if (usable(frame, binding, COPSE_IN_NI)) wanted[COPSE_IN_NI] = true;
    if (two_sizes && usable(frame, binding, COPSE_IN_N1I) && usable(frame, binding, COPSE_IN_N2I)) {
        wanted[COPSE_IN_N1I] = wanted[COPSE_IN_N2I] = true;
    }
}

/* Every column that the caller named must exist. */
static copse_status check_named(const copse_frame *frame, const copse_binding *binding, copse_error *err)
{
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        size_t index;
        if (!binding->column[input]) continue;
        const copse_status status = copse_frame_column(frame, binding->column[input], &index, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

static bool given_complete(const bool *wanted)
{
    return wanted[COPSE_IN_YI] &&
           (wanted[COPSE_IN_VI] || wanted[COPSE_IN_SEI] || (wanted[COPSE_IN_LOWER] && wanted[COPSE_IN_UPPER]));
}

/* The inputs of given estimates; a column of a standard name that holds text is asked for only where nothing else
 * serves, so that the message says what is wrong with it. */
static bool choose_given(const copse_frame *frame, const copse_binding *binding, bool required, bool *wanted)
{
    bool all[COPSE_IN_COUNT] = {false};
    size_t sets;
    const copse_input *const *set = copse_given_inputs(&sets);
    choose_inputs(frame, binding, set, sets, all);
    memcpy(wanted, all, sizeof all);
    drop_unusable(frame, binding, wanted);
    if (required && !given_complete(wanted)) memcpy(wanted, all, sizeof all);
    return given_complete(wanted);
}

static copse_status bind_wanted(const copse_frame *frame, const copse_binding *binding, const bool *wanted,
                                copse_i_columns *columns, copse_error *err)
{
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        if (!wanted[input]) continue;
        const copse_status status = bind_input(frame, binding, input, columns, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

/* Flags the inputs to read; *has_raw: the measure's own, not only given estimates. */
static copse_status choose(const copse_frame *frame, const copse_binding *binding, const copse_measure *measure,
                           bool *wanted, bool *has_raw, bool *yi_not_used, copse_error *err)
{
    bool given[COPSE_IN_COUNT] = {false};
    const bool takes_raw = measure->family != COPSE_FAMILY_GIVEN;
    size_t given_sets;
    const copse_input *const *given_set = copse_given_inputs(&given_sets);
    const bool raw_named = takes_raw && any_named(binding, measure->inputs, measure->input_sets);
    const bool given_named = any_named(binding, given_set, given_sets);
    const copse_status status = check_named(frame, binding, err);
    if (status != COPSE_OK) return status;
    const bool has_given = choose_given(frame, binding, !takes_raw || given_named, given);
    const bool only_given = has_given && given_named && !raw_named; /* what the caller names wins */
    *has_raw = takes_raw && !only_given && choose_inputs(frame, binding, measure->inputs, measure->input_sets, wanted);
    if (!*has_raw && (!has_given || raw_named)) return copse_i_inputs_not_found(frame, binding, measure, err);
    /* an estimate that nobody named may be on another scale: it stands in for raw numbers only where asked for */
    *yi_not_used = *has_raw && has_given && !given_named;
    const bool use_given = has_given && !*yi_not_used;
    for (copse_input input = 0; use_given && input < COPSE_IN_COUNT; input++)
        wanted[input] = wanted[input] || given[input];
    return COPSE_OK;
}

copse_status copse_i_columns_bind(const copse_frame *frame, const copse_binding *binding, const copse_measure *measure,
                                  copse_i_columns *columns, copse_error *err)
{
    bool wanted[COPSE_IN_COUNT] = {false}, has_raw = false;
    const copse_status status = choose(frame, binding, measure, wanted, &has_raw, &columns->yi_not_used, err);
    if (status != COPSE_OK) return status;
    if (!has_raw) add_sizes(frame, binding, measure, wanted);
    else if (measure->two_groups && usable(frame, binding, COPSE_IN_NI)) wanted[COPSE_IN_NI] = true; /* to compare */
    return bind_wanted(frame, binding, wanted, columns, err);
}

copse_status copse_binding_columns(const copse_frame *frame, const copse_binding *binding, const copse_measure *measure,
                                   size_t column[COPSE_IN_COUNT], copse_error *err)
{
    bool wanted[COPSE_IN_COUNT] = {false}, has_raw = false, yi_not_used = false;
    copse_status status = choose(frame, binding, measure, wanted, &has_raw, &yi_not_used, err);
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        column[input] = SIZE_MAX;
        if (status == COPSE_OK && wanted[input])
            status = copse_frame_column(frame, column_name(binding, input), &column[input], err);
    }
    return status;
}

void copse_i_columns_free(copse_i_columns *columns)
{
    free(columns->missing);
    *columns = (copse_i_columns){0};
}
