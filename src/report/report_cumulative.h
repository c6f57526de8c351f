/* What the outputs of `copse cumulate` share. */
#ifndef COPSE_REPORT_CUMULATIVE_H
#define COPSE_REPORT_CUMULATIVE_H

#include "subset_fits.h"

/* Tables of the boundaries and of the confidence sequence; nothing where there are none. */
void copse_i_sequential_tables(copse_document *document, const copse_accumulated *accumulated,
                               const copse_i_view *view);
void copse_i_sequential_csv(copse_document *document, const copse_accumulated *accumulated);
void copse_i_cumulative_notes(const copse_accumulated *accumulated, const copse_i_view *view, copse_notes *notes);
/* Participants that the required information takes at the information per participant so far; NaN where a study's number is not
 * known. */
double copse_i_required_participants(const copse_accumulated *accumulated);
COPSE_NODISCARD copse_status copse_i_cumulative_json(const copse_accumulated *accumulated,
                                                     const copse_i_subset_rows *rows, const copse_notes *notes,
                                                     copse_text *out);

#endif
