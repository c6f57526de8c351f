/* Running gnuplot when the machine runs short: descriptors, disk, memory; and programs that behave badly. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/plot.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plot/picture_process.h"

static char sh[] = "sh", minus_c[] = "-c";

static copse_status run_shell(char *command, const char *input, process_result *result, copse_error *err)
{
    char *const argv[] = {sh, minus_c, command, NULL};
    return copse_i_process_run(argv, input, strlen(input), result, err);
}

/* The lowest descriptor that is free: the same before and after, or one was left open. */
static int next_descriptor(void)
{
    const int fd = open("/dev/null", O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(close(fd), 0);
    return fd;
}

/* More than a pipe holds, on both ends at once, and an input that is not read. */
START_TEST(much_output_does_not_block)
{
    char command[] = "head -c 400000 /dev/zero | tr '\\0' e >&2; head -c 300000 /dev/zero | tr '\\0' o; exit 7";
    process_result result = {0};
    const int before = next_descriptor();
    ck_assert_int_eq(run_shell(command, "not read", &result, NULL), COPSE_OK);
    ck_assert(!result.missing);
    ck_assert_int_eq(result.exit_code, 7);
    ck_assert_uint_eq(result.out.length, 300000);
    ck_assert_uint_eq(result.error.length, 400000);
    ck_assert_int_eq(result.error.bytes[399999], 'e');
    copse_i_process_free(&result);
    ck_assert_int_eq(next_descriptor(), before);
}
END_TEST

START_TEST(a_signal_is_a_failure)
{
    char command[] = "kill -9 $$";
    process_result result = {0};
    ck_assert_int_eq(run_shell(command, "", &result, NULL), COPSE_OK);
    ck_assert(!result.missing);
    ck_assert_int_eq(result.exit_code, -1);
    copse_i_process_free(&result);
}
END_TEST

START_TEST(what_cannot_be_started)
{
    static char nowhere[] = "/no/such/program", folder[] = "/";
    char *const missing[] = {nowhere, NULL}, *const denied[] = {folder, NULL};
    process_result result = {0};
    ck_assert_int_eq(copse_i_process_run(missing, "", 0, &result, NULL), COPSE_OK);
    ck_assert(result.missing);
    copse_i_process_free(&result);
    ck_assert_int_eq(copse_i_process_run(denied, "", 0, &result, NULL), COPSE_OK);
    ck_assert(!result.missing);
    ck_assert_int_eq(result.exit_code, -1);
    ck_assert_uint_gt(result.error.length, 0);
    copse_i_process_free(&result);
}
END_TEST

/* The variables that would change a picture do not reach the program; the locale is fixed. */
START_TEST(the_environment_is_clean)
{
    char command[] = "echo \"$LC_ALL,$LANG,$GNUTERM,$COPSE_TEST_KEPT\"";
    process_result result = {0};
    ck_assert_int_eq(setenv("LANG", "de_DE.UTF-8", 1), 0);
    ck_assert_int_eq(setenv("LC_ALL", "de_DE.UTF-8", 1), 0);
    ck_assert_int_eq(setenv("GNUTERM", "x11", 1), 0);
    ck_assert_int_eq(setenv("COPSE_TEST_KEPT", "kept", 1), 0);
    ck_assert_int_eq(run_shell(command, "", &result, NULL), COPSE_OK);
    ck_assert_str_eq(copse_text_string(&result.out), "C.UTF-8,,,kept\n");
    copse_i_process_free(&result);
}
END_TEST

/* With 0, 1, 2 ... descriptors to spare: the file of the input, one pipe, the other cannot be had. Runs in the process
 * that Check forks for a test, so the limit ends with it. */
START_TEST(no_descriptors_left)
{
    char command[] = "cat";
    struct rlimit limit;
    const int before = next_descriptor();
    const rlim_t open_now = (rlim_t)before;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    int failures = 0;
    copse_status st = COPSE_EIO;
    for (rlim_t spare = 0; st != COPSE_OK; spare++) {
        process_result result = {0};
        copse_error err = {0};
        ck_assert_uint_lt(spare, 16);
        limit.rlim_cur = open_now + spare;
        ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
        st = run_shell(command, "hello", &result, &err);
        limit.rlim_cur = open_now + 32;
        ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
        if (st != COPSE_OK) {
            ck_assert_int_eq(st, COPSE_EIO);
            ck_assert_msg(strncmp(err.text, "cannot start sh: ", 17) == 0, "%s", err.text);
            failures++;
        } else {
            ck_assert_str_eq(copse_text_string(&result.out), "hello");
        }
        copse_i_process_free(&result);
        ck_assert_int_eq(next_descriptor(), before);
    }
    ck_assert_int_ge(failures, 5); /* one file and two ends each of two pipes */
}
END_TEST

START_TEST(no_disk_left_for_the_input)
{
    char command[] = "cat";
    char input[4001];
    process_result result = {0};
    copse_error err = {0};
    const struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
    memset(input, 'x', sizeof input - 1);
    input[sizeof input - 1] = '\0';
    const int before = next_descriptor();
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(run_shell(command, input, &result, &err), COPSE_EIO);
    ck_assert_msg(strncmp(err.text, "cannot start sh: ", 17) == 0, "%s", err.text);
    copse_i_process_free(&result);
    ck_assert_int_eq(next_descriptor(), before);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ memory */

#if FAIL_ALLOC_WORKS
#define PICTURE "<?xml version=\"1.0\"?>\n<svg \n><title>g</title><desc>g</desc></svg>\n"

/* A stand-in for gnuplot that draws the same whatever it is told. */
static void write_stand_in(const char *path)
{
    static const char program[] = "#!/bin/sh\ncat >/dev/null\nprintf '%s' '" PICTURE "'\n";
    ck_assert_int_eq(copse_file_write(path, program, sizeof program - 1, NULL), COPSE_OK);
    ck_assert_int_eq(chmod(path, 0700), 0);
}
#endif

/* Each allocation of the rendering fails in turn: an error, nothing left behind, nothing lost; then it draws. */
START_TEST(short_memory_while_rendering)
{
#if FAIL_ALLOC_WORKS
    char folder[] = "/tmp/copse_picture_XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    write_stand_in("gnuplot");
    ck_assert_int_eq(setenv("COPSE_GNUPLOT", "./gnuplot", 1), 0);
    copse_text script = {0};
    copse_text_add(&script, "$description << END_OF_DESCRIPTION\n|Title\n|Words\nEND_OF_DESCRIPTION\n");
    const int before = next_descriptor();
    copse_status st = COPSE_ENOMEM;
    long n = 0;
    for (n = 1; st != COPSE_OK; n++) {
        fail_alloc_left = n;
        st = copse_plot_render(&script, "a.svg", NULL);
        fail_alloc_left = -1;
        ck_assert_msg(st == COPSE_OK || st == COPSE_ENOMEM || st == COPSE_EIO, "allocation %ld: %s", n,
                      copse_status_name(st));
        ck_assert_msg((access("a.svg", F_OK) == 0) == (st == COPSE_OK), "allocation %ld", n);
        ck_assert_int_eq(next_descriptor(), before);
        ck_assert_int_lt(n, 1000);
    }
    ck_assert_int_gt(n, 5);
    char *bytes = NULL;
    size_t size = 0;
    ck_assert_int_eq(copse_file_read("a.svg", &bytes, &size, NULL), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(bytes, "<title>Title</title>\n<desc>Words</desc>"));
    free(bytes);
    copse_text_free(&script);
    ck_assert_int_eq(unlink("a.svg"), 0);
    ck_assert_int_eq(unlink("gnuplot"), 0);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(folder) == 0, "something else was left in %s", folder);
#endif
}
END_TEST

int main(void)
{
    Suite *s = suite_create("picture process");
    TCase *c = tcase_create("picture process");
    tcase_add_test(c, much_output_does_not_block);
    tcase_add_test(c, a_signal_is_a_failure);
    tcase_add_test(c, what_cannot_be_started);
    tcase_add_test(c, the_environment_is_clean);
    tcase_add_test(c, no_descriptors_left);
    tcase_add_test(c, no_disk_left_for_the_input);
    tcase_add_test(c, short_memory_while_rendering);
    suite_add_tcase(s, c);
    return run_suite(s);
}
