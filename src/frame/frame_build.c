/* Frames made column by column. */
#include "csv_columns.h"
#include "excerpt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_frame_new(const char *source, size_t rows, copse_frame *frame, copse_error *err)
{
    const copse_frame_opts opts = {.delimiter = ',', .decimal = '.'};
    *frame = (copse_frame){.rows = rows, .file_rows = rows};
    frame->source = copse_copy(source);
    frame->store = copse_i_store_new(&opts);
    frame->line = copse_alloc(rows, sizeof *frame->line);
    frame->row = copse_alloc(rows, sizeof *frame->row);
    if (frame->source == NULL || frame->store == NULL || frame->line == NULL || frame->row == NULL) {
        copse_frame_free(frame);
        return copse_fail_memory(err);
    }
    for (size_t r = 0; r < rows; r++) frame->line[r] = frame->row[r] = r + 1;
    return COPSE_OK;
}

/* Hands the column over, or frees it. */
static copse_status put_column(copse_frame *frame, copse_column *column, const char *name, copse_error *err)
{
    size_t index = 0;
    while (index < frame->columns && strcmp(frame->column[index].name, name) != 0) index++;
    column->name = copse_copy(name);
    copse_column *more = frame->column;
    if (index == frame->columns) more = realloc(frame->column, (frame->columns + 1) * sizeof *more);
    if (more != NULL) frame->column = more;
    if (column->name == NULL || more == NULL) {
        free(column->name);
        free(column->number);
        free(column->text);
        return copse_fail_memory(err);
    }
    if (index == frame->columns) {
        frame->columns++;
    } else {
        free(more[index].name);
        free(more[index].number);
        free(more[index].text);
    }
    more[index] = *column;
    return COPSE_OK;
}

static copse_status check_name(const copse_frame *frame, const char *name, copse_error *err)
{
    if (name != NULL && name[0] != '\0') return COPSE_OK;
    return copse_fail(err, COPSE_EINVAL, "%s: a column needs a name", frame->source);
}

copse_status copse_frame_put_numbers(copse_frame *frame, const char *name, const double *numbers, copse_error *err)
{
    copse_column column = {.type = COPSE_COLUMN_TEXT};
    copse_status status = check_name(frame, name, err);
    if (status != COPSE_OK) return status;
    for (size_t r = 0; r < frame->rows; r++) {
        if (isinf(numbers[r]))
            return copse_fail(err, COPSE_EDOM, "%s: row %zu, column %s: an infinite number", frame->source,
                              frame->row[r], name);
        if (!isnan(numbers[r])) column.type = COPSE_COLUMN_NUMBER;
    }
    column.number = copse_alloc(frame->rows, sizeof *column.number);
    /* a column without any value is text that can also serve as numbers */
    if (column.type == COPSE_COLUMN_TEXT) column.text = copse_alloc(frame->rows, sizeof *column.text);
    if (column.number == NULL || (column.type == COPSE_COLUMN_TEXT && column.text == NULL)) {
        free(column.number);
        free(column.text);
        return copse_fail_memory(err);
    }
    for (size_t r = 0; r < frame->rows; r++) column.number[r] = numbers[r];
    return put_column(frame, &column, name, err);
}

copse_status copse_frame_put_texts(copse_frame *frame, const char *name, const char *const *text, copse_error *err)
{
    copse_column column = {.type = COPSE_COLUMN_TEXT};
    const copse_frame_opts opts = copse_i_frame_opts(frame);
    copse_status status = check_name(frame, name, err);
    if (status != COPSE_OK) return status;
    if (frame->store == NULL) frame->store = copse_i_store_new(&opts);
    column.text = copse_alloc(frame->rows, sizeof *column.text);
    if (frame->store == NULL || column.text == NULL) status = COPSE_ENOMEM;
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        if (text[r] == NULL || copse_i_csv_missing(text[r], strlen(text[r]))) continue;
        column.text[r] = copse_i_store_text(frame->store, text[r], strlen(text[r]));
        if (column.text[r] == NULL) status = COPSE_ENOMEM;
    }
    if (status == COPSE_OK) status = copse_i_texts_as_numbers(column.text, frame->rows, opts.decimal, &column.number);
    if (status == COPSE_OK) return put_column(frame, &column, name, err);
    free(column.text);
    return copse_fail_memory(err);
}

static copse_status copy_columns(const copse_frame *frame, copse_frame *out, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t c = 0; status == COPSE_OK && c < frame->columns; c++) {
        const copse_column *column = &frame->column[c];
        status = column->type == COPSE_COLUMN_NUMBER ? copse_frame_put_numbers(out, column->name, column->number, err)
                                                     : copse_frame_put_texts(out, column->name, column->text, err);
    }
    return status;
}

copse_status copse_frame_copy(const copse_frame *frame, copse_frame *out, copse_error *err)
{
    copse_status status = copse_frame_new(frame->source, frame->rows, out, err);
    if (status != COPSE_OK) return status;
    copse_i_store_set_opts(out->store, copse_i_frame_opts(frame));
    memcpy(out->sha256, frame->sha256, sizeof out->sha256);
    out->file_rows = frame->file_rows;
    for (size_t r = 0; r < frame->rows; r++) {
        out->line[r] = frame->line[r];
        out->row[r] = frame->row[r];
    }
    status = copy_columns(frame, out, err);
    if (status != COPSE_OK) copse_frame_free(out);
    return status;
}
