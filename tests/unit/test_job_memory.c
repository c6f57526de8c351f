/* A job when memory runs short, with and without a checkpoint to go on from: an error or a whole result, no leak, and a
 * checkpoint that can still be read. */
#include <copse/job.h>

#include "ck_close.h"
#include "fail_alloc.h"
#include "run_folder.h"

#if FAIL_ALLOC_WORKS
enum { REPLICATES = 100 };

static copse_status open_worker(void *context, void **worker, copse_error *err)
{
    (void)context;
    *worker = copse_alloc(1, 1);
    return *worker != NULL ? COPSE_OK : copse_fail_memory(err);
}

static void close_worker(void *context, void *worker)
{
    (void)context;
    free(worker);
}

static copse_status work(void *context, void *worker, uint64_t first, size_t n, double *rows, void *state,
                         copse_error *err)
{
    uint64_t *count = state;
    (void)context;
    (void)worker;
    (void)err;
    *count += n;
    for (size_t i = 0; i < n; i++) rows[i] = (double)(first + i);
    return COPSE_OK;
}

static void join(void *context, void *state, const void *other)
{
    (void)context;
    *(uint64_t *)state += *(const uint64_t *)other;
}

static const copse_job JOB = {.kind = "test",
                              .design = "seed: 1",
                              .replicates = REPLICATES,
                              .block = 8,
                              .width = 1,
                              .keep = UINT64_MAX,
                              .state_size = sizeof(uint64_t),
                              .open = open_worker,
                              .close = close_worker,
                              .work = work,
                              .join = join};

static bool is_whole(const copse_job_result *result)
{
    for (size_t i = 0; i < REPLICATES; i++)
        if (!(result->rows[i] == (double)i)) return false;
    return result->complete && *(const uint64_t *)result->state == REPLICATES;
}

static copse_status try_run(const char *path, bool *right, copse_error *err)
{
    copse_job_opts opts = copse_job_opts_default();
    copse_job_result result = {0};
    opts.threads = 1;
    opts.every = 0;
    opts.checkpoint = path;
    opts.resume = true;
    const copse_status status = copse_job_run(&JOB, &opts, &result, err);
    *right = status == COPSE_OK && is_whole(&result);
    copse_job_result_free(&result);
    return status;
}

static copse_status try_read(const char *path, bool *right, copse_error *err)
{
    copse_job_file file;
    const copse_status status = copse_job_file_read(path, &file, err);
    *right = status == COPSE_OK && file.replicates == REPLICATES;
    copse_job_file_free(&file);
    return status;
}

static copse_status try_merge(const char *path, bool *right, copse_error *err)
{
    copse_job_result result = {0};
    const copse_status status = copse_job_merge(&JOB, &path, 1, &result, err);
    *right = status == COPSE_OK && is_whole(&result);
    copse_job_result_free(&result);
    return status;
}

/* `keeps`: what the failed attempt left in the file stays for the next one. */
static void fail_each(copse_status (*attempt)(const char *, bool *, copse_error *), const char *path, bool keeps,
                      long least)
{
    for (long n = 1;; n++) {
        ck_assert_int_lt(n, 200);
        copse_error err = {0};
        bool right = false;
        if (!keeps && path != NULL) (void)unlink(path);
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        const copse_status status = attempt(path, &right, &err);
        const bool failed = fail_alloc_left == 0;
        fail_alloc_left = -1; /* Check allocates, too */
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert(status == COPSE_ENOMEM || status == COPSE_EIO || (status == COPSE_OK && right));
        /* EIO: opendir had no memory; OK: a checkpoint less is no failure */
        if (failed) continue;
        ck_assert_int_eq(status, COPSE_OK);
        ck_assert_int_gt(n, least);
        return;
    }
}

START_TEST(every_allocation_fails_once)
{
    run_folder folder = run_folder_make();
    char path[512];
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    fail_each(try_run, NULL, false, 8);
    fail_each(try_run, path, false, 15);
    fail_each(try_read, path, true, 5);
    fail_each(try_merge, path, true, 4);
    fail_each(try_run, path, true, 4); /* it is complete */
    run_folder_remove(folder.path);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("job without memory");
    TCase *cases = tcase_create("allocations");
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
