/* Building a document. No call fails by itself: the first failure is kept and stops everything after it. */
#include "document.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

copse_document *copse_document_new(void)
{
    return copse_alloc(1, sizeof(copse_document));
}

static void table_free(copse_i_table *table)
{
    if (table == NULL) return;
    free(table->column);
    free(table->cell);
    free(table->rule);
    free(table);
}

void copse_document_free(copse_document *document)
{
    if (document == NULL) return;
    for (size_t i = 0; i < document->blocks; i++) table_free(document->block[i].table);
    free(document->block);
    copse_text_free(&document->store);
    free(document);
}

const char *copse_i_document_string(const copse_document *document, size_t offset)
{
    return offset == COPSE_I_NO_TEXT ? NULL : document->store.bytes + offset;
}

static bool usable(const copse_document *document)
{
    return document != NULL && document->status == COPSE_OK;
}

static void keep_status(copse_document *document, copse_status status)
{
    if (document->status == COPSE_OK) document->status = status;
}

void copse_document_check(copse_document *document, copse_status status)
{
    if (document != NULL) keep_status(document, status);
}

static size_t store_string(copse_document *document, const char *string)
{
    if (string == NULL) return COPSE_I_NO_TEXT;
    const size_t offset = document->store.length;
    copse_text_add_bytes(&document->store, string, strlen(string) + 1);
    keep_status(document, copse_text_status(&document->store));
    return offset;
}

static copse_i_block *add_block(copse_document *document, copse_i_block_kind kind)
{
    const copse_status status =
        copse_reserve((void **)&document->block, &document->capacity, document->blocks + 1, sizeof(copse_i_block));
    if (status != COPSE_OK) {
        keep_status(document, status);
        return NULL;
    }
    copse_i_block *block = &document->block[document->blocks++];
    *block = (copse_i_block){.kind = kind, .text = COPSE_I_NO_TEXT};
    return block;
}

void copse_document_heading(copse_document *document, int depth, const char *text)
{
    if (!usable(document)) return;
    copse_i_block *block = add_block(document, COPSE_I_HEADING);
    if (block == NULL) return;
    block->depth = depth < 1 ? 1 : depth;
    block->text = store_string(document, text == NULL ? "" : text);
}

/* The formatted text, freed by free(), or NULL. `list` is used up. */
static char *formatted(const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    const int length = vsnprintf(NULL, 0, format, list);
    char *text = length < 0 ? NULL : copse_alloc((size_t)length + 1, 1);
    if (text != NULL) (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void copse_document_paragraph(copse_document *document, const char *format, ...)
{
    if (!usable(document)) return;
    va_list list;
    va_start(list, format);
    char *text = formatted(format, list);
    va_end(list);
    copse_i_block *block = text == NULL ? NULL : add_block(document, COPSE_I_PARAGRAPH);
    if (block != NULL) {
        block->text = store_string(document, text);
    } else {
        keep_status(document, COPSE_ENOMEM);
    }
    free(text);
}

void copse_document_table(copse_document *document, const char *id, const char *caption)
{
    if (!usable(document)) return;
    copse_i_block *block = add_block(document, COPSE_I_TABLE);
    if (block == NULL) return;
    block->table = copse_alloc(1, sizeof(copse_i_table));
    if (block->table == NULL) {
        keep_status(document, COPSE_ENOMEM);
        return;
    }
    block->table->id = store_string(document, id == NULL ? "" : id);
    block->table->caption = store_string(document, caption);
}

/* The table being built: the last block. Columns and cells outside a table are the caller's mistake. */
static copse_i_table *current_table(copse_document *document)
{
    if (!usable(document)) return NULL;
    if (document->blocks == 0 || document->block[document->blocks - 1].kind != COPSE_I_TABLE) {
        keep_status(document, COPSE_EINVAL);
        return NULL;
    }
    return document->block[document->blocks - 1].table;
}

void copse_document_wrap(copse_document *document)
{
    copse_i_table *table = current_table(document);
    if (table != NULL) table->wraps = true;
}

void copse_document_column(copse_document *document, const char *key, const char *head, copse_align align, int digits)
{
    copse_i_table *table = current_table(document);
    if (table == NULL) return;
    if (key == NULL || table->rows > 0) {
        keep_status(document, COPSE_EINVAL);
        return;
    }
    const copse_status status =
        copse_reserve((void **)&table->column, &table->column_capacity, table->columns + 1, sizeof(copse_i_column));
    if (status != COPSE_OK) {
        keep_status(document, status);
        return;
    }
    copse_i_column *column = &table->column[table->columns++];
    column->key = store_string(document, key);
    column->head = store_string(document, head == NULL ? "" : head);
    column->align = align;
    column->digits = digits;
}

void copse_i_document_expect(copse_document *document, size_t rows)
{
    copse_i_table *table = current_table(document);
    if (table == NULL || table->columns == 0 || rows > SIZE_MAX / table->columns) return;
    const size_t cells = rows * table->columns;
    keep_status(document, copse_reserve((void **)&table->cell, &table->cell_capacity, cells, sizeof(copse_i_cell)));
}

/* Row r has all its cells from the start, missing until they are given: short rows need no care later. */
void copse_document_row(copse_document *document)
{
    copse_i_table *table = current_table(document);
    if (table == NULL) return;
    if (table->columns == 0) {
        keep_status(document, COPSE_EINVAL);
        return;
    }
    const size_t need = (table->rows + 1) * table->columns;
    const copse_status status = copse_reserve((void **)&table->cell, &table->cell_capacity, need, sizeof(copse_i_cell));
    if (status != COPSE_OK) {
        keep_status(document, status);
        return;
    }
    table->cells = table->rows * table->columns;
    for (size_t i = table->cells; i < need; i++) {
        table->cell[i] = (copse_i_cell){.number = NAN, .text = COPSE_I_NO_TEXT, .kind = COPSE_I_MISSING};
    }
    table->rows += 1;
}

static copse_i_cell *next_cell(copse_document *document)
{
    copse_i_table *table = current_table(document);
    if (table == NULL) return NULL;
    if (table->cells >= table->rows * table->columns) {
        keep_status(document, COPSE_EINVAL);
        return NULL;
    }
    return &table->cell[table->cells++];
}

void copse_document_text(copse_document *document, const char *text)
{
    copse_i_cell *cell = next_cell(document);
    if (cell == NULL || text == NULL) return;
    cell->kind = COPSE_I_TEXT;
    cell->text = store_string(document, text);
}

void copse_document_number(copse_document *document, double x)
{
    copse_document_number_as(document, x, NULL);
}

void copse_document_number_as(copse_document *document, double x, const char *shown)
{
    copse_i_cell *cell = next_cell(document);
    if (cell == NULL) return;
    cell->kind = COPSE_I_NUMBER;
    cell->number = x;
    cell->text = store_string(document, shown);
}

/* Called right after copse_document_row it is for that row, else for the next one. */
void copse_document_rule(copse_document *document)
{
    copse_i_table *table = current_table(document);
    if (table == NULL) return;
    const bool started = table->rows > 0 && table->cells == (table->rows - 1) * table->columns;
    const size_t row = started ? table->rows - 1 : table->rows;
    if (table->rules > 0 && table->rule[table->rules - 1] == row) return;
    const copse_status status =
        copse_reserve((void **)&table->rule, &table->rule_capacity, table->rules + 1, sizeof(size_t));
    if (status != COPSE_OK) {
        keep_status(document, status);
        return;
    }
    table->rule[table->rules++] = row;
}
