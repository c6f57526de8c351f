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

/* Uniform of the words 2 half and 2 half + 1 of a block. */
static inline double copse_i_uniform(const uint32_t words[4], unsigned half)
{
    const uint64_t m = ((uint64_t)words[2 * half + 1] << 32 | words[2 * half]) >> 12;
    return ((double)m + 0.5) * 0x1p-52;
}

/* The pair of normals of a block. */
void copse_i_normals(copse_address at, uint32_t sub, double z[2]);

#endif
