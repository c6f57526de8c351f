/* Sorts a corpus that does not fit in memory: runs of records sorted by key in a file without a name, then merged. Equal
 * keys stay in the order of the file. */
#include "corpus.h"
#include "csv_columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_READ = 4096 };

/* What stands before a record in a run: its key follows, then its bytes. */
typedef struct head {
    uint64_t line;
    uint32_t key, n; /* bytes of each */
} head;

/* A record of the run being sorted, in memory. */
typedef struct entry {
    const char *key, *text;
    size_t line;
    uint32_t key_n, n;
} entry;

/* A sorted run being merged. */
typedef struct run {
    uint64_t at, end; /* in the file, of what is not yet in memory */
    char *buffer;
    size_t begin, filled, capacity;
    head head; /* of the record at `begin` */
    bool done;
} run;

struct copse_i_sorter {
    copse_corpus *corpus;
    int file;
    const char *folder;
    uint64_t written;
    run *run;
    size_t runs, run_capacity;
    size_t *heap; /* runs that are not done, the least key first */
    size_t heaped;
    copse_text last; /* key of the record taken last */
};

void copse_i_sorter_free(copse_i_sorter *sorter)
{
    if (sorter == NULL) return;
    if (sorter->file >= 0) (void)close(sorter->file);
    for (size_t r = 0; r < sorter->runs; r++) free(sorter->run[r].buffer);
    free(sorter->run);
    free(sorter->heap);
    copse_text_free(&sorter->last);
    free(sorter);
}

static copse_status write_run(copse_i_sorter *sorter, const copse_text *bytes, copse_error *err)
{
    const copse_status status = copse_i_temporary_write(sorter->file, sorter->folder, bytes->bytes, bytes->length, err);
    if (status == COPSE_OK) sorter->written += bytes->length;
    return status;
}

static int compare_keys(const char *a, size_t a_n, const char *b, size_t b_n)
{
    const int order = memcmp(a, b, a_n < b_n ? a_n : b_n);
    if (order != 0) return order;
    return a_n < b_n ? -1 : a_n > b_n;
}

