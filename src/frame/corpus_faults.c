/* What can be wrong with the text of a corpus: the messages of copse_frame_read. */
#include "corpus.h"
#include "csv_scan.h"
#include "excerpt.h"
#include "frame_store.h"

#include <stdio.h>
#include <string.h>

copse_status copse_i_corpus_check_encoding(const copse_corpus *corpus, const char *bytes, size_t n, size_t line,
                                           uint64_t offset, copse_error *err)
{
    const char *source = corpus->header.source;
    if (offset == 0 && n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return copse_fail(err, COPSE_EENCODING,
                          "%s:1: the file is UTF-16; give its encoding, utf-16, or save it as UTF-8", source);
    const char *nul = n > 0 ? memchr(bytes, '\0', n) : NULL;
    size_t bad = 0;
    const bool valid = copse_utf8_valid(bytes, nul != NULL ? (size_t)(nul - bytes) : n, &bad);
    if (valid && nul == NULL) return COPSE_OK;
    if (valid) bad = (size_t)(nul - bytes);
    const size_t at = line + copse_i_csv_line_at(bytes, bad) - 1;
    const unsigned long long byte = offset + bad + 1;
    if (valid)
        return copse_fail(err, COPSE_EENCODING, "%s:%zu: byte %llu of the file is NUL; the file is no text, or damaged",
                          source, at, byte);
    return copse_fail(err, COPSE_EENCODING,
                      "%s:%zu: byte %llu of the file (0x%02X) is not UTF-8; save the file as UTF-8, or say what it is, "
                      "as in --encoding windows-1252",
                      source, at, byte, (unsigned char)bytes[bad]);
}

static void count_cell(void *text, size_t n, void *cells)
{
    (void)text;
    (void)n;
    ++*(size_t *)cells;
}

static void forget_row(void *cells)
{
    *(size_t *)cells = 0;
}

copse_status copse_i_corpus_malformed(const copse_corpus *corpus, const char *record, const char *end, size_t line,
                                      copse_error *err)
{
    size_t cells = 0;
    char name[COPSE_I_EXCERPT], column[COPSE_I_EXCERPT + 32];
    copse_i_csv_scan scan = {
        .delimiter = corpus->opts.csv.delimiter, .cell = count_cell, .row = forget_row, .context = &cells};
    const copse_i_csv_end why = copse_i_csv_scan_run(&scan, record, (size_t)(end - record));
    if (why == COPSE_I_CSV_NOMEM) return copse_fail_memory(err);
    const copse_frame *header = &corpus->header;
    (void)snprintf(column, sizeof column, "column %zu", cells + 1);
    if (cells < header->columns) {
        const char *full = header->column[cells].name;
        (void)snprintf(column, sizeof column, "column %s", copse_i_excerpt(name, full, strlen(full)));
    }
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %s: %s", header->source,
                      line + copse_i_csv_line_at(record, scan.offset) - 1, column, copse_i_csv_end_text(why));
}

copse_status copse_i_corpus_ragged(const copse_corpus *corpus, size_t cells, size_t line, copse_error *err)
{
    const copse_frame *header = &corpus->header;
    const char *hint =
        header->columns == 1 ? copse_i_delimiter_hint(header->column[0].name, corpus->opts.csv.delimiter) : "";
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %zu %s, the header has %zu%s", header->source, line, cells,
                      copse_plural(cells, "cell", "cells"), header->columns, hint);
}
