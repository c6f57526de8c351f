/* Location-scale models against 50-digit arithmetic: every row of scale.csv. */
#include <copse/regression.h>

#include "ck_close.h"
#include "reference_data.h"

enum { MOST = 4 };

static const struct model {
    const char *name, *x[MOST], *z[MOST];
} MODELS[] = {{"bcg_ablat", {"1", "ablat"}, {"1", "ablat"}},
              {"bcg_alloc", {"1"}, {"1", "=random", "=systematic"}},
              {"sim100", {"1", "x1"}, {"1", "x2"}}};

static size_t fill(const reference_data *data, const char *const *column, double *out)
{
    size_t n = 0;
    while (n < MOST && column[n] != NULL) n++;
    for (size_t i = 0; i < data->k; i++)
        for (size_t j = 0; j < n; j++) {
            const char *c = column[j];
            if (*c == '=') out[i * n + j] = strcmp(reference_text(&data->csv, i, "alloc"), c + 1) == 0;
            else out[i * n + j] = strcmp(c, "1") == 0 ? 1 : reference_number(&data->csv, i, c);
        }
    return n;
}

static copse_scale_fit fit_of(const reference_csv *csv, size_t row)
{
    static double X[MOST * 200], Z[MOST * 200];
    const struct model *model = MODELS;
    while (strcmp(model->name, reference_text(csv, row, "model")) != 0) {
        model++;
        ck_assert(model < MODELS + sizeof MODELS / sizeof *MODELS);
    }
    reference_data data = reference_data_read(reference_text(csv, row, "dataset"));
    copse_scale_opts opts = copse_scale_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.fit.method), COPSE_OK);
    ck_assert_int_eq(copse_scale_link_find(reference_text(csv, row, "link"), &opts.link), COPSE_OK);
    opts.fit.test = COPSE_TEST_Z;
    opts.profile = true;
    const size_t p = fill(&data, model->x, X), q = fill(&data, model->z, Z);
    copse_scale_fit fit;
    copse_error err = {0};
    const copse_status status = copse_scale_pool(data.y, data.v, X, p, Z, q, data.k, &opts, &fit, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    reference_data_free(&data);
    return fit;
}

static double find(const copse_scale_fit *fit, const char *part, size_t row, const char *name)
{
    if (*part == '\0') return fit->stat.log_lik;
    const bool location = strcmp(part, "location") == 0;
    const copse_coefficient *c = location ? &fit->coef[row] : &fit->alpha[row].wald;
    if (strcmp(name, "estimate") == 0) return c->estimate;
    if (strcmp(name, "se") == 0) return c->se;
    if (strcmp(name, "lr") == 0) return fit->alpha[row].lr;
    if (strcmp(name, "profile_lower") == 0) return fit->alpha[row].profile.lower;
    ck_assert_str_eq(name, "profile_upper");
    return fit->alpha[row].profile.upper;
}

static bool same(const reference_csv *csv, size_t a, size_t b, const char *column)
{
    return strcmp(reference_text(csv, a, column), reference_text(csv, b, column)) == 0;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("scale.csv");
    copse_scale_fit fit = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        if (i == 0 || !same(&csv, i, i - 1, "model") || !same(&csv, i, i - 1, "link") ||
            !same(&csv, i, i - 1, "method")) {
            copse_scale_fit_free(&fit);
            fit = fit_of(&csv, i);
        }
        const char *part = reference_text(&csv, i, "coefficient"), *name = reference_text(&csv, i, "statistic");
        const double got = find(&fit, part, (size_t)reference_number(&csv, i, "row"), name);
        const double want = reference_number(&csv, i, "value");
        if (close_enough(got, want, reference_rtol(&csv, i), 0)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s %s = %.17g, want %.17g\n", reference_text(&csv, i, "model"),
                      reference_text(&csv, i, "method"), part, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 90);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    copse_scale_fit_free(&fit);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("location-scale models against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
