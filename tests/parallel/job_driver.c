/* A job whose answer is known, run as the arguments say, each `name=value`:
 *      out=FILE               state and rows as bytes, where the work is complete
 *      replicates= block= keep= seed= threads= shard= shards= checkpoint= resume=1 every= grow=FIRST
 *      slow=MICROSECONDS      a block takes at least so long
 *      stop=DONE              the watch says stop from so many replicates on
 *      fail=REPLICATE         the work fails there
 *      merge=FILE (repeated)  joins shards in place of the work
 * Exit code: 0, 1 with one line on standard error, 2 for a wrong answer. Linked with and without MPI. */
#include <copse/job.h>
#include <copse/math.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 3, BINS = 16, MOST_FILES = 64 };

typedef struct tally {
    copse_exact_sum sum, square, index;
    uint64_t count, bin[BINS];
} tally;

typedef struct setup {
    const char *out, *checkpoint, *merge[MOST_FILES];
    size_t merges;
    double replicates, block, keep, seed, threads, shard, shards, resume, every, grow, slow, stop, fail;
} setup;

static uint64_t scramble(uint64_t x) /* Steele, Lea & Flood 2014 */
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* Numbers of very different size, so that a sum in another order would differ. */
static double value_of(const setup *s, uint64_t replicate)
{
    const uint64_t bits = scramble(scramble((uint64_t)s->seed) + replicate);
    const double x = (double)(bits >> 11) / 9007199254740992.0 - 0.5;
    return ldexp(x, (int)(bits & 63) - 32);
}

static copse_status open_worker(void *context, void **worker, copse_error *err)
{
    (void)context;
    *worker = copse_alloc(1, sizeof(double));
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
    const setup *s = context;
    tally *t = state;
    if (s->slow > 0) {
        const struct timespec pause = {0, (long)(1000 * s->slow)};
        (void)nanosleep(&pause, NULL);
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = first + i;
        if ((double)r == s->fail) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "replicate %llu", (unsigned long long)r);
        double *x = worker;
        *x = value_of(s, r);
        copse_exact_sum_add(&t->sum, *x);
        copse_exact_sum_add(&t->square, *x * *x);
        copse_exact_sum_add(&t->index, (double)r);
        t->count++;
        t->bin[scramble(r) % BINS]++;
        rows[WIDTH * i] = *x;
        rows[WIDTH * i + 1] = (double)r;
        rows[WIDTH * i + 2] = *x * *x;
    }
    return COPSE_OK;
}

static void join(void *context, void *state, const void *other)
{
    tally *a = state;
    const tally *b = other;
    (void)context;
    copse_exact_sum_join(&a->sum, &b->sum);
    copse_exact_sum_join(&a->square, &b->square);
    copse_exact_sum_join(&a->index, &b->index);
    a->count += b->count;
    for (int i = 0; i < BINS; i++) a->bin[i] += b->bin[i];
}

static bool tick(void *context, uint64_t done, uint64_t total)
{
    const setup *s = context;
    (void)total;
    return !((double)done >= s->stop);
}

/* The sum of the indices, and every row that is kept, against what they must be. */
static bool is_right(const setup *s, const copse_job_result *result)
{
    const tally *t = result->state;
    const uint64_t n = (uint64_t)s->replicates;
    const uint64_t kept = s->keep < s->replicates ? (uint64_t)s->keep : n;
    if (t->count != n || copse_exact_sum_value(&t->index) != (double)(n * (n - 1) / 2)) return false;
    for (uint64_t r = 0; r < kept; r++) {
        const double x = value_of(s, r);
        const double *row = result->rows + WIDTH * r;
        if (row[0] != x || row[1] != (double)r || row[2] != x * x) return false;
    }
    return result->complete && result->done == n;
}

static copse_status write_result(const setup *s, const copse_job_result *result, copse_error *err)
{
    const uint64_t kept = s->keep < s->replicates ? (uint64_t)s->keep : (uint64_t)s->replicates;
    copse_text text = {0};
    copse_text_add_bytes(&text, result->state, sizeof(tally));
    copse_text_add_bytes(&text, (const char *)result->rows, (size_t)kept * WIDTH * sizeof(double));
    copse_status status = copse_text_status(&text);
    if (status == COPSE_OK && s->out != NULL) status = copse_file_write(s->out, text.bytes, text.length, err);
    copse_text_free(&text);
    return status;
}

