/* Rows and arms with the same numbers: copied lines, and one arm entered for two trials. */
#include "doubts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is compared: the numbers of a whole row, or of one group. */
typedef struct key {
    const copse_input *input;
    size_t count;
} key;

typedef struct entry {
    size_t row;
    const copse_input *input; /* of the key */
} entry;

typedef struct table {
    entry *slot; /* input NULL: free */
    size_t mask;
} table;

static uint64_t hash_of(const copse_i_doubts *d, key what, size_t i)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t j = 0; j < what.count; j++) {
        const double x = copse_i_doubts_at(d, what.input[j], i) + 0.0; /* -0 is 0 */
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        h = (h ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return h;
}

static bool same(const copse_i_doubts *d, key what, size_t i, const entry *other)
{
    for (size_t j = 0; j < what.count; j++) {
        if (copse_i_doubts_at(d, what.input[j], i) != copse_i_doubts_at(d, other->input[j], other->row)) return false;
    }
    return true;
}

static bool complete(const copse_i_doubts *d, key what, size_t i)
{
    for (size_t j = 0; j < what.count; j++) {
        if (isnan(copse_i_doubts_at(d, what.input[j], i))) return false;
    }
    return what.count > 0;
}

/* Small counts and short numbers are alike by chance: tables need a hundred people, estimates three decimals. */
static bool is_telling(const copse_i_doubts *d, key what, size_t i)
{
    const copse_family family = d->measure->family;
    if (family != COPSE_FAMILY_TABLE && family != COPSE_FAMILY_PAIRS && family != COPSE_FAMILY_GIVEN) return true;
    double sum = 0.0;
    int decimals = 9;
    for (size_t j = 0; j < what.count; j++) {
        const double x = copse_i_doubts_at(d, what.input[j], i);
        const int written = copse_i_decimals_written(x);
        sum += x;
        if (written < decimals) decimals = written;
    }
    return family == COPSE_FAMILY_GIVEN ? decimals >= 3 : sum >= 100.0;
}

static bool same_trial(const copse_i_doubts *d, size_t i, size_t j)
{
    return i == j || (d->trial && d->trial[i] == d->trial[j]);
}

/* Finds the first earlier entry with the same numbers, or puts this one in. */
static const entry *find_or_put(const copse_i_doubts *d, table *t, key what, size_t i)
{
    for (size_t at = (size_t)hash_of(d, what, i) & t->mask;; at = (at + 1) & t->mask) {
        entry *slot = &t->slot[at];
        if (!slot->input) {
            *slot = (entry){.row = i, .input = what.input};
            return NULL;
        }
        if (same(d, what, i, slot)) return slot;
    }
}

static bool make_table(table *t, size_t entries)
{
    size_t size = 16;
    while (size < 2 * entries) size *= 2;
    t->slot = copse_alloc(size, sizeof *t->slot);
    t->mask = size - 1;
    return t->slot != NULL;
}

static const copse_input group1[] = {COPSE_IN_M1I, COPSE_IN_SD1I, COPSE_IN_N1I};
static const copse_input group2[] = {COPSE_IN_M2I, COPSE_IN_SD2I, COPSE_IN_N2I};

/* Rows that repeat an earlier one whole are marked in `repeated`, so that their arms are not named as well. */
static void find_rows(copse_i_doubts *d, key what, bool *repeated)
{
    table t = {0};
    if (!make_table(&t, d->k)) d->status = COPSE_ENOMEM;
    for (size_t i = 0; i < d->k && d->status == COPSE_OK; i++) {
        if (d->row[i].status != COPSE_OK || !complete(d, what, i) || !is_telling(d, what, i)) continue;
        const entry *other = find_or_put(d, &t, what, i);
        if (!other || same_trial(d, i, other->row)) continue;
        repeated[i] = true;
        copse_i_doubts_add(d, i, COPSE_DOUBT_TWIN_ROW, COPSE_IN_COUNT, other->row);
    }
    free(t.slot);
}

static void find_arms(copse_i_doubts *d, const bool *repeated)
{
    const key arm[2] = {{group1, 3}, {group2, 3}};
    table t = {0};
    if (d->status == COPSE_OK && !make_table(&t, 2 * d->k)) d->status = COPSE_ENOMEM;
    for (size_t i = 0; i < d->k && d->status == COPSE_OK; i++) {
        if (d->row[i].status != COPSE_OK || !complete(d, arm[0], i) || !complete(d, arm[1], i)) continue;
        const entry own = {.row = i, .input = group2};
        if (same(d, arm[0], i, &own)) {
            copse_i_doubts_add(d, i, COPSE_DOUBT_TWIN_GROUPS, COPSE_IN_M1I, SIZE_MAX);
            continue;
        }
        for (size_t g = 0; g < 2 && !repeated[i]; g++) {
            const entry *other = find_or_put(d, &t, arm[g], i);
            if (other && !same_trial(d, i, other->row))
                copse_i_doubts_add(d, i, COPSE_DOUBT_TWIN_ARM, arm[g].input[0], other->row);
        }
    }
    free(t.slot);
}

/* The first set of the measure's inputs that the file has, where it is four numbers or more, or a given estimate. */
static key whole_row(const copse_i_doubts *d)
{
    for (size_t s = 0; s < d->measure->input_sets; s++) {
        key what = {.input = d->measure->inputs[s]};
        while (what.input[what.count] != COPSE_IN_COUNT && d->in[what.input[what.count]]) what.count++;
        const bool there = what.input[what.count] == COPSE_IN_COUNT;
        if (there && (what.count >= 4 || d->measure->family == COPSE_FAMILY_GIVEN)) return what;
    }
    return (key){0};
}

void copse_i_doubts_twins(copse_i_doubts *d)
{
    if (d->k > COPSE_DOUBT_TWIN_ROWS) return;
    const key row = whole_row(d);
    bool *repeated = copse_alloc(d->k, sizeof *repeated);
    if (!repeated) d->status = COPSE_ENOMEM;
    if (repeated && row.count > 0) find_rows(d, row, repeated);
    if (repeated && d->measure->family == COPSE_FAMILY_MEANS) find_arms(d, repeated);
    free(repeated);
}
