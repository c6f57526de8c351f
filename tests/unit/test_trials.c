/* study: several rows of one trial: what is passed over and why, what is combined, what is refused and in which words. */
#include <copse/study.h>

#include "ck_close.h"
#include "fail_alloc.h"

#include <string.h>

static const char rows[] = "trial,study,outcome,weeks,yi,vi,dose\n"
                           "A,A bdi,BDI,8,0.3,0.04,1\n"
                           "A,A phq,PHQ,8,0.5,0.05,1\n"
                           "A,A late,PHQ,26,0.2,0.06,1\n"
                           "B,B,BDI,8,0.1,0.02,1\n"
                           "C,C,HAM,8,0.7,0.09,1\n"
                           "C,C,HAM,9,0.6,0.08,2\n"
                           "D,D,HAM,8,,0.08,1\n"
                           ",E,HAM,8,1,0.08,1\n";

/* A study set with what it came from. */
typedef struct fixture {
    copse_frame frame;
    copse_study_set set;
    copse_notes warnings;
    copse_error err;
} fixture;

static copse_status bind(fixture *f, const char *text, const copse_trial_opts *opts)
{
    const copse_frame_opts csv = copse_frame_opts_default();
    const copse_binding binding = copse_binding_default();
    const copse_status status = copse_frame_parse("t.csv", text, strlen(text), &csv, &f->frame, &f->err);
    if (status != COPSE_OK) return status;
    return copse_study_set_bind_trials(&f->frame, &binding, opts, &f->set, &f->warnings, &f->err);
}

static void close_fixture(fixture *f)
{
    copse_study_set_free(&f->set);
    copse_frame_free(&f->frame);
    copse_notes_free(&f->warnings);
}

static fixture bound(const char *text, const copse_trial_opts *opts)
{
    fixture f = {0};
    const copse_status status = bind(&f, text, opts);
    ck_assert_msg(status == COPSE_OK, "%s", f.err.text);
    return f;
}

static void expect_dropped(const fixture *f, size_t i, size_t row, const char *label, const char *why)
{
    ck_assert_uint_lt(i, f->set.drops);
    ck_assert_uint_eq(f->set.dropped[i].row, row);
    ck_assert_uint_eq(f->set.dropped[i].line, row + 1);
    ck_assert_str_eq(f->set.dropped[i].label, label);
    ck_assert_str_eq(f->set.dropped[i].why, why);
}

START_TEST(without_a_trial_column_every_row_is_a_study)
{
    const copse_trial_opts none = {0};
    fixture f = bound(rows, &none);
    ck_assert_uint_eq(f.set.k, 7);
    ck_assert(f.set.effects == NULL && f.set.merges == 0);
    close_fixture(&f);
}
END_TEST

START_TEST(rows_are_chosen_by_rules)
{
    const char *best[] = {"PHQ", "BDI"};
    const copse_pick_rule rules[] = {{.how = COPSE_PICK_PREFER, .column = "outcome", .value = best, .values = 2},
                                     {.how = COPSE_PICK_LARGEST, .column = "weeks"}};
    const copse_trial_opts opts = {.trial = "trial", .choose = true, .pick = {.rules = rules, .count = 2}};
    fixture f = bound(rows, &opts);
    ck_assert_uint_eq(f.set.k, 3);
    ck_assert(f.set.row[0] == 3 && f.set.row[1] == 4 && f.set.row[2] == 6);
    ck_assert_uint_eq(f.set.drops, 5);
    expect_dropped(&f, 0, 1, "A bdi", "another effect of the same trial is used: row 3 (outcome PHQ, here BDI)");
    expect_dropped(&f, 1, 2, "A phq", "another effect of the same trial is used: row 3 (weeks 26, here 8)");
    expect_dropped(&f, 2, 5, "C", "another effect of the same trial is used: row 6 (weeks 9, here 8)");
    expect_dropped(&f, 3, 7, "D", "yi is missing");
    expect_dropped(&f, 4, 8, "E", "trial is missing");
    ck_assert_uint_eq(f.warnings.count, 3);
    ck_assert_str_eq(f.warnings.line[0], "t.csv:8: D left out: yi is missing");
    ck_assert_str_eq(f.warnings.line[1], "t.csv:9: E left out: trial is missing");
    ck_assert_str_eq(f.warnings.line[2], "t.csv: 3 of 6 rows left out for another effect of the same trial");
    close_fixture(&f);
}
END_TEST

