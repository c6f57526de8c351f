/* The bundled data sets: listing, paths, names that are wrong; and the digest of what was read. */
#include "ck_close.h"

#include <copse/frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/copse_dataset_XXXXXX";
static char made[][64] = {"datasets/alpha/alpha.csv", "datasets/alpha/zeta.csv",      "datasets/alpha/aaa.csv",
                          "datasets/alpha/README.md", "datasets/alpha/protocol.yaml", "datasets/beta/beta.csv",
                          "datasets/empty/other.csv"};

static void write_file(const char *name, const char *text)
{
    copse_text path = {0};
    copse_text_printf(&path, "%s/%s", folder, name);
    char *slash = strrchr(path.bytes, '/');
    *slash = '\0';
    ck_assert_int_eq(copse_directory_make(path.bytes, NULL), COPSE_OK);
    *slash = '/';
    ck_assert_int_eq(copse_file_write(path.bytes, text, strlen(text), NULL), COPSE_OK);
    copse_text_free(&path);
}

static void make_sets(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) write_file(made[i], "x,y\n1,a\n");
    write_file("datasets/alpha/README.md", "# alpha: Trials of A: and B\r\n\nmore\n");
    ck_assert_int_eq(setenv("COPSE_DATADIR", folder, 1), 0);
}

static void remove_sets(void)
{
    static const char *const folders[] = {"datasets/alpha", "datasets/beta", "datasets/empty", "datasets", ""};
    char path[1024];
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, made[i]);
        (void)unlink(path);
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
        (void)rmdir(path);
    }
}

