#include "study_strings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct chunk {
    struct chunk *next;
    size_t size, used;
    char bytes[];
} chunk;

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

static chunk *chunk_new(chunk *next, size_t need)
{
    size_t size = next ? 2 * next->size : FIRST_CHUNK;
    if (size > LARGEST_CHUNK) size = LARGEST_CHUNK;
    if (size < need) size = need;
    if (size > SIZE_MAX - sizeof(chunk)) return NULL;
    chunk *fresh = malloc(sizeof(chunk) + size);
    if (!fresh) return NULL;
    fresh->next = next;
    fresh->size = size;
    fresh->used = 0;
    return fresh;
}

char *copse_i_strings_add(void **store, const char *bytes, size_t n)
{
    chunk *head = *store;
    if (n == SIZE_MAX) return NULL;
    if (!head || head->size - head->used < n + 1) {
        head = chunk_new(head, n + 1);
        if (!head) return NULL;
        *store = head;
    }
    char *copy = head->bytes + head->used;
    if (n > 0) memcpy(copy, bytes, n);
    copy[n] = '\0';
    head->used += n + 1;
    return copy;
}

void copse_i_strings_free(void *store)
{
    chunk *next;
    for (chunk *c = store; c; c = next) {
        next = c->next;
        free(c);
    }
}
