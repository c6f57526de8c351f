/* Pooling at its edges: few studies, no heterogeneity, extreme scales, and every refusal. */
#include <copse/model.h>

#include "ck_close.h"
#include <string.h>

static copse_fit_opts options(copse_method method, copse_test test)
{
    return (copse_fit_opts){.method = method, .test = test, .level = 95, .tau2 = NAN};
}

static copse_fit pool(const double *y, const double *v, const double *X, size_t k, size_t p, copse_method method,
                      copse_test test)
{
    const copse_fit_opts opts = options(method, test);
    copse_fit fit;
    copse_error err = {0};
    ck_assert_msg(copse_pool(y, v, X, k, p, &opts, &fit, &err) == COPSE_OK, "%s", err.text);
    return fit;
}

static void refuse(const double *y, const double *v, const double *X, size_t k, size_t p, const copse_fit_opts *opts,
                   copse_status status, const char *text)
{
    copse_fit fit;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool(y, v, X, k, p, opts, &fit, &err), status);
    ck_assert_int_eq(err.status, status);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' does not say '%s'", err.text, text);
    copse_fit_free(&fit);
    copse_fit_free(&fit);
}

START_TEST(names_go_both_ways)
{
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        copse_method back;
        ck_assert_int_eq(copse_method_find(copse_method_code(m), &back), COPSE_OK);
        ck_assert_int_eq(back, m);
        ck_assert_str_ne(copse_method_text(m), "");
    }
    copse_method method;
    ck_assert_int_eq(copse_method_find("reml", &method), COPSE_OK);
    ck_assert_int_eq(method, COPSE_METHOD_REML);
    ck_assert_int_eq(copse_method_find("REMLS", &method), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_method_find(NULL, &method), COPSE_EINVAL);
    ck_assert_str_eq(copse_method_code(COPSE_METHOD_COUNT), "");
    copse_test test;
    ck_assert_int_eq(copse_test_find("HKSJ", &test), COPSE_OK);
    ck_assert_int_eq(test, COPSE_TEST_KNHA);
    ck_assert_int_eq(copse_test_find("w", &test), COPSE_ENOTFOUND);
    copse_tau2_mode mode;
    ck_assert_int_eq(copse_tau2_mode_find("Common", &mode), COPSE_OK);
    ck_assert_int_eq(mode, COPSE_TAU2_COMMON);
    ck_assert_int_eq(copse_tau2_mode_find("both", &mode), COPSE_ENOTFOUND);
    for (int s = COPSE_STOP_CLOSED_FORM; s <= COPSE_STOP_NO_DF; s++)
        ck_assert_str_ne(copse_stop_text((copse_stop)s), "");
}
END_TEST

START_TEST(one_study)
{
    const double y = 0.4, v = 0.09;
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        copse_fit f = pool(&y, &v, NULL, 1, 1, m, COPSE_TEST_KNHA);
        ck_assert_int_eq(f.test, COPSE_TEST_Z);
        ck_assert_int_eq(f.opts.test, COPSE_TEST_KNHA);
        ck_assert(f.coef[0].estimate == y && isnan(f.coef[0].df) && f.weight[0] == 100);
        const bool fixed = m <= COPSE_METHOD_FE;
        ck_assert(fixed ? f.het.tau2 == 0 && f.het.tau == 0 : isnan(f.het.tau2) && isnan(f.het.tau));
        ck_assert(isnan(f.het.I2) && isnan(f.het.I2_Q) && isnan(f.het.H2));
        ck_assert(isnan(f.prediction.lower) && isnan(f.prediction.upper));
        ck_assert(isnan(f.stat.log_lik) == !fixed && isnan(f.stat.AICc) == !fixed && isnan(f.stat.BIC) == !fixed);
        CK_CLOSE(f.coef[0].se, 0.3, 1e-15);
        CK_CLOSE(f.coef[0].ci.upper, 0.4 + 0.3 * 1.959963984540054, 1e-15);
        ck_assert(isnan(f.het.tau2_ci.lower) && isnan(f.het.tau2_se) && f.het.Q == 0 && f.het.Q_p == 1);
        ck_assert_int_eq(f.stop, fixed ? COPSE_STOP_FIXED : COPSE_STOP_NO_DF);
        copse_fit_free(&f);
    }
}
END_TEST

