/* Residuals, hat values and BLUPs against 50-digit arithmetic (residuals.csv) and metafor (residuals_metafor.csv). */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_designs.h"

enum { VALUES = 17, CHOLESKY = VALUES, ALL };
static const char *const NAME[ALL] = {"fitted",       "raw",          "hat",        "se",          "standard",
                                      "pearson",      "deleted",      "deleted_se", "studentised", "blup",
                                      "blup_se",      "blup_lower",   "blup_upper", "effect",      "effect_se",
                                      "effect_lower", "effect_upper", "cholesky"};

/* One fit with what it says of its studies. */
typedef struct fitted {
    reference_data data;
    double *X;
    copse_fit fit;
    copse_residual *residual;
    copse_blup *blup;
} fitted;

static void fitted_free(fitted *f)
{
    copse_fit_free(&f->fit);
    reference_data_free(&f->data);
    free(f->X);
    free(f->residual);
    free(f->blup);
    *f = (fitted){0};
}

static fitted fit_row(const reference_csv *csv, size_t row)
{
    const char *name = reference_text(csv, row, "design"), *dataset = reference_text(csv, row, "dataset");
    fitted f = {.data = reference_data_read(dataset)};
    const struct design *design = strcmp(name, dataset) == 0 && strcmp(name, "sim100") != 0 ? NULL : find_design(name);
    const size_t p = design == NULL ? 1 : columns_of(design);
    if (design != NULL) f.X = design_matrix(design, &f.data);
    copse_fit_opts opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &opts.test), COPSE_OK);
    opts.level = reference_number(csv, row, "level");
    copse_error err = {0};
    copse_status status = copse_pool(f.data.y, f.data.v, f.X, f.data.k, p, &opts, &f.fit, &err);
    f.residual = calloc(f.data.k, sizeof *f.residual);
    f.blup = calloc(f.data.k, sizeof *f.blup);
    ck_assert(f.residual != NULL && f.blup != NULL);
    if (status == COPSE_OK) status = copse_pool_residuals(f.data.y, f.data.v, f.X, &f.fit, true, f.residual, &err);
    if (status == COPSE_OK) status = copse_pool_blups(f.data.y, f.data.v, f.X, &f.fit, f.blup, &err);
    ck_assert_msg(status == COPSE_OK, "%s: %s", name, err.text);
    return f;
}

static double value_of(const fitted *f, size_t i, size_t what)
{
    const copse_residual *r = &f->residual[i];
    const copse_blup *b = &f->blup[i];
    const double value[ALL] = {r->fitted,
                               r->raw,
                               r->hat,
                               r->se,
                               r->standard,
                               r->pearson,
                               r->deleted,
                               r->deleted_se,
                               r->studentised,
                               b->estimate,
                               b->se,
                               b->interval.lower,
                               b->interval.upper,
                               b->effect,
                               b->effect_se,
                               b->effect_interval.lower,
                               b->effect_interval.upper,
                               r->cholesky};
    return value[what];
}

static bool same_fit(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const key[] = {"design", "method", "test", "level"};
    for (size_t c = 0; c < sizeof key / sizeof *key; c++)
        if (strcmp(reference_text(csv, a, key[c]), reference_text(csv, b, key[c])) != 0) return false;
    return true;
}

/* Values on the scale of y may be a small difference: absolute error in units of the study's standard error. */
static size_t compare_row(const reference_csv *csv, size_t row, const fitted *f, size_t values, double tolerance,
                          bool missing)
{
    const size_t i = (size_t)reference_number(csv, row, "study") - 1;
    const double unit = sqrt(f->data.v[i]);
    size_t wrong = 0;
    for (size_t c = 0; c < values; c++) {
        const double want = reference_number(csv, row, NAME[c]), got = value_of(f, i, c);
        if (isnan(want) && missing) continue; /* metafor did not converge, or knows no missing tau2 */
        const bool free = c == 2 || c == 4 || c == 5 || c == 8 || c == CHOLESKY; /* of scale */
        if (close_enough(got, want, tolerance, tolerance * (free ? 1 : unit) * (c == 2 ? 0 : 1))) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s study %zu: %s = %.17g, want %.17g\n", reference_text(csv, row, "design"),
                      reference_text(csv, row, "method"), reference_text(csv, row, "test"), i + 1, NAME[c], got, want);
    }
    return wrong;
}

static void compare(const char *name, size_t values, double tolerance, size_t least, bool missing)
{
    reference_csv csv = reference_read(name);
    fitted f = {0};
    size_t wrong = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (!missing) reference_check_provenance(&csv, row);
        if (row == 0 || !same_fit(&csv, row, row - 1)) {
            fitted_free(&f);
            f = fit_row(&csv, row);
        }
        wrong += compare_row(&csv, row, &f, values, tolerance, missing);
    }
    ck_assert_uint_gt(csv.rows, least);
    ck_assert_msg(wrong == 0, "%s: %zu values disagree", name, wrong);
    fitted_free(&f);
    reference_free(&csv);
}

START_TEST(high_precision)
{
    compare("residuals.csv", VALUES, 1e-10, 300, false);
}
END_TEST

START_TEST(metafor)
{
    compare("residuals_metafor.csv", ALL, 1e-8, 2000, true);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("residuals against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, high_precision);
    tcase_add_test(cases, metafor);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
