/* What fault_driver and failmalloc say to each other over a socket: a failmalloc_run goes there, the status of waitpid comes
 * back once that run has ended. */
#ifndef FAILMALLOC_H
#define FAILMALLOC_H

typedef struct failmalloc_run {
    long at;   /* the allocation that fails, counted from 1; 0: none */
    int later; /* all after it, too */
} failmalloc_run;

/* Where a run's streams go, relative to the folder it is in. The last gets the count of allocations, with a '!' in front
 * when one was made to fail, and the number of blocks that were not freed. */
#define FAILMALLOC_STDOUT "../stdout"
#define FAILMALLOC_STDERR "../stderr"
#define FAILMALLOC_COUNT "../count"

enum { FAILMALLOC_REPORT = 9 }; /* the descriptor that is kept for the last */

#endif
