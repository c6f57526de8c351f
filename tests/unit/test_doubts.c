/* effect and study: numbers that are possible, but mostly a slip: each rule on both sides of its limit, and in words. */
#include <copse/study.h>

#include "ck_close.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 12 };

/* Columns by input, and what came of looking at them. */
typedef struct look {
    double column[COPSE_IN_COUNT][MOST_ROWS];
    const double *in[COPSE_IN_COUNT];
    double yi[MOST_ROWS], vi[MOST_ROWS];
    copse_effect_row row[MOST_ROWS];
    copse_doubt_opts opts;
    copse_doubt *doubt;
    size_t count, k;
} look;

static look look_new(void)
{
    return (look){.opts = copse_doubt_opts_default()};
}

/* Adds a row: `inputs` ended by COPSE_IN_COUNT. */
static void put(look *l, const copse_input *inputs, const double *values)
{
    for (size_t j = 0; inputs[j] != COPSE_IN_COUNT; j++) {
        l->column[inputs[j]][l->k] = values[j];
        l->in[inputs[j]] = l->column[inputs[j]];
    }
    l->k++;
}

#define MEANS(l, ...)                                                                                                  \
    put((l),                                                                                                           \
        (const copse_input[]){COPSE_IN_M1I, COPSE_IN_SD1I, COPSE_IN_N1I, COPSE_IN_M2I, COPSE_IN_SD2I, COPSE_IN_N2I,    \
                              COPSE_IN_COUNT},                                                                         \
        (const double[]){__VA_ARGS__})
#define GIVEN(l, ...)                                                                                                  \
    put((l), (const copse_input[]){COPSE_IN_YI, COPSE_IN_LOWER, COPSE_IN_UPPER, COPSE_IN_COUNT},                       \
        (const double[]){__VA_ARGS__})

static void doubt(look *l, const char *code, const size_t *trial)
{
    const copse_measure *measure = copse_measure_find(code);
    free(l->doubt);
    ck_assert_int_eq(copse_effect_compute(measure, l->in, l->k, NULL, l->yi, l->vi, NULL, l->row), COPSE_OK);
    ck_assert_int_eq(copse_effect_doubts(measure, l->in, l->k, trial, &l->opts, l->yi, l->row, &l->doubt, &l->count),
                     COPSE_OK);
}

static void expect(const look *l, size_t i, size_t row, copse_doubt_kind kind, copse_input input, size_t other)
{
    ck_assert_uint_lt(i, l->count);
    ck_assert_uint_eq(l->doubt[i].row, row);
    ck_assert_int_eq(l->doubt[i].kind, kind);
    ck_assert_int_eq(l->doubt[i].input, input);
    ck_assert_uint_eq(l->doubt[i].other, other);
}

START_TEST(large_differences)
{
    look l = look_new();
    MEANS(&l, 14, 2, 1000, 10, 2.001, 900);    /* 1.998 */
    MEANS(&l, 14.02, 2, 1000, 10, 2.001, 905); /* 2.008 */
    MEANS(&l, 10, 2, 1000, 14.02, 2.001, 910);
    doubt(&l, "SMD", NULL);
    ck_assert(l.yi[0] < 2.0 && l.yi[1] > 2.0);
    ck_assert_uint_eq(l.count, 2);
    expect(&l, 0, 1, COPSE_DOUBT_LARGE, COPSE_IN_COUNT, SIZE_MAX);
    expect(&l, 1, 2, COPSE_DOUBT_LARGE, COPSE_IN_COUNT, SIZE_MAX);
    doubt(&l, "MD", NULL); /* has units */
    ck_assert_uint_eq(l.count, 0);
    free(l.doubt);
}
END_TEST

START_TEST(standard_errors_taken_for_deviations)
{
    look l = look_new();
    MEANS(&l, 10, 0.9, 49, 9.8, 6.3, 50);  /* 0.9 sqrt(49) = 6.3 */
    MEANS(&l, 10, 6.4, 49, 9.7, 0.91, 50); /* the other one */
    MEANS(&l, 10, 2.2, 49, 9.6, 6.5, 51);  /* more than a third */
    MEANS(&l, 10, 0.2, 49, 9.5, 6.6, 52);  /* too small for that, too: 1.4 */
    doubt(&l, "SMD", NULL);
    ck_assert_uint_eq(l.count, 2);
    expect(&l, 0, 0, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD1I, SIZE_MAX);
    expect(&l, 1, 1, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD2I, SIZE_MAX);
    free(l.doubt);
}
END_TEST

