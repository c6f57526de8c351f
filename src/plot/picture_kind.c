#include "picture_kind.h"

#include <copse/plot.h>
#include <string.h>

static const struct {
    picture_kind kind;
    const char *ending, *begins;
} kinds[] = {
    {PICTURE_PDF, "pdf", "%PDF-"}, {PICTURE_SVG, "svg", "<?xml"}, {PICTURE_PNG, "png", "\x89PNG\r\n"},
    {PICTURE_EPS, "eps", "%!PS"},  {PICTURE_TEX, "tex", "%"},     {PICTURE_GP, "gp", ""},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static bool same_letters(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if ((*a >= 'A' && *a <= 'Z' ? *a + 32 : *a) != *b) return false;
    return *a == *b;
}

picture_kind copse_i_picture_kind(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    if (dot == NULL || dot == path || (slash != NULL && dot < slash + 2)) return PICTURE_UNKNOWN;
    for (size_t i = 0; i < KINDS; i++)
        if (same_letters(dot + 1, kinds[i].ending)) return kinds[i].kind;
    return PICTURE_UNKNOWN;
}

const char *copse_i_picture_ending(picture_kind kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == kind) return kinds[i].ending;
    return "";
}

bool copse_i_picture_begins(picture_kind kind, const char *bytes, size_t n)
{
    for (size_t i = 0; i < KINDS; i++) {
        const size_t length = strlen(kinds[i].begins);
        if (kinds[i].kind == kind) return n > length && memcmp(bytes, kinds[i].begins, length) == 0;
    }
    return false;
}

copse_status copse_plot_check_ending(const char *picture, copse_error *err)
{
    if (copse_i_picture_kind(picture) != PICTURE_UNKNOWN) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "%s: a picture's name must end in .pdf, .svg, .png, .eps, .tex or .gp",
                      picture);
}
