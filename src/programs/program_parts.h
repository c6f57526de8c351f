/* src/programs/program_parts.h: what the files of this room share. */
#ifndef COPSE_I_PROGRAM_PARTS_H
#define COPSE_I_PROGRAM_PARTS_H

#include <copse/programs.h>

/** Whether a level's analysis is not that of copse_pool_subgroups: its tables are pooled, or its tau2 is about their
 *  Mantel-Haenszel estimate. */
bool copse_i_program_is_of_levels(const copse_program_settings *settings, const copse_program_trials *trials);
/** Options of an analysis by inverse variance, but for tau2 about the Mantel-Haenszel estimate. */
copse_fit_opts copse_i_program_fit_opts(const copse_program_settings *settings);

#endif
