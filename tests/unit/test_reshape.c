/* frame: wide to long, long to wide, arms to contrasts; what is refused, and in which words. */
#include <copse/frame.h>

#include "ck_close.h"
#include "fail_alloc.h"

#include <string.h>

static const char wide_text[] = "trial,year,n1i,m1i,n2i,m2i,role\n"
                                "A,2001,10,1.5,12,1.1,x\n"
                                "B,2002,20,2.5,,,y\n"
                                "C,2003,,,,,z\n";

static const char arms_text[] = "trial,arm,n,note,dose,year\n"
                                "A,drug,10,good,5,2001\n"
                                "B,placebo,20,,0,2002\n"
                                "A,placebo,12,fair,0,2001\n"
                                "B,high,21,bad,10,2002\n"
                                "B,low,22,5,5,2002\n"
                                "C,low,23,x,5,2003\n";

typedef struct fixture {
    copse_frame in, out;
    copse_notes notes;
    copse_error err;
} fixture;

static copse_status parse(fixture *f, const char *text)
{
    const copse_frame_opts opts = copse_frame_opts_default();
    return copse_frame_parse("t.csv", text, strlen(text), &opts, &f->in, &f->err);
}

static void close_fixture(fixture *f)
{
    copse_frame_free(&f->in);
    copse_frame_free(&f->out);
    copse_notes_free(&f->notes);
}

/* The frame as CSV, missing as nothing. */
static void expect_table(const copse_frame *frame, const char *want)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text got = {0};
    for (size_t c = 0; c < frame->columns; c++)
        copse_text_printf(&got, "%s%s", c > 0 ? "," : "", frame->column[c].name);
    copse_text_add(&got, "\n");
    for (size_t r = 0; r < frame->rows; r++) {
        for (size_t c = 0; c < frame->columns; c++) {
            const char *cell = copse_frame_cell(frame, c, r, buf, sizeof buf);
            copse_text_printf(&got, "%s%s", c > 0 ? "," : "", cell != NULL ? cell : "");
        }
        copse_text_add(&got, "\n");
    }
    ck_assert_str_eq(copse_text_string(&got), want);
    copse_text_free(&got);
}

static const char *const numbers[] = {"1", "2"}, *const trial[] = {"trial"};
static const copse_reshape_value sizes_and_means[] = {{.name = "ni", .pattern = "n#i"},
                                                      {.name = "mi", .pattern = "m#i"}};

static copse_reshape reshape(void)
{
    return (copse_reshape){
        .arm = "arm", .level = numbers, .levels = 2, .value = sizes_and_means, .values = 2, .key = trial, .keys = 1};
}

START_TEST(wide_to_long_and_back)
{
    fixture f = {0};
    const copse_reshape shape = reshape();
    ck_assert_int_eq(parse(&f, wide_text), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_long(&f.in, &shape, &f.out, &f.err), COPSE_OK);
    expect_table(&f.out, "trial,year,arm,ni,mi,role\n"
                         "A,2001,1,10,1.5,x\n"
                         "A,2001,2,12,1.1,x\n"
                         "B,2002,1,20,2.5,y\n" /* no second arm */
                         "C,2003,1,,,z\n");    /* but a trial does not vanish */
    ck_assert(f.out.row[1] == 2 && f.out.line[1] == 2 && f.out.line[3] == 4 && f.out.file_rows == 4);
    ck_assert_int_eq(f.out.column[3].type, COPSE_COLUMN_NUMBER);
    copse_frame back = {0};
    ck_assert_int_eq(copse_frame_to_wide(&f.out, &shape, &back, &f.notes, &f.err), COPSE_OK);
    expect_table(&back, wide_text);
    ck_assert_uint_eq(f.notes.count, 0);
    copse_frame_free(&back);
    close_fixture(&f);
}
END_TEST

START_TEST(arms_may_be_named_in_the_table)
{
    const char *const named[] = {"group1", "group2"}, *const events[] = {"ai", "ci"};
    const copse_reshape_value value = {.name = "xi", .column = events, .columns = 2};
    fixture f = {0};
    copse_reshape shape = reshape();
    shape.value = &value;
    shape.values = 1;
    shape.named = named;
    ck_assert_int_eq(parse(&f, "study,group1,ai,group2,ci\nS,drug,3,placebo,4\nT,,5,none,\n"), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_long(&f.in, &shape, &f.out, &f.err), COPSE_OK);
    expect_table(&f.out, "study,arm,xi\nS,drug,3\nS,placebo,4\nT,1,5\nT,none,\n");
    close_fixture(&f);
}
END_TEST

