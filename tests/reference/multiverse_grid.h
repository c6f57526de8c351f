/* The multiverse of @peer_support, as the run wrote it, against the same grid recomputed in R (multiverse.csv): every analysis, and
 * the shares on each side of no effect. Included by test_protocols.c, whose cell(), number() and check_close() it uses. */
#ifndef COPSE_TEST_MULTIVERSE_GRID_H
#define COPSE_TEST_MULTIVERSE_GRID_H

typedef struct grid_counts {
    size_t fitted, above, below, significant_above, significant_below;
} grid_counts;

static bool cell_is(const copse_frame *frame, const char *column, size_t row, const char *text)
{
    char buf[COPSE_NUMBER_TEXT];
    return strcmp(cell(frame, column, row, buf), text) == 0;
}

static bool same_option(const copse_frame *got, size_t g, const char *column, const copse_frame *want, size_t w,
                        const char *flag, const char *on)
{
    return cell_is(got, column, g, on) == (number(want, flag, w) == 1);
}

static bool is_same(const copse_frame *got, size_t g, const copse_frame *want, size_t w)
{
    static const char *const alike[][2] = {
        {"method", "method"}, {"test", "test"}, {"adjustment", "adjust"}, {"outcome", "outcome"}};
    char buf[COPSE_NUMBER_TEXT], time[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (!cell_is(got, alike[i][0], g, cell(want, alike[i][1], w, buf))) return false;
    (void)snprintf(time, sizeof time, "%s %s", cell(want, "time", w, buf),
                   cell_is(want, "time", w, "main") ? "analysis" : "time");
    return cell_is(got, "one_effect", g, time) &&
           same_option(got, g, "lift_serious_mental_illness", want, w, "population", "lift") &&
           same_option(got, g, "lift_role", want, w, "role", "lift") &&
           same_option(got, g, "exclude_high_risk", want, w, "leave", "leave out");
}

/* metafor's selection models end at a tolerance, with a numerical Hessian. */
static void compare_analysis(const copse_frame *got, size_t g, const copse_frame *want, size_t w)
{
    static const char *const numbers[] = {"k", "estimate", "ci_lower", "ci_upper", "p"};
    const bool selection = cell_is(want, "adjust", w, "selection");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const double tolerance = !selection ? 1e-8 : i < 2 ? 1e-7 : 2e-4;
        const double a = number(got, numbers[i], g), b = number(want, numbers[i], w);
        ck_assert_msg(close_enough(a, b, tolerance, 1e-10), "multiverse.csv row %zu: %s = %.17g, want %.17g", w + 1,
                      numbers[i], a, b);
    }
}

static void count_analysis(const copse_frame *want, size_t w, grid_counts *counts)
{
    const double estimate = number(want, "estimate", w);
    const bool significant = number(want, "p", w) < 0.05;
    counts->fitted++;
    counts->above += estimate > 0;
    counts->below += estimate < 0;
    counts->significant_above += significant && estimate > 0;
    counts->significant_below += significant && estimate < 0;
}

static void read_table(const char *folder_path, const char *name, copse_frame *frame)
{
    char path[512];
    copse_error err = {0};
    run_folder_join(path, sizeof path, folder_path, name);
    ck_assert_msg(copse_frame_read(path, NULL, frame, &err) == COPSE_OK, "%s", err.text);
}

static void compare_counts(const copse_frame *table, const char *outcome, const grid_counts *counts)
{
    size_t row = 0;
    while (row < table->rows && !cell_is(table, "outcome", row, outcome)) row++;
    ck_assert_uint_lt(row, table->rows);
    ck_assert_uint_eq((size_t)number(table, "fitted", row), counts->fitted);
    ck_assert_uint_eq((size_t)number(table, "above", row), counts->above);
    ck_assert_uint_eq((size_t)number(table, "below", row), counts->below);
    ck_assert_uint_eq((size_t)number(table, "significant_above", row), counts->significant_above);
    ck_assert_uint_eq((size_t)number(table, "significant_below", row), counts->significant_below);
}

static void check_outcome_multiverse(const copse_frame *got, const copse_frame *want, const copse_frame *table,
                                     const char *outcome)
{
    grid_counts counts = {0};
    size_t fitted = 0, g = 0; /* both are in the same order */
    for (size_t row = 0; row < got->rows; row++)
        fitted += cell_is(got, "outcome", row, outcome) && isfinite(number(got, "estimate", row));
    for (size_t w = 0; w < want->rows; w++) {
        if (!cell_is(want, "outcome", w, outcome)) continue;
        while (g < got->rows && !is_same(got, g, want, w)) g++;
        ck_assert_msg(g < got->rows, "multiverse.csv row %zu is not there", w + 1);
        if (!isfinite(number(got, "estimate", g))) { /* of QoL, where no p-value is small, nothing is identified */
            ck_assert_msg(cell_is(want, "adjust", w, "selection"), "multiverse.csv row %zu is not fitted", w + 1);
            continue;
        }
        compare_analysis(got, g, want, w);
        count_analysis(want, w, &counts);
    }
    ck_assert_uint_eq(fitted, counts.fitted); /* nothing that R does not have */
    compare_counts(table, outcome, &counts);
}

static void check_multiverse(const char *folder_path)
{
    static const char *const outcomes[] = {"recovery", "quality_of_life", "depression"};
    copse_frame want = {0}, got = {0}, table = {0};
    ck_assert_int_eq(copse_frame_read(COPSE_TEST_SOURCE "/reference/multiverse.csv", NULL, &want, NULL), COPSE_OK);
    ck_assert_uint_ge(want.rows, 1500);
    read_table(folder_path, "tables/multiverse_specifications.csv", &got);
    read_table(folder_path, "tables/multiverse.csv", &table);
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        check_outcome_multiverse(&got, &want, &table, outcomes[i]);
    copse_frame_free(&want);
    copse_frame_free(&got);
    copse_frame_free(&table);
}

#endif
