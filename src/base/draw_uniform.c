#include "draw_parts.h"

#include <math.h>

uint32_t copse_draw_below(copse_address at, unsigned word, uint32_t n)
{
    if (word > 3 || n == 0) return UINT32_MAX;
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        uint32_t words[4];
        copse_philox(at, try, words);
        const uint64_t product = (uint64_t)words[word] * n;
        const uint32_t low = (uint32_t)product;
        if (low >= n || low >= (0u - n) % n) return (uint32_t)(product >> 32);
    }
    return UINT32_MAX;
}

/* The 128 bits of a * b. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low)
{
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    const uint64_t carried = a0 * b1 + (uint32_t)middle;
    *low = a * b;
    return a1 * b1 + (middle >> 32) + (carried >> 32);
}

uint64_t copse_draw_below_wide(copse_address at, unsigned half, uint64_t n)
{
    if (half > 1 || n == 0) return UINT64_MAX;
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        uint32_t words[4];
        copse_philox(at, try, words);
        uint64_t low;
        const uint64_t high = multiply(copse_i_half(words, half), n, &low);
        if (low >= n || low >= (0u - n) % n) return high;
    }
    return UINT64_MAX;
}

double copse_draw_uniform(copse_address at, unsigned half)
{
    if (half > 1) return NAN;
    uint32_t words[4];
    copse_philox(at, 0, words);
    return copse_i_uniform(words, half);
}

double copse_draw_exponential(copse_address at, unsigned half)
{
    return -copse_log(copse_draw_uniform(at, half));
}
