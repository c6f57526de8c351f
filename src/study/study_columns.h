/* Inside the study room: which columns of a frame feed which inputs of a measure. */
#ifndef COPSE_STUDY_COLUMNS_H
#define COPSE_STUDY_COLUMNS_H

#include <copse/study.h>

/* Zero-initialise; copse_i_columns_free frees what it owns. */
typedef struct copse_i_columns {
    const double *in[COPSE_IN_COUNT]; /* NULL = not bound */
    const char *name[COPSE_IN_COUNT]; /* of the column, NULL = not bound */
    bool yi_not_used;                 /* there are given estimates beside the raw numbers, but nobody named them */
    double *missing;                  /* stands in for columns without a single value */
} copse_i_columns;

copse_status copse_i_columns_bind(const copse_frame *frame, const copse_binding *binding, const copse_measure *measure,
                                  copse_i_columns *columns, copse_error *err);
void copse_i_columns_free(copse_i_columns *columns);

/* The error for a measure whose inputs are not there: what it needs, what is not found, what comes near. */
copse_status copse_i_inputs_not_found(const copse_frame *frame, const copse_binding *binding,
                                      const copse_measure *measure, copse_error *err);
/* Is there a column for this input: the one that the binding names, or else the one of the standard name? */
bool copse_i_input_available(const copse_frame *frame, const copse_binding *binding, copse_input input);

#endif
