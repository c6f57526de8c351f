/* Shown cells: formatted numbers, printable text, alignment by display width. */
#include "cell_text.h"
#include "printable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void empty(copse_text *scratch)
{
    scratch->length = 0;
    if (scratch->bytes != NULL) scratch->bytes[0] = '\0';
}

const char *copse_i_cell_text(const copse_document *document, const copse_i_column *column, const copse_i_cell *cell,
                              copse_text *scratch)
{
    empty(scratch);
    if (cell->text != COPSE_I_NO_TEXT) {
        copse_i_printable_add(scratch, copse_i_document_string(document, cell->text));
    } else if (cell->kind == COPSE_I_NUMBER) {
        char buf[COPSE_NUMBER_TEXT];
        copse_text_add(scratch, column->digits < 0 ? copse_format_exact(buf, sizeof buf, cell->number)
                                                   : copse_format_fixed(buf, sizeof buf, cell->number, column->digits));
    }
    return copse_text_string(scratch);
}

const char *copse_i_head_text(const copse_document *document, const copse_i_column *column, copse_text *scratch)
{
    empty(scratch);
    copse_i_printable_add(scratch, copse_i_document_string(document, column->head));
    return copse_text_string(scratch);
}

size_t copse_i_point(const char *shown)
{
    const char *point = strchr(shown, '.');
    if (point != NULL) return (size_t)(point - shown);
    const char *exponent = strpbrk(shown, "eE");
    if (exponent != NULL && exponent > shown && exponent[-1] >= '0' && exponent[-1] <= '9') {
        return (size_t)(exponent - shown);
    }
    return strlen(shown);
}

bool copse_i_aligns(const copse_i_column *column, const char *shown)
{
    return column->align == COPSE_ALIGN_DECIMAL && strpbrk(shown, "0123456789") != NULL;
}

static void widen(size_t *width, size_t need)
{
    if (need > *width) *width = need;
}

static void measure_cell(copse_i_extent *extent, const copse_i_column *column, const char *shown)
{
    const size_t width = copse_display_width(shown);
    widen(&extent->width, width);
    if (!copse_i_aligns(column, shown)) return;
    const size_t tail = strlen(shown + copse_i_point(shown)); /* a number: one column a byte */
    widen(&extent->tail, tail < width ? tail : width);
    widen(&extent->lead, tail < width ? width - tail : 0);
}

static const char *escaped(copse_i_escape *escape, const char *shown, copse_text *scratch)
{
    if (escape == NULL) return shown;
    empty(scratch);
    escape(scratch, shown);
    return copse_text_string(scratch);
}

copse_status copse_i_table_measure(const copse_document *document, const copse_i_table *table, copse_i_escape *escape,
                                   copse_i_extent **extent)
{
    copse_text shown = {0}, written = {0};
    *extent = copse_alloc(table->columns, sizeof(copse_i_extent));
    if (*extent == NULL) return COPSE_ENOMEM;
    for (size_t j = 0; j < table->columns; j++) {
        const copse_i_column *column = &table->column[j];
        copse_i_extent *e = &(*extent)[j];
        const char *head = escaped(escape, copse_i_head_text(document, column, &shown), &written);
        e->width = copse_display_width(head);
        for (size_t i = 0; i < table->rows; i++) {
            const copse_i_cell *cell = &table->cell[i * table->columns + j];
            measure_cell(e, column, escaped(escape, copse_i_cell_text(document, column, cell, &shown), &written));
        }
        widen(&e->width, e->lead + e->tail);
    }
    copse_status status = copse_text_status(&shown);
    if (status == COPSE_OK) status = copse_text_status(&written);
    copse_text_free(&shown);
    copse_text_free(&written);
    return status;
}

bool copse_i_table_has_heads(const copse_document *document, const copse_i_table *table)
{
    for (size_t j = 0; j < table->columns; j++) {
        if (copse_i_document_string(document, table->column[j].head)[0] != '\0') return true;
    }
    return false;
}

void copse_i_cell_pad(copse_text *out, const char *shown, const copse_i_column *column, const copse_i_extent *extent,
                      bool is_head, bool last)
{
    const size_t width = copse_display_width(shown);
    size_t before = 0;
    if (!is_head && copse_i_aligns(column, shown)) {
        const size_t tail = strlen(shown + copse_i_point(shown));
        const size_t lead = tail < width ? width - tail : 0;
        before = extent->width - extent->lead - extent->tail + extent->lead - lead;
    } else if (column->align != COPSE_ALIGN_LEFT) {
        before = extent->width - width;
    }
    copse_text_add_char(out, ' ', before);
    copse_text_add(out, shown);
    if (!last) copse_text_add_char(out, ' ', extent->width - before - width);
}
