/* Corpora: wherever chunks end, the same groups come out; keys that come back are found; sorting. */
#include "ck_close.h"
#include "test_random.h"

#include <copse/frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static void write_file(const char *bytes, size_t n)
{
    copse_error err = {0};
    (void)snprintf(path, sizeof path, "test_corpus_%ld.csv", (long)getpid());
    ck_assert_msg(copse_file_write(path, bytes, n, &err) == COPSE_OK, "%s", err.text);
}

static void remove_file(void)
{
    (void)unlink(path);
}

/* Everything a corpus gives, as text: "key@line: row line=number odd; ..." */
static copse_status read_all(const char *file, copse_corpus_opts opts, const char *column, const char *where,
                             copse_text *out, copse_error *err)
{
    copse_corpus *corpus = NULL;
    copse_corpus_chunk chunk = {0};
    copse_corpus_rows rows = {0};
    size_t index = 0;
    char number[COPSE_NUMBER_TEXT];
    copse_status status = copse_corpus_open(file, &opts, &corpus, err);
    if (status == COPSE_OK) status = copse_frame_column(copse_corpus_header(corpus), column, &index, err);
    if (status == COPSE_OK) status = copse_corpus_select(corpus, &index, 1, where, err);
    while (status == COPSE_OK) {
        status = copse_corpus_next(corpus, &chunk, err);
        if (status != COPSE_OK || chunk.n == 0) break;
        status = copse_corpus_parse(corpus, &chunk, &rows, err);
        if (status == COPSE_OK) status = copse_corpus_check_keys(corpus, &rows, err);
        for (size_t g = 0, odd = 0; status == COPSE_OK && g < rows.groups; g++) {
            copse_text_printf(out, "%s@%zu:", rows.texts.bytes + rows.key[g], rows.key_line[g]);
            for (size_t r = rows.start[g]; r < rows.start[g + 1]; r++) {
                copse_text_printf(out, " %zu=%s", rows.line[r],
                                  copse_format_exact(number, sizeof number, rows.number[0][r]));
                for (; odd < rows.odds && rows.odd[odd].row == r; odd++)
                    copse_text_printf(out, "'%s'", rows.texts.bytes + rows.odd[odd].text);
            }
            copse_text_add(out, ";\n");
        }
    }
    copse_corpus_rows_free(&rows);
    copse_corpus_chunk_free(&chunk);
    copse_corpus_free(corpus);
    return status;
}

static copse_corpus_opts by_key(size_t chunk)
{
    copse_corpus_opts opts = copse_corpus_opts_default();
    opts.by = "key";
    opts.chunk = chunk;
    return opts;
}

static void expect(const char *bytes, const char *want)
{
    write_file(bytes, strlen(bytes));
    for (size_t chunk = 1; chunk <= 200; chunk++) {
        copse_text out = {0};
        copse_error err = {0};
        ck_assert_msg(read_all(path, by_key(chunk), "x", NULL, &out, &err) == COPSE_OK, "%s", err.text);
        ck_assert_msg(strcmp(copse_text_string(&out), want) == 0, "chunk %zu:\n%s, want\n%s", chunk,
                      copse_text_string(&out), want);
        copse_text_free(&out);
    }
    remove_file();
}

START_TEST(plain_groups)
{
    expect("key,x\na,1\na,2\nb,3\nc,4\nc,5\n", "a@2: 2=1 3=2;\nb@4: 4=3;\nc@5: 5=4 6=5;\n");
    expect("x,key\n1,a\n2,a\n3,b", "a@2: 2=1 3=2;\nb@4: 4=3;\n");
}
END_TEST

