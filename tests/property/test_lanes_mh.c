/* Mantel-Haenszel in lanes: reference numbers; and tables that count n times are tables written out n times, whatever
 * the instruction set. */
#include <copse/lanes.h>

#include "ck_close.h"
#include "reference_csv.h"
#include "test_random.h"
#include <string.h>

enum { MOST = 64 };

typedef struct tables {
    size_t k;
    double a[MOST * COPSE_LANES], b[MOST * COPSE_LANES], c[MOST * COPSE_LANES], d[MOST * COPSE_LANES];
    double n[MOST * COPSE_LANES];
} tables;

static copse_lanes_mh_fit pool(copse_isa isa, copse_mh measure, const tables *t, bool by_lane, bool with_n)
{
    copse_lanes_mh_fit fit;
    memset(&fit, 0, sizeof fit);
    const copse_lanes_tables given = {.measure = measure,
                                      .k = t->k,
                                      .a = t->a,
                                      .b = t->b,
                                      .c = t->c,
                                      .d = t->d,
                                      .by_lane = by_lane,
                                      .n = with_n ? t->n : NULL};
    copse_lanes_mh(isa, &given, &fit);
    return fit;
}

static void read_tables(const char *dataset, tables *t)
{
    reference_csv csv = reference_read("data/mh_tables.csv");
    t->k = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (strcmp(reference_text(&csv, row, "dataset"), dataset) != 0) continue;
        t->a[t->k] = reference_number(&csv, row, "a");
        t->b[t->k] = reference_number(&csv, row, "b");
        t->c[t->k] = reference_number(&csv, row, "c");
        t->d[t->k++] = reference_number(&csv, row, "d");
    }
    reference_free(&csv);
    ck_assert_uint_gt(t->k, 0);
}

static double statistic(const copse_lanes_mh_fit *fit, const char *name, size_t l)
{
    if (strcmp(name, "estimate") == 0) return fit->estimate[l];
    if (strcmp(name, "se") == 0) return fit->se[l];
    if (strcmp(name, "Q") == 0) return fit->Q[l];
    if (strcmp(name, "Q_df") == 0) return fit->Q_df[l];
    if (strcmp(name, "cmh") == 0) return fit->cmh[l];
    ck_assert_str_eq(name, "cmh_corrected");
    return fit->cmh_corrected[l];
}

START_TEST(reference_numbers)
{
    reference_csv csv = reference_read("mh.csv");
    tables t = {0};
    size_t checked = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        copse_mh measure;
        ck_assert(copse_mh_find(reference_text(&csv, row, "measure"), &measure) == COPSE_OK);
        read_tables(reference_text(&csv, row, "dataset"), &t);
        for (int isa = 0; isa < COPSE_ISA_COUNT; isa++) {
            if (!copse_isa_available((copse_isa)isa)) continue;
            const copse_lanes_mh_fit fit = pool((copse_isa)isa, measure, &t, false, false);
            for (size_t l = 0; l < COPSE_LANES; l++, checked++)
                CK_CLOSE_ABS(statistic(&fit, reference_text(&csv, row, "statistic"), l),
                             reference_number(&csv, row, "value"), reference_number(&csv, row, "rtol"), 1e-14);
        }
    }
    ck_assert_uint_gt(checked, 1000);
    reference_free(&csv);
}
END_TEST

static void draw_tables(test_random *r, copse_mh measure, tables *t)
{
    const double most = pow(10, 4 * test_random_uniform(r));
    const bool rate = measure == COPSE_MH_IRR || measure == COPSE_MH_IRD;
    t->k = test_random_size(r, 1, 7);
    double *const cells[] = {t->a, t->b, t->c, t->d};
    for (size_t i = 0; i < t->k * COPSE_LANES; i++) {
        for (size_t j = 0; j < 4; j++) cells[j][i] = floor(most * test_random_uniform(r) * test_random_uniform(r));
        if (rate) t->b[i] += 0.5, t->d[i] += 0.25;
        t->n[i] = (double)test_random_size(r, 0, 4);
    }
}

