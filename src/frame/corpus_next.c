/* The bytes of a corpus, in chunks of whole groups. */
#include "corpus.h"
#include "csv_columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SLACK = 64 * 1024, /* read beyond a chunk, for the end of its last group */
    AHEAD = 512 * 1024 /* read beyond that, so that few bytes are moved to the front */
};

static void move_to_front(copse_corpus *corpus)
{
    if (corpus->begin == 0) return;
    memmove(corpus->buffer, corpus->buffer + corpus->begin, corpus->end - corpus->begin);
    corpus->end -= corpus->begin;
    corpus->begin = 0;
}

copse_status copse_i_corpus_fill(copse_corpus *corpus, size_t need, copse_error *err)
{
    if (corpus->ended || corpus->end - corpus->begin >= need) return COPSE_OK;
    move_to_front(corpus);
    if (copse_reserve((void **)&corpus->buffer, &corpus->capacity, need + AHEAD + 1, 1) != COPSE_OK)
        return copse_fail_memory(err);
    while (corpus->end < need && !corpus->ended) {
        const ssize_t n = read(corpus->file, corpus->buffer + corpus->end, corpus->capacity - corpus->end - 1);
        const int why = errno;
        if (n < 0 && why == EINTR) continue;
        if (n < 0)
            return copse_fail(err, COPSE_EIO, "cannot read %s: %s", corpus->name,
                              strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
        corpus->ended = n == 0;
        corpus->end += (size_t)n;
    }
    corpus->buffer[corpus->end] = '\n';
    return COPSE_OK;
}

copse_i_csv_cell copse_i_corpus_key(const copse_corpus *corpus, const copse_i_csv_record *record)
{
    const copse_i_csv_cell none = {.text = "", .n = 0};
    return corpus->by < record->count ? record->cell[corpus->by] : none;
}

bool copse_i_corpus_same_key(const copse_i_csv_cell *a, const copse_i_csv_cell *b)
{
    return a->n == b->n && memcmp(a->text, b->text, a->n) == 0; /* doubled quotes stand in both, or in none */
}

static bool odd_quotes(const char *bytes, size_t n)
{
    size_t quotes = 0;
    for (size_t i = 0; i < n; i++) quotes += bytes[i] == '"';
    return quotes % 2 != 0;
}

/* Where the group ends that the record at `at` is of; NULL where the bytes do not tell. A malformed record ends it: who
 * parses the chunk says what is wrong with it. */
static const char *group_end(const copse_corpus *corpus, const char *at, const char *end)
{
    copse_i_csv_cell key = {0};
    copse_i_csv_record record = {.cell = corpus->cell, .room = corpus->header.columns};
    while (at < end) {
        const char *next = copse_i_csv_record_end(at, end, false);
        if (next == NULL && !corpus->ended) return NULL;
        if (next == NULL) next = end;
        size_t line = 0;
        const char *start = copse_i_csv_record_start(corpus->kind, at, next, &line);
        if (start < next) {
            if (copse_i_csv_record_read(corpus->kind, start, next, &record) == NULL) return next;
            const copse_i_csv_cell own = copse_i_corpus_key(corpus, &record);
            const bool missing = copse_i_csv_missing(own.text, own.n);
            if (!missing && key.text != NULL && !copse_i_corpus_same_key(&key, &own)) return at;
            if (!missing) key = own;
        }
        at = next;
    }
    return corpus->ended ? end : NULL;
}

/* The end of the bytes to take, or NULL where more have to be read. */
static const char *find_cut(const copse_corpus *corpus, size_t target, bool whole_groups)
{
    const char *start = corpus->buffer + corpus->begin, *end = corpus->buffer + corpus->end;
    if (target >= (size_t)(end - start)) return corpus->ended ? end : NULL;
    const char *at = copse_i_csv_record_end(start + target, end, odd_quotes(start, target));
    if (at == NULL) return corpus->ended ? end : NULL;
    return whole_groups ? group_end(corpus, at, end) : at;
}

copse_status copse_i_corpus_cut(copse_corpus *corpus, size_t target, bool whole_groups, size_t *n, copse_error *err)
{
    for (size_t need = target + SLACK;; need *= 2) {
        const copse_status status = copse_i_corpus_fill(corpus, need, err);
        if (status != COPSE_OK) return status;
        const char *cut = find_cut(corpus, target, whole_groups);
        if (cut != NULL) {
            *n = (size_t)(cut - (corpus->buffer + corpus->begin));
            return COPSE_OK;
        }
        if (need >= COPSE_I_CORPUS_LARGEST)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: from here on a cell in quotes, or the rows of one %s, go on for more than 1 GiB",
                              corpus->header.source, corpus->line, corpus->opts.by);
    }
}

copse_status copse_i_corpus_take(copse_corpus *corpus, size_t n, copse_corpus_chunk *chunk, copse_error *err)
{
    if (copse_reserve((void **)&chunk->bytes, &chunk->capacity, n + 1, 1) != COPSE_OK) return copse_fail_memory(err);
    if (n > 0) memcpy(chunk->bytes, corpus->buffer + corpus->begin, n);
    chunk->bytes[n] = '\n';
    chunk->n = n;
    chunk->line = corpus->line;
    chunk->offset = corpus->offset;
    chunk->rows = 0;
    corpus->line += copse_i_csv_count_lines(chunk->bytes, n);
    corpus->begin += n;
    corpus->offset += n;
    return COPSE_OK;
}

copse_status copse_corpus_next(copse_corpus *corpus, copse_corpus_chunk *chunk, copse_error *err)
{
    size_t n = 0;
    copse_status status = COPSE_OK;
    chunk->n = 0;
    if (corpus->opts.sort && corpus->sorter == NULL) status = copse_i_sorter_new(corpus, &corpus->sorter, err);
    if (status != COPSE_OK) return status;
    if (corpus->opts.sort) return copse_i_sorter_next(corpus->sorter, corpus->opts.chunk, chunk, err);
    status = copse_i_corpus_cut(corpus, corpus->opts.chunk, true, &n, err);
    return status == COPSE_OK ? copse_i_corpus_take(corpus, n, chunk, err) : status;
}

void copse_corpus_chunk_free(copse_corpus_chunk *chunk)
{
    free(chunk->bytes);
    free(chunk->row_line);
    *chunk = (copse_corpus_chunk){0};
}
