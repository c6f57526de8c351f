#include <copse/base.h>

#include "huge_pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *copse_alloc(size_t count, size_t size)
{
    if (count == 0 || size == 0) return calloc(1, 1);
    if (count > SIZE_MAX / size) return NULL;
    void *array = calloc(count, size);
    if (array != NULL) copse_i_huge_pages(array, count * size);
    return array;
}

char *copse_copy_text(const char *text, size_t n)
{
    if (text == NULL || n == SIZE_MAX) return NULL;
    char *copy = malloc(n + 1);
    if (copy == NULL) return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *copse_copy(const char *text)
{
    return text == NULL ? NULL : copse_copy_text(text, strlen(text));
}

copse_status copse_reserve(void **array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity && *array != NULL) return COPSE_OK;
    size_t grown = *capacity < 8 ? 8 : *capacity;
    while (grown < need) {
        if (grown > SIZE_MAX / 2) return COPSE_ENOMEM;
        grown *= 2;
    }
    if (size == 0 || grown > SIZE_MAX / size) return COPSE_ENOMEM;
    void *larger = realloc(*array, grown * size);
    if (larger == NULL) return COPSE_ENOMEM;
    copse_i_huge_pages(larger, grown * size);
    *array = larger;
    *capacity = grown;
    return COPSE_OK;
}
