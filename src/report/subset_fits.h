/* Tables of fits of subsets of the studies: leave-one-out, leave-group-out, cumulative. */
#ifndef COPSE_REPORT_SUBSET_FITS_H
#define COPSE_REPORT_SUBSET_FITS_H

#include "json_stream.h"
#include "pool_view.h"

/* One of them; fit is NULL where it could not be made, and `why` says why. */
typedef struct copse_i_subset_row {
    const char *name;
    size_t k;
    const copse_fit *fit;
    const char *why;
    const char *mark; /* "*", or NULL */
} copse_i_subset_row;

typedef struct copse_i_subset_rows {
    const char *id, *title, *head; /* of the table; of its first column */
    const copse_i_subset_row *row;
    size_t rows;
    const copse_i_subset_row *last; /* below a rule: all studies; NULL without */
} copse_i_subset_rows;

/* For people: a table for each coefficient. */
void copse_i_subset_tables(copse_document *document, const copse_i_view *view, const copse_i_subset_rows *rows);
/* A row for each fit and coefficient. */
void copse_i_subset_csv(copse_document *document, const copse_i_view *view, const copse_i_subset_rows *rows);
/* An array under `key`. */
void copse_i_subset_json(copse_i_json *json, const char *key, const copse_pooled *pooled,
                         const copse_i_subset_rows *rows);

/* Whether an interval, on the scale of analysis, has 0 outside. */
bool copse_i_excludes_null(copse_interval ci);

/* Members that influence and cumulate share: the model, and the coefficients of the fit of all studies. */
json_t *copse_i_subset_model_json(copse_i_json *json, const copse_pooled *pooled);
json_t *copse_i_subset_coefficients_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit);

#endif
