/* The header row: names that are there, and different. */
#ifndef COPSE_FRAME_CSV_HEADER_H
#define COPSE_FRAME_CSV_HEADER_H

#include <copse/frame.h>

/** COPSE_EUSAGE for a delimiter and a decimal point that cannot be. */
copse_status copse_i_csv_check_opts(const copse_frame_opts *opts, copse_error *err);
/** COPSE_EPARSE for an empty or a repeated name; `line` is where the header begins. */
copse_status copse_i_csv_check_names(const char *source, size_t line, char *const *names, size_t count,
                                     copse_error *err);

#endif
