#define _DEFAULT_SOURCE /* madvise is no part of POSIX */
#include "huge_pages.h"

#include <stdint.h>
#include <sys/mman.h>

void copse_i_huge_pages(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t page = (uintptr_t)2 << 20;
    if (bytes < 4 * page) return;
    const uintptr_t start = ((uintptr_t)array + page - 1) & ~(page - 1), end = ((uintptr_t)array + bytes) & ~(page - 1);
    (void)madvise((char *)array + (start - (uintptr_t)array), end - start, MADV_HUGEPAGE);
#else
    (void)array;
    (void)bytes;
#endif
}
