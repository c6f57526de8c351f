/* Effect sizes against 50-digit arithmetic (effects_*.csv). The rows of a `table` that share options are one call. */
#include <copse/effect.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { LARGEST_TABLE = 64 };

static bool same(const reference_csv *csv, size_t a, size_t b, const char *column)
{
    return strcmp(reference_text(csv, a, column), reference_text(csv, b, column)) == 0;
}

static bool same_call(const reference_csv *csv, size_t a, size_t b)
{
    return same(csv, a, b, "measure") && same(csv, a, b, "vtype") && same(csv, a, b, "table") &&
           same(csv, a, b, "add") && same(csv, a, b, "to") && same(csv, a, b, "drop00");
}

static bool is_default_variance(const reference_csv *csv, size_t row)
{
    return strcmp(reference_text(csv, row, "vtype"), "LS") == 0;
}

static copse_effect_opts options_of(const reference_csv *csv, size_t row)
{
    copse_effect_opts opts = copse_effect_opts_default();
    const char *to = reference_text(csv, row, "to");
    opts.add = reference_number(csv, row, "add");
    if (strcmp(to, "NA") != 0) ck_assert_int_eq(copse_add_to_find(to, &opts.to), COPSE_OK);
    opts.drop00 = strcmp(reference_text(csv, row, "drop00"), "TRUE") == 0;
    return opts;
}

/* The file's input columns of rows first..first+k, by name; returns how many were found. */
static size_t inputs_of(const reference_csv *csv, size_t first, size_t k, double data[][LARGEST_TABLE],
                        const double **in)
{
    size_t found = 0;
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        in[input] = NULL;
        for (size_t c = 0; c < csv->columns; c++) {
            if (strcmp(csv->cell[c], copse_input_name(input)) != 0) continue;
            if (input == COPSE_IN_YI || input == COPSE_IN_VI) continue; /* the answers */
            for (size_t i = 0; i < k; i++) data[input][i] = reference_number(csv, first + i, csv->cell[c]);
            in[input] = data[input];
            found++;
        }
    }
    return found;
}

static void check_row(const reference_csv *csv, size_t at, double yi, double vi, const copse_effect_row *row)
{
    const double want_y = reference_number(csv, at, "yi"), want_v = reference_number(csv, at, "vi");
    /* the file's tolerances allow for formulas that cancel; ours does not, but for a sum of logs and corrections */
    const bool cancels = strcmp(reference_text(csv, at, "measure"), "ROM") == 0 ||
                         strcmp(reference_text(csv, at, "measure"), "MD") == 0 ||
                         strcmp(reference_text(csv, at, "measure"), "SMD") == 0 ||
                         strcmp(reference_text(csv, at, "measure"), "SMDH") == 0;
    const double rtol = cancels ? reference_number(csv, at, "rtol") : 1e-12;
    const bool computable = !isnan(want_y) && want_v > 0.0;
    ck_assert_msg((row->status == COPSE_OK) == computable, "%s row %zu: %s (%s)", csv->name, at + 1,
                  copse_status_name(row->status), row->why);
    if (!computable) {
        ck_assert(isnan(yi) && isnan(vi));
        ck_assert_int_eq(row->status, COPSE_ENOTCOMPUTABLE);
        return;
    }
    ck_assert_msg(close_enough(yi, want_y, rtol, 1e-300), "%s row %zu: yi %.17g, want %.17g", csv->name, at + 1, yi,
                  want_y);
    ck_assert_msg(close_enough(vi, want_v, rtol, 0.0), "%s row %zu: vi %.17g, want %.17g", csv->name, at + 1, vi,
                  want_v);
}

static void check_call(const reference_csv *csv, size_t first, size_t k)
{
    static double data[COPSE_IN_COUNT][LARGEST_TABLE];
    const double *in[COPSE_IN_COUNT];
    double yi[LARGEST_TABLE], vi[LARGEST_TABLE], ni[LARGEST_TABLE];
    copse_effect_row row[LARGEST_TABLE];
    ck_assert_uint_le(k, LARGEST_TABLE);
    ck_assert_uint_ge(inputs_of(csv, first, k, data, in), 2);
    const copse_effect_opts opts = options_of(csv, first);
    const copse_measure *measure = copse_measure_find(reference_text(csv, first, "measure"));
    ck_assert_ptr_nonnull(measure);
    ck_assert_int_eq(copse_effect_compute(measure, in, k, &opts, yi, vi, ni, row), COPSE_OK);
    for (size_t i = 0; i < k; i++) {
        check_row(csv, first + i, yi[i], vi[i], &row[i]);
    }
}

/* Returns the number of rows compared. */
static size_t check_file(const char *name)
{
    reference_csv csv = reference_read(name);
    size_t checked = 0;
    for (size_t first = 0, next; first < csv.rows; first = next) {
        for (next = first + 1; next < csv.rows && same_call(&csv, first, next);) next++;
        if (!is_default_variance(&csv, first)) continue;
        check_call(&csv, first, next - first);
        checked += next - first;
    }
    reference_free(&csv);
    return checked;
}

START_TEST(tables)
{
    ck_assert_uint_ge(check_file("effects_2x2.csv"), 1000);
}
END_TEST

START_TEST(rates)
{
    ck_assert_uint_ge(check_file("effects_rates.csv"), 80);
}
END_TEST

START_TEST(proportions)
{
    ck_assert_uint_ge(check_file("effects_proportions.csv"), 380);
}
END_TEST

START_TEST(means)
{
    ck_assert_uint_ge(check_file("effects_means.csv"), 120);
}
END_TEST

START_TEST(correlations)
{
    ck_assert_uint_ge(check_file("effects_correlations.csv"), 34);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, tables);
    tcase_add_test(files, rates);
    tcase_add_test(files, proportions);
    tcase_add_test(files, means);
    tcase_add_test(files, correlations);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