static void expect_long_failure(const char *text, copse_reshape shape, copse_status status, const char *why)
{
    fixture f = {0};
    ck_assert_int_eq(parse(&f, text), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_long(&f.in, &shape, &f.out, &f.err), status);
    ck_assert_str_eq(f.err.text, why);
    ck_assert(f.out.column == NULL);
    close_fixture(&f);
}

START_TEST(what_cannot_become_long)
{
    const char *const same[] = {"n1i", "n1i"};
    const copse_reshape_value twice = {.name = "ni", .column = same, .columns = 2};
    copse_reshape shape = reshape();
    expect_long_failure("trial,n1i,m1i,m2i\nA,1,2,3\n", shape, COPSE_ENOTFOUND,
                        "t.csv: no column 'n2i'; did you mean 'n1i'?");
    expect_long_failure("trial,n1i,m1i,m2i,n2i,arm\nA,1,2,3,4,5\n", shape, COPSE_EUSAGE,
                        "t.csv: the new table would have two columns 'arm'");
    expect_long_failure("arm,trial,n1i,m1i,m2i,n2i\nA,1,2,3,4,5\n", shape, COPSE_EUSAGE,
                        "t.csv: there is a column 'arm' already");
    shape.values = 1;
    expect_long_failure("ni,n1i,n2i\n1,2,3\n", shape, COPSE_EUSAGE, "t.csv: the new table would have two columns 'ni'");
    shape.value = &twice;
    expect_long_failure("trial,n1i\nA,1\n", shape, COPSE_EUSAGE, "t.csv: column 'n1i' is named twice");
    shape.levels = 1;
    expect_long_failure("trial,n1i\nA,1\n", shape, COPSE_EUSAGE, "t.csv: 2 columns for ni, but 1 arm");
    shape.levels = 0;
    expect_long_failure("trial,n1i\nA,1\n", shape, COPSE_EINVAL, "no frame to reshape, no levels or no values");
}
END_TEST

/* What differs within a trial, without being asked: texts among them, and numbers that stand in a column of texts. */
START_TEST(arms_to_wide)
{
    fixture f = {0};
    copse_reshape shape = {.arm = "arm", .key = trial, .keys = 1};
    ck_assert_int_eq(parse(&f, arms_text), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_wide(&f.in, &shape, &f.out, &f.notes, &f.err), COPSE_OK);
    expect_table(&f.out, "trial,n_drug,note_drug,dose_drug,n_placebo,note_placebo,dose_placebo,n_high,note_high,"
                         "dose_high,n_low,note_low,dose_low,year\n"
                         "A,10,good,5,12,fair,0,,,,,,,2001\n"
                         "B,,,,20,,0,21,bad,10,22,5,5,2002\n"
                         "C,,,,,,,,,,23,x,5,2003\n");
    ck_assert(f.out.line[0] == 2 && f.out.line[1] == 3 && f.out.line[2] == 7 && f.notes.count == 0);
    close_fixture(&f);
}
END_TEST

START_TEST(columns_that_nobody_asked_for_are_told)
{
    const copse_reshape_value value = {.name = "n", .pattern = "#_n"};
    const char *const level[] = {"placebo", "drug", "low", "high", "none"};
    fixture f = {0};
    copse_reshape shape = {
        .arm = "arm", .key = trial, .keys = 1, .value = &value, .values = 1, .level = level, .levels = 5};
    ck_assert_int_eq(parse(&f, arms_text), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_wide(&f.in, &shape, &f.out, &f.notes, &f.err), COPSE_OK);
    expect_table(&f.out, "trial,placebo_n,drug_n,low_n,high_n,none_n,year\n"
                         "A,12,10,,,,2001\nB,20,,22,21,,2002\nC,,,23,,,2003\n");
    ck_assert_uint_eq(f.notes.count, 2);
    ck_assert_str_eq(f.notes.line[0],
                     "t.csv:4: column note differs within a trial and is left out; make it a value to keep it");
    close_fixture(&f);
}
END_TEST

static void expect_wide_failure(const char *text, copse_reshape shape, copse_status status, const char *why)
{
    fixture f = {0};
    ck_assert_int_eq(parse(&f, text), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_wide(&f.in, &shape, &f.out, NULL, &f.err), status);
    ck_assert_str_eq(f.err.text, why);
    ck_assert(f.out.column == NULL);
    close_fixture(&f);
}

