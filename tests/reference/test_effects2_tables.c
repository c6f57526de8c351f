/* Measures of 2x2 tables, pairs, rates, proportions and hazards against 50-digit arithmetic (effects2_tables.csv), and against
 * metafor 3.8-1 where that has them (effects2_tables_metafor.csv). */
#include "effects_reference.h"

START_TEST(fifty_digits)
{
    ck_assert_uint_ge(effects_check_file(&(effects_reference){.name = "effects2_tables.csv"}), 5000);
}
END_TEST

/* metafor's own formulas cancel here and there. */
static double ten_digits(const reference_csv *csv, size_t row)
{
    (void)csv;
    (void)row;
    return 1e-10;
}

START_TEST(metafor)
{
    reference_csv answers = reference_read("effects2_tables_metafor.csv");
    const effects_reference file = {.name = "effects2_tables.csv", .answers = &answers, .rtol = ten_digits};
    ck_assert_uint_eq(effects_check_file(&file), answers.rows);
    ck_assert_uint_ge(answers.rows, 2000);
    reference_free(&answers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects of tables against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, fifty_digits);
    tcase_add_test(files, metafor);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
