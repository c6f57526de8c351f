/* The fast reader of CSV records against libcsv, on random bytes: the same cells, rows and lines, and malformed where
 * that is. */
#include "ck_close.h"
#include "test_random.h"

#include <copse/base.h>
#include <frame/csv_record.h>
#include <frame/csv_scan.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 60000, LONGEST = 40, CELLS = 64 };

/* What a reader made of a text: cells with their lengths, rows with their lines. */
typedef struct reading {
    copse_text out;
    const copse_i_csv_scan *scan;
} reading;

static void add_cell(void *text, size_t n, void *context)
{
    reading *r = context;
    copse_text_printf(&r->out, "[%zu:", n);
    copse_text_add_bytes(&r->out, text, n);
    copse_text_add(&r->out, "]");
}

static void add_row(void *context)
{
    reading *r = context;
    copse_text_printf(&r->out, "@%zu\n", r->scan->line);
}

static bool read_by_libcsv(char delimiter, const char *bytes, size_t n, reading *r)
{
    copse_i_csv_scan scan = {.delimiter = delimiter, .cell = add_cell, .row = add_row, .context = r};
    r->scan = &scan;
    return copse_i_csv_scan_run(&scan, bytes, n) == COPSE_I_CSV_DONE;
}

static bool read_by_record(char delimiter, const char *bytes, size_t n, reading *r)
{
    unsigned char kind[256];
    copse_i_csv_cell cell[CELLS];
    copse_i_csv_record record = {.cell = cell, .room = CELLS};
    const char *at = bytes, *end = bytes + n;
    size_t line = 1;
    copse_i_csv_kinds(delimiter, kind);
    for (;;) {
        at = copse_i_csv_record_start(kind, at, end, &line);
        if (at == end) return true;
        const char *next = copse_i_csv_record_read(kind, at, end, &record);
        if (next == NULL) return false;
        const char *told = copse_i_csv_record_end(at, end, false);
        ck_assert(told == next || (told == NULL && (next == end))); /* quotes tell the same end */
        for (size_t c = 0; c < record.count; c++) {
            char out[LONGEST];
            const size_t length = copse_i_csv_cell_copy(&cell[c], out);
            add_cell(out, length, r);
        }
        copse_text_printf(&r->out, "@%zu\n", line);
        line += record.lines;
        at = next;
    }
}

static void compare(char delimiter, const char *bytes, size_t n)
{
    reading by_libcsv = {0}, by_record = {0};
    const bool good = read_by_libcsv(delimiter, bytes, n, &by_libcsv);
    ck_assert_msg(read_by_record(delimiter, bytes, n, &by_record) == good, "'%.*s': malformed for one only", (int)n,
                  bytes);
    const char *a = copse_text_string(&by_libcsv.out), *b = copse_text_string(&by_record.out);
    if (good) ck_assert_msg(strcmp(a, b) == 0, "'%.*s': libcsv\n%s, record\n%s", (int)n, bytes, a, b);
    else ck_assert_msg(strncmp(a, b, by_record.out.length) == 0, "'%.*s': libcsv\n%s, record\n%s", (int)n, bytes, a, b);
    copse_text_free(&by_libcsv.out);
    copse_text_free(&by_record.out);
}

START_TEST(random_bytes_read_alike)
{
    static const char alphabet[] = "aab,,,;\"\"\"\n\n\r \t1\xC3";
    test_random random = {2026};
    char bytes[LONGEST + 1];
    for (int i = 0; i < TEXTS; i++) {
        const size_t n = test_random_size(&random, 0, LONGEST);
        for (size_t j = 0; j < n; j++) bytes[j] = alphabet[test_random_size(&random, 0, sizeof alphabet - 2)];
        bytes[n] = '\n'; /* past the end */
        compare(i % 7 == 0 ? '\t' : i % 7 == 1 ? ';' : i % 7 == 2 ? ' ' : ',', bytes, n);
    }
}
END_TEST

/* Well-formed texts mostly: cells that may be quoted, of every content. */
START_TEST(random_tables_read_alike)
{
    static const char *const piece[] = {"a",  "\"\"",     "\"b\"",     "\"x,y\"", "\"1\n2\"", " 3 ",
                                        "\t", "\"\"\"\"", "\"\r\n\" ", "",        "NA",       "\" c\"\"d \""};
    test_random random = {11};
    for (int i = 0; i < TEXTS / 4; i++) {
        char bytes[1024];
        size_t n = 0;
        const size_t rows = test_random_size(&random, 1, 4);
        for (size_t r = 0; r < rows; r++) {
            const size_t cells = test_random_size(&random, 1, 4);
            for (size_t c = 0; c < cells; c++) {
                const char *text = piece[test_random_size(&random, 0, 11)];
                if (c > 0) bytes[n++] = ',';
                memcpy(bytes + n, text, strlen(text));
                n += strlen(text);
            }
            const size_t end = test_random_size(&random, 0, 3);
            if (end == 0) bytes[n++] = '\r';
            if (end < 3) bytes[n++] = '\n';
            else bytes[n++] = '\r';
        }
        if (test_random_size(&random, 0, 1) == 0) n--; /* the last newline is missing */
        bytes[n] = '\n';
        compare(',', bytes, n);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv record");
    TCase *tests = tcase_create("against libcsv");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, random_bytes_read_alike);
    tcase_add_test(tests, random_tables_read_alike);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