START_TEST(lists_sets)
{
    copse_dataset *list = NULL;
    size_t count = 0;
    copse_error err = {0};
    ck_assert_msg(copse_dataset_list(&list, &count, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(count, 2); /* a folder without a table of its own name is no data set */
    ck_assert_str_eq(list[0].name, "alpha");
    ck_assert_str_eq(list[0].title, "Trials of A: and B");
    ck_assert_uint_eq(list[0].tables, 3);
    ck_assert_str_eq(list[0].table[0], "alpha");
    ck_assert_str_eq(list[0].table[1], "aaa");
    ck_assert_str_eq(list[0].table[2], "zeta");
    ck_assert(list[0].protocol);
    ck_assert_str_eq(list[1].name, "beta");
    ck_assert_str_eq(list[1].title, "");
    ck_assert(!list[1].protocol);
    copse_dataset_list_free(list, count);
    copse_dataset_list_free(NULL, 0);
}
END_TEST

static void path_ends(const char *name, const char *file, const char *end)
{
    char *path = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_dataset_path(name, file, &path, &err) == COPSE_OK, "%s", err.text);
    ck_assert_str_eq(path + strlen(folder), end);
    free(path);
}

static void path_fails(const char *name, const char *file, const char *message)
{
    char *path = NULL;
    copse_error err = {0};
    ck_assert_int_eq(copse_dataset_path(name, file, &path, &err), COPSE_ENOTFOUND);
    ck_assert_str_eq(err.text, message);
    ck_assert_ptr_null(path);
}

START_TEST(finds_paths)
{
    path_ends("@alpha", NULL, "/datasets/alpha/alpha.csv");
    path_ends("alpha", NULL, "/datasets/alpha/alpha.csv");
    path_ends("@alpha/zeta", NULL, "/datasets/alpha/zeta.csv");
    path_ends("@alpha", "protocol.yaml", "/datasets/alpha/protocol.yaml");
    path_ends("@alpha/zeta", "README.md", "/datasets/alpha/README.md");
    path_fails("@alhpa", NULL, "copse has no data set 'alhpa'; did you mean 'alpha'?");
    path_fails("@x", NULL, "copse has no data set 'x'; it has alpha, beta");
    path_fails("@", NULL, "copse has no data set ''; it has alpha, beta");
    path_fails("@empty", NULL, "copse has no data set 'empty'; it has alpha, beta");
    path_fails("@alpha/zetta", NULL, "@alpha has no table 'zetta'; did you mean 'zeta'?");
    path_fails("@alpha/", NULL, "@alpha has no table ''; it has aaa, alpha, zeta");
    path_fails("@beta", "protocol.yaml", "@beta has no file 'protocol.yaml'; it has beta.csv");
    path_fails("@../alpha", NULL, "copse has no data set '..'; it has alpha, beta");
    path_fails("@alpha/../beta/beta", NULL, "@alpha has no table '../beta/beta'; it has aaa, alpha, zeta");
}
END_TEST

START_TEST(reads_by_name)
{
    copse_frame f;
    copse_error err = {0};
    ck_assert_msg(copse_frame_read("@alpha/zeta", NULL, &f, &err) == COPSE_OK, "%s", err.text);
    ck_assert_str_eq(f.source, "@alpha/zeta");
    ck_assert_uint_eq(f.rows, 1);
    copse_frame_free(&f);
    ck_assert_int_eq(copse_frame_read("@alpah", NULL, &f, &err), COPSE_ENOTFOUND);
}
END_TEST

/* The three that come with copse are there, and readable whole. */
START_TEST(bundled_sets)
{
    static const char *const names[] = {"bcg", "peer_support", "smit2023"};
    static const size_t rows[] = {13, 0, 66};
    char data[4096];
    (void)snprintf(data, sizeof data, "%s/..", COPSE_DATASETS);
    ck_assert_int_eq(setenv("COPSE_DATADIR", data, 1), 0);
    copse_dataset *list = NULL;
    size_t count = 0, found = 0;
    copse_error err = {0};
    ck_assert_msg(copse_dataset_list(&list, &count, &err) == COPSE_OK, "%s", err.text);
    for (size_t i = 0; i < count; i++) {
        for (size_t t = 0; t < list[i].tables; t++) {
            copse_frame f;
            copse_text name = {0};
            copse_text_printf(&name, "@%s/%s", list[i].name, list[i].table[t]);
            ck_assert_msg(copse_frame_read(name.bytes, NULL, &f, &err) == COPSE_OK, "%s", err.text);
            for (size_t n = 0; t == 0 && n < 3; n++) {
                if (strcmp(list[i].name, names[n]) != 0) continue;
                found++;
                ck_assert_uint_gt(strlen(list[i].title), 0);
                if (rows[n] > 0) ck_assert_uint_eq(f.rows, rows[n]);
            }
            copse_frame_free(&f);
            copse_text_free(&name);
        }
    }
    ck_assert_uint_eq(found, 3);
    copse_dataset_list_free(list, count);
}
END_TEST

/* FIPS 180-4 examples of NIST: one block, two blocks, none, and a million times 'a'. */
START_TEST(sha256_vectors)
{
    char hex[65];
    copse_sha256("abc", 3, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    copse_sha256(two, strlen(two), hex);
    ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    copse_sha256("", 0, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    char *million = malloc(1000000);
    ck_assert_ptr_nonnull(million);
    memset(million, 'a', 1000000);
    copse_sha256(million, 1000000, hex);
    ck_assert_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
    copse_frame f;
    ck_assert_int_eq(copse_frame_parse("t",
                                       "\xEF\xBB\xBF"
                                       "a\n1\n",
                                       7, NULL, &f, NULL),
                     COPSE_OK);
    copse_sha256("\xEF\xBB\xBF"
                 "a\n1\n",
                 7, hex); /* of the file as it is, byte order mark and all */
    ck_assert_str_eq(f.sha256, hex);
    copse_frame_free(&f);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("dataset");
    TCase *t = tcase_create("dataset");
    tcase_add_unchecked_fixture(t, make_sets, remove_sets);
    tcase_add_test(t, lists_sets);
    tcase_add_test(t, finds_paths);
    tcase_add_test(t, reads_by_name);
    tcase_add_test(t, bundled_sets);
    tcase_add_test(t, sha256_vectors);
    suite_add_tcase(s, t);
    return run_suite(s);
}
