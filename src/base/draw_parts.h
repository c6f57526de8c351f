/* What the draws share: blocks by part and try, and the variates of one block. */
#ifndef COPSE_I_DRAW_PARTS_H
#define COPSE_I_DRAW_PARTS_H

#include <copse/base.h>

/* A rejection method that has tried so often is broken; it ends with the value for "outside the legal range". */
#define COPSE_I_TRIES (1u << 24)

static inline uint32_t copse_i_sub(uint32_t part, uint32_t try)
{
    return part << 24 | try;
}

/* The words 2 half (low) and 2 half + 1 (high) of a block. */
static inline uint64_t copse_i_half(const uint32_t words[4], unsigned half)
{
    const uint32_t *low = words + (size_t)2 * half;
    return (uint64_t)low[1] << 32 | low[0];
}

/* The uniform of a half. */
static inline double copse_i_uniform(const uint32_t words[4], unsigned half)
{
    return ((double)(copse_i_half(words, half) >> 12) + 0.5) * 0x1p-52;
}

/* The pair of normals of a block. */
void copse_i_normals(copse_address at, uint32_t sub, double z[2]);

#endif
