#include "csv_columns.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Numbers and texts take as much room, so that one array grows like the other. */
enum { CELL_SIZE = sizeof(double) };
static_assert(sizeof(char *) <= sizeof(double), "a pointer fits where a number does");

void copse_i_csv_columns_free(copse_i_csv_columns *columns)
{
    for (size_t c = 0; c < columns->count; c++) {
        free(columns->name[c]);
        free(columns->column[c].number);
        free(columns->column[c].text);
    }
    free(columns->name);
    free(columns->column);
    free(columns->line);
    copse_i_store_free(columns->store);
    *columns = (copse_i_csv_columns){0};
}

copse_status copse_i_csv_add_name(copse_i_csv_columns *columns, const char *text, size_t n)
{
    const size_t need = columns->count + 1;
    if (copse_reserve((void **)&columns->name, &columns->name_capacity, need, sizeof *columns->name) != COPSE_OK ||
        copse_reserve((void **)&columns->column, &columns->column_capacity, need, sizeof *columns->column) != COPSE_OK)
        return COPSE_ENOMEM;
    char *name = copse_copy_text(text, n);
    if (name == NULL) return COPSE_ENOMEM;
    columns->name[columns->count] = name;
    columns->column[columns->count++] = (copse_i_csv_column){0};
    return COPSE_OK;
}

bool copse_i_csv_missing(const char *text, size_t n)
{
    return n == 0 || (n == 1 && text[0] == '.') || (n == 2 && memcmp(text, "NA", 2) == 0) ||
           (n == 3 && memcmp(text, "NaN", 3) == 0);
}

/* Room for row `row`, and for the rows that are expected: growing by doubling alone would copy every column often. Room
 * that is not written to takes no memory. */
static copse_status make_room(const copse_i_csv_columns *columns, copse_i_csv_column *column, size_t row)
{
    if (row < column->capacity) return COPSE_OK;
    const size_t need = columns->expected > row + 1 ? columns->expected : row + 1;
    void **array = column->is_text ? (void **)&column->text : (void **)&column->number;
    const copse_status status = copse_reserve(array, &column->capacity, need, CELL_SIZE);
    return status;
}

static copse_status become_text(const copse_i_csv_columns *columns, copse_i_csv_column *column, size_t row)
{
    copse_i_csv_column text = {.is_text = true, .has_value = column->has_value};
    const copse_status status = make_room(columns, &text, row);
    if (status != COPSE_OK) return status;
    text.text_from = column->has_value ? row : 0;
    for (size_t r = 0; r < row; r++) text.text[r] = NULL;
    free(column->number);
    *column = text;
    return COPSE_OK;
}

copse_status copse_i_csv_put(copse_i_csv_columns *columns, size_t index, const char *text, size_t n)
{
    copse_i_csv_column *column = &columns->column[index];
    const size_t row = columns->rows;
    copse_status status = make_room(columns, column, row);
    if (status != COPSE_OK) return status;
    const bool missing = copse_i_csv_missing(text, n);
    if (!column->is_text) {
        double x = NAN;
        if (missing || copse_parse_number(text, n, columns->decimal, &x)) {
            column->number[row] = x;
            if (!missing) column->has_value = true;
            return COPSE_OK;
        }
        status = become_text(columns, column, row);
        if (status != COPSE_OK) return status;
    }
    column->has_value = column->has_value || !missing;
    column->text[row] = missing ? NULL : copse_i_store_text(columns->store, text, n);
    return missing || column->text[row] != NULL ? COPSE_OK : COPSE_ENOMEM;
}

copse_status copse_i_csv_put_again(copse_i_csv_columns *columns, size_t index, size_t row, const char *text, size_t n)
{
    copse_i_csv_column *column = &columns->column[index];
    if (!column->is_text || row >= column->text_from || copse_i_csv_missing(text, n)) return COPSE_OK;
    column->text[row] = copse_i_store_text(columns->store, text, n);
    return column->text[row] != NULL ? COPSE_OK : COPSE_ENOMEM;
}

copse_status copse_i_csv_end_row(copse_i_csv_columns *columns, size_t line)
{
    const size_t need = columns->expected > columns->rows + 1 ? columns->expected : columns->rows + 1;
    copse_status status = COPSE_OK;
    if (columns->rows >= columns->line_capacity)
        status = copse_reserve((void **)&columns->line, &columns->line_capacity, need, sizeof *columns->line);
    if (status == COPSE_OK) columns->line[columns->rows++] = line;
    return status;
}

size_t copse_i_csv_rows_again(const copse_i_csv_columns *columns)
{
    size_t rows = 0;
    for (size_t c = 0; c < columns->count; c++)
        if (columns->column[c].text_from > rows) rows = columns->column[c].text_from;
    return rows;
}

/* Gives back what doubling took too much. */
static void shrink(void **array, size_t count, size_t size)
{
    void *smaller = *array != NULL && count > 0 ? realloc(*array, count * size) : NULL;
    if (smaller != NULL) *array = smaller;
}

/* A column without any value is text that can also serve as numbers. */
static copse_status finish_column(copse_i_csv_column *from, size_t rows, copse_column *to)
{
    to->type = from->is_text || !from->has_value ? COPSE_COLUMN_TEXT : COPSE_COLUMN_NUMBER;
    if (from->is_text) shrink((void **)&from->text, rows, sizeof *from->text);
    else shrink((void **)&from->number, rows, sizeof *from->number);
    if (!from->has_value) from->text = copse_alloc(rows, sizeof *from->text);
    if (!from->has_value && from->text == NULL) return COPSE_ENOMEM;
    to->number = from->number;
    to->text = from->text;
    from->number = NULL;
    from->text = NULL;
    return COPSE_OK;
}

copse_status copse_i_csv_columns_finish(copse_i_csv_columns *columns, copse_frame *frame)
{
    frame->rows = frame->file_rows = columns->rows;
    frame->store = columns->store;
    columns->store = NULL;
    shrink((void **)&columns->line, columns->rows, sizeof *columns->line);
    frame->line = columns->line;
    columns->line = NULL;
    frame->row = copse_alloc(frame->rows, sizeof *frame->row);
    frame->column = copse_alloc(columns->count, sizeof *frame->column);
    if (frame->row == NULL || frame->column == NULL) return COPSE_ENOMEM;
    for (size_t r = 0; r < frame->rows; r++) frame->row[r] = r + 1;
    for (size_t c = 0; c < columns->count; c++) {
        frame->columns = c + 1;
        frame->column[c].name = columns->name[c];
        columns->name[c] = NULL;
        if (finish_column(&columns->column[c], frame->rows, &frame->column[c]) != COPSE_OK) return COPSE_ENOMEM;
    }
    return COPSE_OK;
}
