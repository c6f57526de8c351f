/* What the outputs of `copse influence` share. */
#ifndef COPSE_REPORT_INFLUENCE_H
#define COPSE_REPORT_INFLUENCE_H

#include "subset_fits.h"

/* The rows of the fits left; copse_i_influence_rows_free takes them. */
typedef struct copse_i_influence_rows {
    copse_i_subset_row *row, last;
    copse_i_subset_rows rows;
} copse_i_influence_rows;
COPSE_NODISCARD copse_status copse_i_influence_rows_init(const copse_influenced *influenced,
                                                         copse_i_influence_rows *out, copse_error *err);
void copse_i_influence_rows_free(copse_i_influence_rows *rows);

/* What a reader must know beside the numbers: who is flagged and why, what could not be fitted, how far the result moves. */
void copse_i_influence_notes(const copse_influenced *influenced, const copse_i_view *view,
                             const copse_i_influence_rows *rows, copse_notes *notes);
COPSE_NODISCARD copse_status copse_i_influence_json(const copse_influenced *influenced,
                                                    const copse_i_influence_rows *rows, const copse_notes *notes,
                                                    copse_text *out);

#endif
