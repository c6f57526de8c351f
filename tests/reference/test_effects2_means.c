/* Measures of means, of changes and of one mean against 50-digit arithmetic (effects2_means.csv, effects2_changes.csv,
 * effects2_one_mean.csv) and against metafor (effects2_means_metafor.csv). The rows of a `table` that share measure,
 * variance type and correction are one call. */
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
    return same(csv, a, b, "measure") && same(csv, a, b, "vtype") && same(csv, a, b, "correct") &&
           same(csv, a, b, "table");
}

/* Column of that name, or csv->columns. */
static size_t column_of(const reference_csv *csv, const char *name)
{
    size_t c = 0;
    while (c < csv->columns && strcmp(csv->cell[c], name) != 0) c++;
    return c;
}

/* The file's input columns of rows first..first+k that hold a number at all. */
static void inputs_of(const reference_csv *csv, size_t first, size_t k, double data[][LARGEST_TABLE], const double **in)
{
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        in[input] = NULL;
        if (input == COPSE_IN_YI || input == COPSE_IN_VI) continue; /* the answers */
        const char *name = copse_input_name(input);
        if (column_of(csv, name) == csv->columns) continue;
        for (size_t i = 0; i < k; i++) {
            data[input][i] = reference_number(csv, first + i, name);
            if (!isnan(data[input][i])) in[input] = data[input];
        }
    }
}

typedef struct answer {
    double yi[LARGEST_TABLE], vi[LARGEST_TABLE], ni[LARGEST_TABLE];
    copse_effect_row row[LARGEST_TABLE];
} answer;

static void compute(const reference_csv *csv, size_t first, size_t k, answer *a)
{
    static double data[COPSE_IN_COUNT][LARGEST_TABLE];
    const double *in[COPSE_IN_COUNT];
    const copse_measure *measure = copse_measure_find(reference_text(csv, first, "measure"));
    copse_effect_opts opts = copse_effect_opts_default();
    ck_assert_uint_le(k, LARGEST_TABLE);
    ck_assert_ptr_nonnull(measure);
    inputs_of(csv, first, k, data, in);
    ck_assert_int_eq(copse_vtype_find(reference_text(csv, first, "vtype"), &opts.vtype), COPSE_OK);
    ck_assert(copse_measure_takes(measure, opts.vtype));
    opts.uncorrected = strcmp(reference_text(csv, first, "correct"), "FALSE") == 0;
    ck_assert(measure->corrects || !opts.uncorrected);
    ck_assert_int_eq(copse_effect_compute(measure, in, k, &opts, a->yi, a->vi, a->ni, a->row), COPSE_OK);
}

static size_t call_length(const reference_csv *csv, size_t first)
{
    size_t next = first + 1;
    while (next < csv->rows && same_call(csv, first, next)) next++;
    return next - first;
}

static void check_row(const reference_csv *csv, size_t at, double yi, double vi, const copse_effect_row *row)
{
    const double want_y = reference_number(csv, at, "yi"), want_v = reference_number(csv, at, "vi");
    const double rtol = reference_number(csv, at, "rtol");
    ck_assert(rtol >= 1e-12 && rtol <= 1e-10);
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

/* Returns the number of rows compared. */
static size_t check_file(const char *name)
{
    reference_csv csv = reference_read(name);
    for (size_t first = 0, k; first < csv.rows; first += k) {
        answer a;
        k = call_length(&csv, first);
        compute(&csv, first, k, &a);
        for (size_t i = 0; i < k; i++) check_row(&csv, first + i, a.yi[i], a.vi[i], &a.row[i]);
    }
    const size_t rows = csv.rows;
    reference_free(&csv);
    return rows;
}

START_TEST(two_means)
{
    ck_assert_uint_ge(check_file("effects2_means.csv"), 4000);
}
END_TEST

START_TEST(changes)
{
    ck_assert_uint_ge(check_file("effects2_changes.csv"), 1500);
}
END_TEST

START_TEST(one_mean)
{
    ck_assert_uint_ge(check_file("effects2_one_mean.csv"), 300);
}
END_TEST

/* Row `row` (from 1) of a file, from the call that it belongs to. */
static void compute_row(const reference_csv *csv, size_t row, answer *a, size_t *first, size_t *k)
{
    while (row - 1 >= *first + *k) {
        *first += *k;
        *k = call_length(csv, *first);
        if (row - 1 < *first + *k) compute(csv, *first, *k, a);
    }
}

/* metafor's own arithmetic cancels here and there: 1e-10, and 1e-15 for an estimate of 0. */
static size_t check_peer(const reference_csv *peer, size_t from, const char *family)
{
    char name[64];
    (void)snprintf(name, sizeof name, "effects2_%s.csv", family);
    reference_csv csv = reference_read(name);
    answer a;
    size_t first = 0, k = 0, at = from;
    for (; at < peer->rows && strcmp(reference_text(peer, at, "file"), family) == 0; at++) {
        const size_t row = (size_t)reference_number(peer, at, "row");
        compute_row(&csv, row, &a, &first, &k);
        const size_t i = row - 1 - first;
        const double y = reference_number(peer, at, "yi"), v = reference_number(peer, at, "vi");
        ck_assert_str_eq(reference_text(peer, at, "measure"), reference_text(&csv, row - 1, "measure"));
        ck_assert_msg((a.row[i].status == COPSE_OK) == !isnan(v), "%s row %zu: %s", family, row, a.row[i].why);
        if (isnan(v)) continue;
        ck_assert_msg(close_enough(a.yi[i], y, 1e-10, 1e-15), "%s row %zu: yi %.17g, metafor %.17g", family, row,
                      a.yi[i], y);
        ck_assert_msg(close_enough(a.vi[i], v, 1e-10, 0.0), "%s row %zu: vi %.17g, metafor %.17g", family, row, a.vi[i],
                      v);
    }
    reference_free(&csv);
    return at;
}

START_TEST(metafor)
{
    reference_csv peer = reference_read("effects2_means_metafor.csv");
    const size_t means_end = check_peer(&peer, 0, "means"), changes_end = check_peer(&peer, means_end, "changes");
    ck_assert_uint_ge(means_end, 900);
    ck_assert_uint_ge(changes_end - means_end, 150);
    ck_assert_uint_eq(check_peer(&peer, changes_end, "one_mean"), peer.rows);
    reference_free(&peer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects of means against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, two_means);
    tcase_add_test(files, changes);
    tcase_add_test(files, one_mean);
    tcase_add_test(files, metafor);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
