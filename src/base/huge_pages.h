#ifndef COPSE_BASE_HUGE_PAGES_H
#define COPSE_BASE_HUGE_PAGES_H

#include <stddef.h>

/* Asks the system to back a large array by large pages: with small ones the first touch of each page is a good part of
 * the time that reading a file or binding a million rows takes. A hint: nothing depends on it. */
void copse_i_huge_pages(void *array, size_t bytes);

#endif
