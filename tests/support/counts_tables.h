/* Tables of tests/reference/data/counts_tables.csv. */
#ifndef COUNTS_TABLES_H
#define COUNTS_TABLES_H

#include <copse/counts.h>

#include "reference_csv.h"

enum { COUNTS_MOST = 256 };

typedef struct counts_tables {
    size_t k;
    double a[COUNTS_MOST], b[COUNTS_MOST], c[COUNTS_MOST], d[COUNTS_MOST];
} counts_tables;

static inline void counts_read(const char *dataset, counts_tables *t)
{
    reference_csv csv = reference_read("data/counts_tables.csv");
    t->k = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (strcmp(reference_text(&csv, row, "dataset"), dataset) != 0) continue;
        ck_assert_uint_lt(t->k, COUNTS_MOST);
        t->a[t->k] = reference_number(&csv, row, "a");
        t->b[t->k] = reference_number(&csv, row, "b");
        t->c[t->k] = reference_number(&csv, row, "c");
        t->d[t->k++] = reference_number(&csv, row, "d");
    }
    reference_free(&csv);
    ck_assert_uint_gt(t->k, 0);
}

static inline copse_counts counts_of(copse_mh measure, const counts_tables *t)
{
    return (copse_counts){.measure = measure, .k = t->k, .a = t->a, .b = t->b, .c = t->c, .d = t->d};
}

#endif
