/* The probabilities inside the rejection methods against 80-digit arithmetic (log_mass.csv). */
#include "base/draw_mass.h"

#include "ck_close.h"
#include "reference_csv.h"

START_TEST(every_row)
{
    reference_csv csv = reference_read("log_mass.csv");
    for (size_t i = 0; i < csv.rows; i++) {
        const double x = reference_number(&csv, i, "x"), n = reference_number(&csv, i, "n");
        const double want = reference_number(&csv, i, "value");
        const bool binomial = strcmp(reference_text(&csv, i, "law"), "binomial") == 0;
        const double p = binomial ? reference_number(&csv, i, "p") : 0;
        const double got = binomial ? copse_i_log_binomial(x, n, p, 1 - p) : copse_i_log_poisson(x, n);
        /* a mean rounded to double moves the deviance by its slope, x/mean - 1, times half a unit of the mean */
        const double mean = binomial ? n * p : n,
                     slope = fabs(x / mean - 1) + (binomial ? fabs((n - x) / (n - mean) - 1) : 0);
        const double slack = 2e-14 + slope * (binomial ? n : mean) * 1.2e-16;
        ck_assert_msg(close_enough(got, want, 2e-14, slack), "%s, x %.17g, n or mean %.17g, p %g: %.17g, want %.17g",
                      binomial ? "binomial" : "poisson", x, n, p, got, want);
    }
    ck_assert_uint_gt(csv.rows, 500);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log mass");
    TCase *cases = tcase_create("binomial and Poisson");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