static copse_status take(setup *s, const char *word, copse_error *err)
{
    const struct {
        const char *name;
        double *place;
    } numbers[] = {{"replicates", &s->replicates},
                   {"block", &s->block},
                   {"keep", &s->keep},
                   {"seed", &s->seed},
                   {"threads", &s->threads},
                   {"shard", &s->shard},
                   {"shards", &s->shards},
                   {"resume", &s->resume},
                   {"every", &s->every},
                   {"grow", &s->grow},
                   {"slow", &s->slow},
                   {"stop", &s->stop},
                   {"fail", &s->fail}};
    const char *equals = strchr(word, '=');
    if (equals == NULL) return copse_fail(err, COPSE_EUSAGE, "'%s'?", word);
    const size_t length = (size_t)(equals - word);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strlen(numbers[i].name) == length && strncmp(word, numbers[i].name, length) == 0)
            return copse_parse_number(equals + 1, strlen(equals + 1), '.', numbers[i].place)
                       ? COPSE_OK
                       : copse_fail(err, COPSE_EUSAGE, "'%s'?", word);
    if (strncmp(word, "out=", 4) == 0) s->out = equals + 1;
    else if (strncmp(word, "checkpoint=", 11) == 0) s->checkpoint = equals + 1;
    else if (strncmp(word, "merge=", 6) == 0 && s->merges < MOST_FILES) s->merge[s->merges++] = equals + 1;
    else return copse_fail(err, COPSE_EUSAGE, "'%s'?", word);
    return COPSE_OK;
}

static copse_status do_it(setup *s, copse_error *err)
{
    char design[64];
    char seed[COPSE_NUMBER_TEXT];
    (void)snprintf(design, sizeof design, "work: synthetic\nseed: %s\nend",
                   copse_format_exact(seed, sizeof seed, s->seed));
    copse_job job = {.kind = "synthetic",
                     .design = design,
                     .replicates = (uint64_t)s->replicates,
                     .block = (size_t)s->block,
                     .width = WIDTH,
                     .keep = s->keep < 1e18 ? (uint64_t)s->keep : UINT64_MAX,
                     .state_size = sizeof(tally),
                     .context = s,
                     .open = open_worker,
                     .close = close_worker,
                     .work = work,
                     .join = join};
    copse_job_opts opts = copse_job_opts_default();
    opts.threads = (int)s->threads;
    opts.shard = (uint32_t)s->shard;
    opts.shards = (uint32_t)s->shards;
    opts.checkpoint = s->checkpoint;
    opts.resume = s->resume != 0;
    opts.every = s->every;
    opts.watch = (copse_watch){tick, s};
    copse_job_result result = {0};
    copse_status status = COPSE_OK;
    if (s->merges > 0) {
        status = copse_job_merge(&job, s->merge, s->merges, &result, err);
    } else {
        if (s->grow > 0) {
            job.replicates = (uint64_t)s->grow;
            status = copse_job_run(&job, &opts, &result, err);
            job.replicates = (uint64_t)s->replicates;
        }
        if (status == COPSE_OK) status = copse_job_run(&job, &opts, &result, err);
    }
    if (status == COPSE_OK && result.trouble.status != COPSE_OK && copse_ranks_mine() == 0)
        (void)fprintf(stderr, "warning: %s\n", result.trouble.text);
    if (status == COPSE_OK && (s->shards == 0 || s->merges > 0)) {
        if (!is_right(s, &result)) status = copse_fail(err, COPSE_EINVAL, "wrong answer");
        else if (copse_ranks_mine() == 0) status = write_result(s, &result, err);
    }
    copse_job_result_free(&result);
    return status;
}

int main(int argc, char **argv)
{
    copse_ranks_begin(&argc, &argv);
    setup s = {.replicates = 100000, .block = 512, .keep = 1e18, .seed = 1, .every = 10, .stop = INFINITY, .fail = -1};
    copse_error err = {0};
    copse_status status = COPSE_OK;
    for (int i = 1; i < argc && status == COPSE_OK; i++) status = take(&s, argv[i], &err);
    if (status == COPSE_OK) status = do_it(&s, &err);
    const bool met = copse_ranks_meet(&status, &err);
    if (status != COPSE_OK && (!met || copse_ranks_mine() == 0)) (void)fprintf(stderr, "%s\n", err.text);
    const int code = status == COPSE_OK ? 0 : strcmp(err.text, "wrong answer") == 0 ? 2 : 1;
    copse_ranks_end(met, code);
    return code;
}
