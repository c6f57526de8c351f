/* src/cli/convert_list.h: copse convert --list, the analyses of a review. */
#ifndef COPSE_I_CONVERT_LIST_H
#define COPSE_I_CONVERT_LIST_H

#include "task.h"

/** Reads the review and writes its list: as text a table that fits a terminal, in other formats every column. */
COPSE_NODISCARD copse_status copse_i_convert_list(const char *file, const copse_i_source_values *source,
                                                  const copse_i_output_values *output, copse_error *err);

#endif
