/* Means and SDs from medians, quartiles and ranges against 50-digit arithmetic (five_numbers.csv), and the sums of squares
 * of quantile estimation against R's optimiser (five_numbers_peer.csv). */
#include <copse/convert.h>

#include "ck_close.h"
#include "reference_csv.h"

static copse_five read_five(const reference_csv *csv, size_t row)
{
    return (copse_five){reference_number(csv, row, "min"),    reference_number(csv, row, "q1"),
                        reference_number(csv, row, "median"), reference_number(csv, row, "q3"),
                        reference_number(csv, row, "max"),    reference_number(csv, row, "n")};
}

static copse_five_opts read_method(const char *text)
{
    copse_five_opts opts = {.test = false};
    char name[32];
    (void)snprintf(name, sizeof name, "%s", text);
    char *second = strchr(name, ' '); /* "lnorm log", "mln jacobian" */
    if (second) *second++ = '\0';
    opts.log_scale = second && strcmp(second, "log") == 0;
    opts.jacobian = second && strcmp(second, "jacobian") == 0;
    ck_assert_int_eq(copse_five_method_find(name, &opts.method), COPSE_OK);
    return opts;
}

#define CHECK(got, column, rtol, atol)                                                                                 \
    do {                                                                                                               \
        const double want = reference_number(&csv, row, column);                                                       \
        ck_assert_msg(close_enough((got), want, (rtol), (atol)), "%s %s %s: %s is %.17g, want %.17g",                  \
                      reference_text(&csv, row, "set"), reference_text(&csv, row, "case"),                             \
                      reference_text(&csv, row, "method"), column, (got), want);                                       \
    } while (0)

START_TEST(high_precision)
{
    reference_csv csv = reference_read("five_numbers.csv");
    size_t rows[COPSE_FIVE_METHOD_COUNT] = {0};
    for (size_t row = 0; row < csv.rows; row++) {
        const copse_five five = read_five(&csv, row);
        const copse_five_opts opts = read_method(reference_text(&csv, row, "method"));
        const double rtol = reference_number(&csv, row, "rtol");
        copse_five_result r;
        ck_assert_int_eq(copse_mean_from_five(&five, &opts, &r), COPSE_OK);
        rows[opts.method]++;
        CHECK(r.mean, "mean", rtol, 0);
        CHECK(r.sd, "sd", rtol, 0);
        CHECK(r.skewness.statistic, "statistic", 1e-12, 1e-15);
        CHECK(r.skewness.critical, "critical", 1e-13, 0);
        if (opts.method == COPSE_FIVE_BC || opts.method == COPSE_FIVE_MLN) CHECK(r.lambda, "lambda", 1e-8, 0);
        if (opts.method == COPSE_FIVE_MLN) CHECK(r.objective, "objective", 1e-12, 0);
        if (opts.method == COPSE_FIVE_QE) {
            CHECK(r.objective, "objective", 1e-10, 1e-25);
            ck_assert_str_eq(copse_five_family_name(r.family), reference_text(&csv, row, "family"));
        }
    }
    for (int m = 0; m < COPSE_FIVE_METHOD_COUNT; m++) ck_assert_uint_ge(rows[m], 30);
    reference_free(&csv);
}
END_TEST

/* Where R's bounded search ends within a millionth of the minimum, so do its mean and SD. */
START_TEST(no_worse_than_r)
{
    reference_csv csv = reference_read("five_numbers_peer.csv");
    size_t same = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        const copse_five five = read_five(&csv, row);
        const copse_five_opts opts = {.method = COPSE_FIVE_QE, .test = false};
        const double objective = reference_number(&csv, row, "objective");
        copse_five_result r;
        ck_assert_int_eq(copse_mean_from_five(&five, &opts, &r), COPSE_OK);
        ck_assert_msg(r.objective <= objective * (1 + 1e-12) + 1e-25, "%s %s: %.17g, but R has %.17g",
                      reference_text(&csv, row, "set"), reference_text(&csv, row, "case"), r.objective, objective);
        if (!(objective <= r.objective * (1 + 1e-6))) continue;
        same++;
        ck_assert_str_eq(copse_five_family_name(r.family), reference_text(&csv, row, "family"));
        CK_CLOSE(r.mean, reference_number(&csv, row, "mean"), 1e-4);
        CK_CLOSE(r.sd, reference_number(&csv, row, "sd"), 1e-3);
    }
    ck_assert_uint_ge(same, 20);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("five numbers, reference");
    TCase *tests = tcase_create("five numbers, reference");
    tcase_add_test(tests, high_precision);
    tcase_add_test(tests, no_worse_than_r);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
