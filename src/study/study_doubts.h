/* Inside the study room: what is said of numbers that are possible, but mostly a slip. */
#ifndef COPSE_STUDY_DOUBTS_H
#define COPSE_STUDY_DOUBTS_H

#include "study_rows.h"

/* A warning for each doubt, ten at most by name; with binding->strict the first is an error. */
copse_status copse_i_rows_doubt(const copse_i_rows *rows, const copse_binding *binding, const copse_i_columns *columns,
                                copse_i_labels *labels, copse_notes *warnings, copse_error *err);

#endif
