/* Design matrices against R's model.matrix: every row of design.csv, and of design_new.csv for new data. */
#include <copse/formula.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST_NAME = 256 };

static copse_frame read_frame(const char *name)
{
    char path[512];
    copse_frame frame;
    copse_error err = {0};
    (void)snprintf(path, sizeof path, "%s/reference/data/%s.csv", COPSE_TEST_SOURCE, name);
    ck_assert_msg(copse_frame_read(path, NULL, &frame, &err) == COPSE_OK, "%s", err.text);
    return frame;
}

static copse_design build(const copse_frame *frame, const char *formula, const char *coding, bool keep)
{
    copse_error err = {0};
    copse_formula *parsed = NULL;
    copse_design design;
    copse_design_opts opts = {.keep_redundant = keep};
    ck_assert(copse_contrast_coding_find(coding, &opts.coding) == COPSE_OK);
    ck_assert_msg(copse_formula_parse(formula, &parsed, &err) == COPSE_OK, "%s", err.text);
    ck_assert_msg(copse_design_build(parsed, frame, NULL, frame->rows, &opts, &design, &err) == COPSE_OK, "%s",
                  err.text);
    copse_formula_free(parsed); /* a design has its own */
    return design;
}

static bool same_design(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const key[] = {"data", "formula", "coding"};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(reference_text(csv, a, key[i]), reference_text(csv, b, key[i])) != 0) return false;
    return true;
}

/* One column: numbers with spaces between. */
static void check_values(const char *values, const double *X, size_t k, size_t p, size_t j, const char *what)
{
    double largest = 0;
    char *end = NULL;
    const char *at = values;
    for (size_t i = 0; i < k; i++, at = end) largest = fmax(largest, fabs(strtod(at, &end)));
    at = values;
    for (size_t i = 0; i < k; i++, at = end) {
        const double want = strtod(at, &end), got = X[i * p + j];
        ck_assert_msg(end != at && fabs(got - want) <= 1e-12 * largest, "%s, row %zu: %.17g, not %.17g", what, i + 1,
                      got, want);
    }
    ck_assert_str_eq(end, "");
}

static void check_design(const reference_csv *csv, size_t first, size_t end)
{
    const char *formula = reference_text(csv, first, "formula"), *coding = reference_text(csv, first, "coding");
    copse_frame frame = read_frame(reference_text(csv, first, "data"));
    copse_design all = build(&frame, formula, coding, true), kept = build(&frame, formula, coding, false);
    ck_assert_msg(all.p == end - first && all.dropped == 0, "%s: %zu columns, not %zu", formula, all.p, end - first);
    ck_assert_uint_eq(kept.p + kept.dropped, all.p);
    for (size_t j = 0, left = 0; j < all.p; j++) {
        const size_t row = first + j;
        char what[MOST_NAME];
        (void)snprintf(what, sizeof what, "%s: %s", formula, reference_text(csv, row, "name"));
        ck_assert_msg(strcmp(all.column[j], reference_text(csv, row, "name")) == 0, "%s: column %zu is %s, not %s",
                      formula, j, all.column[j], reference_text(csv, row, "name"));
        ck_assert_uint_eq(all.term_of[j], (size_t)reference_number(csv, row, "assign"));
        check_values(reference_text(csv, row, "values"), all.X, all.k, all.p, j, what);
        const bool stays = reference_number(csv, row, "kept") != 0;
        ck_assert_msg(strcmp(stays ? kept.column[left] : kept.dropped_column[j - left], all.column[j]) == 0,
                      "%s is redundant, or not", what);
        left += stays;
    }
    copse_design_free(&all);
    copse_design_free(&kept);
    copse_frame_free(&frame);
}

static void each_design(const char *file, void (*check)(const reference_csv *, size_t, size_t), size_t least)
{
    reference_csv csv = reference_read(file);
    size_t designs = 0;
    for (size_t first = 0, end = 0; first < csv.rows; first = end, designs++) {
        while (end < csv.rows && same_design(&csv, first, end)) end++;
        check(&csv, first, end);
    }
    ck_assert_uint_ge(designs, least);
    reference_free(&csv);
}

START_TEST(designs_are_those_of_r)
{
    each_design("design.csv", check_design, 100);
}
END_TEST

static void check_new(const reference_csv *csv, size_t first, size_t end)
{
    char name[MOST_NAME];
    copse_error err = {0};
    const char *formula = reference_text(csv, first, "formula"), *data = reference_text(csv, first, "data");
    (void)snprintf(name, sizeof name, "design_new_%s", data);
    copse_frame frame = read_frame(data), rows = read_frame(name);
    copse_design design = build(&frame, formula, reference_text(csv, first, "coding"), true);
    double *X = copse_alloc(rows.rows * design.p, sizeof *X);
    ck_assert_msg(copse_design_apply(&design, &rows, NULL, rows.rows, X, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(design.p, end - first);
    for (size_t j = 0; j < design.p; j++)
        check_values(reference_text(csv, first + j, "values"), X, rows.rows, design.p, j, design.column[j]);
    free(X);
    copse_design_free(&design);
    copse_frame_free(&frame);
    copse_frame_free(&rows);
}

START_TEST(new_data_take_what_was_learnt)
{
    each_design("design_new.csv", check_new, 90);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("designs against R");
    TCase *cases = tcase_create("designs");
    tcase_add_test(cases, designs_are_those_of_r);
    tcase_add_test(cases, new_data_take_what_was_learnt);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
