/* Philox4x32-10 in lanes: each lane of 64 bits holds one word in its low half; the upper half is left to rot, for the
 * multiplication does not look at it. */
#ifndef COPSE_I_DRAW_PHILOX_H
#define COPSE_I_DRAW_PHILOX_H

#include "vector.h"

#include <copse/lanes.h>

/* The vectors of a group of replicates. */
#define PARTS (COPSE_LANES / COPSE_I_W)
#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef struct words {
    vu w[4];
} words;

/* Replicates of the vector `part` of the group, low words. */
ALWAYS_INLINE vu first_counter(uint64_t first, size_t part)
{
    vu lane;
    for (size_t i = 0; i < COPSE_I_W; i++) lane[i] = part * COPSE_I_W + i;
    return v_all_bits((uint32_t)first) + lane;
}

/* A block to make: replicates by their low words, draw, sub. */
typedef struct counter {
    vu replicate;
    uint32_t draw, sub;
} counter;

/* The ten rounds, which turn the counters in `block` into words; `count` side by side, for the latency of one is long. */
ALWAYS_INLINE void philox_rounds(uint32_t seed, uint32_t stream, words *block, size_t count)
{
    vu k0 = v_all_bits(seed), k1 = v_all_bits(stream);
    const vu m0 = v_all_bits(0xD2511F53u), m1 = v_all_bits(0xCD9E8D57u);
    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < count; i++) {
            vu *w = block[i].w;
            const vu p0 = v_mul32(w[0], m0), p1 = v_mul32(w[2], m1);
            w[0] = (p1 >> 32) ^ w[1] ^ k0;
            w[1] = p1;
            w[2] = (p0 >> 32) ^ w[3] ^ k1;
            w[3] = p0;
        }
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

/* The blocks of the group `at`. */
ALWAYS_INLINE void philox(const copse_lanes_address *at, const counter *c, words *block, size_t count)
{
    for (size_t i = 0; i < count; i++)
        block[i] = (words){{c[i].replicate, v_all_bits(at->first >> 32), v_all_bits(c[i].draw), v_all_bits(c[i].sub)}};
    philox_rounds(at->seed, at->stream, block, count);
}

/* The words 2 half (low) and 2 half + 1 (high). */
ALWAYS_INLINE vu half_of(const words *block, size_t half)
{
    return (block->w[2 * half + 1] << 32) | (block->w[2 * half] & 0xffffffffu);
}

/* The uniform of words 2 half and 2 half + 1: (2 m + 1) / 2^53 as 1 + m / 2^52 less 1 - 1 / 2^53, which is exact. */
ALWAYS_INLINE vd uniform_of(const words *block, size_t half)
{
    return (vd)((half_of(block, half) >> 12) | 0x3ff0000000000000u) - (1.0 - 0x1p-53);
}

#endif
