/* Text that is safe to show: in a terminal, a Markdown cell, a LaTeX cell. */
#ifndef COPSE_REPORT_PRINTABLE_H
#define COPSE_REPORT_PRINTABLE_H

#include <copse/base.h>

/* Appends `text` on one line: tabs and line ends become spaces; other control characters and the marks that turn the
 * writing direction round become U+FFFD, since they would reach the terminal as commands; bytes that are not UTF-8
 * become U+FFFD. */
void copse_i_printable_add(copse_text *out, const char *text);

#endif
