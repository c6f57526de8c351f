/* Files as spreadsheets and R write them: encodings, byte order marks, "sep=;", tabs by name, columns without a name. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/frame.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_ALLOCATIONS = 500 };

static copse_status parse(const char *source, const char *bytes, size_t n, const char *encoding, copse_frame *frame,
                          copse_error *err)
{
    copse_frame_opts opts = copse_frame_opts_default();
    opts.encoding = encoding;
    return copse_frame_parse(source, bytes, n, &opts, frame, err);
}

#define BYTES(literal) (literal), sizeof(literal) - 1

/* One name, "Ærø, São", in each of them. */
static const struct {
    const char *encoding, *bytes;
    size_t n;
} encodings[] = {
    {"latin1", BYTES("name;x\r\n\xC6r\xF8, S\xE3o;1\r\n")},
    {"windows-1252", BYTES("name;x\r\n\xC6r\xF8, S\xE3o;1\r\n")},
    {"ISO-8859-15", BYTES("name;x\r\n\xC6r\xF8, S\xE3o;1\r\n")},
    {"utf-8", BYTES("name;x\n\xC3\x86r\xC3\xB8, S\xC3\xA3o;1\n")},
    {"UTF8", BYTES("\xEF\xBB\xBFname;x\n\xC3\x86r\xC3\xB8, S\xC3\xA3o;1\n")},
    {NULL, BYTES("\xFF\xFEn\0a\0m\0e\0;\0x\0\n\0\xC6\0r\0\xF8\0,\0 \0S\0\xE3\0o\0;\0001\0\n\0")},
    {"utf-16", BYTES("\xFF\xFEn\0a\0m\0e\0;\0x\0\n\0\xC6\0r\0\xF8\0,\0 \0S\0\xE3\0o\0;\0001\0\n\0")},
    {"utf-16le", BYTES("n\0a\0m\0e\0;\0x\0\n\0\xC6\0r\0\xF8\0,\0 \0S\0\xE3\0o\0;\0001\0\n\0")},
    {"utf-16be", BYTES("\xFE\xFF\0n\0a\0m\0e\0;\0x\0\n\0\xC6\0r\0\xF8\0,\0 \0S\0\xE3\0o\0;\0001\0\n")},
    {"utf-32",
     BYTES("\xFF\xFE\0\0n\0\0\0a\0\0\0m\0\0\0e\0\0\0;\0\0\0x\0\0\0\n\0\0\0\xC6\0\0\0r\0\0\0\xF8\0\0\0,\0\0\0 \0"
           "\0\0S\0\0\0\xE3\0\0\0o\0\0\0;\0\0\0001\0\0\0\n\0\0\0")},
};