START_TEST(ties_are_told)
{
    const copse_pick_rule rule = {.how = COPSE_PICK_NEAREST, .column = "weeks", .target = 8.5};
    const copse_trial_opts opts = {.trial = "trial", .choose = true, .pick = {.rules = &rule, .count = 1}};
    fixture f = bound(rows, &opts);
    ck_assert_uint_eq(f.set.k, 3);
    ck_assert(f.set.row[0] == 1 && f.set.row[2] == 5);
    expect_dropped(&f, 0, 2, "A phq", "another effect of the same trial is used: row 1 (they tie, and it comes first)");
    expect_dropped(&f, 1, 3, "A late", "another effect of the same trial is used: row 1 (weeks 8, here 26)");
    ck_assert_uint_eq(f.warnings.count, 5);
    ck_assert_str_eq(f.warnings.line[3], "t.csv:3: A: the rules do not tell rows 1 and 2 apart; the first is used");
    ck_assert_str_eq(f.warnings.line[4], "t.csv:7: C: the rules do not tell rows 5 and 6 apart; the first is used");
    close_fixture(&f);
}
END_TEST

START_TEST(largest_sample)
{
    static const char counts[] = "trial,ai,n1i,ci,n2i\nA,1,20,2,30\nA,2,30,3,25\nA,3,31,4,24\nB,1,9,2,9\n";
    const copse_frame_opts csv = copse_frame_opts_default();
    const copse_pick_rule rule = {.how = COPSE_PICK_LARGEST_N};
    const copse_trial_opts opts = {.trial = "trial", .choose = true, .pick = {.rules = &rule, .count = 1}};
    copse_binding binding = copse_binding_default();
    fixture f = {0};
    binding.measure = "OR";
    ck_assert_int_eq(copse_frame_parse("t.csv", counts, strlen(counts), &csv, &f.frame, &f.err), COPSE_OK);
    ck_assert_int_eq(copse_study_set_bind_trials(&f.frame, &binding, &opts, &f.set, &f.warnings, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.set.row[0], 2); /* 55 as row 3, and before it */
    expect_dropped(&f, 0, 1, "A", "another effect of the same trial is used: row 2 (n 55, here 50)");
    expect_dropped(&f, 1, 3, "A", "another effect of the same trial is used: row 2 (they tie, and it comes first)");
    bool keep[4] = {true, true, true, true};
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, keep, NULL), COPSE_EINVAL);
    close_fixture(&f);
}
END_TEST

START_TEST(the_first_row_is_a_rule_of_its_own)
{
    const copse_trial_opts opts = {.trial = "trial", .choose = true};
    fixture f = bound(rows, &opts);
    ck_assert_uint_eq(f.set.k, 3);
    expect_dropped(&f, 0, 2, "A phq", "another effect of the same trial is used: row 1 (it comes first)");
    ck_assert_uint_eq(f.warnings.count, 3);
    close_fixture(&f);
}
END_TEST

