/* Contrasts: adjusted p, the largest of several |t|, joint tests, what cannot be computed, and short memory. */
#include <copse/math.h>
#include <copse/regression.h>

#include "ck_close.h"
#include "fail_alloc.h"
#include "regression_designs.h"

START_TEST(adjusted_p)
{
    /* R 4.2: p.adjust(c(0.01, 0.04, NA, 0.03, 0.005), method) */
    const double p[5] = {0.01, 0.04, (double)NAN, 0.03, 0.005};
    const double holm[5] = {0.03, 0.06, (double)NAN, 0.06, 0.02}, bh[5] = {0.02, 0.04, (double)NAN, 0.04, 0.02};
    const double bonferroni[5] = {0.04, 0.16, (double)NAN, 0.12, 0.02};
    double out[5];
    ck_assert_int_eq(copse_adjust_p(p, 5, COPSE_ADJUST_HOLM, out), COPSE_OK);
    for (int i = 0; i < 5; i++) CK_CLOSE(out[i], holm[i], 1e-15);
    ck_assert_int_eq(copse_adjust_p(p, 5, COPSE_ADJUST_BH, out), COPSE_OK);
    for (int i = 0; i < 5; i++) CK_CLOSE(out[i], bh[i], 1e-15);
    ck_assert_int_eq(copse_adjust_p(p, 5, COPSE_ADJUST_BONFERRONI, out), COPSE_OK);
    for (int i = 0; i < 5; i++) CK_CLOSE(out[i], bonferroni[i], 1e-15);
    ck_assert_int_eq(copse_adjust_p(p, 5, COPSE_ADJUST_SINGLE_STEP, out), COPSE_EINVAL);
    for (int a = 0; a < COPSE_ADJUST_COUNT; a++) {
        copse_adjust found;
        ck_assert_int_eq(copse_adjust_find(copse_adjust_code((copse_adjust)a), &found), COPSE_OK);
        ck_assert_int_eq(found, a);
    }
}
END_TEST

/* Correlations of all pairwise differences of n independent means of equal variance. */
static size_t range_correlations(size_t n, double *r)
{
    double identity[36] = {0}, L[15 * 6];
    for (size_t i = 0; i < n; i++) identity[i * n + i] = 1;
    copse_pairwise_rows(identity, n, n, L);
    const size_t m = n * (n - 1) / 2;
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < m; b++) {
            r[a * m + b] = 0;
            for (size_t j = 0; j < n; j++) r[a * m + b] += 0.5 * L[a * n + j] * L[b * n + j];
        }
    return m;
}

static size_t equal_correlations(size_t m, double *r)
{
    for (size_t i = 0; i < m * m; i++) r[i] = i % (m + 1) == 0 ? 1 : 0.5;
    return m;
}

/* One-dimensional integrals of mpmath at 25 digits: 1 - n int phi(z) (Phi(z) - Phi(z - c sqrt 2))^(n-1) dz for differences
 * of n means, 1 - int phi(z) (Phi(c sqrt 2 - z) - Phi(-c sqrt 2 - z))^m dz for correlations of 1/2. */
static const struct largest {
    size_t n;
    bool range;
    double c, p;
} LARGEST[] = {
    {3, true, 0.5, 0.87130810450154115},   {3, true, 2.3, 0.055791521856472717},  {3, true, 4, 0.00018710512242501647},
    {3, true, 6, 5.917189717386013e-9},    {4, true, 0.5, 0.95908240087662529},   {4, true, 2.3, 0.097993309867782005},
    {4, true, 4, 0.00036870647431277338},  {4, true, 6, 1.1829745685480111e-8},   {3, false, 0.5, 0.9250319008090836},
    {3, false, 2.3, 0.0566086556415703},   {3, false, 4, 0.00018718997748526828}, {3, false, 6, 5.9171993562279991e-9},
    {4, false, 2.3, 0.071620598372892603}, {5, true, 2.3, 0.14477468277747653},   {6, true, 4, 0.00089635274920344055},
};

