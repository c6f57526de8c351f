/* Predictions, contrasts, variance inflation and standardised coefficients against 50-digit arithmetic. */
#include <copse/regression.h>

#include "ck_close.h"
#include "regression_designs.h"

enum { MOST = REGRESSION_MOST_COLUMNS };

/* Everything that the file asks of one fit. */
typedef struct answers {
    copse_fit fit;
    copse_predicted prediction[2];
    copse_contrast_tests contrasts;
    double vif[MOST];
    copse_inflation gvif[MOST];
    copse_standardised standardised[MOST];
} answers;

static void check(copse_status status, const copse_error *err)
{
    ck_assert_msg(status == COPSE_OK, "%s", err->text);
}

static void answer(const regression_case *c, const copse_fit_opts *opts, answers *a)
{
    const size_t p = c->p;
    double L[MOST * MOST] = {0}, rhs[MOST];
    copse_error err = {0};
    check(copse_pool(c->data.y, c->data.v, c->X, c->data.k, p, opts, &a->fit, &err), &err);
    check(copse_predict(&a->fit, c->X, 2, NULL, a->prediction, &err), &err);
    for (size_t i = 0; i < p; i++) {
        L[i * p + i] += 1;
        L[i * p + (i + 1) % p] -= 0.5;
        rhs[i] = (double)(i + 1) / 10;
    }
    check(copse_contrasts_of(&a->fit, L, rhs, p, NULL, &a->contrasts, &err), &err);
    check(copse_standardise(&a->fit, c->data.y, c->X, a->standardised, &err), &err);
    const bool intercept = strcmp(c->design->column[0], "intrcpt") == 0;
    check(copse_vif(a->fit.vcov, p, intercept ? 0 : p, c->design->term, c->design->terms, a->vif, a->gvif, &err), &err);
}

static void release(answers *a)
{
    copse_fit_free(&a->fit);
    copse_contrast_tests_free(&a->contrasts);
}

static double pick(const char *names, const char *name, const double *values)
{
    const char *at = names;
    for (size_t i = 0; *at != '\0'; i++) {
        const size_t n = strcspn(at, " ");
        if (strlen(name) == n && strncmp(at, name, n) == 0) return values[i];
        at += n + (at[n] != '\0');
    }
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

static double find(const answers *a, const char *part, size_t row, const char *name)
{
    if (strcmp(part, "prediction") == 0) {
        const copse_predicted *p = &a->prediction[row];
        const double values[] = {p->estimate, p->se, p->ci.lower, p->ci.upper, p->pi.lower, p->pi.upper};
        return pick("estimate se ci_lower ci_upper pi_lower pi_upper", name, values);
    }
    if (strcmp(part, "contrast") == 0) {
        const copse_coefficient *c = &a->contrasts.row[row];
        const double values[] = {c->estimate, c->se, c->statistic, c->p};
        return pick("estimate se statistic p", name, values);
    }
    if (strcmp(part, "joint") == 0) {
        const double values[] = {a->contrasts.joint, a->contrasts.joint_df, a->contrasts.joint_df2};
        return pick("statistic df df2", name, values);
    }
    if (strcmp(part, "vif") == 0) return a->vif[row];
    if (strcmp(part, "gvif") == 0) return strcmp(name, "gvif") == 0 ? a->gvif[row].gvif : a->gvif[row].scaled;
    const copse_standardised *s = &a->standardised[row];
    const double values[] = {s->by_x.estimate, s->by_x.se, s->by_both};
    return pick("estimate se by_both", name, values);
}

static bool same(const reference_csv *csv, size_t a, size_t b, const char *column)
{
    return strcmp(reference_text(csv, a, column), reference_text(csv, b, column)) == 0;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("regression.csv");
    regression_case c = {0};
    answers a = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        if (i == 0 || !same(&csv, i, i - 1, "design")) {
            regression_free(&c);
            c = regression_read(reference_text(&csv, i, "design"));
        }
        if (i == 0 || !same(&csv, i, i - 1, "design") || !same(&csv, i, i - 1, "method") ||
            !same(&csv, i, i - 1, "test")) {
            copse_fit_opts opts = copse_fit_opts_default();
            ck_assert_int_eq(copse_method_find(reference_text(&csv, i, "method"), &opts.method), COPSE_OK);
            ck_assert_int_eq(copse_test_find(reference_text(&csv, i, "test"), &opts.test), COPSE_OK);
            release(&a);
            answer(&c, &opts, &a);
        }
        const char *part = reference_text(&csv, i, "part"), *name = reference_text(&csv, i, "statistic");
        const double got = find(&a, part, (size_t)reference_number(&csv, i, "row"), name);
        const double want = reference_number(&csv, i, "value");
        if (close_enough(got, want, reference_rtol(&csv, i), 0)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s %s = %.17g, want %.17g\n", c.design->name, reference_text(&csv, i, "method"),
                      part, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 1200);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    release(&a);
    regression_free(&c);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("regression against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
