/* The kinds of pictures, known by the ending of their file names. */
#ifndef COPSE_PLOT_PICTURE_KIND_H
#define COPSE_PLOT_PICTURE_KIND_H

#include <copse/base.h>

typedef enum picture_kind {
    PICTURE_PDF,
    PICTURE_SVG,
    PICTURE_PNG,
    PICTURE_EPS,
    PICTURE_TEX,
    PICTURE_GP, /**< the script itself */
    PICTURE_UNKNOWN
} picture_kind;

picture_kind copse_i_picture_kind(const char *path);
/** "pdf": the ending, and the name of the terminal in plots/style.gp. */
const char *copse_i_picture_ending(picture_kind kind);
/** True when the bytes begin like a picture of that kind. */
bool copse_i_picture_begins(picture_kind kind, const char *bytes, size_t n);

#endif