START_TEST(largest_of_several)
{
    double r[225];
    for (size_t i = 0; i < sizeof LARGEST / sizeof *LARGEST; i++) {
        const struct largest *want = &LARGEST[i];
        const size_t m = want->range ? range_correlations(want->n, r) : equal_correlations(want->n, r);
        copse_max_t *t = NULL;
        ck_assert_int_eq(copse_max_t_new(r, m, (double)INFINITY, &t), COPSE_OK);
        double error = NAN;
        const double p = copse_max_t_upper(t, want->c, &error);
        const size_t rank = want->range ? want->n - 1 : want->n;
        if (rank <= 3) {
            CK_CLOSE(p, want->p, 1e-10);
            ck_assert(error == 0);
            CK_CLOSE(copse_max_t_quantile_upper(t, want->p), want->c, 1e-9);
        } else {
            ck_assert_msg(error > 0 && error < 2e-4, "error %g", error);
            ck_assert_msg(fabs(p - want->p) <= error, "%g off, bound %g", p - want->p, error);
        }
        copse_max_t_free(t);
    }
}
END_TEST

START_TEST(largest_of_several_t)
{
    /* R 4.2: qtukey(0.95, 3, df)/sqrt(2), to the accuracy of ptukey; and rank 1, where it is Student's t. */
    double r[9];
    const size_t m = range_correlations(3, r);
    copse_max_t *t = NULL;
    ck_assert_int_eq(copse_max_t_new(r, m, 10, &t), COPSE_OK);
    CK_CLOSE(copse_max_t_quantile_upper(t, 0.05), 2.741295128499691, 1e-8);
    CK_CLOSE(copse_max_t_upper(t, 2.3, NULL), 0.10199677510160132, 1e-8);
    ck_assert(isnan(copse_max_t_upper(t, (double)NAN, NULL)));
    ck_assert(isnan(copse_max_t_quantile_upper(t, 0)));
    CK_CLOSE(copse_max_t_upper(t, 0, NULL), 1, 0);
    copse_max_t_free(t);
    const double one[4] = {1, -1, -1, 1};
    ck_assert_int_eq(copse_max_t_new(one, 2, 7, &t), COPSE_OK);
    CK_CLOSE(copse_max_t_upper(t, 2, NULL), copse_t_two_sided(2, 7), 1e-15);
    CK_CLOSE(copse_max_t_quantile_upper(t, 0.05), copse_t_quantile_upper(0.025, 7), 1e-15);
    copse_max_t_free(t);
    const double wrong[4] = {1, 2, 2, 1};
    ck_assert_int_eq(copse_max_t_new(wrong, 2, 7, &t), COPSE_EDOM);
    ck_assert_int_eq(copse_max_t_new(one, 2, (double)NAN, &t), COPSE_EDOM);
    ck_assert_ptr_null(t);
}
END_TEST

/* For independent contrasts P(max |Z| > c) = 1 - (1 - P(|Z| > c))^m; the rank-3 quadrature and the t of rank 2 by its
 * mixture over the chi-square must agree with that, whatever the order of rows and their signs. */
