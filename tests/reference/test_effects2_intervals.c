/* Intervals of one proportion and of one rate against 50-digit arithmetic (effects2_intervals.csv), and what must be true. */
#include <copse/effect.h>

#include "ck_close.h"
#include "reference_csv.h"

START_TEST(fifty_digits)
{
    reference_csv csv = reference_read("effects2_intervals.csv");
    for (size_t i = 0; i < csv.rows; i++) {
        const double x = reference_number(&csv, i, "x"), n = reference_number(&csv, i, "n");
        const double level = reference_number(&csv, i, "level"), rtol = reference_number(&csv, i, "rtol");
        double lower, upper;
        copse_interval_kind kind;
        const char *name = reference_text(&csv, i, "kind");
        if (strcmp(name, "poisson") == 0) {
            ck_assert_int_eq(copse_rate_interval(x, n, level, &lower, &upper), COPSE_OK);
        } else {
            ck_assert_int_eq(copse_interval_kind_find(name, &kind), COPSE_OK);
            ck_assert_str_eq(copse_interval_kind_name(kind), name);
            ck_assert_int_eq(copse_proportion_interval(kind, x, n, level, &lower, &upper), COPSE_OK);
        }
        ck_assert_msg(close_enough(lower, reference_number(&csv, i, "lower"), rtol, 0.0), "row %zu: lower %.17g", i + 1,
                      lower);
        ck_assert_msg(close_enough(upper, reference_number(&csv, i, "upper"), rtol, 0.0), "row %zu: upper %.17g", i + 1,
                      upper);
    }
    ck_assert_uint_ge(csv.rows, 230);
    reference_free(&csv);
}
END_TEST

START_TEST(events_and_others_mirror_each_other)
{
    static const double counts[][2] = {{0, 9}, {1, 9}, {4, 9}, {3, 1000}, {2.5, 6}};
    for (copse_interval_kind kind = 0; copse_interval_kind_name(kind); kind++) {
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            const double x = counts[i][0], n = counts[i][1];
            double lower, upper, from, to;
            ck_assert_int_eq(copse_proportion_interval(kind, x, n, 95, &lower, &upper), COPSE_OK);
            ck_assert_int_eq(copse_proportion_interval(kind, n - x, n, 95, &from, &to), COPSE_OK);
            CK_CLOSE_ABS(1 - from, upper, 1e-13, 1e-15);
            CK_CLOSE_ABS(1 - to, lower, 1e-13, 1e-15);
            ck_assert(lower >= 0 && lower <= x / n && x / n <= upper && upper <= 1);
            ck_assert_int_eq(copse_proportion_interval(kind, x, n, 80, &from, &to), COPSE_OK);
            ck_assert(from >= lower && to <= upper); /* a lower level is narrower */
        }
    }
}
END_TEST

/* No events: the exact upper limit is 1 - tail^(1/n), and -log(tail)/t. */
START_TEST(without_events)
{
    double lower, upper;
    ck_assert_int_eq(copse_proportion_interval(COPSE_INTERVAL_CLOPPER_PEARSON, 0, 12, 95, &lower, &upper), COPSE_OK);
    ck_assert(lower == 0.0);
    CK_CLOSE(upper, 1 - pow(0.025, 1.0 / 12), 1e-13);
    ck_assert_int_eq(copse_rate_interval(0, 30, 95, &lower, &upper), COPSE_OK);
    ck_assert(lower == 0.0);
    CK_CLOSE(upper, -log(0.025) / 30, 1e-13);
}
END_TEST

/* Many events: all of them come to Wald's interval. */
START_TEST(large_numbers)
{
    const double n = 1e8, p = 0.3, half = 1.959963984540054 * sqrt(p * (1 - p) / n);
    double lower, upper;
    for (copse_interval_kind kind = 0; copse_interval_kind_name(kind); kind++) {
        ck_assert_int_eq(copse_proportion_interval(kind, p * n, n, 95, &lower, &upper), COPSE_OK);
        CK_CLOSE_ABS(lower, p - half, 0, 3e-4 * half);
        CK_CLOSE_ABS(upper, p + half, 0, 3e-4 * half);
    }
    ck_assert_int_eq(copse_rate_interval(1e9, 1e3, 95, &lower, &upper), COPSE_OK);
    CK_CLOSE(upper - lower, 2 * 1.959963984540054 * sqrt(1e9) / 1e3, 1e-4);
}
END_TEST

START_TEST(refused)
{
    const double nan = (double)NAN, infinite = (double)INFINITY;
    const double wrong[][2] = {{-1, 5}, {6, 5}, {0, 0}, {nan, 5}, {1, nan}, {1, infinite}, {infinite, infinite}};
    double lower, upper;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const copse_status status =
            copse_proportion_interval(COPSE_INTERVAL_WILSON, wrong[i][0], wrong[i][1], 95, &lower, &upper);
        ck_assert_int_eq(status, COPSE_EDOM);
        ck_assert(isnan(lower) && isnan(upper));
    }
    const double levels[] = {0, 100, -3, nan};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(copse_proportion_interval(COPSE_INTERVAL_WILSON, 1, 5, levels[i], &lower, &upper),
                         COPSE_EINVAL);
        ck_assert_int_eq(copse_rate_interval(1, 5, levels[i], &lower, &upper), COPSE_EINVAL);
        ck_assert(isnan(lower) && isnan(upper));
    }
    ck_assert_int_eq(copse_proportion_interval((copse_interval_kind)9, 1, 5, 95, &lower, &upper), COPSE_EINVAL);
    ck_assert_int_eq(copse_proportion_interval(COPSE_INTERVAL_WILSON, 1, 5, 95, NULL, &upper), COPSE_EINVAL);
    ck_assert_int_eq(copse_proportion_interval(COPSE_INTERVAL_JEFFREYS, 5e10, 1e11, 95, &lower, &upper), COPSE_ERANGE);
    ck_assert_int_eq(copse_rate_interval(1, 5, 95, &lower, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_rate_interval(-1, 5, 95, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_rate_interval(1, 0, 95, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_rate_interval(nan, 1, 95, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_rate_interval(1, 1e-320, 95, &lower, &upper), COPSE_ERANGE);
    ck_assert(isnan(lower) && isnan(upper));
    copse_interval_kind kind;
    ck_assert_int_eq(copse_interval_kind_find("wald", &kind), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_interval_kind_find(NULL, &kind), COPSE_EINVAL);
    ck_assert_int_eq(copse_interval_kind_find("wilson", NULL), COPSE_EINVAL);
    ck_assert_ptr_null(copse_interval_kind_name((copse_interval_kind)9));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("intervals of proportions and rates");
    TCase *all = tcase_create("all");
    tcase_add_test(all, fifty_digits);
    tcase_add_test(all, events_and_others_mirror_each_other);
    tcase_add_test(all, without_events);
    tcase_add_test(all, large_numbers);
    tcase_add_test(all, refused);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
