/* Inside the frame room: what the reshapings share. */
#ifndef COPSE_RESHAPE_PARTS_H
#define COPSE_RESHAPE_PARTS_H

#include <copse/frame.h>

/* Which rows are of one trial: trial t has rows member[start[t]] .. member[start[t + 1] - 1], in file order; trials in the
 * order in which they appear. Zero-initialise. */
typedef struct copse_i_trials {
    size_t count;
    size_t *id; /* trial of each row */
    size_t *member, *start;
} copse_i_trials;
/* A row without a value in a key is COPSE_EMISSING. */
copse_status copse_i_trials_find(const copse_frame *frame, const char *const *key, size_t keys, copse_i_trials *trials,
                                 copse_error *err);
void copse_i_trials_free(copse_i_trials *trials);
/* "trial A, weeks 8": for messages. */
void copse_i_trial_name(const copse_frame *frame, const char *const *key, size_t keys, size_t row, copse_text *out);

/* A row in which the column differs from its trial's first row, SIZE_MAX where there is none. */
size_t copse_i_differs(const copse_frame *frame, const copse_i_trials *trials, size_t column);
/* The same text, or both missing. */
bool copse_i_same_cell(const copse_frame *frame, size_t column, size_t a, size_t b);

/* Adds the name of a value's column in wide form, of level `l` of `levels`; `joint` stands between name and level where it
 * has neither columns nor pattern. COPSE_EUSAGE where there are not as many columns as levels. */
copse_status copse_i_wide_name(const copse_frame *frame, const copse_reshape_value *value, size_t l,
                               const char *const *level, size_t levels, const char *joint, copse_text *out,
                               copse_error *err);

/* Where a cell comes from; row SIZE_MAX: missing. */
typedef struct copse_i_cell {
    size_t column, row;
} copse_i_cell;
/* Adds a column of out->rows cells to `out`: numbers where all columns they come from are. A name that is there already
 * is COPSE_EUSAGE. */
copse_status copse_i_put_cells(const copse_frame *frame, const copse_i_cell *cell, const char *name, copse_frame *out,
                               copse_error *err);
/* A frame of `rows` rows, each with the line of the row of `frame` that it comes from. */
copse_status copse_i_reshaped(const copse_frame *frame, const size_t *from, size_t rows, copse_frame *out,
                              copse_error *err);

#endif
