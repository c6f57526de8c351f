/* Data sets of tests/reference/data, and the rule that a reference row says where it comes from. */
#ifndef REFERENCE_DATA_H
#define REFERENCE_DATA_H

#include "reference_csv.h"

typedef struct reference_data {
    reference_csv csv;
    double *y, *v;
    size_t k;
} reference_data;

static inline reference_data reference_data_read(const char *dataset)
{
    char name[256];
    (void)snprintf(name, sizeof name, "data/%s.csv", dataset);
    reference_data data = {.csv = reference_read(name)};
    data.k = data.csv.rows;
    data.y = calloc(data.k, sizeof *data.y);
    data.v = calloc(data.k, sizeof *data.v);
    ck_assert(data.y != NULL && data.v != NULL);
    for (size_t i = 0; i < data.k; i++) {
        data.y[i] = reference_number(&data.csv, i, "yi");
        data.v[i] = reference_number(&data.csv, i, "vi");
    }
    return data;
}

static inline void reference_data_free(reference_data *data)
{
    free(data->y);
    free(data->v);
    reference_free(&data->csv);
}

static inline void reference_check_provenance(const reference_csv *csv, size_t row)
{
    const char *kind = reference_text(csv, row, "kind"), *source = reference_text(csv, row, "source");
    ck_assert_msg(*source != '\0', "%s row %zu has no source", csv->name, row + 1);
    ck_assert_msg(strcmp(kind, "high-precision") == 0 || strcmp(kind, "published") == 0, "%s row %zu is of kind '%s'",
                  csv->name, row + 1, kind);
}

/* The rtol of a row: a positive number (a row whose value is 0 asks for 0 whatever it is). */
static inline double reference_rtol(const reference_csv *csv, size_t row)
{
    const double rtol = reference_number(csv, row, "rtol");
    ck_assert_msg(rtol > 0 && isfinite(rtol), "%s row %zu has no usable rtol", csv->name, row + 1);
    return rtol;
}

#endif