START_TEST(both_groups_with_standard_errors_stand_out_among_the_trials)
{
    look l = look_new();
    MEANS(&l, 10, 0.9, 49, 9.8, 0.92, 50);
    for (int i = 0; i < 3; i++) MEANS(&l, 10, 6.1 + i, 40, 9.8, 6.2 + i, 41);
    doubt(&l, "MD", NULL);
    ck_assert_uint_eq(l.count, 0); /* eight standard deviations are too few to judge by */
    MEANS(&l, 10, 6.05, 40, 9.8, 6.25, 41);
    doubt(&l, "MD", NULL);
    ck_assert_uint_eq(l.count, 2);
    expect(&l, 0, 0, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD1I, SIZE_MAX);
    expect(&l, 1, 0, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD2I, SIZE_MAX);
    doubt(&l, "SMD", NULL); /* trials may be on different scales */
    ck_assert_uint_eq(l.count, 0);
    free(l.doubt);
}
END_TEST

START_TEST(intervals_and_their_middle)
{
    look l = look_new();
    GIVEN(&l, 0.304, 0.102, 0.506); /* centred */
    GIVEN(&l, 0.285, 0.102, 0.506); /* 0.019 off: within a tenth of 0.202 and what rounding does */
    GIVEN(&l, 0.28, 0.102, 0.506);  /* 0.024 off */
    GIVEN(&l, 1.5, 1.1, 2.05);      /* a ratio */
    GIVEN(&l, 0.3, 0.1, 0.6);       /* one decimal: 0.35 may be 0.3 */
    GIVEN(&l, -0.31, -0.9, -0.04);  /* off, and no ratio */
    doubt(&l, "GEN", NULL);
    ck_assert_uint_eq(l.count, 3);
    expect(&l, 0, 2, COPSE_DOUBT_OFF_CENTRE, COPSE_IN_YI, SIZE_MAX);
    expect(&l, 1, 3, COPSE_DOUBT_RATIO_SCALE, COPSE_IN_YI, SIZE_MAX);
    expect(&l, 2, 5, COPSE_DOUBT_OFF_CENTRE, COPSE_IN_YI, SIZE_MAX);
    free(l.doubt);
}
END_TEST

START_TEST(sizes_and_their_sum)
{
    static const copse_input inputs[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI,
                                         COPSE_IN_DI, COPSE_IN_NI, COPSE_IN_COUNT};
    look l = look_new();
    put(&l, inputs, (const double[]){3, 17, 5, 16, 41});
    put(&l, inputs, (const double[]){3, 17, 5, 16, 42});
    put(&l, inputs, (const double[]){3, 17, 5, 16, NAN});
    doubt(&l, "OR", NULL);
    ck_assert_uint_eq(l.count, 1);
    expect(&l, 0, 1, COPSE_DOUBT_SIZES, COPSE_IN_NI, SIZE_MAX);
    free(l.doubt);
}
END_TEST

START_TEST(twins)
{
    static const size_t one_trial[] = {0, 0, 0, 3};
    look l = look_new();
    MEANS(&l, 10.1, 2, 30, 9, 3, 25);
    MEANS(&l, 10.1, 2, 30, 9, 3, 25); /* the whole row, and not its arms once more */
    MEANS(&l, 9, 3, 25, 8, 3, 26);    /* its first group is the second group of the first row */
    MEANS(&l, 7, 3, 25, 7, 3, 25);
    doubt(&l, "SMD", NULL);
    ck_assert_uint_eq(l.count, 3);
    expect(&l, 0, 1, COPSE_DOUBT_TWIN_ROW, COPSE_IN_COUNT, 0);
    expect(&l, 1, 2, COPSE_DOUBT_TWIN_ARM, COPSE_IN_M1I, 0);
    expect(&l, 2, 3, COPSE_DOUBT_TWIN_GROUPS, COPSE_IN_M1I, SIZE_MAX);
    doubt(&l, "SMD", one_trial); /* rows of one trial may share people */
    ck_assert_uint_eq(l.count, 1);
    free(l.doubt);
}
END_TEST

