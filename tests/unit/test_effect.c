/* effect: the table of measures, options, rules for zero cells, what is refused, what cannot be computed, invariants.
 * The numbers themselves are compared in reference/test_effects_reference.c. */
#include <copse/effect.h>

#include "ck_close.h"

#include <string.h>

enum { MOST_ROWS = 16 };

/* One call: columns by input, and what came of it. */
typedef struct call {
    double column[COPSE_IN_COUNT][MOST_ROWS];
    const double *in[COPSE_IN_COUNT];
    copse_effect_opts opts;
    double yi[MOST_ROWS], vi[MOST_ROWS], ni[MOST_ROWS];
    copse_effect_row row[MOST_ROWS];
    size_t k;
} call;

static call call_new(size_t k)
{
    return (call){.opts = copse_effect_opts_default(), .k = k};
}

static void put(call *c, size_t row, copse_input input, double value)
{
    if (!c->in[input]) {
        for (size_t i = 0; i < MOST_ROWS; i++) c->column[input][i] = (double)NAN;
        c->in[input] = c->column[input];
    }
    c->column[input][row] = value;
}

static void put_all(call *c, size_t row, const copse_input *inputs, const double *values)
{
    for (size_t j = 0; inputs[j] != COPSE_IN_COUNT; j++) put(c, row, inputs[j], values[j]);
}

/* The first set of inputs of the first measure of a family. */
static const copse_input *canonical(copse_family family)
{
    size_t i = 0;
    while (copse_measure_at(i)->family != family) i++;
    return copse_measure_at(i)->inputs[0];
}

#define CANONICAL(family) canonical(family)
#define TABLE(c, row, ...) put_all((c), (row), CANONICAL(COPSE_FAMILY_TABLE), (const double[]){__VA_ARGS__})
#define MEANS(c, row, ...) put_all((c), (row), CANONICAL(COPSE_FAMILY_MEANS), (const double[]){__VA_ARGS__})
#define RATES(c, row, ...) put_all((c), (row), CANONICAL(COPSE_FAMILY_RATES), (const double[]){__VA_ARGS__})

static copse_status compute(call *c, const char *code)
{
    return copse_effect_compute(copse_measure_find(code), c->in, c->k, &c->opts, c->yi, c->vi, c->ni, c->row);
}

static void expect_ok(call *c, const char *code)
{
    ck_assert_int_eq(compute(c, code), COPSE_OK);
    for (size_t i = 0; i < c->k; i++) {
        ck_assert_msg(c->row[i].status == COPSE_OK, "%s row %zu: %s", code, i, c->row[i].why);
        ck_assert(isfinite(c->yi[i]) && c->vi[i] > 0.0 && isfinite(c->vi[i]));
        ck_assert_ptr_nonnull(c->row[i].why);
    }
}

/* Row 0 is left out for a reason that holds `why`. */
static void expect_left_out(call *c, const char *code, copse_status status, copse_input input, const char *why)
{
    ck_assert_int_eq(compute(c, code), COPSE_OK);
    ck_assert_msg(c->row[0].status == status, "%s: %s (%s)", code, copse_status_name(c->row[0].status), c->row[0].why);
    ck_assert_int_eq(c->row[0].input, input);
    ck_assert_msg(strstr(c->row[0].why, why) != NULL, "%s: '%s' says nothing of '%s'", code, c->row[0].why, why);
    ck_assert(isnan(c->yi[0]) && isnan(c->vi[0]) && isnan(c->ni[0]));
}

/* ------------------------------------------------------------------------------------------------ tables of names */

START_TEST(measure_table_is_whole)
{
    const copse_measure *m;
    size_t count = 0;
    for (; (m = copse_measure_at(count)) != NULL; count++) {
        ck_assert_ptr_eq(copse_measure_find(m->code), m);
        if (m->synonym) ck_assert_ptr_eq(copse_measure_find(m->synonym), m);
        ck_assert(strlen(m->title) > 0 && strlen(m->shown) > 0 && strlen(m->source) > 0);
        ck_assert(strstr(m->formula, "yi") && strstr(m->formula, "vi"));
        ck_assert(!m->ratio || m->transform == COPSE_TRANSFORM_EXP);
        ck_assert(m->two_groups == false || isfinite(m->null_value));
        ck_assert(m->input_sets > 0 && m->kernel != NULL);
        ck_assert(copse_measure_takes(m, COPSE_VTYPE_COUNT));
        ck_assert(!m->vtypes || m->vtypes[0] != COPSE_VTYPE_COUNT);
    }
    ck_assert_uint_ge(count, 72);
    ck_assert_ptr_null(copse_measure_find("rr"));
    ck_assert_ptr_null(copse_measure_find(""));
    ck_assert_ptr_null(copse_measure_find(NULL));
}
END_TEST

