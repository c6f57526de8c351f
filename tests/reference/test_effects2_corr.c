/* Correlations, partial correlations, R squared, reliability and heterozygosity against 50-digit arithmetic
 * (effects2_corr.csv) and against metafor (effects2_corr_metafor.csv). */
#include "effects_reference.h"

START_TEST(high_precision)
{
    const effects_reference file = {.name = "effects2_corr.csv"};
    ck_assert_uint_ge(effects_check_file(&file), 2000);
}
END_TEST

START_TEST(metafor_agrees)
{
    const effects_reference file = {.name = "effects2_corr_metafor.csv"};
    ck_assert_uint_ge(effects_check_file(&file), 200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("correlations against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, high_precision);
    tcase_add_test(files, metafor_agrees);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
