/* Inside the study room: which rows share a value. */
#ifndef COPSE_STUDY_CLASSES_H
#define COPSE_STUDY_CLASSES_H

#include <copse/frame.h>

#include <stdint.h>

/* The values to compare, one kind of them: numbers (NaN = missing), texts (NULL = missing), or pairs of classes. */
typedef struct copse_i_keys {
    const double *number;
    const char *const *text;
    const size_t *pair[2];
} copse_i_keys;

#define COPSE_I_NO_CLASS SIZE_MAX

/* The keys of a frame's column. */
copse_i_keys copse_i_column_keys(const copse_frame *frame, size_t column);

/* Numbers the distinct values of n keys in order of first appearance: id[i] is the class of key i, COPSE_I_NO_CLASS
 * where it is missing or `use` (may be NULL) leaves it out; first[c] (n places) is the first key of class c. Expected
 * time O(n), whatever the number of classes. COPSE_ENOMEM is its only failure. */
copse_status copse_i_classify(const copse_i_keys *keys, size_t n, const bool *use, size_t *id, size_t *first,
                              size_t *count);

#endif
