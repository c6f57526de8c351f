/* From the bytes of a chunk to rows and groups. */
#include "corpus.h"
#include "csv_columns.h"
#include "excerpt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 1024 };

void copse_corpus_rows_free(copse_corpus_rows *rows)
{
    if (rows == NULL) return;
    for (size_t c = 0; rows->number != NULL && c < rows->columns; c++) free(rows->number[c]);
    free(rows->number);
    free(rows->line);
    free(rows->start);
    free(rows->key);
    free(rows->key_line);
    free(rows->odd);
    free(rows->cells);
    copse_i_corpus_filter_free(rows->filter);
    copse_text_free(&rows->texts);
    *rows = (copse_corpus_rows){0};
}

/* Makes an array of `size` bytes an element hold `count`. */
static bool resize(void **array, size_t count, size_t size)
{
    void *larger = realloc(*array, count * size);
    if (larger != NULL) *array = larger;
    return larger != NULL;
}

static copse_status grow_rows(copse_corpus_rows *rows)
{
    const size_t capacity = rows->capacity == 0 ? FIRST_ROWS : 2 * rows->capacity;
    for (size_t c = 0; c < rows->columns; c++)
        if (!resize((void **)&rows->number[c], capacity, sizeof **rows->number)) return COPSE_ENOMEM;
    if (!resize((void **)&rows->line, capacity, sizeof *rows->line)) return COPSE_ENOMEM;
    rows->capacity = capacity;
    return COPSE_OK;
}

static copse_status grow_groups(copse_corpus_rows *rows)
{
    const size_t capacity = rows->group_capacity == 0 ? FIRST_ROWS : 2 * rows->group_capacity;
    if (!resize((void **)&rows->start, capacity + 1, sizeof *rows->start) ||
        !resize((void **)&rows->key, capacity, sizeof *rows->key) ||
        !resize((void **)&rows->key_line, capacity, sizeof *rows->key_line))
        return COPSE_ENOMEM;
    rows->group_capacity = capacity;
    return COPSE_OK;
}

static copse_status start_rows(const copse_corpus *corpus, copse_corpus_rows *rows)
{
    if (rows->number == NULL) {
        rows->number = copse_alloc(corpus->columns, sizeof *rows->number);
        rows->cells = copse_alloc(corpus->header.columns, sizeof(copse_i_csv_cell));
        if (rows->number == NULL || rows->cells == NULL) return COPSE_ENOMEM;
        rows->columns = corpus->columns;
    }
    rows->rows = rows->groups = rows->odds = rows->keyless = 0;
    rows->texts.length = 0;
    if (rows->group_capacity == 0 && grow_groups(rows) != COPSE_OK) return COPSE_ENOMEM;
    rows->start[0] = 0;
    if (corpus->where == NULL) return COPSE_OK;
    copse_i_corpus_filter_rows *filter = rows->filter;
    const copse_status status = copse_i_corpus_filter_start(corpus, &filter);
    rows->filter = filter;
    return status;
}

/* A cell that is no number, kept for the message. */
static copse_status add_odd(copse_corpus_rows *rows, size_t column, const copse_i_csv_cell *cell)
{
    char text[COPSE_I_EXCERPT];
    if (copse_reserve((void **)&rows->odd, &rows->odd_capacity, rows->odds + 1, sizeof *rows->odd) != COPSE_OK)
        return COPSE_ENOMEM;
    rows->odd[rows->odds++] = (copse_corpus_cell){.row = rows->rows, .column = column, .text = rows->texts.length};
    copse_text_add(&rows->texts, copse_i_excerpt(text, cell->text, cell->n));
    copse_text_add_char(&rows->texts, '\0', 1);
    return copse_text_status(&rows->texts);
}

