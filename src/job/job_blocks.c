/* Blocks over threads. Each thread adds to a state of its own and now and then hands it in, together with the list of
 * the blocks that went into it: what has been handed in is always consistent, and is what a checkpoint holds. Nobody
 * waits for anybody, but for the moment of handing in. */
#include "checkpoint.h"
#include "job_parts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PENDING = 4096 };
#define LINE ((size_t)64)
static const double hand_in_after = 0.25; /* seconds */
static const double tick_after = 0.1;
static const double writing_share = 0.05; /* of the time */

/* One thread's own. */
typedef struct hand {
    void *worker;
    char *state;
    double *rows;
    uint64_t *pending; /* blocks in `state` */
    size_t count;
    double handed_in;
    bool ready, spoilt; /* spoilt: a block failed halfway, so the state is of no use */
    char apart[LINE];   /* no two hands in one cache line */
} hand;

typedef struct crew {
    copse_i_run *run;
    hand *hands;
    int threads;
    pthread_mutex_t part;  /* guards run->part and the checkpoint */
    pthread_mutex_t watch; /* guards the watch */
    double next_tick, next_write;
    copse_error trouble; /* of the last checkpoint */
    _Atomic uint64_t done;
    atomic_bool stop;
} crew;

double copse_i_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Cells of a whole number of cache lines, so that threads do not share one. */
static void *alloc_apart(size_t count, size_t size)
{
    return count > (SIZE_MAX - 2 * LINE) / size ? NULL : copse_alloc((count * size + LINE) / LINE + 1, LINE);
}

static copse_status make_ready(const copse_job *job, hand *h, copse_error *err)
{
    h->state = alloc_apart(job->state_size, 1);
    h->pending = alloc_apart(PENDING, sizeof *h->pending);
    if (job->width > 0 && job->width <= SIZE_MAX / job->block)
        h->rows = alloc_apart(job->width * job->block, sizeof *h->rows);
    if (h->state == NULL || h->pending == NULL || (job->width > 0 && h->rows == NULL)) return copse_fail_memory(err);
    const copse_status status = job->open != NULL ? job->open(job->context, &h->worker, err) : COPSE_OK;
    h->ready = status == COPSE_OK;
    h->handed_in = copse_i_seconds();
    return status;
}

/* Under the lock of the part. */
static void hand_in(const copse_i_run *run, hand *h, double now)
{
    const copse_job *job = run->job;
    if (h->count > 0 && !h->spoilt) {
        if (job->state_size > 0) {
            job->join(job->context, run->part->state, h->state);
            memset(h->state, 0, job->state_size);
        }
        for (size_t i = 0; i < h->count; i++) copse_i_result_mark(job, run->part, h->pending[i]);
    }
    h->count = 0;
    h->handed_in = now;
}

/* Under the lock of the part. The next one comes after so long that writing takes a small share of the time. A shard is
 * nothing but its file, so a write that fails ends it; else the work goes on, and its result may still be printed. */
static copse_status write_checkpoint(crew *c, copse_error *err)
{
    const copse_i_run *run = c->run;
    const double begun = copse_i_seconds();
    c->trouble = (copse_error){0};
    const copse_status status = copse_i_checkpoint_write(run->job, run->opts, run->part, run->path, &c->trouble);
    const double now = copse_i_seconds();
    const double pause = (now - begun) / writing_share;
    c->next_write = now + (pause > run->opts->every ? pause : run->opts->every);
    if (status == COPSE_OK || run->opts->shards == 0) return COPSE_OK;
    return copse_fail(err, status, "%s", c->trouble.text);
}

static double patience(const copse_i_run *run)
{
    return run->path != NULL && run->opts->every < hand_in_after ? run->opts->every : hand_in_after;
}

static copse_status maybe_hand_in(crew *c, hand *h, double now, copse_error *err)
{
    const bool full = h->count == PENDING;
    if (!full && now - h->handed_in < patience(c->run)) return COPSE_OK;
    if (full) (void)pthread_mutex_lock(&c->part);
    else if (pthread_mutex_trylock(&c->part) != 0) return COPSE_OK;
    hand_in(c->run, h, now);
    copse_status status = COPSE_OK;
    if (c->run->path != NULL && now >= c->next_write) status = write_checkpoint(c, err);
    (void)pthread_mutex_unlock(&c->part);
    return status;
}

