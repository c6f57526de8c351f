/* Times whole commands: each in turn, several rounds, the fastest counts, so that what is compared meets the same
 * machine. For each command one line: seconds by the clock, seconds of processor time (all threads and child processes),
 * and the largest memory of a process, in MB. Standard output of the commands is thrown away.
 * Usage: bench_command ROUNDS COMMAND [ARGUMENT...] [::: COMMAND [ARGUMENT...]]... */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 32 };

typedef struct timing {
    char **argv;
    double wall, processor, memory;
} timing;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static void become(char **argv)
{
    const int null = open("/dev/null", O_WRONLY);
    if (null >= 0) (void)dup2(null, STDOUT_FILENO);
    (void)execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

/* Runs the command once; false where it failed. */
static int run(timing *c)
{
    const double start = now();
    const pid_t child = fork();
    if (child < 0) return 0;
    if (child == 0) become(c->argv);
    int status = 0;
    struct rusage use;
    if (wait4(child, &status, 0, &use) != child || status != 0) return 0;
    c->wall = fmin(c->wall, now() - start);
    c->processor = fmin(c->processor, seconds(use.ru_utime) + seconds(use.ru_stime));
    c->memory = fmax(c->memory, (double)use.ru_maxrss / 1024);
    return 1;
}

/* Cuts the words at ":::" into commands. */
static int cut(char **argv, timing *command)
{
    int n = 0;
    char **first = argv;
    for (char **word = argv;; word++) {
        if (*word != NULL && strcmp(*word, ":::") != 0) continue;
        if (word == first || n == MAX_COMMANDS) return 0;
        command[n++] = (timing){.argv = first, .wall = INFINITY, .processor = INFINITY};
        if (*word == NULL) return n;
        *word = NULL;
        first = word + 1;
    }
}

int main(int argc, char **argv)
{
    timing command[MAX_COMMANDS];
    const long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    const int n = rounds > 0 ? cut(argv + 2, command) : 0;
    if (n == 0) {
        (void)fputs("usage: bench_command ROUNDS COMMAND [ARGUMENT...] [::: COMMAND [ARGUMENT...]]...\n", stderr);
        return 2;
    }
    for (long r = 0; r < rounds; r++)
        for (int i = 0; i < n; i++)
            if (!run(&command[i])) {
                (void)fprintf(stderr, "bench_command: %s failed\n", command[i].argv[0]);
                return 1;
            }
    for (int i = 0; i < n; i++)
        (void)printf("%.6f %.6f %.1f\n", command[i].wall, command[i].processor, command[i].memory);
    return 0;
}
