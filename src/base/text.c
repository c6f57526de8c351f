#include "number.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *copse_plural(uint64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

void copse_text_free(copse_text *text)
{
    if (text == NULL) return;
    free(text->bytes);
    *text = (copse_text){0};
}

/* Room for n more bytes and the terminating NUL. */
static bool make_room(copse_text *text, size_t n)
{
    if (text->failed) return false;
    if (n < text->capacity - text->length) return true;
    if (n >= SIZE_MAX - text->length ||
        copse_reserve((void **)&text->bytes, &text->capacity, text->length + n + 1, 1) != COPSE_OK)
        text->failed = true;
    return !text->failed;
}

void copse_text_add_bytes(copse_text *text, const char *bytes, size_t n)
{
    if (!make_room(text, n)) return;
    if (n > 0) memcpy(text->bytes + text->length, bytes, n);
    text->length += n;
    text->bytes[text->length] = '\0';
}

void copse_text_add(copse_text *text, const char *string)
{
    if (string != NULL) copse_text_add_bytes(text, string, strlen(string));
}

void copse_text_add_char(copse_text *text, char c, size_t times)
{
    if (!make_room(text, times)) return;
    for (size_t i = 0; i < times; i++) text->bytes[text->length++] = c; /* it is one, as a rule */
    text->bytes[text->length] = '\0';
}

void copse_text_add_exact(copse_text *text, double x)
{
    if (!make_room(text, COPSE_NUMBER_TEXT)) return;
    text->length += copse_i_write_exact(text->bytes + text->length, x);
}

void copse_text_printf(copse_text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    if (n < 0) text->failed = true;
    if (n >= 0 && make_room(text, (size_t)n)) {
        (void)vsnprintf(text->bytes + text->length, (size_t)n + 1, format, again);
        text->length += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

copse_status copse_text_status(const copse_text *text)
{
    return text->failed ? COPSE_ENOMEM : COPSE_OK;
}

const char *copse_text_string(const copse_text *text)
{
    return text->failed || text->bytes == NULL ? "" : text->bytes;
}

void copse_note(copse_notes *notes, const char *format, ...)
{
    if (notes == NULL || notes->failed) return;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    char *line = n < 0 ? NULL : malloc((size_t)n + 1);
    if (line != NULL) (void)vsnprintf(line, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    if (line == NULL ||
        copse_reserve((void **)&notes->line, &notes->capacity, notes->count + 1, sizeof *notes->line) != COPSE_OK) {
        free(line);
        notes->failed = true;
        return;
    }
    copse_one_line(line);
    notes->line[notes->count++] = line;
}

void copse_notes_free(copse_notes *notes)
{
    if (notes == NULL) return;
    for (size_t i = 0; i < notes->count; i++) free(notes->line[i]);
    free(notes->line);
    *notes = (copse_notes){0};
}
