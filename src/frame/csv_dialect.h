/* The delimiter of a file, where nobody has said it. */
#ifndef COPSE_FRAME_CSV_DIALECT_H
#define COPSE_FRAME_CSV_DIALECT_H

#include <copse/frame.h>

/** Looks at the first bytes of a text: *skip of them are a byte order mark and the "sep=;" of a spreadsheet (its end of
 *  line stays, as a blank line). A delimiter that is NUL becomes the one of that line, else a tab where the name of the
 *  file ends in .tsv or .tab, else a semicolon beside a decimal comma, else a comma.
 *  COPSE_EUSAGE where the line says another one than is given, and as copse_i_csv_check_opts. */
COPSE_NODISCARD copse_status copse_i_csv_dialect(const char *source, const char *bytes, size_t n,
                                                 copse_frame_opts *opts, size_t *skip, copse_error *err);

/** What to try where quotes of the header are out of place: names in quotes with another delimiter between them, as R's
 *  write.csv2 writes them. "" where there is nothing of the kind. */
const char *copse_i_csv_quote_hint(const char *bytes, size_t n);

#endif
