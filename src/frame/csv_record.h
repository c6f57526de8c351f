/* One record of CSV at a time, several times as fast as libcsv: unquoted cells, and quoted ones that are well formed.
 * What is not is left to libcsv, for the error that copse_frame_read gives. */
#ifndef COPSE_FRAME_CSV_RECORD_H
#define COPSE_FRAME_CSV_RECORD_H

#include <stdbool.h>
#include <stddef.h>

/** What a byte is to the reader: everything up to _SPACE stands inside an unquoted cell. */
enum { COPSE_I_BYTE_TEXT, COPSE_I_BYTE_SPACE, COPSE_I_BYTE_DELIMITER, COPSE_I_BYTE_NEWLINE, COPSE_I_BYTE_QUOTE };

typedef struct copse_i_csv_cell {
    const char *text; /**< without the quotes around it */
    size_t n;
    bool doubled; /**< quotes in it are written twice */
} copse_i_csv_cell;

/** Zero-initialise but for cell and room. */
typedef struct copse_i_csv_record {
    copse_i_csv_cell *cell;
    size_t room;  /**< of cell; further cells are counted only */
    size_t count; /**< cells */
    size_t lines; /**< that end in the record */
} copse_i_csv_record;

void copse_i_csv_kinds(char delimiter, unsigned char kind[256]);

/** The first byte of the next record from `at`: blank lines are skipped, *line counts them; `end` where there is none.
 *  *end is readable and a newline, here and below. */
const char *copse_i_csv_record_start(const unsigned char kind[256], const char *at, const char *end, size_t *line);
/** Reads the record at `at` (no blank line); returns one past its newline, or NULL where it is malformed. */
const char *copse_i_csv_record_read(const unsigned char kind[256], const char *at, const char *end,
                                    copse_i_csv_record *record);
/** One past the newline that ends the record of which `at` is a part; NULL where the text ends before that can be told. */
const char *copse_i_csv_record_end(const char *at, const char *end, bool in_quotes);
/** Lines that end in bytes[0..n): LF, CRLF, a lone CR. */
size_t copse_i_csv_count_lines(const char *bytes, size_t n);
/** Copies a cell with its doubled quotes made one; returns the length. out: cell->n bytes. */
size_t copse_i_csv_cell_copy(const copse_i_csv_cell *cell, char *out);

#endif
