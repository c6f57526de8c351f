/* prepare: a table made ready without the program. The numbers are tests/reference/test_convert_reference.c's matter, the words
 * tests/cli's. */
#include <copse/prepare.h>

#include "ck_close.h"
#include "fail_alloc.h"

#include <stdlib.h>
#include <string.h>

static const char TRIALS[] = "trial,n1i,m1i,sd1i,med1i,lq1i,uq1i\n"
                             "A,50,4.5,1.5,,,\n"
                             "B,75,,,10,8,12\n"
                             "C,60,,,,,\n";
static const char ARMS[] = "trial,arm,n1i,m1i,sd1i,n2i,m2i,sd2i\n"
                           "A,low,20,2,1,40,1,1\n"
                           "A,high,30,3,1,40,1,1\n";

typedef struct fixture {
    copse_frame frame;
    copse_notes notes;
    copse_error err;
} fixture;

static void parse(fixture *f, const char *text)
{
    const copse_frame_opts opts = copse_frame_opts_default();
    *f = (fixture){0};
    ck_assert_int_eq(copse_frame_parse("t.csv", text, strlen(text), &opts, &f->frame, &f->err), COPSE_OK);
}

static void drop(fixture *f)
{
    copse_frame_free(&f->frame);
    copse_notes_free(&f->notes);
}

static double number(const fixture *f, const char *column, size_t row)
{
    const double *x = NULL;
    ck_assert_int_eq(copse_frame_numbers(&f->frame, column, &x, NULL), COPSE_OK);
    return x[row];
}

static copse_names names(const char *const *item, size_t count)
{
    return (copse_names){item, count};
}

static const char *const MEANS[] = {"means"}, *const TRIAL[] = {"trial"};

START_TEST(nothing_asked_is_nothing_done)
{
    fixture f;
    parse(&f, TRIALS);
    const copse_prepare_opts opts = copse_prepare_opts_default();
    const copse_shape_opts shape = copse_shape_opts_default();
    ck_assert_int_eq(copse_prepare(&opts, &f.frame, &f.notes, &f.err), COPSE_OK);
    ck_assert_int_eq(copse_change_shape(&shape, &f.frame, &f.notes, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.frame.columns, 7);
    ck_assert_uint_eq(f.notes.count, 0);
    drop(&f);
}
END_TEST

/* What is computed is what the numerics of copse/convert.h give; what was reported stays. */
START_TEST(means_from_quartiles)
{
    fixture f;
    parse(&f, TRIALS);
    copse_prepare_opts opts = copse_prepare_opts_default();
    opts.fill = names(MEANS, 1);
    ck_assert_int_eq(copse_prepare(&opts, &f.frame, &f.notes, &f.err), COPSE_OK);
    ck_assert_double_eq(number(&f, "m1i", 0), 4.5);
    ck_assert_double_eq(number(&f, "sd1i", 0), 1.5);
    CK_CLOSE(number(&f, "m1i", 1), 10.0, 1e-15); /* symmetric */
    const copse_five given = {.n = 75, .min = NAN, .q1 = 8, .median = 10, .q3 = 12, .max = NAN};
    copse_five_result want;
    ck_assert_int_eq(copse_mean_from_five(&given, NULL, &want), COPSE_OK);
    CK_CLOSE(number(&f, "sd1i", 1), want.sd, 1e-15);
    ck_assert(isnan(number(&f, "m1i", 2)));
    size_t how = 0;
    char buf[COPSE_NUMBER_TEXT];
    ck_assert_int_eq(copse_frame_column(&f.frame, "how", &how, &f.err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_frame_cell(&f.frame, how, 1, buf, sizeof buf), "med1i"));
    drop(&f);
}
END_TEST

START_TEST(arms_become_one)
{
    fixture f;
    parse(&f, ARMS);
    copse_prepare_opts opts = copse_prepare_opts_default();
    opts.combine = names(TRIAL, 1);
    ck_assert_int_eq(copse_prepare(&opts, &f.frame, &f.notes, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.frame.rows, 1);
    drop(&f);
}
END_TEST

START_TEST(a_row_for_each_arm)
{
    fixture f;
    parse(&f, ARMS);
    copse_shape_opts shape = copse_shape_opts_default();
    shape.to_long = true;
    shape.arm = "group";
    ck_assert_int_eq(copse_change_shape(&shape, &f.frame, &f.notes, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.frame.rows, 4);
    ck_assert_double_eq(number(&f, "ni", 2), 30);
    drop(&f);
}
END_TEST

START_TEST(what_does_not_go_together)
{
    fixture f;
    parse(&f, ARMS);
    copse_prepare_opts opts = copse_prepare_opts_default();
    opts.combine = opts.split = names(TRIAL, 1);
    ck_assert_int_eq(copse_prepare(&opts, &f.frame, &f.notes, &f.err), COPSE_EUSAGE);
    opts = copse_prepare_opts_default();
    opts.icc = "0.1";
    ck_assert_int_eq(copse_prepare(&opts, &f.frame, &f.notes, &f.err), COPSE_EUSAGE);
    copse_shape_opts shape = copse_shape_opts_default();
    shape.to_long = shape.to_wide = true;
    ck_assert_int_eq(copse_change_shape(&shape, &f.frame, &f.notes, &f.err), COPSE_EUSAGE);
    shape = copse_shape_opts_default();
    shape.key = names(TRIAL, 1);
    ck_assert_int_eq(copse_change_shape(&shape, &f.frame, &f.notes, &f.err), COPSE_EUSAGE);
    ck_assert_uint_eq(f.frame.rows, 2);
    drop(&f);
}
END_TEST

#if FAIL_ALLOC_WORKS
START_TEST(short_memory)
{
    if (!fail_alloc_in_force()) return;
    copse_prepare_opts opts = copse_prepare_opts_default();
    opts.fill = names(MEANS, 1);
    bool done = false;
    for (long n = 1; !done; n++) {
        ck_assert_int_lt(n, 10000);
        fixture f;
        parse(&f, TRIALS);
        fail_alloc_left = n;
        const copse_status status = copse_prepare(&opts, &f.frame, &f.notes, &f.err);
        done = fail_alloc_left != 0;
        fail_alloc_left = -1;
        ck_assert(done || status == COPSE_ENOMEM || f.notes.failed);
        drop(&f);
    }
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("prepare");
    TCase *cases = tcase_create("prepare");
    tcase_add_test(cases, nothing_asked_is_nothing_done);
    tcase_add_test(cases, means_from_quartiles);
    tcase_add_test(cases, arms_become_one);
    tcase_add_test(cases, a_row_for_each_arm);
    tcase_add_test(cases, what_does_not_go_together);
#if FAIL_ALLOC_WORKS
    tcase_add_test(cases, short_memory);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
