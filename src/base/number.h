/* Numbers as text, for this room. */
#ifndef COPSE_BASE_NUMBER_H
#define COPSE_BASE_NUMBER_H

#include <copse/base.h>

/** As copse_format_exact; returns how long it is. */
size_t copse_i_write_exact(char text[COPSE_NUMBER_TEXT], double x);

#endif
