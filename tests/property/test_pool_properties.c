/* What must be true of a fit, whatever the data: on random data sets from a fixed seed. */
#include <copse/model.h>

#include "ck_close.h"
#include "test_choice.h"
#include "test_random.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 24 };

typedef struct data {
    double y[2 * MOST], v[2 * MOST], X[2 * MOST * 3];
    size_t group[2 * MOST];
    size_t k;
} data;

/* v over up to four decades, tau2 from none to far above v, now and then an outlier. */
static data draw(test_random *r, size_t low, size_t high)
{
    data d = {.k = test_random_size(r, low, high)};
    const double spread = 4 * test_random_uniform(r), tau = pow(10, 2 * test_random_uniform(r) - 1.5);
    const bool none = test_random_uniform(r) < 0.3;
    for (size_t i = 0; i < d.k; i++) {
        d.v[i] = pow(10, spread * (test_random_uniform(r) - 0.5));
        d.y[i] = sqrt(d.v[i]) * test_random_normal(r) + (none ? 0 : tau * test_random_normal(r));
        if (test_random_uniform(r) < 0.05) d.y[i] += 20 * tau;
        d.X[3 * i] = 1;
        d.X[3 * i + 1] = test_random_normal(r);
        d.X[3 * i + 2] = 40 + 10 * test_random_uniform(r);
        d.group[i] = i % 3;
    }
    return d;
}

static copse_fit fit(const data *d, const double *X, size_t p, copse_method method, copse_test test, double level)
{
    const copse_fit_opts opts = {.method = method, .test = test, .level = level, .tau2 = NAN};
    copse_fit out;
    copse_error err = {0};
    ck_assert_msg(copse_pool(d->y, d->v, X, d->k, p, &opts, &out, &err) == COPSE_OK, "%s", err.text);
    return out;
}

static copse_profile_point profile(const data *d, const double *X, size_t p, double tau2)
{
    copse_profile_point point;
    copse_error err = {0};
    ck_assert_msg(copse_profile_at(d->y, d->v, X, d->k, p, tau2, &point, &err) == COPSE_OK, "%s", err.text);
    return point;
}

static void check_same(const copse_fit *a, const copse_fit *b, double rtol, double atol)
{
    CK_CLOSE_ABS(a->het.tau2, b->het.tau2, rtol, atol);
    CK_CLOSE_ABS(a->het.tau2_se, b->het.tau2_se, rtol, atol);
    CK_CLOSE_ABS(a->het.tau2_ci.upper, b->het.tau2_ci.upper, rtol, atol);
    CK_CLOSE_ABS(a->het.Q, b->het.Q, rtol, atol);
    CK_CLOSE_ABS(a->stat.log_lik, b->stat.log_lik, rtol, atol);
    for (size_t j = 0; j < a->p; j++) {
        CK_CLOSE_ABS(a->coef[j].estimate, b->coef[j].estimate, rtol, atol);
        CK_CLOSE_ABS(a->coef[j].se, b->coef[j].se, rtol, atol);
        CK_CLOSE_ABS(a->coef[j].ci.lower, b->coef[j].ci.lower, rtol, atol);
    }
}

/* At the estimate the score changes sign within 1e-10; at 0 it is negative. */
START_TEST(score_is_zero_at_the_maximum)
{
    test_random r = {1};
    for (int n = 0; n < 3000; n++) {
        const data d = draw(&r, 4, MOST);
        const double *X = n % 2 ? d.X : NULL;
        const size_t p = n % 2 ? (d.k > 5 ? 3 : 1) : 1;
        if (p == 1) X = NULL;
        for (int reml = 0; reml < 2; reml++) {
            copse_fit f = fit(&d, X, p, reml ? COPSE_METHOD_REML : COPSE_METHOD_ML, COPSE_TEST_Z, 95);
            const double t = f.het.tau2;
            const copse_profile_point below = profile(&d, X, p, t * (1 - 1e-10));
            const copse_profile_point above = profile(&d, X, p, t * (1 + 1e-10));
            if (t == 0) ck_assert((reml ? above.score_reml : above.score_ml) <= 0 || f.maxima > 1);
            else {
                ck_assert((reml ? below.score_reml : below.score_ml) > 0);
                ck_assert((reml ? above.score_reml : above.score_ml) < 0);
            }
            ck_assert_uint_ge(f.maxima, 1);
            copse_fit_free(&f);
        }
    }
}
END_TEST

