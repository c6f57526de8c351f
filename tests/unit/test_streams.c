/* The random streams at known points: blocks, addresses, the edges of each draw, and bits that must never change. */
#include <copse/base.h>

#include "ck_close.h"

#include <stdlib.h>
#include <string.h>

/* The words 2 half and 2 half + 1 of a block. */
static uint64_t half_of(const uint32_t words[4], size_t half)
{
    return (uint64_t)words[2 * half + 1] << 32 | words[2 * half];
}

static const copse_address here = {.seed = 11, .stream = 12, .replicate = 13, .draw = 14};

/* "philox4x32 10" in tests/kat_vectors of Random123 (Salmon et al. 2011, D. E. Shaw Research): counter, key, block. */
START_TEST(philox_known_answers)
{
    static const uint32_t known[][10] = {{0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
                                         {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                                          0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
                                         {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
                                          0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const uint32_t *a = known[i];
        uint32_t words[4];
        const copse_address at = {a[4], a[5], (uint64_t)a[1] << 32 | a[0], a[2]};
        copse_philox(at, a[3], words);
        for (int w = 0; w < 4; w++) ck_assert_uint_eq(words[w], a[6 + w]);
    }
}
END_TEST

/* Every field of the address, and sub, makes another block. */
START_TEST(all_of_the_address_counts)
{
    uint32_t words[7][4];
    copse_address at[6] = {here, here, here, here, here, here};
    at[1].seed ^= 1u << 31;
    at[2].stream ^= 1u << 31;
    at[3].replicate ^= (uint64_t)1 << 63;
    at[4].replicate ^= 1;
    at[5].draw ^= 1u << 31;
    for (int i = 0; i < 6; i++) copse_philox(at[i], 0, words[i]);
    copse_philox(here, 1u << 31, words[6]);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < i; j++) ck_assert(memcmp(words[i], words[j], sizeof words[i]) != 0);
}
END_TEST

/* The definition of a uniform, and that the halves are the words they say. */
START_TEST(uniforms_are_odd_multiples)
{
    for (uint64_t r = 0; r < 1000; r++) {
        const copse_address at = {1, 2, r, 3};
        uint32_t words[4];
        copse_philox(at, 0, words);
        for (unsigned half = 0; half < 2; half++) {
            const double u = copse_draw_uniform(at, half), scaled = u * 0x1p53;
            ck_assert(u > 0 && u < 1 && scaled == floor(scaled) && fmod(scaled, 2) == 1);
            ck_assert_uint_eq((uint64_t)scaled >> 1, half_of(words, half) >> 12);
            ck_assert(copse_draw_exponential(at, half) == -copse_log(u));
        }
    }
}
END_TEST

/* Box and Muller's formula on the two uniforms. */
START_TEST(normals_follow_the_formula)
{
    for (uint64_t r = 0; r < 1000; r++) {
        const copse_address at = {1, 2, r, 3};
        double z[2];
        copse_draw_normals(at, z);
        const double radius = sqrt(-2 * log(copse_draw_uniform(at, 0)));
        const double turn = 6.283185307179586 * copse_draw_uniform(at, 1);
        CK_CLOSE_ABS(z[0], radius * cos(turn), 1e-14, 1e-14);
        CK_CLOSE_ABS(z[1], radius * sin(turn), 1e-14, 1e-14);
    }
}
END_TEST

/* Lemire's method against its definition, with an n that rejects a quarter of the words: 2^32 mod 3 2^30 = 2^30. */
START_TEST(rejected_words_come_from_the_next_block)
{
    const uint32_t n = 3u << 30;
    int tries[4] = {0};
    for (uint64_t r = 0; r < 4000; r++) {
        const copse_address at = {5, 6, r, 7};
        const unsigned word = r % 4;
        uint32_t words[4], sub = 0;
        for (;; sub++) {
            copse_philox(at, sub, words);
            if ((uint32_t)((uint64_t)words[word] * n) >= 1u << 30) break;
        }
        ck_assert_uint_eq(copse_draw_below(at, word, n), (uint32_t)((uint64_t)words[word] * n >> 32));
        tries[sub < 3 ? sub : 3]++;
    }
    ck_assert_msg(tries[0] > 2850 && tries[0] < 3150, "%d of 4000 at the first try, want about 3000", tries[0]);
    ck_assert_msg(tries[3] > 20, "%d of 4000 after three rejections, want about 62", tries[3]);
}
END_TEST

START_TEST(bounded_integers_at_their_edges)
{
    for (unsigned word = 0; word < 4; word++) {
        uint32_t words[4];
        copse_philox(here, 0, words);
        ck_assert_uint_eq(copse_draw_below(here, word, 1), 0);
        ck_assert_uint_eq(copse_draw_below(here, word, 1u << 31), words[word] >> 1);
        ck_assert_uint_lt(copse_draw_below(here, word, UINT32_MAX), UINT32_MAX);
    }
    ck_assert_uint_eq(copse_draw_below(here, 0, 0), UINT32_MAX);
    ck_assert_uint_eq(copse_draw_below(here, 4, 10), UINT32_MAX);
    ck_assert(copse_draw_below_wide(here, 0, 0) == UINT64_MAX && copse_draw_below_wide(here, 2, 5) == UINT64_MAX);
    ck_assert(copse_draw_below_wide(here, 1, 1) == 0);
}
END_TEST

/* 64 bits: powers of two take the top bits, and thirds of 2^64, rejected a quarter of the time, are equally frequent. */
START_TEST(wide_integers)
{
    int third[3] = {0};
    for (uint64_t r = 0; r < 30000; r++) {
        const copse_address at = {8, 9, r, 10};
        uint32_t words[4];
        copse_philox(at, 0, words);
        const unsigned half = r % 2;
        const uint64_t bits = half_of(words, half);
        ck_assert(copse_draw_below_wide(at, half, (uint64_t)1 << 40) == bits >> 24);
        ck_assert(copse_draw_below_wide(at, half, (uint64_t)1 << 63) == bits >> 1);
        const uint64_t k = copse_draw_below_wide(at, half, (uint64_t)3 << 62);
        ck_assert(k < (uint64_t)3 << 62);
        third[k >> 62]++;
    }
    for (int i = 0; i < 3; i++) ck_assert_msg(abs(third[i] - 10000) < 330, "third %d: %d of 30000", i, third[i]);
}
END_TEST

START_TEST(outside_the_legal_range)
{
    ck_assert(isnan(copse_draw_uniform(here, 2)) && isnan(copse_draw_exponential(here, 2)));
    const double bad[] = {0, -1, NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 5; i++) {
        ck_assert(isnan(copse_draw_gamma(here, bad[i])) && isnan(copse_draw_chisq(here, bad[i])));
        if (i != 3) ck_assert(isnan(copse_draw_t(here, bad[i])));
        if (i >= 1) ck_assert(copse_draw_poisson(here, bad[i]) == UINT64_MAX);
        if (i >= 1) ck_assert(copse_draw_binomial(here, 10, bad[i]) == UINT64_MAX);
        if (i >= 2) ck_assert(isnan(copse_draw_skew_normal(here, bad[i])));
    }
    ck_assert(copse_draw_binomial(here, 10, 1 + 0x1p-52) == UINT64_MAX);
    ck_assert(copse_draw_binomial(here, ((uint64_t)1 << 53) + 1, 0.5) == UINT64_MAX);
    ck_assert(copse_draw_poisson(here, 0x1.0000000000001p52) == UINT64_MAX);
    ck_assert(copse_draw_hypergeometric(here, 3, 4, 8) == UINT64_MAX);
    ck_assert(copse_draw_hypergeometric(here, UINT64_MAX, 1, 1) == UINT64_MAX);
    ck_assert(copse_draw_hypergeometric(here, (uint64_t)1 << 53, 1, 1) == UINT64_MAX);
}
END_TEST

START_TEST(degenerate_laws)
{
    for (uint64_t r = 0; r < 200; r++) {
        const copse_address at = {1, 1, r, 0};
        ck_assert(copse_draw_binomial(at, 0, 0.3) == 0 && copse_draw_binomial(at, 50, 0) == 0);
        ck_assert(copse_draw_binomial(at, 50, 1) == 50 && copse_draw_binomial(at, 1000000, 5e-324) == 0);
        ck_assert(copse_draw_binomial(at, 1000000, 1 - 0x1p-53) == 1000000);
        ck_assert(copse_draw_binomial(at, 1, 0.5) <= 1);
        ck_assert(copse_draw_poisson(at, 0) == 0 && copse_draw_poisson(at, 5e-324) == 0);
        ck_assert(copse_draw_hypergeometric(at, 0, 0, 0) == 0 && copse_draw_hypergeometric(at, 0, 9, 4) == 0);
        ck_assert(copse_draw_hypergeometric(at, 9, 0, 4) == 4 && copse_draw_hypergeometric(at, 7, 9, 0) == 0);
        ck_assert(copse_draw_hypergeometric(at, 7, 9, 16) == 7 && copse_draw_hypergeometric(at, 7, 1, 7) >= 6);
        const uint64_t most = (uint64_t)1 << 53;
        ck_assert(copse_draw_binomial(at, most, 0.5) <= most);
        ck_assert(copse_draw_hypergeometric(at, most / 2, most / 2, most / 2) <= most / 2);
        ck_assert(copse_draw_gamma(at, 1e-300) >= 0 && copse_draw_gamma(at, 5e-324) >= 0);
        CK_CLOSE(copse_draw_gamma(at, 1e300), 1e300, 1e-12);
        CK_CLOSE(copse_draw_chisq(at, 1e15), 1e15, 1e-5);
        ck_assert(!isnan(copse_draw_t(at, 0.01)));
    }
}
END_TEST

/* t with endless degrees of freedom is the normal that it is made of; slants of 0 and without bound, too. */
START_TEST(limits_of_t_and_of_the_skew_normal)
{
    for (uint64_t r = 0; r < 200; r++) {
        const copse_address at = {1, 1, r, 0};
        double z[2];
        copse_draw_normals(at, z);
        CK_CLOSE_ABS(copse_draw_t(at, 1e30), copse_draw_t(at, INFINITY), 1e-12, 0);
        ck_assert(copse_draw_skew_normal(at, 0) == z[1]);
        CK_CLOSE(copse_draw_skew_normal(at, 1e300), fabs(z[0]), 1e-15);
        CK_CLOSE(copse_draw_skew_normal(at, -1e300), -fabs(z[0]), 1e-15);
        CK_CLOSE_ABS(copse_draw_skew_normal(at, 2), (2 * fabs(z[0]) + z[1]) / sqrt(5), 1e-14, 1e-15);
        CK_CLOSE_ABS(copse_draw_skew_normal(at, -0.5), (-0.5 * fabs(z[0]) + z[1]) / sqrt(1.25), 1e-14, 1e-15);
    }
}
END_TEST

/* One number of the bits of many draws of each kind. They are the contract of the streams: a change makes every published
 * replicate another one. */
static uint64_t fold(uint64_t digest, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    digest = (digest ^ bits) * UINT64_C(0x9e3779b97f4a7c15);
    return digest ^ digest >> 32;
}

START_TEST(the_bits_stay_as_they_are)
{
    uint64_t digest[10];
    for (int i = 0; i < 10; i++) digest[i] = UINT64_C(0xcbf29ce484222325);
    for (uint64_t r = 0; r < 20000; r++) {
        const copse_address at = {1, 2, r, 3};
        double z[2];
        copse_draw_normals(at, z);
        digest[0] = fold(fold(digest[0], z[0]), z[1]);
        digest[1] = fold(digest[1], copse_draw_exponential(at, 1));
        digest[2] = fold(digest[2], copse_draw_gamma(at, 0.3));
        digest[3] = fold(digest[3], copse_draw_gamma(at, 4.5));
        digest[4] = fold(digest[4], copse_draw_t(at, 3));
        digest[5] = fold(digest[5], copse_draw_skew_normal(at, 4));
        digest[6] = fold(digest[6], (double)copse_draw_binomial(at, 40 + r % 2 * 400, 0.1));
        digest[7] = fold(digest[7], (double)copse_draw_poisson(at, r % 2 == 0 ? 4 : 40));
        digest[8] = fold(digest[8], (double)copse_draw_hypergeometric(at, 300, 500, r % 2 == 0 ? 20 : 200));
        digest[9] = fold(digest[9], (double)copse_draw_below(at, 2, 13));
    }
    static const uint64_t want[10] = {0xbfd7d81d2b7470ce, 0xe4847a8ed11d9e73, 0xe4279fbd517dbe87, 0x13f52a2acf6b0435,
                                      0x5191157acba680ad, 0xe57d2d078e173ff0, 0xcc6f481b13e8cbf8, 0x6416706690ba7166,
                                      0x40a7332c4ae3e311, 0x42140738f6d8dc82};
    for (int i = 0; i < 10; i++)
        ck_assert_msg(digest[i] == want[i], "kind %d: 0x%016llx", i, (unsigned long long)digest[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("streams");
    TCase *cases = tcase_create("streams");
    tcase_add_test(cases, philox_known_answers);
    tcase_add_test(cases, all_of_the_address_counts);
    tcase_add_test(cases, uniforms_are_odd_multiples);
    tcase_add_test(cases, normals_follow_the_formula);
    tcase_add_test(cases, rejected_words_come_from_the_next_block);
    tcase_add_test(cases, bounded_integers_at_their_edges);
    tcase_add_test(cases, wide_integers);
    tcase_add_test(cases, outside_the_legal_range);
    tcase_add_test(cases, degenerate_laws);
    tcase_add_test(cases, limits_of_t_and_of_the_skew_normal);
    tcase_add_test(cases, the_bits_stay_as_they_are);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
