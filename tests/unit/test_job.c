/* Jobs in one process: results, growth, checkpoints that are refused. Whole processes: tests/parallel. */
#include <copse/frame.h>
#include <copse/job.h>
#include <copse/math.h>

#include "ck_close.h"
#include "run_folder.h"

#include <string.h>

enum { WIDTH = 2 };

typedef struct state {
    copse_exact_sum sum;
    uint64_t count;
} state;

/* The value of replicate r is r / 3; `fail` is a replicate at which the work fails. */
typedef struct plan {
    uint64_t fail, stop;
    unsigned ticks;
} plan;

static copse_status work(void *context, void *worker, uint64_t first, size_t n, double *rows, void *out,
                         copse_error *err)
{
    const plan *p = context;
    state *s = out;
    (void)worker;
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = first + i;
        if (r == p->fail) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "replicate %d", (int)r);
        copse_exact_sum_add(&s->sum, (double)r / 3);
        s->count++;
        rows[WIDTH * i] = (double)r;
        rows[WIDTH * i + 1] = (double)r / 3;
    }
    return COPSE_OK;
}

static void join(void *context, void *to, const void *other)
{
    state *a = to;
    const state *b = other;
    (void)context;
    copse_exact_sum_join(&a->sum, &b->sum);
    a->count += b->count;
}

static bool tick(void *context, uint64_t done, uint64_t total)
{
    plan *p = context;
    ck_assert_uint_le(done, total);
    p->ticks++;
    return done < p->stop;
}

static plan endless(void)
{
    return (plan){.fail = UINT64_MAX, .stop = UINT64_MAX};
}

static copse_job make_job(plan *p, uint64_t replicates)
{
    return (copse_job){.kind = "test",
                       .design = "data: a\nseed: 1\nmethod: REML",
                       .replicates = replicates,
                       .block = 8,
                       .width = WIDTH,
                       .keep = UINT64_MAX,
                       .state_size = sizeof(state),
                       .context = p,
                       .work = work,
                       .join = join};
}

static copse_job_opts make_opts(plan *p, const char *checkpoint, bool resume)
{
    copse_job_opts opts = copse_job_opts_default();
    opts.threads = 1;
    opts.checkpoint = checkpoint;
    opts.resume = resume;
    opts.watch = (copse_watch){tick, p};
    return opts;
}

static void check_result(const copse_job_result *result, uint64_t n, uint64_t kept)
{
    const state *s = result->state;
    copse_exact_sum sum = {0};
    for (uint64_t r = 0; r < n; r++) copse_exact_sum_add(&sum, (double)r / 3);
    ck_assert(result->complete);
    ck_assert_uint_eq(result->done, n);
    ck_assert_uint_eq(result->replicates, n);
    ck_assert_uint_eq(s->count, n);
    ck_assert_int_eq(memcmp(&s->sum, &sum, sizeof sum), 0);
    for (uint64_t r = 0; r < kept; r++) {
        CK_CLOSE(result->rows[WIDTH * r], (double)r, 0);
        CK_CLOSE(result->rows[WIDTH * r + 1], (double)r / 3, 0);
    }
}

START_TEST(sizes_and_rows_kept)
{
    plan p = endless();
    const uint64_t sizes[] = {1, 7, 8, 9, 64, 1001};
    const uint64_t keeps[] = {0, 1, 8, 13, UINT64_MAX};
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 5; k++) {
            copse_job job = make_job(&p, sizes[i]);
            const copse_job_opts opts = make_opts(&p, NULL, false);
            copse_job_result result = {0};
            job.keep = keeps[k];
            ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_OK);
            check_result(&result, sizes[i], keeps[k] < sizes[i] ? keeps[k] : sizes[i]);
            copse_job_result_free(&result);
            copse_job_result_free(&result);
        }
}
END_TEST

