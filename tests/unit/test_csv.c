/* Reading CSV: what is accepted, what it becomes, and what each thing that can be wrong is called. */
#include "ck_close.h"

#include <copse/frame.h>
#include <stdlib.h>
#include <string.h>

static copse_status parse(const char *text, size_t n, char delimiter, char decimal, copse_frame *frame,
                          copse_error *err)
{
    const copse_frame_opts opts = {.delimiter = delimiter, .decimal = decimal};
    return copse_frame_parse("t.csv", text, n, &opts, frame, err);
}

static copse_frame read_text(const char *text)
{
    copse_frame frame;
    copse_error err = {0};
    ck_assert_msg(copse_frame_parse("t.csv", text, strlen(text), NULL, &frame, &err) == COPSE_OK, "%s", err.text);
    return frame;
}

static double number_at(const copse_frame *frame, const char *name, size_t row)
{
    const double *x = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_frame_numbers(frame, name, &x, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_lt(row, frame->rows);
    return x[row];
}

START_TEST(types_and_missing)
{
    copse_frame f = read_text("a,b,c,d\n1,x,,1\n NA , y ,.,2.5e3\nNaN,.,NA,-.5\n\"3\",\"NA\",\"\",+7\n");
    ck_assert_uint_eq(f.rows, 4);
    ck_assert_uint_eq(f.columns, 4);
    ck_assert_int_eq(f.column[0].type, COPSE_COLUMN_NUMBER);
    ck_assert_int_eq(f.column[1].type, COPSE_COLUMN_TEXT);
    ck_assert_int_eq(f.column[2].type, COPSE_COLUMN_TEXT);
    ck_assert_int_eq(f.column[3].type, COPSE_COLUMN_NUMBER);
    CK_CLOSE(number_at(&f, "a", 0), 1, 0);
    CK_CLOSE(number_at(&f, "a", 1), NAN, 0);
    CK_CLOSE(number_at(&f, "a", 2), NAN, 0);
    CK_CLOSE(number_at(&f, "a", 3), 3, 0);
    CK_CLOSE(number_at(&f, "d", 1), 2500, 0);
    CK_CLOSE(number_at(&f, "d", 2), -0.5, 0);
    ck_assert_str_eq(f.column[1].text[0], "x");
    ck_assert_str_eq(f.column[1].text[1], "y");
    ck_assert_ptr_null(f.column[1].text[2]);
    ck_assert_ptr_null(f.column[1].text[3]);
    for (size_t r = 0; r < 4; r++) { /* no value at all: text that also serves as numbers */
        ck_assert_ptr_null(f.column[2].text[r]);
        CK_CLOSE(number_at(&f, "c", r), NAN, 0);
    }
    char buf[COPSE_NUMBER_TEXT];
    ck_assert_str_eq(copse_frame_cell(&f, 3, 1, buf, sizeof buf), "2500");
    ck_assert_ptr_null(copse_frame_cell(&f, 0, 1, buf, sizeof buf));
    ck_assert_str_eq(copse_frame_cell(&f, 1, 1, buf, sizeof buf), "y");
    copse_frame_free(&f);
}
END_TEST

/* A column that turns out to be text late keeps the text of its first cells as it stood in the file. */
START_TEST(late_text_keeps_early_cells)
{
    copse_frame f = read_text("a,b,c\n007,1,\n1.50,2,\nNA,3,\n\"1e2\",4,\nx,5,\n8,6,late\n");
    static const char *const want[] = {"007", "1.50", NULL, "1e2", "x", "8"};
    ck_assert_int_eq(f.column[0].type, COPSE_COLUMN_TEXT);
    for (size_t r = 0; r < 6; r++) {
        if (want[r] == NULL) ck_assert_ptr_null(f.column[0].text[r]);
        else ck_assert_str_eq(f.column[0].text[r], want[r]);
        CK_CLOSE(number_at(&f, "b", r), (double)(r + 1), 0);
        if (r < 5) ck_assert_ptr_null(f.column[2].text[r]);
    }
    ck_assert_str_eq(f.column[2].text[5], "late");
    copse_frame_free(&f);
}
END_TEST

START_TEST(line_numbers)
{
    /* lines:           1      2  3     4 5         6 7           8 9 */
    copse_frame f = read_text("a,b\r\n\r\n1,\"p\r\nq\"\r\n \t\r\n2,\"r\n\n\"\r\n3,s");
    static const size_t line[] = {3, 6, 9};
    ck_assert_uint_eq(f.rows, 3);
    ck_assert_uint_eq(f.file_rows, 3);
    for (size_t r = 0; r < 3; r++) {
        ck_assert_uint_eq(f.line[r], line[r]);
        ck_assert_uint_eq(f.row[r], r + 1);
    }
    ck_assert_str_eq(f.column[1].text[0], "p\r\nq");
    ck_assert_str_eq(f.column[1].text[1], "r\n\n");
    ck_assert_str_eq(f.column[1].text[2], "s");
    copse_frame_free(&f);
    f = read_text("a\r1\r\r2\r"); /* old Macintosh files */
    ck_assert_uint_eq(f.rows, 2);
    ck_assert_uint_eq(f.line[1], 4);
    copse_frame_free(&f);
}
END_TEST

START_TEST(quotes_bom_and_ends)
{
    copse_frame f = read_text("\xEF\xBB\xBF\"a, b\",\"say \"\"hi\"\"\"\n\"x\"\"y\" , \" z \"\n\"\",\"\"\"\"");
    ck_assert_str_eq(f.column[0].name, "a, b");
    ck_assert_str_eq(f.column[1].name, "say \"hi\"");
    ck_assert_str_eq(f.column[0].text[0], "x\"y");
    ck_assert_str_eq(f.column[1].text[0], " z ");
    ck_assert_ptr_null(f.column[0].text[1]);
    ck_assert_str_eq(f.column[1].text[1], "\"");
    copse_frame_free(&f);
    f = read_text("a\n1\n\"\"\n\"\""); /* one column: a missing cell is written "" or NA, a blank line is none */
    ck_assert_uint_eq(f.rows, 3);
    copse_frame_free(&f);
    f = read_text("n\xC3\xB8r,\xE2\x82\xAC\n1,O\xE2\x80\x99"
                  "Connell\n");
    ck_assert_str_eq(f.column[1].text[0], "O\xE2\x80\x99"
                                          "Connell");
    copse_frame_free(&f);
}
END_TEST

START_TEST(delimiters_and_decimal_comma)
{
    copse_frame f;
    copse_error err = {0};
    const char text[] = "a;b\n1,5;-2,25e-3\n1.5;7\n";
    ck_assert_int_eq(parse(text, strlen(text), ';', ',', &f, &err), COPSE_OK);
    CK_CLOSE(number_at(&f, "b", 0), -2.25e-3, 0);
    const double *x;
    ck_assert_int_eq(copse_frame_numbers(&f, "a", &x, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "t.csv:3: column a: '1.5' is not a number; for a decimal point: --decimal '.'");
    copse_frame_free(&f);
    const char tabs[] = "a\tb\n\t2\n \tx y\n";
    ck_assert_int_eq(parse(tabs, strlen(tabs), '\t', '.', &f, &err), COPSE_OK);
    ck_assert_uint_eq(f.rows, 2);
    ck_assert_str_eq(f.column[1].text[1], "x y");
    ck_assert_str_eq(f.column[1].text[0], "2");
    copse_frame_free(&f);
    ck_assert_int_eq(parse(text, strlen(text), ',', ',', &f, &err), COPSE_EUSAGE);
    ck_assert_str_eq(err.text, "',' cannot be both delimiter and decimal point: --delimiter ';'?");
    static const char bad[] = {'"', '\n', '\r', '.', (char)0xE9};
    for (size_t i = 0; i < sizeof bad; i++)
        ck_assert_int_eq(parse(text, strlen(text), bad[i], '.', &f, &err), COPSE_EUSAGE);
    ck_assert_int_eq(parse(text, strlen(text), ';', '\'', &f, &err), COPSE_EUSAGE);
}
END_TEST

typedef struct broken {
    const char *text;
    size_t n; /* 0: strlen */
    copse_status status;
    const char *message;
} broken;

#define SAVE "; save the file as UTF-8, or name its encoding: --encoding windows-1252?"
static const broken broken_files[] = {
    {"", 0, COPSE_ENODATA, "t.csv: the file is empty: it needs a header row and data"},
    {"\xEF\xBB\xBF", 0, COPSE_ENODATA, "t.csv: the file is empty: it needs a header row and data"},
    {"\n \r\n", 0, COPSE_ENODATA, "t.csv: the file is empty: it needs a header row and data"},
    {"a,b\n", 0, COPSE_ENODATA, "t.csv: there is a header and no row of data"},
    {"a,b\n1,2\n\n3,4,5\n", 0, COPSE_EPARSE, "t.csv:4: 3 cells, the header has 2"},
    {"a,b\n1,\"\n\n\"\n3\n", 0, COPSE_EPARSE, "t.csv:5: 1 cell, the header has 2"},
    {"a,b\n1,2\n\"x\n\",2,3\n", 0, COPSE_EPARSE, "t.csv:3: 3 cells, the header has 2"},
    {"a,b\n\"\"", 0, COPSE_EPARSE, "t.csv:2: 1 cell, the header has 2"},
    {"a,b,a\n1,2,3\n", 0, COPSE_EPARSE, "t.csv:1: columns 1 and 3 are both called 'a'"},
    {"b,a,b,a,a\n1,2,3,4,5\n", 0, COPSE_EPARSE, "t.csv:1: columns 1 and 3 are both called 'b'"},
    {"\n\na,,c\n1,2,3\n", 0, COPSE_EPARSE, "t.csv:3: column 2 of 3 has no name in the header, and a value on line 4"},
    {"a,b,\n1,2,\n1,2,\n2,3,x\n", 0, COPSE_EPARSE,
     "t.csv:1: column 3 of 3 has no name in the header, and a value on line 4"},
    {"\"\"\n1\n", 0, COPSE_EPARSE, "t.csv:1: column 1 of 1 has no name in the header"},
    {",row.names,row\n1,2,3\n", 0, COPSE_EPARSE, "t.csv:1: columns 1 and 2 are both called 'row.names'"},
    {"a,b\n1,2\n3,\"x\ny\n", 0, COPSE_EPARSE, "t.csv:3: column b: a quote opens here and is never closed"},
    {"a,b\n\"1\n2\",\"x\n,y\n", 0, COPSE_EPARSE, "t.csv:3: column b: a quote opens here and is never closed"},
    {"a,b\n1,\"", 0, COPSE_EPARSE, "t.csv:2: column b: a quote opens here and is never closed"},
    {"a,\"b\n1,2", 0, COPSE_EPARSE, "t.csv:1: column 2: a quote opens here and is never closed"},
    {"a,b\r\n\r\n1,\"x\"y\r\n", 0, COPSE_EPARSE,
     "t.csv:3: column b: text after a closing quote (a quote inside a quoted cell is written twice: \"\")"},
    {"a,b\n1,\"x\" \"y\"\n", 0, COPSE_EPARSE,
     "t.csv:2: column b: text after a closing quote (a quote inside a quoted cell is written twice: \"\")"},
    {"a,b\n5\" pipe,2\n", 0, COPSE_EPARSE,
     "t.csv:2: column a: a quote inside an unquoted cell (put the cell in quotes and write its quotes twice: \"\")"},
    {"a,b\n1,2\nx,caf\xE9\n", 0, COPSE_EENCODING, "t.csv:3: column b: byte 14 of the file (0xE9) is not UTF-8" SAVE},
    {"\xEF\xBB\xBF"
     "a,b\n\"1\r\n\",\xFF\n",
     0, COPSE_EENCODING, "t.csv:3: column b: byte 14 of the file (0xFF) is not UTF-8" SAVE},
    {"a,\xC3\n1,2\n", 0, COPSE_EENCODING, "t.csv:1: column 2: byte 3 of the file (0xC3) is not UTF-8" SAVE},
    {"a\"b,c\n1,\xC3", 0, COPSE_EENCODING, "t.csv:2: byte 9 of the file (0xC3) is not UTF-8" SAVE},
    {"a,b\n1,2\n3,\0004\n", 13, COPSE_EENCODING,
     "t.csv:3: column b: byte 11 of the file is NUL; the file is no text, or damaged"},
    {"a\xFF,b\n1,2\0003\n", 11, COPSE_EENCODING, "t.csv:1: column 1: byte 2 of the file (0xFF) is not UTF-8" SAVE},
    {"\xFF\xFE"
     "a\0,\0\n",
     7, COPSE_EENCODING, "t.csv:1: the file ends inside a character of utf-16le, at byte 7"},
    {"a;b\n1;2,5\n", 0, COPSE_EPARSE,
     "t.csv:1: no ',' between the cells; the header has one column and semicolons in it: --delimiter ';'?"},
    {"a\tb\n", 0, COPSE_EPARSE,
     "t.csv:1: no ',' between the cells; the header has one column and tabs in it: --delimiter tab?"},
    {"a,b\nx,1,2\n", 0, COPSE_EPARSE,
     "t.csv:2: 3 cells, the header has 2; R's write.table leaves out the name of the first: col.names=NA writes it"},
    {"\"\";\"b\"\n\"1\";2\n", 0, COPSE_EPARSE,
     "t.csv:1: column 1: text after a closing quote (a quote inside a quoted cell is written twice: \"\"); semicolons "
     "between the cells: --delimiter ';', with decimal commas --decimal ,"},
    {"\xEF\xBB\xBF<?xml version='1.0'?>\n", 0, COPSE_EPARSE,
     "t.csv: no CSV file but XML; of a RevMan 5 review --analysis says which analysis is meant"},
    {"<COCHRANE_REVIEW>", 0, COPSE_EPARSE,
     "t.csv: no CSV file but a RevMan 5 review; --analysis says which analysis is meant"},
    {"PK\003\004\0", 5, COPSE_EPARSE,
     "t.csv: no CSV file but a zip archive; an Excel workbook is to be saved as CSV, and of a data package of RevMan "
     "Web "
     "--analysis says which analysis is meant"},
    {"\320\317\021\340\241", 0, COPSE_EPARSE, "t.csv: no CSV file but an Excel workbook, to be saved as CSV"},
};

START_TEST(each_error_has_its_text)
{
    const broken *b = &broken_files[_i];
    copse_frame f;
    copse_error err = {0};
    const size_t n = b->n > 0 ? b->n : strlen(b->text);
    ck_assert_int_eq(copse_frame_parse("t.csv", b->text, n, NULL, &f, &err), b->status);
    ck_assert_int_eq(err.status, b->status);
    ck_assert_str_eq(err.text, b->message);
    ck_assert_ptr_null(f.column); /* a failed frame is empty and may be freed */
    copse_frame_free(&f);
    copse_frame_free(&f);
    ck_assert_int_eq(copse_frame_parse("t.csv", b->text, n, NULL, &f, NULL), b->status);
}
END_TEST

START_TEST(column_not_found)
{
    copse_frame f = read_text("study,sd1i\nA,1\nB,-\n");
    copse_error err = {0};
    size_t index = 99;
    const double *x;
    ck_assert_int_eq(copse_frame_column(&f, "sd1i", &index, &err), COPSE_OK);
    ck_assert_uint_eq(index, 1);
    ck_assert(copse_frame_has(&f, "study") && !copse_frame_has(&f, "Study"));
    ck_assert_int_eq(copse_frame_column(&f, "sdli", &index, &err), COPSE_ENOTFOUND);
    ck_assert_str_eq(err.text, "t.csv: no column 'sdli'; did you mean 'sd1i'?");
    ck_assert_int_eq(copse_frame_column(&f, "xxxxxxxx", &index, &err), COPSE_ENOTFOUND);
    ck_assert_str_eq(err.text, "t.csv: no column 'xxxxxxxx'");
    ck_assert_int_eq(copse_frame_numbers(&f, "sd1i", &x, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "t.csv:3: column sd1i: '-' is not a number");
    ck_assert_ptr_null(x);
    copse_frame_free(&f);
    /* who says the delimiter has one column, and a hint where another is looked for */
    ck_assert_int_eq(parse("yi;vi\n1;2\n", 10, ',', '.', &f, &err), COPSE_OK);
    ck_assert_int_eq(copse_frame_numbers(&f, "yi", &x, &err), COPSE_ENOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "the header has one column and semicolons in it: --delimiter ';'?"));
    copse_frame_free(&f);
}
END_TEST

START_TEST(huge_cell)
{
    const size_t n = 1000 * 1000;
    char *text = malloc(n + 16);
    ck_assert_ptr_nonnull(text);
    memcpy(text, "a,b\n1,\"", 7);
    memset(text + 7, '\n', n);
    memcpy(text + 7 + n, "\"\nx,y\n", 6);
    copse_frame f;
    copse_error err = {0};
    ck_assert_int_eq(parse(text, 7 + n + 6, ',', '.', &f, &err), COPSE_OK);
    ck_assert_uint_eq(strlen(f.column[1].text[0]), n);
    ck_assert_uint_eq(f.line[1], 3 + n);
    ck_assert_str_eq(f.column[0].text[0], "1");
    copse_frame_free(&f);
    ck_assert_int_eq(parse(text, 7 + n, ',', '.', &f, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "t.csv:2: column b: a quote opens here and is never closed");
    free(text);
}
END_TEST

START_TEST(ten_thousand_columns)
{
    copse_text text = {0};
    for (int c = 0; c < 10000; c++) copse_text_printf(&text, "%sx%d", c > 0 ? "," : "", c);
    for (int r = 0; r < 100; r++)
        for (int c = 0; c < 10000; c++) copse_text_printf(&text, "%c%d", c > 0 ? ',' : '\n', r * c);
    copse_frame f;
    copse_error err = {0};
    ck_assert_int_eq(parse(text.bytes, text.length, ',', '.', &f, &err), COPSE_OK);
    ck_assert_uint_eq(f.columns, 10000);
    ck_assert_uint_eq(f.rows, 100);
    CK_CLOSE(f.column[9999].number[99], 9999.0 * 99, 0);
    copse_frame_free(&f);
    copse_text_printf(&text, "\n1");
    ck_assert_int_eq(parse(text.bytes, text.length, ',', '.', &f, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "t.csv:102: 1 cell, the header has 10000");
    copse_text_free(&text);
}
END_TEST

START_TEST(subset_keeps_lines_and_types)
{
    copse_frame f = read_text("name,x,y\nA,1,n/a\nB,2,5\n\nC,NA,\n"), g;
    copse_error err = {0};
    const bool keep[] = {false, true, true}, none[] = {false, false, false};
    ck_assert_int_eq(copse_frame_subset(&f, keep, &g, &err), COPSE_OK);
    ck_assert_uint_eq(g.rows, 2);
    ck_assert_uint_eq(g.file_rows, 3);
    ck_assert_uint_eq(g.line[1], 5);
    ck_assert_uint_eq(g.row[0], 2);
    ck_assert_str_eq(g.sha256, f.sha256);
    ck_assert_str_eq(g.source, "t.csv");
    ck_assert_str_eq(g.column[0].text[1], "C");
    CK_CLOSE(number_at(&g, "x", 0), 2, 0);
    CK_CLOSE(number_at(&g, "x", 1), NAN, 0);
    ck_assert_int_eq(g.column[2].type, COPSE_COLUMN_TEXT); /* as in the file, yet what is left are numbers */
    CK_CLOSE(number_at(&g, "y", 0), 5, 0);
    CK_CLOSE(number_at(&g, "y", 1), NAN, 0);
    copse_frame_free(&g);
    ck_assert_int_eq(copse_frame_subset(&f, none, &g, &err), COPSE_OK);
    ck_assert_uint_eq(g.rows, 0);
    copse_frame_free(&g);
    copse_frame_free(&f);
}
END_TEST

START_TEST(free_is_harmless)
{
    copse_frame f = {0};
    copse_frame_free(NULL);
    copse_frame_free(&f);
    copse_error err = {0};
    ck_assert_int_eq(copse_frame_read("/nonexistent/file.csv", NULL, &f, &err), COPSE_EIO);
    ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/file.csv"));
    copse_frame_free(&f);
    ck_assert_int_eq(copse_frame_parse("t.csv", NULL, 0, NULL, &f, &err), COPSE_ENODATA);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("csv");
    TCase *t = tcase_create("csv");
    tcase_set_timeout(t, 30);
    tcase_add_test(t, types_and_missing);
    tcase_add_test(t, late_text_keeps_early_cells);
    tcase_add_test(t, line_numbers);
    tcase_add_test(t, quotes_bom_and_ends);
    tcase_add_test(t, delimiters_and_decimal_comma);
    tcase_add_loop_test(t, each_error_has_its_text, 0, (int)(sizeof broken_files / sizeof *broken_files));
    tcase_add_test(t, column_not_found);
    tcase_add_test(t, huge_cell);
    tcase_add_test(t, ten_thousand_columns);
    tcase_add_test(t, subset_keeps_lines_and_types);
    tcase_add_test(t, free_is_harmless);
    suite_add_tcase(s, t);
    return run_suite(s);
}
