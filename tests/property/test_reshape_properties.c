/* Round trips of random tables: wide, long and wide again is the same table; and every contrast is two of the arms. */
#include <copse/frame.h>

#include "ck_close.h"
#include "test_random.h"

#include <stdio.h>
#include <string.h>

enum { TABLES = 300, MOST_ROWS = 40 };

static const char *const levels[] = {"a", "b", "c", "d"}, *const trial[] = {"trial"};

/* A table of trials with `arms` arms: key, something of the trial, then a number and a text of each arm. */
static void write_table(test_random *r, size_t arms, copse_text *out)
{
    const size_t rows = test_random_size(r, 1, MOST_ROWS);
    copse_text_add(out, "trial,of_trial");
    for (size_t l = 0; l < arms; l++) copse_text_printf(out, ",x_%s,name_%s", levels[l], levels[l]);
    copse_text_add(out, ",last\n");
    for (size_t i = 0; i < rows; i++) {
        copse_text_printf(out, "T%zu,%s", rows - i, test_random_size(r, 0, 3) == 0 ? "" : "yes");
        for (size_t l = 0; l < arms; l++) {
            if (test_random_size(r, 0, 3) == 0) {
                copse_text_add(out, ",,");
                continue;
            }
            copse_text_printf(out, ",%.17g,%s", test_random_normal(r),
                              test_random_size(r, 0, 4) == 0 ? "" : "\"with, comma\"");
        }
        copse_text_printf(out, ",%zu\n", i);
    }
}

static void expect_same(const copse_frame *a, const copse_frame *b)
{
    char one[COPSE_NUMBER_TEXT], two[COPSE_NUMBER_TEXT];
    ck_assert(a->rows == b->rows && a->columns == b->columns);
    for (size_t c = 0; c < a->columns; c++) {
        ck_assert_str_eq(a->column[c].name, b->column[c].name);
        for (size_t r = 0; r < a->rows; r++) {
            const char *x = copse_frame_cell(a, c, r, one, sizeof one), *y = copse_frame_cell(b, c, r, two, sizeof two);
            ck_assert_msg((x == NULL) == (y == NULL) && (x == NULL || strcmp(x, y) == 0), "row %zu, column %s", r,
                          a->column[c].name);
        }
    }
}

START_TEST(wide_long_wide)
{
    test_random r = {.state = 5};
    const copse_frame_opts opts = copse_frame_opts_default();
    for (size_t n = 0; n < TABLES; n++) {
        const size_t arms = test_random_size(&r, 1, 4);
        const copse_reshape_value value[] = {{.name = "x"}, {.name = "name"}};
        const copse_reshape shape = {
            .arm = "arm", .level = levels, .levels = arms, .value = value, .values = 2, .key = trial, .keys = 1};
        copse_text text = {0};
        copse_frame wide = {0}, tall = {0}, back = {0};
        copse_error err = {0};
        write_table(&r, arms, &text);
        ck_assert_int_eq(copse_frame_parse("t", text.bytes, text.length, &opts, &wide, &err), COPSE_OK);
        ck_assert_msg(copse_frame_to_long(&wide, &shape, &tall, &err) == COPSE_OK, "%s", err.text);
        ck_assert(tall.rows >= wide.rows && tall.rows <= arms * wide.rows);
        ck_assert_msg(copse_frame_to_wide(&tall, &shape, &back, NULL, &err) == COPSE_OK, "%s", err.text);
        expect_same(&wide, &back);
        copse_text_free(&text);
        copse_frame_free(&wide);
        copse_frame_free(&tall);
        copse_frame_free(&back);
    }
}
END_TEST

/* m arms make m - 1 contrasts with one of them and m (m - 1) / 2 in all; x1 - x2 over all contrasts with a reference sums
 * to the sum of the arms less m times the reference. */
START_TEST(contrasts_count)
{
    test_random r = {.state = 6};
    const copse_frame_opts opts = copse_frame_opts_default();
    for (size_t n = 0; n < TABLES; n++) {
        const size_t arms = test_random_size(&r, 2, 4), place = test_random_size(&r, 0, arms - 1);
        copse_contrasts asked = {.arm = "arm", .key = trial, .keys = 1, .reference = levels[place]};
        copse_text text = {0};
        copse_frame tall = {0}, out = {0};
        copse_error err = {0};
        const double *x1 = NULL, *x2 = NULL;
        double sum = 0, reference = 0, differences = 0;
        copse_text_add(&text, "trial,arm,x\n");
        for (size_t l = 0; l < arms; l++) {
            const double x = test_random_normal(&r);
            copse_text_printf(&text, "A,%s,%.17g\n", levels[l], x);
            sum += x;
            if (l == place) reference = x;
        }
        ck_assert_int_eq(copse_frame_parse("t", text.bytes, text.length, &opts, &tall, &err), COPSE_OK);
        ck_assert_msg(copse_frame_contrasts(&tall, &asked, &out, NULL, &err) == COPSE_OK, "%s", err.text);
        ck_assert_uint_eq(out.rows, arms - 1);
        ck_assert_int_eq(copse_frame_numbers(&out, "x1", &x1, &err), COPSE_OK);
        ck_assert_int_eq(copse_frame_numbers(&out, "x2", &x2, &err), COPSE_OK);
        for (size_t i = 0; i < out.rows; i++) differences += x1[i] - x2[i];
        CK_CLOSE_ABS(differences, sum - (double)arms * reference, 1e-12, 1e-12);
        copse_frame_free(&out);
        asked.all_pairs = true;
        ck_assert_int_eq(copse_frame_contrasts(&tall, &asked, &out, NULL, &err), COPSE_OK);
        ck_assert_uint_eq(out.rows, arms * (arms - 1) / 2);
        copse_frame_free(&out);
        copse_frame_free(&tall);
        copse_text_free(&text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reshape properties");
    TCase *cases = tcase_create("random tables");
    tcase_add_test(cases, wide_long_wide);
    tcase_add_test(cases, contrasts_count);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