START_TEST(grows)
{
    plan p = endless();
    copse_job job = make_job(&p, 80);
    const copse_job_opts opts = make_opts(&p, NULL, false);
    copse_job_result result = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_OK);
    check_result(&result, 80, 80);
    job.replicates = 203;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_OK);
    check_result(&result, 203, 203);
    job.replicates = 300; /* 203 is no multiple of a block */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EINVAL);
    job.replicates = 80;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EINVAL);
    check_result(&result, 203, 203);
    copse_job_result_free(&result);
}
END_TEST

/* Growing past the rows that are kept. */
START_TEST(grows_with_some_rows)
{
    plan p = endless();
    copse_job job = make_job(&p, 16);
    const copse_job_opts opts = make_opts(&p, NULL, false);
    copse_job_result result = {0};
    job.keep = 70;
    for (uint64_t n = 16; n <= 256; n *= 2) {
        job.replicates = n;
        ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_OK);
        check_result(&result, n, n < 70 ? n : 70);
    }
    job.keep = 80; /* rows 70 to 79 are lost */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    check_result(&result, 256, 70);
    copse_job_result_free(&result);
}
END_TEST

START_TEST(what_cannot_be)
{
    plan p = endless();
    copse_job_result result = {0};
    copse_job job = make_job(&p, 80);
    copse_job_opts opts = make_opts(&p, NULL, false);
    job.block = 12;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    job.block = 8;
    job.replicates = 0;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    job.replicates = UINT64_MAX; /* rows that no memory holds */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_ENOMEM);
    job.replicates = 80;
    opts.shard = 3;
    opts.shards = 2;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    opts.shards = 0;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    opts.shard = 0;
    opts.every = NAN;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINVAL);
    copse_job_result_free(&result);
    copse_job_result_free(NULL);
}
END_TEST

START_TEST(a_failure_keeps_what_is_done)
{
    plan p = endless();
    run_folder folder = run_folder_make();
    char path[512];
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    const copse_job job = make_job(&p, 200);
    copse_job_opts opts = make_opts(&p, path, false);
    opts.every = 0;
    copse_job_result result = {0};
    copse_error err = {0};
    p.fail = 130;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_str_eq(err.text, "replicate 130");
    ck_assert_uint_eq(result.done, 128);
    copse_job_result_free(&result);
    p.fail = UINT64_MAX;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "a.ckpt exists: --resume goes on from it"));
    copse_job_result_free(&result);
    opts.resume = true;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
    check_result(&result, 200, 200);
    copse_job_result_free(&result);
    run_folder_remove(folder.path);
}
END_TEST

START_TEST(interrupted_and_resumed)
{
    plan p = endless();
    run_folder folder = run_folder_make();
    char path[512];
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    const copse_job job = make_job(&p, 1001);
    const copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    copse_error err = {0};
    p.stop = 0;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EINTERRUPTED);
    ck_assert_uint_eq(result.done, 8);
    ck_assert(!result.complete);
    ck_assert(isnan(result.rows[WIDTH * 8]));
    copse_job_result_free(&result);
    copse_job_file file;
    ck_assert_int_eq(copse_job_file_read(path, &file, &err), COPSE_OK);
    ck_assert_uint_eq(file.done, 8);
    ck_assert_uint_eq(file.replicates, 1001);
    ck_assert_str_eq(file.kind, "test");
    ck_assert_str_eq(file.design, job.design);
    ck_assert_str_eq(file.version, copse_version());
    copse_job_file_free(&file);
    p.stop = UINT64_MAX;
    p.ticks = 0;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
    check_result(&result, 1001, 1001);
    copse_job_result_free(&result);
    p.ticks = 0; /* complete: there is nothing left to do or to write */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
    check_result(&result, 1001, 1001);
    ck_assert_uint_eq(p.ticks, 0);
    copse_job_result_free(&result);
    run_folder_remove(folder.path);
}
END_TEST

