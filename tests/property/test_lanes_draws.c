/* Draws in lanes are the scalar draws, bit for bit, on every instruction set of this machine. */
#include <copse/lanes.h>

#include "ck_close.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD = 0x55 };

static copse_address one_of(copse_lanes_address at, size_t lane, size_t draw)
{
    return (copse_address){at.seed, at.stream, at.first + lane, at.draw + (uint32_t)draw};
}

/* Room for rows x 8 and a row behind them that nobody may write. */
static double *room(size_t rows)
{
    double *x = malloc((rows + 1) * COPSE_LANES * sizeof *x);
    ck_assert_ptr_nonnull(x);
    memset(x, GUARD, (rows + 1) * COPSE_LANES * sizeof *x);
    return x;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* Equal bits, nothing written behind. */
static void check(copse_isa isa, const char *what, const double *got, const double *want, size_t rows)
{
    for (size_t i = 0; i < rows * COPSE_LANES; i++)
        if (bits_of(got[i]) != bits_of(want[i]))
            ck_abort_msg("%s, %s of %zu: row %zu lane %zu is %a, want %a", copse_isa_code(isa), what, rows,
                         i / COPSE_LANES, i % COPSE_LANES, got[i], want[i]);
    for (size_t i = rows * COPSE_LANES * sizeof *got; i < (rows + 1) * COPSE_LANES * sizeof *got; i++)
        if (((const unsigned char *)got)[i] != GUARD)
            ck_abort_msg("%s, %s of %zu: written behind", copse_isa_code(isa), what, rows);
}

/* Addresses with every word in use, draws that run over 2^32. */
static copse_lanes_address address_of(size_t i)
{
    return (copse_lanes_address){(uint32_t)(i * 2654435761u), (uint32_t)~i, ((uint64_t)i << 33) + 8 * i,
                                 (uint32_t)(0u - i % 7)};
}

static void check_counts(copse_isa isa, size_t k, copse_lanes_address at)
{
    double *got = room(k), *want = calloc(k * COPSE_LANES, sizeof *want);
    ck_assert_ptr_nonnull(want);
    for (size_t lane = 0; lane < COPSE_LANES; lane++)
        for (size_t j = 0; j < k; j++) {
            const size_t index = copse_draw_below(one_of(at, lane, j / 4), (unsigned)(j % 4), (uint32_t)k);
            want[index * COPSE_LANES + lane] += 1;
        }
    copse_lanes_counts(isa, at, k, got);
    check(isa, "counts", got, want, k);
    for (size_t lane = 0; lane < COPSE_LANES; lane++) {
        double sum = 0;
        for (size_t i = 0; i < k; i++) sum += got[i * COPSE_LANES + lane];
        ck_assert(sum == (double)k);
    }
    free(got);
    free(want);
}

START_TEST(counts)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    for (size_t k = 1; k <= 300; k++)
        for (size_t i = 0; i < 3; i++) check_counts(isa, k, address_of(100 * k + i));
    for (size_t i = 0; i < 500; i++) check_counts(isa, 15, address_of(i)); /* the fullest accumulators */
    for (size_t i = 0; i < 100; i++) check_counts(isa, 64, address_of(i));
}
END_TEST

/* So many studies that words are rejected: 8 k (2^32 mod k) / 2^32 of a group, here about one half and nearly always. */
START_TEST(counts_with_rejected_words)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    int rejected = 0;
    for (size_t i = 0; i < 20; i++) {
        const copse_lanes_address at = address_of(i);
        const size_t k = 20011;
        for (size_t lane = 0; lane < COPSE_LANES; lane++)
            for (size_t j = 0; j < k; j++) {
                uint32_t words[4];
                copse_philox(one_of(at, lane, j / 4), 0, words);
                rejected += (uint32_t)((uint64_t)words[j % 4] * k) < (0u - (uint32_t)k) % (uint32_t)k;
            }
        check_counts(isa, k, at);
    }
    ck_assert_int_gt(rejected, 0);
    check_counts(isa, 70001, address_of(1));
}
END_TEST

START_TEST(reals)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    for (size_t count = 0; count <= 130; count++) {
        const copse_lanes_address at = address_of(count);
        double *got = room(count), *want[3];
        for (int kind = 0; kind < 3; kind++) want[kind] = room(count);
        for (size_t i = 0; i < count * COPSE_LANES; i++) {
            const size_t row = i / COPSE_LANES;
            const copse_address one = one_of(at, i % COPSE_LANES, row / 2);
            double z[2];
            copse_draw_normals(one, z);
            want[0][i] = copse_draw_uniform(one, (unsigned)(row % 2));
            want[1][i] = copse_draw_exponential(one, (unsigned)(row % 2));
            want[2][i] = z[row % 2];
        }
        copse_lanes_uniforms(isa, at, count, got);
        check(isa, "uniforms", got, want[0], count);
        copse_lanes_exponentials(isa, at, count, got);
        check(isa, "exponentials", got, want[1], count);
        copse_lanes_normals(isa, at, count, got);
        check(isa, "normals", got, want[2], count);
        for (int kind = 0; kind < 3; kind++) free(want[kind]);
        free(got);
    }
}
END_TEST

