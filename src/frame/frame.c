#include "excerpt.h"
#include "frame_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_frame_opts copse_frame_opts_default(void)
{
    return (copse_frame_opts){.delimiter = '\0', .decimal = '.'};
}

copse_frame_opts copse_i_frame_opts(const copse_frame *frame)
{
    return frame->store != NULL ? *copse_i_store_opts(frame->store)
                                : (copse_frame_opts){.delimiter = ',', .decimal = '.'};
}

void copse_frame_free(copse_frame *frame)
{
    if (frame == NULL) return;
    for (size_t c = 0; frame->column != NULL && c < frame->columns; c++) {
        free(frame->column[c].name);
        free(frame->column[c].number);
        free(frame->column[c].text);
    }
    free(frame->column);
    free(frame->source);
    free(frame->line);
    free(frame->row);
    copse_i_store_free(frame->store);
    *frame = (copse_frame){0};
}

static bool find_column(const copse_frame *frame, const char *name, size_t *index)
{
    for (size_t c = 0; c < frame->columns; c++) {
        if (strcmp(frame->column[c].name, name) != 0) continue;
        *index = c;
        return true;
    }
    return false;
}

bool copse_frame_has(const copse_frame *frame, const char *name)
{
    size_t index;
    return find_column(frame, name, &index);
}

const char *copse_i_delimiter_hint(const char *only_name, char delimiter)
{
    static const struct {
        char delimiter;
        const char *hint;
    } hints[] = {
        {';', "; the header has one column and semicolons in it: --delimiter ';'?"},
        {'\t', "; the header has one column and tabs in it: --delimiter tab?"},
        {',', "; the header has one column and commas in it: --delimiter ','?"},
        {'|', "; the header has one column and bars in it: --delimiter '|'?"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].delimiter != delimiter && strchr(only_name, hints[i].delimiter) != NULL) return hints[i].hint;
    return "";
}

static const char *frame_hint(const copse_frame *frame)
{
    if (frame->columns != 1) return "";
    return copse_i_delimiter_hint(frame->column[0].name, copse_i_frame_opts(frame).delimiter);
}

copse_status copse_frame_column(const copse_frame *frame, const char *name, size_t *index, copse_error *err)
{
    if (find_column(frame, name, index)) return COPSE_OK;
    const char **names = copse_alloc(frame->columns, sizeof *names);
    if (names == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < frame->columns; c++) names[c] = frame->column[c].name;
    const char *nearest = copse_nearest(name, names, frame->columns);
    free(names);
    if (nearest != NULL)
        return copse_fail(err, COPSE_ENOTFOUND, "%s: no column '%s'; did you mean '%s'?%s", frame->source, name,
                          nearest, frame_hint(frame));
    return copse_fail(err, COPSE_ENOTFOUND, "%s: no column '%s'%s", frame->source, name, frame_hint(frame));
}

const char *copse_frame_cell(const copse_frame *frame, size_t column, size_t row, char *buf, size_t size)
{
    const copse_column *at = &frame->column[column];
    if (at->type == COPSE_COLUMN_TEXT) return at->text[row];
    return isnan(at->number[row]) ? NULL : copse_format_exact(buf, size, at->number[row]);
}

/* A decimal comma where the point was expected, or the other way round, is worth a word. */
static const char *number_hint(const char *cell, char decimal)
{
    double x;
    if (!copse_parse_number(cell, strlen(cell), decimal == '.' ? ',' : '.', &x)) return "";
    return decimal == '.' ? "; for a decimal comma: --decimal ','" : "; for a decimal point: --decimal '.'";
}

copse_status copse_frame_numbers(const copse_frame *frame, const char *name, const double **numbers, copse_error *err)
{
    size_t index = 0;
    *numbers = NULL;
    const copse_status status = copse_frame_column(frame, name, &index, err);
    if (status != COPSE_OK) return status;
    const copse_column *column = &frame->column[index];
    if (column->number != NULL) {
        *numbers = column->number;
        return COPSE_OK;
    }
    const char decimal = copse_i_frame_opts(frame).decimal;
    for (size_t r = 0; r < frame->rows; r++) {
        const char *cell = column->text[r];
        double x;
        char shown[COPSE_I_EXCERPT];
        if (cell == NULL || copse_parse_number(cell, strlen(cell), decimal, &x)) continue;
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: column %s: '%s' is not a number%s", frame->source, frame->line[r],
                          name, copse_i_excerpt(shown, cell, strlen(cell)), number_hint(cell, decimal));
    }
    return copse_fail(err, COPSE_EPARSE, "%s: column %s is text", frame->source, name);
}
