#include "plot_text.h"

#include <string.h>
#include <utf8proc.h>

#include "text_metrics.h"

/* Characters that a picture must not get: controls of any kind, and those that turn the direction of what follows. */
static bool is_unprintable(utf8proc_int32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 || character == 0x2029 ||
           (character >= 0x200E && character <= 0x200F) || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF || character == 0xFFFE ||
           character == 0xFFFF;
}

void copse_i_clean_label(const char *label, copse_text *out)
{
    for (const char *at = label; *at;) {
        utf8proc_int32_t character = 0;
        const utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &character);
        if (n <= 0) copse_text_add(out, "\xEF\xBF\xBD");
        else if (!is_unprintable(character) && character != ' ') copse_text_add_bytes(out, at, (size_t)n);
        else if (out->length > 0 && out->bytes[out->length - 1] != ' ') copse_text_add_char(out, ' ', 1);
        at += n > 0 ? n : 1;
    }
    while (out->length > 0 && out->bytes[out->length - 1] == ' ') out->bytes[--out->length] = '\0';
}

typedef struct replacement {
    const char *from, *to;
} replacement;

static const replacement latex_list[] = {
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\$"},
    {"#", "\\#"},
    {"%", "\\%"},
    {"&", "\\&"},
    {"_", "\\_"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"<", "\\textless{}"},
    {">", "\\textgreater{}"},
    {"|", "\\textbar{}"},
    {"\"", "\\char34{}"},
    {"`", "\\textasciigrave{}"},
    {"-", "{-}"},
    {"\u00A0", "~"},
    {"\u2212", "$-$"},
    {"\u00B2", "$^2$"},
    {"\u2013", "--"},
    {"\u2190", "$\\leftarrow$"},
    {"\u2192", "$\\rightarrow$"},
    {"\u2264", "$\\le$"},
    {"\u2265", "$\\ge$"},
    {"⁰", "$^0$"},
    {"¹", "$^1$"},
    {"³", "$^3$"},
    {"⁴", "$^4$"},
    {"⁵", "$^5$"},
    {"⁶", "$^6$"},
    {"⁷", "$^7$"},
    {"⁸", "$^8$"},
    {"⁹", "$^9$"},
    {"₀", "$_0$"},
    {"₁", "$_1$"},
    {"₂", "$_2$"},
    {"₃", "$_3$"},
    {"₄", "$_4$"},
    {"₅", "$_5$"},
    {"₆", "$_6$"},
    {"₇", "$_7$"},
    {"₈", "$_8$"},
    {"₉", "$_9$"},
    {"⁻", "$^-$"},
    {"×", "$\\times$"},
    {"τ", "$\\tau$"},
    {"χ", "$\\chi$"},
    {"μ", "$\\mu$"},
    {"∓", "$\\mp$"},
    {"∞", "$\\infty$"},
};
static const replacement xml_list[] = {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}};
static const replacement enhanced_list[] = {{" ", "\u00A0"}, {"\\", "\\\\"}, {"{", "\\{"}, {"}", "\\}"}, {"^", "\\^"},
                                            {"_", "\\_"},    {"@", "\\@"},   {"&", "\\&"}, {"~", "\\~"}};

/* What our own switches become: at their first and at their second appearance. */
typedef struct markup {
    const char *italic[2], *squared_sub[2];
    bool latex; /* letters that LaTeX may lack go into its command for them */
} markup;

/* How many bytes were taken. */
static size_t add_letter(const char *text, const markup *marks, copse_text *out)
{
    const size_t foreign = marks->latex ? copse_latex_foreign(text) : 0;
    if (foreign > 0) copse_text_add(out, "\\copseletter{");
    copse_text_add_bytes(out, text, foreign > 0 ? foreign : 1);
    if (foreign > 0) copse_text_add(out, "}");
    return foreign > 0 ? foreign : 1;
}

/* Copies n bytes, replacing what the list says and the switches by their markup in turn. */
static void replace_all(const char *text, size_t n, const replacement *list, size_t count, const markup *marks,
                        copse_text *out)
{
    bool italic = false, sub = false;
    for (size_t i = 0; i < n;) {
        size_t taken = 1;
        const char *with = NULL;
        for (size_t j = 0; j < count && with == NULL; j++) {
            const size_t length = strlen(list[j].from);
            if (length > n - i || memcmp(text + i, list[j].from, length) != 0) continue;
            with = list[j].to;
            taken = length;
        }
        if (text[i] == COPSE_I_ITALIC) {
            with = marks->italic[italic];
            italic = !italic;
        } else if (text[i] == COPSE_I_SQUARED_SUB) {
            with = marks->squared_sub[sub];
            sub = !sub;
        }
        if (with != NULL) copse_text_add(out, with);
        else taken = add_letter(text + i, marks, out);
        i += taken;
    }
    if (italic) copse_text_add(out, marks->italic[1]);
    if (sub) copse_text_add(out, marks->squared_sub[1]);
}

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

void copse_i_latex_text(const char *text, size_t n, copse_text *out)
{
    static const markup marks = {{"\\textit{", "}"}, {"$^2_{", "}$"}, true};
    replace_all(text, n, latex_list, COUNT(latex_list), &marks, out);
}

void copse_i_latex_sized(const char *text, size_t n, double points, bool bold, copse_text *out)
{
    char size[COPSE_NUMBER_TEXT], skip[COPSE_NUMBER_TEXT];
    (void)copse_format_significant(size, sizeof size, points, 4);
    (void)copse_format_significant(skip, sizeof skip, 1.25 * points, 4);
    /* The strut makes all texts of a row equally high: they are centred on it, and so stand on one base line. */
    copse_text_printf(out, "{\\fontsize{%s}{%s}\\selectfont%s\\strut ", size, skip, bold ? "\\bfseries" : "");
    copse_i_latex_text(text, n, out);
    copse_text_add(out, "}");
}

void copse_i_enhanced_text(const char *text, size_t n, copse_text *out)
{
    /* Larger than the glyph of a superscript 2, to be read. Two sizes, as the svg terminal does not repeat one. */
    static const markup marks = {{"{/:Italic ", "}"}, {"@^{/*0.7 2}_{/*0.75 ", "}"}, false};
    replace_all(text, n, enhanced_list, COUNT(enhanced_list), &marks, out);
}

void copse_i_xml_text(const char *text, size_t n, copse_text *out)
{
    static const markup marks = {{"", ""}, {"\u00B2", ""}, false};
    replace_all(text, n, xml_list, COUNT(xml_list), &marks, out);
}

bool copse_i_is_rich(const char *text)
{
    return strchr(text, COPSE_I_ITALIC) != NULL || strchr(text, COPSE_I_SQUARED_SUB) != NULL;
}
