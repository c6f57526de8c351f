/* The designs of make_mods.py by name, and their matrices. */
#ifndef REFERENCE_DESIGNS_H
#define REFERENCE_DESIGNS_H

#include "reference_data.h"

enum { MOST_COLUMNS = 8 };

/* "intrcpt" is a column of ones, "alloc_x" the indicator of alloc = x. */
static const struct design {
    const char *name, *column[MOST_COLUMNS];
} DESIGNS[] = {{"bcg_ablat", {"intrcpt", "ablat"}},
               {"bcg_ablat_year", {"intrcpt", "ablat", "year"}},
               {"bcg_noint", {"ablat"}},
               {"bcg_alloc_cellmeans", {"alloc_random", "alloc_alternate", "alloc_systematic"}},
               {"bcg_alloc_ablat", {"intrcpt", "alloc_random", "alloc_systematic", "ablat"}},
               {"molloy_quality_age", {"intrcpt", "quality", "meanage"}},
               {"sim100", {"intrcpt", "x1", "x2", "x3", "x4"}},
               {"sim1000", {"intrcpt", "x1", "x2", "x3", "x4"}}};

static inline const struct design *find_design(const char *name)
{
    for (size_t i = 0; i < sizeof DESIGNS / sizeof *DESIGNS; i++)
        if (strcmp(DESIGNS[i].name, name) == 0) return &DESIGNS[i];
    ck_abort_msg("no design %s", name);
    return NULL;
}

static inline size_t columns_of(const struct design *design)
{
    size_t p = 0;
    while (p < MOST_COLUMNS && design->column[p] != NULL) p++;
    return p;
}

static inline double *design_matrix(const struct design *design, const reference_data *data)
{
    const size_t p = columns_of(design);
    double *X = calloc(data->k * p, sizeof *X);
    ck_assert_ptr_nonnull(X);
    for (size_t i = 0; i < data->k; i++)
        for (size_t j = 0; j < p; j++) {
            const char *column = design->column[j];
            double x;
            if (strcmp(column, "intrcpt") == 0) x = 1;
            else if (strncmp(column, "alloc_", 6) == 0)
                x = strcmp(reference_text(&data->csv, i, "alloc"), column + 6) == 0;
            else x = reference_number(&data->csv, i, column);
            X[i * p + j] = x;
        }
    return X;
}

#endif
