/* src/job/ranks.h: the processes of one run. ranks_none.c: there is one; mpi/ranks_mpi.c: MPI's. The linker chooses. All
 * ranks make these calls in the same order, until one of them fails in copse_i_ranks_agree. */
#ifndef COPSE_I_RANKS_H
#define COPSE_I_RANKS_H

#include <copse/job.h>

/** All ranks come here with a status, and leave with that of the lowest rank that failed, and its text. A rank that
 *  fails, or that `watch` (may be NULL) tells to stop, waits ten seconds for the others and then leaves with its own. */
COPSE_NODISCARD copse_status copse_i_ranks_agree(copse_status mine, const copse_watch *watch, copse_error *err);
/** Rank 0's bytes to all. */
void copse_i_ranks_share(void *bytes, size_t n);
/** Rank 0 gets the bytes of one other rank (freed by free()); NULL: memory. */
COPSE_NODISCARD char *copse_i_ranks_receive(int from, size_t *n);
void copse_i_ranks_send(const char *bytes, size_t n);

#endif
