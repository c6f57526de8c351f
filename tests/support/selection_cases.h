/* A row's data set and options of a selection model: columns dataset, type, steps, side, precision. */
#ifndef SELECTION_CASES_H
#define SELECTION_CASES_H

#include "reference_data.h"

#include <copse/bias.h>

typedef struct selection_case {
    reference_data data;
    double *n, step[COPSE_SELMODEL_MOST_STEPS];
    copse_selmodel_opts opts; /* points to step: do not copy */
} selection_case;

static inline double *selection_sizes(const reference_data *data)
{
    double *n = calloc(data->k, sizeof *n);
    ck_assert_ptr_nonnull(n);
    for (size_t i = 0; i < data->k; i++) n[i] = reference_number(&data->csv, i, "ni");
    return n;
}

static inline void selection_case_fill(selection_case *c, const reference_csv *csv, size_t row)
{
    const char *side = reference_text(csv, row, "side"), *precision = reference_text(csv, row, "precision");
    *c = (selection_case){.data = reference_data_read(reference_text(csv, row, "dataset")),
                          .opts = copse_selmodel_opts_default()};
    ck_assert_int_eq(copse_selmodel_find(reference_text(csv, row, "type"), &c->opts.type), COPSE_OK);
    c->opts.side = *side == 'g'   ? COPSE_SELMODEL_GREATER
                   : *side == 'l' ? COPSE_SELMODEL_LESS
                                  : COPSE_SELMODEL_TWO_SIDED;
    for (unsigned i = 1; i <= COPSE_SELMODEL_SQRTNINV; i++)
        if (strcmp(precision, copse_selmodel_precision_name((copse_selmodel_precision)i)) == 0)
            c->opts.precision = (copse_selmodel_precision)i;
    ck_assert(*precision == '\0' || c->opts.precision != COPSE_SELMODEL_NO_PRECISION);
    if (c->opts.precision >= COPSE_SELMODEL_NINV) c->n = selection_sizes(&c->data);
    char *end;
    for (const char *at = reference_text(csv, row, "steps"); *at != '\0'; at = end)
        c->step[c->opts.steps++] = strtod(at, &end);
    c->opts.step = c->step;
}

static inline void selection_case_free(selection_case *c)
{
    double *n = c->n;
    reference_data data = c->data;
    *c = (selection_case){0};
    free(n);
    if (data.y != NULL) reference_data_free(&data);
}

#endif
