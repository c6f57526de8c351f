/* What the strings of a frame live in. */
#ifndef COPSE_FRAME_STORE_H
#define COPSE_FRAME_STORE_H

#include <copse/frame.h>

typedef struct copse_i_store copse_i_store;

/** A store without strings, that remembers how the file was read; NULL when memory is short. */
copse_i_store *copse_i_store_new(const copse_frame_opts *opts);
void copse_i_store_free(copse_i_store *store);
/** A copy of text[0..n) with a NUL, that lives as long as the store; NULL when memory is short. Recent strings are
 *  found again instead of copied, so a column of labels costs little more than its pointers. */
const char *copse_i_store_text(copse_i_store *store, const char *text, size_t n);
void copse_i_store_set_opts(copse_i_store *store, copse_frame_opts opts);
/** How the file was read. */
const copse_frame_opts *copse_i_store_opts(const copse_i_store *store);

/** The texts as numbers, when every one of them is missing or a number; else NULL in *numbers. */
copse_status copse_i_texts_as_numbers(const char *const *text, size_t rows, char decimal, double **numbers);
/** How the frame was read: the options of its store, or the defaults for a frame without one. */
copse_frame_opts copse_i_frame_opts(const copse_frame *frame);
/** A hint for a message when the delimiter was probably another one: the only column has semicolons, tabs, commas or
 *  bars in its name. Else "". */
const char *copse_i_delimiter_hint(const char *only_name, char delimiter);

#endif
