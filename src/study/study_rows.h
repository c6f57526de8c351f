/* Inside the study room: what became of every row of a frame, which are kept, and what is said of the others. */
#ifndef COPSE_STUDY_ROWS_H
#define COPSE_STUDY_ROWS_H

#include "study_columns.h"
#include "study_labels.h"

/* One entry for every row of the frame. Zero-initialise; copse_i_rows_free frees what it owns. */
typedef struct copse_i_rows {
    const copse_frame *frame;
    const copse_measure *measure;
    double *yi, *vi, *ni;
    copse_effect_row *result;
    bool missing_fails;
    bool grouped;
    size_t subgroup; /* column, where grouped */
    size_t *needed;  /* other columns without which a row is left out */
    size_t needs;
    size_t *keep; /* rows of the frame that become studies */
    size_t kept;
    bool whole; /* every row is kept, in file order */
} copse_i_rows;

/* Computes every row; checks that subgroup and order columns exist. */
copse_status copse_i_rows_compute(copse_i_rows *rows, const copse_binding *binding, const copse_i_columns *columns,
                                  copse_error *err);
/* Parts the rows into rows->keep and set->dropped; the first impossible one is an error. */
copse_status copse_i_rows_sift(copse_i_rows *rows, copse_i_labels *labels, const copse_i_columns *columns,
                               copse_study_set *set, copse_error *err);
/* A warning for each row left out, ten at most by name. */
void copse_i_warn_dropped(const char *source, const copse_study_set *set, copse_notes *warnings);
/* The same, and a hint where given estimates could stand in for them. */
void copse_i_rows_warn(const copse_i_rows *rows, const copse_i_columns *columns, const copse_study_set *set,
                       copse_notes *warnings);
/* The error for a set without studies. */
copse_status copse_i_rows_none(const copse_i_rows *rows, const copse_study_set *set, copse_error *err);
void copse_i_rows_free(copse_i_rows *rows);

#endif
