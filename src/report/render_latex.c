/* LaTeX with booktabs: one table environment a table, to be \input into a document. */
#include "cell_text.h"
#include "printable.h"
#include "render.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct latex_escape {
    const char *text, *latex;
} latex_escape;

/* What LaTeX reads as a command, and the few symbols of our own heads that pdflatex does not know as text. Latin letters
 * stay as they are (UTF-8 is LaTeX's default encoding since 2018), others go into \copseletter. */
static const latex_escape escapes[] = {
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"&", "\\&"},
    {"%", "\\%"},
    {"$", "\\$"},
    {"#", "\\#"},
    {"_", "\\_"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"<", "$<$"},
    {">", "$>$"},
    {"|", "$|$"},
    {"\"", "\\symbol{34}"},
    {"`", "\\textasciigrave{}"},
    {"\xEF\xBF\xBD", "?"},
    {"τ²", "$\\tau^{2}$"},
    {"χ²", "$\\chi^{2}$"},
    {"τ", "$\\tau$"},
    {"χ", "$\\chi$"},
    {"μ", "$\\mu$"},
    {"β", "$\\beta$"},
    {"²", "$^{2}$"},
    {"≤", "$\\le$"},
    {"≥", "$\\ge$"},
    {"×", "$\\times$"},
    {"→", "$\\to$"},
    {"↑", "$\\uparrow$"},
    {"↓", "$\\downarrow$"},
    {"†", "$\\dagger$"},
    {"−", "$-$"},
};
#define ESCAPES (sizeof escapes / sizeof escapes[0])

static const latex_escape *escape_at(const char *text)
{
    if (text[0] == ' ' || text[0] == '.' || isalnum((unsigned char)text[0])) return NULL; /* most of any text */
    for (size_t i = 0; i < ESCAPES; i++) {
        if (strncmp(text, escapes[i].text, strlen(escapes[i].text)) == 0) return &escapes[i];
    }
    return NULL;
}

/* "--" would become a dash and "[" or "*" after a line's end an argument: empty groups keep them apart. In columns of
 * numbers the hyphen of a negative one becomes a minus sign: "-0.02 to 0.18". */
static void escape(copse_text *out, const char *shown, bool numeric)
{
    if (shown[0] == '[' || shown[0] == '*') copse_text_add(out, "{}");
    for (const char *c = shown; *c != '\0';) {
        const latex_escape *found = escape_at(c);
        if (numeric && *c == '-' && (c == shown || c[-1] == ' ') && c[1] >= '0' && c[1] <= '9') {
            copse_text_add(out, "$-$");
            c += 1;
        } else if (found != NULL) {
            copse_text_add(out, found->latex);
            c += strlen(found->text);
        } else if (copse_latex_foreign(c) > 0) {
            copse_text_add(out, "\\copseletter{");
            copse_text_add_bytes(out, c, copse_latex_foreign(c));
            copse_text_add(out, "}");
            c += copse_latex_foreign(c);
        } else {
            copse_text_add_char(out, *c, 1);
            if (*c == '-' && c[1] == '-') copse_text_add(out, "{}");
            c += 1;
        }
    }
}

static copse_status prose(copse_text *out, const char *before, const char *text, const char *after)
{
    copse_text clean = {0};
    copse_i_printable_add(&clean, text);
    copse_text_add(out, before);
    escape(out, copse_text_string(&clean), false);
    copse_text_add(out, after);
    const copse_status status = copse_text_status(&clean);
    copse_text_free(&clean);
    return status;
}

/* Numbers right-aligned: what a number lacks behind the point is made up by invisible digits. */
static void write_cell(copse_text *out, const copse_i_column *column, const copse_i_extent *extent, const char *shown)
{
    escape(out, shown, column->align != COPSE_ALIGN_LEFT);
    if (!copse_i_aligns(column, shown)) return;
    const size_t tail = strlen(shown + copse_i_point(shown));
    if (tail >= extent->tail) return;
    copse_text_add(out, tail == 0 ? "\\phantom{." : "\\phantom{");
    copse_text_add_char(out, '0', extent->tail - tail - (tail == 0 ? 1 : 0));
    copse_text_add(out, "}");
}

static void heads(copse_text *out, const copse_document *document, const copse_i_table *table, copse_text *scratch)
{
    copse_text_add(out, "\\toprule\n");
    if (!copse_i_table_has_heads(document, table)) return;
    for (size_t j = 0; j < table->columns; j++) {
        copse_text_add(out, j > 0 ? " & " : "");
        escape(out, copse_i_head_text(document, &table->column[j], scratch), false);
    }
    copse_text_add(out, " \\\\\n\\midrule\n");
}