START_TEST(encodings_become_utf8)
{
    copse_frame_opts opts = {.delimiter = ';', .decimal = '.', .encoding = encodings[_i].encoding};
    copse_frame f;
    copse_error err = {0};
    const copse_status status = copse_frame_parse("t.csv", encodings[_i].bytes, encodings[_i].n, &opts, &f, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    ck_assert_str_eq(f.column[0].name, "name");
    ck_assert_str_eq(f.column[0].text[0], "\xC3\x86r\xC3\xB8, S\xC3\xA3o");
    ck_assert_uint_eq(f.line[0], 2);
    char hex[65];
    copse_sha256(encodings[_i].bytes, encodings[_i].n, hex); /* of the file, not of what it is made */
    ck_assert_str_eq(f.sha256, hex);
    copse_frame_free(&f);
}
END_TEST

static const struct {
    const char *encoding, *bytes;
    size_t n;
    copse_status status;
    const char *message;
} faults[] = {
    {"latn1", BYTES("a\n1\n"), COPSE_EUSAGE, "unknown encoding 'latn1'; did you mean 'latin1'?"},
    {"klingon", BYTES("a\n1\n"), COPSE_EUSAGE,
     "unknown encoding 'klingon'; known are utf-8, utf-16, latin1, latin9, windows-1250 to windows-1258, macintosh and "
     "what else `iconv -l` lists"},
    {"latin1//IGNORE", BYTES("a\n1\n"), COPSE_EUSAGE, NULL},
    {"../../x", BYTES("a\n1\n"), COPSE_EUSAGE, NULL},
    {"", BYTES("a\n1\n"), COPSE_EUSAGE, NULL},
    {"windows-1252", BYTES("a,b\n1,2\nx,\x81\n"), COPSE_EENCODING,
     "t.csv:3: byte 11 of the file (0x81) is not windows-1252"},
    {"ascii", BYTES("a\r\r\n\xE9\n"), COPSE_EENCODING, "t.csv:3: byte 5 of the file (0xE9) is not ascii"},
    {"shift_jis", BYTES("a\nx\n\x83"), COPSE_EENCODING,
     "t.csv:3: the file ends inside a character of shift_jis, at byte 5"},
    {"utf-16", BYTES("a\0\n\0"), COPSE_EENCODING,
     "t.csv: the file has no byte order mark, so which of utf-16le and utf-16be it is has to be said"},
    {"utf-16le", BYTES("a,b\n1,2\n"), COPSE_EENCODING, NULL},
    {"latin1", BYTES("a\n\0\n"), COPSE_EENCODING, "t.csv:2: a NUL; the file is no text, or not latin1"},
    {"latin1",
     BYTES("\xEF\xBB\xBF"
           "a\n1\n"),
     COPSE_EENCODING,
     "t.csv: the file begins with the mark of utf-8, so it is not latin1; without an encoding given it is read as what "
     "it "
     "says"},
    {"utf-16be",
     BYTES("\xFF\xFE"
           "a\0\n\0"),
     COPSE_EENCODING, NULL},
    {NULL, BYTES("\xFF\xFE\x00\xDC\n\0"), COPSE_EENCODING, "t.csv:1: byte 3 of the file (0x00) is not utf-16le"},
};

START_TEST(what_cannot_be_decoded_is_refused)
{
    copse_frame f;
    copse_error err = {0};
    ck_assert_int_ne(parse("t.csv", faults[_i].bytes, faults[_i].n, faults[_i].encoding, &f, &err), COPSE_OK);
    if (faults[_i].message != NULL) ck_assert_int_eq(err.status, faults[_i].status);
    if (faults[_i].message != NULL) ck_assert_str_eq(err.text, faults[_i].message);
    ck_assert_ptr_null(f.column);
    ck_assert_ptr_null(f.source);
}
END_TEST

static void cells_are(const char *source, char delimiter, char decimal, const char *text, size_t columns,
                      const char *const *cell)
{
    const copse_frame_opts opts = {.delimiter = delimiter, .decimal = decimal};
    char buf[COPSE_NUMBER_TEXT];
    copse_frame f;
    copse_error err = {0};
    ck_assert_msg(copse_frame_parse(source, text, strlen(text), &opts, &f, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(f.columns, columns);
    for (size_t c = 0; c < columns; c++) {
        ck_assert_str_eq(f.column[c].name, cell[c]);
        ck_assert_str_eq(copse_frame_cell(&f, c, 0, buf, sizeof buf), cell[columns + c]);
    }
    copse_frame_free(&f);
}
#define CELLS(...) ((const char *const[]){__VA_ARGS__})

START_TEST(the_file_tells_its_delimiter)
{
    cells_are("t.csv", 0, '.', "a,b\n1,2\n", 2, CELLS("a", "b", "1", "2"));
    cells_are("t.csv", 0, ',', "a;b\n1,5;2\n", 2, CELLS("a", "b", "1.5", "2"));
    cells_are("t.TSV", 0, '.', "a\tb,c\n1\t2\n", 2, CELLS("a", "b,c", "1", "2"));
    cells_are("x/t.tab", 0, ',', "a\tb\n1,5\t2\n", 2, CELLS("a", "b", "1.5", "2"));
    cells_are(".tsv", 0, '.', "a,b\n1,2\n", 2, CELLS("a", "b", "1", "2"));
    cells_are("t.tsv", ',', '.', "a,b\n1,2\n", 2, CELLS("a", "b", "1", "2"));
    cells_are("t.csv", 0, '.', "sep=;\r\na;b\r\n1.5;2\r\n", 2, CELLS("a", "b", "1.5", "2"));
    cells_are("t.tsv", 0, '.', "\xEF\xBB\xBFSEP=|\na|b\n1.5|2\n", 2, CELLS("a", "b", "1.5", "2"));
    cells_are("t.csv", ';', '.', "sep=;\na;b\n1.5;2\n", 2, CELLS("a", "b", "1.5", "2"));
    cells_are("t.csv", 0, '.', "sep=;x,b\n1,2\n", 2, CELLS("sep=;x", "b", "1", "2"));
    cells_are("t.csv", 0, '.', "sep=\n1\n", 1, CELLS("sep=", "1"));
}
END_TEST

START_TEST(a_line_that_says_another_delimiter)
{
    const char text[] = "sep=;\na;b\n1;2\n", quote[] = "sep=\"\na\n1\n", comma[] = "sep=,\na,b\n1,2\n";
    copse_frame_opts opts = {.delimiter = '\t', .decimal = '.'};
    copse_frame f;
    copse_error err = {0};
    ck_assert_int_eq(copse_frame_parse("t.csv", BYTES(text), &opts, &f, &err), COPSE_EUSAGE);
    ck_assert_str_eq(err.text,
                     "t.csv:1: the file says 'sep=;', which is not the delimiter given: give none, or that one");
    ck_assert_int_eq(copse_frame_parse("t.csv", BYTES(quote), NULL, &f, &err), COPSE_EUSAGE);
    opts = (copse_frame_opts){.decimal = ','};
    ck_assert_int_eq(copse_frame_parse("t.csv", BYTES(comma), &opts, &f, &err), COPSE_EUSAGE);
    /* lines are those of the file */
    ck_assert_int_eq(copse_frame_parse("t.csv", "sep=;\na;b\n1\n", 12, NULL, &f, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "t.csv:3: 1 cell, the header has 2");
}
END_TEST

START_TEST(columns_without_a_name)
{
    cells_are("t.csv", 0, '.', "\"\",\"yi\"\n\"1\",0.5\n", 2, CELLS("row", "yi", "1", "0.5"));
    cells_are("t.csv", 0, '.', "\"\",\"row\"\n\"a b\",3\n", 2, CELLS("row.names", "row", "a b", "3"));
    cells_are("t.csv", 0, '.', ",a,, ,b,\n1,2,,,x,NA\n1,2,,,3,\n", 3, CELLS("row", "a", "b", "1", "2", "x"));
}
END_TEST

/* ------------------------------------------------------------------------------------------------ corpora */

static void write_temporary(char *path, const char *bytes, size_t n)
{
    const int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, bytes, n), (ssize_t)n);
    ck_assert_int_eq(close(file), 0);
}

/* Many rows of three-byte characters, so that some are cut where blocks end. */
START_TEST(a_corpus_in_another_encoding)
{
    copse_text text = {0};
    copse_text_add_bytes(&text, BYTES("\xFE\xFF\0k\0,\0y\0\n"));
    enum { GROUPS = 60000 };
    for (int g = 0; g < GROUPS; g++) {
        char key[16];
        const int n = snprintf(key, sizeof key, "%06d", g);
        copse_text_add_bytes(&text, BYTES("\x65\xE5"));
        for (int i = 0; i < n; i++) copse_text_add_bytes(&text, (char[]){0, key[i]}, 2);
        copse_text_add_bytes(&text, BYTES("\0,\0001\0.\0005\0\n"));
    }
    char path[] = "/tmp/copse-corpus-XXXXXX";
    write_temporary(path, text.bytes, text.length);
    copse_corpus_opts opts = copse_corpus_opts_default();
    opts.by = "k";
    opts.csv.encoding = "utf-16";
    copse_corpus *corpus = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_corpus_open(path, &opts, &corpus, &err) == COPSE_OK, "%s", err.text);
    ck_assert_int_eq(copse_corpus_select(corpus, (const size_t[]){1}, 1, NULL, &err), COPSE_OK);
    copse_corpus_chunk chunk = {0};
    copse_corpus_rows rows = {0};
    size_t groups = 0;
    for (;;) {
        ck_assert_int_eq(copse_corpus_next(corpus, &chunk, &err), COPSE_OK);
        if (chunk.n == 0) break;
        ck_assert_int_eq(copse_corpus_parse(corpus, &chunk, &rows, &err), COPSE_OK);
        ck_assert_int_eq(copse_corpus_check_keys(corpus, &rows, &err), COPSE_OK);
        ck_assert_int_eq(strncmp(rows.texts.bytes + rows.key[0], "\xE6\x97\xA5", 3), 0);
        groups += rows.groups;
        for (size_t r = 0; r < rows.rows; r++) CK_CLOSE(rows.number[0][r], 1.5, 0);
    }
    ck_assert_uint_eq(groups, GROUPS);
    copse_corpus_rows_free(&rows);
    copse_corpus_chunk_free(&chunk);
    copse_corpus_free(corpus);
    opts.csv.encoding = NULL;
    ck_assert_int_eq(copse_corpus_open(path, &opts, &corpus, &err), COPSE_EENCODING);
    ck_assert_ptr_nonnull(strstr(err.text, ":1: the file is UTF-16; give its encoding, utf-16, or save it as UTF-8"));
    opts.csv.encoding = "latin/1";
    ck_assert_int_eq(copse_corpus_open(path, &opts, &corpus, &err), COPSE_EUSAGE);
    (void)unlink(path);
    copse_text_free(&text);
}
END_TEST

START_TEST(a_corpus_tells_its_delimiter)
{
    char path[] = "/tmp/copse-corpus-XXXXXX";
    write_temporary(path, BYTES("sep=;\n\"\";k;y\n1;a;2\n"));
    copse_corpus_opts opts = copse_corpus_opts_default();
    opts.by = "k";
    copse_corpus *corpus = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_corpus_open(path, &opts, &corpus, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(copse_corpus_header(corpus)->columns, 3);
    ck_assert_str_eq(copse_corpus_header(corpus)->column[0].name, "row");
    copse_corpus_chunk chunk = {0};
    copse_corpus_rows rows = {0};
    ck_assert_int_eq(copse_corpus_select(corpus, (const size_t[]){2}, 1, NULL, &err), COPSE_OK);
    ck_assert_int_eq(copse_corpus_next(corpus, &chunk, &err), COPSE_OK);
    ck_assert_int_eq(copse_corpus_parse(corpus, &chunk, &rows, &err), COPSE_OK);
    ck_assert_uint_eq(rows.line[0], 3);
    CK_CLOSE(rows.number[0][0], 2, 0);
    copse_corpus_rows_free(&rows);
    copse_corpus_chunk_free(&chunk);
    copse_corpus_free(corpus);
    (void)unlink(path);
}
END_TEST

static copse_status decode_and_drop(void)
{
    copse_frame f;
    copse_error err = {0};
    const copse_status status = parse("t.tsv", BYTES("\xFF\xFE\t\0a\0\n\0001\0\t\0\xE9\0\n\0"), NULL, &f, &err);
    copse_frame_free(&f);
    return status;
}

START_TEST(memory_runs_short)
{
    copse_status status = COPSE_ENOMEM;
    long n = 0;
    for (; status != COPSE_OK && n < MOST_ALLOCATIONS; n++) {
        fail_alloc_left = n + 1;
        status = decode_and_drop();
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "allocation %ld: %d", n, (int)status);
    }
    ck_assert_int_eq(status, COPSE_OK);
    if (FAIL_ALLOC_WORKS) ck_assert_int_gt(n, 5);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("csv dialect");
    TCase *t = tcase_create("csv dialect");
    tcase_add_loop_test(t, encodings_become_utf8, 0, sizeof encodings / sizeof *encodings);
    tcase_add_loop_test(t, what_cannot_be_decoded_is_refused, 0, sizeof faults / sizeof *faults);
    tcase_add_test(t, the_file_tells_its_delimiter);
    tcase_add_test(t, a_line_that_says_another_delimiter);
    tcase_add_test(t, columns_without_a_name);
    tcase_add_test(t, a_corpus_in_another_encoding);
    tcase_add_test(t, a_corpus_tells_its_delimiter);
    tcase_add_test(t, memory_runs_short);
    suite_add_tcase(s, t);
    return run_suite(s);
}
