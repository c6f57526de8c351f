/* Reads a file of tests/reference: a header, then rows; cells may be quoted. Fails the test when something is amiss, so
 * that a file that cannot be read never passes. */
#ifndef REFERENCE_CSV_H
#define REFERENCE_CSV_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reference_csv {
    const char *name;
    char *bytes;
    char **cell; /* the header first, then the rows */
    size_t rows, columns, cells, capacity;
} reference_csv;

static inline void reference_add(reference_csv *csv, char *start)
{
    if (csv->cells == csv->capacity) {
        csv->capacity = csv->capacity ? 2 * csv->capacity : 1024;
        csv->cell = realloc(csv->cell, csv->capacity * sizeof *csv->cell);
        ck_assert_ptr_nonnull(csv->cell);
    }
    csv->cell[csv->cells++] = start;
}

/* One cell, ended in place; *end is the delimiter that followed it. */
static inline char *reference_cell(reference_csv *csv, char *at, char *end)
{
    char *write = at;
    const int quoted = *at == '"';
    reference_add(csv, at);
    if (quoted) {
        for (at++; *at && !(at[0] == '"' && at[1] != '"'); at++) {
            if (*at == '"') at++;
            *write++ = *at;
        }
        if (*at) at++;
    }
    while (*at && *at != ',' && *at != '\n') *write++ = *at++;
    *end = *at;
    char *next = *at ? at + 1 : at;
    *write = '\0';
    return next;
}

static inline void reference_split(reference_csv *csv)
{
    char *at = csv->bytes, end;
    while (*at) {
        const size_t before = csv->cells;
        do at = reference_cell(csv, at, &end);
        while (end == ',');
        if (csv->columns == 0) csv->columns = csv->cells;
        else
            ck_assert_msg(csv->cells - before == csv->columns, "%s: a row of %zu cells, not %zu", csv->name,
                          csv->cells - before, csv->columns);
    }
    ck_assert_msg(csv->columns > 0 && csv->cells > csv->columns, "%s holds no rows", csv->name);
    csv->rows = csv->cells / csv->columns - 1;
}

/* name: relative to tests/reference. */
static inline reference_csv reference_read(const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/reference/%s", COPSE_TEST_SOURCE, name);
    reference_csv csv = {.name = name};
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    ck_assert_msg(size > 0, "%s is empty", path);
    rewind(file);
    csv.bytes = calloc((size_t)size + 1, 1);
    ck_assert_ptr_nonnull(csv.bytes);
    ck_assert_uint_eq(fread(csv.bytes, 1, (size_t)size, file), (size_t)size);
    ck_assert_int_eq(fclose(file), 0);
    reference_split(&csv);
    return csv;
}

static inline void reference_free(reference_csv *csv)
{
    free(csv->cell);
    free(csv->bytes);
    *csv = (reference_csv){0};
}

/* Cell of data row `row` (from 0) in the column of that name. */
static inline const char *reference_text(const reference_csv *csv, size_t row, const char *column)
{
    ck_assert_uint_lt(row, csv->rows);
    for (size_t c = 0; c < csv->columns; c++) {
        if (strcmp(csv->cell[c], column) == 0) return csv->cell[(row + 1) * csv->columns + c];
    }
    ck_abort_msg("%s has no column %s", csv->name, column);
    return NULL;
}

/* The same as a number; NA is NaN, Inf is infinity, anything else must be a number. */
static inline double reference_number(const reference_csv *csv, size_t row, const char *column)
{
    const char *text = reference_text(csv, row, column);
    if (strcmp(text, "NA") == 0) return (double)NAN;
    if (strcmp(text, "Inf") == 0) return (double)INFINITY;
    if (strcmp(text, "-Inf") == 0) return -(double)INFINITY;
    char *end;
    const double x = strtod(text, &end);
    ck_assert_msg(end != text && *end == '\0', "%s row %zu: %s is '%s'", csv->name, row + 1, column, text);
    return x;
}

#endif