START_TEST(twins_among_small_counts_are_chance)
{
    static const copse_input inputs[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_COUNT};
    look l = look_new();
    for (int i = 0; i < 2; i++) put(&l, inputs, (const double[]){1, 48, 2, 48});
    doubt(&l, "OR", NULL);
    ck_assert_uint_eq(l.count, 0);
    for (int i = 0; i < 2; i++) put(&l, inputs, (const double[]){1, 49, 2, 48});
    doubt(&l, "OR", NULL);
    ck_assert_uint_eq(l.count, 1);
    expect(&l, 0, 3, COPSE_DOUBT_TWIN_ROW, COPSE_IN_COUNT, 2);
    free(l.doubt);
}
END_TEST

/* Brown & Heathers 2017: a mean of 5.19 of 28 whole numbers cannot be: 145/28 = 5.18, 146/28 = 5.21. */
START_TEST(grim)
{
    look l = look_new();
    l.opts.items = 1.0;
    MEANS(&l, 5.19, 2, 28, 5.21, 2.1, 28);
    MEANS(&l, 5.18, 2, 28, 5.2, 2.2, 28);    /* 5.2: one decimal, and 146/28 is 5.2 to one */
    MEANS(&l, 5.19, 2, 127, 5.19, 2.2, 129); /* more people than hundredths */
    doubt(&l, "MD", NULL);
    ck_assert_uint_eq(l.count, 1);
    expect(&l, 0, 0, COPSE_DOUBT_GRIM, COPSE_IN_M1I, SIZE_MAX);
    l.opts.items = 4.0; /* 112 parts */
    doubt(&l, "MD", NULL);
    ck_assert_uint_eq(l.count, 0);
    free(l.doubt);
}
END_TEST

START_TEST(scales)
{
    look l = look_new();
    l.opts.scale_low = 0.0;
    l.opts.scale_high = 27.0;
    MEANS(&l, 27.5, 6, 30, 12, 6, 25);
    MEANS(&l, 13.5, 13.72, 31, 12, 6.1, 25); /* 13.5 sqrt(31/30) = 13.723 */
    MEANS(&l, 13.5, 13.74, 31, 0, 1, 26);    /* a mean at the end of the scale leaves no spread */
    doubt(&l, "MD", NULL);
    ck_assert_uint_eq(l.count, 3);
    expect(&l, 0, 0, COPSE_DOUBT_OUTSIDE, COPSE_IN_M1I, SIZE_MAX);
    expect(&l, 1, 2, COPSE_DOUBT_SPREAD, COPSE_IN_SD1I, SIZE_MAX);
    expect(&l, 2, 2, COPSE_DOUBT_SPREAD, COPSE_IN_SD2I, SIZE_MAX);
    free(l.doubt);
}
END_TEST

/* Geary: m/s 4 n^1.5/(1 + 4n) from 3; with n = 25, s = 10: m from 3 * 101/500 * 10 = 6.06. */
START_TEST(ratios_of_means_near_zero)
{
    look l = look_new();
    MEANS(&l, 6.07, 10, 25, -8, 9, 30);
    MEANS(&l, 6.07, 10, 25, 8, 9, 30);
    MEANS(&l, 6.05, 10, 25, 8, 9, 31);
    doubt(&l, "ROM", NULL); /* the first row has no ratio at all */
    ck_assert_int_eq(l.row[0].status, COPSE_ENOTCOMPUTABLE);
    ck_assert_uint_eq(l.count, 1);
    expect(&l, 0, 2, COPSE_DOUBT_NEAR_ZERO, COPSE_IN_M1I, SIZE_MAX);
    free(l.doubt);
}
END_TEST

START_TEST(wrong_calls)
{
    look l = look_new();
    MEANS(&l, 10, 2, 30, 9, 3, 25);
    doubt(&l, "SMD", NULL);
    ck_assert_ptr_null(l.doubt);
    ck_assert_int_eq(copse_effect_doubts(NULL, l.in, 1, NULL, NULL, l.yi, l.row, &l.doubt, &l.count), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_doubts(copse_measure_find("SMD"), l.in, 1, NULL, NULL, l.yi, l.row, NULL, &l.count),
                     COPSE_EINVAL);
}
END_TEST

/* ---------------------------------------------------------------------------------------------------- in words */

