#include "csv_record.h"

#include <string.h>

void copse_i_csv_kinds(char delimiter, unsigned char kind[256])
{
    memset(kind, COPSE_I_BYTE_TEXT, 256);
    kind[' '] = kind['\t'] = COPSE_I_BYTE_SPACE;
    kind['\n'] = kind['\r'] = COPSE_I_BYTE_NEWLINE;
    kind['"'] = COPSE_I_BYTE_QUOTE;
    kind[(unsigned char)delimiter] = COPSE_I_BYTE_DELIMITER;
}

static unsigned char kind_of(const unsigned char kind[256], const char *at)
{
    return kind[(unsigned char)*at];
}

/* One past the line end at `at`. */
static const char *after_newline(const char *at, const char *end)
{
    if (at >= end) return end;
    return at[0] == '\r' && at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
}

const char *copse_i_csv_record_start(const unsigned char kind[256], const char *at, const char *end, size_t *line)
{
    for (const char *p = at; p < end;) {
        while (p < end && kind_of(kind, p) == COPSE_I_BYTE_SPACE) p++;
        if (p == end) return end;
        if (kind_of(kind, p) != COPSE_I_BYTE_NEWLINE) return at;
        at = p = after_newline(p, end);
        ++*line;
    }
    return end;
}

size_t copse_i_csv_count_lines(const char *bytes, size_t n)
{
    size_t lf = 0, cr = 0, both = 0;
    for (size_t i = 0; i < n; i++) lf += bytes[i] == '\n';
    if (n > 0 && memchr(bytes, '\r', n) != NULL) {
        for (size_t i = 0; i < n; i++) cr += bytes[i] == '\r';
        for (size_t i = 1; i < n; i++) both += bytes[i] == '\n' && bytes[i - 1] == '\r';
    }
    return lf + cr - both;
}

/* The cell whose opening quote is at `at`; returns the byte behind it and the spaces that follow, NULL where it is
 * malformed. */
static const char *read_quoted(const unsigned char kind[256], const char *at, const char *end, copse_i_csv_cell *cell,
                               size_t *lines)
{
    *cell = (copse_i_csv_cell){.text = at + 1};
    const char *p = at + 1;
    for (;; p += 2) {
        p = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
        if (p == NULL) return NULL;
        if (p[1] != '"' || p + 1 == end) break; /* past the end stands a newline */
        cell->doubled = true;
    }
    cell->n = (size_t)(p - cell->text);
    if (memchr(cell->text, '\n', cell->n) != NULL || memchr(cell->text, '\r', cell->n) != NULL)
        *lines += copse_i_csv_count_lines(cell->text, cell->n);
    p++;
    while (kind_of(kind, p) == COPSE_I_BYTE_SPACE) p++;
    const unsigned char next = kind_of(kind, p);
    return next == COPSE_I_BYTE_DELIMITER || next == COPSE_I_BYTE_NEWLINE ? p : NULL;
}

/* The unquoted cell that begins at `at`; returns the byte behind it. Spaces around it do not count. */
static const char *read_plain(const unsigned char kind[256], const char *at, copse_i_csv_cell *cell)
{
    const char *p = at;
    while (kind_of(kind, p) <= COPSE_I_BYTE_SPACE) p++;
    const char *last = p;
    while (last > at && kind_of(kind, last - 1) == COPSE_I_BYTE_SPACE) last--;
    *cell = (copse_i_csv_cell){.text = at, .n = (size_t)(last - at)};
    return p;
}

const char *copse_i_csv_record_read(const unsigned char kind[256], const char *at, const char *end,
                                    copse_i_csv_record *record)
{
    record->count = 0;
    record->lines = 0;
    for (const char *p = at;;) {
        copse_i_csv_cell cell;
        while (kind_of(kind, p) == COPSE_I_BYTE_SPACE) p++;
        if (*p == '"') p = read_quoted(kind, p, end, &cell, &record->lines);
        else p = read_plain(kind, p, &cell);
        if (p == NULL) return NULL;
        if (record->count < record->room) record->cell[record->count] = cell;
        record->count++;
        const unsigned char stop = kind_of(kind, p);
        if (stop == COPSE_I_BYTE_QUOTE) return NULL;
        if (stop == COPSE_I_BYTE_NEWLINE) {
            record->lines += p < end;
            return after_newline(p, end);
        }
        p++;
    }
}

static const char *find_byte(const char *from, const char *end, char byte)
{
    const char *found = from < end ? memchr(from, byte, (size_t)(end - from)) : NULL;
    return found != NULL ? found : end;
}

/* The newline, or the quote, that comes first from `at` on; `end` where there is none. */
static const char *next_mark(const char *at, const char *end)
{
    const char *newline = find_byte(at, end, '\n');
    const char *cr = find_byte(at, newline, '\r');
    return find_byte(at, cr, '"');
}

/* A quote opens or closes, a doubled one does both: where no quote is misplaced, this tells what is inside. */
const char *copse_i_csv_record_end(const char *at, const char *end, bool in_quotes)
{
    for (const char *mark = at;; at = mark + 1) {
        mark = in_quotes ? find_byte(at, end, '"') : next_mark(at, end);
        if (mark == end) return NULL;
        if (*mark == '"') in_quotes = !in_quotes;
        else if (*mark == '\r' && mark + 1 == end) return NULL; /* of a CRLF, perhaps */
        else return after_newline(mark, end);
    }
}

size_t copse_i_csv_cell_copy(const copse_i_csv_cell *cell, char *out)
{
    if (!cell->doubled) {
        memcpy(out, cell->text, cell->n);
        return cell->n;
    }
    size_t n = 0;
    for (size_t i = 0; i < cell->n; i++) {
        out[n++] = cell->text[i];
        if (cell->text[i] == '"') i++;
    }
    return n;
}