START_TEST(inputs_and_families_have_names)
{
    size_t sets;
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        ck_assert_ptr_nonnull(copse_input_name(input));
        ck_assert_ptr_nonnull(copse_input_text(input));
    }
    ck_assert_str_eq(copse_input_name(COPSE_IN_SD1I), "sd1i");
    ck_assert_ptr_null(copse_input_name(COPSE_IN_COUNT));
    ck_assert_ptr_null(copse_input_text((copse_input)-1));
    ck_assert_ptr_nonnull(copse_given_inputs(&sets));
    ck_assert_uint_eq(sets, 3);
    for (copse_vtype vtype = 0; vtype < COPSE_VTYPE_COUNT; vtype++) {
        copse_vtype found = COPSE_VTYPE_COUNT;
        ck_assert_int_eq(copse_vtype_find(copse_vtype_name(vtype), &found), COPSE_OK);
        ck_assert_int_eq(found, vtype);
        ck_assert(strlen(copse_vtype_text(vtype)) > 0);
    }
    ck_assert_ptr_null(copse_vtype_name(COPSE_VTYPE_COUNT));
    ck_assert_int_ne(copse_vtype_find("ls", &(copse_vtype){0}), COPSE_OK);
}
END_TEST

START_TEST(add_to_by_name)
{
    copse_add_to to = COPSE_TO_NONE;
    for (copse_add_to t = COPSE_TO_ONLY0; t <= COPSE_TO_NONE; t++) {
        ck_assert_int_eq(copse_add_to_find(copse_add_to_name(t), &to), COPSE_OK);
        ck_assert_int_eq(to, t);
    }
    ck_assert_int_eq(copse_add_to_find("sometimes", &to), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_add_to_find(NULL, &to), COPSE_EINVAL);
    ck_assert_int_eq(copse_add_to_find("all", NULL), COPSE_EINVAL);
    ck_assert_ptr_null(copse_add_to_name((copse_add_to)7));
}
END_TEST

START_TEST(transforms)
{
    copse_transform t = COPSE_TRANSFORM_NONE;
    for (copse_transform i = COPSE_TRANSFORM_NONE; i <= COPSE_TRANSFORM_ISIN2;
         i++) { /* the others: test_transforms.c */
        ck_assert_int_eq(copse_transform_find(copse_transform_name(i), &t), COPSE_OK);
        ck_assert_int_eq(t, i);
        ck_assert(isnan(copse_transform_apply(i, (double)NAN)));
        double last = -(double)INFINITY;
        for (int x = -400; x <= 400; x++) { /* monotone */
            const double f = copse_transform_apply(i, x / 8.0);
            ck_assert(f >= last);
            last = f;
        }
    }
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_EXP, log(3.0)), 3.0, 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_ILOGIT, log(3.0)), 0.75, 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_ILOGIT, -700.0), exp(-700.0), 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_TANH, atanh(-0.25)), -0.25, 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_ISIN2, asin(sqrt(0.3))), 0.3, 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_VE, -log(0.2)), 0.8, 1e-15);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_VE, 1e-12), 1e-12, 1e-11);
    ck_assert(copse_transform_apply(COPSE_TRANSFORM_ISIN2, -0.1) == 0.0);
    ck_assert(copse_transform_apply(COPSE_TRANSFORM_ISIN2, 2.0) == 1.0);
    ck_assert_int_eq(copse_transform_find("cube", &t), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_transform_find(NULL, &t), COPSE_EINVAL);
    ck_assert_int_eq(copse_transform_find("exp", NULL), COPSE_EINVAL);
    ck_assert_ptr_null(copse_transform_name(COPSE_TRANSFORM_COUNT));
    ck_assert(isnan(copse_transform_apply(COPSE_TRANSFORM_COUNT, 1.0)));
}
END_TEST

/* ------------------------------------------------------------------------------------------------ the call itself */

START_TEST(wrong_calls)
{
    call c = call_new(1);
    TABLE(&c, 0, 4, 119, 11, 128);
    const copse_measure *rr = copse_measure_find("RR");
    ck_assert_int_eq(copse_effect_compute(NULL, c.in, 1, &c.opts, c.yi, c.vi, c.ni, c.row), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, NULL, 1, &c.opts, c.yi, c.vi, c.ni, c.row), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, c.in, 0, &c.opts, c.yi, c.vi, c.ni, c.row), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, c.in, 1, &c.opts, NULL, c.vi, c.ni, c.row), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, c.in, 1, &c.opts, c.yi, NULL, c.ni, c.row), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, c.in, 1, &c.opts, c.yi, c.vi, c.ni, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_effect_compute(rr, c.in, 1, NULL, c.yi, c.vi, NULL, c.row), COPSE_OK);
    ck_assert_int_eq(compute(&c, "SMD"), COPSE_EINVAL); /* no means there */
    const double bad_add[] = {-0.5, (double)INFINITY};
    for (size_t i = 0; i < 2; i++) {
        c.opts = copse_effect_opts_default();
        c.opts.add = bad_add[i];
        ck_assert_int_eq(compute(&c, "RR"), COPSE_EINVAL);
    }
    const double bad_level[] = {0.0, 100.0, -5.0, (double)NAN};
    for (size_t i = 0; i < 4; i++) {
        c.opts = copse_effect_opts_default();
        c.opts.ci_level = bad_level[i];
        ck_assert_int_eq(compute(&c, "RR"), COPSE_EINVAL);
    }
    c.opts = copse_effect_opts_default();
    c.opts.to = (copse_add_to)9;
    ck_assert_int_eq(compute(&c, "RR"), COPSE_EINVAL);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ impossible input */