static copse_status take_numbers(const copse_corpus *corpus, const copse_i_csv_record *record, copse_corpus_rows *rows)
{
    for (size_t c = 0; c < rows->columns; c++) {
        const copse_i_csv_cell *cell = &record->cell[corpus->column[c]];
        double x = NAN;
        if (!copse_parse_number(cell->text, cell->n, corpus->opts.csv.decimal, &x) &&
            !copse_i_csv_missing(cell->text, cell->n) && add_odd(rows, c, cell) != COPSE_OK)
            return COPSE_ENOMEM;
        rows->number[c][rows->rows] = x;
    }
    return COPSE_OK;
}

static copse_status start_group(copse_corpus_rows *rows, const copse_i_csv_cell *key, size_t line)
{
    if (rows->groups == rows->group_capacity && grow_groups(rows) != COPSE_OK) return COPSE_ENOMEM;
    rows->key[rows->groups] = rows->texts.length;
    rows->key_line[rows->groups] = line;
    rows->start[rows->groups++] = rows->rows;
    const size_t at = rows->texts.length;
    copse_text_add_char(&rows->texts, '\0', key->n + 1);
    if (copse_text_status(&rows->texts) != COPSE_OK) return COPSE_ENOMEM;
    const size_t n = copse_i_csv_cell_copy(key, rows->texts.bytes + at);
    rows->texts.bytes[at + n] = '\0';
    rows->texts.length = at + n + 1;
    return COPSE_OK;
}

/* One record of the right number of cells. `last` is the key before. */
static copse_status take_row(const copse_corpus *corpus, const copse_i_csv_record *record, size_t line,
                             copse_i_csv_cell *last, copse_corpus_rows *rows, copse_error *err)
{
    const copse_i_csv_cell key = copse_i_corpus_key(corpus, record);
    if (copse_i_csv_missing(key.text, key.n)) {
        if (rows->keyless++ == 0 || line < rows->keyless_line) rows->keyless_line = line;
        return COPSE_OK;
    }
    if (rows->rows == rows->capacity && grow_rows(rows) != COPSE_OK) return copse_fail_memory(err);
    if ((rows->groups == 0 || !copse_i_corpus_same_key(last, &key)) && start_group(rows, &key, line) != COPSE_OK)
        return copse_fail_memory(err);
    *last = key;
    rows->line[rows->rows] = line;
    if (take_numbers(corpus, record, rows) != COPSE_OK) return copse_fail_memory(err);
    if (corpus->where != NULL) {
        const copse_status status = copse_i_corpus_filter_row(corpus, record, line, rows, err);
        if (status != COPSE_OK) return status;
    }
    rows->rows++;
    return COPSE_OK;
}

copse_status copse_corpus_parse(const copse_corpus *corpus, const copse_corpus_chunk *chunk, copse_corpus_rows *rows,
                                copse_error *err)
{
    if (start_rows(corpus, rows) != COPSE_OK) return copse_fail_memory(err);
    copse_status status =
        copse_i_corpus_check_encoding(corpus, chunk->bytes, chunk->n, chunk->line, chunk->offset, err);
    if (status != COPSE_OK) return status;
    copse_i_csv_record record = {.cell = rows->cells, .room = corpus->header.columns};
    copse_i_csv_cell last = {0};
    const char *at = chunk->bytes, *end = chunk->bytes + chunk->n;
    size_t line = chunk->line;
    for (size_t r = 0;; r++) {
        at = copse_i_csv_record_start(corpus->kind, at, end, &line);
        if (at == end) break;
        if (chunk->rows > 0) line = chunk->row_line[r];
        const char *next = copse_i_csv_record_read(corpus->kind, at, end, &record);
        if (next == NULL) return copse_i_corpus_malformed(corpus, at, end, line, err);
        if (record.count != corpus->header.columns) return copse_i_corpus_ragged(corpus, record.count, line, err);
        status = take_row(corpus, &record, line, &last, rows, err);
        if (status != COPSE_OK) return status;
        line += record.lines;
        at = next;
    }
    rows->start[rows->groups] = rows->rows;
    return corpus->where == NULL ? COPSE_OK : copse_i_corpus_keep(corpus, rows, err);
}
