/* Inside the study room: rows sorted by a column. */
#ifndef COPSE_STUDY_ORDER_H
#define COPSE_STUDY_ORDER_H

#include <copse/frame.h>

/* Sorts row[0..k), rows of the frame, by the column `order` (numbers by size, texts by bytes), falling where it starts
 * with '-'. Stable; rows without a value come last either way. */
copse_status copse_i_sort_rows(const copse_frame *frame, const char *order, size_t *row, size_t k, copse_error *err);

#endif