START_TEST(hostile_text)
{
    expect("\xEF\xBB\xBFkey,x\r\na,1\r\n\r\na,2\r\n  \r\nb,3", "a@2: 2=1 4=2;\nb@6: 6=3;\n");
    expect("key,label,x\n\"a,b\",\"line\nbreak \"\"quoted\"\"\",1\n\"a,b\",,\"2\"\n\"a\"\"b\",z,3\n",
           "a,b@2: 2=1 4=2;\na\"b@5: 5=3;\n");
    expect("key,x\ra,1\ra,2\r\rb,3", "a@2: 2=1 3=2;\nb@5: 5=3;\n");
    expect(" key , x \n a , 1 \na,\t2\n\"a\" ,NA\n", "a@2: 2=1 3=2 4=NA;\n");
    expect("key,x\na,1\na,oops\na,.\nb,\"1,5\"\n", "a@2: 2=1 3=NA'oops' 4=NA;\nb@5: 5=NA'1,5';\n");
    expect("key,x\na,1\n,9\nNA,8\na,2\nb,3\n", "a@2: 2=1 5=2;\nb@6: 6=3;\n"); /* rows without a key are in no group */
}
END_TEST

static copse_status fails(const char *bytes, size_t n, const char *want)
{
    copse_status first = COPSE_OK;
    write_file(bytes, n);
    for (size_t chunk = 1; chunk <= 100; chunk++) {
        copse_text out = {0};
        copse_error err = {0};
        const copse_status status = read_all(path, by_key(chunk), "x", NULL, &out, &err);
        copse_text_free(&out);
        ck_assert_msg(strstr(err.text, want) != NULL, "chunk %zu: '%s', want '%s'", chunk, err.text, want);
        if (chunk == 1) first = status;
        ck_assert_int_eq(status, first);
    }
    remove_file();
    return first;
}

