/* Plain text for a terminal: a title line, wrapped paragraphs, tables with one thin rule. */
#include "cell_text.h"
#include "printable.h"
#include "render.h"
#include "wrapped_rows.h"

#include <stdlib.h>
#include <string.h>

#define LINE_WIDTH 79
#define GAP COPSE_I_GAP
#define RULE "─"

static void end_line(copse_text *out)
{
    while (out->length > 0 && out->bytes[out->length - 1] == ' ') out->length -= 1;
    copse_text_add_char(out, '\n', 1);
}

static void heading(copse_text *out, const char *text, bool bold)
{
    copse_text_add(out, bold ? "\033[1m" : "");
    copse_i_printable_add(out, text);
    copse_text_add(out, bold ? "\033[0m\n" : "\n");
}

/* Words joined by single spaces, broken before the word that would pass the line's end. */
static void wrapped_line(copse_text *out, const char *line, size_t length, copse_text *word)
{
    size_t column = 0;
    for (size_t i = 0; i < length;) {
        size_t end = i;
        while (end < length && line[end] != ' ') end++;
        if (end > i) {
            word->length = 0;
            copse_text_add_bytes(word, line + i, end - i);
            const size_t width = copse_display_width(copse_text_string(word));
            if (column > 0 && column + 1 + width > LINE_WIDTH) {
                copse_text_add_char(out, '\n', 1);
                column = 0;
            }
            copse_text_add(out, column > 0 ? " " : "");
            copse_text_add(out, copse_text_string(word));
            column += width + (column > 0 ? 1 : 0);
        }
        i = end + 1;
    }
    copse_text_add_char(out, '\n', 1);
}

/* A line end inside the text is kept; everything else is filled up to the line's width. */
static copse_status paragraph(copse_text *out, const char *text)
{
    copse_text line = {0}, word = {0};
    copse_status status = COPSE_OK;
    for (bool more = true; more && status == COPSE_OK;) {
        const size_t length = strcspn(text, "\n");
        char *piece = copse_copy_text(text, length);
        if (piece == NULL) {
            status = COPSE_ENOMEM;
            break;
        }
        line.length = 0;
        copse_i_printable_add(&line, piece);
        free(piece);
        wrapped_line(out, copse_text_string(&line), line.length, &word);
        status = copse_text_status(&line);
        if (status == COPSE_OK) status = copse_text_status(&word);
        more = text[length] != '\0';
        text += length + (more ? 1 : 0);
    }
    copse_text_free(&line);
    copse_text_free(&word);
    return status;
}

static void rule(copse_text *out, const copse_i_table *table, const copse_i_extent *extent)
{
    size_t width = table->columns > 0 ? (table->columns - 1) * strlen(GAP) : 0;
    for (size_t j = 0; j < table->columns; j++) width += extent[j].width;
    for (size_t i = 0; i < width; i++) copse_text_add(out, RULE);
    copse_text_add_char(out, '\n', 1);
}

static void heads(copse_text *out, const copse_document *document, const copse_i_table *table,
                  const copse_i_extent *extent, copse_text *scratch)
{
    for (size_t j = 0; j < table->columns; j++) {
        copse_text_add(out, j > 0 ? GAP : "");
        const char *head = copse_i_head_text(document, &table->column[j], scratch);
        copse_i_cell_pad(out, head, &table->column[j], &extent[j], true, j + 1 == table->columns);
    }
    end_line(out);
    rule(out, table, extent);
}

static void rows(copse_text *out, const copse_document *document, const copse_i_table *table,
                 const copse_i_extent *extent, copse_text *scratch)
{
    size_t next_rule = 0;
    for (size_t i = 0; i < table->rows; i++) {
        if (next_rule < table->rules && table->rule[next_rule] == i) {
            if (i > 0) rule(out, table, extent); /* above the first row the head's rule stands already */
            next_rule += 1;
        }
        for (size_t j = 0; j < table->columns; j++) {
            copse_text_add(out, j > 0 ? GAP : "");
            const char *shown =
                copse_i_cell_text(document, &table->column[j], &table->cell[i * table->columns + j], scratch);
            copse_i_cell_pad(out, shown, &table->column[j], &extent[j], false, j + 1 == table->columns);
        }
        end_line(out);
    }
}

static copse_status table_text(copse_text *out, const copse_document *document, const copse_i_table *table)
{
    copse_text scratch = {0};
    copse_i_extent *extent = NULL;
    copse_status status = copse_i_table_measure(document, table, NULL, &extent);
    if (status == COPSE_OK && table->wraps) status = copse_i_columns_fit(document, table, LINE_WIDTH, extent);
    if (status != COPSE_OK) goto done;
    if (table->caption != COPSE_I_NO_TEXT) heading(out, copse_i_document_string(document, table->caption), false);
    if (copse_i_table_has_heads(document, table)) heads(out, document, table, extent, &scratch);
    if (table->wraps) status = copse_i_wrapped_rows(out, document, table, extent);
    else rows(out, document, table, extent, &scratch);
    if (status == COPSE_OK) status = copse_text_status(&scratch);
done:
    free(extent);
    copse_text_free(&scratch);
    return status;
}

copse_status copse_i_render_text(const copse_document *document, bool bold, copse_text *out)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < document->blocks && status == COPSE_OK; i++) {
        const copse_i_block *block = &document->block[i];
        if (i > 0) copse_text_add_char(out, '\n', 1);
        if (block->kind == COPSE_I_HEADING) {
            heading(out, copse_i_document_string(document, block->text), bold);
        } else if (block->kind == COPSE_I_PARAGRAPH) {
            status = paragraph(out, copse_i_document_string(document, block->text));
        } else {
            status = table_text(out, document, block->table);
        }
    }
    return status;
}
