/* Columns whose header says nothing: the row names of R in front, and columns of a spreadsheet that hold nothing. */
#include "csv_columns.h"
#include "csv_header.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_taken(char *const *names, size_t count, const char *name)
{
    for (size_t c = 0; c < count; c++)
        if (strcmp(names[c], name) == 0) return true;
    return false;
}

copse_status copse_i_csv_name_first(char **names, size_t count)
{
    if (count < 2 || names[0][0] != '\0') return COPSE_OK;
    char *name = copse_copy(is_taken(names, count, "row") ? "row.names" : "row");
    if (name == NULL) return COPSE_ENOMEM;
    free(names[0]);
    names[0] = name;
    return COPSE_OK;
}

/* The line of the first value of a column that has one. */
static size_t first_value(const copse_i_csv_columns *columns, const copse_i_csv_column *column)
{
    size_t r = 0;
    while (r + 1 < columns->rows && (column->is_text ? column->text[r] == NULL : isnan(column->number[r]) != 0)) r++;
    return columns->line[r];
}

copse_status copse_i_csv_drop_nameless(const char *source, size_t header_line, copse_i_csv_columns *columns,
                                       copse_error *err)
{
    size_t kept = 0;
    for (size_t c = 0; c < columns->count; c++) {
        if (columns->name[c][0] == '\0' && columns->column[c].has_value)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: column %zu of %zu has no name in the header, and a value on line %zu", source,
                              header_line, c + 1, columns->count, first_value(columns, &columns->column[c]));
    }
    for (size_t c = 0; c < columns->count; c++) {
        if (columns->name[c][0] == '\0') {
            free(columns->name[c]);
            free(columns->column[c].number);
            free(columns->column[c].text);
            continue;
        }
        columns->name[kept] = columns->name[c];
        columns->column[kept++] = columns->column[c];
    }
    columns->count = kept;
    return COPSE_OK;
}
