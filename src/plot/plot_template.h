/* What every script has in common. */
#ifndef COPSE_PLOT_TEMPLATE_H
#define COPSE_PLOT_TEMPLATE_H

#include "picture_kind.h"

#include <copse/base.h>

/* Appends the text of a template that comes with copse, such as "plots/style.gp". */
COPSE_NODISCARD copse_status copse_i_add_template(const char *name, copse_text *script, copse_error *err);
/* Appends a data block. */
void copse_i_add_block(copse_text *script, const char *name, const char *end, const copse_text *block);
/* Appends the block $picture: the name that the script writes to when its user runs it, `file`.pdf where picture is NULL;
 * without a folder, and never the "|command" of gnuplot. */
void copse_i_add_picture_name(const char *picture, const char *file, picture_kind kind, copse_text *script);

#endif
