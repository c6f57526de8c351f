/* Memory that is freed all at once: what a tree or a design is made of. Zero-initialise. */
#ifndef COPSE_I_FORMULA_ARENA_H
#define COPSE_I_FORMULA_ARENA_H

#include <copse/base.h>

typedef struct copse_i_formula_arena {
    void **block;
    size_t blocks, capacity;
} copse_i_formula_arena;

/** Zeroed room for count elements of `size` bytes, NULL when memory is short. */
COPSE_NODISCARD void *copse_i_formula_take(copse_i_formula_arena *arena, size_t count, size_t size);
/** A copy of text[0..n) with a NUL. */
COPSE_NODISCARD char *copse_i_formula_copy(copse_i_formula_arena *arena, const char *text, size_t n);
/** What was built in `text`, which is emptied; NULL where it failed. */
COPSE_NODISCARD char *copse_i_formula_adopt(copse_i_formula_arena *arena, copse_text *text);
void copse_i_formula_release(copse_i_formula_arena *arena);

#endif