/* Lines order what has one key, and no two records begin on one. */
static int by_key(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    const int order = compare_keys(x->key, x->key_n, y->key, y->key_n);
    if (order != 0) return order;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* The records of a chunk that have a key; `keys` holds copies of keys with quotes in them. */
typedef struct run_entries {
    entry *entry;
    size_t count, capacity;
} run_entries;

static copse_status add_entry(const copse_corpus *corpus, const copse_i_csv_record *record, const char *at,
                              const char *next, size_t line, run_entries *to, copse_error *err)
{
    const copse_i_csv_cell key = copse_i_corpus_key(corpus, record);
    if (copse_reserve((void **)&to->entry, &to->capacity, to->count + 1, sizeof *to->entry) != COPSE_OK)
        return copse_fail_memory(err);
    to->entry[to->count++] =
        (entry){.key = key.text, .key_n = (uint32_t)key.n, .text = at, .n = (uint32_t)(next - at), .line = line};
    return COPSE_OK;
}

/* Doubled quotes stand in both of two keys or in none, and sort as the one they mean: '"' against a byte below or above
 * decides either way, and against the end too. */
static copse_status list_records(const copse_corpus *corpus, const copse_corpus_chunk *chunk, run_entries *list,
                                 copse_error *err)
{
    copse_i_csv_record record = {.cell = corpus->cell, .room = corpus->header.columns};
    const char *at = chunk->bytes, *end = chunk->bytes + chunk->n;
    size_t line = chunk->line;
    copse_status status =
        copse_i_corpus_check_encoding(corpus, chunk->bytes, chunk->n, chunk->line, chunk->offset, err);
    while (status == COPSE_OK) {
        at = copse_i_csv_record_start(corpus->kind, at, end, &line);
        if (at == end) break;
        const char *next = copse_i_csv_record_read(corpus->kind, at, end, &record);
        if (next == NULL) return copse_i_corpus_malformed(corpus, at, end, line, err);
        if (record.count != corpus->header.columns) return copse_i_corpus_ragged(corpus, record.count, line, err);
        status = add_entry(corpus, &record, at, next, line, list, err);
        line += record.lines;
        at = next;
    }
    return status;
}

static copse_status sort_chunk(copse_i_sorter *sorter, const copse_corpus_chunk *chunk, run_entries *list,
                               copse_text *out, copse_error *err)
{
    list->count = 0;
    out->length = 0;
    copse_status status = list_records(sorter->corpus, chunk, list, err);
    if (status != COPSE_OK) return status;
    if (list->count > 0) qsort(list->entry, list->count, sizeof *list->entry, by_key);
    for (size_t i = 0; i < list->count; i++) {
        const entry *e = &list->entry[i];
        const head h = {.line = e->line, .key = e->key_n, .n = e->n};
        copse_text_add_bytes(out, (const char *)&h, sizeof h);
        copse_text_add_bytes(out, e->key, e->key_n);
        copse_text_add_bytes(out, e->text, e->n);
    }
    if (copse_text_status(out) != COPSE_OK ||
        copse_reserve((void **)&sorter->run, &sorter->run_capacity, sorter->runs + 1, sizeof *sorter->run) != COPSE_OK)
        return copse_fail_memory(err);
    const uint64_t start = sorter->written;
    status = write_run(sorter, out, err);
    if (status == COPSE_OK) sorter->run[sorter->runs++] = (run){.at = start, .end = sorter->written};
    return status;
}

static copse_status make_runs(copse_i_sorter *sorter, copse_error *err)
{
    copse_corpus *corpus = sorter->corpus;
    copse_corpus_chunk chunk = {0};
    run_entries list = {0};
    copse_text out = {0};
    copse_status status = COPSE_OK;
    /* a record, its place in the list and its copy in the run */
    for (size_t n = 1; status == COPSE_OK && n > 0;) {
        status = copse_i_corpus_cut(corpus, corpus->opts.sort_memory / 4, false, &n, err);
        if (status == COPSE_OK && n > 0) status = copse_i_corpus_take(corpus, n, &chunk, err);
        if (status == COPSE_OK && n > 0) status = sort_chunk(sorter, &chunk, &list, &out, err);
    }
    copse_text_free(&out);
    free(list.entry);
    copse_corpus_chunk_free(&chunk);
    return status;
}

/* Has `need` bytes of the run in memory. */
static copse_status load(copse_i_sorter *sorter, run *r, size_t need, copse_error *err)
{
    if (r->filled - r->begin >= need) return COPSE_OK;
    if (r->begin > 0) memmove(r->buffer, r->buffer + r->begin, r->filled - r->begin);
    r->filled -= r->begin;
    r->begin = 0;
    if (copse_reserve((void **)&r->buffer, &r->capacity, need, 1) != COPSE_OK) return copse_fail_memory(err);
    while (r->filled < r->capacity && r->at < r->end) {
        size_t room = r->capacity - r->filled;
        if (room > r->end - r->at) room = (size_t)(r->end - r->at);
        const ssize_t n = pread(sorter->file, r->buffer + r->filled, room, (off_t)r->at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return copse_i_temporary_failed(sorter->folder, "read", err);
        r->filled += (size_t)n;
        r->at += (uint64_t)n;
    }
    return COPSE_OK;
}

/* Has the next record of the run in memory, from its head on. */
static copse_status load_record(copse_i_sorter *sorter, run *r, copse_error *err)
{
    r->done = r->begin == r->filled && r->at == r->end;
    if (r->done) return COPSE_OK;
    copse_status status = load(sorter, r, sizeof r->head, err);
    if (status != COPSE_OK) return status;
    memcpy(&r->head, r->buffer + r->begin, sizeof r->head);
    return load(sorter, r, sizeof r->head + r->head.key + r->head.n, err);
}

static const char *run_key(const run *r)
{
    return r->buffer + r->begin + sizeof r->head;
}

/* Earlier runs hold earlier lines. */
static bool comes_first(const copse_i_sorter *sorter, size_t a, size_t b)
{
    const run *x = &sorter->run[a], *y = &sorter->run[b];
    const int order = compare_keys(run_key(x), x->head.key, run_key(y), y->head.key);
    return order != 0 ? order < 0 : a < b;
}

static void sift_down(copse_i_sorter *sorter, size_t i)
{
    size_t *heap = sorter->heap;
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < sorter->heaped; child++)
            if (comes_first(sorter, heap[child], heap[least])) least = child;
        if (least == i) return;
        const size_t moved = heap[i];
        heap[i] = heap[least];
        heap[least] = moved;
        i = least;
    }
}

