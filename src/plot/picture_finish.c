#include "picture_finish.h"

#include <string.h>

#include "plot_text.h"

static const char *find_in(const char *from, const char *end, const char *what)
{
    const size_t n = strlen(what);
    for (const char *at = from; at + n <= end; at++)
        if (*at == *what && memcmp(at, what, n) == 0) return at;
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* PDF: "/CreationDate (D:20260131120000Z)": the digits become a fixed date of the same length, so that no offset in
 * the file moves. */
static void fix_pdf_date(char *bytes, size_t n)
{
    static const char fixed[] = "20000101000000";
    const char *end = bytes + n, *found = bytes;
    while ((found = find_in(found, end, "Date (D:")) != NULL) {
        char *at = bytes + (found - bytes) + strlen("Date (D:");
        for (size_t i = 0; i < sizeof fixed - 1 && at < end && is_digit(*at); i++) *at++ = fixed[i];
        found = at;
    }
}

/* EPS: a comment line "%%CreationDate: Sun Nov 22 20:17:28 2026" loses its date. */
static void fix_eps_date(char *bytes, size_t n)
{
    char *end = bytes + n;
    const char *found = find_in(bytes, end, "%%CreationDate:");
    if (found == NULL) return;
    for (char *at = bytes + (found - bytes) + strlen("%%CreationDate:"); at < end && *at != '\n' && *at != '\r'; at++)
        *at = ' ';
}

/* Line number `line` (0, 1) of the script's block $description. */
static void add_description(const char *script, int line, copse_text *out)
{
    const char *at = strstr(script, "$description << END_OF_DESCRIPTION\n");
    for (int i = 0; at != NULL && i <= line; i++) {
        at = strchr(at, '\n');
        if (at != NULL) at++;
    }
    if (at == NULL || *at != '|') return;
    copse_i_xml_text(at + 1, strcspn(at + 1, "\n"), out);
}

typedef struct edit {
    const char *from, *to;
} edit;

/* gnuplot's own words for title and description make room for ours; only the first of each is the picture's. */
static void finish_svg(const char *script, const copse_text *raw, copse_text *picture)
{
    static const edit edits[] = {
        {"font-family=\"DejaVu Sans\"", "font-family=\"DejaVu Sans,Verdana,Arial,Helvetica,sans-serif\""},
        {" shape-rendering='crispEdges'", ""},
        {"<text>", "<text xml:space=\"preserve\">"},
        {"<title>gnuplot_plot_1</title>", ""}, /* browsers would show it to whom points at the picture */
        {"<svg \n", "<svg role=\"img\"\n"}};
    const char *at = raw->bytes, *end = raw->bytes + raw->length;
    const char *title = find_in(at, end, "<title>"), *desc = find_in(at, end, "</desc>");
    while (at < end) {
        if (at == title && desc != NULL) {
            copse_text_add(picture, "<title>");
            add_description(script, 0, picture);
            copse_text_add(picture, "</title>\n<desc>");
            add_description(script, 1, picture);
            at = desc;
            continue;
        }
        size_t taken = 0;
        for (size_t i = 0; i < sizeof edits / sizeof edits[0] && taken == 0; i++) {
            const size_t n = strlen(edits[i].from);
            if ((size_t)(end - at) < n || memcmp(at, edits[i].from, n) != 0) continue;
            copse_text_add(picture, edits[i].to);
            taken = n;
        }
        if (taken == 0) copse_text_add_char(picture, *at, 1);
        at += taken > 0 ? taken : 1;
    }
}

/* What the picture needs of its document. */
static void begin_tex(const copse_text *raw, copse_text *picture)
{
    const char *end = raw->bytes + raw->length;
    copse_text_printf(picture, "%% needs \\usepackage{pict2e,xcolor%s}; \\input this file\n",
                      find_in(raw->bytes, end, "\\rotatebox") != NULL ? ",graphicx" : "");
    if (find_in(raw->bytes, end, "\\copseletter") != NULL) copse_text_add(picture, copse_latex_foreign_definition());
}

void copse_i_picture_finish(picture_kind kind, const char *script, const copse_text *raw, copse_text *picture)
{
    if (raw->bytes == NULL) return;
    if (kind == PICTURE_SVG) {
        finish_svg(script, raw, picture);
        return;
    }
    if (kind == PICTURE_TEX) begin_tex(raw, picture);
    copse_text_add_bytes(picture, raw->bytes, raw->length);
    if (picture->failed) return;
    if (kind == PICTURE_PDF) fix_pdf_date(picture->bytes, picture->length);
    if (kind == PICTURE_EPS) fix_eps_date(picture->bytes, picture->length);
}
