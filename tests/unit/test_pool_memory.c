/* Pooling when memory runs short: at each allocation in turn an error, no leak, and an object that can be freed. */
#include <copse/model.h>

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

static void fail_each(copse_status (*attempt)(copse_error *), long least)
{
    for (long n = 1;; n++) {
        ck_assert_int_lt(n, 100);
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

START_TEST(every_allocation_fails_once)
{
    fail_each(try_pool, 5);
    fail_each(try_subgroups, 10);
    fail_each(try_profile, 2);
    fail_each(try_residuals, 20);
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
