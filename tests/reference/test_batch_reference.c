/* A batch against metafor, fit by fit: tests/reference/make_batch_metafor.R. */
#include "ck_close.h"
#include "reference_csv.h"

#include <copse/resample.h>

enum { MOST = 4096, GROUPS = 64 };

static size_t column(const reference_csv *csv, const char *name)
{
    for (size_t c = 0; c < csv->columns; c++)
        if (strcmp(csv->cell[c], name) == 0) return c;
    ck_abort_msg("%s: no column %s", csv->name, name);
    return 0;
}

static const char *cell(const reference_csv *csv, size_t row, const char *name)
{
    return csv->cell[(row + 1) * csv->columns + column(csv, name)];
}

static double number(const reference_csv *csv, size_t row, const char *name)
{
    const char *text = cell(csv, row, name);
    double x = NAN;
    ck_assert_msg(text[0] == '\0' || copse_parse_number(text, strlen(text), '.', &x), "%s row %zu: %s = '%s'",
                  csv->name, row, name, text);
    return x;
}

/* The rows of group `name`, as a batch of one data set. */
static copse_batch_fit fit_group(const reference_csv *corpus, const char *name, copse_method method, copse_test test)
{
    static double yi[MOST], vi[MOST];
    size_t start[2] = {0, 0};
    for (size_t r = 0; r < corpus->rows; r++) {
        if (strcmp(cell(corpus, r, "meta"), name) != 0) continue;
        yi[start[1]] = number(corpus, r, "yi");
        vi[start[1]++] = number(corpus, r, "vi");
    }
    copse_batch_opts opts = copse_batch_opts_default();
    opts.lanes.fit.method = method;
    opts.lanes.fit.test = test;
    copse_batch *batch = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_batch_new(&opts, &batch, &err) == COPSE_OK, "%s", err.text);
    copse_batch_data data = {.groups = 1, .start = start};
    data.in[COPSE_IN_YI] = yi;
    data.in[COPSE_IN_VI] = vi;
    copse_batch_fit fit;
    ck_assert_msg(copse_batch_run(batch, &data, &fit, &err) == COPSE_OK, "%s", err.text);
    copse_batch_free(batch);
    return fit;
}

/* Scoring that ends at the boundary leaves metafor a tau2 of 1e-15 of the variances, where it is 0. */
static void close_to(const char *what, const char *name, double got, double want, double se)
{
    const double floor = strcmp(what, "tau2") == 0 ? 1e-10 * se * se : strcmp(what, "I2") == 0 ? 1e-9 : 0;
    ck_assert_msg(close_enough(got, want, 1e-8, floor), "%s %s: %.17g, metafor has %.17g", name, what, got, want);
}

START_TEST(every_fit_is_metafors)
{
    reference_csv corpus = reference_read("batch_corpus.csv"), want = reference_read("batch_metafor.csv");
    ck_assert_uint_eq(want.rows, 60);
    for (size_t r = 0; r < want.rows; r++) {
        const char *name = cell(&want, r, "meta");
        copse_method method;
        copse_test test;
        ck_assert_int_eq(copse_method_find(cell(&want, r, "method"), &method), COPSE_OK);
        ck_assert_int_eq(copse_test_find(cell(&want, r, "test"), &test), COPSE_OK);
        const copse_batch_fit got = fit_group(&corpus, name, method, test);
        ck_assert_int_eq(got.status, COPSE_BATCH_OK);
        ck_assert_uint_eq(got.k, (size_t)number(&want, r, "k"));
        const struct {
            const char *what;
            double got;
        } all[] = {{"estimate", got.estimate},
                   {"se", got.se},
                   {"statistic", got.statistic},
                   {"df", got.df},
                   {"p", got.p},
                   {"ci_lower", got.ci.lower},
                   {"ci_upper", got.ci.upper},
                   {"pi_lower", got.prediction.lower},
                   {"pi_upper", got.prediction.upper},
                   {"tau2", got.tau2},
                   {"I2", got.I2},
                   {"H2", got.H2},
                   {"Q", got.Q},
                   {"Q_p", got.Q_p},
                   {"egger_bias", got.egger.bias},
                   {"egger_se", got.egger.se},
                   {"egger_statistic", got.egger.statistic},
                   {"egger_df", got.egger.df},
                   {"egger_p", got.egger.p}};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            close_to(all[i].what, name, all[i].got, number(&want, r, all[i].what), got.se);
    }
    reference_free(&corpus);
    reference_free(&want);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("batch reference");
    TCase *tests = tcase_create("metafor");
    tcase_add_test(tests, every_fit_is_metafors);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
