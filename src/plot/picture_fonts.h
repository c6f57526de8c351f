/* Characters that no font of this machine has. */
#ifndef COPSE_PLOT_PICTURE_FONTS_H
#define COPSE_PLOT_PICTURE_FONTS_H

#include <copse/base.h>

/** Appends the script to `out`; characters that the font of the plots lacks and fontconfig finds in no other become U+FFFD: the
 *  box that pango would draw for one covers the whole picture in gnuplot's cairo terminals. Where fontconfig's fc-list
 *  is missing the script is copied as it is. */
copse_status copse_i_replace_unknown_characters(const char *script, copse_text *out, copse_error *err);

#endif
