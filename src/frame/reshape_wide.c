/* Long to wide. */
#include "reshape_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARMS = 1000 };

typedef struct work {
    const copse_frame *frame;
    const copse_reshape *shape;
    copse_i_trials trials;
    size_t arm; /* column */
    const char **level;
    char **own; /* levels that were found in the data */
    size_t levels;
    size_t *at; /* trials x levels: the row of each arm, SIZE_MAX: none */
    copse_reshape_value *value;
    size_t *column; /* of each value, in long form */
    size_t values;
    bool *taken; /* the column is the arm's or a value's */
    bool *gone;  /* it differs within a trial and nobody asked for it */
    copse_i_cell *cell;
} work;

static void work_free(work *w)
{
    copse_i_trials_free(&w->trials);
    for (size_t l = 0; w->own != NULL && l < w->levels; l++) free(w->own[l]);
    free(w->own);
    free(w->level);
    free(w->at);
    free(w->value);
    free(w->column);
    free(w->taken);
    free(w->gone);
    free(w->cell);
}

static const char *arm_of(const work *w, size_t row, char *buf)
{
    return copse_frame_cell(w->frame, w->arm, row, buf, COPSE_NUMBER_TEXT);
}

static size_t find_level(const work *w, const char *name)
{
    size_t l = 0;
    while (l < w->levels && strcmp(w->level[l], name) != 0) l++;
    return l;
}

static copse_status unknown_level(const work *w, size_t row, const char *name, copse_error *err)
{
    const char *near = copse_nearest(name, w->level, w->levels);
    return copse_fail(err, COPSE_EDOM, "%s:%zu: column %s: '%s' is none of the arms asked for%s%s%s", w->frame->source,
                      w->frame->line[row], w->shape->arm, name, near != NULL ? "; did you mean '" : "",
                      near != NULL ? near : "", near != NULL ? "'?" : "");
}

/* The levels asked for, or those that there are. */
static copse_status list_levels(work *w, copse_error *err)
{
    const copse_reshape *s = w->shape;
    char buf[COPSE_NUMBER_TEXT];
    const size_t most = s->level != NULL ? s->levels : w->frame->rows;
    w->level = copse_alloc(most, sizeof *w->level);
    w->own = copse_alloc(most, sizeof *w->own);
    if (w->level == NULL || w->own == NULL) return copse_fail_memory(err);
    for (size_t l = 0; s->level != NULL && l < s->levels; l++) w->level[w->levels++] = s->level[l];
    for (size_t r = 0; r < w->frame->rows; r++) {
        const char *name = arm_of(w, r, buf);
        if (name == NULL)
            return copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s, which names the arm, is empty", w->frame->source,
                              w->frame->line[r], s->arm);
        if (find_level(w, name) < w->levels) continue;
        if (s->level != NULL) return unknown_level(w, r, name, err);
        if (w->levels == MOST_ARMS)
            return copse_fail(err, COPSE_EDOM, "%s: column %s has more than %d different values: does it name arms?",
                              w->frame->source, s->arm, MOST_ARMS);
        char *copy = copse_copy(name);
        if (copy == NULL) return copse_fail_memory(err);
        w->own[w->levels] = copy;
        w->level[w->levels++] = copy;
    }
    return COPSE_OK;
}

static copse_status place_rows(work *w, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    if (w->levels > 0 && w->trials.count > SIZE_MAX / w->levels) return copse_fail_memory(err);
    w->at = copse_alloc(w->trials.count * w->levels, sizeof *w->at);
    if (w->at == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < w->trials.count * w->levels; i++) w->at[i] = SIZE_MAX;
    for (size_t r = 0; r < w->frame->rows; r++) {
        const char *name = arm_of(w, r, buf);
        size_t *at = &w->at[w->trials.id[r] * w->levels + find_level(w, name)];
        if (*at == SIZE_MAX) {
            *at = r;
            continue;
        }
        copse_text trial = {0};
        copse_i_trial_name(w->frame, w->shape->key, w->shape->keys, r, &trial);
        const copse_status status = copse_fail(
            err, COPSE_EDOM, "%s: lines %zu and %zu are both %s, %s %s: give another key column that tells them apart",
            w->frame->source, w->frame->line[*at], w->frame->line[r], copse_text_string(&trial), w->shape->arm, name);
        copse_text_free(&trial);
        return status;
    }
    return COPSE_OK;
}

static bool is_key(const work *w, size_t column)
{
    for (size_t j = 0; j < w->shape->keys; j++)
        if (strcmp(w->frame->column[column].name, w->shape->key[j]) == 0) return true;
    return false;
}