static const char trials[] = "study,m1i,sd1i,n1i,m2i,sd2i,n2i,ni\n"
                             "A,10,2.1,30,9,2.3,31,61\n"
                             "B,15.3,0.4,28,9,2.3,31,59\n"
                             "A,10,2.1,30,8.5,2.4,33,64\n";

START_TEST(warnings_name_the_row_and_what_to_check)
{
    copse_frame frame = {0};
    copse_study_set set = {0};
    copse_notes warnings = {0};
    copse_error err = {0};
    copse_binding binding = copse_binding_default();
    binding.measure = "SMD";
    ck_assert_int_eq(copse_frame_parse("t.csv", trials, strlen(trials), NULL, &frame, &err), COPSE_OK);
    ck_assert_int_eq(copse_study_set_bind(&frame, &binding, &set, &warnings, &err), COPSE_OK);
    ck_assert_uint_eq(warnings.count, 4);
    ck_assert_str_eq(warnings.line[0],
                     "t.csv:3: B: SMD 3.68 is above 2 in size; are its standard deviations standard errors?");
    ck_assert_str_eq(
        warnings.line[1],
        "t.csv:3: B: column sd1i: 0.4 is small beside the other standard deviations; is it a standard error?");
    ck_assert_str_eq(warnings.line[2], "t.csv:3: B: group 2 is a group of line 2, too; do two rows share people?");
    ck_assert_str_eq(warnings.line[3], "t.csv:4: A: column ni: 64 is not the sum of the two groups");
    copse_study_set_free(&set);
    copse_notes_free(&warnings);
    binding.no_doubts = true;
    ck_assert_int_eq(copse_study_set_bind(&frame, &binding, &set, &warnings, &err), COPSE_OK);
    ck_assert_uint_eq(warnings.count, 0);
    copse_study_set_free(&set);
    binding.no_doubts = false;
    binding.strict = true;
    ck_assert_int_eq(copse_study_set_bind(&frame, &binding, &set, &warnings, &err), COPSE_EDOM);
    ck_assert_str_eq(err.text, "t.csv:3: B: SMD 3.68 is above 2 in size; are its standard deviations standard errors?");
    copse_notes_free(&warnings);
    copse_frame_free(&frame);
}
END_TEST

START_TEST(rows_that_are_left_out_are_not_asked_about)
{
    const char *text = "study,m1i,sd1i,n1i,m2i,sd2i,n2i,role\nA,20,2.1,30,9,2.3,31,\nB,10,2,30,9,2.2,31,x\n";
    copse_frame frame = {0};
    copse_study_set set = {0};
    copse_notes warnings = {0};
    copse_error err = {0};
    copse_binding binding = copse_binding_default();
    binding.measure = "SMD";
    binding.subgroup = "role";
    ck_assert_int_eq(copse_frame_parse("t.csv", text, strlen(text), NULL, &frame, &err), COPSE_OK);
    ck_assert_int_eq(copse_study_set_bind(&frame, &binding, &set, &warnings, &err), COPSE_OK);
    ck_assert_uint_eq(warnings.count, 1);
    ck_assert_str_eq(warnings.line[0], "t.csv:2: A left out: role is missing");
    copse_study_set_free(&set);
    copse_notes_free(&warnings);
    copse_frame_free(&frame);
}
END_TEST

int main(void)
{
    TCase *rules = tcase_create("rules"), *words = tcase_create("words");
    Suite *suite = suite_create("doubts");
    tcase_add_test(rules, large_differences);
    tcase_add_test(rules, standard_errors_taken_for_deviations);
    tcase_add_test(rules, both_groups_with_standard_errors_stand_out_among_the_trials);
    tcase_add_test(rules, intervals_and_their_middle);
    tcase_add_test(rules, sizes_and_their_sum);
    tcase_add_test(rules, twins);
    tcase_add_test(rules, twins_among_small_counts_are_chance);
    tcase_add_test(rules, grim);
    tcase_add_test(rules, scales);
    tcase_add_test(rules, ratios_of_means_near_zero);
    tcase_add_test(rules, wrong_calls);
    tcase_add_test(words, warnings_name_the_row_and_what_to_check);
    tcase_add_test(words, rows_that_are_left_out_are_not_asked_about);
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, words);
    return run_suite(suite);
}
