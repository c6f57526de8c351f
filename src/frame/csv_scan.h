/* The driver of libcsv: feeds it line by line, so that every row has a line number, and names what stopped it. */
#ifndef COPSE_FRAME_CSV_SCAN_H
#define COPSE_FRAME_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>

typedef enum copse_i_csv_end {
    COPSE_I_CSV_DONE,
    COPSE_I_CSV_UNTERMINATED, /**< the text ends inside quotes; `offset` is where they open */
    COPSE_I_CSV_AFTER_QUOTE,  /**< text between a closing quote and the delimiter */
    COPSE_I_CSV_STRAY_QUOTE,  /**< a quote inside an unquoted cell */
    COPSE_I_CSV_NOMEM
} copse_i_csv_end;
/** What is wrong, and how to mend it, for messages. */
const char *copse_i_csv_end_text(copse_i_csv_end end);

/** Zero-initialise and fill delimiter, cell, row and context; the callbacks get `context`. */
typedef struct copse_i_csv_scan {
    char delimiter;
    void (*cell)(void *text, size_t n, void *context);
    void (*row)(void *context); /**< after the last cell of a row */
    void *context;
    bool keep_open; /**< do not end the last row: it is a prefix of a text that is read */
    bool stop;      /**< set by a callback: no further line is read, and the scan ends as done */
    bool row_open;  /**< a row has begun and not ended (it has a newline in quotes) */
    size_t line;    /**< on which the current row began, 1-based */
    size_t offset;  /**< of the line that is read; at the end, of the byte that ended the scan */
} copse_i_csv_scan;

/** Calls back for every cell and row of bytes[0..n). Blank lines are no rows. */
copse_i_csv_end copse_i_csv_scan_run(copse_i_csv_scan *scan, const char *bytes, size_t n);

/** Line of the byte at `offset`, 1-based: LF, CRLF and a lone CR end a line. */
size_t copse_i_csv_line_at(const char *bytes, size_t offset);

#endif
