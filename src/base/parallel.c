/* The one parallel loop: the only file that knows OpenMP. Built without it, everything runs on one thread. */
#include <copse/base.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* More threads than this are never asked for: a runtime that cannot make a thread ends the process. */
enum { MOST_THREADS = 4096 };

/* A loop under way. Indices are begun in their order, so that by the time index i fails every lower one has begun and
 * is brought to its end: the lowest failure is the same however the threads run. */
typedef struct loop {
    size_t n;
    copse_parallel_body body;
    void *context;
    size_t next;  /* read and raised as one step */
    int failed;   /* read and written as one step */
    size_t first; /* lowest index that failed; this and what follows in the critical section only */
    copse_status status;
    copse_error *err;
} loop;

int copse_threads_available(void)
{
#ifdef _OPENMP
    const int threads = omp_get_max_threads();
    return threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads;
#else
    return 1;
#endif
}

static void record_failure(loop *l, size_t index, copse_status status, const copse_error *why)
{
    if (l->status != COPSE_OK && l->first < index) return;
    l->first = index;
    l->status = status;
    if (l->err != NULL) *l->err = *why;
}

#ifdef _OPENMP
static void turn(loop *l, int thread)
{
    for (;;) {
        size_t index = 0;
        int failed = 0;
#pragma omp atomic read
        failed = l->failed;
        if (failed != 0) return;
#pragma omp atomic capture
        index = l->next++;
        if (index >= l->n) return;
        copse_error why = {0};
        const copse_status status = l->body(l->context, index, thread, &why);
        if (status == COPSE_OK) continue;
#pragma omp atomic write
        l->failed = 1;
#pragma omp critical(copse_i_loop_failure)
        record_failure(l, index, status, &why);
        return;
    }
}

static void run_parallel(loop *l, int threads)
{
#pragma omp parallel num_threads(threads)
    turn(l, omp_get_thread_num());
}
#endif

static void run_serial(loop *l)
{
    for (size_t index = 0; index < l->n && l->status == COPSE_OK; index++) {
        copse_error why = {0};
        const copse_status status = l->body(l->context, index, 0, &why);
        if (status != COPSE_OK) record_failure(l, index, status, &why);
    }
}

copse_status copse_parallel_for(size_t n, int threads, copse_parallel_body body, void *context, copse_error *err)
{
    loop l = {.n = n, .body = body, .context = context, .err = err};
    if (threads < 0) return copse_fail(err, COPSE_EINVAL, "%d threads were asked for", threads);
    if (threads == 0) threads = copse_threads_available();
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    if ((size_t)threads > n) threads = (int)n;
#ifdef _OPENMP
    if (threads > 1) run_parallel(&l, threads);
    else run_serial(&l);
#else
    run_serial(&l);
#endif
    return l.status;
}