/* What the rules leave is combined: A's two effects at week 8. */
START_TEST(chosen_and_then_combined)
{
    const copse_pick_rule rule = {.how = COPSE_PICK_SMALLEST, .column = "weeks"};
    const copse_trial_opts opts = {.trial = "trial",
                                   .choose = true,
                                   .pick = {.rules = &rule, .count = 1},
                                   .combine = true,
                                   .aggregate = {.structure = COPSE_STRUCTURE_CS, .rho = 0.5}};
    fixture f = bound(rows, &opts);
    ck_assert_uint_eq(f.set.k, 3);
    CK_CLOSE(f.set.yi[0], 0.4, 1e-14);
    CK_CLOSE(f.set.vi[0], (0.04 + 0.05 + sqrt(0.04 * 0.05)) / 4, 1e-14);
    ck_assert_str_eq(f.set.label[0], "A"); /* the trial's name: its rows have different labels */
    ck_assert(isnan(f.set.ni[0]) && isnan(copse_study_input(&f.set, 0, COPSE_IN_YI)));
    ck_assert(f.set.yi[2] == 0.7 && f.set.row[2] == 5);
    ck_assert(f.set.effects[0] == 2 && f.set.effects[1] == 1 && f.set.effects[2] == 1);
    ck_assert_uint_eq(f.set.merges, 1);
    ck_assert(f.set.merged[0].row == 2 && f.set.merged[0].line == 3 && f.set.merged[0].into == 1);
    ck_assert_str_eq(f.set.merged[0].label, "A phq");
    ck_assert_uint_eq(f.set.drops, 4); /* A late, C at 9 weeks, D, E */
    close_fixture(&f);
}
END_TEST

START_TEST(combined_by_time)
{
    const copse_trial_opts opts = {
        .trial = "trial",
        .combine = true,
        .aggregate = {.combine = COPSE_COMBINE_GLS, .structure = COPSE_STRUCTURE_CS_X_CAR, .rho = 0.5, .phi = 0.9},
        .time = "weeks",
        .obs = "outcome"};
    fixture f = bound(rows, &opts);
    const double y[] = {0.7, 0.6}, v[] = {0.09, 0.08}, time[] = {8, 9};
    const size_t obs[] = {4, 4};
    double want_y, want_v;
    ck_assert_int_eq(copse_aggregate(y, v, time, obs, 2, &opts.aggregate, &want_y, &want_v, NULL, NULL), COPSE_OK);
    ck_assert_uint_eq(f.set.k, 3);
    ck_assert(f.set.yi[2] == want_y && f.set.vi[2] == want_v);
    ck_assert_str_eq(f.set.label[2], "C");
    ck_assert_uint_eq(f.set.merges, 3);
    close_fixture(&f);
}
END_TEST

static void expect_failure(const char *text, const copse_trial_opts *opts, copse_status status, const char *why)
{
    fixture f = {0};
    ck_assert_int_eq(bind(&f, text, opts), status);
    ck_assert_str_eq(f.err.text, why);
    ck_assert(f.set.k == 0 && f.set.store == NULL);
    close_fixture(&f);
}

START_TEST(what_is_refused)
{
    static const char twice[] = "trial,weeks,yi,vi\nA,8,0.3,0.04\nA,8,0.5,0.05\nB,8,1,1\n";
    copse_trial_opts opts = {.trial = "trial",
                             .combine = true,
                             .aggregate = {.combine = COPSE_COMBINE_GLS, .structure = COPSE_STRUCTURE_CAR, .phi = 0.5},
                             .time = "weeks"};
    expect_failure(twice, &opts, COPSE_EDOM,
                   "t.csv: A (rows 1 to 2): the correlations of structure CAR are not positive definite: effects 1 and "
                   "2 of 2 are as good as the same (at one time?)");
    opts.time = NULL;
    expect_failure(twice, &opts, COPSE_EUSAGE, "structure CAR needs the column of times");
    opts.time = "week";
    expect_failure(twice, &opts, COPSE_ENOTFOUND, "t.csv: no column 'week'; did you mean 'weeks'?");
    opts.time = "weeks";
    opts.aggregate.phi = 1.5;
    expect_failure(
        twice, &opts, COPSE_EDOM,
        "t.csv: phi, the correlation of effects one unit of time apart, must lie between 0 and 1, and is 1.5");
    opts.aggregate = (copse_aggregate_opts){.combine = COPSE_COMBINE_GLS, .structure = COPSE_STRUCTURE_CS, .rho = 1};
    expect_failure(twice, &opts, COPSE_EDOM,
                   "t.csv: A (rows 1 to 2): a correlation of 1 is not possible between 2 effects");
    opts.trial = "trail";
    expect_failure(twice, &opts, COPSE_ENOTFOUND, "t.csv: no column 'trail'; did you mean 'trial'?");
}
END_TEST