/* A file that is there, by a job that is changed a little, and what is said about it. */
typedef struct other {
    const char *kind, *design;
    uint64_t replicates, keep;
    size_t block, width;
    uint32_t shard, shards;
    const char *says;
} other;

START_TEST(other_work_is_refused)
{
    static const other others[] = {
        {"test", "data: a\nseed: 2\nmethod: REML", 104, UINT64_MAX, 8, 2, 0, 0, "there 'seed: 1', here 'seed: 2'"},
        {"test", "data: a\nseed: 1\nmethod: RE", 104, UINT64_MAX, 8, 2, 0, 0,
         "there 'method: REML', here 'method: RE'"},
        {"test", "data: a\nseed: 1", 104, UINT64_MAX, 8, 2, 0, 0, "there 'seed: 1', here 'seed: 1'"},
        {"other", "data: a\nseed: 1\nmethod: REML", 104, UINT64_MAX, 8, 2, 0, 0, "a test, not a other"},
        {"test", "data: a\nseed: 1\nmethod: REML", 96, UINT64_MAX, 8, 2, 0, 0,
         "104 replicates, which cannot become 96"},
        {"test", "data: a\nseed: 1\nmethod: REML", 104, 50, 8, 2, 0, 0,
         "the number of rows kept there is 104, here 50"},
        {"test", "data: a\nseed: 1\nmethod: REML", 104, UINT64_MAX, 16, 2, 0, 0, "the block there is 8, here 16"},
        {"test", "data: a\nseed: 1\nmethod: REML", 104, UINT64_MAX, 8, 3, 0, 0, "a row's width there is 2, here 3"},
        {"test", "data: a\nseed: 1\nmethod: REML", 104, UINT64_MAX, 8, 2, 1, 2, "of the whole work, not of shard 1/2"},
    };
    plan p = endless();
    run_folder folder = run_folder_make();
    char path[512], *before = NULL, *after = NULL;
    size_t n = 0, m = 0;
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    copse_job job = make_job(&p, 104);
    copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    p.stop = 0;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_EINTERRUPTED);
    copse_job_result_free(&result);
    p.stop = UINT64_MAX;
    ck_assert_int_eq(copse_file_read(path, &before, &n, NULL), COPSE_OK);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const other *o = &others[i];
        copse_error err = {0};
        job.kind = o->kind;
        job.design = o->design;
        job.replicates = o->replicates;
        job.keep = o->keep;
        job.block = o->block;
        job.width = o->width;
        opts.shard = o->shard;
        opts.shards = o->shards;
        ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EPARSE);
        ck_assert_msg(strstr(err.text, o->says) != NULL && strstr(err.text, path) != NULL, "%s", err.text);
        copse_job_result_free(&result);
    }
    ck_assert_int_eq(copse_file_read(path, &after, &m, NULL), COPSE_OK);
    ck_assert(n == m && memcmp(before, after, n) == 0);
    free(before);
    free(after);
    run_folder_remove(folder.path);
}
END_TEST

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

/* Reads it, and tries to go on from it; nothing may come of either. */
static void must_refuse(const char *path, const char *says)
{
    plan p = endless();
    const copse_job job = make_job(&p, 40);
    const copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    copse_job_file file;
    copse_error err = {0};
    ck_assert_msg(copse_job_file_read(path, &file, &err) == COPSE_EPARSE, "shard %u/%u replicates %d", file.shard,
                  file.shards, (int)file.replicates);
    copse_job_file_free(&file);
    ck_assert_msg(says == NULL || strstr(err.text, says) != NULL, "%s", err.text);
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EPARSE);
    ck_assert_uint_eq(p.ticks, 0);
    copse_job_result_free(&result);
}

/* A checkpoint of 40 replicates, and its bytes. */
static char *make_file(const char *path, size_t *n)
{
    plan p = endless();
    char *bytes = NULL;
    const copse_job job = make_job(&p, 40);
    copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    opts.note = "a note";
    opts.note_bytes = 6;
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, NULL), COPSE_OK);
    copse_job_result_free(&result);
    ck_assert_int_eq(copse_file_read(path, &bytes, n, NULL), COPSE_OK);
    return bytes;
}

