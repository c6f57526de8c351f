/* What can be wrong with the bytes of a file before it is a table. */
#ifndef COPSE_FRAME_CSV_ENCODING_H
#define COPSE_FRAME_CSV_ENCODING_H

#include <copse/base.h>

/** COPSE_EENCODING, with line and column, for a NUL byte or bytes that are not UTF-8. */
copse_status copse_i_csv_check_encoding(const char *source, const char *bytes, size_t n, char delimiter,
                                        copse_error *err);

/** COPSE_EPARSE for the files that are given by mistake: workbooks, archives, XML. */
copse_status copse_i_csv_check_kind(const char *source, const char *bytes, size_t n, copse_error *err);

#endif
