/* What one core of this machine can do at most, for the floor in docs/performance.md: its clock (a chain of dependent
 * integer additions, one a cycle), and for each vector width the doubles a second that it adds, multiplies, divides and
 * takes square roots of, and the 32 x 32 bit products a second of Philox. Twelve independent chains hide the latencies;
 * the fastest of several runs. Usage: bench_peak [seconds a figure] */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>

enum { CHAINS = 12, TURNS = 4096, RUNS = 5 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* x = step(x, other); neither is known to the compiler, so that nothing can be left out or done beforehand. */
#define CHAIN_STEP(x, step)                                                                                            \
    do {                                                                                                               \
        __asm__ volatile("" : "+v"(other));                                                                            \
        (x) = step((x), other);                                                                                        \
        __asm__ volatile("" : "+v"(x));                                                                                \
    } while (0)

/* A function that takes TURNS steps in each of CHAINS chains of `type`, from `first`; half of them of one kind. */
#define CHAIN_FUNCTION(name, isa, type, first, second, one, two)                                                       \
    __attribute__((target(isa), noinline)) static void name(void)                                                      \
    {                                                                                                                  \
        type a = (first), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a,                 \
             other = (second);                                                                                         \
        for (int turn = 0; turn < TURNS; turn++) {                                                                     \
            CHAIN_STEP(a, one);                                                                                        \
            CHAIN_STEP(b, two);                                                                                        \
            CHAIN_STEP(c, one);                                                                                        \
            CHAIN_STEP(d, two);                                                                                        \
            CHAIN_STEP(e, one);                                                                                        \
            CHAIN_STEP(f, two);                                                                                        \
            CHAIN_STEP(g, one);                                                                                        \
            CHAIN_STEP(h, two);                                                                                        \
            CHAIN_STEP(i, one);                                                                                        \
            CHAIN_STEP(j, two);                                                                                        \
            CHAIN_STEP(k, one);                                                                                        \
            CHAIN_STEP(l, two);                                                                                        \
        }                                                                                                              \
    }

#define DIVIDE_2(x, other) _mm_div_pd(other, x)
#define ROOT_2(x, other) _mm_sqrt_pd(other)
#define ADD_2(x, other) _mm_add_pd(x, other)
#define MULTIPLY_2(x, other) _mm_mul_pd(x, other)
#define PRODUCT_2(x, other) _mm_mul_epu32(x, other)
CHAIN_FUNCTION(add_2, "sse2", __m128d, _mm_set1_pd(1.37), _mm_set1_pd(1.77), ADD_2, ADD_2)
CHAIN_FUNCTION(multiply_2, "sse2", __m128d, _mm_set1_pd(1.37), _mm_set1_pd(1 - 1e-12), MULTIPLY_2, MULTIPLY_2)
CHAIN_FUNCTION(mixed_2, "sse2", __m128d, _mm_set1_pd(1.37), _mm_set1_pd(1 - 1e-12), ADD_2, MULTIPLY_2)
CHAIN_FUNCTION(divide_2, "sse2", __m128d, _mm_set1_pd(1.37), _mm_set1_pd(1.77), DIVIDE_2, DIVIDE_2)
CHAIN_FUNCTION(root_2, "sse2", __m128d, _mm_set1_pd(1.37), _mm_set1_pd(1.77), ROOT_2, ROOT_2)
CHAIN_FUNCTION(product_2, "sse2", __m128i, _mm_set1_epi64x(0x7fffffff), _mm_set1_epi64x(0x3fffffff), PRODUCT_2,
               PRODUCT_2)

#define DIVIDE_4(x, other) _mm256_div_pd(other, x)
#define ROOT_4(x, other) _mm256_sqrt_pd(other)
#define ADD_4(x, other) _mm256_add_pd(x, other)
#define MULTIPLY_4(x, other) _mm256_mul_pd(x, other)
#define PRODUCT_4(x, other) _mm256_mul_epu32(x, other)
CHAIN_FUNCTION(add_4, "avx2", __m256d, _mm256_set1_pd(1.37), _mm256_set1_pd(1.77), ADD_4, ADD_4)
CHAIN_FUNCTION(multiply_4, "avx2", __m256d, _mm256_set1_pd(1.37), _mm256_set1_pd(1 - 1e-12), MULTIPLY_4, MULTIPLY_4)
CHAIN_FUNCTION(mixed_4, "avx2", __m256d, _mm256_set1_pd(1.37), _mm256_set1_pd(1 - 1e-12), ADD_4, MULTIPLY_4)
CHAIN_FUNCTION(divide_4, "avx2", __m256d, _mm256_set1_pd(1.37), _mm256_set1_pd(1.77), DIVIDE_4, DIVIDE_4)
CHAIN_FUNCTION(root_4, "avx2", __m256d, _mm256_set1_pd(1.37), _mm256_set1_pd(1.77), ROOT_4, ROOT_4)
CHAIN_FUNCTION(product_4, "avx2", __m256i, _mm256_set1_epi64x(0x7fffffff), _mm256_set1_epi64x(0x3fffffff), PRODUCT_4,
               PRODUCT_4)

#define DIVIDE_8(x, other) _mm512_div_pd(other, x)
#define ROOT_8(x, other) _mm512_sqrt_pd(other)
#define ADD_8(x, other) _mm512_add_pd(x, other)
#define MULTIPLY_8(x, other) _mm512_mul_pd(x, other)
#define PRODUCT_8(x, other) _mm512_mul_epu32(x, other)
CHAIN_FUNCTION(add_8, "avx512f", __m512d, _mm512_set1_pd(1.37), _mm512_set1_pd(1.77), ADD_8, ADD_8)
CHAIN_FUNCTION(multiply_8, "avx512f", __m512d, _mm512_set1_pd(1.37), _mm512_set1_pd(1 - 1e-12), MULTIPLY_8, MULTIPLY_8)
CHAIN_FUNCTION(mixed_8, "avx512f", __m512d, _mm512_set1_pd(1.37), _mm512_set1_pd(1 - 1e-12), ADD_8, MULTIPLY_8)
CHAIN_FUNCTION(divide_8, "avx512f", __m512d, _mm512_set1_pd(1.37), _mm512_set1_pd(1.77), DIVIDE_8, DIVIDE_8)
CHAIN_FUNCTION(root_8, "avx512f", __m512d, _mm512_set1_pd(1.37), _mm512_set1_pd(1.77), ROOT_8, ROOT_8)
CHAIN_FUNCTION(product_8, "avx512f", __m512i, _mm512_set1_epi64(0x7fffffff), _mm512_set1_epi64(0x3fffffff), PRODUCT_8,
               PRODUCT_8)

/* TURNS x CHAINS additions, each on the one before. */
__attribute__((noinline)) static void ticks(void)
{
    uint64_t x = 1;
    for (int turn = 0; turn < TURNS; turn++)
        for (int i = 0; i < CHAINS; i++) __asm__ volatile("add $1, %0" : "+r"(x));
}

/* Steps a second: the fastest of RUNS. */
static double rate(void (*work)(void), double seconds)
{
    double best = 0;
    for (int r = 0; r < RUNS; r++) {
        const double start = now();
        double used = 0;
        uint64_t calls = 0;
        while (used < seconds / RUNS) {
            for (int i = 0; i < 16; i++) work();
            calls += 16;
            used = now() - start;
        }
        const double figure = (double)calls * TURNS * CHAINS / used;
        if (figure > best) best = figure;
    }
    return best;
}

typedef struct width {
    const char *isa;
    int doubles;
    void (*add)(void), (*multiply)(void), (*mixed)(void), (*divide)(void), (*root)(void), (*product)(void);
} width;

static void tell(const width *w, double clock, double seconds)
{
    void (*const work[])(void) = {w->add, w->multiply, w->mixed, w->divide, w->root, w->product};
    static const char *const name[] = {"additions", "multiplications", "both mixed",
                                       "divisions", "square roots",    "32-bit products"};
    for (int i = 0; i < 6; i++) {
        const double steps = rate(work[i], seconds);
        (void)printf("peak %-8s %-15s %7.2f e9/s   %5.2f cycles an instruction of %d\n", w->isa, name[i],
                     1e-9 * steps * w->doubles, clock / steps, w->doubles);
    }
}

int main(int argc, char **argv)
{
    static const width widths[] = {{"baseline", 2, add_2, multiply_2, mixed_2, divide_2, root_2, product_2},
                                   {"avx2", 4, add_4, multiply_4, mixed_4, divide_4, root_4, product_4},
                                   {"avx512", 8, add_8, multiply_8, mixed_8, divide_8, root_8, product_8}};
    const double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.5;
    const bool have[] = {true, __builtin_cpu_supports("avx2") != 0, __builtin_cpu_supports("avx512f") != 0};
    const double clock = rate(ticks, seconds);
    (void)printf("peak clock %.2f GHz\n", 1e-9 * clock);
    for (int i = 0; i < 3; i++)
        if (have[i]) tell(&widths[i], clock, seconds);
    return 0;
}

#else

int main(void)
{
    (void)puts("bench_peak: written for x86-64 alone, skipped");
    return 0;
}

#endif
