#include "study_classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_i_keys copse_i_column_keys(const copse_frame *frame, size_t column)
{
    const copse_column *c = &frame->column[column];
    if (c->type == COPSE_COLUMN_NUMBER) return (copse_i_keys){.number = c->number};
    return (copse_i_keys){.text = (const char *const *)c->text};
}

/* Spreads the bits of a 64-bit word (the finaliser of MurmurHash3, Appleby 2011). */
static uint64_t mix(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdULL;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ULL;
    return h ^ (h >> 33);
}

/* FNV-1a (Fowler, Noll & Vo). */
static uint64_t hash_text(const char *text)
{
    uint64_t h = 0xcbf29ce484222325ULL;
    for (; *text; text++) h = (h ^ (unsigned char)*text) * 0x100000001b3ULL;
    return mix(h);
}

static uint64_t hash_number(double x)
{
    uint64_t bits;
    const double value = x == 0.0 ? 0.0 : x; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    return mix(bits);
}

static uint64_t hash_key(const copse_i_keys *keys, size_t i)
{
    if (keys->number) return hash_number(keys->number[i]);
    if (keys->text) return hash_text(keys->text[i]);
    return mix(mix((uint64_t)keys->pair[0][i]) + (uint64_t)keys->pair[1][i]);
}

static bool same_key(const copse_i_keys *keys, size_t i, size_t j)
{
    if (keys->number) return keys->number[i] == keys->number[j];
    if (keys->text) return strcmp(keys->text[i], keys->text[j]) == 0;
    return keys->pair[0][i] == keys->pair[0][j] && keys->pair[1][i] == keys->pair[1][j];
}

static bool key_missing(const copse_i_keys *keys, size_t i)
{
    if (keys->number) return isnan(keys->number[i]);
    return keys->text && !keys->text[i];
}

/* Open addressing; a slot holds a class + 1, 0 = free. */
typedef struct table {
    size_t *slot;
    size_t size; /* a power of two */
} table;

static size_t *find_slot(const table *t, const copse_i_keys *keys, const size_t *first, size_t i)
{
    size_t at = (size_t)hash_key(keys, i) & (t->size - 1);
    while (t->slot[at] && !same_key(keys, first[t->slot[at] - 1], i)) at = (at + 1) & (t->size - 1);
    return &t->slot[at];
}

static bool grow(table *t, const copse_i_keys *keys, const size_t *first, size_t count)
{
    const size_t size = t->size ? 2 * t->size : 64;
    size_t *slot = copse_alloc(size, sizeof *slot);
    if (!slot) return false;
    free(t->slot);
    *t = (table){.slot = slot, .size = size};
    for (size_t c = 0; c < count; c++) *find_slot(t, keys, first, first[c]) = c + 1;
    return true;
}

copse_status copse_i_classify(const copse_i_keys *keys, size_t n, const bool *use, size_t *id, size_t *first,
                              size_t *count)
{
    table t = {0};
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        id[i] = COPSE_I_NO_CLASS;
        if ((use && !use[i]) || key_missing(keys, i)) continue;
        if (2 * (*count + 1) > t.size && !grow(&t, keys, first, *count)) {
            free(t.slot);
            return COPSE_ENOMEM;
        }
        size_t *slot = find_slot(&t, keys, first, i);
        if (*slot == 0) {
            first[*count] = i;
            *slot = ++*count;
        }
        id[i] = *slot - 1;
    }
    free(t.slot);
    return COPSE_OK;
}
