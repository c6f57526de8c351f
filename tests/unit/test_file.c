/* base: whole files or nothing, directories, files that come with copse. */
#include <copse/base.h>

#include "ck_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "copse-test-file-XXXXXX"; /* one a process: Check forks */

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    ck_assert_int_eq(chdir(".."), 0);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c): a fixed command on the test's own folder */
}

static void check_content(const char *path, const char *want, size_t n)
{
    char *bytes = NULL;
    size_t length = 0;
    copse_error err = {0};
    ck_assert_msg(copse_file_read(path, &bytes, &length, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(length, n);
    ck_assert_int_eq(memcmp(bytes, want, n), 0);
    ck_assert_int_eq(bytes[n], '\0');
    free(bytes);
}

static int files_here(void)
{
    FILE *list = popen("ls -A | wc -l", "r"); /* NOLINT(cert-env33-c) */
    int n = -1;
    ck_assert_int_eq(fscanf(list, "%d", &n), 1); /* NOLINT(cert-err34-c) */
    pclose(list);
    return n;
}

START_TEST(what_is_written_is_read)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_file_write("a.txt", "one\0two", 7, &err), COPSE_OK);
    check_content("a.txt", "one\0two", 7);
    ck_assert_int_eq(chmod("a.txt", 0640), 0);
    ck_assert_int_eq(copse_file_write("a.txt", "", 0, &err), COPSE_OK);
    check_content("a.txt", "", 0);
    struct stat about;
    ck_assert_int_eq(stat("a.txt", &about), 0);
    ck_assert_int_eq(about.st_mode & 07777, 0640);
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

START_TEST(a_large_file_is_read_whole)
{
    const size_t n = 3000001;
    char *bytes = malloc(n);
    for (size_t i = 0; i < n; i++) bytes[i] = (char)(i * 31 % 251);
    ck_assert_int_eq(copse_file_write("large", bytes, n, NULL), COPSE_OK);
    check_content("large", bytes, n);
    free(bytes);
}
END_TEST

START_TEST(a_link_stays_a_link)
{
    ck_assert_int_eq(copse_file_write("real", "old", 3, NULL), COPSE_OK);
    ck_assert_int_eq(symlink("real", "link"), 0);
    ck_assert_int_eq(copse_file_write("link", "new", 3, NULL), COPSE_OK);
    check_content("real", "new", 3);
    struct stat about;
    ck_assert_int_eq(lstat("link", &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
}
END_TEST

START_TEST(errors_say_what_and_where)
{
    copse_error err = {0};
    char *bytes = NULL;
    size_t n = 0;
    ck_assert_int_eq(copse_file_read("missing.csv", &bytes, &n, &err), COPSE_EIO);
    ck_assert_str_eq(err.text, "cannot read missing.csv: No such file or directory");
    ck_assert_int_eq(copse_file_read(".", &bytes, &n, &err), COPSE_EIO);
    ck_assert_str_eq(err.text, "cannot read .: it is a directory");
    ck_assert_int_eq(copse_file_write(".", "x", 1, &err), COPSE_EIO);
    ck_assert_str_eq(err.text, "cannot write .: it is a directory");
    ck_assert_int_eq(copse_file_write("no/such/folder", "x", 1, &err), COPSE_EIO);
    ck_assert_ptr_nonnull(strstr(err.text, "No such file or directory"));
    ck_assert_ptr_null(bytes);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    if (access("/dev/full", W_OK) != 0) return;
    copse_error err = {0};
    ck_assert_int_eq(copse_file_write("/dev/full", "x", 1, &err), COPSE_EIO);
    ck_assert_str_eq(err.text, "cannot write /dev/full: No space left on device");
}
END_TEST

START_TEST(directories_are_made_with_their_parents)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_directory_make("a/b//c/", &err), COPSE_OK);
    ck_assert_int_eq(copse_directory_make("a/b/c", &err), COPSE_OK);
    ck_assert_int_eq(access("a/b/c", X_OK), 0);
    ck_assert_int_eq(copse_file_write("a/file", "x", 1, &err), COPSE_OK);
    ck_assert_int_eq(copse_directory_make("a/file/d", &err), COPSE_EIO);
    ck_assert_ptr_nonnull(strstr(err.text, "cannot make directory a/file"));
}
END_TEST

START_TEST(files_of_copse_are_found)
{
    char *path = NULL;
    copse_error err = {0};
    ck_assert_int_eq(copse_directory_make("share/datasets", NULL), COPSE_OK);
    ck_assert_int_eq(setenv("COPSE_DATADIR", "share", 1), 0);
    ck_assert_int_eq(copse_resource_path("datasets", &path, &err), COPSE_OK);
    ck_assert_str_eq(path, "share/datasets");
    free(path);
    ck_assert_int_eq(copse_resource_path("no-such-thing", &path, &err), COPSE_ENOTFOUND);
    ck_assert_ptr_null(path);
    ck_assert_ptr_nonnull(strstr(err.text, "COPSE_DATADIR"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *tests = tcase_create("file");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_test(tests, a_large_file_is_read_whole);
    tcase_add_test(tests, a_link_stays_a_link);
    tcase_add_test(tests, errors_say_what_and_where);
    tcase_add_test(tests, a_full_disk_is_an_error);
    tcase_add_test(tests, directories_are_made_with_their_parents);
    tcase_add_test(tests, files_of_copse_are_found);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
