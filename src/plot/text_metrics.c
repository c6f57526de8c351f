#include "text_metrics.h"

#include <string.h>
#include <utf8proc.h>

#include "dejavu_widths.h"

#define RANGES (sizeof widths_range / sizeof widths_range[0])
/* Fonts that stand in for DejaVu Sans: an ideograph fills its em, a bold one a little more; of the narrow scripts few
 * letters are wider than this. */
#define WIDE_EM 1.05
#define NARROW_EM 0.85

/* Entry of the width tables, or -1. */
static long table_index(unsigned character)
{
    long base = 0;
    for (size_t i = 0; i < RANGES; i++) {
        if (character >= widths_range[i].first && character <= widths_range[i].last)
            return base + (long)(character - widths_range[i].first);
        base += (long)(widths_range[i].last - widths_range[i].first) + 1;
    }
    return -1;
}

bool copse_i_font_has(unsigned character)
{
    const long index = table_index(character);
    return character < 0x20 || (index >= 0 && widths_regular[index] > 0);
}

static double character_width(unsigned character, bool bold)
{
    if (character < 0x20) return 0.0;
    const long index = table_index(character);
    const double known = index < 0 ? 0.0 : 0.001 * (bold ? widths_bold[index] : widths_regular[index]);
    if (known > 0.0) return known;
    const int columns = utf8proc_charwidth((utf8proc_int32_t)character);
    return columns >= 2 ? WIDE_EM : columns == 1 ? NARROW_EM : 0.0;
}

unsigned copse_i_next_character(const char **text)
{
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*text, -1, &character);
    *text += n > 0 ? n : 1;
    return n > 0 ? (unsigned)character : 0xFFFD;
}

double copse_i_text_width_n(const char *text, size_t n, bool bold)
{
    double sum = 0.0;
    for (const char *at = text; at < text + n && *at;) sum += character_width(copse_i_next_character(&at), bold);
    return sum;
}

double copse_i_text_width(const char *text, bool bold)
{
    return copse_i_text_width_n(text, strlen(text), bold);
}

size_t copse_i_line_bytes(const char *text, double em, bool bold)
{
    double sum = 0.0;
    size_t after_space = 0;
    for (const char *at = text; *at;) {
        const char *const start = at;
        const unsigned character = copse_i_next_character(&at);
        sum += character_width(character, bold);
        if (character == ' ') after_space = (size_t)(at - text);
        else if (sum > em && start > text) return after_space > 0 ? after_space : (size_t)(start - text);
    }
    return strlen(text);
}
