/* Measures of 2x2 tables, pairs, rates, proportions and hazards against 50-digit arithmetic (effects2_tables.csv) and against
 * metafor 3.8-1 where that has them (effects2_tables_metafor.csv). */
#include "effects_reference.h"

START_TEST(fifty_digits)
{
    ck_assert_uint_ge(effects_check_file(&(effects_reference){.name = "effects2_tables.csv"}), 5000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects of tables against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, fifty_digits);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
