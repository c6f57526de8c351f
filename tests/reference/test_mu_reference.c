/* Tests, intervals and prediction intervals of means and coefficients against high-precision arithmetic: every row of mu.csv
 * and mu_likelihood.csv. */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_data.h"

enum { MOST_COLUMNS = 8 };

/* The designs of make_mods.py by name; any other is an intercept. */
static const struct design {
    const char *name, *column[MOST_COLUMNS];
} DESIGNS[] = {{"bcg_ablat", {"intrcpt", "ablat"}},
               {"bcg_noint", {"ablat"}},
               {"bcg_alloc_cellmeans", {"alloc_random", "alloc_alternate", "alloc_systematic"}},
               {"bcg_alloc_ablat", {"intrcpt", "alloc_random", "alloc_systematic", "ablat"}},
               {"molloy_quality_age", {"intrcpt", "quality", "meanage"}},
               {NULL, {"intrcpt"}}};

typedef struct fitted {
    reference_data data;
    const struct design *design;
    double *X;
    copse_fit fit;
} fitted;

static const struct design *find_design(const char *name)
{
    size_t i = 0;
    while (DESIGNS[i].name != NULL && strcmp(DESIGNS[i].name, name) != 0) i++;
    return &DESIGNS[i];
}

static size_t columns_of(const struct design *design)
{
    size_t p = 0;
    while (p < MOST_COLUMNS && design->column[p] != NULL) p++;
    return p;
}

static double cell(const reference_data *data, size_t i, const char *column)
{
    if (strcmp(column, "intrcpt") == 0) return 1;
    if (strncmp(column, "alloc_", 6) == 0) return strcmp(reference_text(&data->csv, i, "alloc"), column + 6) == 0;
    return reference_number(&data->csv, i, column);
}

static void close_fit(fitted *f)
{
    reference_data_free(&f->data);
    free(f->X);
    copse_fit_free(&f->fit);
    *f = (fitted){.design = NULL};
}

static void open_fit(const reference_csv *csv, size_t row, fitted *f)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_error err = {0};
    f->data = reference_data_read(reference_text(csv, row, "dataset"));
    f->design = find_design(reference_text(csv, row, "design"));
    const size_t k = f->data.k, p = columns_of(f->design);
    f->X = calloc(k * p, sizeof *f->X);
    ck_assert_ptr_nonnull(f->X);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < p; j++) f->X[i * p + j] = cell(&f->data, i, f->design->column[j]);
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &opts.test), COPSE_OK);
    ck_assert_int_eq(copse_pi_find(reference_text(csv, row, "pi"), &opts.pi), COPSE_OK);
    opts.level = reference_number(csv, row, "level");
    const copse_status st = copse_pool(f->data.y, f->data.v, f->X, k, p, &opts, &f->fit, &err);
    ck_assert_msg(st == COPSE_OK, "%s row %zu: %s", csv->name, row + 1, err.text);
}

static bool pick(const char *name, const char *wanted, double value, double *got)
{
    if (strcmp(name, wanted) != 0) return false;
    *got = value;
    return true;
}

static double field(const fitted *f, const char *coefficient, const char *name)
{
    size_t j = 0;
    while (*coefficient != '\0' && j < f->fit.p && strcmp(f->design->column[j], coefficient) != 0) j++;
    ck_assert_uint_lt(j, f->fit.p);
    const copse_coefficient *c = &f->fit.coef[j];
    double got = NAN;
    const bool found = *coefficient != '\0'
                           ? pick(name, "estimate", c->estimate, &got) || pick(name, "se", c->se, &got) ||
                                 pick(name, "df", c->df, &got) || pick(name, "statistic", c->statistic, &got) ||
                                 pick(name, "p", c->p, &got) || pick(name, "ci_lower", c->ci.lower, &got) ||
                                 pick(name, "ci_upper", c->ci.upper, &got)
                           : pick(name, "QM", f->fit.het.QM, &got) || pick(name, "QM_df2", f->fit.het.QM_df2, &got) ||
                                 pick(name, "QM_p", f->fit.het.QM_p, &got) ||
                                 pick(name, "pi_lower", f->fit.prediction.lower, &got) ||
                                 pick(name, "pi_upper", f->fit.prediction.upper, &got) ||
                                 pick(name, "pi_df", f->fit.prediction_df, &got);
    ck_assert_msg(found, "no statistic %s", name);
    return got;
}

static bool same_fit(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const KEY[] = {"design", "dataset", "method", "test", "pi", "level"};
    for (size_t i = 0; i < sizeof KEY / sizeof *KEY; i++)
        if (strcmp(reference_text(csv, a, KEY[i]), reference_text(csv, b, KEY[i])) != 0) return false;
    return true;
}

static void check_file(const char *name, size_t least)
{
    reference_csv csv = reference_read(name);
    fitted f = {.design = NULL};
    size_t wrong = 0;
    ck_assert_uint_gt(csv.rows, least);
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        if (i == 0 || !same_fit(&csv, i, i - 1)) {
            close_fit(&f);
            open_fit(&csv, i, &f);
        }
        const double want = reference_number(&csv, i, "value"), rtol = reference_rtol(&csv, i);
        const double got = field(&f, reference_text(&csv, i, "coefficient"), reference_text(&csv, i, "statistic"));
        if (isnan(want) ? isnan(got) : fabs(got - want) <= rtol * fabs(want)) continue;
        printf("%s row %zu (%s %s %s %s %s): %.17g, not %.17g\n", name, i + 1, reference_text(&csv, i, "design"),
               reference_text(&csv, i, "test"), reference_text(&csv, i, "pi"), reference_text(&csv, i, "coefficient"),
               reference_text(&csv, i, "statistic"), got, want);
        wrong++;
    }
    close_fit(&f);
    reference_free(&csv);
    ck_assert_uint_eq(wrong, 0);
}

START_TEST(closed_forms)
{
    check_file("mu.csv", 300);
}
END_TEST

START_TEST(likelihoods)
{
    check_file("mu_likelihood.csv", 80);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mu reference");
    TCase *tcase = tcase_create("rows");
    tcase_add_test(tcase, closed_forms);
    tcase_add_test(tcase, likelihoods);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