/* A moderator that the analysis reads must be one value a study. */
START_TEST(combined_rows_agree_in_what_is_read_of_them)
{
    const char *needed[] = {"dose"};
    const copse_trial_opts opts = {
        .trial = "trial", .combine = true, .aggregate = {.structure = COPSE_STRUCTURE_CS, .rho = 0.5}};
    const copse_frame_opts csv = copse_frame_opts_default();
    copse_binding binding = copse_binding_default();
    fixture f = {0};
    binding.needed = needed;
    binding.needs = 1;
    ck_assert_int_eq(copse_frame_parse("t.csv", rows, strlen(rows), &csv, &f.frame, &f.err), COPSE_OK);
    ck_assert_int_eq(copse_study_set_bind_trials(&f.frame, &binding, &opts, &f.set, NULL, &f.err), COPSE_EDOM);
    ck_assert_str_eq(f.err.text, "t.csv:7: column dose: rows 5 and 6 are combined, but are '1' and '2' there");
    close_fixture(&f);
}
END_TEST

/* ----------------------------------------------------------------------------------------------- plain arrays */

static copse_status aggregate(const double *y, const double *v, size_t m, copse_aggregate_opts opts, double *out,
                              double *variance, bool *negative)
{
    return copse_aggregate(y, v, NULL, NULL, m, &opts, out, variance, negative, NULL);
}

START_TEST(edges)
{
    const double y[] = {1, 2, 4}, v[] = {1, 1, 1}, big[] = {1e300, 1e-300, 1}, zero[] = {1, 0, 1};
    copse_aggregate_opts opts = {.combine = COPSE_COMBINE_GLS, .structure = COPSE_STRUCTURE_CS, .rho = 0.5};
    double m, s;
    bool negative;
    ck_assert_int_eq(aggregate(y, v, 1, opts, &m, &s, NULL), COPSE_OK); /* one effect is itself */
    ck_assert(m == 1 && s == 1);
    ck_assert_int_eq(aggregate(y, zero, 3, opts, &m, &s, NULL), COPSE_EDOM);
    ck_assert(isnan(m) && isnan(s));
    ck_assert_int_eq(aggregate(y, v, 0, opts, &m, &s, NULL), COPSE_EINVAL);
    opts.rho = (double)NAN;
    ck_assert_int_eq(aggregate(y, v, 3, opts, &m, &s, NULL), COPSE_EDOM);
    opts.structure = COPSE_STRUCTURE_ID; /* does not read it */
    ck_assert_int_eq(aggregate(y, big, 3, opts, &m, &s, &negative), COPSE_OK);
    CK_CLOSE(m, 2, 1e-14); /* the one precise effect is all */
    CK_CLOSE(s, 1e-300, 1e-12);
    ck_assert(!negative);
    opts.combine = COPSE_COMBINE_MEAN;
    ck_assert_int_eq(aggregate(y, big, 3, opts, &m, &s, NULL), COPSE_OK);
    CK_CLOSE(s, 1e300 / 9, 1e-12);
}
END_TEST

