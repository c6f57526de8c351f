/* A small deterministic generator for tests: splitmix64. */
#ifndef TEST_RANDOM_H
#define TEST_RANDOM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef struct test_random {
    uint64_t state;
} test_random;

static inline uint64_t test_random_bits(test_random *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* in (0, 1) */
static inline double test_random_uniform(test_random *r)
{
    return ((double)(test_random_bits(r) >> 11) + 0.5) * 0x1p-53;
}

static inline double test_random_normal(test_random *r)
{
    const double u = test_random_uniform(r);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * test_random_uniform(r));
}

/* in low..high, both included */
static inline size_t test_random_size(test_random *r, size_t low, size_t high)
{
    return low + (size_t)(test_random_bits(r) % (high - low + 1));
}

#endif
