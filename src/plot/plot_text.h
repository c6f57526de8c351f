/* Somebody's text is data: cleaned on the way into a plot, escaped for the renderer on the way out. */
#ifndef COPSE_PLOT_TEXT_H
#define COPSE_PLOT_TEXT_H

#include <copse/base.h>

/** One line of valid UTF-8: control characters, line and paragraph separators and characters that steer the writing
 *  direction become spaces, spaces at both ends go, what is not UTF-8 becomes U+FFFD. */
void copse_i_clean_label(const char *label, copse_text *out);
/** n bytes for LaTeX: specials escaped, signs as commands, letters that its fonts may lack in \copseletter, italics where
 *  COPSE_I_ITALIC asks for them. */
void copse_i_latex_text(const char *text, size_t n, copse_text *out);
/** The same in a size of its own, whatever the font of the document. */
void copse_i_latex_sized(const char *text, size_t n, double points, bool bold, copse_text *out);
/** n bytes of a text of ours for gnuplot's enhanced mode: italics as markup, spaces as U+00A0 (SVG viewers drop plain
 *  ones where the font changes). */
void copse_i_enhanced_text(const char *text, size_t n, copse_text *out);
/** n bytes for SVG and XML. */
void copse_i_xml_text(const char *text, size_t n, copse_text *out);
/** True when the text has a switch of ours, so that it needs markup. */
bool copse_i_is_rich(const char *text);

#endif