START_TEST(what_cannot_become_wide)
{
    static const char two[] = "trial,week,arm,n\nA,8,x,1\nB,8,x,2\nA,8,x,3\n";
    const char *const both[] = {"trial", "week"};
    copse_reshape shape = {.arm = "arm", .key = both, .keys = 2};
    expect_wide_failure(two, shape, COPSE_EDOM,
                        "t.csv: lines 2 and 4 are both trial A, week 8, arm x: give another key column that tells them "
                        "apart");
    expect_wide_failure("trial,week,arm,n\nA,8,x,1\nA,,y,2\n", shape, COPSE_EMISSING,
                        "t.csv:3: column week, which names the trial, is empty");
    expect_wide_failure("trial,week,arm,n\nA,8,x,1\nA,8,,2\n", shape, COPSE_EMISSING,
                        "t.csv:3: column arm, which names the arm, is empty");
    expect_wide_failure("trial,weeks,arm,n\nA,8,x,1\n", shape, COPSE_ENOTFOUND,
                        "t.csv: no column 'week'; did you mean 'weeks'?");
    expect_wide_failure("trial,week,n\nA,8,1\n", shape, COPSE_ENOTFOUND, "t.csv: no column 'arm'");
    const char *const level[] = {"drug"};
    shape.level = level;
    shape.levels = 1;
    expect_wide_failure("trial,week,arm,n\nA,8,drugs,1\n", shape, COPSE_EDOM,
                        "t.csv:2: column arm: 'drugs' is none of the arms asked for; did you mean 'drug'?");
    shape.value = &(copse_reshape_value){.name = "week"};
    shape.values = 1;
    expect_wide_failure("trial,week,arm,n\nA,8,drug,1\n", shape, COPSE_EUSAGE, "t.csv: column 'week' is named twice");
    shape.keys = 0;
    expect_wide_failure(two, shape, COPSE_EINVAL, "no frame to reshape, no key or no arm");
}
END_TEST

