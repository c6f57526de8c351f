#include "csv_columns.h"
#include "csv_decode.h"
#include "csv_dialect.h"
#include "csv_encoding.h"
#include "csv_header.h"
#include "csv_scan.h"
#include "excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 64 }; /* after so many, the number of rows is estimated */

typedef struct csv_reader {
    const char *source;
    copse_i_csv_scan scan;
    copse_i_csv_columns columns;
    size_t bytes; /* of the text */
    size_t cells; /* so far in the current row */
    size_t header_line;
    bool in_header;
    bool guessed;         /* nobody said what the delimiter is */
    size_t row, last_row; /* second pass */
    copse_status status;
    copse_error *err;
} csv_reader;

static void stop_reading(csv_reader *reader, copse_status status)
{
    reader->status = status;
    reader->scan.stop = true;
    if (status == COPSE_ENOMEM) (void)copse_fail_memory(reader->err);
}

static void take_cell(void *text, size_t n, void *context)
{
    csv_reader *reader = context;
    const size_t index = reader->cells++;
    copse_status status = COPSE_OK;
    if (reader->in_header) status = copse_i_csv_add_name(&reader->columns, text, n);
    else if (index < reader->columns.count) status = copse_i_csv_put(&reader->columns, index, text, n);
    if (status != COPSE_OK) stop_reading(reader, status);
}

static const char *reader_hint(const csv_reader *reader)
{
    const size_t count = reader->columns.count;
    if (count > 1 && reader->cells == count + 1 && reader->columns.rows == 0)
        return "; R's write.table leaves out the name of the first: col.names=NA writes it";
    if (count != 1) return "";
    return copse_i_delimiter_hint(reader->columns.name[0], reader->scan.delimiter);
}

static copse_status ragged(const csv_reader *reader)
{
    return copse_fail(reader->err, COPSE_EPARSE, "%s:%zu: %zu %s, the header has %zu%s", reader->source,
                      reader->scan.line, reader->cells, copse_plural(reader->cells, "cell", "cells"),
                      reader->columns.count, reader_hint(reader));
}

/* From the rows so far to the rows of the file, and a sixteenth more. */
static void expect_rows(csv_reader *reader)
{
    const double so_far = (double)reader->columns.rows, part = (double)reader->scan.offset / (double)reader->bytes;
    reader->columns.expected = (size_t)(so_far / part * 1.0625) + 1;
}

static copse_status take_header(csv_reader *reader)
{
    copse_i_csv_columns *columns = &reader->columns;
    reader->header_line = reader->scan.line;
    if (reader->guessed && columns->count == 1 && reader_hint(reader)[0] != '\0')
        return copse_fail(reader->err, COPSE_EPARSE, "%s:%zu: no '%c' between the cells%s", reader->source,
                          reader->scan.line, reader->scan.delimiter, reader_hint(reader));
    const copse_status status = copse_i_csv_name_first(columns->name, columns->count);
    if (status != COPSE_OK) return status;
    return copse_i_csv_check_names(reader->source, reader->scan.line, columns->name, columns->count, columns->count > 1,
                                   reader->err);
}

static void take_row(void *context)
{
    csv_reader *reader = context;
    const copse_i_csv_columns *columns = &reader->columns;
    copse_status status;
    if (reader->in_header) status = take_header(reader);
    else if (reader->cells != columns->count) status = ragged(reader);
    else status = copse_i_csv_end_row(&reader->columns, reader->scan.line);
    if (columns->rows >= FIRST_ROWS && (columns->rows & (columns->rows - 1)) == 0) expect_rows(reader);
    if (status != COPSE_OK) stop_reading(reader, status);
    reader->in_header = false;
    reader->cells = 0;
}

static void take_cell_again(void *text, size_t n, void *context)
{
    csv_reader *reader = context;
    const size_t index = reader->cells++;
    if (reader->in_header) return;
    const copse_status status = copse_i_csv_put_again(&reader->columns, index, reader->row, text, n);
    if (status != COPSE_OK) stop_reading(reader, status);
}

static void take_row_again(void *context)
{
    csv_reader *reader = context;
    if (!reader->in_header && ++reader->row == reader->last_row) reader->scan.stop = true;
    reader->in_header = false;
    reader->cells = 0;
}

/* The column that the reader is in, for a message: its name, or its number while the header is read. */
static const char *place(const csv_reader *reader, char *buf, size_t size)
{
    char name[COPSE_I_EXCERPT];
    const size_t index = reader->cells;
    if (reader->in_header || index >= reader->columns.count || reader->columns.name[index][0] == '\0')
        (void)snprintf(buf, size, "column %zu", index + 1);
    else
        (void)snprintf(buf, size, "column %s",
                       copse_i_excerpt(name, reader->columns.name[index], strlen(reader->columns.name[index])));
    return buf;
}

static copse_status scan_failed(const csv_reader *reader, copse_i_csv_end end, const char *bytes, size_t n)
{
    char column[COPSE_I_EXCERPT + 32];
    if (end == COPSE_I_CSV_NOMEM) return copse_fail_memory(reader->err);
    return copse_fail(reader->err, COPSE_EPARSE, "%s:%zu: %s: %s%s", reader->source,
                      copse_i_csv_line_at(bytes, reader->scan.offset), place(reader, column, sizeof column),
                      copse_i_csv_end_text(end),
                      reader->guessed && reader->in_header ? copse_i_csv_quote_hint(bytes, n) : "");
}