START_TEST(largest_invariants)
{
    double r[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    copse_max_t *t = NULL;
    ck_assert_int_eq(copse_max_t_new(r, 3, (double)INFINITY, &t), COPSE_OK);
    const double alone = 2 * copse_normal_upper(2.5);
    CK_CLOSE(copse_max_t_upper(t, 2.5, NULL), 1 - pow(1 - alone, 3), 1e-11);
    copse_max_t_free(t);
    const double a[9] = {1, 0.3, -0.6, 0.3, 1, 0.2, -0.6, 0.2, 1}, b[9] = {1, -0.2, 0.6, -0.2, 1, 0.3, 0.6, 0.3, 1};
    double p[2];
    for (int i = 0; i < 2; i++) { /* rows 3, 2, 1 with the second turned */
        ck_assert_int_eq(copse_max_t_new(i == 0 ? a : b, 3, 5.5, &t), COPSE_OK);
        p[i] = copse_max_t_upper(t, 2.2, NULL);
        copse_max_t_free(t);
    }
    CK_CLOSE(p[0], p[1], 1e-11);
}
END_TEST

static copse_status all_pairs(const copse_fit *fit, copse_adjust adjust, copse_contrast_tests *out)
{
    double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, L[9];
    const copse_contrast_opts opts = {.adjust = adjust, .level = NAN};
    copse_pairwise_rows(identity, 3, 3, L);
    return copse_contrasts_of(fit, L, NULL, 3, &opts, out, NULL);
}

static copse_fit fit_of(const regression_case *c, copse_test test)
{
    copse_fit fit;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.test = test;
    ck_assert_int_eq(copse_pool(c->data.y, c->data.v, c->X, c->data.k, c->p, &opts, &fit, NULL), COPSE_OK);
    return fit;
}

START_TEST(pairwise_differences)
{
    regression_case c = regression_read("bcg_alloc_cellmeans");
    copse_fit fit = fit_of(&c, COPSE_TEST_KNHA);
    copse_contrast_tests plain, single, bonferroni;
    ck_assert_int_eq(all_pairs(&fit, COPSE_ADJUST_NONE, &plain), COPSE_OK);
    ck_assert_int_eq(all_pairs(&fit, COPSE_ADJUST_SINGLE_STEP, &single), COPSE_OK);
    ck_assert_int_eq(all_pairs(&fit, COPSE_ADJUST_BONFERRONI, &bonferroni), COPSE_OK);
    CK_CLOSE(plain.joint_df, 2, 0); /* three differences, of which one follows from the others */
    CK_CLOSE(plain.joint_df2, 10, 0);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(plain.row[i].p <= single.p_adjusted[i] && single.p_adjusted[i] <= bonferroni.p_adjusted[i]);
        const double half = single.simultaneous[i].upper - single.row[i].estimate;
        CK_CLOSE(half, single.critical * single.row[i].se, 1e-14);
        ck_assert(single.critical > copse_t_quantile_upper(0.025, 10) && single.critical < bonferroni.critical);
    }
    copse_contrast_tests_free(&plain);
    copse_contrast_tests_free(&single);
    copse_contrast_tests_free(&bonferroni);
    copse_fit_free(&fit);
    regression_free(&c);
}
END_TEST

/* The joint test of all slopes is the fit's QM, and rows that follow from others change nothing. */
START_TEST(joint_is_omnibus)
{
    regression_case c = regression_read("bcg_alloc_ablat");
    for (int test = COPSE_TEST_Z; test <= COPSE_TEST_KNHA; test++) {
        copse_fit fit = fit_of(&c, (copse_test)test);
        const double L[16] = {0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, -2, 3};
        copse_contrast_tests out;
        ck_assert_int_eq(copse_contrasts_of(&fit, L, NULL, 4, NULL, &out, NULL), COPSE_OK);
        CK_CLOSE(out.joint, fit.het.QM, 1e-9);
        CK_CLOSE(out.joint_df, 3, 0);
        CK_CLOSE(out.joint_p, fit.het.QM_p, 1e-8);
        copse_contrast_tests_free(&out);
        const double rhs[4] = {0, 0, 0, 5};
        copse_error err = {0};
        ck_assert_int_eq(copse_contrasts_of(&fit, L, rhs, 4, NULL, &out, &err), COPSE_ENOTCOMPUTABLE);
        ck_assert_ptr_nonnull(strstr(err.text, "contradicts"));
        copse_contrast_tests_free(&out);
        copse_fit_free(&fit);
    }
    regression_free(&c);
}
END_TEST

