/* Last touches to a picture that gnuplot made. */
#ifndef COPSE_PLOT_PICTURE_FINISH_H
#define COPSE_PLOT_PICTURE_FINISH_H

#include "picture_kind.h"

/** So that the same script gives the same bytes, the date of creation becomes a fixed one (PDF, EPS); an SVG gets the
 *  script's title and description, a list of fonts to choose from, and smooth edges; a .tex says what it needs. */
void copse_i_picture_finish(picture_kind kind, const char *script, const copse_text *raw, copse_text *picture);

#endif
