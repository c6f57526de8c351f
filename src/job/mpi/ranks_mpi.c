/* The processes of an MPI run; linked into copse-mpi in place of ranks_none.c. Waiting is done by asking now and then,
 * so that a rank that waits leaves its processor to the others, and can be told to stop. */
#include "ranks.h"

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHUNK = 1 << 30, TAG = 1 };
static const double wait_for_others = 10; /* seconds */

void copse_ranks_begin(int *argc, char ***argv)
{
    int provided = 0;
    (void)MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
}

int copse_ranks_mine(void)
{
    int rank = 0;
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

int copse_ranks_count(void)
{
    int count = 1;
    (void)MPI_Comm_size(MPI_COMM_WORLD, &count);
    return count;
}

/* A single rank may have been started without a launcher; launchers tell their processes who they are: Open MPI, PMI (MPICH,
 * Slurm), PMIx. */
bool copse_ranks_launched(void)
{
    static const char *const told[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (getenv(told[i]) != NULL) return true; /* NOLINT(concurrency-mt-unsafe) */
    return copse_ranks_count() > 1;
}

/* What the ranks compare when they come together: each value's minimum over all of them. */
typedef struct meeting {
    int failed;        /* lowest rank that failed, INT_MAX: none */
    int at_end;        /* 1 where every rank has come to its end */
    int nobody_at_end; /* 1 where none has */
} meeting;
enum { MEETING = 3 };

/* Sent while it is under way, so it may not lie on the stack of a function that gives up. */
typedef struct ask {
    meeting mine, all;
    MPI_Request request;
} ask;

static void nap(void)
{
    const struct timespec pause = {0, 500000};
    (void)nanosleep(&pause, NULL);
}

/* False: the others did not come in time. */
static bool come_together(ask *a, const copse_watch *watch)
{
    double limit = a->mine.failed == INT_MAX ? 0 : MPI_Wtime() + wait_for_others;
    int here = 0;
    (void)MPI_Iallreduce(&a->mine, &a->all, MEETING, MPI_INT, MPI_MIN, MPI_COMM_WORLD, &a->request);
    for (;;) {
        (void)MPI_Test(&a->request, &here, MPI_STATUS_IGNORE);
        if (here != 0) return true;
        if (limit == 0 && watch != NULL && watch->tick != NULL && !watch->tick(watch->context, 1, 1))
            limit = MPI_Wtime() + wait_for_others;
        if (limit > 0 && MPI_Wtime() > limit) return false;
        nap();
    }
}

/* The status and text of the rank that failed go to all. */
static copse_status spread_failure(int from, copse_status mine, copse_error *err)
{
    copse_error why = {.status = mine};
    if (copse_ranks_mine() == from && err != NULL) why = *err;
    why.status = copse_ranks_mine() == from ? mine : COPSE_OK;
    (void)MPI_Bcast(&why, (int)sizeof why, MPI_BYTE, from, MPI_COMM_WORLD);
    if (copse_ranks_mine() == from) return mine;
    if (err != NULL) *err = why;
    if (from > 0) (void)copse_error_prefix(err, "rank %d: ", from);
    return why.status;
}

/* One round. *together is false where the others did not come. */
static copse_status round_of(copse_status mine, bool at_end, const copse_watch *watch, bool *together, bool *all_at_end,
                             copse_error *err)
{
    ask *a = copse_alloc(1, sizeof *a);
    *together = false;
    *all_at_end = false;
    if (a == NULL) return copse_fail_memory(err);
    a->mine = (meeting){mine == COPSE_OK ? INT_MAX : copse_ranks_mine(), at_end ? 1 : 0, at_end ? 0 : 1};
    /* The checker wants a wait, and the asking in come_together is one. NOLINTBEGIN(clang-analyzer-optin.mpi.MPI-Checker)
     * Where it gives up, `a` is left to the message that is under way. */
    if (!come_together(a, watch)) return mine != COPSE_OK ? mine : copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    const meeting all = a->all;
    free(a);
    *together = true;
    *all_at_end = all.at_end != 0;
    /* NOLINTEND(clang-analyzer-optin.mpi.MPI-Checker) */
    if (all.failed != INT_MAX) return spread_failure(all.failed, mine, err);
    if (!at_end && all.nobody_at_end == 0)
        return copse_fail(err, COPSE_EEXTERNAL, "another rank has ended before its work was done");
    return COPSE_OK;
}

copse_status copse_i_ranks_agree(copse_status mine, const copse_watch *watch, copse_error *err)
{
    bool together = false;
    bool all_at_end = false;
    return round_of(mine, false, watch, &together, &all_at_end, err);
}

bool copse_ranks_meet(copse_status *status, copse_error *err)
{
    bool together = false;
    bool all_at_end = false;
    do *status = round_of(*status, true, NULL, &together, &all_at_end, err);
    while (together && !all_at_end);
    return together;
}

void copse_ranks_end(bool met, int code)
{
    if (met) (void)MPI_Finalize();
    else (void)MPI_Abort(MPI_COMM_WORLD, code);
}

static int chunk(size_t left)
{
    return left < CHUNK ? (int)left : CHUNK;
}

void copse_i_ranks_share(void *bytes, size_t n)
{
    for (char *at = bytes; n > 0;) {
        const int some = chunk(n);
        (void)MPI_Bcast(at, some, MPI_BYTE, 0, MPI_COMM_WORLD);
        at += some;
        n -= (size_t)some;
    }
}

/* The size goes first. Where memory is short the sender is left waiting, and ended with all the others. */
char *copse_i_ranks_receive(int from, size_t *n)
{
    uint64_t size = 0;
    (void)MPI_Recv(&size, (int)sizeof size, MPI_BYTE, from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    *n = (size_t)size;
    char *bytes = copse_alloc(*n, 1);
    for (size_t at = 0; bytes != NULL && at < *n;) {
        const int some = chunk(*n - at);
        (void)MPI_Recv(bytes + at, some, MPI_BYTE, from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        at += (size_t)some;
    }
    return bytes;
}

void copse_i_ranks_send(const char *bytes, size_t n)
{
    const uint64_t size = n;
    (void)MPI_Send(&size, (int)sizeof size, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
    for (size_t at = 0; at < n;) {
        const int some = chunk(n - at);
        (void)MPI_Send(bytes + at, some, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
        at += (size_t)some;
    }
}
