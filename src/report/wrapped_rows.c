#include "wrapped_rows.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the words from the start of `text` that fit into `width`: at least one word; `at` the start of the next. */
static copse_status take_words(const char *text, size_t width, copse_text *line, size_t *at)
{
    size_t taken = 0;
    while (text[taken] != '\0') {
        const size_t end = taken + strspn(text + taken, " ") + strcspn(text + taken + strspn(text + taken, " "), " ");
        line->length = 0;
        copse_text_add_bytes(line, text, end);
        if (line->failed) return COPSE_ENOMEM;
        if (taken > 0 && copse_display_width(copse_text_string(line)) > width) break;
        taken = end;
    }
    line->length = 0;
    copse_text_add_bytes(line, text, taken);
    *at = taken + strspn(text + taken, " ");
    return copse_text_status(line);
}

/* The display width of the longest word. */
static copse_status longest_word(const char *text, copse_text *word, size_t *width)
{
    while (*text != '\0') {
        size_t next = 0;
        const copse_status status = take_words(text, 0, word, &next);
        if (status != COPSE_OK) return status;
        const size_t here = copse_display_width(copse_text_string(word));
        if (here > *width) *width = here;
        text += next;
    }
    return COPSE_OK;
}

static copse_status narrowest(const copse_document *document, const copse_i_table *table, size_t j, size_t *width)
{
    copse_text shown = {0}, word = {0};
    *width = copse_display_width(copse_i_head_text(document, &table->column[j], &shown));
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < table->rows; i++) {
        const copse_i_cell *cell = &table->cell[i * table->columns + j];
        status = longest_word(copse_i_cell_text(document, &table->column[j], cell, &shown), &word, width);
    }
    if (status == COPSE_OK) status = copse_text_status(&shown);
    copse_text_free(&shown);
    copse_text_free(&word);
    return status;
}

copse_status copse_i_columns_fit(const copse_document *document, const copse_i_table *table, size_t width,
                                 copse_i_extent *extent)
{
    size_t total = table->columns > 0 ? (table->columns - 1) * strlen(COPSE_I_GAP) : 0;
    size_t *least = copse_alloc(table->columns, sizeof *least);
    copse_status status = least != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t j = 0; status == COPSE_OK && j < table->columns; j++) {
        total += least[j] = extent[j].width;
        if (table->column[j].align == COPSE_ALIGN_LEFT) status = narrowest(document, table, j, &least[j]);
    }
    while (status == COPSE_OK && total > width) {
        size_t widest = table->columns;
        for (size_t j = 0; j < table->columns; j++)
            if (extent[j].width > least[j] && (widest == table->columns || extent[j].width > extent[widest].width))
                widest = j;
        if (widest == table->columns) break;
        extent[widest].width -= 1;
        total -= 1;
    }
    free(least);
    return status;
}

/* One line of a row: of each cell the words that fit; `rest` is what of it is left. *more: some is. */
static copse_status write_line(copse_text *out, const copse_i_table *table, const copse_i_extent *extent,
                               const char **rest, copse_text *line, bool *more)
{
    *more = false;
    for (size_t j = 0; j < table->columns; j++) {
        size_t next = 0;
        const copse_status status = take_words(rest[j], extent[j].width, line, &next);
        if (status != COPSE_OK) return status;
        copse_text_add(out, j > 0 ? COPSE_I_GAP : "");
        copse_i_cell_pad(out, copse_text_string(line), &table->column[j], &extent[j], false, j + 1 == table->columns);
        rest[j] += next;
        *more = *more || rest[j][0] != '\0';
    }
    while (out->length > 0 && out->bytes[out->length - 1] == ' ') out->length -= 1;
    copse_text_add_char(out, '\n', 1);
    return COPSE_OK;
}

static copse_status write_row(copse_text *out, const copse_document *document, const copse_i_table *table, size_t row,
                              const copse_i_extent *extent, copse_text *cell, const char **rest)
{
    copse_text line = {0};
    copse_status status = COPSE_OK;
    for (size_t j = 0; j < table->columns; j++) {
        rest[j] = copse_i_cell_text(document, &table->column[j], &table->cell[row * table->columns + j], &cell[j]);
        if (status == COPSE_OK) status = copse_text_status(&cell[j]);
    }
    for (bool more = true; more && status == COPSE_OK;) status = write_line(out, table, extent, rest, &line, &more);
    copse_text_free(&line);
    return status;
}

copse_status copse_i_wrapped_rows(copse_text *out, const copse_document *document, const copse_i_table *table,
                                  const copse_i_extent *extent)
{
    copse_text *cell = copse_alloc(table->columns, sizeof *cell);
    const char **rest = copse_alloc(table->columns, sizeof *rest);
    copse_status status = cell != NULL && rest != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t i = 0; status == COPSE_OK && i < table->rows; i++)
        status = write_row(out, document, table, i, extent, cell, rest);
    for (size_t j = 0; cell != NULL && j < table->columns; j++) copse_text_free(&cell[j]);
    free(cell);
    free(rest);
    return status;
}
