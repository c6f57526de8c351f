/* Widths of text in the font of the plots, and how text is broken into lines. */
#ifndef COPSE_PLOT_TEXT_METRICS_H
#define COPSE_PLOT_TEXT_METRICS_H

#include <stdbool.h>
#include <stddef.h>

/** In a text of ours this byte switches italics on and off; copse_i_clean_label keeps it out of anybody else's. */
#define COPSE_I_ITALIC '\001'
/** These bytes stand around digits that are set below a superscript 2, as in chi squared with 3 degrees of freedom. */
#define COPSE_I_SQUARED_SUB '\002'

/** Width of a UTF-8 text in em. DejaVu Sans is wider than Helvetica and Arial, so what fits in it fits in them. */
double copse_i_text_width(const char *text, bool bold);
/** The same for its first n bytes. */
double copse_i_text_width_n(const char *text, size_t n, bool bold);
/** True when the font of the plots has the character, so that no other need be asked. */
bool copse_i_font_has(unsigned character);
/** The next character of a valid UTF-8 text; *text moves behind it. */
unsigned copse_i_next_character(const char **text);
/** Bytes of the first line of `text` when it must not be wider than `em`: broken after a space where there is one,
 *  else between characters; at least one character. */
size_t copse_i_line_bytes(const char *text, double em, bool bold);

#endif