static void check_same(const copse_lanes_mh_fit *fit, size_t l, const copse_lanes_mh_fit *want)
{
    ck_assert_int_eq(fit->status[l], want->status[0]);
    static const char *const names[] = {"estimate", "se", "Q", "Q_df", "cmh", "cmh_corrected"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CK_CLOSE_ABS(statistic(fit, names[i], l), statistic(want, names[i], 0), 1e-11, 1e-12);
}

START_TEST(tables_count_n_times)
{
    test_random r = {9};
    size_t failed = 0;
    for (int turn = 0; turn < 2000; turn++) {
        const copse_mh measure = (copse_mh)(turn % COPSE_MH_COUNT);
        static tables t, one;
        draw_tables(&r, measure, &t);
        const copse_lanes_mh_fit fit = pool(COPSE_ISA_BEST, measure, &t, true, true);
        for (size_t l = 0; l < COPSE_LANES; l++) {
            one.k = 0;
            for (size_t i = 0; i < t.k; i++)
                for (double n = t.n[i * COPSE_LANES + l]; n > 0; n--, one.k++) {
                    one.a[one.k] = t.a[i * COPSE_LANES + l];
                    one.b[one.k] = t.b[i * COPSE_LANES + l];
                    one.c[one.k] = t.c[i * COPSE_LANES + l];
                    one.d[one.k] = t.d[i * COPSE_LANES + l];
                }
            const copse_lanes_mh_fit want = pool(COPSE_ISA_BASELINE, measure, &one, false, false);
            check_same(&fit, l, &want);
            failed += want.status[0] != COPSE_LANE_OK;
        }
    }
    ck_assert_uint_gt(failed, 50); /* tables without events are among them */
}
END_TEST

/* With a group of nobody, whose table the lanes take into Q with halves for people, and the scalar code leaves out. */
static bool has_empty_group(copse_mh measure, const tables *t, size_t k)
{
    for (size_t i = 0; i < k && !copse_mh_is_rate(measure); i++)
        if (!(t->a[i] + t->b[i] > 0 && t->c[i] + t->d[i] > 0)) return true;
    return false;
}

/* The scalar code, which sums without loss, is what the lanes are held against. */
START_TEST(scalar_code_has_the_same_fits)
{
    test_random r = {11};
    size_t computed = 0, compared = 0;
    for (int turn = 0; turn < 2000; turn++) {
        const copse_mh measure = (copse_mh)(turn % COPSE_MH_COUNT);
        static tables t, one;
        draw_tables(&r, measure, &t);
        const copse_lanes_mh_fit fit = pool(COPSE_ISA_BEST, measure, &t, true, false);
        for (size_t l = 0; l < COPSE_LANES; l++) {
            for (size_t i = 0; i < t.k; i++) {
                one.a[i] = t.a[i * COPSE_LANES + l];
                one.b[i] = t.b[i * COPSE_LANES + l];
                one.c[i] = t.c[i * COPSE_LANES + l];
                one.d[i] = t.d[i * COPSE_LANES + l];
            }
            const copse_counts counts = {.measure = measure, .k = t.k, .a = one.a, .b = one.b, .c = one.c, .d = one.d};
            copse_fit want;
            copse_table_tests tests;
            const bool ok = copse_pool_mh(&counts, NULL, &want, &tests, NULL) == COPSE_OK;
            ck_assert_int_eq(fit.status[l] == COPSE_LANE_OK, ok);
            if (ok) {
                computed++;
                CK_CLOSE_ABS(fit.estimate[l], want.coef[0].estimate, 1e-11, 1e-14);
                CK_CLOSE_ABS(fit.se[l], want.coef[0].se, 1e-11, 3e-8); /* of rates of 0 and 1, the root of rounding */
                if (!has_empty_group(measure, &one, t.k)) {
                    compared++;
                    CK_CLOSE_ABS(fit.Q[l], want.het.Q, 1e-11, 1e-12);
                    CK_CLOSE(fit.Q_df[l], want.het.Q_df, 0);
                }
                const bool has = measure == COPSE_MH_OR || measure == COPSE_MH_IRR;
                CK_CLOSE_ABS(fit.cmh[l], has ? tests.cmh.statistic : NAN, 1e-10, 1e-12);
                CK_CLOSE_ABS(fit.cmh_corrected[l], has ? tests.cmh_corrected.statistic : NAN, 1e-10, 1e-12);
            }
            copse_fit_free(&want);
        }
    }
    ck_assert_uint_gt(computed, 8000);
    ck_assert_uint_gt(compared, 6000);
}
END_TEST

START_TEST(instruction_sets_give_the_same_bits)
{
    test_random r = {10};
    for (int turn = 0; turn < 2000; turn++) {
        const copse_mh measure = (copse_mh)(turn % COPSE_MH_COUNT);
        static tables t;
        draw_tables(&r, measure, &t);
        for (size_t i = 0; i < t.k * COPSE_LANES && turn % 2; i++) t.n[i] = 2 * test_random_uniform(&r);
        const copse_lanes_mh_fit want = pool(COPSE_ISA_BASELINE, measure, &t, true, true);
        for (int isa = COPSE_ISA_BASELINE + 1; isa < COPSE_ISA_COUNT; isa++) {
            if (!copse_isa_available((copse_isa)isa)) continue;
            const copse_lanes_mh_fit fit = pool((copse_isa)isa, measure, &t, true, true);
            ck_assert_int_eq(memcmp(&fit, &want, sizeof fit), 0);
        }
    }
}
END_TEST

START_TEST(reasons)
{
    tables t = {.k = 2};
    for (size_t i = 0; i < 2 * COPSE_LANES; i++) {
        t.a[i] = 3;
        t.b[i] = 7;
        t.c[i] = 5;
        t.d[i] = 4;
        t.n[i] = 1;
    }
    t.a[1] = -1;
    t.n[2] = t.n[COPSE_LANES + 2] = 0;
    t.a[3] = t.a[COPSE_LANES + 3] = 0;
    t.d[4] = NAN;
    t.n[5] = INFINITY;
    t.a[6] = NAN; /* of a table that does not count */
    t.n[6] = 0;
    const copse_lanes_mh_fit fit = pool(COPSE_ISA_BEST, COPSE_MH_OR, &t, true, true);
    static const unsigned char want[COPSE_LANES] = {COPSE_LANE_OK,    COPSE_LANE_DOMAIN, COPSE_LANE_TOO_FEW,
                                                    COPSE_LANE_RANGE, COPSE_LANE_DOMAIN, COPSE_LANE_DOMAIN,
                                                    COPSE_LANE_OK,    COPSE_LANE_OK};
    ck_assert_mem_eq(fit.status, want, sizeof want);
    for (size_t l = 0; l < COPSE_LANES; l++) {
        ck_assert_int_eq(isnan(fit.estimate[l]) != 0, want[l] != COPSE_LANE_OK);
        ck_assert_int_eq(isnan(fit.Q[l]) != 0, want[l] != COPSE_LANE_OK);
    }
    t.b[0] = 0;
    const copse_lanes_mh_fit rates = pool(COPSE_ISA_BEST, COPSE_MH_IRD, &t, true, true);
    ck_assert_int_eq(rates.status[0], COPSE_LANE_DOMAIN);
    ck_assert_int_eq(rates.status[3], COPSE_LANE_OK);
}
END_TEST

START_TEST(names)
{
    copse_mh measure;
    ck_assert(copse_mh_find("irr", &measure) == COPSE_OK && measure == COPSE_MH_IRR);
    ck_assert(copse_mh_find("SMD", &measure) == COPSE_ENOTFOUND);
    ck_assert_str_eq(copse_mh_code(COPSE_MH_RD), "RD");
    ck_assert_str_eq(copse_mh_text(COPSE_MH_OR), "log odds ratio");
    ck_assert_str_eq(copse_mh_code(COPSE_MH_COUNT), "unknown");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("Mantel-Haenszel in lanes");
    TCase *cases = tcase_create("tables");
    tcase_add_test(cases, reference_numbers);
    tcase_add_test(cases, tables_count_n_times);
    tcase_add_test(cases, scalar_code_has_the_same_fits);
    tcase_add_test(cases, instruction_sets_give_the_same_bits);
    tcase_add_test(cases, reasons);
    tcase_add_test(cases, names);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
