/* Makes the n-th allocation of the process fail, and all after it. Include in one file of a test program. Where that
 * is not possible (another C library, a sanitizer that owns malloc) FAIL_ALLOC_WORKS is 0. */
#ifndef FAIL_ALLOC_H
#define FAIL_ALLOC_H

#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAIL_ALLOC_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define FAIL_ALLOC_SANITIZED 1
#endif

#if defined(__GLIBC__) && !defined(FAIL_ALLOC_SANITIZED)
#define FAIL_ALLOC_WORKS 1
/* Allocations until the first failure; negative: none fails. Blocks that are allocated now. Volatile, because compilers
 * take malloc and free for functions that change no variable of the program. */
static volatile long fail_alloc_left = -1, fail_alloc_live = 0;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *block);

/* Visible, whatever the flags of the build: libc and Check must use these, too, or blocks change hands uncounted. */
#define FAIL_ALLOC_VISIBLE __attribute__((visibility("default")))

static int fail_alloc_now(void)
{
    if (fail_alloc_left < 0) return 0;
    if (fail_alloc_left > 0) fail_alloc_left -= 1;
    return fail_alloc_left == 0;
}

FAIL_ALLOC_VISIBLE void *malloc(size_t size)
{
    void *block = fail_alloc_now() ? NULL : __libc_malloc(size);
    fail_alloc_live += block != NULL;
    return block;
}

FAIL_ALLOC_VISIBLE void *calloc(size_t count, size_t size)
{
    void *block = fail_alloc_now() ? NULL : __libc_calloc(count, size);
    fail_alloc_live += block != NULL;
    return block;
}

FAIL_ALLOC_VISIBLE void *realloc(void *old, size_t size)
{
    void *block = fail_alloc_now() ? NULL : __libc_realloc(old, size);
    fail_alloc_live += old == NULL && block != NULL;
    return block;
}

FAIL_ALLOC_VISIBLE void free(void *block)
{
    fail_alloc_live -= block != NULL;
    __libc_free(block);
}

/* False where something else has taken malloc over, as valgrind does: then such tests are to be left out. */
static inline int fail_alloc_in_force(void)
{
    void *(*volatile allocate)(size_t) = malloc;
    fail_alloc_left = 1;
    void *block = allocate(1);
    fail_alloc_left = -1;
    free(block);
    return block == NULL;
}
#else
#define FAIL_ALLOC_WORKS 0
enum { fail_alloc_live = 0 };
#define fail_alloc_left (*(long[]){0}) /* may be set; nothing reads it */
#endif

#endif
