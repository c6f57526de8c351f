/* The univariate analyses of tests/reference/univariate_*.csv, each by one run of the program: metafor's numbers, and 50-digit
 * arithmetic's where metafor has none or too few digits. Columns: command (empty: the one above), the path into its JSON,
 * value, and floor, the absolute difference that is allowed where 1e-8 of the value is less. */
#include "ck_close.h"
#include "program_json.h"
#include "reference_csv.h"

static const char *const DATA = "reference/data";

typedef struct tally {
    size_t commands, numbers, wrong;
    double worst;
} tally;

static void compare(const reference_csv *csv, size_t row, const char *command, const json_t *result, tally *seen)
{
    const char *path = reference_text(csv, row, "path");
    const double want = reference_number(csv, row, "value"), floor = reference_number(csv, row, "floor");
    const json_t *value = program_at(result, path);
    const double here = json_is_number(value) ? json_number_value(value) : NAN;
    const double off = fabs(here - want);
    seen->numbers++;
    if (!isnan(here) && close_enough(here, want, 1e-8, floor)) {
        if (off > floor) seen->worst = fmax(seen->worst, off / fabs(want));
        return;
    }
    seen->wrong++;
    (void)fprintf(stderr, "%s:%zu: %s: %s is %.17g, not %.17g\n", csv->name, row + 2, command, path, here, want);
}

static tally compare_file(const char *name)
{
    tally seen = {0};
    reference_csv csv = reference_read(name);
    const char *command = NULL;
    json_t *result = NULL;
    for (size_t row = 0; row < csv.rows; row++) {
        const char *next = reference_text(&csv, row, "command");
        if (next[0] != '\0') {
            json_decref(result);
            command = next;
            result = program_run(DATA, command, name);
            seen.commands++;
        }
        ck_assert_ptr_nonnull(result);
        compare(&csv, row, command, result, &seen);
    }
    json_decref(result);
    reference_free(&csv);
    (void)printf("%s: %zu commands, %zu numbers, worst %.1e\n", name, seen.commands, seen.numbers, seen.worst);
    ck_assert_msg(seen.wrong == 0, "%s: %zu of %zu numbers differ", name, seen.wrong, seen.numbers);
    return seen;
}

START_TEST(metafor)
{
    const tally seen = compare_file("univariate_metafor.csv");
    ck_assert_uint_gt(seen.commands, 900); /* the file was read to its end */
    ck_assert_uint_gt(seen.numbers, 20000);
}
END_TEST

START_TEST(fifty_digits)
{
    const tally seen = compare_file("univariate_exact.csv");
    ck_assert_uint_ge(seen.commands, 15);
    ck_assert_uint_gt(seen.numbers, 400);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("univariate peers");
    TCase *cases = tcase_create("univariate peers");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, metafor);
    tcase_add_test(cases, fifty_digits);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