static const struct {
    const char *measure;
    copse_input input;
    double value;
    const char *why;
} impossible[] = {
    {"RR", COPSE_IN_AI, -1, "negative"},
    {"OR", COPSE_IN_BI, -0.5, "negative"},
    {"RD", COPSE_IN_CI, -2, "negative"},
    {"PETO", COPSE_IN_DI, -2, "negative"},
    {"AS", COPSE_IN_DI, (double)INFINITY, "finite"},
    {"MD", COPSE_IN_M1I, -(double)INFINITY, "finite"},
    {"MD", COPSE_IN_SD1I, -2.1, "not a positive number"},
    {"SMD", COPSE_IN_SD2I, -1, "not a positive number"},
    {"SMDH", COPSE_IN_N1I, 0, "not a positive number"},
    {"ROM", COPSE_IN_N2I, -3, "not a positive number"},
    {"COR", COPSE_IN_RI, 1.0001, "between -1 and 1"},
    {"ZCOR", COPSE_IN_RI, -2, "between -1 and 1"},
    {"ZCOR", COPSE_IN_NI, 0, "not a positive number"},
    {"PR", COPSE_IN_XI, -1, "negative"},
    {"PLN", COPSE_IN_NI, 0, "not a positive number"},
    {"PLO", COPSE_IN_XI, 31, "more than the size"},
    {"IRR", COPSE_IN_X1I, -1, "negative"},
    {"IRR", COPSE_IN_T2I, 0, "not a positive number"},
    {"GEN", COPSE_IN_YI, (double)INFINITY, "finite"},
    {"GEN", COPSE_IN_VI, 0, "not a positive number"},
    {"GEN", COPSE_IN_VI, -1, "not a positive number"},
};

static void put_possible(call *c, const char *measure)
{
    const copse_family family = copse_measure_find(measure)->family;
    if (family == COPSE_FAMILY_TABLE) TABLE(c, 0, 4, 119, 11, 128);
    if (family == COPSE_FAMILY_MEANS) MEANS(c, 0, 10, 2, 30, 9, 3, 25);
    if (family == COPSE_FAMILY_RATES) RATES(c, 0, 10, 200, 12, 180);
    if (family == COPSE_FAMILY_CORRELATION) put_all(c, 0, CANONICAL(family), (const double[]){0.3, 40});
    if (family == COPSE_FAMILY_PROPORTION) put_all(c, 0, CANONICAL(family), (const double[]){12, 30});
    if (family == COPSE_FAMILY_GIVEN) put_all(c, 0, CANONICAL(family), (const double[]){0.4, 0.09});
}

START_TEST(impossible_input_is_refused)
{
    call c = call_new(1);
    put_possible(&c, impossible[_i].measure);
    expect_ok(&c, impossible[_i].measure);
    put(&c, 0, impossible[_i].input, impossible[_i].value);
    expect_left_out(&c, impossible[_i].measure, COPSE_EDOM, impossible[_i].input, impossible[_i].why);
}
END_TEST

START_TEST(group_sizes_must_agree)
{
    call c = call_new(1);
    put(&c, 0, COPSE_IN_AI, 12);
    put(&c, 0, COPSE_IN_N1I, 10);
    put(&c, 0, COPSE_IN_CI, 3);
    put(&c, 0, COPSE_IN_N2I, 20);
    expect_left_out(&c, "RR", COPSE_EDOM, COPSE_IN_AI, "more than the size");
    put(&c, 0, COPSE_IN_AI, 4);
    put(&c, 0, COPSE_IN_CI, 21);
    expect_left_out(&c, "RR", COPSE_EDOM, COPSE_IN_CI, "more than the size");
    put(&c, 0, COPSE_IN_CI, 3);
    put(&c, 0, COPSE_IN_BI, 7);
    expect_left_out(&c, "RR", COPSE_EDOM, COPSE_IN_N1I, "sum");
    put(&c, 0, COPSE_IN_BI, 6 + 1e-12); /* rounding of a weighted sum */
    put(&c, 0, COPSE_IN_DI, 17);
    expect_ok(&c, "RR");

    call empty = call_new(1);
    TABLE(&empty, 0, 0, 0, 3, 4);
    expect_left_out(&empty, "OR", COPSE_EDOM, COPSE_IN_BI, "without participants");
    TABLE(&empty, 0, 3, 4, 0, 0);
    expect_left_out(&empty, "OR", COPSE_EDOM, COPSE_IN_DI, "without participants");
}
END_TEST

