/* The rows of a chunk that a filter keeps. */
#include "corpus.h"
#include "csv_columns.h"
#include "excerpt.h"
#include "frame_store.h"
#include "where_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The columns that the filter names, as a frame. */
struct copse_i_corpus_filter_rows {
    copse_frame frame;
    size_t capacity;
    bool *keep;
};

static void mark_operand(const where_operand *operand, bool *marked)
{
    if (operand->kind == WHERE_COLUMN) marked[operand->column] = true;
}

static void mark_columns(const where_node *node, bool *marked)
{
    for (const where_node *child = node->child; child != NULL; child = child->next) mark_columns(child, marked);
    if (node->kind == WHERE_OR || node->kind == WHERE_AND || node->kind == WHERE_NOT) return;
    mark_operand(&node->left, marked);
    if (node->kind == WHERE_COMPARE) mark_operand(&node->right, marked);
}

copse_status copse_i_corpus_filter(copse_corpus *corpus, const char *where, copse_error *err)
{
    where_node *tree = NULL;
    const copse_status status = copse_i_where_parse(&corpus->header, where, &tree, err);
    if (status != COPSE_OK) return status;
    corpus->where = copse_copy(where);
    corpus->where_column = copse_alloc(corpus->header.columns, sizeof *corpus->where_column);
    const bool made = corpus->where != NULL && corpus->where_column != NULL;
    if (made) mark_columns(tree, corpus->where_column);
    copse_i_where_free(tree);
    return made ? COPSE_OK : copse_fail_memory(err);
}

void copse_i_corpus_filter_free(copse_i_corpus_filter_rows *filter)
{
    if (filter == NULL) return;
    for (size_t c = 0; filter->frame.column != NULL && c < filter->frame.columns; c++) {
        free(filter->frame.column[c].number);
        free(filter->frame.column[c].text);
    }
    free(filter->frame.column);
    copse_i_store_free(filter->frame.store);
    free(filter->keep);
    free(filter);
}

copse_status copse_i_corpus_filter_start(const copse_corpus *corpus, copse_i_corpus_filter_rows **filter)
{
    if (*filter == NULL) *filter = copse_alloc(1, sizeof **filter);
    if (*filter == NULL) return COPSE_ENOMEM;
    copse_frame *frame = &(*filter)->frame;
    const copse_frame *header = &corpus->header;
    copse_i_store_free(frame->store);
    frame->store = copse_i_store_new(&corpus->opts.csv);
    if (frame->column == NULL) frame->column = copse_alloc(header->columns, sizeof *frame->column);
    if (frame->store == NULL || frame->column == NULL) return COPSE_ENOMEM;
    frame->source = header->source; /* names and source are the header's */
    frame->columns = header->columns;
    for (size_t c = 0; c < header->columns; c++) {
        frame->column[c].name = header->column[c].name;
        frame->column[c].type = header->column[c].type;
    }
    frame->rows = 0;
    return COPSE_OK;
}

static copse_status grow(const copse_corpus *corpus, copse_i_corpus_filter_rows *filter)
{
    const size_t need = filter->frame.rows + 1;
    size_t capacity = filter->capacity; /* all arrays had as much, and get as much */
    for (size_t c = 0; c < filter->frame.columns; c++) {
        copse_column *column = &filter->frame.column[c];
        if (!corpus->where_column[c]) continue;
        void **array = column->type == COPSE_COLUMN_TEXT ? (void **)&column->text : (void **)&column->number;
        capacity = filter->capacity;
        if (copse_reserve(array, &capacity, need, sizeof(double)) != COPSE_OK) return COPSE_ENOMEM;
    }
    size_t flags = filter->capacity;
    if (copse_reserve((void **)&filter->keep, &flags, need, sizeof *filter->keep) != COPSE_OK) return COPSE_ENOMEM;
    filter->capacity = flags < capacity ? flags : capacity;
    return COPSE_OK;
}

static copse_status take_number(const copse_corpus *corpus, const copse_i_csv_cell *cell, size_t line,
                                copse_column *column, size_t row, copse_error *err)
{
    double x = NAN;
    char text[COPSE_I_EXCERPT];
    if (!copse_parse_number(cell->text, cell->n, corpus->opts.csv.decimal, &x) &&
        !copse_i_csv_missing(cell->text, cell->n))
        return copse_fail(
            err, COPSE_EPARSE,
            "%s:%zu: column %s: '%s' is not a number, and the filter takes the column for numbers, as its "
            "first rows are",
            corpus->header.source, line, column->name, copse_i_excerpt(text, cell->text, cell->n));
    column->number[row] = x;
    return COPSE_OK;
}

static copse_status take_text(copse_i_store *store, const copse_i_csv_cell *cell, copse_text *scratch,
                              copse_column *column, size_t row, copse_error *err)
{
    column->text[row] = NULL;
    if (copse_i_csv_missing(cell->text, cell->n)) return COPSE_OK;
    const size_t at = scratch->length; /* only borrowed: the bytes are given back */
    copse_text_add_char(scratch, '\0', cell->n + 1);
    if (copse_text_status(scratch) != COPSE_OK) return copse_fail_memory(err);
    const size_t n = copse_i_csv_cell_copy(cell, scratch->bytes + at);
    column->text[row] = copse_i_store_text(store, scratch->bytes + at, n);
    scratch->length = at;
    return column->text[row] != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_corpus_filter_row(const copse_corpus *corpus, const copse_i_csv_record *record, size_t line,
                                       copse_corpus_rows *rows, copse_error *err)
{
    copse_i_corpus_filter_rows *filter = rows->filter;
    copse_frame *frame = &filter->frame;
    if (frame->rows == filter->capacity && grow(corpus, filter) != COPSE_OK) return copse_fail_memory(err);
    for (size_t c = 0; c < frame->columns; c++) {
        if (!corpus->where_column[c]) continue;
        copse_column *column = &frame->column[c];
        const copse_status status =
            column->type == COPSE_COLUMN_NUMBER
                ? take_number(corpus, &record->cell[c], line, column, frame->rows, err)
                : take_text(frame->store, &record->cell[c], &rows->texts, column, frame->rows, err);
        if (status != COPSE_OK) return status;
    }
    frame->rows++;
    return COPSE_OK;
}

static void move_row(copse_corpus_rows *rows, size_t from, size_t to)
{
    for (size_t c = 0; c < rows->columns; c++) rows->number[c][to] = rows->number[c][from];
    rows->line[to] = rows->line[from];
}

copse_status copse_i_corpus_keep(const copse_corpus *corpus, copse_corpus_rows *rows, copse_error *err)
{
    copse_i_corpus_filter_rows *filter = rows->filter;
    if (filter->frame.rows == 0) return COPSE_OK;
    const copse_status status = copse_frame_where(&filter->frame, corpus->where, filter->keep, err);
    if (status != COPSE_OK) return status;
    size_t kept = 0, odd = 0, odds = 0;
    for (size_t g = 0; g < rows->groups; g++) {
        const size_t begin = rows->start[g], end = rows->start[g + 1];
        rows->start[g] = kept;
        for (size_t r = begin; r < end; r++) {
            for (; odd < rows->odds && rows->odd[odd].row == r; odd++) {
                if (!filter->keep[r]) continue;
                rows->odd[odds] = rows->odd[odd];
                rows->odd[odds++].row = kept;
            }
            if (filter->keep[r]) move_row(rows, r, kept++);
        }
    }
    rows->start[rows->groups] = rows->rows = kept;
    rows->odds = odds;
    return COPSE_OK;
}