/* Millions of normals: the elementary functions in lanes are those of base everywhere. */
START_TEST(many_normals)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    enum { ROWS = 200, VALUES = ROWS * COPSE_LANES };
    double *got = room(ROWS), *want = room(ROWS);
    for (size_t g = 0; g < 500; g++) {
        const copse_lanes_address at = {1, 2, g * COPSE_LANES, 0};
        for (size_t i = 0; i < VALUES / 2; i++) {
            double z[2];
            copse_draw_normals(one_of(at, i % COPSE_LANES, i / COPSE_LANES), z);
            for (size_t h = 0; h < 2; h++) want[(i / COPSE_LANES * 2 + h) * COPSE_LANES + i % COPSE_LANES] = z[h];
        }
        copse_lanes_normals(isa, at, ROWS, got);
        check(isa, "normals", got, want, ROWS);
    }
    free(got);
    free(want);
}
END_TEST

START_TEST(chi_squares)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    const double dfs[] = {0.5, 1, 1.999, 2, 2.5, 3, 19, 400, 1e7, 1e200, 0, -1, INFINITY, (double)NAN};
    enum {
        ROWS = 400,
        VALUES = ROWS * COPSE_LANES
    }; /* enough for two rejections in a row, and for the slow way to accept */
    double *got = room(ROWS), *want = room(ROWS);
    for (size_t d = 0; d < sizeof dfs / sizeof *dfs; d++) {
        const copse_lanes_address at = address_of(d + 1);
        for (size_t i = 0; i < VALUES; i++)
            want[i] = copse_draw_chisq(one_of(at, i % COPSE_LANES, i / COPSE_LANES), dfs[d]);
        copse_lanes_chisq(isa, at, dfs[d], ROWS, got);
        check(isa, "chi-squares", got, want, ROWS);
    }
    free(got);
    free(want);
}
END_TEST

START_TEST(binomials)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    enum { ROWS = 6, VALUES = ROWS * COPSE_LANES };
    const double n[ROWS] = {0, 10, 300, 2.5, 1e6, -1}, shared[ROWS] = {0.5, 0.3, 0.2, 0.5, 1e-7, 0.5};
    double by_lane[ROWS * COPSE_LANES], got[ROWS * COPSE_LANES];
    for (size_t i = 0; i < VALUES; i++) by_lane[i] = i == 9 ? (double)NAN : i == 20 ? 1.5 : (double)i / 48;
    for (int way = 0; way < 2; way++) {
        const copse_lanes_address at = address_of(3);
        copse_lanes_binomial(isa, at, n, way == 0 ? shared : by_lane, way == 1, ROWS, got);
        for (size_t i = 0; i < VALUES; i++) {
            const size_t row = i / COPSE_LANES;
            const double p = way == 0 ? shared[row] : by_lane[i];
            const bool legal = row != 3 && row != 5 && p >= 0 && p <= 1;
            if (!legal) ck_assert(isnan(got[i]));
            else
                ck_assert(got[i] == (double)copse_draw_binomial(one_of(at, i % COPSE_LANES, row), (uint64_t)n[row], p));
        }
    }
}
END_TEST

