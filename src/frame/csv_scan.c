#include "csv_scan.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_STEP = 64 * 1024 };

/* The ends of lines still to come; each is looked for once, so that files without LF or without CR cost no more. */
typedef struct line_ends {
    const char *end, *lf, *cr;
} line_ends;

typedef struct scan_state {
    copse_i_csv_scan *scan;
    bool ended; /* a row ended within the line being read */
} scan_state;

static const char *find_byte(const char *from, const char *end, char byte)
{
    const char *found = from < end ? memchr(from, byte, (size_t)(end - from)) : NULL;
    return found != NULL ? found : end;
}

/* One past the last byte of the line that starts at `at`. */
static const char *line_end(line_ends *ends, const char *at)
{
    if (ends->lf < at) ends->lf = find_byte(at, ends->end, '\n');
    if (ends->cr < at) ends->cr = find_byte(at, ends->end, '\r');
    if (ends->cr + 1 < ends->lf) return ends->cr + 1;
    return ends->lf < ends->end ? ends->lf + 1 : ends->end;
}

const char *copse_i_csv_end_text(copse_i_csv_end end)
{
    switch (end) {
    case COPSE_I_CSV_UNTERMINATED:
        return "a quote opens here and is never closed";
    case COPSE_I_CSV_AFTER_QUOTE:
        return "text after a closing quote (a quote inside a quoted cell is written twice: \"\")";
    case COPSE_I_CSV_STRAY_QUOTE:
        return "a quote inside an unquoted cell (put the cell in quotes and write its quotes twice: \"\")";
    case COPSE_I_CSV_DONE:
    case COPSE_I_CSV_NOMEM:
        break;
    }
    return "";
}

size_t copse_i_csv_line_at(const char *bytes, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++) line += bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
    return line;
}

static bool is_blank(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n')) from++;
    return from == to;
}

/* libcsv asks for its cell buffer in steps of one size; rounding up to a power of two keeps a huge cell linear. */
static void *grow_cell_buffer(void *buffer, size_t size)
{
    size_t rounded = CELL_STEP;
    while (rounded < size && rounded <= SIZE_MAX / 2) rounded *= 2;
    return realloc(buffer, rounded < size ? size : rounded);
}

static bool start_parser(struct csv_parser *parser, char delimiter)
{
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0) return false;
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_realloc_func(parser, grow_cell_buffer);
    csv_set_blk_size(parser, CELL_STEP);
    return true;
}

static void forward_cell(void *text, size_t n, void *data)
{
    copse_i_csv_scan *scan = ((scan_state *)data)->scan;
    if (!scan->stop) scan->cell(text, n, scan->context);
}

static void forward_row(int terminator, void *data)
{
    scan_state *state = data;
    (void)terminator;
    state->ended = true;
    if (!state->scan->stop) state->scan->row(state->scan->context);
}

static void count_cell(void *text, size_t n, void *count)
{
    (void)text;
    (void)n;
    (*(size_t *)count)++;
}

/* Where the quote is that is open at the end of a row's bytes: libcsv does not tell, so the row is read again byte by
 * byte. */
static size_t open_quote(char delimiter, const char *row, size_t n)
{
    struct csv_parser parser;
    size_t cells = 0, start = 0;
    if (!start_parser(&parser, delimiter)) return 0;
    for (size_t i = 0; i < n; i++) {
        const size_t before = cells;
        if (csv_parse(&parser, row + i, 1, count_cell, NULL, &cells) != 1) break;
        if (cells != before) start = i + 1;
    }
    csv_free(&parser);
    return start + (size_t)(find_byte(row + start, row + n, '"') - (row + start));
}

static copse_i_csv_end scan_error(struct csv_parser *parser)
{
    if (csv_error(parser) != CSV_EPARSE) return COPSE_I_CSV_NOMEM;
    return parser->quoted ? COPSE_I_CSV_AFTER_QUOTE : COPSE_I_CSV_STRAY_QUOTE;
}

/* The last row may lack its newline, and may lack its closing quote. */
static copse_i_csv_end scan_finish(struct csv_parser *parser, scan_state *state, const char *bytes, size_t n,
                                   size_t row_start)
{
    if (state->scan->stop || state->scan->keep_open) return COPSE_I_CSV_DONE;
    if (csv_fini(parser, forward_cell, forward_row, state) == 0) return COPSE_I_CSV_DONE;
    state->scan->offset = row_start + open_quote(state->scan->delimiter, bytes + row_start, n - row_start);
    return COPSE_I_CSV_UNTERMINATED;
}

copse_i_csv_end copse_i_csv_scan_run(copse_i_csv_scan *scan, const char *bytes, size_t n)
{
    struct csv_parser parser;
    if (!start_parser(&parser, scan->delimiter)) return COPSE_I_CSV_NOMEM;

    scan_state state = {scan, false};
    line_ends ends = {bytes + n, find_byte(bytes, bytes + n, '\n'), find_byte(bytes, bytes + n, '\r')};
    copse_i_csv_end end = COPSE_I_CSV_DONE;
    size_t line = 1, row_start = 0;
    for (const char *at = bytes; at < ends.end && !scan->stop; line++) {
        const char *next = line_end(&ends, at);
        if (!scan->row_open) {
            scan->line = line;
            row_start = (size_t)(at - bytes);
        }
        state.ended = false;
        scan->offset = (size_t)(at - bytes);
        const size_t taken = csv_parse(&parser, at, (size_t)(next - at), forward_cell, forward_row, &state);
        if (taken < (size_t)(next - at)) {
            scan->offset += taken;
            end = scan_error(&parser);
            break;
        }
        scan->row_open = !state.ended && (scan->row_open || !is_blank(at, next));
        at = next;
    }
    if (end == COPSE_I_CSV_DONE) end = scan_finish(&parser, &state, bytes, n, row_start);
    csv_free(&parser);
    return end;
}
