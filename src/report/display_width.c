/* How wide a text is on a terminal, and which of its characters may go there. */
#include "printable.h"

#include <copse/report.h>

#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT "\xEF\xBF\xBD"

static size_t plain_prefix(const unsigned char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && bytes[i] >= 0x20 && bytes[i] < 0x7F) i++;
    return i;
}

size_t copse_display_width(const char *text)
{
    if (text == NULL) return 0;
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t n = strlen(text);
    size_t width = plain_prefix(bytes, n);
    for (size_t i = width; i < n;) {
        utf8proc_int32_t code = -1;
        const utf8proc_ssize_t used = utf8proc_iterate(bytes + i, (utf8proc_ssize_t)(n - i), &code);
        if (used <= 0) {
            width += 1;
            i += 1;
            continue;
        }
        const int columns = utf8proc_charwidth(code);
        width += columns > 0 ? (size_t)columns : 0;
        i += (size_t)used;
    }
    return width;
}

/* Embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX 9), and the line separators. */
static bool steers_the_line(utf8proc_int32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

static void add_code(copse_text *out, utf8proc_int32_t code, const unsigned char *bytes, size_t n)
{
    if (code == '\t' || code == '\n' || code == '\r') {
        copse_text_add_char(out, ' ', 1);
    } else if (code < 0x20 || (code >= 0x7F && code < 0xA0) || steers_the_line(code)) {
        copse_text_add(out, REPLACEMENT);
    } else {
        copse_text_add_bytes(out, (const char *)bytes, n);
    }
}

void copse_i_printable_add(copse_text *out, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t n = strlen(text);
    size_t i = 0;
    while (i < n) {
        const size_t plain = plain_prefix(bytes + i, n - i);
        copse_text_add_bytes(out, text + i, plain);
        i += plain;
        if (i == n) return;
        if (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] == '\n') i += 1; /* one space for one line end */
        utf8proc_int32_t code = -1;
        const utf8proc_ssize_t used = utf8proc_iterate(bytes + i, (utf8proc_ssize_t)(n - i), &code);
        if (used <= 0) {
            copse_text_add(out, REPLACEMENT);
            i += 1;
        } else {
            add_code(out, code, bytes + i, (size_t)used);
            i += (size_t)used;
        }
    }
}
