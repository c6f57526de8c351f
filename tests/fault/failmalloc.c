/* Put in front of a program by LD_PRELOAD: its n-th allocation fails, and with FAILMALLOC_ALL every later one, too.
 *  FAILMALLOC_AT   n, counted from 1; 0: none fails
 *  FAILMALLOC_FD   an open file: when the program ends it gets the count of allocations, with a '!' in front when one
 *                  was made to fail, and the number of blocks that were not freed
 * glibc's own names of the allocator are used, so nothing has to be looked up while allocating. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);                     /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_calloc(size_t count, size_t size);       /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_realloc(void *old, size_t size);         /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_memalign(size_t alignment, size_t size); /* NOLINT(bugprone-reserved-identifier) */
extern void __libc_free(void *block);                        /* NOLINT(bugprone-reserved-identifier) */

static long fail_at, count, live;
static bool fail_later, failed, counting;
static int report = -1;

static long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void start(void)
{
    fail_at = number("FAILMALLOC_AT");
    fail_later = number("FAILMALLOC_ALL") != 0;
    report = getenv("FAILMALLOC_FD") != NULL ? (int)number("FAILMALLOC_FD") : -1;
    unsetenv("LD_PRELOAD"); /* programs that this one starts have all the memory they want */
    counting = true;
}

__attribute__((destructor)) static void finish(void)
{
    counting = false;
    char text[64];
    const int n = snprintf(text, sizeof text, "%s%ld %ld", failed ? "!" : "", count, live);
    if (report >= 0 && write(report, text, (size_t)n) != n) _exit(99);
}

static bool refuse(void)
{
    if (!counting) return false;
    count++;
    if (fail_at == 0 || count < fail_at || (count > fail_at && !fail_later)) return false;
    failed = true;
    errno = ENOMEM;
    return true;
}

static void *born(void *block)
{
    live += block != NULL;
    return block;
}

void free(void *block)
{
    live -= block != NULL;
    __libc_free(block);
}

void *malloc(size_t size)
{
    return refuse() ? NULL : born(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return refuse() ? NULL : born(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    if (refuse()) return NULL;
    void *block = __libc_realloc(old, size);
    if (old == NULL) return born(block);
    live -= size == 0 && block == NULL; /* freed */
    return block;
}

void *reallocarray(void *old, size_t n, size_t size)
{
    if (size != 0 && n > (size_t)-1 / size) return errno = ENOMEM, NULL;
    return realloc(old, n * size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return refuse() ? NULL : born(__libc_memalign(alignment, size));
}

void *memalign(size_t alignment, size_t size)
{
    return refuse() ? NULL : born(__libc_memalign(alignment, size));
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (refuse()) return ENOMEM;
    *out = born(__libc_memalign(alignment, size));
    return *out != NULL ? 0 : ENOMEM;
}