START_TEST(given_estimates_are_checked)
{
    call c = call_new(1);
    put(&c, 0, COPSE_IN_YI, 0.5);
    put(&c, 0, COPSE_IN_SEI, -0.1);
    expect_left_out(&c, "GEN", COPSE_EDOM, COPSE_IN_SEI, "not a positive number");
    call interval = call_new(1);
    put(&interval, 0, COPSE_IN_YI, 0.5);
    put(&interval, 0, COPSE_IN_LOWER, 0.9);
    put(&interval, 0, COPSE_IN_UPPER, 0.1);
    expect_left_out(&interval, "GEN", COPSE_EDOM, COPSE_IN_LOWER, "above the upper");
    put(&interval, 0, COPSE_IN_UPPER, 0.9);
    expect_left_out(&interval, "GEN", COPSE_EDOM, COPSE_IN_LOWER, "equals");
    put(&interval, 0, COPSE_IN_UPPER, 1.3);
    expect_left_out(&interval, "GEN", COPSE_EDOM, COPSE_IN_YI, "outside its own interval");
    put(&interval, 0, COPSE_IN_UPPER, (double)INFINITY);
    expect_left_out(&interval, "GEN", COPSE_EDOM, COPSE_IN_UPPER, "finite");
}
END_TEST

/* ------------------------------------------------------------------------------------------------ missing numbers */

START_TEST(missing_numbers_are_named)
{
    call c = call_new(1);
    MEANS(&c, 0, 10, 2, 30, 9, (double)NAN, 25);
    expect_left_out(&c, "SMD", COPSE_EMISSING, COPSE_IN_SD2I, "missing");
    call table = call_new(1);
    put(&table, 0, COPSE_IN_AI, 3);
    put(&table, 0, COPSE_IN_N1I, (double)NAN);
    put(&table, 0, COPSE_IN_CI, 3);
    put(&table, 0, COPSE_IN_N2I, 9);
    expect_left_out(&table, "OR", COPSE_EMISSING, COPSE_IN_N1I, "missing");
    call given = call_new(1);
    put(&given, 0, COPSE_IN_YI, 0.5);
    put(&given, 0, COPSE_IN_SEI, (double)NAN);
    expect_left_out(&given, "GEN", COPSE_EMISSING, COPSE_IN_SEI, "missing");
    put(&given, 0, COPSE_IN_YI, (double)NAN);
    put(&given, 0, COPSE_IN_SEI, 1.0);
    expect_left_out(&given, "GEN", COPSE_EMISSING, COPSE_IN_YI, "missing");
    expect_left_out(&given, "SMD", COPSE_EMISSING, COPSE_IN_YI, "missing");
}
END_TEST

START_TEST(a_wrong_number_beside_a_missing_one_is_still_wrong)
{
    call c = call_new(1);
    MEANS(&c, 0, (double)NAN, -2, 30, 9, 3, 25);
    expect_left_out(&c, "SMD", COPSE_EDOM, COPSE_IN_SD1I, "not a positive number");
}
END_TEST

START_TEST(rows_fall_back_on_given_estimates)
{
    call c = call_new(4);
    MEANS(&c, 0, 10, 2, 30, 9, 3, 25);
    MEANS(&c, 1, (double)NAN, 2, 30, 9, 3, 25);
    MEANS(&c, 2, 10, 2, 30, 9, 3, (double)NAN);
    MEANS(&c, 3, 10, (double)NAN, 30, 9, 3, 25);
    put(&c, 0, COPSE_IN_YI, 99.0); /* raw numbers go first */
    put(&c, 0, COPSE_IN_VI, 99.0);
    put(&c, 1, COPSE_IN_YI, 0.5);
    put(&c, 1, COPSE_IN_VI, 0.04);
    put(&c, 2, COPSE_IN_YI, 0.6);
    put(&c, 2, COPSE_IN_SEI, 0.3);
    ck_assert_int_eq(compute(&c, "SMD"), COPSE_OK);
    ck_assert(c.yi[0] < 1.0);
    ck_assert(c.yi[1] == 0.5 && c.vi[1] == 0.04 && c.ni[1] == 55.0);
    CK_CLOSE(c.vi[2], 0.09, 1e-15);
    ck_assert(isnan(c.ni[2]));
    ck_assert_int_eq(c.row[3].status, COPSE_EMISSING);
    ck_assert_int_eq(c.row[3].input, COPSE_IN_SD1I);
}
END_TEST

