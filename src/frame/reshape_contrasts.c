/* Rows of arms → rows of two arms each. */
#include "reshape_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 10 }; /* trials that notes name */

typedef struct pair {
    size_t one, two; /* rows of the frame */
    size_t shared;   /* rows of the trial in which the second arm stands */
} pair;

typedef struct work {
    const copse_frame *frame;
    const copse_contrasts *asked;
    copse_i_trials trials;
    size_t arm;
    pair *list;
    size_t pairs, capacity, left_out;
    bool *taken; /* columns that are the arm's, or a value's that was asked for */
    copse_i_cell *cell;
} work;

static void work_free(work *w)
{
    copse_i_trials_free(&w->trials);
    free(w->list);
    free(w->taken);
    free(w->cell);
}

static const char *arm_of(const work *w, size_t row, char *buf)
{
    return copse_frame_cell(w->frame, w->arm, row, buf, COPSE_NUMBER_TEXT);
}

/* The name of the trial of a row. */
static void name_trial(const work *w, size_t row, copse_text *out)
{
    copse_i_trial_name(w->frame, w->asked->key, w->asked->keys, row, out);
}

static copse_status add_pair(work *w, size_t one, size_t two, size_t shared)
{
    const copse_status status = copse_reserve((void **)&w->list, &w->capacity, w->pairs + 1, sizeof *w->list);
    if (status == COPSE_OK) w->list[w->pairs++] = (pair){one, two, shared};
    return status;
}

/* Arms are named, and each once in a trial. */
static copse_status check_arms(const work *w, const size_t *member, size_t m, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < m; i++) {
        if (arm_of(w, member[i], buf) == NULL)
            return copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s, which names the arm, is empty", w->frame->source,
                              w->frame->line[member[i]], w->asked->arm);
        for (size_t j = 0; j < i; j++) {
            if (!copse_i_same_cell(w->frame, w->arm, member[i], member[j])) continue;
            copse_text trial = {0};
            name_trial(w, member[i], &trial);
            const copse_status status =
                copse_fail(err, COPSE_EDOM,
                           "%s: lines %zu and %zu are both %s, %s %s: give another key column that tells them apart",
                           w->frame->source, w->frame->line[member[j]], w->frame->line[member[i]],
                           copse_text_string(&trial), w->asked->arm, arm_of(w, member[i], buf));
            copse_text_free(&trial);
            return status;
        }
    }
    return COPSE_OK;
}

/* The place among the trial's rows of the arm that others are compared with; m where it is not there. */
static size_t find_reference(const work *w, const size_t *member, size_t m)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t at = 0;
    if (w->asked->reference == NULL) return 0;
    while (at < m && strcmp(arm_of(w, member[at], buf), w->asked->reference) != 0) at++;
    return at;
}

static void leave_out(work *w, size_t row, const char *why, copse_notes *notes)
{
    copse_text trial = {0};
    if (++w->left_out > NAMED) return;
    name_trial(w, row, &trial);
    copse_note(notes, "%s:%zu: %s left out: %s", w->frame->source, w->frame->line[row], copse_text_string(&trial), why);
    if (copse_text_status(&trial) != COPSE_OK && notes != NULL) notes->failed = true;
    copse_text_free(&trial);
}

/* Every two arms: of those in file order the later one is group 1, and the reference is nobody's group 1. In the trial the
 * arm at place j is group 2 of those behind it. */
static copse_status pair_all(work *w, const size_t *member, size_t m, size_t reference)
{
    copse_status status = COPSE_OK;
    for (size_t j = 0; j < m; j++) {
        /* the reference first, then the others in their order */
        const size_t two = reference == m ? j : j == 0 ? reference : j <= reference ? j - 1 : j;
        for (size_t i = j + 1; status == COPSE_OK && i < m; i++) {
            const size_t one = reference == m || i > reference ? i : i - 1;
            status = add_pair(w, member[one], member[two], m - 1);
        }
    }
    return status;
}

static copse_status pair_trial(work *w, size_t t, copse_notes *notes, copse_error *err)
{
    const size_t *member = w->trials.member + w->trials.start[t], m = w->trials.start[t + 1] - w->trials.start[t];
    copse_status status = check_arms(w, member, m, err);
    if (status != COPSE_OK) return status;
    const size_t reference = find_reference(w, member, m);
    if (m < 2) {
        leave_out(w, member[0], "it has one arm only", notes);
    } else if (w->asked->all_pairs) {
        status = pair_all(w, member, m, reference);
    } else if (reference == m) {
        leave_out(w, member[0], "it does not have the arm of reference", notes);
    } else {
        for (size_t i = 0; status == COPSE_OK && i < m; i++)
            if (i != reference) status = add_pair(w, member[i], member[reference], m - 1);
    }
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

static copse_status pair_arms(work *w, copse_notes *notes, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t t = 0; status == COPSE_OK && t < w->trials.count; t++) status = pair_trial(w, t, notes, err);
    if (status != COPSE_OK) return status;
    if (w->left_out > NAMED)
        copse_note(notes, "%s: and %zu more %s left out", w->frame->source, w->left_out - NAMED,
                   copse_plural(w->left_out - NAMED, "trial", "trials"));
    if (w->pairs > 0) return COPSE_OK;
    return copse_fail(err, COPSE_ENODATA, "%s: no trial has two arms to compare%s%s", w->frame->source,
                      w->asked->reference != NULL ? ": the reference is " : "",
                      w->asked->reference != NULL ? w->asked->reference : "");
}

