/* Opening a corpus: its file, its header, and what its columns hold. */
#include "corpus.h"
#include "csv_columns.h"
#include "csv_dialect.h"
#include "csv_header.h"
#include "frame_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

copse_corpus_opts copse_corpus_opts_default(void)
{
    return (copse_corpus_opts){
        .csv = copse_frame_opts_default(), .chunk = (size_t)64 << 10, .sort_memory = (size_t)64 << 20};
}

static copse_status open_file(copse_corpus *corpus, const char *path, copse_error *err)
{
    corpus->standard = strcmp(path, "-") == 0;
    if (path[0] == '@') {
        const copse_status status = copse_dataset_path(path, NULL, &corpus->found, err);
        if (status != COPSE_OK) return status;
    }
    const char *file = path[0] == '@' ? corpus->found : path;
    corpus->name = corpus->standard ? "standard input" : corpus->header.source;
    corpus->owns_file = !corpus->standard;
    corpus->file = corpus->standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (corpus->file >= 0 && fstat(corpus->file, &about) == 0 && S_ISDIR(about.st_mode))
        return copse_fail(err, COPSE_EIO, "cannot read %s: it is a directory", corpus->name);
    if (corpus->file >= 0) return COPSE_OK;
    const int why = errno;
    return copse_fail(err, COPSE_EIO, "cannot read %s: %s", corpus->name,
                      strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
}

/* What stands before the header, and the delimiter. */
static copse_status read_marks(copse_corpus *corpus, size_t n, copse_error *err)
{
    size_t skip = 0;
    copse_frame *header = &corpus->header;
    const copse_status status = copse_i_csv_dialect(header->source, corpus->buffer, n, &corpus->opts.csv, &skip, err);
    if (status != COPSE_OK) return status;
    corpus->started = true;
    corpus->begin += skip;
    corpus->offset += skip;
    copse_i_csv_kinds(corpus->opts.csv.delimiter, corpus->kind);
    header->store = copse_i_store_new(&corpus->opts.csv);
    return header->store != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* The bytes of the first record, or all there are. */
static copse_status read_first_record(copse_corpus *corpus, const char **at, const char **end, copse_error *err)
{
    for (size_t need = COPSE_I_CORPUS_SAMPLE;; need *= 2) {
        const copse_status status = copse_i_corpus_fill(corpus, need, err);
        if (status != COPSE_OK) return status;
        const size_t n = corpus->end - corpus->begin;
        if (!corpus->started) {
            const copse_status told = read_marks(corpus, n, err);
            if (told != COPSE_OK) return told;
            continue;
        }
        const char *all = corpus->buffer + corpus->end;
        size_t line = 1;
        *at = copse_i_csv_record_start(corpus->kind, corpus->buffer + corpus->begin, all, &line);
        *end = copse_i_csv_record_end(*at, all, false);
        if (*end == NULL && corpus->ended) *end = all;
        corpus->line = line;
        if (*end != NULL && *at < all) return COPSE_OK;
        if (corpus->ended)
            return copse_fail(err, COPSE_ENODATA, "%s: the file is empty: it needs a header row and data",
                              corpus->header.source);
        if (need >= COPSE_I_CORPUS_LARGEST)
            return copse_fail(err, COPSE_EPARSE, "%s:1: the header row does not end within 1 GiB",
                              corpus->header.source);
    }
}

/* Cells of the header; the number of columns is not known before. */
static copse_status read_names(copse_corpus *corpus, const char *at, const char *end, copse_error *err)
{
    copse_i_csv_record record = {0};
    copse_frame *header = &corpus->header;
    if (copse_i_csv_record_read(corpus->kind, at, end, &record) == NULL)
        return copse_i_corpus_malformed(corpus, at, end, corpus->line, err);
    corpus->cell = copse_alloc(record.count, sizeof *corpus->cell);
    header->column = copse_alloc(record.count, sizeof *header->column);
    if (corpus->cell == NULL || header->column == NULL) return copse_fail_memory(err);
    record.cell = corpus->cell;
    record.room = record.count;
    (void)copse_i_csv_record_read(corpus->kind, at, end, &record);
    header->columns = record.count;
    for (size_t c = 0; c < record.count; c++) {
        header->column[c].name = copse_alloc(record.cell[c].n + 1, 1);
        if (header->column[c].name == NULL) return copse_fail_memory(err);
        (void)copse_i_csv_cell_copy(&record.cell[c], header->column[c].name);
    }
    return COPSE_OK;
}

static copse_status check_names(copse_corpus *corpus, copse_error *err)
{
    copse_frame *header = &corpus->header;
    char **name = copse_alloc(header->columns, sizeof *name);
    if (name == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < header->columns; c++) name[c] = header->column[c].name;
    copse_status status = copse_i_csv_name_first(name, header->columns);
    header->column[0].name = name[0];
    if (status == COPSE_OK)
        status = copse_i_csv_check_names(header->source, corpus->line, name, header->columns, false, err);
    else status = copse_fail_memory(err);
    free(name);
    return status;
}

/* A column is text where one of its first cells is neither missing nor a number. What is malformed is told when its
 * turn comes. */
static copse_status tell_types(copse_corpus *corpus, copse_error *err)
{
    copse_frame *header = &corpus->header;
    bool *has_number = copse_alloc(header->columns, sizeof *has_number);
    if (has_number == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < header->columns; c++) header->column[c].type = COPSE_COLUMN_NUMBER;
    copse_i_csv_record record = {.cell = corpus->cell, .room = header->columns};
    const size_t waiting = corpus->end - corpus->begin;
    const char *at = corpus->buffer + corpus->begin,
               *end = at + (waiting < COPSE_I_CORPUS_SAMPLE ? waiting : COPSE_I_CORPUS_SAMPLE);
    for (size_t line = 0; at < end;) {
        at = copse_i_csv_record_start(corpus->kind, at, end, &line);
        const char *next = copse_i_csv_record_end(at, end, false);
        if (next == NULL && corpus->ended && waiting <= COPSE_I_CORPUS_SAMPLE) next = end;
        if (at == end || next == NULL || copse_i_csv_record_read(corpus->kind, at, next, &record) == NULL) break;
        for (size_t c = 0; c < header->columns && c < record.count; c++) {
            double x;
            const copse_i_csv_cell *cell = &record.cell[c];
            if (copse_i_csv_missing(cell->text, cell->n)) continue;
            if (copse_parse_number(cell->text, cell->n, corpus->opts.csv.decimal, &x)) has_number[c] = true;
            else header->column[c].type = COPSE_COLUMN_TEXT;
        }
        at = next;
    }
    copse_status status = COPSE_OK;
    for (size_t c = 0; c < header->columns; c++) {
        copse_column *column = &header->column[c];
        if (!has_number[c]) column->type = COPSE_COLUMN_TEXT;
        if (column->type == COPSE_COLUMN_NUMBER) column->number = copse_alloc(1, sizeof *column->number);
        if (column->type == COPSE_COLUMN_NUMBER && column->number == NULL) status = copse_fail_memory(err);
    }
    free(has_number);
    return status;
}

static copse_status read_header(copse_corpus *corpus, copse_error *err)
{
    const char *at = NULL, *end = NULL;
    copse_status status = read_first_record(corpus, &at, &end, err);
    if (status != COPSE_OK) return status;
    const char *start = corpus->buffer + corpus->begin;
    status = copse_i_corpus_check_encoding(corpus, start, (size_t)(end - start), 1, corpus->offset, err);
    if (status == COPSE_OK) status = read_names(corpus, at, end, err);
    if (status == COPSE_OK) status = check_names(corpus, err);
    if (status != COPSE_OK) return status;
    corpus->line += copse_i_csv_count_lines(at, (size_t)(end - at));
    corpus->begin += (size_t)(end - start);
    corpus->offset += (uint64_t)(end - start);
    status = copse_i_corpus_fill(corpus, COPSE_I_CORPUS_SAMPLE, err);
    return status == COPSE_OK ? tell_types(corpus, err) : status;
}

static copse_status open_corpus(copse_corpus *corpus, const char *path, copse_error *err)
{
    copse_status status = copse_i_csv_check_opts(&corpus->opts.csv, err);
    if (status != COPSE_OK) return status;
    if (corpus->opts.by == NULL) return copse_fail(err, COPSE_EUSAGE, "which column tells the meta-analyses apart?");
    const copse_corpus_opts defaults = copse_corpus_opts_default();
    if (corpus->opts.chunk == 0) corpus->opts.chunk = defaults.chunk;
    if (corpus->opts.sort_memory == 0) corpus->opts.sort_memory = defaults.sort_memory;
    corpus->header.source = copse_copy(strcmp(path, "-") == 0 ? "<stdin>" : path);
    if (corpus->header.source == NULL) return copse_fail_memory(err);
    status = open_file(corpus, path, err);
    if (status == COPSE_OK && corpus->opts.csv.encoding != NULL) status = copse_i_corpus_decode(corpus, err);
    if (status == COPSE_OK) status = read_header(corpus, err);
    if (status == COPSE_OK) status = copse_frame_column(&corpus->header, corpus->opts.by, &corpus->by, err);
    return status;
}

copse_status copse_corpus_open(const char *path, const copse_corpus_opts *opts, copse_corpus **corpus, copse_error *err)
{
    *corpus = NULL;
    copse_corpus *made = copse_alloc(1, sizeof *made);
    if (made == NULL) return copse_fail_memory(err);
    made->file = -1;
    made->opts = *opts;
    made->keys = (copse_i_corpus_keys){.by_bytes = true, .by_length = true};
    const copse_status status = open_corpus(made, path, err);
    if (status == COPSE_OK) *corpus = made;
    else copse_corpus_free(made);
    return status;
}

void copse_corpus_free(copse_corpus *corpus)
{
    if (corpus == NULL) return;
    if (corpus->file >= 0 && corpus->owns_file) (void)close(corpus->file);
    copse_i_sorter_free(corpus->sorter);
    copse_i_corpus_keys_free(&corpus->keys);
    copse_frame_free(&corpus->header);
    free(corpus->found);
    free(corpus->buffer);
    free(corpus->column);
    free(corpus->where);
    free(corpus->where_column);
    free(corpus->cell);
    free(corpus);
}

const copse_frame *copse_corpus_header(const copse_corpus *corpus)
{
    return &corpus->header;
}

copse_status copse_corpus_select(copse_corpus *corpus, const size_t *column, size_t count, const char *where,
                                 copse_error *err)
{
    free(corpus->column);
    free(corpus->where);
    free(corpus->where_column);
    corpus->where = NULL;
    corpus->where_column = NULL;
    corpus->columns = 0;
    corpus->column = copse_alloc(count, sizeof *column);
    if (corpus->column == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < count; c++) {
        if (column[c] >= corpus->header.columns) return copse_fail(err, COPSE_EINVAL, "no column %zu", column[c]);
        corpus->column[c] = column[c];
    }
    corpus->columns = count;
    return where == NULL ? COPSE_OK : copse_i_corpus_filter(corpus, where, err);
}
