/* The two bundled protocols, run whole, against metafor on rows that make_protocols.R chooses by itself: trials in each
 * analysis and role, estimates, intervals, tau2 and Q, to 1e-8; and what was published against what is recomputed. */
#include "ck_close.h"
#include "run_folder.h"

#include <copse/frame.h>
#include <copse/protocol.h>

static run_folder folder;

static void set_up(void)
{
    folder = run_folder_make();
}

static void tear_down(void)
{
    run_folder_remove(folder.path);
}

/* Runs a bundled protocol without drawing and gives its results. */
static json_t *run_protocol(const char *name)
{
    copse_protocol *protocol = NULL;
    copse_error err = {0};
    ck_assert_int_eq(setenv("COPSE_GNUPLOT", "/no/such/gnuplot", 1), 0); /* NOLINT(concurrency-mt-unsafe) */
    ck_assert_msg(copse_protocol_read(name, &protocol, &err) == COPSE_OK, "%s", err.text);
    const copse_run_opts opts = {.directory = folder.path};
    ck_assert_msg(copse_protocol_run(protocol, &opts, NULL, NULL, &err) == COPSE_OK, "%s", err.text);
    copse_protocol_free(protocol);
    return run_folder_json(folder.path, "results.json");
}

static const json_t *named(const json_t *list, const char *key, const char *name)
{
    size_t i = 0;
    const json_t *entry = NULL;
    json_array_foreach(list, i, entry)
    {
        const char *here = json_string_value(json_object_get(entry, key));
        if (here != NULL && strcmp(here, name) == 0) return entry;
    }
    return NULL;
}