START_TEST(refused)
{
    regression_case c = regression_read("bcg_ablat");
    copse_fit fit = fit_of(&c, COPSE_TEST_Z);
    copse_contrast_tests out;
    copse_error err = {0};
    const double zero[2] = {0, 0}, bad[2] = {1, (double)NAN}, good[2] = {1, 2};
    ck_assert_int_eq(copse_contrasts_of(&fit, zero, NULL, 1, NULL, &out, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_contrasts_of(&fit, bad, NULL, 1, NULL, &out, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_contrasts_of(&fit, good, NULL, 0, NULL, &out, &err), COPSE_EINVAL);
    const copse_contrast_opts level = {.adjust = COPSE_ADJUST_NONE, .level = 100};
    ck_assert_int_eq(copse_contrasts_of(&fit, good, NULL, 1, &level, &out, &err), COPSE_EINVAL);
    copse_predicted p;
    ck_assert_int_eq(copse_predict(&fit, bad, 1, NULL, &p, &err), COPSE_EDOM);
    const copse_predict_opts df = {.level = NAN, .df = 0};
    ck_assert_int_eq(copse_predict(&fit, good, 1, &df, &p, &err), COPSE_EINVAL);
    const double singular[4] = {1, 1, 1, 1};
    const size_t term[2] = {0, 1};
    double vif[2];
    copse_inflation gvif[2];
    ck_assert_int_eq(copse_vif(singular, 2, 2, term, 2, vif, gvif, &err), COPSE_ERANK);
    const size_t none[2] = {0, 7};
    ck_assert_int_eq(copse_vif(fit.vcov, 2, 0, none, 2, vif, gvif, &err), COPSE_EINVAL);
    copse_fit_free(&fit);
    regression_free(&c);
}
END_TEST

/* Residuals of 0: no tests, and no number that pretends to be one. A prediction interval by other df is wider. */
START_TEST(edges)
{
    const double y[3] = {1, 1, 1}, v[3] = {1, 2, 3}, one = 1;
    copse_fit fit;
    ck_assert_int_eq(copse_pool(y, v, NULL, 3, 1, NULL, &fit, NULL), COPSE_OK);
    copse_contrast_tests out;
    const copse_contrast_opts single = {.adjust = COPSE_ADJUST_SINGLE_STEP, .level = 90};
    ck_assert_int_eq(copse_contrasts_of(&fit, &one, NULL, 1, &single, &out, NULL), COPSE_OK);
    ck_assert(isnan(out.row[0].p) && isnan(out.p_adjusted[0]) && isnan(out.joint) && isnan(out.joint_p));
    CK_CLOSE(out.row[0].ci.upper, 1, 0);
    copse_contrast_tests_free(&out);
    copse_fit_free(&fit);
    regression_case c = regression_read("bcg_ablat");
    fit = fit_of(&c, COPSE_TEST_Z);
    copse_predicted z, t;
    const copse_predict_opts df = {.level = NAN, .df = 10};
    ck_assert_int_eq(copse_predict(&fit, c.X, 1, NULL, &z, NULL), COPSE_OK);
    ck_assert_int_eq(copse_predict(&fit, c.X, 1, &df, &t, NULL), COPSE_OK);
    CK_CLOSE((t.pi.upper - t.estimate) / (z.pi.upper - z.estimate),
             copse_t_quantile_upper(0.025, 10) / copse_normal_quantile_upper(0.025), 1e-13);
    CK_CLOSE(t.ci.upper, z.ci.upper, 0);
    copse_fit_free(&fit);
    regression_free(&c);
}
END_TEST

START_TEST(short_memory)
{
    if (!FAIL_ALLOC_WORKS) return;
    regression_case c = regression_read("sim1000");
    copse_fit fit = fit_of(&c, COPSE_TEST_Z);
    double L[5 * 5] = {0};
    for (size_t i = 0; i < 5; i++) L[6 * i] = 1;
    const copse_contrast_opts opts = {.adjust = COPSE_ADJUST_SINGLE_STEP, .level = NAN};
    const size_t term[5] = {0, 1, 2, 3, 4};
    double vif[5];
    copse_inflation gvif[5];
    const long live = fail_alloc_live;
    for (long n = 1;; n++) {
        copse_contrast_tests out;
        fail_alloc_left = n;
        copse_status status = copse_contrasts_of(&fit, L, NULL, 5, &opts, &out, NULL);
        if (status == COPSE_OK) status = copse_vif(fit.vcov, 5, 0, term, 5, vif, gvif, NULL);
        fail_alloc_left = -1;
        copse_contrast_tests_free(&out);
        ck_assert(status == COPSE_OK || status == COPSE_ENOMEM);
        ck_assert_int_eq(fail_alloc_live, live);
        if (status == COPSE_OK) break;
        ck_assert_int_lt(n, 100);
    }
    copse_fit_free(&fit);
    regression_free(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contrasts");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, adjusted_p);
    tcase_add_test(cases, largest_of_several);
    tcase_add_test(cases, largest_of_several_t);
    tcase_add_test(cases, largest_invariants);
    tcase_add_test(cases, pairwise_differences);
    tcase_add_test(cases, joint_is_omnibus);
    tcase_add_test(cases, refused);
    tcase_add_test(cases, edges);
    tcase_add_test(cases, short_memory);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
