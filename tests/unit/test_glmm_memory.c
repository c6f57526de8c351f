/* Models of counts when memory runs short: at each allocation in turn an error, no leak, and a fit that can be freed. */
#include <copse/glmm.h>

#include "ck_close.h"
#include "fail_alloc.h"

#if FAIL_ALLOC_WORKS
static const double X1[] = {0, 1, 2, 5}, N1[] = {16, 44, 28, 31}, X2[] = {3, 3, 9, 6}, N2[] = {17, 35, 19, 37};
static const double X[] = {1, 0, 1, 1, 1, 2, 1, -1};

/* ENOMEM as often as an allocation fails; a fit that is not made is empty. */
static void fail_each_of(copse_glmm_measure measure, copse_pooling model, copse_method method, copse_test test,
                         size_t p, long least)
{
    const copse_glmm_data data = {.x1 = X1, .n1 = N1, .x2 = X2, .n2 = N2, .X = p == 2 ? X : NULL, .k = 4, .p = p};
    copse_glmm_opts opts = copse_glmm_opts_default();
    opts.measure = measure;
    opts.model = model;
    opts.cor = model == COPSE_POOLING_UM_RS;
    opts.method = method;
    opts.test = test;
    for (long n = 1;; n++) {
        ck_assert_int_lt(n, 5000);
        copse_error err = {0};
        copse_fit fit;
        copse_glmm glmm;
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        const copse_status status = copse_glmm_fit(&data, &opts, &fit, &glmm, &err);
        const bool failed = fail_alloc_left == 0;
        fail_alloc_left = -1; /* Check allocates, too */
        ck_assert_int_eq(status, failed ? COPSE_ENOMEM : COPSE_OK);
        if (failed) ck_assert_ptr_null(fit.coef);
        copse_fit_free(&fit);
        ck_assert_int_eq(fail_alloc_live, live);
        if (failed) continue;
        ck_assert_int_gt(n, least);
        return;
    }
}

static void fail_each(copse_pooling model, copse_method method, copse_test test, size_t p, long least)
{
    fail_each_of(COPSE_GLMM_OR, model, method, test, p, least);
}

START_TEST(every_allocation_fails_once)
{
    fail_each_of(COPSE_GLMM_RR, COPSE_POOLING_UM_FS, COPSE_METHOD_EE, COPSE_TEST_Z, 2, 20);
    fail_each_of(COPSE_GLMM_IRR, COPSE_POOLING_UM_RS, COPSE_METHOD_ML, COPSE_TEST_Z, 1, 20);
    fail_each(COPSE_POOLING_CM_EL, COPSE_METHOD_ML, COPSE_TEST_Z, 1, 20);
    fail_each(COPSE_POOLING_CM_EL, COPSE_METHOD_EE, COPSE_TEST_T, 2, 8);
    fail_each(COPSE_POOLING_UM_FS, COPSE_METHOD_ML, COPSE_TEST_Z, 1, 20);
    fail_each(COPSE_POOLING_FIRTH, COPSE_METHOD_EE, COPSE_TEST_PL, 2, 6);
    fail_each(COPSE_POOLING_BETA_BINOMIAL, COPSE_METHOD_ML, COPSE_TEST_PL, 1, 12);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("models of counts without memory");
    TCase *cases = tcase_create("allocations");
#if FAIL_ALLOC_WORKS
    tcase_set_timeout(cases, 60);
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