static void rows(copse_text *out, const copse_document *document, const copse_i_table *table,
                 const copse_i_extent *extent, copse_text *scratch)
{
    size_t next_rule = 0;
    for (size_t i = 0; i < table->rows; i++) {
        if (next_rule < table->rules && table->rule[next_rule] == i) {
            copse_text_add(out, i > 0 ? "\\midrule\n" : "");
            next_rule += 1;
        }
        for (size_t j = 0; j < table->columns; j++) {
            const copse_i_cell *cell = &table->cell[i * table->columns + j];
            copse_text_add(out, j > 0 ? " & " : "");
            write_cell(out, &table->column[j], &extent[j],
                       copse_i_cell_text(document, &table->column[j], cell, scratch));
        }
        copse_text_add(out, " \\\\\n");
    }
}

/* Columns of words longer than this have lines: together they are at most two thirds of the page's width. */
enum { LONG_WORDS = 45 };

static bool is_long(const copse_i_table *table, const copse_i_extent *extent, size_t j)
{
    return table->column[j].align == COPSE_ALIGN_LEFT && extent[j].width > LONG_WORDS;
}

static void column_types(copse_text *out, const copse_i_table *table, const copse_i_extent *extent)
{
    size_t longs = 0;
    char share[COPSE_NUMBER_TEXT];
    for (size_t j = 0; j < table->columns; j++) longs += is_long(table, extent, j) ? 1 : 0;
    copse_format_fixed(share, sizeof share, 0.66 / (double)(longs > 0 ? longs : 1), 2);
    copse_text_add(out, "\\begin{tabular}{");
    for (size_t j = 0; j < table->columns; j++) {
        if (is_long(table, extent, j)) copse_text_printf(out, "p{%s\\linewidth}", longs > 1 ? share : "0.40");
        else copse_text_add_char(out, table->column[j].align == COPSE_ALIGN_LEFT ? 'l' : 'r', 1);
    }
    copse_text_add(out, "}\n");
}

static copse_status table_latex(copse_text *out, const copse_document *document, const copse_i_table *table)
{
    copse_text scratch = {0};
    copse_i_extent *extent = NULL;
    copse_status status = copse_i_table_measure(document, table, NULL, &extent);
    if (status != COPSE_OK) goto done;
    copse_text_add(out, "\\begin{table}[!htb]\n\\centering\n");
    if (table->caption != COPSE_I_NO_TEXT) {
        status = prose(out, "\\caption{", copse_i_document_string(document, table->caption), "}\n");
        if (status != COPSE_OK) goto done;
    }
    column_types(out, table, extent);
    heads(out, document, table, &scratch);
    rows(out, document, table, extent, &scratch);
    copse_text_add(out, "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
    status = copse_text_status(&scratch);
done:
    free(extent);
    copse_text_free(&scratch);
    return status;
}

static copse_status block_latex(copse_text *out, const copse_document *document, const copse_i_block *block)
{
    static const char *const section[] = {"\\section*{", "\\subsection*{", "\\subsubsection*{"};
    const char *text = copse_i_document_string(document, block->text);
    if (block->kind == COPSE_I_PARAGRAPH) return prose(out, "\\noindent ", text, "\n");
    if (block->kind == COPSE_I_HEADING)
        return prose(out, section[block->depth > 3 ? 2 : block->depth - 1], text, "}\n");
    return block->table->columns > 0 ? table_latex(out, document, block->table) : COPSE_OK;
}

copse_status copse_i_render_latex(const copse_document *document, copse_text *out)
{
    copse_status status = COPSE_OK;
    copse_text body = {0};
    for (size_t i = 0; i < document->blocks && status == COPSE_OK; i++) {
        copse_text_add_char(&body, '\n', 1);
        status = block_latex(&body, document, &document->block[i]);
    }
    copse_text_add(out, "% needs \\usepackage{booktabs} and, before TeX Live 2020, \\usepackage{textcomp}\n");
    if (strstr(copse_text_string(&body), "\\copseletter") != NULL)
        copse_text_add(out, copse_latex_foreign_definition());
    copse_text_add(out, copse_text_string(&body));
    if (body.failed) out->failed = true;
    copse_text_free(&body);
    return status;
}
