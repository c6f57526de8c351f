/* Inside the study room: what a row is called. */
#ifndef COPSE_STUDY_LABELS_H
#define COPSE_STUDY_LABELS_H

#include <copse/study.h>

/* Zero-initialise; copse_i_labels_free frees what it owns. */
typedef struct copse_i_labels {
    const copse_frame *frame;
    size_t *column;
    size_t columns;
    copse_text text; /* the label being put together */
} copse_i_labels;

copse_status copse_i_labels_bind(const copse_frame *frame, const copse_binding *binding, copse_i_labels *labels,
                                 copse_error *err);
/* The label of row i of the frame, a string in *store; NULL when memory is short. */
char *copse_i_label(copse_i_labels *labels, size_t i, void **store);
void copse_i_labels_free(copse_i_labels *labels);

#endif