START_TEST(one_family_without_raw_columns_takes_given_estimates)
{
    call c = call_new(1);
    put(&c, 0, COPSE_IN_YI, -0.2);
    put(&c, 0, COPSE_IN_LOWER, -0.5);
    put(&c, 0, COPSE_IN_UPPER, 0.1);
    put(&c, 0, COPSE_IN_NI, 44);
    c.opts.ci_level = 90.0;
    expect_ok(&c, "OR");
    const double se = 0.3 / 1.6448536269514722; /* z of 0.95, any table */
    CK_CLOSE(c.vi[0], se * se, 1e-13);
    ck_assert(c.yi[0] == -0.2 && c.ni[0] == 44.0);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ not computable */

static const struct {
    const char *measure;
    double x[6];
    const char *why;
} uncomputable[] = {
    {"RR", {0, 9, 0, 8}, "no events in either group"},
    {"RR", {0, 9, 2, 8}, "no events in group 1"},
    {"RR", {2, 9, 0, 8}, "no events in group 2"},
    {"RR", {9, 0, 8, 0}, "only events in both groups"},
    {"OR", {0, 9, 0, 8}, "no events in either group"},
    {"OR", {9, 0, 8, 0}, "only events in both groups"},
    {"OR", {0, 9, 2, 8}, "no or only events"},
    {"OR", {9, 0, 2, 8}, "no or only events"},
    {"RD", {0, 9, 0, 8}, "no or only events"},
    {"RD", {9, 0, 0, 8}, "no or only events"},
    {"PETO", {0, 9, 0, 8}, "no events in either group"},
    {"PETO", {9, 0, 8, 0}, "only events in both groups"},
    {"PETO", {0.25, 0.25, 0.25, 0.25}, "more than one participant"},
    {"SMD", {10, 2, 1, 9, 3, 2}, "fewer than four participants"},
    {"SMD", {10, 2, 0.5, 9, 3, 4}, "less than one participant"},
    {"SMDH", {10, 2, 1, 9, 3, 5}, "one participant"},
    {"SMDH", {10, 2, 1.25, 9, 3, 1.25}, "fewer than four participants"},
    {"ROM", {10, 2, 20, -9, 3, 20}, "differ in sign"},
    {"ROM", {0, 2, 20, 9, 3, 20}, "a mean is zero"},
    {"ROM", {1, 2, 20, 0, 3, 20}, "a mean is zero"},
    {"ROM", {1e-200, 2, 20, 1, 3, 20}, "exceeds the range"},
    {"MD", {1e308, 2, 20, -1e308, 3, 20}, "exceeds the range"},
    {"MD", {1, 1e200, 20, 2, 3, 20}, "exceeds the range"},
    {"MD", {1, 1e-200, 20, 2, 1e-200, 20}, "too small"},
    {"COR", {0.5, 3}, "fewer than four participants"},
    {"COR", {-1, 30}, "perfect correlation"},
    {"ZCOR", {0.5, 3}, "fewer than four participants"},
    {"ZCOR", {1, 30}, "perfect correlation"},
    {"PR", {0, 9}, "no events"},
    {"PR", {9, 9}, "only events"},
    {"PLN", {0, 9}, "no events"},
    {"PLN", {9, 9}, "only events"},
    {"PLO", {0, 9}, "no events"},
    {"PLO", {9, 9}, "only events"},
    {"IRR", {0, 9, 0, 8}, "no events in either group"},
    {"IRR", {0, 9, 1, 8}, "no events in group 1"},
    {"IRR", {1, 9, 0, 8}, "no events in group 2"},
    {"GEN", {1e300, 5e-324}, NULL},
};

START_TEST(what_cannot_be_computed_is_left_out_with_a_reason)
{
    call c = call_new(1);
    c.opts.to = COPSE_TO_NONE;
    put_all(&c, 0, CANONICAL(copse_measure_find(uncomputable[_i].measure)->family), uncomputable[_i].x);
    if (!uncomputable[_i].why) expect_ok(&c, uncomputable[_i].measure); /* odd, but numbers */
    else expect_left_out(&c, uncomputable[_i].measure, COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, uncomputable[_i].why);
}
END_TEST

START_TEST(a_standard_error_too_small_to_square)
{
    call c = call_new(1);
    put(&c, 0, COPSE_IN_YI, 1.0);
    put(&c, 0, COPSE_IN_SEI, 1e-200);
    expect_left_out(&c, "GEN", COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, "too small");
    put(&c, 0, COPSE_IN_SEI, 1e200);
    expect_left_out(&c, "GEN", COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, "exceeds the range");
}
END_TEST

START_TEST(huge_counts_overflow_nothing)
{
    static const char *const codes[] = {"RR", "OR", "RD", "AS", "PETO"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        call c = call_new(2);
        TABLE(&c, 0, 1e15, 3e15, 2e15, 2e15);
        TABLE(&c, 1, 1, 3, 2, 2);
        expect_ok(&c, codes[m]);
        if (strcmp(codes[m], "PETO") != 0) CK_CLOSE(c.yi[0], c.yi[1], 1e-14); /* Peto's N - 1 depends on N */
        ck_assert(c.vi[0] < 1e-13);
    }
    call p = call_new(2);
    put_all(&p, 0, CANONICAL(COPSE_FAMILY_PROPORTION), (const double[]){1, 1e15});
    put_all(&p, 1, CANONICAL(COPSE_FAMILY_PROPORTION), (const double[]){1e15 - 1, 1e15});
    expect_ok(&p, "PLO");
    CK_CLOSE(p.yi[0], -p.yi[1], 1e-15);
    expect_ok(&p, "PLN");
    CK_CLOSE(p.yi[1], -1e-15, 1e-14);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ zero cells */

/* Log odds ratio of a table to whose every cell `add` was added. */
static double odds_with(double add)
{
    return log((0 + add) * (15 + add) / ((20 + add) * (5 + add)));
}

START_TEST(continuity_correction)
{
    call c = call_new(2);
    TABLE(&c, 0, 0, 20, 5, 15);
    TABLE(&c, 1, 7, 13, 4, 16);
    const double plain = log(7.0 * 16 / (13.0 * 4)), both = log(7.5 * 16.5 / (13.5 * 4.5));
    expect_ok(&c, "OR");
    CK_CLOSE(c.yi[0], odds_with(0.5), 1e-14);
    CK_CLOSE(c.yi[1], plain, 1e-14);
    ck_assert(c.ni[0] == 40.0); /* unadjusted */
    c.opts.to = COPSE_TO_ALL;
    expect_ok(&c, "OR");
    CK_CLOSE(c.yi[0], odds_with(0.5), 1e-14);
    CK_CLOSE(c.yi[1], both, 1e-14);
    c.opts.to = COPSE_TO_IF0ALL;
    expect_ok(&c, "OR");
    CK_CLOSE(c.yi[1], both, 1e-14);
    c.opts.add = 0.125;
    expect_ok(&c, "OR");
    CK_CLOSE(c.yi[0], odds_with(0.125), 1e-14);
    TABLE(&c, 0, 1, 19, 5, 15);
    expect_ok(&c, "OR"); /* no zero left: nothing is added */
    CK_CLOSE(c.yi[1], plain, 1e-14);
}
END_TEST

START_TEST(if0all_looks_only_at_tables_that_are_used)
{
    call c = call_new(3);
    TABLE(&c, 0, 0, 20, 0, 15);
    TABLE(&c, 1, 7, 13, 4, 16);
    TABLE(&c, 2, 0, 13, (double)NAN, 16);
    c.opts.to = COPSE_TO_IF0ALL;
    c.opts.drop00 = true;
    ck_assert_int_eq(compute(&c, "OR"), COPSE_OK);
    ck_assert_int_eq(c.row[0].status, COPSE_ENOTCOMPUTABLE);
    CK_CLOSE(c.yi[1], log(7.0 * 16 / (13.0 * 4)), 1e-14);
    ck_assert_int_eq(c.row[2].status, COPSE_EMISSING);
}
END_TEST

START_TEST(drop00)
{
    call c = call_new(1);
    c.opts.drop00 = true;
    TABLE(&c, 0, 0, 20, 0, 15);
    expect_left_out(&c, "RR", COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, "to be left out");
    TABLE(&c, 0, 20, 0, 15, 0);
    expect_left_out(&c, "AS", COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, "to be left out");
    TABLE(&c, 0, 20, 0, 0, 15);
    expect_ok(&c, "RR");
    call rates = call_new(1);
    rates.opts.drop00 = true;
    RATES(&rates, 0, 0, 10, 0, 20);
    expect_left_out(&rates, "IRR", COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT, "to be left out");
    call single = call_new(1);
    single.opts.drop00 = true; /* means nothing for one group */
    put_all(&single, 0, CANONICAL(COPSE_FAMILY_PROPORTION), (const double[]){0, 12});
    expect_ok(&single, "PLO");
}
END_TEST

START_TEST(arcsine_measures_add_nothing_unless_told)
{
    call c = call_new(1);
    TABLE(&c, 0, 0, 20, 5, 15);
    expect_ok(&c, "AS");
    CK_CLOSE(c.yi[0], -asin(0.5), 1e-15);
    c.opts.add = 0.5;
    expect_ok(&c, "AS");
    CK_CLOSE(c.yi[0], asin(sqrt(0.5 / 21)) - asin(sqrt(5.5 / 21)), 1e-14);
    call p = call_new(1);
    put_all(&p, 0, CANONICAL(COPSE_FAMILY_PROPORTION), (const double[]){0, 25});
    expect_ok(&p, "PAS");
    ck_assert(p.yi[0] == 0.0);
    CK_CLOSE(p.vi[0], 0.01, 1e-15);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ invariants */

/* Measures of two means of which this holds for means of any sign; test_effect_means.c has the others. */
static bool turns_sign(const copse_measure *measure)
{
    static const char *const codes[] = {"MD", "SMD", "SMDH", "ROM"};
    if (measure->family != COPSE_FAMILY_MEANS) return true;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(measure->code, codes[i]) == 0) return true;
    }
    return false;
}

START_TEST(swapping_the_groups_turns_the_sign)
{
    const copse_measure *measure;
    for (size_t m = 0; (measure = copse_measure_at(m)) != NULL; m++) {
        call a = call_new(3), b = call_new(3);
        const copse_family family = measure->family;
        if (!turns_sign(measure)) continue;
        if (family == COPSE_FAMILY_TABLE) {
            TABLE(&a, 0, 4, 119, 11, 128), TABLE(&b, 0, 11, 128, 4, 119);
            TABLE(&a, 1, 0, 30, 7, 22), TABLE(&b, 1, 7, 22, 0, 30);
            TABLE(&a, 2, 31, 2, 1, 44), TABLE(&b, 2, 1, 44, 31, 2);
        } else if (family == COPSE_FAMILY_MEANS) {
            MEANS(&a, 0, 10, 2, 30, 9, 3, 25), MEANS(&b, 0, 9, 3, 25, 10, 2, 30);
            MEANS(&a, 1, -1, 5, 12, -8, 1, 70), MEANS(&b, 1, -8, 1, 70, -1, 5, 12);
            MEANS(&a, 2, 1e-6, 2e-7, 25, 4e-7, 1e-7, 30), MEANS(&b, 2, 4e-7, 1e-7, 30, 1e-6, 2e-7, 25);
        } else if (family == COPSE_FAMILY_RATES) {
            RATES(&a, 0, 10, 200, 12, 180), RATES(&b, 0, 12, 180, 10, 200);
            RATES(&a, 1, 0, 55, 3, 60), RATES(&b, 1, 3, 60, 0, 55);
            RATES(&a, 2, 1, 1e-3, 2, 1e9), RATES(&b, 2, 2, 1e9, 1, 1e-3);
        } else {
            continue;
        }
        if (family == COPSE_FAMILY_TABLE) a.opts.add = b.opts.add = 0.5; /* without, the tetrachoric r is at its end */
        expect_ok(&a, measure->code);
        expect_ok(&b, measure->code);
        for (size_t i = 0; i < 3; i++) {
            CK_CLOSE(a.yi[i], -b.yi[i], 1e-13);
            CK_CLOSE(a.vi[i], b.vi[i], 1e-13);
            if (family != COPSE_FAMILY_RATES) ck_assert(a.ni[i] == b.ni[i] && a.ni[i] > 0.0);
            else ck_assert(isnan(a.ni[i]));
        }
    }
}
END_TEST

START_TEST(relabelling_events)
{
    call a = call_new(1), b = call_new(1);
    TABLE(&a, 0, 4, 119, 11, 128);
    TABLE(&b, 0, 119, 4, 128, 11);
    static const char *const symmetric[] = {"OR", "RD", "PETO", "AS"};
    for (size_t m = 0; m < sizeof symmetric / sizeof *symmetric; m++) {
        expect_ok(&a, symmetric[m]);
        expect_ok(&b, symmetric[m]);
        CK_CLOSE(a.yi[0], -b.yi[0], 1e-14);
        CK_CLOSE(a.vi[0], b.vi[0], 1e-14);
    }
    expect_ok(&a, "RR");
    expect_ok(&b, "RR");
    ck_assert(fabs(a.yi[0] + b.yi[0]) > 0.1); /* the risk ratio is not symmetric */
}
END_TEST

START_TEST(risk_difference_is_the_difference)
{
    call c = call_new(1);
    TABLE(&c, 0, 3, 5, 1, 7);
    expect_ok(&c, "RD");
    CK_CLOSE(c.yi[0], 0.25, 1e-16);
    CK_CLOSE(c.vi[0], 3.0 * 5 / 512 + 7.0 / 512, 1e-15);
}
END_TEST

START_TEST(scaling_means)
{
    call a = call_new(1), b = call_new(1);
    MEANS(&a, 0, 10, 2, 30, 9, 3, 25);
    MEANS(&b, 0, 10 * 1024.0, 2 * 1024.0, 30, 9 * 1024.0, 3 * 1024.0, 25);
    expect_ok(&a, "MD");
    expect_ok(&b, "MD");
    CK_CLOSE(b.yi[0], 1024 * a.yi[0], 1e-15);
    CK_CLOSE(b.vi[0], 1024.0 * 1024 * a.vi[0], 1e-15);
    static const char *const scale_free[] = {"SMD", "SMDH", "ROM"};
    for (size_t m = 0; m < 3; m++) {
        expect_ok(&a, scale_free[m]);
        expect_ok(&b, scale_free[m]);
        CK_CLOSE(b.yi[0], a.yi[0], 1e-15);
        CK_CLOSE(b.vi[0], a.vi[0], 1e-15);
    }
}
END_TEST

START_TEST(both_ways_to_give_a_table_or_proportion_agree)
{
    call a = call_new(1), b = call_new(1);
    TABLE(&a, 0, 4, 119, 11, 128);
    put(&b, 0, COPSE_IN_AI, 4);
    put(&b, 0, COPSE_IN_N1I, 123);
    put(&b, 0, COPSE_IN_CI, 11);
    put(&b, 0, COPSE_IN_N2I, 139);
    expect_ok(&a, "RR");
    expect_ok(&b, "RR");
    ck_assert(a.yi[0] == b.yi[0] && a.vi[0] == b.vi[0] && a.ni[0] == b.ni[0]);
    CK_CLOSE(a.yi[0], -0.88931133392020566, 1e-14); /* first BCG trial, published as -0.8893 */
    call x = call_new(1), m = call_new(1);
    put(&x, 0, COPSE_IN_XI, 12);
    put(&x, 0, COPSE_IN_NI, 100);
    put(&m, 0, COPSE_IN_XI, 12);
    put(&m, 0, COPSE_IN_MI, 88);
    expect_ok(&x, "PLO");
    expect_ok(&m, "PLO");
    ck_assert(x.yi[0] == m.yi[0] && x.vi[0] == m.vi[0] && m.ni[0] == 100.0);
}
END_TEST

START_TEST(no_effect_is_exactly_zero)
{
    static const char *const codes[] = {"RR", "OR", "RD", "PETO", "AS"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        call c = call_new(2);
        TABLE(&c, 0, 3, 7, 9, 21);
        TABLE(&c, 1, 0.1, 0.3, 0.1, 0.3);
        ck_assert_int_eq(compute(&c, codes[m]), COPSE_OK);
        ck_assert_msg(c.yi[0] == 0.0, "%s: %g", codes[m], c.yi[0]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effect");
    TCase *names = tcase_create("names");
    tcase_add_test(names, measure_table_is_whole);
    tcase_add_test(names, inputs_and_families_have_names);
    tcase_add_test(names, add_to_by_name);
    tcase_add_test(names, transforms);
    TCase *refused = tcase_create("refused");
    tcase_add_test(refused, wrong_calls);
    tcase_add_loop_test(refused, impossible_input_is_refused, 0, (int)(sizeof impossible / sizeof *impossible));
    tcase_add_test(refused, group_sizes_must_agree);
    tcase_add_test(refused, given_estimates_are_checked);
    TCase *left_out = tcase_create("left out");
    tcase_add_test(left_out, missing_numbers_are_named);
    tcase_add_test(left_out, a_wrong_number_beside_a_missing_one_is_still_wrong);
    tcase_add_test(left_out, rows_fall_back_on_given_estimates);
    tcase_add_test(left_out, one_family_without_raw_columns_takes_given_estimates);
    tcase_add_loop_test(left_out, what_cannot_be_computed_is_left_out_with_a_reason, 0,
                        (int)(sizeof uncomputable / sizeof *uncomputable));
    tcase_add_test(left_out, a_standard_error_too_small_to_square);
    TCase *numbers = tcase_create("numbers");
    tcase_add_test(numbers, huge_counts_overflow_nothing);
    tcase_add_test(numbers, continuity_correction);
    tcase_add_test(numbers, if0all_looks_only_at_tables_that_are_used);
    tcase_add_test(numbers, drop00);
    tcase_add_test(numbers, arcsine_measures_add_nothing_unless_told);
    tcase_add_test(numbers, swapping_the_groups_turns_the_sign);
    tcase_add_test(numbers, relabelling_events);
    tcase_add_test(numbers, risk_difference_is_the_difference);
    tcase_add_test(numbers, scaling_means);
    tcase_add_test(numbers, both_ways_to_give_a_table_or_proportion_agree);
    tcase_add_test(numbers, no_effect_is_exactly_zero);
    suite_add_tcase(suite, names);
    suite_add_tcase(suite, refused);
    suite_add_tcase(suite, left_out);
    suite_add_tcase(suite, numbers);
    return run_suite(suite);
}
