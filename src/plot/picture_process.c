#include "picture_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The variables that would change what gnuplot draws or says; these are replaced or dropped. */
static bool is_replaced(const char *variable)
{
    static const char *const names[] = {"LC_", "LANG=", "LANGUAGE=", "GNUTERM=", "GNUPLOT_", "SOURCE_DATE_EPOCH="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(variable, names[i], strlen(names[i])) == 0) return true;
    return false;
}

/* The environment of the child: ours but for those, and the locale. The strings are borrowed. */
static char **make_environment(char *locale)
{
    size_t count = 0, kept = 0;
    while (environ[count] != NULL) count++;
    char **list = copse_alloc(count + 2, sizeof *list);
    if (list == NULL) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_replaced(environ[i])) list[kept++] = environ[i];
    list[kept] = locale;
    return list;
}

/* A file without a name that holds the input: unlike a pipe it can neither block nor break. */
static FILE *input_file(const char *input, size_t n)
{
    FILE *file = tmpfile();
    if (file == NULL) return NULL;
    if (fwrite(input, 1, n, file) == n && fflush(file) == 0 && lseek(fileno(file), 0, SEEK_SET) == 0) return file;
    (void)fclose(file);
    return NULL;
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0) return false;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

static void close_end(int *end)
{
    if (*end >= 0) (void)close(*end);
    *end = -1;
}

/* Reads once; false when that end is done. */
static bool read_some(int end, copse_text *text)
{
    char buffer[65536];
    const ssize_t n = read(end, buffer, sizeof buffer);
    if (n > 0) copse_text_add_bytes(text, buffer, (size_t)n);
    return n > 0 || (n < 0 && errno == EINTR);
}

/* Both at once, so that neither can fill up while the other is waited for. */
static void read_both(int out[2], int error[2], process_result *result)
{
    while (out[0] >= 0 || error[0] >= 0) {
        struct pollfd wait_for[2] = {{.fd = out[0], .events = POLLIN}, {.fd = error[0], .events = POLLIN}};
        if (poll(wait_for, 2, -1) < 0) {
            if (errno == EINTR) continue;
            break;
        }
        if (wait_for[0].revents != 0 && !read_some(out[0], &result->out)) close_end(&out[0]);
        if (wait_for[1].revents != 0 && !read_some(error[0], &result->error)) close_end(&error[0]);
    }
}

static int wait_for_exit(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int spawn(char *const argv[], char *const environment[], int in, const int out[2], const int error[2],
                 pid_t *child)
{
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) return failed;
    failed = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    if (failed == 0) failed = posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    if (failed == 0) failed = posix_spawn_file_actions_adddup2(&actions, error[1], STDERR_FILENO);
    if (failed == 0) failed = posix_spawnp(child, argv[0], &actions, NULL, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed;
}

void copse_i_process_free(process_result *result)
{
    copse_text_free(&result->out);
    copse_text_free(&result->error);
}

copse_status copse_i_process_run(char *const argv[], const char *input, size_t n, process_result *result,
                                 copse_error *err)
{
    char locale[] = "LC_ALL=C.UTF-8";
    *result = (process_result){.exit_code = -1};
    int out[2] = {-1, -1}, error[2] = {-1, -1};
    copse_status st = COPSE_OK;
    pid_t child = 0;
    char **environment = make_environment(locale);
    FILE *in = environment == NULL ? NULL : input_file(input, n);
    if (environment == NULL) {
        st = copse_fail_memory(err);
    } else if (in == NULL || !open_pipe(out) || !open_pipe(error)) {
        st = copse_fail(err, COPSE_EIO, "cannot start %s: %s", argv[0], strerror(errno));
    } else {
        const int failed = spawn(argv, environment, fileno(in), out, error, &child);
        close_end(&out[1]);
        close_end(&error[1]);
        /* A shell's convention: some systems report a missing program only through exit code 127. */
        if (failed == 0) {
            read_both(out, error, result);
            result->exit_code = wait_for_exit(child);
        }
        const bool absent = failed == ENOENT || failed == ENOTDIR;
        result->missing = absent || (failed == 0 && result->exit_code == 127 && result->out.length == 0);
        if (failed != 0 && !absent) copse_text_add(&result->error, strerror(failed));
        if (result->out.failed || result->error.failed) st = copse_fail_memory(err);
    }
    close_end(&out[0]);
    close_end(&out[1]);
    close_end(&error[0]);
    close_end(&error[1]);
    if (in != NULL) (void)fclose(in);
    free(environment);
    return st;
}