static double number_in(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The result that a reference row is about; NULL where copse has none. */
static const json_t *find_result(const json_t *root, const char *outcome, const char *analysis, const char *group)
{
    const json_t *entry = named(json_object_get(root, "outcomes"), "name", outcome);
    const json_t *result = json_object_get(named(json_object_get(entry, "analyses"), "name", analysis), "result");
    if (strcmp(group, "overall") == 0) return json_is_object(result) ? result : NULL;
    return named(json_object_get(result, "subgroups"), "level", group);
}

static const char *cell(const copse_frame *frame, const char *column, size_t row, char *buf)
{
    size_t index = 0;
    ck_assert_int_eq(copse_frame_column(frame, column, &index, NULL), COPSE_OK);
    const char *text = copse_frame_cell(frame, index, row, buf, COPSE_NUMBER_TEXT);
    return text != NULL ? text : "";
}

static double number(const copse_frame *frame, const char *column, size_t row)
{
    const double *numbers = NULL;
    ck_assert_int_eq(copse_frame_numbers(frame, column, &numbers, NULL), COPSE_OK);
    return numbers[row];
}

static void check_close(const char *where, const char *what, double got, double want)
{
    ck_assert_msg(close_enough(got, want, 1e-8, 1e-10), "%s: %s = %.17g, want %.17g", where, what, got, want);
}

#include "multiverse_grid.h" /* uses what stands above */

static void compare(const json_t *result, const copse_frame *want, size_t row, const char *where)
{
    const json_t *mu = json_array_get(json_object_get(result, "coefficients"), 0);
    const json_t *heterogeneity = json_object_get(result, "heterogeneity");
    check_close(where, "k", number_in(json_object_get(result, "model"), "k"), number(want, "k", row));
    check_close(where, "estimate", number_in(mu, "estimate"), number(want, "estimate", row));
    check_close(where, "se", number_in(mu, "se"), number(want, "se", row));
    check_close(where, "ci_lower", number_in(mu, "ci_lower"), number(want, "ci_lower", row));
    check_close(where, "ci_upper", number_in(mu, "ci_upper"), number(want, "ci_upper", row));
    check_close(where, "p", number_in(mu, "p"), number(want, "p", row));
    check_close(where, "Q", number_in(heterogeneity, "Q"), number(want, "Q", row));
    if (number(want, "k", row) > 1)
        check_close(where, "tau2", number_in(heterogeneity, "tau2"), number(want, "tau2", row));
}

/* Results that copse has of an analysis: one overall and one a subgroup. */
static size_t count_results(const json_t *root, const copse_frame *want, const char *protocol)
{
    size_t n = 0, i = 0, j = 0;
    const json_t *outcome = NULL, *analysis = NULL;
    char buf[COPSE_NUMBER_TEXT], other[COPSE_NUMBER_TEXT], third[COPSE_NUMBER_TEXT];
    json_array_foreach(json_object_get(root, "outcomes"), i, outcome)
    {
        json_array_foreach(json_object_get(outcome, "analyses"), j, analysis)
        {
            const json_t *result = json_object_get(analysis, "result");
            bool known = false; /* an analysis that the reference covers at all */
            for (size_t row = 0; row < want->rows && !known; row++)
                known = strcmp(cell(want, "protocol", row, buf), protocol) == 0 &&
                        strcmp(cell(want, "analysis", row, other),
                               json_string_value(json_object_get(analysis, "name"))) == 0 &&
                        strcmp(cell(want, "group", row, third), "overall") == 0;
            if (known && json_is_object(result)) n += 1 + json_array_size(json_object_get(result, "subgroups"));
        }
    }
    return n;
}

static void check_protocol(const char *protocol, const char *at_name, size_t least)
{
    copse_frame want = {0};
    copse_error err = {0};
    size_t checked = 0;
    ck_assert_msg(copse_frame_read(COPSE_TEST_SOURCE "/reference/protocols.csv", NULL, &want, &err) == COPSE_OK, "%s",
                  err.text);
    json_t *root = run_protocol(at_name);
    for (size_t row = 0; row < want.rows; row++) {
        char a[COPSE_NUMBER_TEXT], b[COPSE_NUMBER_TEXT], c[COPSE_NUMBER_TEXT], d[COPSE_NUMBER_TEXT], where[512];
        if (strcmp(cell(&want, "protocol", row, a), protocol) != 0) continue;
        const char *outcome = cell(&want, "outcome", row, b), *analysis = cell(&want, "analysis", row, c);
        const char *group = cell(&want, "group", row, d);
        (void)snprintf(where, sizeof where, "%s %s %s", outcome, analysis, group);
        const json_t *result = find_result(root, outcome, analysis, group);
        ck_assert_msg(result != NULL, "%s: no result", where);
        compare(result, &want, row, where);
        checked++;
    }
    ck_assert_uint_ge(checked, least);
    ck_assert_uint_eq(count_results(root, &want, protocol), checked); /* nothing that R does not have */
    json_decref(root);
    copse_frame_free(&want);
}

START_TEST(test_smit)
{
    check_protocol("smit2023", "@smit2023", 80);
}
END_TEST

START_TEST(test_peer_support)
{
    check_protocol("peer_support", "@peer_support", 300);
    check_multiverse(folder.path);
}
END_TEST

START_TEST(test_published)
{
    static const double estimate[] = {0.19, 0.08, 0.15}, I2[] = {10, 36, 43};
    json_t *root = run_protocol("@smit2023");
    const json_t *rows = json_object_get(root, "published");
    ck_assert_uint_eq(json_array_size(rows), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *row = json_array_get(rows, i);
        ck_assert_str_eq(json_string_value(json_object_get(row, "verdict")), "agrees");
        CK_CLOSE(number_in(row, "published"), estimate[i], 1e-15);
        CK_CLOSE_ABS(number_in(row, "recomputed"), estimate[i], 0, 0.005);
        CK_CLOSE_ABS(number_in(row, "recomputed_I2_Q"), I2[i], 0, 0.5);
    }
    json_decref(root);
}
END_TEST

/* Each of the 190 rows is pooled in a main analysis or listed with a reason. */
START_TEST(test_every_row)
{
    char seen[191] = {0};
    json_t *root = run_protocol("@peer_support");
    const json_t *entry = NULL;
    size_t i = 0, j = 0;
    json_array_foreach(json_object_get(root, "rows_not_used"), i, entry)
    {
        const char *why = json_string_value(json_object_get(entry, "reason"));
        ck_assert(why != NULL && why[0] != '\0');
        seen[(size_t)number_in(entry, "row")] = 1;
    }
    copse_frame studies = {0};
    char path[512], buf[COPSE_NUMBER_TEXT];
    run_folder_join(path, sizeof path, folder.path, "tables/studies.csv");
    ck_assert_int_eq(copse_frame_read(path, NULL, &studies, NULL), COPSE_OK);
    for (j = 0; j < studies.rows; j++) {
        const size_t row = (size_t)number(&studies, "row", j);
        ck_assert_int_eq(seen[row], 0);
        seen[row] = 1;
        if (strstr(cell(&studies, "trial", j, buf), "2 arms combined") != NULL) {
            ck_assert_int_eq(seen[row + 1], 0); /* the other arm is the next row */
            seen[row + 1] = 1;
        }
    }
    for (size_t row = 1; row <= 190; row++) ck_assert_msg(seen[row] == 1, "row %zu is nowhere", row);
    ck_assert_uint_eq(json_array_size(json_object_get(json_object_get(root, "described"), "trials")), 6);
    ck_assert_uint_eq(json_array_size(json_object_get(json_object_get(root, "described"), "reviews")), 9);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "published")), 46); /* 49 less 3 repeats */
    copse_frame_free(&studies);
    json_decref(root);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("protocols");
    TCase *tests = tcase_create("protocols");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_smit);
    tcase_add_test(tests, test_peer_support);
    tcase_add_test(tests, test_published);
    tcase_add_test(tests, test_every_row);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
