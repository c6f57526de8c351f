/* Meta-regressions by formula against metafor: every row of formula_metafor.csv. */
#include <copse/formula.h>
#include <copse/model.h>

#include "ck_close.h"
#include "reference_csv.h"

typedef struct one_fit {
    copse_frame frame;
    copse_design design;
    copse_fit fit;
} one_fit;

static one_fit make(const reference_csv *csv, size_t row)
{
    char path[512];
    one_fit f = {0};
    copse_error err = {0};
    copse_formula *formula = NULL;
    copse_fit_opts opts = copse_fit_opts_default();
    const double *y = NULL, *v = NULL;
    (void)snprintf(path, sizeof path, "%s/reference/data/%s.csv", COPSE_TEST_SOURCE, reference_text(csv, row, "data"));
    ck_assert(copse_frame_read(path, NULL, &f.frame, &err) == COPSE_OK);
    ck_assert(copse_formula_parse(reference_text(csv, row, "formula"), &formula, &err) == COPSE_OK);
    ck_assert(copse_design_build(formula, &f.frame, NULL, f.frame.rows, NULL, &f.design, &err) == COPSE_OK);
    ck_assert(copse_method_find(reference_text(csv, row, "method"), &opts.method) == COPSE_OK);
    ck_assert(copse_test_find(reference_text(csv, row, "test"), &opts.test) == COPSE_OK);
    ck_assert(copse_frame_numbers(&f.frame, "yi", &y, &err) == COPSE_OK);
    double *variance = copse_alloc(f.frame.rows, sizeof *variance);
    const bool squared = !copse_frame_has(&f.frame, "vi");
    ck_assert(copse_frame_numbers(&f.frame, squared ? "sei" : "vi", &v, &err) == COPSE_OK);
    for (size_t i = 0; i < f.frame.rows; i++) variance[i] = squared ? v[i] * v[i] : v[i];
    ck_assert_msg(copse_pool(y, variance, f.design.X, f.design.k, f.design.p, &opts, &f.fit, &err) == COPSE_OK, "%s",
                  err.text);
    free(variance);
    copse_formula_free(formula);
    return f;
}

static void release(one_fit *f)
{
    copse_fit_free(&f->fit);
    copse_design_free(&f->design);
    copse_frame_free(&f->frame);
}

/* QM of the coefficients that the row tests; all but the intercept where it says nothing. */
static void test_chosen(one_fit *f, const char *btt)
{
    bool tested[64] = {false};
    copse_omnibus omnibus;
    if (*btt == '\0') return;
    ck_assert_uint_le(f->design.p, 64);
    for (const char *at = btt; at != NULL; at = strchr(at, ',') != NULL ? strchr(at, ',') + 1 : NULL) {
        char name[8] = "";
        for (size_t n = 0; n < 7 && at[n] != '\0' && at[n] != ','; n++) name[n] = at[n];
        ck_assert(copse_design_choose(&f->design, name, tested, NULL) == COPSE_OK);
    }
    ck_assert(copse_fit_omnibus(&f->fit, tested, &omnibus, NULL) == COPSE_OK);
    f->fit.het.QM = omnibus.QM;
    f->fit.het.QM_p = omnibus.p;
}

static double coefficient(const one_fit *f, const char *name, const char *statistic)
{
    size_t j = 0;
    while (j < f->design.p && strcmp(f->design.column[j], name) != 0) j++;
    ck_assert_msg(j < f->design.p, "no coefficient %s", name);
    const copse_coefficient *c = &f->fit.coef[j];
    if (strcmp(statistic, "estimate") == 0) return c->estimate;
    if (strcmp(statistic, "se") == 0) return c->se;
    if (strcmp(statistic, "p") == 0) return c->p;
    return strcmp(statistic, "ci_lower") == 0 ? c->ci.lower : c->ci.upper;
}

static double of_model(const one_fit *f, const char *statistic)
{
    const copse_heterogeneity *h = &f->fit.het;
    if (strcmp(statistic, "tau2") == 0) return h->tau2;
    if (strcmp(statistic, "Q") == 0) return h->Q;
    if (strcmp(statistic, "Q_p") == 0) return h->Q_p;
    if (strcmp(statistic, "QM") == 0) return h->QM;
    if (strcmp(statistic, "QM_p") == 0) return h->QM_p;
    if (strcmp(statistic, "I2") == 0) return h->I2;
    ck_assert_str_eq(statistic, "R2");
    return h->R2;
}

static bool same_fit(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const key[] = {"data", "formula", "method", "test"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(reference_text(csv, a, key[i]), reference_text(csv, b, key[i])) != 0) return false;
    return true;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("formula_metafor.csv");
    size_t wrong = 0, fits = 0;
    one_fit f = {0};
    for (size_t i = 0; i < csv.rows; i++) {
        if (i == 0 || !same_fit(&csv, i - 1, i)) {
            release(&f);
            f = make(&csv, i);
            test_chosen(&f, reference_text(&csv, i, "btt"));
            fits++;
        }
        const char *name = reference_text(&csv, i, "coefficient"), *statistic = reference_text(&csv, i, "statistic");
        const double want = reference_number(&csv, i, "value");
        const double got = *name != '\0' ? coefficient(&f, name, statistic) : of_model(&f, statistic);
        if (close_enough(got, want, 1e-8, 1e-10)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s %s %s = %.17g, want %.17g\n", reference_text(&csv, i, "formula"),
                      reference_text(&csv, i, "method"), reference_text(&csv, i, "test"), name, statistic, got, want);
    }
    release(&f);
    ck_assert_uint_ge(fits, 60);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meta-regressions by formula against metafor");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
