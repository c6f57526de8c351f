/* The designs of make_mods.py by name: "intrcpt" is a column of ones, "alloc_x" the indicator of alloc = x. */
#ifndef REGRESSION_DESIGNS_H
#define REGRESSION_DESIGNS_H

#include "reference_data.h"

enum { REGRESSION_MOST_COLUMNS = 8 };

typedef struct regression_design {
    const char *name, *dataset, *column[REGRESSION_MOST_COLUMNS];
    size_t term[REGRESSION_MOST_COLUMNS], terms; /* without the intercept */
} regression_design;

static const regression_design REGRESSION_DESIGNS[] = {
    {"bcg_ablat", "bcg", {"intrcpt", "ablat"}, {0, 0}, 1},
    {"bcg_ablat_year", "bcg", {"intrcpt", "ablat", "year"}, {0, 0, 1}, 2},
    {"bcg_noint", "bcg", {"ablat"}, {0}, 1},
    {"bcg_alloc_cellmeans", "bcg", {"alloc_random", "alloc_alternate", "alloc_systematic"}, {0, 0, 0}, 1},
    {"bcg_alloc_ablat", "bcg", {"intrcpt", "alloc_random", "alloc_systematic", "ablat"}, {0, 0, 0, 1}, 2},
    {"molloy_quality_age", "molloy2014_zcor", {"intrcpt", "quality", "meanage"}, {0, 0, 1}, 2},
    {"sim1000", "sim1000", {"intrcpt", "x1", "x2", "x3", "x4"}, {0, 0, 0, 1, 1}, 2}};

typedef struct regression_case {
    const regression_design *design;
    reference_data data;
    double *X;
    size_t p;
} regression_case;

static inline double regression_cell(const reference_data *data, size_t i, const char *column)
{
    if (strcmp(column, "intrcpt") == 0) return 1;
    if (strncmp(column, "alloc_", 6) == 0) return strcmp(reference_text(&data->csv, i, "alloc"), column + 6) == 0;
    return reference_number(&data->csv, i, column);
}

static inline regression_case regression_read(const char *name)
{
    regression_case out = {0};
    for (size_t i = 0; i < sizeof REGRESSION_DESIGNS / sizeof *REGRESSION_DESIGNS; i++)
        if (strcmp(REGRESSION_DESIGNS[i].name, name) == 0) out.design = &REGRESSION_DESIGNS[i];
    ck_assert_msg(out.design != NULL, "no design %s", name);
    while (out.p < REGRESSION_MOST_COLUMNS && out.design->column[out.p] != NULL) out.p++;
    out.data = reference_data_read(out.design->dataset);
    out.X = calloc(out.data.k * out.p, sizeof *out.X);
    ck_assert_ptr_nonnull(out.X);
    for (size_t i = 0; i < out.data.k; i++)
        for (size_t j = 0; j < out.p; j++) out.X[i * out.p + j] = regression_cell(&out.data, i, out.design->column[j]);
    return out;
}

static inline void regression_free(regression_case *c)
{
    reference_data_free(&c->data);
    free(c->X);
    *c = (regression_case){0};
}

#endif
