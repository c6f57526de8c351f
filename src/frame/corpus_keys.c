/* Whether a key has come before. Keys that rise need no memory; others go into a set of fingerprints, in tables each
 * twice as large as the one before, so that growing moves nothing. */
#include "corpus.h"
#include "excerpt.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TABLE = 4096 };

void copse_i_corpus_keys_free(copse_i_corpus_keys *keys)
{
    for (size_t t = 0; t < keys->tables; t++) free(keys->table[t]);
    free(keys->table);
    free(keys->last);
    *keys = (copse_i_corpus_keys){0};
}

/* Finaliser of MurmurHash3 (Appleby, public domain): every bit of the input moves half of the output's. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    x = (x ^ (x >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ (x >> 33);
}

/* Never 0, which marks a free place. */
static uint64_t fingerprint(const char *key, size_t n)
{
    uint64_t hash = mix(n + UINT64_C(0x9e3779b97f4a7c15));
    for (size_t i = 0; i < n; i += 8) {
        uint64_t word = 0;
        memcpy(&word, key + i, n - i < 8 ? n - i : 8);
        hash = mix(hash ^ mix(word + i)) + UINT64_C(0x9e3779b97f4a7c15);
    }
    hash = mix(hash);
    return hash != 0 ? hash : 1;
}

static size_t table_size(size_t t)
{
    return (size_t)FIRST_TABLE << t;
}

/* The place of `print` in table t, or the free one where it would be. */
static uint64_t *place(const copse_i_corpus_keys *keys, size_t t, uint64_t print)
{
    const size_t mask = table_size(t) - 1;
    size_t i = (size_t)(print >> 20) & mask;
    while (keys->table[t][i] != 0 && keys->table[t][i] != print) i = (i + 1) & mask;
    return &keys->table[t][i];
}

static copse_status add_table(copse_i_corpus_keys *keys)
{
    const size_t t = keys->tables;
    if (copse_reserve((void **)&keys->table, &keys->table_capacity, t + 1, sizeof *keys->table) != COPSE_OK)
        return COPSE_ENOMEM;
    keys->table[t] = copse_alloc(table_size(t), sizeof **keys->table);
    if (keys->table[t] == NULL) return COPSE_ENOMEM;
    keys->tables++;
    keys->filled = 0;
    return COPSE_OK;
}

static copse_status store(copse_i_corpus_keys *keys, const char *key, size_t n, bool *known)
{
    const uint64_t print = fingerprint(key, n);
    *known = false;
    for (size_t t = 0; t < keys->tables && !*known; t++) *known = *place(keys, t, print) == print;
    if (*known) return COPSE_OK;
    const bool full = keys->tables == 0 || keys->filled >= table_size(keys->tables - 1) / 4 * 3;
    if (full && add_table(keys) != COPSE_OK) return COPSE_ENOMEM;
    *place(keys, keys->tables - 1, print) = print;
    keys->filled++;
    return COPSE_OK;
}

static void compare_with_last(copse_i_corpus_keys *keys, const char *key, size_t n)
{
    const size_t shorter = n < keys->last_n ? n : keys->last_n;
    const int order = memcmp(keys->last, key, shorter);
    const bool rises = order != 0 ? order < 0 : keys->last_n < n;
    keys->by_bytes = keys->by_bytes && rises;
    keys->by_length = keys->by_length && (n != keys->last_n ? keys->last_n < n : rises);
}

static copse_status remember(copse_i_corpus_keys *keys, const char *key, size_t n)
{
    if (copse_reserve((void **)&keys->last, &keys->last_capacity, n + 1, 1) != COPSE_OK) return COPSE_ENOMEM;
    memcpy(keys->last, key, n);
    keys->last_n = n;
    keys->count++;
    return COPSE_OK;
}

/* The keys so far, from a second reading of the file. */
static copse_status read_again(copse_corpus *corpus, copse_error *err)
{
    copse_corpus_opts opts = corpus->opts;
    copse_corpus *again = NULL;
    copse_corpus_chunk chunk = {0};
    copse_corpus_rows rows = {0};
    copse_status status = copse_corpus_open(corpus->header.source, &opts, &again, err);
    if (status == COPSE_OK) status = copse_corpus_select(again, NULL, 0, NULL, err);
    for (uint64_t left = corpus->keys.count; status == COPSE_OK && left > 0;) {
        status = copse_corpus_next(again, &chunk, err);
        if (status != COPSE_OK || chunk.n == 0) break;
        status = copse_corpus_parse(again, &chunk, &rows, err);
        for (size_t g = 0; status == COPSE_OK && g < rows.groups && left > 0; g++, left--) {
            const char *key = rows.texts.bytes + rows.key[g];
            bool known;
            if (store(&corpus->keys, key, strlen(key), &known) != COPSE_OK) status = copse_fail_memory(err);
        }
    }
    copse_corpus_rows_free(&rows);
    copse_corpus_chunk_free(&chunk);
    copse_corpus_free(again);
    corpus->keys.stored = true;
    return status;
}

static copse_status check_key(copse_corpus *corpus, const char *key, size_t line, copse_error *err)
{
    copse_i_corpus_keys *keys = &corpus->keys;
    const size_t n = strlen(key);
    bool known = false;
    copse_status status = COPSE_OK;
    if (keys->count > 0) {
        compare_with_last(keys, key, n);
        known = keys->last_n == n && memcmp(keys->last, key, n) == 0; /* chunks end where keys change */
    }
    const bool rises = keys->by_bytes || keys->by_length;
    if (!known && !rises && !keys->stored && !corpus->standard) status = read_again(corpus, err);
    if (status == COPSE_OK && !known && (!rises || corpus->standard) && store(keys, key, n, &known) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK && known) {
        char text[COPSE_I_EXCERPT];
        return copse_fail(
            err, COPSE_EPARSE,
            "%s:%zu: %s '%s' has come before, with others since; rows of one %s must stand together: sort "
            "the file by it, or use --sort",
            corpus->header.source, line, corpus->opts.by, copse_i_excerpt(text, key, n), corpus->opts.by);
    }
    if (status == COPSE_OK && remember(keys, key, n) != COPSE_OK) status = copse_fail_memory(err);
    return status;
}

copse_status copse_corpus_check_keys(copse_corpus *corpus, const copse_corpus_rows *rows, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (corpus->opts.sort) return COPSE_OK;
    for (size_t g = 0; g < rows->groups && status == COPSE_OK; g++)
        status = check_key(corpus, rows->texts.bytes + rows->key[g], rows->key_line[g], err);
    return status;
}