/* Both sides of where a correlation stops to be possible: -1/(m - 1), and 1. */
START_TEST(how_far_correlations_go)
{
    const double y[] = {1, 2, 4}, v[] = {1, 2, 3}, equal[] = {2, 2, 2};
    copse_aggregate_opts opts = {.structure = COPSE_STRUCTURE_CS};
    double m, s;
    for (copse_combine how = 0; how < COPSE_COMBINE_COUNT; how++) {
        opts.combine = how;
        opts.rho = -0.4999;
        ck_assert_int_eq(aggregate(y, v, 3, opts, &m, &s, NULL), COPSE_OK);
        opts.rho = -0.5001; /* with these variances the mean's would still come out above 0 */
        ck_assert_int_eq(aggregate(y, v, 3, opts, &m, &s, NULL), COPSE_EDOM);
        opts.rho = 1 - 1e-9;
        ck_assert_int_eq(aggregate(y, v, 3, opts, &m, &s, NULL), COPSE_OK);
        opts.rho = 1;
        ck_assert_int_eq(aggregate(y, v, 3, opts, &m, &s, NULL), how == COPSE_COMBINE_GLS ? COPSE_EDOM : COPSE_OK);
        opts.rho = -0.5; /* errors that cancel */
        ck_assert_int_eq(aggregate(y, equal, 3, opts, &m, &s, NULL), COPSE_EDOM);
    }
}
END_TEST

/* The same for matrices that are factorised: CS+CAR and CS*CAR. */
START_TEST(how_far_other_structures_go)
{
    const double y[] = {1, 2, 4}, v[] = {1, 2, 3}, one_time[] = {5, 5, 5}, apart[] = {0, 1e4, 2e4};
    const size_t obs[] = {0, 1, 2}, same[] = {3, 3, 3};
    copse_aggregate_opts opts = {.structure = COPSE_STRUCTURE_CS_CAR, .phi = 0.5, .rho = -0.4999};
    double m, s;
    for (copse_combine how = 0; how < COPSE_COMBINE_COUNT; how++) {
        opts.combine = how;
        opts.structure = COPSE_STRUCTURE_CS_CAR;
        opts.rho = -0.4999;
        ck_assert_int_eq(copse_aggregate(y, v, apart, NULL, 3, &opts, &m, &s, NULL, NULL), COPSE_OK);
        opts.rho = -0.5001;
        ck_assert_int_eq(copse_aggregate(y, v, apart, NULL, 3, &opts, &m, &s, NULL, NULL), COPSE_EDOM);
        opts.structure = COPSE_STRUCTURE_CS_X_CAR;
        ck_assert_int_eq(copse_aggregate(y, v, one_time, obs, 3, &opts, &m, &s, NULL, NULL), COPSE_EDOM);
        /* one outcome at one time: correlation 1, which the mean can do with */
        const copse_status wholly = copse_aggregate(y, v, one_time, same, 3, &opts, &m, &s, NULL, NULL);
        ck_assert_int_eq(wholly, how == COPSE_COMBINE_GLS ? COPSE_EDOM : COPSE_OK);
        ck_assert_int_eq(copse_aggregate(y, v, NULL, obs, 3, &opts, &m, &s, NULL, NULL), COPSE_EINVAL);
        ck_assert_int_eq(copse_aggregate(y, v, one_time, NULL, 3, &opts, &m, &s, NULL, NULL), COPSE_EINVAL);
    }
    opts = (copse_aggregate_opts){.structure = COPSE_STRUCTURE_CAR, .phi = 1};
    ck_assert_int_eq(copse_aggregate(y, v, apart, NULL, 3, &opts, &m, &s, NULL, NULL), COPSE_OK);
    CK_CLOSE(sqrt(s), (1 + sqrt(2) + sqrt(3)) / 3, 1e-14);
    opts.phi = 0;
    opts.combine = COPSE_COMBINE_GLS;
    ck_assert_int_eq(copse_aggregate(y, v, apart, NULL, 3, &opts, &m, &s, NULL, NULL), COPSE_OK);
    CK_CLOSE(s, 1 / (1 + 1.0 / 2 + 1.0 / 3), 1e-14);
}
END_TEST

