/* Wide to long. */
#include "reshape_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the wide form: of value v and level l at [v * levels + l]; SIZE_MAX: none. */
typedef struct work {
    const copse_frame *frame;
    const copse_reshape *shape;
    size_t *column, *named;
    bool *taken;          /* columns that are a value's, or name an arm */
    size_t *from, *level; /* of each new row */
    size_t rows;
    copse_i_cell *cell;
} work;

static void work_free(work *w)
{
    free(w->column);
    free(w->named);
    free(w->taken);
    free(w->from);
    free(w->level);
    free(w->cell);
}

static copse_status find(const work *w, const char *name, size_t *column, copse_error *err)
{
    const copse_status status = copse_frame_column(w->frame, name, column, err);
    if (status == COPSE_OK && w->taken[*column])
        return copse_fail(err, COPSE_EUSAGE, "%s: column '%s' is named twice", w->frame->source, name);
    if (status == COPSE_OK) w->taken[*column] = true;
    return status;
}

static copse_status find_columns(work *w, copse_error *err)
{
    const copse_reshape *s = w->shape;
    copse_status status = COPSE_OK;
    for (size_t v = 0; v < s->values; v++) {
        for (size_t l = 0; status == COPSE_OK && l < s->levels; l++) {
            size_t *at = &w->column[v * s->levels + l];
            copse_text name = {0};
            status = copse_i_wide_name(w->frame, &s->value[v], l, s->level, s->levels, "_", &name, err);
            if (status == COPSE_OK) status = find(w, copse_text_string(&name), at, err);
            copse_text_free(&name);
        }
    }
    for (size_t l = 0; s->named != NULL && status == COPSE_OK && l < s->levels; l++)
        status = find(w, s->named[l], &w->named[l], err);
    return status;
}

static bool missing(const copse_frame *frame, size_t column, size_t row)
{
    char buf[COPSE_NUMBER_TEXT];
    return copse_frame_cell(frame, column, row, buf, sizeof buf) == NULL;
}

static bool has_level(const work *w, size_t row, size_t level)
{
    for (size_t v = 0; v < w->shape->values; v++)
        if (!missing(w->frame, w->column[v * w->shape->levels + level], row)) return true;
    return w->shape->named != NULL && !missing(w->frame, w->named[level], row);
}

static void list_rows(work *w)
{
    for (size_t r = 0; r < w->frame->rows; r++) {
        const size_t before = w->rows;
        for (size_t l = 0; l < w->shape->levels; l++) {
            const bool last = l + 1 == w->shape->levels;
            if (!has_level(w, r, l) && !(last && w->rows == before)) continue;
            w->from[w->rows] = r;
            w->level[w->rows++] = has_level(w, r, l) ? l : 0;
        }
    }
}

static copse_status put_arm(const work *w, copse_frame *out, copse_error *err)
{
    const copse_reshape *s = w->shape;
    if (copse_frame_has(out, s->arm))
        return copse_fail(err, COPSE_EUSAGE, "%s: there is a column '%s' already", w->frame->source, s->arm);
    const char **name = copse_alloc(w->rows, sizeof *name);
    char **own = copse_alloc(w->rows, sizeof *own), buf[COPSE_NUMBER_TEXT];
    copse_status status = name != NULL && own != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t r = 0; status == COPSE_OK && r < w->rows; r++) {
        const char *given = NULL;
        if (s->named != NULL) given = copse_frame_cell(w->frame, w->named[w->level[r]], w->from[r], buf, sizeof buf);
        name[r] = own[r] = copse_copy(given != NULL ? given : s->level[w->level[r]]);
        if (own[r] == NULL) status = COPSE_ENOMEM;
    }
    if (status == COPSE_OK) status = copse_frame_put_texts(out, s->arm, name, err);
    for (size_t r = 0; own != NULL && r < w->rows; r++) free(own[r]);
    free(name);
    free(own);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

static copse_status put_values(const work *w, copse_frame *out, copse_error *err)
{
    copse_status status = put_arm(w, out, err);
    for (size_t v = 0; status == COPSE_OK && v < w->shape->values; v++) {
        for (size_t r = 0; r < w->rows; r++)
            w->cell[r] = (copse_i_cell){w->column[v * w->shape->levels + w->level[r]], w->from[r]};
        status = copse_i_put_cells(w->frame, w->cell, w->shape->value[v].name, out, err);
    }
    return status;
}

static copse_status put_columns(const work *w, copse_frame *out, copse_error *err)
{
    bool done = false;
    copse_status status = COPSE_OK;
    for (size_t c = 0; status == COPSE_OK && c < w->frame->columns; c++) {
        if (w->taken[c]) {
            if (!done) status = put_values(w, out, err);
            done = true;
            continue;
        }
        for (size_t r = 0; r < w->rows; r++) w->cell[r] = (copse_i_cell){c, w->from[r]};
        status = copse_i_put_cells(w->frame, w->cell, w->frame->column[c].name, out, err);
    }
    return status;
}

static bool work_new(work *w)
{
    const copse_reshape *s = w->shape;
    const size_t most = w->frame->rows * s->levels;
    if (w->frame->rows > SIZE_MAX / s->levels / sizeof *w->cell) return false;
    w->column = copse_alloc(s->values * s->levels, sizeof *w->column);
    w->named = copse_alloc(s->levels, sizeof *w->named);
    w->taken = copse_alloc(w->frame->columns, sizeof *w->taken);
    w->from = copse_alloc(most, sizeof *w->from);
    w->level = copse_alloc(most, sizeof *w->level);
    w->cell = copse_alloc(most, sizeof *w->cell);
    return w->column && w->named && w->taken && w->from && w->level && w->cell;
}

copse_status copse_frame_to_long(const copse_frame *frame, const copse_reshape *shape, copse_frame *out,
                                 copse_error *err)
{
    if (!frame || !shape || !out || !shape->arm || !shape->level || shape->levels == 0 || !shape->value ||
        shape->values == 0)
        return copse_fail(err, COPSE_EINVAL, "no frame to reshape, no levels or no values");
    *out = (copse_frame){0};
    work w = {.frame = frame, .shape = shape};
    copse_status status = work_new(&w) ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) status = find_columns(&w, err);
    if (status == COPSE_OK) {
        list_rows(&w);
        status = copse_i_reshaped(frame, w.from, w.rows, out, err);
    }
    if (status == COPSE_OK) status = put_columns(&w, out, err);
    if (status != COPSE_OK) copse_frame_free(out);
    work_free(&w);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}