/* Two studies with equal v: tau2 = (y1 - y2)^2/2 - v by every unweighted reasoning. */
START_TEST(two_studies)
{
    const double y[] = {-1, 1}, v[] = {0.5, 0.5};
    const copse_method same[] = {COPSE_METHOD_DL, COPSE_METHOD_HE, COPSE_METHOD_REML, COPSE_METHOD_PM};
    for (size_t i = 0; i < 4; i++) {
        copse_fit f = pool(y, v, NULL, 2, 1, same[i], COPSE_TEST_KNHA);
        CK_CLOSE(f.het.tau2, 1.5, 1e-14);
        CK_CLOSE_ABS(f.coef[0].estimate, 0, 0, 1e-15);
        CK_CLOSE(f.coef[0].se, 1, 1e-14);
        CK_CLOSE(f.coef[0].df, 1, 0);
        CK_CLOSE(f.coef[0].ci.upper, tan(0.475 * 3.14159265358979323846), 1e-12);
        copse_fit_free(&f);
    }
}
END_TEST

/* y = c + {a, -a, 0}, v = 1: s^2 = a^2 exactly, so tau2 = a^2 - 1 with no rounding in the data. */
START_TEST(tau2_from_tiny_to_huge)
{
    const double tau2[] = {0x1p-40, 0x1p-30, 0x1p-16, 0.25, 0x1p20, 0x1p40};
    const copse_method methods[] = {COPSE_METHOD_DL, COPSE_METHOD_HE,   COPSE_METHOD_PM,
                                    COPSE_METHOD_EB, COPSE_METHOD_REML, COPSE_METHOD_HSK};
    for (size_t i = 0; i < sizeof tau2 / sizeof *tau2; i++) {
        const double a = sqrt(1 + tau2[i]), exact = fma(a, a, -1), c = 8;
        const double y[] = {a + c, c - a, c, a, -a, 0}, v[] = {1, 1, 1, 1, 1, 1};
        const double rounded =
            0.5 * (fma(y[0] - c, y[0] - c, -1) + fma(c - y[1], c - y[1], -1)); /* a rounds in a + c */
        const double X[] = {1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1};
        for (size_t m = 0; m < 6; m++) {
            copse_fit f = pool(y + 3, v, NULL, 3, 1, methods[m], COPSE_TEST_Z);
            CK_CLOSE(f.het.tau2, exact, methods[m] == COPSE_METHOD_HSK ? 1e-10 : 1e-12);
            copse_fit_free(&f);
            if (c + a - c != a || c - (c - a) != a) continue;
            f = pool(y, v, X, 6, 2, methods[m], COPSE_TEST_Z);
            if (methods[m] != COPSE_METHOD_HSK) CK_CLOSE(f.het.tau2, 0.5 * (exact + rounded), 1e-12);
            copse_fit_free(&f);
        }
    }
}
END_TEST

START_TEST(identical_estimates)
{
    const double y[] = {0.7, 0.7, 0.7, 0.7}, v[] = {0.1, 0.2, 0.3, 0.4};
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        copse_fit f = pool(y, v, NULL, 4, 1, m, COPSE_TEST_KNHA), g = pool(y, v, NULL, 4, 1, m, COPSE_TEST_ADHOC);
        const bool never_0 = m == COPSE_METHOD_BMM || m == COPSE_METHOD_BMR;
        ck_assert(f.het.Q == 0 && (f.het.tau2 > 0) == never_0 && (f.het.I2 > 0) == never_0);
        ck_assert(f.coef[0].estimate == 0.7);
        ck_assert(f.coef[0].se == 0 && isnan(f.coef[0].statistic) && isnan(f.coef[0].p));
        ck_assert(f.coef[0].ci.lower == 0.7 && f.coef[0].ci.upper == 0.7);
        if (!never_0) CK_CLOSE(g.coef[0].se, sqrt(1 / (1 / 0.1 + 1 / 0.2 + 1 / 0.3 + 1 / 0.4)), 1e-15);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
}
END_TEST

/* One study outweighs three others, of variance 1, by 16 orders of magnitude. tr P = sum w (1 - w/sum w) is 3 for the
 * others and, by 1 - w/sum w = 3e-16 of it, 3 for the heavy one. */