START_TEST(Q_hits_its_target)
{
    test_random r = {2};
    for (int n = 0; n < 2000; n++) {
        const data d = draw(&r, 5, MOST);
        const double *X = n % 2 ? d.X : NULL;
        const size_t p = n % 2 ? 3 : 1;
        copse_fit f = fit(&d, X, p, COPSE_METHOD_PM, COPSE_TEST_T, 90);
        const double df = (double)(d.k - p);
        if (f.het.tau2 > 0) CK_CLOSE(profile(&d, X, p, f.het.tau2).Q, df, 1e-11);
        else ck_assert(profile(&d, X, p, 0).Q <= df);
        ck_assert(f.het.tau2_ci.lower <= f.het.tau2_ci.upper);
        if (f.het.tau2 > 0) ck_assert(f.het.tau2_ci.lower < f.het.tau2 && f.het.tau2 < f.het.tau2_ci.upper);
        copse_fit_free(&f);
    }
}
END_TEST

/* The likelihood is nowhere higher, on a fine grid from 0 to far out; and no maximum of the grid goes uncounted. */
START_TEST(no_higher_likelihood)
{
    test_random r = {3};
    enum { POINTS = 260 };
    size_t several = 0;
    for (int n = 0; n < 2500; n++) {
        const data d = draw(&r, 2, 7);
        const bool reml = n % 2;
        copse_fit f = fit(&d, NULL, 1, reml ? COPSE_METHOD_REML : COPSE_METHOD_ML, COPSE_TEST_Z, 95);
        double last = -INFINITY, before = -INFINITY;
        size_t maxima = 0;
        for (int i = 0; i <= POINTS; i++) {
            const double t = i == 0 ? 0 : pow(10, -5 + 10.0 * i / POINTS);
            const copse_profile_point at = profile(&d, NULL, 1, t);
            const double log_lik = reml ? at.log_lik_reml : at.log_lik_ml;
            ck_assert_msg(log_lik <= f.stat.log_lik + 1e-11 * (1 + fabs(f.stat.log_lik)),
                          "set %d: %.15g at %g, %.15g at the estimate %g", n, log_lik, t, f.stat.log_lik, f.het.tau2);
            if (last > before + 1e-9 && last > log_lik + 1e-9) maxima++;
            before = last;
            last = log_lik;
        }
        ck_assert_uint_ge(f.maxima, maxima);
        several += f.maxima > 1;
        copse_fit_free(&f);
    }
    ck_assert_uint_gt(several, 10); /* the draw does produce them */
}
END_TEST