/* V = [1, 0.9 * 3; 0.9 * 3, 9]: the weights are 9 - 2.7 and 1 - 2.7. */
START_TEST(a_negative_weight_is_told)
{
    const double y[] = {1, 2}, v[] = {1, 9};
    const copse_aggregate_opts opts = {.combine = COPSE_COMBINE_GLS, .structure = COPSE_STRUCTURE_CS, .rho = 0.9};
    double m, s;
    bool negative = false;
    ck_assert_int_eq(aggregate(y, v, 2, opts, &m, &s, &negative), COPSE_OK);
    CK_CLOSE(m, (6.3 * 1 - 1.7 * 2) / 4.6, 1e-14);
    CK_CLOSE(s, (9 - 2.7 * 2.7) / 4.6, 1e-14);
    ck_assert(negative && m < 1);
}
END_TEST

START_TEST(names)
{
    copse_structure structure;
    copse_combine combine;
    for (copse_structure i = 0; i < COPSE_STRUCTURE_COUNT; i++) {
        ck_assert_int_eq(copse_structure_find(copse_structure_name(i), &structure), COPSE_OK);
        ck_assert_int_eq(structure, i);
    }
    for (copse_combine i = 0; i < COPSE_COMBINE_COUNT; i++) {
        ck_assert_int_eq(copse_combine_find(copse_combine_name(i), &combine), COPSE_OK);
        ck_assert_int_eq(combine, i);
    }
    ck_assert(copse_structure_name(COPSE_STRUCTURE_COUNT) == NULL && copse_combine_name(COPSE_COMBINE_COUNT) == NULL);
    ck_assert_int_eq(copse_structure_find("AR", &structure), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_combine_find("median", &combine), COPSE_ENOTFOUND);
}
END_TEST

/* ----------------------------------------------------------------------------------------------- short memory */

#if FAIL_ALLOC_WORKS
START_TEST(short_memory)
{
    const copse_pick_rule rule = {.how = COPSE_PICK_SMALLEST, .column = "dose"};
    const copse_trial_opts opts = {.trial = "trial",
                                   .choose = true,
                                   .pick = {.rules = &rule, .count = 1},
                                   .combine = true,
                                   .aggregate = {.structure = COPSE_STRUCTURE_CS_X_CAR, .rho = 0.5, .phi = 0.5},
                                   .time = "weeks",
                                   .obs = "outcome"};
    if (!fail_alloc_in_force()) return;
    bool failed = true;
    for (long n = 1; failed; n++) {
        const long live = fail_alloc_live;
        fixture f = {0};
        fail_alloc_left = n;
        const copse_status status = bind(&f, rows, &opts);
        failed = fail_alloc_left == 0;
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "%s", f.err.text);
        if (status == COPSE_OK && !f.warnings.failed) ck_assert_uint_eq(f.set.k, 3);
        close_fixture(&f);
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert_int_lt(n, 100000);
    }
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("trials");
    TCase *sets = tcase_create("study sets"), *arrays = tcase_create("plain arrays");
    tcase_add_test(sets, without_a_trial_column_every_row_is_a_study);
    tcase_add_test(sets, rows_are_chosen_by_rules);
    tcase_add_test(sets, ties_are_told);
    tcase_add_test(sets, largest_sample);
    tcase_add_test(sets, the_first_row_is_a_rule_of_its_own);
    tcase_add_test(sets, chosen_and_then_combined);
    tcase_add_test(sets, combined_by_time);
    tcase_add_test(sets, what_is_refused);
    tcase_add_test(sets, combined_rows_agree_in_what_is_read_of_them);
    tcase_add_test(arrays, edges);
    tcase_add_test(arrays, how_far_correlations_go);
    tcase_add_test(arrays, how_far_other_structures_go);
    tcase_add_test(arrays, a_negative_weight_is_told);
    tcase_add_test(arrays, names);
    suite_add_tcase(suite, sets);
    suite_add_tcase(suite, arrays);
#if FAIL_ALLOC_WORKS
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, short_memory);
    suite_add_tcase(suite, memory);
#endif
    return run_suite(suite);
}
