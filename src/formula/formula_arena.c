#include "formula_arena.h"

#include <stdlib.h>
#include <string.h>

void *copse_i_formula_take(copse_i_formula_arena *arena, size_t count, size_t size)
{
    if (copse_reserve((void **)&arena->block, &arena->capacity, arena->blocks + 1, sizeof *arena->block) != COPSE_OK)
        return NULL;
    void *block = copse_alloc(count, size);
    if (block != NULL) arena->block[arena->blocks++] = block;
    return block;
}

char *copse_i_formula_copy(copse_i_formula_arena *arena, const char *text, size_t n)
{
    char *copy = copse_i_formula_take(arena, n + 1, 1);
    if (copy != NULL && n > 0) memcpy(copy, text, n);
    return copy;
}

char *copse_i_formula_adopt(copse_i_formula_arena *arena, copse_text *text)
{
    const bool good = copse_text_status(text) == COPSE_OK;
    char *copy = good ? copse_i_formula_copy(arena, copse_text_string(text), text->length) : NULL;
    copse_text_free(text);
    return copy;
}

void copse_i_formula_release(copse_i_formula_arena *arena)
{
    for (size_t i = 0; i < arena->blocks; i++) free(arena->block[i]);
    free(arena->block);
    *arena = (copse_i_formula_arena){0};
}
