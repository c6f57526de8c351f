#include "csv_encoding.h"
#include "csv_scan.h"
#include "excerpt.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Reads the good bytes before a bad one, to name the column that it is in. */
typedef struct locator {
    size_t cells;  /* in the row so far */
    size_t wanted; /* of the header; its name goes to `name` */
    bool in_header;
    bool lost; /* the text before is no good CSV: the column is not known */
    char name[COPSE_I_EXCERPT];
} locator;

static void count_cell(void *text, size_t n, void *context)
{
    locator *at = context;
    if (at->in_header && at->cells == at->wanted) (void)copse_i_excerpt(at->name, text, n);
    at->cells++;
}

static void count_row(void *context)
{
    locator *at = context;
    at->in_header = false;
    at->cells = 0;
}

static void locate(locator *at, size_t wanted, const char *bytes, size_t n, char delimiter)
{
    *at = (locator){.wanted = wanted, .in_header = true};
    copse_i_csv_scan scan = {
        .delimiter = delimiter, .cell = count_cell, .row = count_row, .context = at, .keep_open = true};
    at->lost = copse_i_csv_scan_run(&scan, bytes, n) != COPSE_I_CSV_DONE;
}

static copse_status bad_byte(const char *source, const char *bytes, size_t offset, char delimiter, const char *what,
                             copse_error *err)
{
    const size_t bom = offset >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    locator at;
    char column[COPSE_I_EXCERPT + 32];
    locate(&at, SIZE_MAX, bytes + bom, offset - bom, delimiter);
    (void)snprintf(column, sizeof column, "column %zu: ", at.cells + 1);
    if (at.lost) column[0] = '\0';
    else if (!at.in_header) {
        locate(&at, at.cells, bytes + bom, offset - bom, delimiter);
        if (at.name[0] != '\0') (void)snprintf(column, sizeof column, "column %s: ", at.name);
    }
    return copse_fail(err, COPSE_EENCODING, "%s:%zu: %sbyte %zu of the file %s", source,
                      copse_i_csv_line_at(bytes, offset), column, offset + 1, what);
}

copse_status copse_i_csv_check_encoding(const char *source, const char *bytes, size_t n, char delimiter,
                                        copse_error *err)
{
    const char *nul = n > 0 ? memchr(bytes, '\0', n) : NULL;
    size_t bad = 0;
    if (!copse_utf8_valid(bytes, nul != NULL ? (size_t)(nul - bytes) : n, &bad)) {
        char what[128];
        (void)snprintf(what, sizeof what,
                       "(0x%02X) is not UTF-8; save the file as UTF-8, or name its encoding: --encoding windows-1252?",
                       (unsigned char)bytes[bad]);
        return bad_byte(source, bytes, bad, delimiter, what, err);
    }
    if (nul == NULL) return COPSE_OK;
    return bad_byte(source, bytes, (size_t)(nul - bytes), delimiter, "is NUL; the file is no text, or damaged", err);
}

copse_status copse_i_csv_check_kind(const char *source, const char *bytes, size_t n, copse_error *err)
{
    static const struct {
        const char *start, *what;
    } KNOWN[] = {
        {"PK\003\004", "a zip archive; an Excel workbook is to be saved as CSV, and of a data package of RevMan Web "
                       "--analysis says which analysis is meant"},
        {"\320\317\021\340", "an Excel workbook, to be saved as CSV"},
        {"<?xml", "XML; of a RevMan 5 review --analysis says which analysis is meant"},
        {"<COCHRANE_REVIEW", "a RevMan 5 review; --analysis says which analysis is meant"},
    };
    const size_t mark = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        const size_t length = strlen(KNOWN[i].start);
        if (n - mark >= length && memcmp(bytes + mark, KNOWN[i].start, length) == 0)
            return copse_fail(err, COPSE_EPARSE, "%s: no CSV file but %s", source, KNOWN[i].what);
    }
    return COPSE_OK;
}
