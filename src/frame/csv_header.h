/* The header row: names that are there, and different. */
#ifndef COPSE_FRAME_CSV_HEADER_H
#define COPSE_FRAME_CSV_HEADER_H

#include <copse/frame.h>

/** COPSE_EUSAGE for a delimiter and a decimal point that cannot be. A delimiter that is NUL is told by the file. */
copse_status copse_i_csv_check_opts(const copse_frame_opts *opts, copse_error *err);
/** The first column gets the name "row", or "row.names", where it has none, as R's row names do; COPSE_ENOMEM. */
copse_status copse_i_csv_name_first(char **names, size_t count);
/** COPSE_EPARSE for an empty (unless `nameless` lets them pass) or a repeated name; `line` is where the header begins. */
copse_status copse_i_csv_check_names(const char *source, size_t line, char *const *names, size_t count, bool nameless,
                                     copse_error *err);

#endif
