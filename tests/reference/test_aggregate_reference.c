/* Several effects of one trial combined: every row of aggregate.csv (50 digits; metafor's aggregate() agrees), and the
 * worked example of Borenstein et al. 2009, chapter 24. */
#include <copse/study.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 64 };

/* The rows of one trial. */
typedef struct effects {
    double y[MOST], v[MOST], time[MOST];
    size_t obs[MOST], m;
} effects;

static effects read_trial(const reference_csv *data, const char *dataset, const char *trial)
{
    effects e = {.m = 0};
    for (size_t i = 0; i < data->rows; i++) {
        if (strcmp(reference_text(data, i, "dataset"), dataset) != 0) continue;
        if (strcmp(reference_text(data, i, "trial"), trial) != 0) continue;
        ck_assert_uint_lt(e.m, MOST);
        e.y[e.m] = reference_number(data, i, "yi");
        e.v[e.m] = reference_number(data, i, "vi");
        e.time[e.m] = reference_number(data, i, "time");
        e.obs[e.m++] = (size_t)reference_number(data, i, "obs");
    }
    ck_assert_uint_gt(e.m, 0);
    return e;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("aggregate.csv"), data = reference_read("data/aggregate.csv");
    for (size_t i = 0; i < csv.rows; i++) {
        const char *dataset = reference_text(&csv, i, "dataset"), *trial = reference_text(&csv, i, "trial");
        copse_aggregate_opts opts = {.rho = reference_number(&csv, i, "rho"), .phi = reference_number(&csv, i, "phi")};
        copse_error err = {0};
        double y, v;
        ck_assert_int_eq(copse_combine_find(reference_text(&csv, i, "combine"), &opts.combine), COPSE_OK);
        ck_assert_int_eq(copse_structure_find(reference_text(&csv, i, "structure"), &opts.structure), COPSE_OK);
        const effects e = read_trial(&data, dataset, trial);
        const copse_status status = copse_aggregate(e.y, e.v, e.time, e.obs, e.m, &opts, &y, &v, NULL, &err);
        ck_assert_msg(status == COPSE_OK, "row %zu: %s", i + 1, err.text);
        const double want_y = reference_number(&csv, i, "y"), want_v = reference_number(&csv, i, "v");
        double largest = 0; /* an estimate near 0 is a difference of larger ones */
        for (size_t j = 0; j < e.m; j++) largest = fmax(largest, fabs(e.y[j]));
        ck_assert_msg(close_enough(y, want_y, 1e-12, 1e-14 * largest) && close_enough(v, want_v, 1e-12, 0),
                      "row %zu (%s, trial %s): %.17g and %.17g, want %.17g and %.17g", i + 1, dataset, trial, y, v,
                      want_y, want_v);
    }
    ck_assert_uint_gt(csv.rows, 2500);
    reference_free(&csv);
    reference_free(&data);
}
END_TEST

/* Tables 24.1 to 24.3: two outcomes of five studies; the composites have three decimals in the book, the pooled effect and
 * its standard error four and five. */
START_TEST(chapter_24)
{
    static const struct {
        double reading, maths, v, r, y, variance;
    } study[] = {{0.3, 0.1, 0.05, 0.5, 0.200, 0.038},
                 {0.2, 0.1, 0.02, 0.6, 0.150, 0.016},
                 {0.4, 0.2, 0.05, 0.6, 0.300, 0.040},
                 {0.2, 0.1, 0.01, 0.4, 0.150, 0.007},
                 {0.4, 0.3, 0.06, 0.8, 0.350, 0.054}};
    double sum = 0, weight = 0;
    for (size_t i = 0; i < sizeof study / sizeof *study; i++) {
        const double yi[] = {study[i].reading, study[i].maths}, vi[] = {study[i].v, study[i].v};
        const copse_aggregate_opts opts = {
            .combine = COPSE_COMBINE_MEAN, .structure = COPSE_STRUCTURE_CS, .rho = study[i].r};
        double y, v;
        ck_assert_int_eq(copse_aggregate(yi, vi, NULL, NULL, 2, &opts, &y, &v, NULL, NULL), COPSE_OK);
        CK_CLOSE_ABS(y, study[i].y, 0, 1e-14);
        CK_CLOSE_ABS(v, study[i].variance, 0, 0.00051);
        sum += y / v;
        weight += 1 / v;
    }
    CK_CLOSE_ABS(sum / weight, 0.1819, 0, 0.00005);
    CK_CLOSE_ABS(sqrt(1 / weight), 0.06024, 0, 0.000005);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("aggregate");
    TCase *cases = tcase_create("reference");
    tcase_add_test(cases, every_row);
    tcase_add_test(cases, chapter_24);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