START_TEST(one_dominating_study)
{
    const double y[] = {0.3, 1, -1, 0.5}, v[] = {1e-16, 1, 1, 1}, ones[] = {2, 2, 2, 2};
    copse_fit f = pool(y, v, NULL, 4, 1, COPSE_METHOD_DL, COPSE_TEST_Z);
    CK_CLOSE(f.het.typical_v, 0.5, 1e-14);
    CK_CLOSE(f.het.Q, 0.49 + 1.69 + 0.04, 1e-14);
    CK_CLOSE(f.coef[0].estimate, 0.3, 1e-15);
    CK_CLOSE(f.coef[0].se, 1e-8, 1e-14);
    copse_fit g = pool(y, v, ones, 4, 1, COPSE_METHOD_DL, COPSE_TEST_Z); /* by the general path */
    CK_CLOSE(g.het.typical_v, 0.5, 1e-12);
    CK_CLOSE(g.het.Q, f.het.Q, 1e-12);
    copse_fit_free(&f);
    copse_fit_free(&g);
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        f = pool(y, v, NULL, 4, 1, m, COPSE_TEST_KNHA);
        ck_assert(isfinite(f.coef[0].se) && f.het.tau2 >= 0);
        copse_fit_free(&f);
    }
}
END_TEST

/* Sizes up to 1e150, and estimates with a large offset. */
START_TEST(extreme_scales)
{
    const double base[] = {0.1, 0.9, -0.4, 1.7}, u[] = {0.1, 0.2, 0.15, 0.4};
    const double scale[] = {1e-150, 1e-100, 1, 1e100, 1e150};
    copse_fit want = pool(base, u, NULL, 4, 1, COPSE_METHOD_REML, COPSE_TEST_T);
    for (size_t s = 0; s < 5; s++) {
        double y[4], v[4];
        for (int i = 0; i < 4; i++) y[i] = base[i] * scale[s], v[i] = u[i] * scale[s] * scale[s];
        copse_fit f = pool(y, v, NULL, 4, 1, COPSE_METHOD_REML, COPSE_TEST_T);
        CK_CLOSE(f.coef[0].estimate / scale[s], want.coef[0].estimate, 1e-13);
        CK_CLOSE(f.het.tau / scale[s], want.het.tau, 1e-13);
        CK_CLOSE(f.coef[0].p, want.coef[0].p, 1e-12);
        copse_fit_free(&f);
    }
    const double offset[] = {1e8 + 0.125, 1e8 + 0.875, 1e8 - 0.5, 1e8 + 1.75}, plain[] = {0.125, 0.875, -0.5, 1.75};
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        copse_fit a = pool(offset, u, NULL, 4, 1, m, COPSE_TEST_T), b = pool(plain, u, NULL, 4, 1, m, COPSE_TEST_T);
        ck_assert(a.het.tau2 == b.het.tau2 && a.het.Q == b.het.Q && a.coef[0].se == b.coef[0].se);
        copse_fit_free(&a);
        copse_fit_free(&b);
    }
    copse_fit_free(&want);
}
END_TEST

START_TEST(as_many_coefficients_as_studies)
{
    const double y[] = {1, 3}, v[] = {0.25, 1}, X[] = {1, 0, 1, 2};
    copse_fit f = pool(y, v, X, 2, 2, COPSE_METHOD_REML, COPSE_TEST_KNHA);
    ck_assert_int_eq(f.test, COPSE_TEST_Z);
    ck_assert_int_eq(f.stop, COPSE_STOP_NO_DF);
    CK_CLOSE(f.coef[0].estimate, 1, 1e-14);
    CK_CLOSE(f.coef[1].estimate, 1, 1e-14);
    CK_CLOSE(f.coef[0].se, 0.5, 1e-14);
    CK_CLOSE(f.coef[1].se, sqrt(1.25) / 2, 1e-14);
    CK_CLOSE(f.vcov[1], -0.125, 1e-14);
    ck_assert(isnan(f.het.tau2) && isnan(f.het.H2) && isnan(f.het.R2) && isnan(f.prediction.lower));
    ck_assert(isnan(f.stat.log_lik) && isnan(f.stat.AIC));
    CK_CLOSE(f.het.QM_df, 1, 0);
    copse_fit_free(&f);
}
END_TEST

