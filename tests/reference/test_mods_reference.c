/* Meta-regression against 50-digit arithmetic: every row of mods.csv. */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_designs.h"

static bool pick(const char *name, const char *wanted, double value, double *got)
{
    if (strcmp(name, wanted) != 0) return false;
    *got = value;
    return true;
}

static double coefficient_field(const copse_fit *fit, const struct design *design, const char *coefficient,
                                const char *name)
{
    size_t j = 0;
    while (j < fit->p && strcmp(design->column[j], coefficient) != 0) j++;
    ck_assert_msg(j < fit->p, "no coefficient %s", coefficient);
    const copse_coefficient *c = &fit->coef[j];
    double got = NAN;
    const bool found = pick(name, "estimate", c->estimate, &got) || pick(name, "se", c->se, &got) ||
                       pick(name, "statistic", c->statistic, &got) || pick(name, "df", c->df, &got) ||
                       pick(name, "p", c->p, &got) || pick(name, "ci_lower", c->ci.lower, &got) ||
                       pick(name, "ci_upper", c->ci.upper, &got);
    ck_assert_msg(found, "no statistic %s", name);
    return got;
}

static double model_field(const copse_fit *f, const char *name)
{
    const copse_heterogeneity *h = &f->het;
    const copse_fit_statistics *s = &f->stat;
    double got = NAN;
    const bool found =
        pick(name, "k", (double)f->k, &got) || pick(name, "n_coef", (double)f->p, &got) ||
        pick(name, "QM", h->QM, &got) || pick(name, "QM_df", h->QM_df, &got) || pick(name, "QM_df2", h->QM_df2, &got) ||
        pick(name, "QM_p", h->QM_p, &got) || pick(name, "tau2", h->tau2, &got) ||
        pick(name, "tau2_se", h->tau2_se, &got) || pick(name, "QE", h->Q, &got) || pick(name, "QE_df", h->Q_df, &got) ||
        pick(name, "QE_p", h->Q_p, &got) || pick(name, "I2", h->I2, &got) || pick(name, "H2", h->H2, &got) ||
        pick(name, "log_lik", s->log_lik, &got) || pick(name, "deviance", s->deviance, &got) ||
        pick(name, "AIC", s->AIC, &got) || pick(name, "BIC", s->BIC, &got) || pick(name, "AICc", s->AICc, &got) ||
        pick(name, "tau2_ci_lower", h->tau2_ci.lower, &got) || pick(name, "tau2_ci_upper", h->tau2_ci.upper, &got) ||
        pick(name, "R2", h->R2, &got);
    ck_assert_msg(found, "no statistic %s", name);
    return got;
}

static bool same(const reference_csv *csv, size_t a, size_t b, const char *column)
{
    return strcmp(reference_text(csv, a, column), reference_text(csv, b, column)) == 0;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("mods.csv");
    reference_data data = {0};
    const struct design *design = NULL;
    double *X = NULL;
    copse_fit fit = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        const double rtol = reference_rtol(&csv, i), want = reference_number(&csv, i, "value");
        const bool new_design = i == 0 || !same(&csv, i, i - 1, "design");
        if (new_design) {
            reference_data_free(&data);
            free(X);
            data = reference_data_read(reference_text(&csv, i, "dataset"));
            design = find_design(reference_text(&csv, i, "design"));
            X = design_matrix(design, &data);
        }
        if (new_design || !same(&csv, i, i - 1, "method") || !same(&csv, i, i - 1, "test") ||
            !same(&csv, i, i - 1, "level")) {
            copse_fit_opts opts = copse_fit_opts_default();
            ck_assert_int_eq(copse_method_find(reference_text(&csv, i, "method"), &opts.method), COPSE_OK);
            ck_assert_int_eq(copse_test_find(reference_text(&csv, i, "test"), &opts.test), COPSE_OK);
            opts.level = reference_number(&csv, i, "level");
            copse_fit_free(&fit);
            copse_error err = {0};
            ck_assert_msg(copse_pool(data.y, data.v, X, data.k, columns_of(design), &opts, &fit, &err) == COPSE_OK,
                          "%s: %s", design->name, err.text);
        }
        const char *coefficient = reference_text(&csv, i, "coefficient"), *name = reference_text(&csv, i, "statistic");
        const double got =
            *coefficient != '\0' ? coefficient_field(&fit, design, coefficient, name) : model_field(&fit, name);
        if (close_enough(got, want, rtol, 0)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s %s %s = %.17g, want %.17g (rtol %g)\n", design->name,
                      reference_text(&csv, i, "method"), reference_text(&csv, i, "test"), coefficient, name, got, want,
                      rtol);
    }
    ck_assert_uint_gt(csv.rows, 3000);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    copse_fit_free(&fit);
    free(X);
    reference_data_free(&data);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meta-regression against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
