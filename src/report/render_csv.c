/* CSV (RFC 4180, lines ended by LF): the tables of a document with exact numbers; prose is left out. */
#include "render.h"

#include <math.h>
#include <string.h>

/* A spreadsheet takes a cell that begins so for a formula, and a formula can start programs (CWE-1236). A sign alone, as
 * in columns of positive and negative, is none. */
static bool looks_like_formula(const char *text)
{
    double x;
    return text[0] != '\0' && text[1] != '\0' && strchr("=+-@\t\r", text[0]) != NULL &&
           !copse_parse_number(text, strlen(text), '.', &x);
}

void copse_i_render_csv_field(copse_text *out, const char *text)
{
    const size_t n = strlen(text);
    const bool outer_space = n > 0 && (strchr(" \t", text[0]) != NULL || strchr(" \t", text[n - 1]) != NULL);
    const bool guarded = looks_like_formula(text);
    const bool quoted = outer_space || strpbrk(text, ",\"\r\n") != NULL;
    copse_text_add(out, quoted ? "\"" : "");
    copse_text_add(out, guarded ? "'" : "");
    if (!quoted) {
        copse_text_add_bytes(out, text, n);
        return;
    }
    for (const char *c = text; *c != '\0'; c++) copse_text_add_char(out, *c, *c == '"' ? 2 : 1);
    copse_text_add(out, "\"");
}

static void cell_csv(copse_text *out, const copse_document *document, const copse_i_cell *cell)
{
    if (cell->kind == COPSE_I_TEXT) {
        copse_i_render_csv_field(out, copse_i_document_string(document, cell->text));
    } else if (cell->kind == COPSE_I_NUMBER && isfinite(cell->number)) {
        copse_text_add_exact(out, cell->number);
    }
}

static void table_csv(copse_text *out, const copse_document *document, const copse_i_table *table)
{
    for (size_t j = 0; j < table->columns; j++) {
        copse_text_add(out, j > 0 ? "," : "");
        copse_i_render_csv_field(out, copse_i_document_string(document, table->column[j].key));
    }
    copse_text_add_char(out, '\n', 1);
    for (size_t i = 0; i < table->rows; i++) {
        const size_t start = out->length;
        for (size_t j = 0; j < table->columns; j++) {
            copse_text_add(out, j > 0 ? "," : "");
            cell_csv(out, document, &table->cell[i * table->columns + j]);
        }
        if (out->length == start) copse_text_add(out, "\"\""); /* an empty line would end the table */
        copse_text_add_char(out, '\n', 1);
    }
}

copse_status copse_i_render_csv(const copse_document *document, copse_text *out)
{
    bool first = true;
    for (size_t i = 0; i < document->blocks; i++) {
        const copse_i_block *block = &document->block[i];
        if (block->kind != COPSE_I_TABLE || block->table->columns == 0) continue;
        if (!first) copse_text_add_char(out, '\n', 1);
        table_csv(out, document, block->table);
        first = false;
    }
    return COPSE_OK;
}
