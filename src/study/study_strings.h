/* Inside the study room: strings that live and die together, so that a million labels are not a million allocations. */
#ifndef COPSE_STUDY_STRINGS_H
#define COPSE_STUDY_STRINGS_H

#include <copse/base.h>

/* A copy of bytes[0..n) with a NUL that lives until copse_i_strings_free(*store); NULL when memory is short. *store is
 * NULL at first. */
char *copse_i_strings_add(void **store, const char *bytes, size_t n);
void copse_i_strings_free(void *store);

#endif