/* Values asked for; or every column that differs. Of others, those that differ are left out with a note. */
static copse_status list_values(work *w, copse_notes *notes, copse_error *err)
{
    const copse_reshape *s = w->shape;
    copse_status status = COPSE_OK;
    w->taken[w->arm] = true;
    for (size_t v = 0; status == COPSE_OK && v < s->values; v++) {
        size_t *column = &w->column[w->values];
        w->value[w->values] = s->value[v];
        status = copse_frame_column(w->frame, s->value[v].name, column, err);
        if (status == COPSE_OK && (w->taken[*column] || is_key(w, *column)))
            status =
                copse_fail(err, COPSE_EUSAGE, "%s: column '%s' is named twice", w->frame->source, s->value[v].name);
        if (status == COPSE_OK) w->taken[w->column[w->values++]] = true;
    }
    for (size_t c = 0; status == COPSE_OK && c < w->frame->columns; c++) {
        if (w->taken[c]) continue;
        const size_t row = copse_i_differs(w->frame, &w->trials, c);
        if (row == SIZE_MAX) continue;
        if (s->values == 0) {
            w->value[w->values] = (copse_reshape_value){.name = w->frame->column[c].name};
            w->column[w->values++] = c;
            w->taken[c] = true;
            continue;
        }
        w->gone[c] = true;
        copse_note(notes, "%s:%zu: column %s differs within a trial and is left out; make it a value to keep it",
                   w->frame->source, w->frame->line[row], w->frame->column[c].name);
    }
    return status;
}

static copse_status put_value(const work *w, size_t v, size_t l, copse_frame *out, copse_error *err)
{
    copse_text name = {0};
    copse_status status = copse_i_wide_name(w->frame, &w->value[v], l, w->level, w->levels, "_", &name, err);
    for (size_t t = 0; t < w->trials.count; t++) w->cell[t] = (copse_i_cell){w->column[v], w->at[t * w->levels + l]};
    if (status == COPSE_OK) status = copse_i_put_cells(w->frame, w->cell, copse_text_string(&name), out, err);
    copse_text_free(&name);
    return status;
}

static copse_status put_values(const work *w, copse_frame *out, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t l = 0; l < w->levels; l++)
        for (size_t v = 0; status == COPSE_OK && v < w->values; v++) status = put_value(w, v, l, out, err);
    return status;
}

static copse_status put_columns(const work *w, copse_frame *out, copse_error *err)
{
    bool done = false;
    copse_status status = COPSE_OK;
    for (size_t c = 0; status == COPSE_OK && c < w->frame->columns; c++) {
        if (w->gone[c]) continue;
        if (w->taken[c]) {
            if (!done) status = put_values(w, out, err);
            done = true;
            continue;
        }
        for (size_t t = 0; t < w->trials.count; t++)
            w->cell[t] = (copse_i_cell){c, w->trials.member[w->trials.start[t]]};
        status = copse_i_put_cells(w->frame, w->cell, w->frame->column[c].name, out, err);
    }
    return status;
}

static copse_status make_frame(work *w, copse_frame *out, copse_error *err)
{
    size_t *from = copse_alloc(w->trials.count, sizeof *from);
    if (from == NULL) return copse_fail_memory(err);
    for (size_t t = 0; t < w->trials.count; t++) from[t] = w->trials.member[w->trials.start[t]];
    copse_status status = copse_i_reshaped(w->frame, from, w->trials.count, out, err);
    free(from);
    if (status == COPSE_OK) status = put_columns(w, out, err);
    if (status != COPSE_OK) copse_frame_free(out);
    return status;
}

static bool work_new(work *w)
{
    const size_t columns = w->frame->columns, most = columns + w->shape->values;
    w->value = copse_alloc(most, sizeof *w->value);
    w->column = copse_alloc(most, sizeof *w->column);
    w->taken = copse_alloc(columns, sizeof *w->taken);
    w->gone = copse_alloc(columns, sizeof *w->gone);
    w->cell = copse_alloc(w->frame->rows, sizeof *w->cell);
    return w->value && w->column && w->taken && w->gone && w->cell;
}

copse_status copse_frame_to_wide(const copse_frame *frame, const copse_reshape *shape, copse_frame *out,
                                 copse_notes *notes, copse_error *err)
{
    if (!frame || !shape || !out || !shape->arm || !shape->key || shape->keys == 0)
        return copse_fail(err, COPSE_EINVAL, "no frame to reshape, no key or no arm");
    *out = (copse_frame){0};
    work w = {.frame = frame, .shape = shape};
    copse_status status = copse_frame_column(frame, shape->arm, &w.arm, err);
    if (status == COPSE_OK && !work_new(&w)) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_trials_find(frame, shape->key, shape->keys, &w.trials, err);
    if (status == COPSE_OK) status = list_levels(&w, err);
    if (status == COPSE_OK) status = place_rows(&w, err);
    if (status == COPSE_OK) status = list_values(&w, notes, err);
    if (status == COPSE_OK) status = make_frame(&w, out, err);
    work_free(&w);
    return status;
}
