/* Exact sums against rational arithmetic (exact_sums.csv), bit for bit, in any order and however split. */
#include <copse/math.h>

#include "ck_close.h"
#include "reference_csv.h"
#include "test_random.h"

enum { MOST = 64 };

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static size_t read_terms(const char *text, double *x)
{
    size_t n = 0;
    for (char *end = NULL; *text != '\0'; text = *end == ' ' ? end + 1 : end) {
        ck_assert_uint_lt(n, MOST);
        x[n++] = strtod(text, &end);
        ck_assert_ptr_ne(end, text);
    }
    return n;
}

static copse_exact_sum sum_of(const double *x, size_t n)
{
    copse_exact_sum sum = {0};
    for (size_t i = 0; i < n; i++) copse_exact_sum_add(&sum, x[i]);
    return sum;
}

static void shuffle(test_random *r, double *x, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = test_random_size(r, 0, i - 1);
        const double swap = x[i - 1];
        x[i - 1] = x[j];
        x[j] = swap;
    }
}

START_TEST(correctly_rounded_in_any_order_and_split)
{
    reference_csv csv = reference_read("exact_sums.csv");
    test_random random = {7};
    ck_assert_uint_gt(csv.rows, 300);
    for (size_t row = 0; row < csv.rows; row++) {
        double x[MOST];
        const char *name = reference_text(&csv, row, "name");
        const double want = strtod(reference_text(&csv, row, "value"), NULL);
        const size_t n = read_terms(reference_text(&csv, row, "terms"), x);
        const copse_exact_sum sum = sum_of(x, n);
        const double got = copse_exact_sum_value(&sum);
        ck_assert_msg(same_bits(got, want), "%s: %a, want %a", name, got, want);
        for (int turn = 0; turn < 20; turn++) {
            shuffle(&random, x, n);
            const size_t cut = test_random_size(&random, 0, n);
            copse_exact_sum left = sum_of(x, cut);
            const copse_exact_sum right = sum_of(x + cut, n - cut);
            copse_exact_sum_join(&left, &right);
            ck_assert_msg(memcmp(&left, &sum, sizeof sum) == 0, "%s: another order or split, other bits", name);
        }
    }
    reference_free(&csv);
}
END_TEST

START_TEST(what_is_no_number_spoils_the_value)
{
    const double bad[] = {NAN, INFINITY, -INFINITY, 0x1p160, -0x1p160, 1e300};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        copse_exact_sum sum = {0}, other = {0};
        copse_exact_sum_add(&sum, 1);
        copse_exact_sum_add(&other, bad[i]);
        CK_CLOSE(copse_exact_sum_value(&other), NAN, 0);
        copse_exact_sum_join(&sum, &other);
        copse_exact_sum_add(&sum, -1);
        CK_CLOSE(copse_exact_sum_value(&sum), NAN, 0);
        ck_assert_uint_eq(sum.invalid, 1);
    }
    copse_exact_sum fine = {0};
    copse_exact_sum_add(&fine, 0x1.fffffffffffffp159);
    ck_assert(same_bits(copse_exact_sum_value(&fine), 0x1.fffffffffffffp159));
}
END_TEST

START_TEST(a_million_terms)
{
    copse_exact_sum sum = {0};
    for (int i = 0; i < 1000000; i++) copse_exact_sum_add(&sum, 0x1.fffffffffffffp159);
    for (int i = 0; i < 1000000; i++) copse_exact_sum_add(&sum, 0.1);
    for (int i = 0; i < 1000000; i++) copse_exact_sum_add(&sum, -0x1.fffffffffffffp159);
    /* 1e6 times the double 0.1, which is 0.1 + 5.55e-18 */
    CK_CLOSE_ABS(copse_exact_sum_value(&sum), 100000.00000000000555, 0, 1.5e-11);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exact_sum");
    TCase *test = tcase_create("exact_sum");
    tcase_add_test(test, correctly_rounded_in_any_order_and_split);
    tcase_add_test(test, what_is_no_number_spoils_the_value);
    tcase_add_test(test, a_million_terms);
    suite_add_tcase(suite, test);
    return run_suite(suite);
}