/* y -> a y + b, v -> a^2 v */
START_TEST(linear_maps_carry_over)
{
    test_random r = {4};
    for (int n = 0; n < 400; n++) {
        const data d = draw(&r, 4, MOST);
        data e = d;
        const double a = pow(10, 6 * test_random_uniform(&r) - 3), b = 100 * a * test_random_normal(&r);
        for (size_t i = 0; i < d.k; i++) {
            e.y[i] = a * d.y[i] + b;
            e.v[i] = a * a * d.v[i];
        }
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        copse_fit f = fit(&d, NULL, 1, m, COPSE_TEST_KNHA, 95), g = fit(&e, NULL, 1, m, COPSE_TEST_KNHA, 95);
        const double size = fabs(b) + a;
        CK_CLOSE_ABS(g.coef[0].estimate, a * f.coef[0].estimate + b, 1e-8, 1e-9 * size);
        CK_CLOSE_ABS(g.coef[0].se, a * f.coef[0].se, 1e-7, 1e-9 * a);
        CK_CLOSE_ABS(g.het.tau2, a * a * f.het.tau2, 1e-8, 1e-8 * a * a * f.het.typical_v);
        CK_CLOSE(g.het.Q, f.het.Q, 1e-8);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
}
END_TEST

/* Powers of two change no bit, near the ends of the range either. */
START_TEST(powers_of_two_are_exact)
{
    test_random r = {5};
    for (int n = 0; n < 300; n++) {
        const data d = draw(&r, 3, MOST);
        data e = d;
        const int power = n % 3 == 0 ? -490 : n % 3 == 1 ? 480 : 7;
        for (size_t i = 0; i < d.k; i++) {
            e.y[i] = ldexp(d.y[i], power);
            e.v[i] = ldexp(d.v[i], 2 * power);
        }
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        copse_fit f = fit(&d, NULL, 1, m, COPSE_TEST_ADHOC, 95), g = fit(&e, NULL, 1, m, COPSE_TEST_ADHOC, 95);
        ck_assert(ldexp(f.coef[0].estimate, power) == g.coef[0].estimate);
        ck_assert(ldexp(f.coef[0].se, power) == g.coef[0].se);
        ck_assert(f.coef[0].p == g.coef[0].p);
        ck_assert(ldexp(f.het.tau2, 2 * power) == g.het.tau2);
        ck_assert(f.het.I2 == g.het.I2 && f.het.Q == g.het.Q);
        CK_CLOSE_ABS(g.stat.log_lik, f.stat.log_lik - (double)(d.k - (m == COPSE_METHOD_REML)) * power * log(2), 1e-12,
                     1e-12);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
}
END_TEST

START_TEST(order_does_not_matter)
{
    test_random r = {6};
    for (int n = 0; n < 400; n++) {
        const data d = draw(&r, 5, MOST);
        data e = d;
        for (size_t i = 0; i < d.k; i++) {
            const size_t from = (i + 3) % d.k;
            e.y[i] = d.y[from];
            e.v[i] = d.v[from];
            memcpy(e.X + 3 * i, d.X + 3 * from, 3 * sizeof *e.X);
        }
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        const size_t p = n % 2 ? 3 : 1;
        if (!copse_method_can(m, d.k, p)) continue;
        copse_fit f = fit(&d, p > 1 ? d.X : NULL, p, m, COPSE_TEST_T, 95);
        copse_fit g = fit(&e, p > 1 ? e.X : NULL, p, m, COPSE_TEST_T, 95);
        check_same(&f, &g, 1e-9, 1e-10);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
}
END_TEST

/* Every study twice: the ML estimate stays, the standard error falls by sqrt 2. */
START_TEST(duplicates)
{
    test_random r = {7};
    for (int n = 0; n < 400; n++) {
        const data d = draw(&r, 3, MOST);
        data e = d;
        memcpy(e.y + d.k, d.y, d.k * sizeof *d.y);
        memcpy(e.v + d.k, d.v, d.k * sizeof *d.v);
        e.k = 2 * d.k;
        copse_fit f = fit(&d, NULL, 1, COPSE_METHOD_ML, COPSE_TEST_Z, 95);
        copse_fit g = fit(&e, NULL, 1, COPSE_METHOD_ML, COPSE_TEST_Z, 95);
        CK_CLOSE(g.het.tau2, f.het.tau2, 1e-10);
        CK_CLOSE_ABS(g.coef[0].estimate, f.coef[0].estimate, 1e-10, 1e-11);
        CK_CLOSE(g.coef[0].se, f.coef[0].se / sqrt(2), 1e-10);
        CK_CLOSE(g.het.Q, 2 * f.het.Q, 1e-10);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
}
END_TEST

/* A design that is an intercept in another guise: ones by another column's scale. */
START_TEST(designs_that_are_intercepts)
{
    test_random r = {8};
    for (int n = 0; n < 400; n++) {
        const data d = draw(&r, 3, MOST);
        double ones[2 * MOST], twos[2 * MOST];
        for (size_t i = 0; i < d.k; i++) ones[i] = 1, twos[i] = 3;
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        copse_fit f = fit(&d, NULL, 1, m, COPSE_TEST_KNHA, 99), g = fit(&d, ones, 1, m, COPSE_TEST_KNHA, 99);
        ck_assert(f.coef[0].estimate == g.coef[0].estimate && f.het.tau2 == g.het.tau2);
        copse_fit h = fit(&d, twos, 1, m, COPSE_TEST_KNHA, 99); /* takes the general path */
        h.coef[0].estimate *= 3;
        h.coef[0].se *= 3;
        h.coef[0].ci.lower *= 3;
        check_same(&f, &h, 1e-9, 1e-11);
        ck_assert(isnan(h.prediction.lower) && !isnan(h.het.QM));
        copse_fit_free(&f);
        copse_fit_free(&g);
        copse_fit_free(&h);
    }
}
END_TEST

START_TEST(intervals_widen_with_the_level)
{
    test_random r = {9};
    for (int n = 0; n < 300; n++) {
        const data d = draw(&r, 3, MOST);
        const copse_test test = (copse_test)(n % COPSE_TEST_COUNT);
        const copse_method method = test_method_of(test);
        if (test == COPSE_TEST_HK_IQWIG) continue; /* what it is compared with widens at another pace */
        if (test == COPSE_TEST_KR) continue;       /* too few degrees of freedom for an interval are an error */
        copse_fit last = fit(&d, NULL, 1, method, test, 50);
        for (double level = 60; level < 100; level += 13) {
            copse_fit next = fit(&d, NULL, 1, method, test, level);
            ck_assert_msg(next.coef[0].ci.lower < last.coef[0].ci.lower, "%s at %g, data set %d: %.17g, %.17g",
                          copse_test_code(test), level, n, next.coef[0].ci.lower, last.coef[0].ci.lower);
            ck_assert(next.coef[0].ci.upper > last.coef[0].ci.upper);
            ck_assert(next.het.tau2_ci.lower <= last.het.tau2_ci.lower);
            ck_assert(next.het.tau2_ci.upper >= last.het.tau2_ci.upper);
            if (test < COPSE_TEST_PL) ck_assert(next.prediction.upper >= next.coef[0].ci.upper);
            copse_fit_free(&last);
            last = next;
        }
        copse_fit_free(&last);
    }
}
END_TEST

/* The smallest differences that the estimators can make out of tau2 -> 0: the fit is the equal-effects fit. */
START_TEST(fixed_tau2_runs_to_the_limits)
{
    test_random r = {10};
    for (int n = 0; n < 200; n++) {
        const data d = draw(&r, 3, MOST);
        copse_fit ee = fit(&d, NULL, 1, COPSE_METHOD_EE, COPSE_TEST_Z, 95), f;
        copse_fit_opts opts = {.method = COPSE_METHOD_REML, .test = COPSE_TEST_Z, .level = 95, .tau2 = 1e-14};
        ck_assert_int_eq(copse_pool(d.y, d.v, NULL, d.k, 1, &opts, &f, NULL), COPSE_OK);
        CK_CLOSE_ABS(f.coef[0].estimate, ee.coef[0].estimate, 1e-9, 1e-10);
        CK_CLOSE(f.coef[0].se, ee.coef[0].se, 1e-9);
        ck_assert_int_eq(f.stop, COPSE_STOP_FIXED);
        copse_fit_free(&f);
        opts.tau2 = 1e14; /* equal weights: the mean */
        ck_assert_int_eq(copse_pool(d.y, d.v, NULL, d.k, 1, &opts, &f, NULL), COPSE_OK);
        double mean = 0;
        for (size_t i = 0; i < d.k; i++) mean += d.y[i] / (double)d.k;
        CK_CLOSE_ABS(f.coef[0].estimate, mean, 1e-9, 1e-9);
        copse_fit_free(&f);
        copse_fit_free(&ee);
    }
}
END_TEST

START_TEST(one_level_is_the_pool)
{
    test_random r = {11};
    for (int n = 0; n < 200; n++) {
        data d = draw(&r, 3, MOST);
        memset(d.group, 0, sizeof d.group);
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        const copse_fit_opts opts = {.method = m, .test = COPSE_TEST_KNHA, .level = 95, .tau2 = NAN};
        copse_fit f = fit(&d, NULL, 1, m, COPSE_TEST_KNHA, 95);
        for (int mode = 0; mode < 2; mode++) {
            copse_subgroups s;
            ck_assert_int_eq(copse_pool_subgroups(d.y, d.v, d.group, d.k, 1, &opts, (copse_tau2_mode)mode, &s, NULL),
                             COPSE_OK);
            CK_CLOSE(s.fit[0].coef[0].estimate, f.coef[0].estimate, 1e-13);
            CK_CLOSE(s.fit[0].coef[0].ci.upper, f.coef[0].ci.upper, 1e-12);
            CK_CLOSE(s.fit[0].het.tau2, f.het.tau2, 1e-13);
            ck_assert(isnan(s.Q) && s.within_Q == f.het.Q);
            copse_subgroups_free(&s);
        }
        copse_fit_free(&f);
    }
}
END_TEST

/* The common tau2 is that of the regression on level indicators, and the levels' estimates are its coefficients. */
START_TEST(common_tau2_is_the_regression)
{
    test_random r = {12};
    for (int n = 0; n < 300; n++) {
        const data d = draw(&r, 7, MOST);
        double X[2 * MOST * 3] = {0};
        for (size_t i = 0; i < d.k; i++) X[3 * i + d.group[i]] = 1;
        const copse_method m = (copse_method)(n % COPSE_METHOD_COUNT);
        if (!copse_method_can(m, d.k, 3)) continue;
        const copse_fit_opts opts = {.method = m, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
        copse_fit f = fit(&d, X, 3, m, COPSE_TEST_Z, 95);
        copse_subgroups s;
        ck_assert_int_eq(copse_pool_subgroups(d.y, d.v, d.group, d.k, 3, &opts, COPSE_TAU2_COMMON, &s, NULL), COPSE_OK);
        CK_CLOSE_ABS(s.common_tau2, f.het.tau2, 1e-9, 1e-12 * f.het.typical_v);
        for (size_t l = 0; l < 3; l++) {
            CK_CLOSE_ABS(s.fit[l].coef[0].estimate, f.coef[l].estimate, 1e-9, 1e-10);
            CK_CLOSE(s.fit[l].coef[0].se, f.coef[l].se, 1e-9);
        }
        CK_CLOSE(s.within_Q, f.het.Q, 1e-9);
        copse_subgroups_free(&s);
        copse_fit_free(&f);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("properties of pooling");
    TCase *cases = tcase_create("random data");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, score_is_zero_at_the_maximum);
    tcase_add_test(cases, Q_hits_its_target);
    tcase_add_test(cases, no_higher_likelihood);
    tcase_add_test(cases, linear_maps_carry_over);
    tcase_add_test(cases, powers_of_two_are_exact);
    tcase_add_test(cases, order_does_not_matter);
    tcase_add_test(cases, duplicates);
    tcase_add_test(cases, designs_that_are_intercepts);
    tcase_add_test(cases, intervals_widen_with_the_level);
    tcase_add_test(cases, fixed_tau2_runs_to_the_limits);
    tcase_add_test(cases, one_level_is_the_pool);
    tcase_add_test(cases, common_tau2_is_the_regression);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
