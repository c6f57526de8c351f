/* Put in front of a program by LD_PRELOAD: it is loaded once, and then runs from its start again and again, each time in a
 * process of its own, as FAILMALLOC_SERVER, a socket, asks for it: loading and linking take longer than most commands. In each
 * run the n-th allocation fails, or that and every later one. See failmalloc.h.
 * glibc's own names of the allocator are used, so nothing has to be looked up while allocating. */
#include "failmalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);                     /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_calloc(size_t count, size_t size);       /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_realloc(void *old, size_t size);         /* NOLINT(bugprone-reserved-identifier) */
extern void *__libc_memalign(size_t alignment, size_t size); /* NOLINT(bugprone-reserved-identifier) */
extern void __libc_free(void *block);                        /* NOLINT(bugprone-reserved-identifier) */

static long fail_at, count, live;
static bool fail_later, failed, counting;
static int report = -1;

static void open_as(int number, const char *path)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || dup2(file, number) != number) _exit(98);
    if (file != number) (void)close(file);
}

/* In a process of its own, until it returns to the program's start. */
static void begin(const failmalloc_run *run)
{
    open_as(STDOUT_FILENO, FAILMALLOC_STDOUT);
    open_as(STDERR_FILENO, FAILMALLOC_STDERR);
    report = FAILMALLOC_REPORT;
    open_as(report, FAILMALLOC_COUNT);
    fail_at = run->at;
    fail_later = run->later != 0;
    counting = true;
}

__attribute__((constructor)) static void serve(void)
{
    const char *text = getenv("FAILMALLOC_SERVER");
    if (text == NULL) return;
    const int driver = (int)strtol(text, NULL, 10);
    unsetenv("FAILMALLOC_SERVER");
    unsetenv("LD_PRELOAD"); /* programs that this one starts have all the memory they want */
    unsetenv("LD_BIND_NOW");
    failmalloc_run run;
    while (read(driver, &run, sizeof run) == (ssize_t)sizeof run) {
        const pid_t child = fork();
        if (child == 0) {
            (void)close(driver);
            begin(&run);
            return;
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) != child) _exit(97);
        if (write(driver, &status, sizeof status) != (ssize_t)sizeof status) _exit(96);
    }
    _exit(0);
}

__attribute__((destructor)) static void finish(void)
{
    if (report < 0) return;
    counting = false;
    char text[64];
    const int n = snprintf(text, sizeof text, "%s%ld %ld", failed ? "!" : "", count, live);
    if (write(report, text, (size_t)n) != n) _exit(99);
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
