#include <copse/base.h>

#include "ck_close.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 5000 };

typedef struct calls {
    atomic_int times[MOST];
    size_t fail_at[3];
    int threads;
    atomic_int bad_thread, begun;
} calls;

static copse_status body(void *context, size_t index, int thread, copse_error *err)
{
    calls *c = context;
    atomic_fetch_add(&c->times[index], 1);
    atomic_fetch_add(&c->begun, 1);
    if (thread < 0 || thread >= c->threads) atomic_fetch_add(&c->bad_thread, 1);
    for (int i = 0; i < 3; i++)
        if (index + 1 == c->fail_at[i])
            return copse_fail(err, index % 2 == 0 ? COPSE_EDOM : COPSE_ERANGE, "index %zu", index);
    return COPSE_OK;
}

START_TEST(every_index_once)
{
    const size_t sizes[] = {0, 1, 2, 7, 100, MOST};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int threads = 1; threads <= 9; threads += 2) {
            calls *c = calloc(1, sizeof *c);
            ck_assert_ptr_nonnull(c);
            c->threads = threads;
            ck_assert_int_eq(copse_parallel_for(sizes[s], threads, body, c, NULL), COPSE_OK);
            for (size_t i = 0; i < MOST; i++) ck_assert_int_eq(c->times[i], i < sizes[s] ? 1 : 0);
            ck_assert_int_eq(c->bad_thread, 0);
            free(c);
        }
}
END_TEST

/* Whatever the threads do, the failure told is the lowest, and little is begun after one. */
START_TEST(lowest_failure_is_told)
{
    for (int turn = 0; turn < 50; turn++)
        for (int threads = 1; threads <= 7; threads += 3) {
            calls *c = calloc(1, sizeof *c);
            copse_error err = {0};
            ck_assert_ptr_nonnull(c);
            c->threads = threads;
            c->fail_at[0] = 102;
            c->fail_at[1] = 103;
            c->fail_at[2] = 104;
            ck_assert_int_eq(copse_parallel_for(MOST, threads, body, c, &err), COPSE_ERANGE);
            ck_assert_str_eq(err.text, "index 101");
            for (size_t i = 0; i <= 101; i++) ck_assert_int_eq(c->times[i], 1);
            if (threads == 1) ck_assert_int_eq(c->begun, 102);
            free(c);
        }
}
END_TEST

START_TEST(threads_by_default)
{
    calls *c = calloc(1, sizeof *c);
    ck_assert_ptr_nonnull(c);
    ck_assert_int_ge(copse_threads_available(), 1);
    c->threads = copse_threads_available();
    ck_assert_int_eq(copse_parallel_for(MOST, 0, body, c, NULL), COPSE_OK);
    ck_assert_int_eq(c->bad_thread, 0);
    ck_assert_int_eq(c->begun, MOST);
    ck_assert_int_eq(copse_parallel_for(MOST, -1, body, c, NULL), COPSE_EINVAL);
    free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parallel");
    TCase *test = tcase_create("parallel"); /* each test in a process of its own: no threads before the fork */
    tcase_add_test(test, every_index_once);
    tcase_add_test(test, lowest_failure_is_told);
    tcase_add_test(test, threads_by_default);
    suite_add_tcase(suite, test);
    return run_suite(suite);
}
