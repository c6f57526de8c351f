#define _DEFAULT_SOURCE /* madvise is no part of POSIX */
#include "huge_pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void copse_i_huge_pages(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t huge = (uintptr_t)2 << 20, page = (uintptr_t)sysconf(_SC_PAGESIZE);
    if (bytes < 4 * huge) return;
    /* All of it to the outer edges of its pages: a hint for a part would cut the mapping into several, and realloc can
     * move only a whole mapping without copying it. */
    const uintptr_t start = (uintptr_t)array & ~(page - 1), end = ((uintptr_t)array + bytes + page - 1) & ~(page - 1);
    (void)madvise((char *)array - ((uintptr_t)array - start), end - start, MADV_HUGEPAGE);
#else
    (void)array;
    (void)bytes;
#endif
}
