/* Pooling when memory runs short: at each allocation in turn an error, no leak, and an object that can be freed. */
#include <copse/model.h>
#include <copse/resample.h>

#include "ck_close.h"
#include "fail_alloc.h"

#if FAIL_ALLOC_WORKS
static const double Y[] = {0.1, 0.9, -0.4, 1.7, 0.3, 0.2}, V[] = {0.1, 0.2, 0.15, 0.4, 0.1, 0.3};
static const double X[] = {1, 0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 6};
static const size_t GROUP[] = {0, 1, 0, 1, 2, 2};

static copse_status try_pool(copse_error *err)
{
    copse_fit fit;
    const copse_status status = copse_pool(Y, V, X, 6, 2, NULL, &fit, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status try_subgroups(copse_error *err)
{
    copse_subgroups out;
    const copse_status status = copse_pool_subgroups(Y, V, GROUP, 6, 3, NULL, COPSE_TAU2_COMMON, &out, err);
    copse_subgroups_free(&out);
    return status;
}

static copse_status try_profile(copse_error *err)
{
    copse_profile_point point;
    return copse_profile_at(Y, V, X, 6, 2, 0.1, &point, err);
}

static copse_status try_residuals(copse_error *err)
{
    copse_fit fit;
    copse_residual residual[6];
    copse_blup blup[6];
    copse_status status = copse_pool(Y, V, X, 6, 2, NULL, &fit, err);
    if (status == COPSE_OK) status = copse_pool_residuals(Y, V, X, &fit, true, residual, err);
    if (status == COPSE_OK) status = copse_pool_blups(Y, V, X, &fit, blup, err);
    copse_fit_free(&fit);
    return status;
}

/* Every test that is there, with the prediction interval that goes with it. */
static copse_status try_test(copse_method method, copse_test test, copse_pi pi, copse_error *err)
{
    copse_fit fit;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = method;
    opts.test = test;
    opts.pi = pi;
    const copse_status status = copse_pool(Y, V, NULL, 6, 1, &opts, &fit, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status try_kr(copse_error *err)
{
    return try_test(COPSE_METHOD_REML, COPSE_TEST_KR, COPSE_PI_KR_PR, err);
}

static copse_status try_hc(copse_error *err)
{
    return try_test(COPSE_METHOD_REML, COPSE_TEST_HC3, COPSE_PI_HK, err);
}

static copse_status try_skovgaard(copse_error *err)
{
    return try_test(COPSE_METHOD_ML, COPSE_TEST_PL_SKOVGAARD, COPSE_PI_HTS, err);
}

static copse_status try_bartlett(copse_error *err)
{
    return try_test(COPSE_METHOD_ML, COPSE_TEST_PL_BARTLETT, COPSE_PI_SKIPKA, err);
}

static copse_status try_henmi_copas(copse_error *err)
{
    return try_test(COPSE_METHOD_DL, COPSE_TEST_HENMI_COPAS, COPSE_PI_T, err);
}

static copse_status try_biggerstaff(copse_error *err)
{
    return try_test(COPSE_METHOD_DL, COPSE_TEST_BIGGERSTAFF_TWEEDIE, COPSE_PI_METAFOR, err);
}

static copse_status try_designs(copse_error *err)
{
    static const copse_test TESTS[] = {COPSE_TEST_KR, COPSE_TEST_HC2};
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS && status == COPSE_OK; i++) {
        copse_fit fit;
        copse_fit_opts opts = copse_fit_opts_default();
        opts.test = TESTS[i];
        status = copse_pool(Y, V, X, 6, 2, &opts, &fit, err);
        copse_fit_free(&fit);
    }
    return status;
}

static copse_status try_likelihood_of_design(copse_error *err)
{
    copse_fit fit;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_ML;
    opts.test = COPSE_TEST_PL_BARTLETT;
    const copse_status status = copse_pool(Y, V, X, 6, 2, &opts, &fit, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status try_boot_predict(copse_error *err)
{
    const copse_boot_predict_plan plan = {
        .y = Y, .v = V, .k = 6, .level = 95, .replicates = 20, .seed = 1, .threads = 1};
    copse_boot_prediction out;
    const copse_status status = copse_boot_predict(&plan, &out, err);
    copse_boot_prediction_free(&out);
    return status;
}

static copse_status try_confidence(copse_error *err)
{
    double H, rest;
    return copse_tau2_confidence(Y, V, 6, 0.1, &H, &rest, err);
}

static copse_status try_without(copse_error *err)
{
    static const size_t START[] = {0, 1, 3, 6}, STUDY[] = {4, 0, 1, 2, 3, 5};
    copse_withouts out;
    const copse_status status = copse_pool_without(Y, V, X, 6, 2, NULL, START, STUDY, 3, &out, err);
    copse_withouts_free(&out);
    return status;
}

/* The step grows where there are more allocations than can be tried. */
static void fail_every(copse_status (*attempt)(copse_error *), long least, double growth)
{
    for (long n = 1;; n = (long)((double)n * growth) + 1) {
        ck_assert_int_lt(n, 1000000);
        copse_error err = {0};
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        const copse_status status = attempt(&err);
        const bool failed = fail_alloc_left == 0;
        fail_alloc_left = -1; /* Check allocates, too */
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert_int_eq(status, failed ? COPSE_ENOMEM : COPSE_OK);
        ck_assert_int_eq(err.status, status);
        if (failed) continue;
        ck_assert_int_gt(n, least);
        return;
    }
}

static void fail_each(copse_status (*attempt)(copse_error *), long least)
{
    fail_every(attempt, least, 1);
}

START_TEST(every_allocation_fails_once)
{
    fail_each(try_pool, 5);
    fail_each(try_subgroups, 10);
    fail_each(try_profile, 2);
    fail_each(try_residuals, 20);
    fail_each(try_without, 20);
    fail_each(try_kr, 4);
    fail_each(try_hc, 4);
    fail_each(try_skovgaard, 4);
    fail_each(try_bartlett, 4);
    fail_each(try_henmi_copas, 4);
    fail_each(try_biggerstaff, 4);
    fail_each(try_designs, 8);
    fail_each(try_likelihood_of_design, 4);
    fail_every(try_boot_predict, 20, 1.5);
    fail_each(try_confidence, 1);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("pool without memory");
    TCase *cases = tcase_create("allocations");
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
