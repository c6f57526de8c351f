#include "csv_dialect.h"
#include "csv_header.h"

#include <string.h>
#include <strings.h>

/* The delimiter that the first line says, as Excel writes and reads it; NUL: none. */
static char said(const char *at, size_t n)
{
    if (n < 5 || strncasecmp(at, "sep=", 4) != 0) return '\0';
    if (at[4] != '\t' && (at[4] < ' ' || at[4] > '~')) return '\0';
    if (n > 5 && at[5] != '\n' && at[5] != '\r') return '\0';
    return at[4];
}

static bool ends_in(const char *text, const char *ending)
{
    const size_t n = strlen(text), e = strlen(ending);
    return n > e && strcasecmp(text + n - e, ending) == 0;
}

copse_status copse_i_csv_dialect(const char *source, const char *bytes, size_t n, copse_frame_opts *opts, size_t *skip,
                                 copse_error *err)
{
    *skip = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    const char own = said(bytes + *skip, n - *skip);
    if (own != '\0') *skip += 5;
    if (own != '\0' && opts->delimiter != '\0' && opts->delimiter != own)
        return copse_fail(err, COPSE_EUSAGE,
                          "%s:1: the file says 'sep=%c', which is not the delimiter given: give none, or that one",
                          source, own);
    if (opts->delimiter == '\0') opts->delimiter = own;
    if (opts->delimiter == '\0' && (ends_in(source, ".tsv") || ends_in(source, ".tab"))) opts->delimiter = '\t';
    if (opts->delimiter == '\0') opts->delimiter = opts->decimal == ',' ? ';' : ',';
    return copse_i_csv_check_opts(opts, err);
}

const char *copse_i_csv_quote_hint(const char *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n && bytes[i] != '\n'; i++) {
        if (bytes[i] != '"') continue;
        if (bytes[i + 1] == ';')
            return "; semicolons between the cells: --delimiter ';', with decimal commas --decimal ,";
        if (bytes[i + 1] == '\t') return "; tabs between the cells: --delimiter tab";
    }
    return "";
}
