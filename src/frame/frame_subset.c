#include "frame_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_i_texts_as_numbers(const char *const *text, size_t rows, char decimal, double **numbers)
{
    *numbers = NULL;
    double *x = copse_alloc(rows, sizeof *x);
    if (x == NULL) return COPSE_ENOMEM;
    for (size_t r = 0; r < rows; r++) {
        x[r] = NAN;
        if (text[r] == NULL || copse_parse_number(text[r], strlen(text[r]), decimal, &x[r])) continue;
        free(x);
        return COPSE_OK;
    }
    *numbers = x;
    return COPSE_OK;
}

static copse_status keep_texts(const copse_column *from, const bool *keep, size_t rows, char decimal, copse_column *to,
                               size_t kept)
{
    to->text = copse_alloc(kept, sizeof *to->text);
    if (to->text == NULL) return COPSE_ENOMEM;
    for (size_t r = 0, n = 0; r < rows; r++)
        if (keep[r]) to->text[n++] = from->text[r];
    return copse_i_texts_as_numbers(to->text, kept, decimal, &to->number);
}

static copse_status keep_numbers(const copse_column *from, const bool *keep, size_t rows, copse_column *to, size_t kept)
{
    to->number = copse_alloc(kept, sizeof *to->number);
    if (to->number == NULL) return COPSE_ENOMEM;
    for (size_t r = 0, n = 0; r < rows; r++)
        if (keep[r]) to->number[n++] = from->number[r];
    return COPSE_OK;
}

static copse_status keep_rows(const copse_frame *frame, const bool *keep, copse_frame *out)
{
    const copse_frame_opts opts = copse_i_frame_opts(frame);
    out->columns = frame->columns;
    out->file_rows = frame->file_rows;
    memcpy(out->sha256, frame->sha256, sizeof out->sha256);
    out->source = copse_copy(frame->source);
    out->store = copse_i_store_new(&opts);
    out->column = copse_alloc(frame->columns, sizeof *out->column);
    out->line = copse_alloc(out->rows, sizeof *out->line);
    out->row = copse_alloc(out->rows, sizeof *out->row);
    if (!out->source || !out->store || !out->column || !out->line || !out->row) return COPSE_ENOMEM;
    for (size_t r = 0, n = 0; r < frame->rows; r++) {
        if (!keep[r]) continue;
        out->line[n] = frame->line[r];
        out->row[n++] = frame->row[r];
    }
    copse_status status = COPSE_OK;
    for (size_t c = 0; status == COPSE_OK && c < frame->columns; c++) {
        const copse_column *from = &frame->column[c];
        copse_column *to = &out->column[c];
        to->type = from->type;
        to->name = copse_copy(from->name);
        if (to->name == NULL) return COPSE_ENOMEM;
        status = from->type == COPSE_COLUMN_NUMBER ? keep_numbers(from, keep, frame->rows, to, out->rows)
                                                   : keep_texts(from, keep, frame->rows, opts.decimal, to, out->rows);
    }
    return status;
}

copse_status copse_frame_subset(const copse_frame *frame, const bool *keep, copse_frame *out, copse_error *err)
{
    *out = (copse_frame){0};
    for (size_t r = 0; r < frame->rows; r++) out->rows += keep[r];
    if (keep_rows(frame, keep, out) == COPSE_OK) return COPSE_OK;
    copse_frame_free(out);
    return copse_fail_memory(err);
}