START_TEST(arms_to_contrasts)
{
    fixture f = {0};
    const copse_reshape_value value = {.name = "n", .pattern = "n#i"};
    copse_contrasts asked = {
        .arm = "arm", .reference = "placebo", .key = trial, .keys = 1, .value = &value, .values = 1};
    ck_assert_int_eq(parse(&f, arms_text), COPSE_OK);
    ck_assert_int_eq(copse_frame_contrasts(&f.in, &asked, &f.out, &f.notes, &f.err), COPSE_OK);
    expect_table(&f.out, "trial,year,group1,group2,n1i,note1,dose1,n2i,note2,dose2,shared\n"
                         "A,2001,drug,placebo,10,good,5,12,fair,0,1\n"
                         "B,2002,high,placebo,21,bad,10,20,,0,2\n"
                         "B,2002,low,placebo,22,5,5,20,,0,2\n");
    ck_assert_uint_eq(f.notes.count, 1);
    ck_assert_str_eq(f.notes.line[0], "t.csv:7: trial C left out: it has one arm only");
    ck_assert(f.out.line[1] == 5);
    copse_frame_free(&f.out);
    asked.all_pairs = true;
    ck_assert_int_eq(copse_frame_contrasts(&f.in, &asked, &f.out, NULL, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.out.rows, 4); /* one of A's, three of B's */
    expect_table(&f.out, "trial,year,group1,group2,n1i,note1,dose1,n2i,note2,dose2,shared\n"
                         "A,2001,drug,placebo,10,good,5,12,fair,0,1\n"
                         "B,2002,high,placebo,21,bad,10,20,,0,2\n"
                         "B,2002,low,placebo,22,5,5,20,,0,2\n"
                         "B,2002,low,high,22,5,5,21,bad,10,2\n");
    close_fixture(&f);
}
END_TEST

/* Without a reference it is the first row of each trial. */
START_TEST(contrasts_with_the_first_arm)
{
    fixture f = {0};
    const copse_contrasts asked = {.arm = "arm", .key = trial, .keys = 1};
    ck_assert_int_eq(parse(&f, "trial,arm,n\nA,x,1\nA,y,2\nB,y,3\nB,x,4\n"), COPSE_OK);
    ck_assert_int_eq(copse_frame_contrasts(&f.in, &asked, &f.out, &f.notes, &f.err), COPSE_OK);
    expect_table(&f.out, "trial,group1,group2,n1,n2,shared\nA,y,x,2,1,1\nB,x,y,4,3,1\n");
    close_fixture(&f);
}
END_TEST

static void expect_contrast_failure(const char *text, copse_contrasts asked, copse_status status, const char *why)
{
    fixture f = {0};
    ck_assert_int_eq(parse(&f, text), COPSE_OK);
    ck_assert_int_eq(copse_frame_contrasts(&f.in, &asked, &f.out, NULL, &f.err), status);
    ck_assert_str_eq(f.err.text, why);
    ck_assert(f.out.column == NULL);
    close_fixture(&f);
}

START_TEST(what_has_no_contrasts)
{
    copse_contrasts asked = {.arm = "arm", .key = trial, .keys = 1, .reference = "z"};
    expect_contrast_failure("trial,arm,n\nA,x,1\nA,y,2\n", asked, COPSE_ENODATA,
                            "t.csv: no trial has two arms to compare: the reference is z");
    expect_contrast_failure("trial,arm,n\nA,x,1\nA,x,2\n", asked, COPSE_EDOM,
                            "t.csv: lines 2 and 3 are both trial A, arm x: give another key column that tells them "
                            "apart");
    expect_contrast_failure("trial,arm,n\nA,x,1\nA,,2\n", asked, COPSE_EMISSING,
                            "t.csv:3: column arm, which names the arm, is empty");
    asked.reference = NULL;
    expect_contrast_failure("trial,arm,shared\nA,x,1\nA,y,1\n", asked, COPSE_EUSAGE,
                            "t.csv: there is a column 'shared' already");
    expect_contrast_failure("trial,arm,group1\nA,x,1\nA,y,1\n", asked, COPSE_EUSAGE,
                            "t.csv: the new table would have two columns 'group1'");
    asked.value = &(copse_reshape_value){.name = "arm"};
    asked.values = 1;
    expect_contrast_failure("trial,arm,n\nA,x,1\nA,y,2\n", asked, COPSE_EUSAGE, "t.csv: column 'arm' is named twice");
}
END_TEST

/* Keys are compared cell by cell: "a,b" + "c" is not "a" + "b,c", nor "1:x" a length. */
START_TEST(keys_are_not_run_together)
{
    const char *const both[] = {"a", "b"};
    fixture f = {0};
    const copse_reshape shape = {.arm = "arm", .key = both, .keys = 2};
    ck_assert_int_eq(parse(&f, "a,b,arm,n\nx,yz,1,1\nxy,z,1,2\n1:x,y,1,3\n1,xy,1,4\n"), COPSE_OK);
    ck_assert_int_eq(copse_frame_to_wide(&f.in, &shape, &f.out, NULL, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.out.rows, 4);
    close_fixture(&f);
}
END_TEST

#if FAIL_ALLOC_WORKS
static copse_status all_shapes(fixture *f)
{
    const copse_reshape shape = reshape();
    const copse_reshape arms = {.arm = "arm", .key = trial, .keys = 1};
    const copse_contrasts asked = {.arm = "arm", .key = trial, .keys = 1, .all_pairs = true};
    copse_status status = parse(f, wide_text);
    if (status == COPSE_OK) status = copse_frame_to_long(&f->in, &shape, &f->out, &f->err);
    copse_frame_free(&f->in);
    copse_frame_free(&f->out);
    if (status == COPSE_OK) status = parse(f, arms_text);
    if (status == COPSE_OK) status = copse_frame_to_wide(&f->in, &arms, &f->out, &f->notes, &f->err);
    copse_frame_free(&f->out);
    return status == COPSE_OK ? copse_frame_contrasts(&f->in, &asked, &f->out, &f->notes, &f->err) : status;
}

START_TEST(short_memory)
{
    if (!fail_alloc_in_force()) return;
    bool failed = true;
    for (long n = 1; failed; n++) {
        const long live = fail_alloc_live;
        fixture f = {0};
        fail_alloc_left = n;
        const copse_status status = all_shapes(&f);
        failed = fail_alloc_left == 0;
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "%s", f.err.text);
        if (!failed) ck_assert_int_eq(status, COPSE_OK);
        close_fixture(&f);
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert_int_lt(n, 100000);
    }
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("reshape");
    TCase *cases = tcase_create("shapes");
    tcase_add_test(cases, wide_to_long_and_back);
    tcase_add_test(cases, arms_may_be_named_in_the_table);
    tcase_add_test(cases, what_cannot_become_long);
    tcase_add_test(cases, arms_to_wide);
    tcase_add_test(cases, columns_that_nobody_asked_for_are_told);
    tcase_add_test(cases, what_cannot_become_wide);
    tcase_add_test(cases, arms_to_contrasts);
    tcase_add_test(cases, contrasts_with_the_first_arm);
    tcase_add_test(cases, what_has_no_contrasts);
    tcase_add_test(cases, keys_are_not_run_together);
#if FAIL_ALLOC_WORKS
    tcase_add_test(cases, short_memory);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
