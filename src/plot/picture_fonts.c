#include "picture_fonts.h"

#include <stdlib.h>
#include <string.h>

#include "picture_process.h"
#include "text_metrics.h"

static bool has_unusual(const char *script)
{
    for (const char *at = script; *at;)
        if (!copse_i_font_has(copse_i_next_character(&at))) return true;
    return false;
}

/* fc-list prints a font's characters as "20-7e a0-17f 192", in hexadecimal. */
static bool is_covered(const char *coverage, unsigned long character)
{
    for (const char *at = coverage; *at;) {
        char *end = NULL;
        const unsigned long first = strtoul(at, &end, 16);
        if (end == at) {
            at++;
            continue;
        }
        const unsigned long last = *end == '-' ? strtoul(end + 1, &end, 16) : first;
        if (character >= first && character <= last) return true;
        at = end;
    }
    return false;
}

copse_status copse_i_replace_unknown_characters(const char *script, copse_text *out, copse_error *err)
{
    char program[] = "fc-list", option[] = "--format", format[] = "%{charset}\n";
    char *const argv[] = {program, option, format, NULL};
    process_result fonts = {0};
    copse_status st = COPSE_OK;
    const bool unusual = has_unusual(script);
    if (unusual) st = copse_i_process_run(argv, "", 0, &fonts, err);
    const bool known = unusual && st == COPSE_OK && !fonts.missing && fonts.exit_code == 0 && fonts.out.length > 0;
    for (const char *at = script; st == COPSE_OK && *at;) {
        const char *start = at;
        const unsigned character = copse_i_next_character(&at);
        if (known && !copse_i_font_has(character) && !is_covered(copse_text_string(&fonts.out), character))
            copse_text_add(out, "\xEF\xBF\xBD");
        else copse_text_add_bytes(out, start, (size_t)(at - start));
    }
    if (st == COPSE_OK && copse_text_status(out) != COPSE_OK) st = copse_fail_memory(err);
    copse_i_process_free(&fonts);
    return st;
}