START_TEST(damage_is_found)
{
    run_folder folder = run_folder_make();
    char path[512];
    size_t n = 0;
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    char *bytes = make_file(path, &n);
    for (size_t length = 0; length < n; length += length < 200 ? 1 : 7) {
        write_file(path, bytes, length);
        must_refuse(path, length < 8 ? NULL : "truncated");
    }
    for (size_t bit = 0; bit < 8 * n;
         bit += bit < 8 * 128 ? 1 : 9) { /* all of the header's, one in nine of the rest's */
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        write_file(path, bytes, n);
        must_refuse(path, NULL);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    char *longer = calloc(n + 1, 1);
    ck_assert_ptr_nonnull(longer);
    memcpy(longer, bytes, n);
    write_file(path, longer, n + 1);
    must_refuse(path, "damaged");
    free(longer);
    write_file(path, "author,year\n", 12);
    must_refuse(path, "not a checkpoint");
    free(bytes);
    run_folder_remove(folder.path);
}
END_TEST

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Puts `size` bytes in place, and the checksum right again. */
static void forge(const char *path, const char *bytes, size_t n, size_t at, const void *what, size_t size)
{
    char hex[65], *copy = malloc(n);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, n);
    memcpy(copy + at, what, size);
    copse_sha256(copy, n - 32, hex);
    for (size_t i = 0; i < 32; i++) copy[n - 32 + i] = (char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    write_file(path, copy, n);
    free(copy);
}

/* Files that are whole, but of another version, machine or format, or whose numbers make no sense. */
START_TEST(forged_files_are_refused)
{
    run_folder folder = run_folder_make();
    char path[512];
    size_t n = 0;
    enum { FIELDS = 16, TEXTS = FIELDS + 13 * 8 };
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    char *bytes = make_file(path, &n);
    const uint32_t swapped = 0x04030201, format = 2;
    forge(path, bytes, n, 8, &swapped, 4);
    must_refuse(path, "other byte order");
    forge(path, bytes, n, 12, &format, 4);
    must_refuse(path, "has format 2");
    const uint64_t numbers[] = {0, 1, 7, 9, 1000, UINT64_C(1) << 32, UINT64_C(1) << 61, UINT64_MAX - 7, UINT64_MAX};
    for (size_t field = 0; field < 13; field++) {
        if (field == 4) continue; /* rows kept: any number above 40 is the same */
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            if ((field == 7 || field == 8) && numbers[i] == 0) continue; /* shard 0 of 0 is what it is */
            forge(path, bytes, n, FIELDS + 8 * field, &numbers[i], 8);
            must_refuse(path, NULL);
        }
    }
    ck_assert_int_eq(memcmp(bytes + TEXTS, copse_version(), strlen(copse_version())), 0);
    forge(path, bytes, n, TEXTS, "9", 1);
    plan p = endless();
    const copse_job job = make_job(&p, 40);
    const copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "was written by copse 9") != NULL, "%s", err.text);
    copse_job_result_free(&result);
    forge(path, bytes, n, TEXTS, bytes + TEXTS, 1); /* and the forger is able to make a good one */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
    check_result(&result, 40, 40);
    copse_job_result_free(&result);
    free(bytes);
    run_folder_remove(folder.path);
}
END_TEST

START_TEST(a_checkpoint_grows_with_the_job)
{
    run_folder folder = run_folder_make();
    char path[512];
    size_t n = 0;
    run_folder_join(path, sizeof path, folder.path, "a.ckpt");
    free(make_file(path, &n));
    plan p = endless();
    copse_job job = make_job(&p, 99);
    const copse_job_opts opts = make_opts(&p, path, true);
    copse_job_result result = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
    check_result(&result, 99, 99);
    copse_job_result_free(&result);
    job.replicates = 200; /* 99 are no whole blocks */
    ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_EPARSE);
    ck_assert_ptr_nonnull(strstr(err.text, "99 replicates, which cannot become 200"));
    copse_job_result_free(&result);
    run_folder_remove(folder.path);
}
END_TEST

