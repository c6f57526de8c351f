/* A laid-out forest plot as a gnuplot script. */
#ifndef COPSE_PLOT_FOREST_SCRIPT_H
#define COPSE_PLOT_FOREST_SCRIPT_H

#include "forest_model.h"
#include "picture_kind.h"

/** Everything above the templates: settings and data blocks. */
void copse_i_forest_write(const forest_model *model, picture_kind kind, const char *picture, copse_text *script);
/** Lines of the text block. */
void copse_i_forest_write_text(const forest_model *model, picture_kind kind, copse_text *script);

#endif
