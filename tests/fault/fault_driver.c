/* Runs a copse command again and again, its first allocation failing, then its second, and so on until one run needs no
 * more: once with only that allocation failing, once with all later ones failing, too. Every run must end by itself:
 *  - exit code 0 with exactly what an undisturbed run writes, or
 *  - exit code 1 to 3 with one line of error that speaks of memory, and every file as it was before;
 * and no run may leave more blocks unfreed than an undisturbed one does.
 * usage: fault_driver COPSE SHIM FOLDER OUTPUT|- MODE -- ARGUMENTS
 *  FOLDER  is empty; runs take place in it
 *  OUTPUT  file or folder that the command writes (relative to FOLDER)
 *  MODE    once, later or both: which of the two sweeps; once/7: every seventh allocation only, the first among them
 * $FAULT_OUTSIDE_LEAKS  how many runs of a sweep may leave one block unfreed, where an outside library loses it */
#include "failmalloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 1 << 20 };
static const char KEPT[] = "what was here before\n";

typedef struct outcome {
    int status;  /* of waitpid */
    bool failed; /* an allocation was made to fail */
    long allocations, live;
    char out[TEXT], err[TEXT], file[TEXT];
    int files; /* names in the folder */
} outcome;

static const char *copse, *shim, *output;
static char **arguments;
static outcome reference, now;
static int server;         /* the socket to the command */
static long outside_leaks; /* left in this sweep */

static void die(const char *what)
{
    (void)fprintf(stderr, "fault_driver: %s: %s\n", what, strerror(errno));
    exit(99);
}

static void slurp(const char *path, char *text)
{
    text[0] = '\0';
    FILE *file = fopen(path, "rb");
    if (file == NULL) return;
    text[fread(text, 1, TEXT - 1, file)] = '\0';
    (void)fclose(file);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) die(path);
}

static int count_files(void)
{
    DIR *folder = opendir(".");
    if (folder == NULL) die("folder");
    int n = 0;
    while (readdir(folder) != NULL) n++;
    (void)closedir(folder);
    return n;
}

/* The command, loaded and linked, waiting to be told how to run: see failmalloc.c. */
static void start_copse(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) die("socketpair");
    const pid_t child = fork();
    if (child < 0) die("fork");
    if (child > 0) {
        (void)close(ends[1]);
        server = ends[0];
        return;
    }
    (void)close(ends[0]);
    char text[32];
    (void)snprintf(text, sizeof text, "%d", ends[1]);
    setenv("FAILMALLOC_SERVER", text, 1);
    setenv("LD_PRELOAD", shim, 1);
    setenv("LD_BIND_NOW", "1", 1); /* once, rather than in every run */
    execv(copse, arguments);
    _exit(97);
}

/* One run; the file that the command writes exists before it. */
static void run(long at, bool later, outcome *result)
{
    if (output != NULL) put(output, KEPT);
    const failmalloc_run asked = {.at = at, .later = later};
    if (write(server, &asked, sizeof asked) != (ssize_t)sizeof asked) die("the command does not listen");
    if (read(server, &result->status, sizeof result->status) != (ssize_t)sizeof result->status)
        die("the command does not answer");
    slurp(FAILMALLOC_COUNT, result->out);
    result->failed = result->out[0] == '!';
    char *end = NULL;
    result->allocations = strtol(result->out + result->failed, &end, 10);
    result->live = strtol(end, NULL, 10);
    slurp(FAILMALLOC_STDOUT, result->out);
    slurp(FAILMALLOC_STDERR, result->err);
    if (output != NULL) slurp(output, result->file);
    result->files = count_files();
}

/* Warnings may come before the error; it is the last line, and the only one of its kind. */
static bool says_memory(const char *text)
{
    const char *last = "";
    int errors = 0;
    for (const char *line = text; *line != '\0';) {
        const char *end = strchr(line, '\n');
        if (end == NULL) return false;
        if (strncmp(line, "copse: ", 7) != 0) return false;
        if (strncmp(line, "copse: warning: ", 16) != 0) errors++;
        last = line;
        line = end + 1;
    }
    return errors == 1 && strncmp(last, "copse: warning: ", 16) != 0 && strstr(last, "memory") != NULL;
}

static const char *fault(void)
{
    if (!WIFEXITED(now.status)) return "ended by a signal";
    const int code = WEXITSTATUS(now.status);
    if (now.live > reference.live && (now.live > reference.live + 1 || outside_leaks-- <= 0))
        return "memory is not freed";
    if (now.files != reference.files) return "a file was left behind or removed";
    if (code == 0) {
        if (strcmp(now.out, reference.out) != 0) return "exit code 0, but other text on standard output";
        if (strcmp(now.err, reference.err) != 0) return "exit code 0, but other text on standard error";
        if (output != NULL && strcmp(now.file, reference.file) != 0) return "exit code 0, but another output file";
        return NULL;
    }
    if (code > 3) return "exit code above 3";
    if (!says_memory(now.err)) return "the error does not speak of memory, or is not one line";
    if (output != NULL && strcmp(now.file, KEPT) != 0) return "the output file did not stay as it was";
    return NULL;
}

static int sweep(bool later, long step)
{
    int faults = 0;
    const char *leaks = getenv("FAULT_OUTSIDE_LEAKS");
    outside_leaks = leaks != NULL ? strtol(leaks, NULL, 10) : 0;
    for (long at = 1;; at += step) {
        run(at, later, &now);
        if (WIFEXITED(now.status) && !now.failed) return faults;
        const char *what = fault();
        if (what == NULL) continue;
        (void)printf("allocation %ld%s: %s\n  %.300s\n", at, later ? " and all later" : "", what, now.err);
        if (++faults >= 10) return faults;
    }
}

int main(int argc, char **argv)
{
    if (argc < 8 || strcmp(argv[6], "--") != 0) {
        (void)fputs("usage: fault_driver COPSE SHIM FOLDER OUTPUT|- once|later|both[/STEP] -- ARGUMENTS\n", stderr);
        return 99;
    }
    copse = argv[1];
    shim = argv[2];
    output = strcmp(argv[4], "-") != 0 ? argv[4] : NULL;
    const bool once = strncmp(argv[5], "later", 5) != 0;
    const bool later = strncmp(argv[5], "once", 4) != 0;
    const char *slash = strchr(argv[5], '/');
    const long step = slash != NULL ? strtol(slash + 1, NULL, 10) : 1;
    if (step < 1) die("step");
    arguments = argv + 6;
    arguments[0] = argv[1];
    if (chdir(argv[3]) != 0) die(argv[3]);
    start_copse();
    run(0, false, &reference);
    if (!WIFEXITED(reference.status) || WEXITSTATUS(reference.status) != 0 || reference.allocations < 1) {
        (void)printf("an undisturbed run fails: %s\n", reference.err);
        return 1;
    }
    const int faults = (once ? sweep(false, step) : 0) + (later ? sweep(true, step) : 0);
    (void)close(server);
    (void)wait(NULL);
    (void)printf("%ld allocations, %d faults\n", reference.allocations, faults);
    return faults > 0;
}
