/* Markdown with pipe tables (GitHub Flavored Markdown). Everything from outside is escaped, so that it shows as
 * written. */
#include "cell_text.h"
#include "printable.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

/* Characters that can begin markup inside a line; a backslash makes each an ordinary character (CommonMark 2.4). "< "
 * opens nothing and stays readable. */
static void escape(copse_text *out, const char *shown)
{
    for (const char *c = shown; *c != '\0'; c++) {
        const bool markup = strchr("\\`*_[]>|~&$#!", *c) != NULL || (*c == '<' && c[1] != ' ' && c[1] != '\0');
        if (markup) copse_text_add_char(out, '\\', 1);
        copse_text_add_char(out, *c, 1);
    }
}

/* A paragraph must not begin as a list, a heading or an underline does: "- x", "1. x", "+ x", "= x". */
static void escape_start(copse_text *out, const char *shown)
{
    const size_t digits = strspn(shown, "0123456789");
    const char after = shown[digits];
    if (digits > 0 && (after == '.' || after == ')')) {
        copse_text_add_bytes(out, shown, digits);
        copse_text_add_char(out, '\\', 1);
        copse_text_add_char(out, after, 1);
        escape(out, shown + digits + 1);
        return;
    }
    if (strchr("-+=", shown[0]) != NULL && shown[0] != '\0') copse_text_add_char(out, '\\', 1);
    escape(out, shown);
}

static copse_status prose(copse_text *out, const char *text, int depth)
{
    copse_text clean = {0};
    copse_i_printable_add(&clean, text);
    copse_text_add_char(out, '#', depth > 6 ? 6 : (size_t)depth);
    copse_text_add(out, depth > 0 ? " " : "");
    escape_start(out, copse_text_string(&clean));
    copse_text_add_char(out, '\n', 1);
    const copse_status status = copse_text_status(&clean);
    copse_text_free(&clean);
    return status;
}

typedef struct markdown_writer {
    copse_text *out;
    const copse_document *document;
    const copse_i_table *table;
    const copse_i_extent *extent;
    copse_text shown, written;
} markdown_writer;

static void write_cell(markdown_writer *w, size_t j, const char *shown, bool is_head)
{
    w->written.length = 0;
    copse_text_add_bytes(&w->written, "", 0);
    escape(&w->written, shown);
    copse_text_add(w->out, "| ");
    copse_i_cell_pad(w->out, shown[0] == '\0' ? "" : copse_text_string(&w->written), &w->table->column[j],
                     &w->extent[j], is_head, false);
    copse_text_add(w->out, j + 1 == w->table->columns ? " |\n" : " ");
}

static void heads(markdown_writer *w)
{
    for (size_t j = 0; j < w->table->columns; j++) {
        write_cell(w, j, copse_i_head_text(w->document, &w->table->column[j], &w->shown), true);
    }
    for (size_t j = 0; j < w->table->columns; j++) {
        const bool left = w->table->column[j].align == COPSE_ALIGN_LEFT;
        copse_text_add(w->out, left ? "|:" : "|-");
        copse_text_add_char(w->out, '-', w->extent[j].width);
        copse_text_add(w->out, left ? "-" : ":");
    }
    copse_text_add(w->out, "|\n");
}

static copse_status table_markdown(copse_text *out, const copse_document *document, const copse_i_table *table)
{
    markdown_writer w = {.out = out, .document = document, .table = table};
    copse_i_extent *extent = NULL;
    copse_status status = copse_i_table_measure(document, table, escape, &extent);
    if (status != COPSE_OK) goto done;
    w.extent = extent;
    if (table->caption != COPSE_I_NO_TEXT) {
        status = prose(out, copse_i_document_string(document, table->caption), 0);
        if (status != COPSE_OK) goto done;
        copse_text_add_char(out, '\n', 1);
    }
    heads(&w);
    for (size_t i = 0; i < table->rows; i++) {
        for (size_t j = 0; j < table->columns; j++) {
            const copse_i_cell *cell = &table->cell[i * table->columns + j];
            write_cell(&w, j, copse_i_cell_text(document, &table->column[j], cell, &w.shown), false);
        }
    }
    status = copse_text_status(&w.shown);
    if (status == COPSE_OK) status = copse_text_status(&w.written);
done:
    copse_text_free(&w.shown);
    copse_text_free(&w.written);
    free(extent);
    return status;
}

copse_status copse_i_render_markdown(const copse_document *document, copse_text *out)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < document->blocks && status == COPSE_OK; i++) {
        const copse_i_block *block = &document->block[i];
        if (i > 0) copse_text_add_char(out, '\n', 1);
        if (block->kind == COPSE_I_TABLE) {
            if (block->table->columns > 0) status = table_markdown(out, document, block->table);
        } else {
            const int depth = block->kind == COPSE_I_HEADING ? block->depth : 0;
            status = prose(out, copse_i_document_string(document, block->text), depth);
        }
    }
    return status;
}