START_TEST(hartung_knapp_of_equal_effects)
{
    const double y[] = {0.1, 0.5, 0.3, -0.2}, v[] = {1, 2, 3, 4}; /* numbers of metafor 3.8-1 */
    copse_fit f = pool(y, v, NULL, 4, 1, COPSE_METHOD_EE, COPSE_TEST_KNHA);
    CK_CLOSE(f.coef[0].se, 0.12534752, 1e-7);
    CK_CLOSE(f.coef[0].p, 0.22310147, 1e-7);
    CK_CLOSE(f.coef[0].df, 3, 0);
    ck_assert(isnan(f.prediction.lower) && isnan(f.het.tau2_ci.upper));
    copse_fit_free(&f);
}
END_TEST

START_TEST(refusals)
{
    const double y[] = {1, 2, 3}, v[] = {1, 1, 1}, nan_y[] = {1, NAN, 3}, zero_v[] = {1, 1, 0},
                 inf_v[] = {INFINITY, 1, 1};
    const double X[] = {1, 2, 1, 2, 1, 2}, zero_X[] = {1, 0, 1, 0, 1, 0}, bad_X[] = {1, 2, 1, INFINITY, 1, 4};
    const double far_v[] = {1, 1e-200, 1}, far_y[] = {1, 1e60, 1};
    copse_fit_opts o = copse_fit_opts_default();
    refuse(NULL, v, NULL, 3, 1, &o, COPSE_EINVAL, "no estimates");
    refuse(y, v, NULL, 3, 2, &o, COPSE_EINVAL, "one coefficient");
    refuse(y, v, X, 3, 0, &o, COPSE_EINVAL, "one coefficient");
    refuse(y, v, NULL, 0, 1, &o, COPSE_ETOOFEW, "0 studies");
    refuse(y, v, X, 1, 2, &o, COPSE_ETOOFEW, "1 study for 2");
    refuse(nan_y, v, NULL, 3, 1, &o, COPSE_EDOM, "study 2: the estimate");
    refuse(y, zero_v, NULL, 3, 1, &o, COPSE_EDOM, "study 3: the sampling variance");
    refuse(y, inf_v, NULL, 3, 1, &o, COPSE_EDOM, "study 1");
    refuse(y, v, bad_X, 3, 2, &o, COPSE_EDOM, "study 2: column 2");
    refuse(y, v, X, 3, 2, &o, COPSE_ERANK, "column 2");
    refuse(y, v, zero_X, 3, 2, &o, COPSE_ERANK, "column 2 of the design is zero");
    refuse(y, far_v, NULL, 3, 1, &o, COPSE_ERANGE, "study 2");
    refuse(far_y, v, NULL, 3, 1, &o, COPSE_ERANGE, "study 2");
    o.tau2 = 1e200;
    refuse(y, v, NULL, 3, 1, &o, COPSE_ERANGE, "tau2");
    o.tau2 = -1;
    refuse(y, v, NULL, 3, 1, &o, COPSE_EINVAL, "tau2");
    o.tau2 = NAN;
    o.level = 100;
    refuse(y, v, NULL, 3, 1, &o, COPSE_EINVAL, "level");
    o.level = NAN;
    refuse(y, v, NULL, 3, 1, &o, COPSE_EINVAL, "level");
    o = options(COPSE_METHOD_COUNT, COPSE_TEST_Z);
    refuse(y, v, NULL, 3, 1, &o, COPSE_EINVAL, "method");
    o = options(COPSE_METHOD_DL, COPSE_TEST_COUNT);
    refuse(y, v, NULL, 3, 1, &o, COPSE_EINVAL, "test");
    ck_assert_int_eq(copse_pool(y, v, NULL, 3, 1, NULL, NULL, NULL), COPSE_EINVAL);
    copse_fit_free(NULL);
    copse_profile_point point;
    ck_assert_int_eq(copse_profile_at(y, v, NULL, 3, 1, -1, &point, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_profile_at(y, v, NULL, 3, 1, 1, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_profile_at(y, zero_v, NULL, 3, 1, 1, &point, NULL), COPSE_EDOM);
}
END_TEST

/* A result that would leave the range of doubles is an error, not a 0 or an infinity. */
START_TEST(results_out_of_range)
{
    const double y[] = {1e-160, 3e-160, -5e-160}, v[] = {1e-322, 1e-322, 1e-322};
    copse_fit fit;
    copse_fit_opts opts = options(COPSE_METHOD_REML, COPSE_TEST_Z);
    copse_error err = {0};
    const copse_status status = copse_pool(y, v, NULL, 3, 1, &opts, &fit, &err);
    ck_assert(status == COPSE_OK || status == COPSE_ERANGE);
    if (status == COPSE_OK) ck_assert(fit.het.tau2 > 0 && isfinite(fit.coef[0].se));
    copse_fit_free(&fit);
    const double huge_y[] = {1e160, 3e160, -5e160}, huge_v[] = {1e300, 1e300, 1e300};
    ck_assert_int_eq(copse_pool(huge_y, huge_v, NULL, 3, 1, &opts, &fit, &err), COPSE_ERANGE);
    copse_fit_free(&fit);
}
END_TEST

static void check_levels(const copse_subgroups *s, copse_tau2_mode mode)
{
    ck_assert_uint_eq(s->levels, 3);
    ck_assert_int_eq(s->mode, mode);
    CK_CLOSE(s->df, 2, 0);
    CK_CLOSE(s->within_df, 3, 0);
    ck_assert(s->p > 0 && s->p < 1);
    const copse_fit *one = &s->fit[2]; /* one study */
    ck_assert_uint_eq(one->k, 1);
    ck_assert(one->coef[0].estimate == 2 && isfinite(one->coef[0].ci.upper) && one->test == COPSE_TEST_Z);
    ck_assert(isnan(one->het.tau2) == (mode == COPSE_TAU2_SEPARATE));
}

START_TEST(subgroups_with_a_single_study)
{
    const double y[] = {0.1, 1, 2, 0.4, -0.3, 1.6}, v[] = {0.1, 0.1, 0.2, 0.1, 0.2, 0.3};
    const size_t group[] = {0, 1, 2, 0, 0, 1};
    for (int mode = 0; mode < 2; mode++) {
        copse_subgroups s;
        ck_assert_int_eq(copse_pool_subgroups(y, v, group, 6, 3, NULL, (copse_tau2_mode)mode, &s, NULL), COPSE_OK);
        check_levels(&s, (copse_tau2_mode)mode);
        copse_subgroups_free(&s);
        copse_subgroups_free(&s);
    }
    const size_t all[] = {0, 1, 2, 3, 4, 5};
    copse_subgroups s;
    ck_assert_int_eq(copse_pool_subgroups(y, v, all, 6, 6, NULL, COPSE_TAU2_COMMON, &s, NULL), COPSE_OK);
    ck_assert(isnan(s.common_tau2) && isnan(s.fit[3].het.tau2) && s.within_p == 1);
    copse_subgroups_free(&s);
}
END_TEST

START_TEST(subgroup_refusals)
{
    const double y[] = {1, 2, 3}, v[] = {1, 1, 1}, bad[] = {1, -1, 1};
    const size_t group[] = {0, 0, 2}, far[] = {0, 1, 3};
    copse_subgroups s;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_subgroups(y, v, group, 3, 3, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_EINVAL);
    ck_assert_msg(strstr(err.text, "level 2") != NULL, "%s", err.text);
    copse_subgroups_free(&s);
    ck_assert_int_eq(copse_pool_subgroups(y, v, far, 3, 3, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_subgroups(y, bad, group, 3, 3, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_pool_subgroups(y, v, group, 3, 4, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_pool_subgroups(y, v, group, 3, 0, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_subgroups(y, v, NULL, 3, 1, NULL, COPSE_TAU2_COMMON, &s, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_subgroups(y, v, group, 3, 3, NULL, (copse_tau2_mode)7, &s, &err), COPSE_EINVAL);
    copse_subgroups_free(&s);
    copse_subgroups_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool");
    TCase *cases = tcase_create("edges");
    tcase_add_test(cases, names_go_both_ways);
    tcase_add_test(cases, one_study);
    tcase_add_test(cases, two_studies);
    tcase_add_test(cases, tau2_from_tiny_to_huge);
    tcase_add_test(cases, identical_estimates);
    tcase_add_test(cases, one_dominating_study);
    tcase_add_test(cases, extreme_scales);
    tcase_add_test(cases, as_many_coefficients_as_studies);
    tcase_add_test(cases, hartung_knapp_of_equal_effects);
    tcase_add_test(cases, refusals);
    tcase_add_test(cases, results_out_of_range);
    tcase_add_test(cases, subgroups_with_a_single_study);
    tcase_add_test(cases, subgroup_refusals);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
