/* Effect sizes against 50-digit arithmetic (effects_*.csv). The rows of a `table` that share options are one call. */
#include "effects_reference.h"

/* The files' tolerances allow for formulas that cancel; ours does not, but for a sum of logs and corrections. */
static double rtol(const reference_csv *csv, size_t row)
{
    static const char *const cancels[] = {"ROM", "MD", "SMD", "SMDH"};
    for (size_t i = 0; i < sizeof cancels / sizeof *cancels; i++) {
        if (strcmp(reference_text(csv, row, "measure"), cancels[i]) == 0) return reference_number(csv, row, "rtol");
    }
    return 1e-12;
}

static size_t check_file(const char *name)
{
    return effects_check_file(&(effects_reference){.name = name, .default_vtype_only = true, .rtol = rtol});
}

START_TEST(tables)
{
    ck_assert_uint_ge(check_file("effects_2x2.csv"), 1000);
}
END_TEST

START_TEST(rates)
{
    ck_assert_uint_ge(check_file("effects_rates.csv"), 80);
}
END_TEST

START_TEST(proportions)
{
    ck_assert_uint_ge(check_file("effects_proportions.csv"), 380);
}
END_TEST

START_TEST(means)
{
    ck_assert_uint_ge(check_file("effects_means.csv"), 120);
}
END_TEST

START_TEST(correlations)
{
    ck_assert_uint_ge(check_file("effects_correlations.csv"), 34);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, tables);
    tcase_add_test(files, rates);
    tcase_add_test(files, proportions);
    tcase_add_test(files, means);
    tcase_add_test(files, correlations);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