static void maybe_tick(crew *c, double now)
{
    const copse_watch *watch = &c->run->opts->watch;
    if (watch->tick == NULL || pthread_mutex_trylock(&c->watch) != 0) return;
    if (now >= c->next_tick) {
        c->next_tick = now + tick_after;
        const uint64_t done = c->run->before + atomic_load_explicit(&c->done, memory_order_relaxed);
        if (!watch->tick(watch->context, done, c->run->total)) atomic_store(&c->stop, true);
    }
    (void)pthread_mutex_unlock(&c->watch);
}

/* The rows of a block go straight to their place where all of them are kept. */
static copse_status do_block(const copse_i_run *run, hand *h, uint64_t b, copse_error *err)
{
    const copse_job *job = run->job;
    const uint64_t first = b * job->block;
    const size_t n = copse_i_block_size(job, b);
    const size_t kept = job->width > 0 ? copse_i_rows_kept(job, first, n) : 0;
    double *place = kept > 0 ? run->part->rows + (size_t)first * job->width : NULL;
    double *rows = job->width == 0 ? NULL : kept == n ? place : h->rows;
    const copse_status status = job->work(job->context, h->worker, first, n, rows, h->state, err);
    if (status == COPSE_OK && rows == h->rows && place != NULL && rows != NULL)
        memcpy(place, rows, kept * job->width * sizeof *rows);
    return status;
}

static copse_status turn(void *context, size_t index, int thread, copse_error *err)
{
    crew *c = context;
    hand *h = &c->hands[thread];
    if (atomic_load(&c->stop)) return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    copse_status status = h->ready ? COPSE_OK : make_ready(c->run->job, h, err);
    if (status != COPSE_OK) return status;
    const uint64_t b = c->run->todo[index];
    status = do_block(c->run, h, b, err);
    if (status != COPSE_OK) {
        h->spoilt = true;
        return status;
    }
    h->pending[h->count++] = b;
    atomic_fetch_add_explicit(&c->done, copse_i_block_size(c->run->job, b), memory_order_relaxed);
    const double now = copse_i_seconds();
    maybe_tick(c, now);
    return maybe_hand_in(c, h, now, err);
}

static void close_hand(const copse_job *job, hand *h)
{
    if (h->ready && job->close != NULL) job->close(job->context, h->worker);
    free(h->state);
    free(h->rows);
    free(h->pending);
}

/* What every hand still has, and the last checkpoint. */
static copse_status finish(crew *c, copse_status status, copse_error *err)
{
    copse_i_run *run = c->run;
    const double now = copse_i_seconds();
    for (int t = 0; t < c->threads; t++)
        if (c->hands[t].ready) hand_in(run, &c->hands[t], now);
    if (run->path == NULL) return status;
    copse_error why = {0};
    const copse_status written = write_checkpoint(c, &why);
    if (status == COPSE_OK && written != COPSE_OK) return copse_fail(err, written, "%s", why.text);
    return status;
}

copse_status copse_i_run_blocks(copse_i_run *run, copse_error *err)
{
    if (run->count == 0) return COPSE_OK;
    crew c = {.run = run, .part = PTHREAD_MUTEX_INITIALIZER, .watch = PTHREAD_MUTEX_INITIALIZER};
    const double begun = copse_i_seconds();
    c.threads = run->opts->threads > 0 ? run->opts->threads : copse_threads_available();
    if ((size_t)c.threads > run->count) c.threads = (int)run->count;
    c.hands = copse_alloc((size_t)c.threads, sizeof *c.hands);
    if (c.hands == NULL) return copse_fail_memory(err);
    c.next_write = begun + run->opts->every;
    copse_status status = copse_parallel_for(run->count, c.threads, turn, &c, err);
    status = finish(&c, status, err);
    for (int t = 0; t < c.threads; t++) close_hand(run->job, &c.hands[t]);
    free(c.hands);
    run->part->trouble = c.trouble;
    run->part->seconds += copse_i_seconds() - begun;
    return status;
}
