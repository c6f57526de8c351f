/* Sums of weighted chi-squares against 50-digit arithmetic (weighted_chisq.csv). */
#include <copse/math.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 32 };

static size_t numbers(const char *text, double *x)
{
    size_t n = 0;
    char *end;
    for (const char *at = text; *at != '\0'; at = end) {
        ck_assert_uint_lt(n, MOST);
        x[n++] = strtod(at, &end);
        ck_assert(end != at);
    }
    return n;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("weighted_chisq.csv");
    ck_assert_uint_gt(csv.rows, 150);
    for (size_t i = 0; i < csv.rows; i++) {
        double weight[MOST], df[MOST], lower, upper;
        const double x = reference_number(&csv, i, "x"), rtol = reference_number(&csv, i, "rtol");
        const size_t n = numbers(reference_text(&csv, i, "weights"), weight);
        ck_assert_uint_eq(numbers(reference_text(&csv, i, "df"), df), n);
        const bool noncentral = strcmp(reference_text(&csv, i, "kind"), "noncentral") == 0;
        const copse_status st = noncentral ? copse_noncentral_chisq(x, df[0], weight[0], &lower, &upper)
                                           : copse_weighted_chisq(x, weight, df, n, &lower, &upper);
        ck_assert_msg(st == COPSE_OK, "row %zu: %s", i + 1, copse_status_text(st));
        ck_assert(rtol <= 1e-11);
        const double want[] = {reference_number(&csv, i, "lower"), reference_number(&csv, i, "upper")};
        ck_assert_msg(close_enough(lower, want[0], rtol, 0) && close_enough(upper, want[1], rtol, 0),
                      "row %zu: %.17g and %.17g, want %.17g and %.17g", i + 1, lower, upper, want[0], want[1]);
    }
    reference_free(&csv);
}
END_TEST

/* One weight is a scaled chi-square, which GSL computes otherwise; up to the ends of the range of doubles. */
START_TEST(one_weight)
{
    const double df[] = {0.5, 1, 2, 5, 50, 1000, 1e5}, at[] = {1e-60, 1e-10, 1e-3, 0.3, 0.9, 1, 1.1, 2, 10, 280};
    for (size_t j = 0; j < sizeof df / sizeof *df; j++)
        for (size_t i = 0; i < sizeof at / sizeof *at; i++)
            for (int power = -600; power <= 600; power += 300) {
                const double weight = ldexp(1, power), x = at[i] * df[j];
                double lower, upper;
                ck_assert_int_eq(copse_weighted_chisq(x * weight, &weight, &df[j], 1, &lower, &upper), COPSE_OK);
                const double rtol = df[j] > 2000 ? 1e-10 : 1e-12; /* exponents of 1e5 have lost five digits */
                CK_CLOSE_ABS(lower, copse_chisq_lower(x, df[j]), rtol, 1e-300);
                CK_CLOSE_ABS(upper, copse_chisq_upper(x, df[j]), rtol, 1e-300);
            }
}
END_TEST

START_TEST(what_is_refused)
{
    double lower = 0, upper = 0;
    const double good[] = {1, 2}, bad[] = {1, 0}, none[] = {1, NAN};
    ck_assert_int_eq(copse_weighted_chisq(1, NULL, NULL, 2, &lower, &upper), COPSE_EINVAL);
    ck_assert_int_eq(copse_weighted_chisq(1, good, NULL, 0, &lower, &upper), COPSE_EINVAL);
    ck_assert_int_eq(copse_weighted_chisq(NAN, good, NULL, 2, &lower, &upper), COPSE_EINVAL);
    ck_assert_int_eq(copse_weighted_chisq(1, bad, NULL, 2, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_weighted_chisq(1, none, NULL, 2, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_weighted_chisq(1, good, none, 2, &lower, &upper), COPSE_EDOM);
    ck_assert(isnan(lower) && isnan(upper));
    ck_assert_int_eq(copse_noncentral_chisq(1, 0, 1, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_noncentral_chisq(1, 1, -1, &lower, &upper), COPSE_EDOM);
    ck_assert_int_eq(copse_weighted_chisq(0, good, NULL, 2, &lower, &upper), COPSE_OK);
    ck_assert(lower == 0 && upper == 1);
    ck_assert_int_eq(copse_weighted_chisq(INFINITY, good, NULL, 2, &lower, &upper), COPSE_OK);
    ck_assert(lower == 1 && upper == 0);
    ck_assert_int_eq(copse_cumulant_tails(NULL, 1, &lower, &upper), COPSE_EINVAL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("weighted chi-squares");
    TCase *cases = tcase_create("weighted chi-squares");
    tcase_add_test(cases, every_row);
    tcase_add_test(cases, one_weight);
    tcase_add_test(cases, what_is_refused);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
