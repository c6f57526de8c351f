/* Counts of a resample. Indices are counted in fields of 4 or 8 bits of a few 64-bit accumulators, which stay in
 * registers; many studies, one by one in memory. */
#include "draw_philox.h"
#include "kernels.h"

/* What the words of a vector of replicates become. */
typedef struct tally {
    vu k, threshold; /* a word is not to be used where the low half of its product with k is below 2^32 mod k */
    vu rejected;     /* its sign bit is set in the lanes in which that happened */
} tally;

ALWAYS_INLINE tally tally_of(size_t k)
{
    return (tally){v_all_bits(k), v_all_bits((0u - (uint32_t)k) % (uint32_t)k), v_all_bits(0)};
}

/* word * k, whose high half is the index. */
ALWAYS_INLINE vu product_of(tally *t, vu word)
{
    const vu product = v_mul32(word, t->k);
    t->rejected |= (product & 0xffffffffu) - t->threshold;
    return product;
}

ALWAYS_INLINE void blocks_at(const copse_lanes_address *at, size_t part, size_t j, words *block, size_t side)
{
    counter c[4];
    for (size_t i = 0; i < side; i++)
        c[i] = (counter){first_counter(at->first, part), at->draw + (uint32_t)(j / 4 + i), 0};
    philox(at, c, block, side);
}

/* One more in the field of the index; a shift beyond an accumulator adds 0 to it. */
ALWAYS_INLINE void add_packed(vu *acc, size_t accumulators, unsigned shift, vu product)
{
    const vu place = (product >> 32) << shift;
    for (size_t a = 0; a < accumulators; a++) acc[a] += v_shift_left(v_all_bits(1), place - v_all_bits(64 * a));
}

/* Fields to doubles: a whole number below 2^52 under the exponent of 2^52. */
ALWAYS_INLINE void unpack(vu *acc, size_t accumulators, unsigned shift, size_t k, double *to)
{
    const size_t fields = (size_t)64 >> shift;
    const uint64_t mask = ((uint64_t)1 << (1u << shift)) - 1;
    for (size_t a = 0; a < accumulators; a++)
        for (size_t i = a * fields; i < (a + 1) * fields && i < k; i++) {
            v_store(to + i * COPSE_LANES, (vd)((acc[a] & mask) | 0x4330000000000000u) - 0x1p52);
            acc[a] >>= 1u << shift;
        }
}

/* Counts of one vector of replicates, in accumulators of 64 / 2^shift fields of 2^shift bits each. */
ALWAYS_INLINE void count_packed(const copse_lanes_address *at, size_t part, size_t k, double *ni, size_t accumulators,
                                unsigned shift, tally *t)
{
    enum { SIDE = 2, WORDS = 4 * SIDE };
    vu acc[8];
    words block[SIDE];
    for (size_t a = 0; a < accumulators; a++) acc[a] = v_all_bits(0);
    size_t j = 0;
    for (; j + WORDS <= k; j += WORDS) {
        blocks_at(at, part, j, block, SIDE);
#pragma GCC unroll 8
        for (size_t i = 0; i < WORDS; i++) add_packed(acc, accumulators, shift, product_of(t, block[i / 4].w[i % 4]));
    }
    if (j < k) {
        blocks_at(at, part, j, block, SIDE);
#pragma GCC unroll 8
        for (size_t i = 0; i < WORDS; i++) {
            if (j + i == k) break;
            add_packed(acc, accumulators, shift, product_of(t, block[i / 4].w[i % 4]));
        }
    }
    unpack(acc, accumulators, shift, k, ni + part * COPSE_I_W);
}

/* All vectors of the group; true where a word was rejected, and the counts are wrong. */
ALWAYS_INLINE int count_group(const copse_lanes_address *at, size_t k, double *ni, size_t accumulators, unsigned shift)
{
    tally t = tally_of(k);
    for (size_t part = 0; part < PARTS; part++) count_packed(at, part, k, ni, accumulators, shift, &t);
    return v_any((vi)t.rejected < 0);
}

/* One by one. */
static int count_in_memory(const copse_lanes_address *at, size_t k, double *ni)
{
    tally t = tally_of(k);
    memset(ni, 0, k * COPSE_LANES * sizeof *ni);
    for (size_t j = 0; j < k; j += 4)
        for (size_t part = 0; part < PARTS; part++) {
            words block;
            blocks_at(at, part, j, &block, 1);
            for (size_t w = 0; w < 4 && j + w < k; w++) {
                uint64_t index[COPSE_I_W];
                const vu high = product_of(&t, block.w[w]) >> 32;
                memcpy(index, &high, sizeof index);
                for (size_t i = 0; i < COPSE_I_W; i++) ni[index[i] * COPSE_LANES + part * COPSE_I_W + i] += 1;
            }
        }
    return v_any((vi)t.rejected < 0);
}

/* All lanes by the scalar draw. */
static void count_carefully(copse_lanes_address at, size_t k, double *ni)
{
    memset(ni, 0, k * COPSE_LANES * sizeof *ni);
    for (size_t lane = 0; lane < COPSE_LANES; lane++)
        for (size_t j = 0; j < k; j++) {
            const copse_address one = {at.seed, at.stream, at.first + lane, at.draw + (uint32_t)(j / 4)};
            const size_t index = copse_draw_below(one, (unsigned)(j % 4), (uint32_t)k);
            ni[index * COPSE_LANES + lane] += 1;
        }
}

void COPSE_I_KERNEL(counts)(copse_lanes_address at, size_t k, double *ni);

void COPSE_I_KERNEL(counts)(copse_lanes_address at, size_t k, double *ni)
{
    if (k == 0) return;
    int rejected;
    if (k <= 15) rejected = count_group(&at, k, ni, 1, 2);
#if COPSE_I_W >= 4 /* shifts by lane */
    else if (k <= 24) rejected = count_group(&at, k, ni, 3, 3);
    else if (k <= 32) rejected = count_group(&at, k, ni, 4, 3);
    else if (k <= 64) rejected = count_group(&at, k, ni, 8, 3);
#endif
    else rejected = count_in_memory(&at, k, ni);
    if (rejected) count_carefully(at, k, ni);
}