START_TEST(malformed_text_is_named)
{
#define FAILS(bytes, want) fails(bytes, sizeof(bytes) - 1, want)
    ck_assert_int_eq(FAILS("key,x\na,1\nb,2,3\nc,4\n", ":3: 3 cells, the header has 2"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\nb\n", ":3: 1 cell, the header has 2"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\nb,\"2\nc,3\n", ":3: column x: a quote opens here and is never closed"),
                     COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\n\"b\"c,2\nd,3\n", ":3: column key: text after a closing quote"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\nb\"c,2\nd,3\n", ":3: column key: a quote inside an unquoted cell"),
                     COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\nb,\"\n\n\"c\n", ":5: column x: text after a closing quote"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\na,1\n\xE9,2\n", ":3: byte 11 of the file (0xE9) is not UTF-8"), COPSE_EENCODING);
    ck_assert_int_eq(FAILS("key,x\na,1\nb\0,2\n", ":3: byte 12 of the file is NUL"), COPSE_EENCODING);
    ck_assert_int_eq(FAILS("", "the file is empty"), COPSE_ENODATA);
    ck_assert_int_eq(FAILS("\n \n", "the file is empty"), COPSE_ENODATA);
    ck_assert_int_eq(FAILS("key;x\na;1\n", "the header has one column and semicolons in it"), COPSE_ENOTFOUND);
    ck_assert_int_eq(FAILS("kye,x\na,1\n", "no column 'key'; did you mean 'kye'?"), COPSE_ENOTFOUND);
    ck_assert_int_eq(FAILS("key,x,x\n", "columns 2 and 3 are both called 'x'"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x,\n", "column 3 of 3 has no name"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("\xFF\xFEk\0", "UTF-16"), COPSE_EENCODING);
}
END_TEST

START_TEST(a_key_that_comes_back_is_found)
{
    ck_assert_int_eq(FAILS("key,x\na,1\nb,2\na,3\n", ":4: key 'a' has come before"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\n1,1\n2,2\n10,3\n9,4\n9,5\n2,5\n", ":7: key '2' has come before"), COPSE_EPARSE);
    ck_assert_int_eq(FAILS("key,x\nc,1\nb,2\na,3\nb,4\n", ":5: key 'b' has come before"), COPSE_EPARSE);
    expect("key,x\nz,1\n10,2\n9,3\na,4\n\"\"\"\",5\n", "z@2: 2=1;\n10@3: 3=2;\n9@4: 4=3;\na@5: 5=4;\n\"@6: 6=5;\n");
}
END_TEST

/* Many keys in random order, each once; then one of them again. */
START_TEST(many_keys)
{
    enum { KEYS = 20000 };
    static uint32_t order[KEYS];
    test_random random = {5};
    for (uint32_t i = 0; i < KEYS; i++) order[i] = i;
    for (size_t i = KEYS - 1; i > 0; i--) {
        const size_t j = test_random_size(&random, 0, i);
        const uint32_t kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    copse_text bytes = {0}, out = {0};
    copse_text_add(&bytes, "key,x\n");
    for (size_t i = 0; i < KEYS; i++) copse_text_printf(&bytes, "%u,1\n", order[i]);
    write_file(bytes.bytes, bytes.length);
    copse_error err = {0};
    ck_assert_msg(read_all(path, by_key(4096), "x", NULL, &out, &err) == COPSE_OK, "%s", err.text);
    copse_text_printf(&bytes, "%u,1\n", order[KEYS / 2]);
    write_file(bytes.bytes, bytes.length);
    ck_assert_int_eq(read_all(path, by_key(4096), "x", NULL, &out, &err), COPSE_EPARSE);
    remove_file();
    copse_text_free(&bytes);
    copse_text_free(&out);
}
END_TEST

static void expect_sorted(const char *bytes, const char *want)
{
    write_file(bytes, strlen(bytes));
    for (size_t memory = 4; memory <= 400; memory += 9) {
        for (size_t chunk = 1; chunk <= 64; chunk *= 4) {
            copse_text out = {0};
            copse_error err = {0};
            copse_corpus_opts opts = by_key(chunk);
            opts.sort = true;
            opts.sort_memory = memory;
            ck_assert_msg(read_all(path, opts, "x", NULL, &out, &err) == COPSE_OK, "%s", err.text);
            ck_assert_str_eq(copse_text_string(&out), want);
            copse_text_free(&out);
        }
    }
    remove_file();
}

START_TEST(sorting_is_stable)
{
    expect_sorted("key,x\nb,1\na,2\nb,3\nc,4\na,5\n\"b\",6\n\na,7",
                  "a@3: 3=2 6=5 9=7;\nb@2: 2=1 4=3 7=6;\nc@5: 5=4;\n");
    expect_sorted("key,x\r\n\"b\n\"\"\",1\r\n10,2\r\n9,3\r\n\"b\n\"\"\",4",
                  "10@4: 4=2;\n9@5: 5=3;\nb\n\"@2: 2=1 6=4;\n");
    expect_sorted("key,x\n", "");
}
END_TEST

START_TEST(sorting_names_malformed_text)
{
    static const char bytes[] = "key,x\nb,1\na,2\nb,3,4\n";
    copse_text out = {0};
    copse_error err = {0};
    write_file(bytes, sizeof bytes - 1);
    copse_corpus_opts opts = by_key(0);
    opts.sort = true;
    ck_assert_int_eq(read_all(path, opts, "x", NULL, &out, &err), COPSE_EPARSE);
    ck_assert_ptr_nonnull(strstr(err.text, ":4: 3 cells, the header has 2"));
    remove_file();
    copse_text_free(&out);
}
END_TEST

START_TEST(a_filter_over_many_rows)
{
    copse_text bytes = {0}, out = {0}, want = {0};
    copse_error err = {0};
    copse_text_add(&bytes, "year,key,a,x,b\n");
    for (unsigned i = 0; i < 5000; i++) {
        copse_text_printf(&bytes, "%u,k,u,%u,\"v\"\n", i % 10, i);
        if (i == 0) copse_text_add(&want, "k@2:");
        if (i % 10 == 3) copse_text_printf(&want, " %u=%u", i + 2, i);
    }
    copse_text_add(&want, ";\n");
    write_file(bytes.bytes, bytes.length);
    ck_assert_msg(read_all(path, by_key(0), "x", "year == 3 and a == \"u\"", &out, &err) == COPSE_OK, "%s", err.text);
    ck_assert_str_eq(copse_text_string(&out), copse_text_string(&want));
    remove_file();
    copse_text_free(&bytes);
    copse_text_free(&out);
    copse_text_free(&want);
}
END_TEST

/* Random corpora with quotes, missing keys and blank lines: no chunk size changes anything, and sorting gives the same as
 * reading a file that was sorted before. */
static void random_corpus(test_random *random, copse_text *bytes)
{
    static const char *const label[] = {"plain", "\"a,b\"", "\"two\nlines\"", "\"q \"\"q\"\"\"", "", " sp "};
    copse_text_add(bytes, "label,key,x\n");
    const size_t groups = test_random_size(random, 1, 12);
    for (size_t g = 0; g < groups; g++) {
        const size_t rows = test_random_size(random, 1, 6);
        const char *quote = test_random_size(random, 0, 2) == 0 ? "\"" : "";
        for (size_t r = 0; r < rows; r++) {
            copse_text_printf(bytes, "%s,%sg%zu%s,%zu%s", label[test_random_size(random, 0, 5)], quote, g, quote, r,
                              test_random_size(random, 0, 4) == 0 ? "\r\n" : "\n");
            if (test_random_size(random, 0, 9) == 0) copse_text_add(bytes, "\n");
            if (test_random_size(random, 0, 9) == 0) copse_text_add(bytes, "x,,3\n");
        }
    }
}

START_TEST(chunks_do_not_show)
{
    test_random random = {77};
    for (int i = 0; i < 25; i++) {
        copse_text bytes = {0}, whole = {0};
        copse_error err = {0};
        random_corpus(&random, &bytes);
        write_file(bytes.bytes, bytes.length);
        ck_assert_msg(read_all(path, by_key(0), "x", NULL, &whole, &err) == COPSE_OK, "%s", err.text);
        for (size_t chunk = 1; chunk <= 200; chunk++) {
            copse_text out = {0};
            ck_assert_msg(read_all(path, by_key(chunk), "x", NULL, &out, &err) == COPSE_OK, "%s", err.text);
            ck_assert_str_eq(copse_text_string(&out), copse_text_string(&whole));
            copse_text_free(&out);
        }
        copse_text_free(&bytes);
        copse_text_free(&whole);
    }
    remove_file();
}
END_TEST

START_TEST(filters_keep_rows)
{
    static const char bytes[] = "key,year,role,x\na,1990,added,1\na,2001,\"add,ed\",2\nb,1980,,3\nc,2005,other,4\nc,NA,"
                                "other,5\n";
    write_file(bytes, sizeof bytes - 1);
    static const char *const pair[][2] = {
        {"year >= 1990", "a@2: 2=1 3=2;\nb@4:;\nc@5: 5=4;\n"},
        {"role == \"add,ed\" or role is missing", "a@2: 3=2;\nb@4: 4=3;\nc@5:;\n"},
        {"not (year < 2000) and role in ('other')", "a@2:;\nb@4:;\nc@5: 5=4;\n"},
    };
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        for (size_t chunk = 1; chunk < 100; chunk += 7) {
            copse_text out = {0};
            copse_error err = {0};
            ck_assert_msg(read_all(path, by_key(chunk), "x", pair[i][0], &out, &err) == COPSE_OK, "%s", err.text);
            ck_assert_str_eq(copse_text_string(&out), pair[i][1]);
            copse_text_free(&out);
        }
    }
    copse_text out = {0};
    copse_error err = {0};
    ck_assert_int_eq(read_all(path, by_key(0), "x", "yaer > 3", &out, &err), COPSE_ENOTFOUND);
    ck_assert_int_eq(read_all(path, by_key(0), "x", "year == \"a\"", &out, &err), COPSE_EUSAGE);
    copse_text_free(&out);
    remove_file();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("corpus");
    TCase *tests = tcase_create("corpus");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, plain_groups);
    tcase_add_test(tests, hostile_text);
    tcase_add_test(tests, malformed_text_is_named);
    tcase_add_test(tests, a_key_that_comes_back_is_found);
    tcase_add_test(tests, many_keys);
    tcase_add_test(tests, sorting_is_stable);
    tcase_add_test(tests, sorting_names_malformed_text);
    tcase_add_test(tests, chunks_do_not_show);
    tcase_add_test(tests, filters_keep_rows);
    tcase_add_test(tests, a_filter_over_many_rows);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