/* Places of their own, in counts that fill no vector, with every shape of gamma beside the others. */
START_TEST(places)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    const double shapes[] = {1e-3, 0.25, 0.5, 0.9999, 1, 1.5, 3, 200, 1e200, 1e308, 0, -1, INFINITY, (double)NAN};
    const uint64_t limits[] = {1, 2, 41, UINT32_MAX, (uint64_t)1 << 32, (uint64_t)1 << 63, UINT64_MAX, 0};
    enum { SHAPES = sizeof shapes / sizeof *shapes, LIMITS = sizeof limits / sizeof *limits, MOST = 3000 };
    static uint64_t replicate[MOST], draw[MOST], n[MOST], whole[MOST + 1];
    static double shape[MOST];
    double *got = room(MOST / COPSE_LANES), *uniform = room(MOST / COPSE_LANES), *normal = room(MOST / COPSE_LANES);
    for (size_t i = 0; i < MOST; i++) {
        replicate[i] = (uint64_t)i * 0x9E3779B97F4A7C15u;
        draw[i] = (uint32_t)(i * 2654435761u);
        shape[i] = shapes[i / 3 % SHAPES];
        n[i] = limits[i % LIMITS];
    }
    for (size_t count = 0; count <= MOST; count += count < 40 ? 1 : 1480) {
        const copse_lanes_places at = {7, UINT32_MAX, count, replicate, draw};
        copse_lanes_uniforms_at(isa, &at, uniform);
        copse_lanes_normals_at(isa, &at, normal);
        copse_lanes_gammas_at(isa, &at, shape, got);
        whole[count] = 99;
        copse_lanes_below_at(isa, &at, n, whole);
        ck_assert(whole[count] == 99);
        for (size_t i = 0; i < count; i++) {
            const copse_address one = {at.seed, at.stream, replicate[i], (uint32_t)draw[i]};
            const double want = copse_draw_gamma(one, shape[i]);
            double z[2];
            copse_draw_normals(one, z);
            ck_assert(bits_of(uniform[i]) == bits_of(copse_draw_uniform(one, 0)));
            ck_assert(bits_of(normal[i]) == bits_of(z[0]));
            ck_assert_msg(bits_of(got[i]) == bits_of(want) || (isnan(got[i]) && isnan(want)),
                          "%s, gamma %zu of %zu, shape %g: %a, want %a", copse_isa_code(isa), i, count, shape[i],
                          got[i], want);
            ck_assert(whole[i] == copse_draw_below_wide(one, 0, n[i]));
        }
    }
    for (size_t i = MOST * sizeof *got; i < MOST * sizeof *got + COPSE_LANES * sizeof *got; i++)
        ck_assert(((unsigned char *)got)[i] == GUARD && ((unsigned char *)normal)[i] == GUARD &&
                  ((unsigned char *)uniform)[i] == GUARD);
    free(got);
    free(uniform);
    free(normal);
}
END_TEST

/* Hexadecimal constants of a source, sorted. */
enum { CONSTANTS = 64, LONGEST = 40 };

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static size_t constants_of(const char *source, char found[CONSTANTS][LONGEST])
{
    char path[4096], line[512];
    (void)snprintf(path, sizeof path, "%s/../src/%s", COPSE_TEST_SOURCE, source);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t n = 0;
    while (fgets(line, sizeof line, file) != NULL)
        for (const char *at = line; (at = strstr(at, "0x1.")) != NULL; at += 4) {
            const size_t length = strspn(at, "0123456789abcdefxp.+-");
            if (length < 12 || length >= LONGEST) continue; /* 0x1.8p52 is no coefficient */
            ck_assert_uint_lt(n, CONSTANTS);
            memcpy(found[n], at, length);
            found[n++][length] = '\0';
        }
    (void)fclose(file);
    qsort(found, n, sizeof *found, by_text);
    return n;
}

/* A last digit of a small coefficient that differs would show in one normal of billions: so the sources are compared. */
START_TEST(coefficients_are_the_same)
{
    static char scalar[CONSTANTS][LONGEST], lanes[CONSTANTS][LONGEST];
    const size_t n = constants_of("base/elementary.c", scalar);
    const size_t m = constants_of("lanes/kernels/draw_elementary.h", lanes);
    ck_assert_uint_gt(m, 20);
    for (size_t j = 0; j < m; j++)
        ck_assert_msg(bsearch(lanes[j], scalar, n, sizeof *scalar, by_text) != NULL, "%s stands in the lanes only",
                      lanes[j]);
    ck_assert_uint_eq(n, m);
}
END_TEST

/* A group is a function of its own replicates alone. */
START_TEST(groups_stand_alone)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    double all[8][13 * COPSE_LANES], alone[13 * COPSE_LANES];
    for (uint64_t g = 0; g < 8; g++) copse_lanes_counts(isa, (copse_lanes_address){4, 5, 8 * g, 6}, 13, all[g]);
    copse_lanes_counts(isa, (copse_lanes_address){4, 5, 40, 6}, 13, alone);
    ck_assert_mem_eq(alone, all[5], sizeof alone);
    ck_assert_mem_ne(alone, all[4], sizeof alone);
    for (uint64_t g = 0; g < 8; g++) copse_lanes_normals(isa, (copse_lanes_address){4, 5, 8 * g, 6}, 13, all[g]);
    copse_lanes_normals(isa, (copse_lanes_address){4, 5, 40, 6}, 13, alone);
    ck_assert_mem_eq(alone, all[5], sizeof alone);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lanes: draws");
    TCase *cases = tcase_create("draws");
    tcase_add_loop_test(cases, counts, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, counts_with_rejected_words, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, reals, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, many_normals, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, chi_squares, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, binomials, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, places, 0, COPSE_ISA_COUNT);
    tcase_add_loop_test(cases, groups_stand_alone, 0, COPSE_ISA_COUNT);
    tcase_add_test(cases, coefficients_are_the_same);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