static copse_status put_side(const work *w, const copse_reshape_value *value, size_t column, size_t side,
                             copse_frame *out, copse_error *err)
{
    static const char *const level[] = {"1", "2"};
    copse_text name = {0};
    copse_status status = copse_i_wide_name(w->frame, value, side, level, 2, "", &name, err);
    for (size_t p = 0; p < w->pairs; p++)
        w->cell[p] = (copse_i_cell){column, side == 0 ? w->list[p].one : w->list[p].two};
    if (status == COPSE_OK) status = copse_i_put_cells(w->frame, w->cell, copse_text_string(&name), out, err);
    copse_text_free(&name);
    return status;
}

/* The numbers of one group: what was asked for, then whatever else differs between arms. */
static copse_status put_group(const work *w, size_t side, copse_frame *out, copse_error *err)
{
    const copse_contrasts *a = w->asked;
    copse_status status = COPSE_OK;
    for (size_t v = 0; status == COPSE_OK && v < a->values; v++) {
        size_t column = 0;
        status = copse_frame_column(w->frame, a->value[v].name, &column, err);
        if (status == COPSE_OK) status = put_side(w, &a->value[v], column, side, out, err);
    }
    for (size_t c = 0; status == COPSE_OK && c < w->frame->columns; c++) {
        const copse_reshape_value other = {.name = w->frame->column[c].name};
        if (w->taken[c] || copse_i_differs(w->frame, &w->trials, c) == SIZE_MAX) continue;
        status = put_side(w, &other, c, side, out, err);
    }
    return status;
}

static copse_status put_shared(const work *w, copse_frame *out, copse_error *err)
{
    if (copse_frame_has(out, "shared"))
        return copse_fail(err, COPSE_EUSAGE, "%s: there is a column 'shared' already", w->frame->source);
    double *shared = copse_alloc(w->pairs, sizeof *shared);
    if (shared == NULL) return copse_fail_memory(err);
    for (size_t p = 0; p < w->pairs; p++) shared[p] = (double)w->list[p].shared;
    const copse_status status = copse_frame_put_numbers(out, "shared", shared, err);
    free(shared);
    return status;
}

/* What is the same in all rows of a trial, then the names of the groups and their numbers. */
static copse_status put_columns(const work *w, copse_frame *out, copse_error *err)
{
    static const char *const names[] = {"group1", "group2"};
    const copse_reshape_value arms = {.name = w->asked->arm, .column = names, .columns = 2};
    copse_status status = COPSE_OK;
    for (size_t c = 0; status == COPSE_OK && c < w->frame->columns; c++) {
        if (w->taken[c] || copse_i_differs(w->frame, &w->trials, c) != SIZE_MAX) continue;
        for (size_t p = 0; p < w->pairs; p++) w->cell[p] = (copse_i_cell){c, w->list[p].one};
        status = copse_i_put_cells(w->frame, w->cell, w->frame->column[c].name, out, err);
    }
    for (size_t side = 0; status == COPSE_OK && side < 2; side++) status = put_side(w, &arms, w->arm, side, out, err);
    for (size_t side = 0; status == COPSE_OK && side < 2; side++) status = put_group(w, side, out, err);
    return status == COPSE_OK ? put_shared(w, out, err) : status;
}

static copse_status make_frame(work *w, copse_frame *out, copse_error *err)
{
    size_t *from = copse_alloc(w->pairs, sizeof *from);
    w->cell = copse_alloc(w->pairs, sizeof *w->cell);
    copse_status status = from != NULL && w->cell != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t p = 0; status == COPSE_OK && p < w->pairs; p++) from[p] = w->list[p].one;
    if (status == COPSE_OK) status = copse_i_reshaped(w->frame, from, w->pairs, out, err);
    free(from);
    if (status == COPSE_OK) status = put_columns(w, out, err);
    if (status != COPSE_OK) copse_frame_free(out);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

static copse_status take_columns(work *w, copse_error *err)
{
    w->taken = copse_alloc(w->frame->columns, sizeof *w->taken);
    if (w->taken == NULL) return copse_fail_memory(err);
    copse_status status = copse_frame_column(w->frame, w->asked->arm, &w->arm, err);
    if (status == COPSE_OK) w->taken[w->arm] = true;
    for (size_t v = 0; status == COPSE_OK && v < w->asked->values; v++) {
        size_t column = 0;
        status = copse_frame_column(w->frame, w->asked->value[v].name, &column, err);
        if (status == COPSE_OK && w->taken[column])
            status = copse_fail(err, COPSE_EUSAGE, "%s: column '%s' is named twice", w->frame->source,
                                w->asked->value[v].name);
        if (status == COPSE_OK) w->taken[column] = true;
    }
    return status;
}

copse_status copse_frame_contrasts(const copse_frame *frame, const copse_contrasts *contrasts, copse_frame *out,
                                   copse_notes *notes, copse_error *err)
{
    if (!frame || !contrasts || !out || !contrasts->arm || !contrasts->key || contrasts->keys == 0)
        return copse_fail(err, COPSE_EINVAL, "no frame to reshape, no key or no arm");
    *out = (copse_frame){0};
    work w = {.frame = frame, .asked = contrasts};
    copse_status status = take_columns(&w, err);
    if (status == COPSE_OK) status = copse_i_trials_find(frame, contrasts->key, contrasts->keys, &w.trials, err);
    if (status == COPSE_OK) status = pair_arms(&w, notes, err);
    if (status == COPSE_OK) status = make_frame(&w, out, err);
    work_free(&w);
    return status;
}
