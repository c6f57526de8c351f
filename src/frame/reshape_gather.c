/* A column of a new frame, from cells of an old one. */
#include "frame_store.h"
#include "reshape_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A column without any value serves as numbers, too. */
static bool all_numbers(const copse_frame *frame, const copse_i_cell *cell, size_t rows)
{
    bool any = false;
    for (size_t r = 0; r < rows; r++) {
        if (cell[r].row == SIZE_MAX) continue;
        const copse_column *column = &frame->column[cell[r].column];
        if (column->number == NULL || (column->type == COPSE_COLUMN_TEXT && column->text[cell[r].row] != NULL))
            return false;
        any = any || column->type == COPSE_COLUMN_NUMBER;
    }
    return any;
}

static copse_status gather_numbers(const copse_frame *frame, const copse_i_cell *cell, const char *name,
                                   copse_frame *out, copse_error *err)
{
    double *number = copse_alloc(out->rows, sizeof *number);
    if (number == NULL) return copse_fail_memory(err);
    for (size_t r = 0; r < out->rows; r++)
        number[r] = cell[r].row == SIZE_MAX ? (double)NAN : frame->column[cell[r].column].number[cell[r].row];
    const copse_status status = copse_frame_put_numbers(out, name, number, err);
    free(number);
    return status;
}

/* Numbers among texts are written as texts; `own` are those, to be freed. */
static copse_status gather_texts(const copse_frame *frame, const copse_i_cell *cell, const char *name, copse_frame *out,
                                 copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const char **text = copse_alloc(out->rows, sizeof *text);
    char **own = copse_alloc(out->rows, sizeof *own);
    copse_status status = text != NULL && own != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t r = 0; status == COPSE_OK && r < out->rows; r++) {
        if (cell[r].row == SIZE_MAX) continue;
        text[r] = copse_frame_cell(frame, cell[r].column, cell[r].row, buf, sizeof buf);
        if (text[r] != buf) continue;
        text[r] = own[r] = copse_copy(buf);
        if (own[r] == NULL) status = COPSE_ENOMEM;
    }
    if (status == COPSE_OK) status = copse_frame_put_texts(out, name, text, err);
    for (size_t r = 0; own != NULL && r < out->rows; r++) free(own[r]);
    free(text);
    free(own);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

copse_status copse_i_put_cells(const copse_frame *frame, const copse_i_cell *cell, const char *name, copse_frame *out,
                               copse_error *err)
{
    if (copse_frame_has(out, name))
        return copse_fail(err, COPSE_EUSAGE, "%s: the new table would have two columns '%s'", frame->source, name);
    return all_numbers(frame, cell, out->rows) ? gather_numbers(frame, cell, name, out, err)
                                               : gather_texts(frame, cell, name, out, err);
}

copse_status copse_i_reshaped(const copse_frame *frame, const size_t *from, size_t rows, copse_frame *out,
                              copse_error *err)
{
    const copse_status status = copse_frame_new(frame->source, rows, out, err);
    if (status != COPSE_OK) return status;
    copse_i_store_set_opts(out->store, copse_i_frame_opts(frame));
    memcpy(out->sha256, frame->sha256, sizeof out->sha256);
    for (size_t r = 0; r < rows; r++) out->line[r] = frame->line[from[r]];
    return COPSE_OK;
}
