/* Vectors of COPSE_I_W doubles, the width of the instruction set that this file is being built for. Only operations
 * that IEEE 754 rounds correctly, so that every instruction set gives the same bits. */
#ifndef COPSE_I_VECTOR_H
#define COPSE_I_VECTOR_H

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#include <immintrin.h>
#define COPSE_I_W 8
#elif defined(__AVX2__)
#include <immintrin.h>
#define COPSE_I_W 4
#elif defined(__SSE2__)
#include <emmintrin.h>
#define COPSE_I_W 2
#elif defined(__aarch64__)
#include <arm_neon.h>
#define COPSE_I_W 2
#else
#define COPSE_I_W 2
#endif

typedef double copse_i_vd __attribute__((vector_size(8 * COPSE_I_W)));
typedef int64_t copse_i_vi __attribute__((vector_size(8 * COPSE_I_W))); /* also a mask: all ones or zero */
typedef uint64_t copse_i_vu __attribute__((vector_size(8 * COPSE_I_W)));
#define vd copse_i_vd
#define vi copse_i_vi
#define vu copse_i_vu

static inline vd v_load(const double *p)
{
    vd x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline void v_store(double *p, vd x)
{
    memcpy(p, &x, sizeof x);
}

static inline vd v_all(double x)
{
    return x - (vd){0};
}

/* mask ? a : b, lane by lane. */
static inline vd v_select(vi mask, vd a, vd b)
{
    return (vd)((mask & (vi)a) | (~mask & (vi)b));
}

static inline vd v_max(vd a, vd b) /* b where a is NaN */
{
    return v_select((vi)(a > b), a, b);
}

static inline vd v_min(vd a, vd b) /* b where a is NaN */
{
    return v_select((vi)(a < b), a, b);
}

static inline vd v_abs(vd a)
{
    return (vd)((vi)a & INT64_MAX);
}

static inline vd v_sqrt(vd a)
{
#if COPSE_I_W == 8
    return (vd)_mm512_sqrt_pd((__m512d)a);
#elif COPSE_I_W == 4
    return (vd)_mm256_sqrt_pd((__m256d)a);
#elif defined(__SSE2__)
    return (vd)_mm_sqrt_pd((__m128d)a);
#elif defined(__aarch64__)
    return (vd)vsqrtq_f64((float64x2_t)a);
#else
    for (int i = 0; i < COPSE_I_W; i++) a[i] = __builtin_sqrt(a[i]);
    return a;
#endif
}

/* The nearest whole number, of 0 <= x < 2^51. */
static inline vd v_whole(vd a)
{
    return (a + 0x1.8p52) - 0x1.8p52;
}

/* Is any lane of the mask set? */
static inline int v_any(vi mask)
{
#if COPSE_I_W == 8
    return _mm512_movepi64_mask((__m512i)mask) != 0;
#elif COPSE_I_W == 4
    return _mm256_movemask_pd((__m256d)mask) != 0;
#elif defined(__SSE2__)
    return _mm_movemask_pd((__m128d)mask) != 0;
#else
    int64_t any = 0;
    for (int i = 0; i < COPSE_I_W; i++) any |= mask[i];
    return any != 0;
#endif
}

/* The product of the low halves of 64-bit lanes. */
static inline vu v_mul32(vu a, vu b)
{
#if COPSE_I_W == 8
    return (vu)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif COPSE_I_W == 4
    return (vu)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return (vu)_mm_mul_epu32((__m128i)a, (__m128i)b);
#elif defined(__aarch64__)
    return (vu)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
    return (a & 0xffffffffu) * (b & 0xffffffffu);
#endif
}

/* The same integer in every lane. */
static inline vu v_all_bits(uint64_t a)
{
    return a - (vu){0};
}

/* a << n lane by lane; 0 where n is 64 or more, read as unsigned. */
static inline vu v_shift_left(vu a, vu n)
{
#if COPSE_I_W == 8
    return (vu)_mm512_sllv_epi64((__m512i)a, (__m512i)n);
#elif COPSE_I_W == 4
    return (vu)_mm256_sllv_epi64((__m256i)a, (__m256i)n);
#elif defined(__SSE2__)
    const __m128i low = _mm_sll_epi64((__m128i)a, (__m128i)n);
    const __m128i high = _mm_sll_epi64((__m128i)a, _mm_unpackhi_epi64((__m128i)n, (__m128i)n));
    return (vu)_mm_castpd_si128(_mm_move_sd(_mm_castsi128_pd(high), _mm_castsi128_pd(low)));
#else
    return (a << (n & 63)) & (vu)(n < 64);
#endif
}

#endif