static copse_status read_rows(csv_reader *reader, const char *bytes, size_t n)
{
    reader->in_header = true;
    reader->bytes = n;
    reader->scan =
        (copse_i_csv_scan){.delimiter = reader->scan.delimiter, .cell = take_cell, .row = take_row, .context = reader};
    const copse_i_csv_end end = copse_i_csv_scan_run(&reader->scan, bytes, n);
    if (reader->status != COPSE_OK) return reader->status;
    if (end != COPSE_I_CSV_DONE) return scan_failed(reader, end, bytes, n);
    if (reader->columns.count == 0)
        return copse_fail(reader->err, COPSE_ENODATA, "%s: the file is empty: it needs a header row and data",
                          reader->source);
    if (reader->columns.rows == 0)
        return copse_fail(reader->err, COPSE_ENODATA, "%s: there is a header and no row of data%s", reader->source,
                          reader_hint(reader));
    return COPSE_OK;
}

static copse_status read_rows_again(csv_reader *reader, const char *bytes, size_t n)
{
    reader->last_row = copse_i_csv_rows_again(&reader->columns);
    if (reader->last_row == 0) return COPSE_OK;
    reader->in_header = true;
    reader->cells = 0;
    reader->scan = (copse_i_csv_scan){
        .delimiter = reader->scan.delimiter, .cell = take_cell_again, .row = take_row_again, .context = reader};
    if (copse_i_csv_scan_run(&reader->scan, bytes, n) == COPSE_I_CSV_NOMEM) return copse_fail_memory(reader->err);
    return reader->status;
}

copse_status copse_i_csv_check_opts(const copse_frame_opts *opts, copse_error *err)
{
    const unsigned char delimiter = (unsigned char)opts->delimiter;
    if (opts->decimal != '.' && opts->decimal != ',')
        return copse_fail(err, COPSE_EUSAGE, "the decimal point is '.' or ',', not '%c'", opts->decimal);
    if (opts->decimal == opts->delimiter)
        return copse_fail(err, COPSE_EUSAGE, "'%c' cannot be both delimiter and decimal point%s", opts->decimal,
                          opts->decimal == ',' ? ": --delimiter ';'?" : "");
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter > 0x7e)
        return copse_fail(err, COPSE_EUSAGE, "the delimiter is one ASCII character other than a quote or a newline");
    return COPSE_OK;
}

/* Reads text that is UTF-8. */
static copse_status parse_text(const char *source, const char *bytes, size_t n, copse_frame_opts opts,
                               copse_frame *frame, copse_error *err)
{
    size_t skip = 0;
    const bool guessed = opts.delimiter == '\0';
    copse_status status = copse_i_csv_dialect(source, bytes, n, &opts, &skip, err);
    if (status == COPSE_OK) status = copse_i_csv_check_encoding(source, bytes, n, opts.delimiter, err);
    if (status != COPSE_OK) return status;
    csv_reader reader = {.source = source,
                         .err = err,
                         .scan.delimiter = opts.delimiter,
                         .guessed = guessed,
                         .columns.decimal = opts.decimal};
    reader.columns.store = copse_i_store_new(&opts);
    if (reader.columns.store == NULL) return copse_fail_memory(err);
    status = read_rows(&reader, bytes + skip, n - skip);
    if (status == COPSE_OK) status = read_rows_again(&reader, bytes + skip, n - skip);
    if (status == COPSE_OK) status = copse_i_csv_drop_nameless(source, reader.header_line, &reader.columns, err);
    if (status == COPSE_OK && copse_i_csv_columns_finish(&reader.columns, frame) != COPSE_OK)
        status = copse_fail_memory(err);
    copse_i_csv_columns_free(&reader.columns);
    return status;
}

copse_status copse_frame_parse(const char *source, const char *bytes, size_t n, const copse_frame_opts *opts,
                               copse_frame *frame, copse_error *err)
{
    *frame = (copse_frame){0};
    if (n == 0) bytes = ""; /* may be NULL */
    const copse_frame_opts use = opts != NULL ? *opts : copse_frame_opts_default();
    copse_i_decoder *decoder = NULL;
    copse_text text = {0};
    size_t mark = 0;
    copse_status status = copse_i_csv_check_opts(&use, err);
    if (status == COPSE_OK) status = copse_i_csv_check_kind(source, bytes, n, err);
    if (status == COPSE_OK) status = copse_i_decoder_open(source, use.encoding, bytes, n, &decoder, &mark, err);
    if (status == COPSE_OK && decoder != NULL)
        status = copse_i_decoder_add(decoder, bytes + mark, n - mark, true, &text, err);
    copse_i_decoder_close(decoder);
    if (status == COPSE_OK) {
        frame->source = copse_copy(source);
        if (frame->source == NULL) status = copse_fail_memory(err);
    }
    if (status == COPSE_OK && decoder != NULL)
        status = parse_text(source, copse_text_string(&text), text.length, use, frame, err);
    else if (status == COPSE_OK) status = parse_text(source, bytes, n, use, frame, err);
    copse_text_free(&text);
    if (status == COPSE_OK) copse_sha256(bytes, n, frame->sha256);
    else copse_frame_free(frame);
    return status;
}

copse_status copse_frame_read(const char *path, const copse_frame_opts *opts, copse_frame *frame, copse_error *err)
{
    *frame = (copse_frame){0};
    const bool bundled = path[0] == '@';
    char *found = NULL, *bytes = NULL;
    size_t n = 0;
    copse_status status = bundled ? copse_dataset_path(path, NULL, &found, err) : COPSE_OK;
    if (status == COPSE_OK) status = copse_file_read(bundled ? found : path, &bytes, &n, err);
    if (status == COPSE_OK)
        status = copse_frame_parse(strcmp(path, "-") == 0 ? "<stdin>" : path, bytes, n, opts, frame, err);
    free(found);
    free(bytes);
    return status;
}
