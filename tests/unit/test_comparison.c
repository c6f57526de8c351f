/* Comparison of nested models. */
#include <copse/regression.h>

#include "ck_close.h"
#include "regression_designs.h"

static copse_fit fit_of(const regression_case *c, const double *X, size_t p, copse_method method)
{
    copse_fit fit;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = method;
    ck_assert_int_eq(copse_pool(c->data.y, c->data.v, X, c->data.k, p, &opts, &fit, NULL), COPSE_OK);
    return fit;
}

/* metafor 3.8-1: anova() of rma(method = "ML", threshold 1e-14) with ablat + alloc and ablat; of EE with and without. */
START_TEST(against_metafor)
{
    regression_case full = regression_read("bcg_alloc_ablat"), reduced = regression_read("bcg_ablat");
    const struct {
        copse_method method;
        const double *X;
        size_t p;
        double lr, df, p_value, R2;
    } want[] = {{COPSE_METHOD_ML, reduced.X, 2, 1.34440740492886, 2, 0.510582165926751, 14.4435653524511},
                {COPSE_METHOD_EE, NULL, 1, 126.029571590725, 3, 3.87800539562205e-27, 77.0497109908694}};
    for (size_t i = 0; i < 2; i++) {
        copse_fit a = fit_of(&full, full.X, full.p, want[i].method);
        copse_fit b = fit_of(&full, want[i].X, want[i].p, want[i].method);
        copse_comparison out;
        ck_assert_int_eq(copse_compare(&a, full.X, &b, want[i].X, &out, NULL), COPSE_OK);
        CK_CLOSE(out.lr, want[i].lr, 1e-9);
        CK_CLOSE(out.df, want[i].df, 0);
        CK_CLOSE(out.p, want[i].p_value, 1e-8);
        CK_CLOSE(out.R2, want[i].R2, 1e-8);
        copse_fit_free(&a);
        copse_fit_free(&b);
    }
    regression_free(&full);
    regression_free(&reduced);
}
END_TEST

START_TEST(refused)
{
    regression_case full = regression_read("bcg_alloc_ablat"), other = regression_read("bcg_ablat_year");
    copse_fit a = fit_of(&full, full.X, full.p, COPSE_METHOD_ML), b = fit_of(&other, other.X, other.p, COPSE_METHOD_ML);
    copse_fit c = fit_of(&full, NULL, 1, COPSE_METHOD_REML), d = fit_of(&full, full.X, full.p, COPSE_METHOD_REML);
    copse_comparison out;
    copse_error err = {0};
    ck_assert_int_eq(copse_compare(&a, full.X, &b, other.X, &out, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "not nested"));
    ck_assert(isnan(out.lr) && isnan(out.p));
    ck_assert_int_eq(copse_compare(&a, full.X, &a, full.X, &out, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "same"));
    ck_assert_int_eq(copse_compare(&d, full.X, &c, NULL, &out, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "use --method ML"));
    ck_assert_int_eq(copse_compare(&a, full.X, &c, NULL, &out, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "alike"));
    copse_fit_free(&a);
    copse_fit_free(&b);
    copse_fit_free(&c);
    copse_fit_free(&d);
    regression_free(&full);
    regression_free(&other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparison of models");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, against_metafor);
    tcase_add_test(cases, refused);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