static copse_status start_merge(copse_i_sorter *sorter, copse_error *err)
{
    sorter->heap = copse_alloc(sorter->runs, sizeof *sorter->heap);
    if (sorter->heap == NULL) return copse_fail_memory(err);
    size_t share = sorter->runs > 0 ? sorter->corpus->opts.sort_memory / sorter->runs : 0;
    if (share < LEAST_READ) share = LEAST_READ;
    for (size_t r = 0; r < sorter->runs; r++) {
        run *one = &sorter->run[r];
        if (copse_reserve((void **)&one->buffer, &one->capacity, share, 1) != COPSE_OK) return copse_fail_memory(err);
        const copse_status status = load_record(sorter, one, err);
        if (status != COPSE_OK) return status;
        if (!one->done) sorter->heap[sorter->heaped++] = r;
    }
    for (size_t i = sorter->heaped; i-- > 0;) sift_down(sorter, i);
    return COPSE_OK;
}

copse_status copse_i_sorter_new(copse_corpus *corpus, copse_i_sorter **sorter, copse_error *err)
{
    copse_i_sorter *made = copse_alloc(1, sizeof *made);
    if (made == NULL) return copse_fail_memory(err);
    made->corpus = corpus;
    made->file = -1;
    *sorter = made; /* the corpus frees it, also after a failure */
    copse_status status = copse_i_temporary_open(&made->file, &made->folder, err);
    if (status == COPSE_OK) status = make_runs(made, err);
    return status == COPSE_OK ? start_merge(made, err) : status;
}

/* Moves the least record to the chunk. */
static copse_status take_record(copse_i_sorter *sorter, copse_corpus_chunk *chunk, copse_error *err)
{
    run *r = &sorter->run[sorter->heap[0]];
    const char *text = run_key(r) + r->head.key;
    const size_t n = r->head.n;
    if (copse_reserve((void **)&chunk->bytes, &chunk->capacity, chunk->n + n + 2, 1) != COPSE_OK ||
        copse_reserve((void **)&chunk->row_line, &chunk->row_capacity, chunk->rows + 1, sizeof *chunk->row_line) !=
            COPSE_OK)
        return copse_fail_memory(err);
    memcpy(chunk->bytes + chunk->n, text, n);
    chunk->n += n;
    if (chunk->bytes[chunk->n - 1] != '\n' && chunk->bytes[chunk->n - 1] != '\r') chunk->bytes[chunk->n++] = '\n';
    chunk->bytes[chunk->n] = '\n';
    chunk->row_line[chunk->rows++] = (size_t)r->head.line;
    sorter->last.length = 0;
    copse_text_add_bytes(&sorter->last, run_key(r), r->head.key);
    if (copse_text_status(&sorter->last) != COPSE_OK) return copse_fail_memory(err);
    r->begin += sizeof r->head + r->head.key + n;
    const copse_status status = load_record(sorter, r, err);
    if (r->done) sorter->heap[0] = sorter->heap[--sorter->heaped];
    if (status == COPSE_OK && sorter->heaped > 0) sift_down(sorter, 0);
    return status;
}

static bool same_group(const copse_i_sorter *sorter)
{
    const run *r = &sorter->run[sorter->heap[0]];
    return r->head.key == sorter->last.length &&
           memcmp(run_key(r), copse_text_string(&sorter->last), sorter->last.length) == 0;
}

copse_status copse_i_sorter_next(copse_i_sorter *sorter, size_t target, copse_corpus_chunk *chunk, copse_error *err)
{
    chunk->n = chunk->rows = 0;
    chunk->line = 1;
    chunk->offset = 1; /* its encoding has been looked at */
    while (sorter->heaped > 0) {
        if (chunk->n >= target && !same_group(sorter)) break;
        if (chunk->n > COPSE_I_CORPUS_LARGEST)
            return copse_fail(err, COPSE_EPARSE, "%s: the rows of one %s take more than 1 GiB",
                              sorter->corpus->header.source, sorter->corpus->opts.by);
        const copse_status status = take_record(sorter, chunk, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}
