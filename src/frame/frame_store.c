#include "frame_store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, LONG_TEXT = 4 * 1024, RECENT = 4096 };

typedef struct store_block {
    struct store_block *next;
    char bytes[];
} store_block;

struct copse_i_store {
    copse_frame_opts opts;
    store_block *blocks;
    char *free_bytes; /* in the newest block of the usual size */
    size_t free_count;
    const char **recent; /* RECENT strings by hash, the newest of each hash */
};

copse_i_store *copse_i_store_new(const copse_frame_opts *opts)
{
    copse_i_store *store = copse_alloc(1, sizeof *store);
    if (store != NULL) store->opts = (copse_frame_opts){.delimiter = opts->delimiter, .decimal = opts->decimal};
    return store;
}

void copse_i_store_free(copse_i_store *store)
{
    if (store == NULL) return;
    for (store_block *block = store->blocks; block != NULL;) {
        store_block *next = block->next;
        free(block);
        block = next;
    }
    free(store->recent);
    free(store);
}

static char *add_block(copse_i_store *store, size_t bytes)
{
    if (bytes > SIZE_MAX - sizeof(store_block)) return NULL;
    store_block *block = malloc(sizeof *block + bytes);
    if (block == NULL) return NULL;
    block->next = store->blocks;
    store->blocks = block;
    return block->bytes;
}

static char *room_for(copse_i_store *store, size_t n)
{
    if (n > LONG_TEXT) return add_block(store, n);
    if (n > store->free_count) {
        char *bytes = add_block(store, BLOCK_BYTES);
        if (bytes == NULL) return NULL;
        store->free_bytes = bytes;
        store->free_count = BLOCK_BYTES;
    }
    char *room = store->free_bytes;
    store->free_bytes += n;
    store->free_count -= n;
    return room;
}

static char *copy_in(copse_i_store *store, const char *text, size_t n)
{
    char *copy = n < SIZE_MAX ? room_for(store, n + 1) : NULL;
    if (copy == NULL) return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

static size_t hash(const char *text, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return (size_t)((h ^ (h >> 32)) % RECENT);
}

const char *copse_i_store_text(copse_i_store *store, const char *text, size_t n)
{
    if (n > LONG_TEXT) return copy_in(store, text, n);
    if (store->recent == NULL) store->recent = copse_alloc(RECENT, sizeof *store->recent);
    if (store->recent == NULL) return NULL;
    const char **slot = &store->recent[hash(text, n)];
    /* strncmp stops at the end of a shorter string in the slot */
    if (*slot != NULL && strncmp(*slot, text, n) == 0 && (*slot)[n] == '\0') return *slot;
    const char *copy = copy_in(store, text, n);
    if (copy != NULL) *slot = copy;
    return copy;
}

const copse_frame_opts *copse_i_store_opts(const copse_i_store *store)
{
    return &store->opts;
}

void copse_i_store_set_opts(copse_i_store *store, copse_frame_opts opts)
{
    store->opts = opts;
}
