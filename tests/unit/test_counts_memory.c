/* Pooling counts when memory runs short: at each allocation in turn an error, no leak, and an object that can be freed. */
#include <copse/counts.h>

#include "ck_close.h"
#include "fail_alloc.h"

#if FAIL_ALLOC_WORKS
static const double A[] = {4, 6, 3, 0, 5}, B[] = {119, 300, 228, 80, 9}, C[] = {11, 29, 11, 2, 7},
                    D[] = {128, 274, 209, 70, 3};
static const size_t GROUP[] = {0, 1, 0, 1, 1};
static const copse_counts COUNTS = {.measure = COPSE_MH_OR, .k = 5, .a = A, .b = B, .c = C, .d = D};

static copse_status try_mh(copse_error *err)
{
    copse_fit fit;
    copse_table_tests tests;
    const copse_status status = copse_pool_mh(&COUNTS, NULL, &fit, &tests, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status try_peto(copse_error *err)
{
    copse_fit fit;
    const copse_status status = copse_pool_peto(&COUNTS, NULL, &fit, NULL, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status try_subgroups(copse_error *err)
{
    copse_subgroups out;
    const copse_status status = copse_pool_counts_subgroups(&COUNTS, COPSE_POOLING_MH, GROUP, 2, NULL, &out, err);
    copse_subgroups_free(&out);
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
        if (failed) continue;
        ck_assert_int_gt(n, least);
        return;
    }
}

START_TEST(every_allocation_fails_once)
{
    fail_each(try_mh, 2);
    fail_each(try_peto, 2);
    fail_each(try_subgroups, 6);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("counts without memory");
    TCase *cases = tcase_create("allocations");
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
