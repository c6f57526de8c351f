/* The names of the output formats: for --format, for file names. */
#include <copse/report.h>

#include <string.h>
#include <strings.h>

typedef struct format_entry {
    const char *name, *ending;
} format_entry;

static const format_entry formats[] = {
    [COPSE_FORMAT_TEXT] = {"text", "txt"},   [COPSE_FORMAT_MARKDOWN] = {"markdown", "md"},
    [COPSE_FORMAT_CSV] = {"csv", "csv"},     [COPSE_FORMAT_JSON] = {"json", "json"},
    [COPSE_FORMAT_LATEX] = {"latex", "tex"},
};
#define FORMATS (sizeof formats / sizeof formats[0])

const char *copse_format_name(copse_format format)
{
    return (size_t)format < FORMATS ? formats[format].name : NULL;
}

const char *copse_format_ending(copse_format format)
{
    return (size_t)format < FORMATS ? formats[format].ending : NULL;
}

copse_status copse_format_find(const char *name, copse_format *format)
{
    if (name == NULL || format == NULL) return COPSE_EINVAL;
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcasecmp(name, formats[i].name) == 0 || strcasecmp(name, formats[i].ending) == 0) {
            *format = (copse_format)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}