START_TEST(merges_and_what_cannot_be_merged)
{
    run_folder folder = run_folder_make();
    char path[5][512];
    const char *file[5];
    plan p = endless();
    copse_job job = make_job(&p, 100);
    copse_job_result result = {0};
    copse_error err = {0};
    for (uint32_t i = 0; i < 5; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%u.ckpt", i + 1);
        run_folder_join(path[i], sizeof path[i], folder.path, name);
        file[i] = path[i];
        copse_job_opts opts = make_opts(&p, path[i], false);
        opts.shard = i < 4 ? i + 1 : 1; /* four quarters, and the first half */
        opts.shards = i < 4 ? 4 : 2;
        ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), COPSE_OK);
        ck_assert(!result.complete);
        copse_job_result_free(&result);
    }
    const char *reversed[] = {path[3], path[2], path[1], path[0]};
    const char *mixed[] = {path[2], path[4], path[3]};
    const char *over[] = {path[4], path[1]};
    ck_assert_int_eq(copse_job_merge(&job, reversed, 4, &result, &err), COPSE_OK);
    check_result(&result, 100, 100);
    copse_job_result_free(&result);
    ck_assert_int_eq(copse_job_merge(&job, mixed, 3, &result, &err), COPSE_OK);
    check_result(&result, 100, 100);
    copse_job_result_free(&result);
    ck_assert_int_eq(copse_job_merge(&job, file, 3, &result, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "replicates 80 to 99 of 100") != NULL, "%s", err.text);
    copse_job_result_free(&result);
    ck_assert_int_eq(copse_job_merge(&job, over, 2, &result, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "2.ckpt has replicates 32 to 39, which are there already") != NULL, "%s", err.text);
    copse_job_result_free(&result);
    job.replicates = 104;
    ck_assert_int_eq(copse_job_merge(&job, file, 4, &result, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "is of 100 replicates, ") != NULL, "%s", err.text);
    copse_job_result_free(&result);
    run_folder_remove(folder.path);
}
END_TEST

START_TEST(places_that_are_no_files)
{
    static const char *const places[] = {"-", "/dev/null", "/", "/nonexistent/a.ckpt"};
    plan p = endless();
    const copse_job job = make_job(&p, 100);
    for (size_t i = 0; i < 4; i++) {
        const copse_job_opts opts = make_opts(&p, places[i], true);
        copse_job_result result = {0};
        copse_error err = {0};
        ck_assert_int_eq(copse_job_run(&job, &opts, &result, &err), i < 3 ? COPSE_EINVAL : COPSE_EIO);
        ck_assert_msg(strstr(err.text, places[i]) != NULL, "%s", err.text);
        ck_assert_uint_eq(p.ticks, 0);
        copse_job_result_free(&result);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("job");
    TCase *test = tcase_create("job");
    tcase_add_test(test, sizes_and_rows_kept);
    tcase_add_test(test, grows);
    tcase_add_test(test, grows_with_some_rows);
    tcase_add_test(test, what_cannot_be);
    tcase_add_test(test, a_failure_keeps_what_is_done);
    tcase_add_test(test, interrupted_and_resumed);
    tcase_add_test(test, other_work_is_refused);
    tcase_add_test(test, damage_is_found);
    tcase_add_test(test, forged_files_are_refused);
    tcase_add_test(test, a_checkpoint_grows_with_the_job);
    tcase_add_test(test, merges_and_what_cannot_be_merged);
    tcase_add_test(test, places_that_are_no_files);
    suite_add_tcase(suite, test);
    return run_suite(suite);
}
