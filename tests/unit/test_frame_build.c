/* Frames made column by column: what they hold, what they refuse, what is left when memory runs short. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/frame.h>
#include <copse/report.h>
#include <math.h>
#include <string.h>

enum { ROWS = 3, MOST_ALLOCATIONS = 500 };
static const double NUMBERS[ROWS] = {0.1, NAN, -3};
static const char *const TEXTS[ROWS] = {"Åström, \"A\"\nand B", "NA", ""};

static void new_frame(copse_frame *frame)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_frame_new("made", ROWS, frame, &err), COPSE_OK);
}

START_TEST(columns_come_at_the_end)
{
    copse_frame frame;
    new_frame(&frame);
    ck_assert_uint_eq(frame.columns, 0);
    ck_assert_uint_eq(frame.file_rows, ROWS);
    ck_assert_uint_eq(frame.line[2], 3);
    ck_assert_uint_eq(frame.row[0], 1);
    ck_assert_str_eq(frame.sha256, "");
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "x", NUMBERS, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "name", TEXTS, NULL), COPSE_OK);
    ck_assert_uint_eq(frame.columns, 2);
    ck_assert_str_eq(frame.column[0].name, "x");
    ck_assert_int_eq(frame.column[0].type, COPSE_COLUMN_NUMBER);
    CK_CLOSE(frame.column[0].number[2], -3, 0);
    ck_assert(isnan(frame.column[0].number[1]));
    ck_assert_int_eq(frame.column[1].type, COPSE_COLUMN_TEXT);
    ck_assert_str_eq(frame.column[1].text[0], TEXTS[0]);
    ck_assert_ptr_ne(frame.column[1].text[0], TEXTS[0]);
    ck_assert_ptr_null(frame.column[1].text[1]);
    ck_assert_ptr_null(frame.column[1].text[2]);
    copse_frame_free(&frame);
}
END_TEST

START_TEST(a_column_takes_the_place_of_its_namesake)
{
    const char *const again[ROWS] = {"a", "b", "c"};
    copse_frame frame;
    new_frame(&frame);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "x", NUMBERS, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "y", NUMBERS, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "x", frame.column[0].number, NULL), COPSE_OK); /* itself */
    CK_CLOSE(frame.column[0].number[0], 0.1, 0);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "x", again, NULL), COPSE_OK);
    ck_assert_uint_eq(frame.columns, 2);
    ck_assert_int_eq(frame.column[0].type, COPSE_COLUMN_TEXT);
    ck_assert_ptr_null(frame.column[0].number);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "x", frame.column[0].text, NULL), COPSE_OK);
    ck_assert_str_eq(frame.column[0].text[2], "c");
    copse_frame_free(&frame);
}
END_TEST

START_TEST(columns_without_a_value_serve_as_either)
{
    const double none[ROWS] = {NAN, NAN, NAN};
    const char *const nothing[ROWS] = {NULL, ".", "NaN"}, *const digits[ROWS] = {"1", NULL, "2.5"};
    copse_frame frame;
    new_frame(&frame);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "a", none, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "b", nothing, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "c", digits, NULL), COPSE_OK);
    for (size_t c = 0; c < 3; c++) {
        const double *x = NULL;
        ck_assert_int_eq(frame.column[c].type, COPSE_COLUMN_TEXT);
        ck_assert_ptr_nonnull(frame.column[c].text);
        ck_assert_int_eq(copse_frame_numbers(&frame, frame.column[c].name, &x, NULL), COPSE_OK);
        ck_assert(isnan(x[1]));
    }
    CK_CLOSE(frame.column[2].number[2], 2.5, 0);
    copse_frame_free(&frame);
}
END_TEST

START_TEST(what_no_file_can_hold_is_refused)
{
    const double infinite[ROWS] = {1, -INFINITY, 2};
    copse_error err = {0};
    copse_frame frame;
    new_frame(&frame);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "x", infinite, &err), COPSE_EDOM);
    ck_assert_str_eq(err.text, "made: row 2, column x: an infinite number");
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "", NUMBERS, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_frame_put_texts(&frame, NULL, TEXTS, &err), COPSE_EINVAL);
    ck_assert_uint_eq(frame.columns, 0);
    copse_frame_free(&frame);
}
END_TEST

START_TEST(a_frame_without_rows)
{
    copse_frame frame;
    copse_error err = {0};
    ck_assert_int_eq(copse_frame_new("none", 0, &frame, &err), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_numbers(&frame, "x", NULL, &err), COPSE_OK);
    ck_assert_int_eq(copse_frame_put_texts(&frame, "y", NULL, &err), COPSE_OK);
    ck_assert_uint_eq(frame.columns, 2);
    copse_frame_free(&frame);
}
END_TEST

static const char FILE_TEXT[] = "name;x;none;code\n\"a;\"\"b\";1,5;;'=1\nc;;;\n\n-d;2;;x\n";

/* Written as CSV and read again a frame is what it was; as JSON it is an object. */
START_TEST(copies_and_csv_are_the_same_frame)
{
    const copse_frame_opts opts = {.delimiter = ';', .decimal = ','};
    const copse_render_opts csv = {.format = COPSE_FORMAT_CSV};
    const bool keep[ROWS] = {true, false, true};
    copse_error err = {0};
    copse_frame file, part, copy, again;
    copse_text text = {0}, second = {0};
    ck_assert_int_eq(copse_frame_parse("f", FILE_TEXT, strlen(FILE_TEXT), &opts, &file, &err), COPSE_OK);
    ck_assert_int_eq(copse_frame_subset(&file, keep, &part, &err), COPSE_OK);
    ck_assert_int_eq(copse_frame_copy(&part, &copy, &err), COPSE_OK);
    ck_assert_str_eq(copy.sha256, file.sha256);
    copse_frame_free(&part);
    copse_frame_free(&file);
    ck_assert_uint_eq(copy.rows, 2);
    ck_assert_uint_eq(copy.file_rows, ROWS);
    ck_assert_uint_eq(copy.line[1], 5);
    ck_assert_uint_eq(copy.row[1], 3);
    ck_assert_int_eq(copse_report_frame(&copy, -1, NULL, &csv, &text, &err), COPSE_OK);
    ck_assert_str_eq(text.bytes, "name,x,none,code\n\"a;\"\"b\",1.5,,'=1\n'-d,2,,x\n");
    ck_assert_int_eq(copse_frame_parse("g", text.bytes, text.length, NULL, &again, &err), COPSE_OK);
    ck_assert_str_eq(again.column[0].text[0], copy.column[0].text[0]);
    CK_CLOSE(again.column[1].number[0], 1.5, 0);
    ck_assert_int_eq(copse_report_frame(&again, -1, NULL, &csv, &second, &err), COPSE_OK);
    ck_assert_str_eq(second.bytes, text.bytes);
    copse_text_free(&second);
    copse_text_free(&text);
    copse_frame_free(&again);
    copse_frame_free(&copy);
}
END_TEST

static copse_status whole_life(void)
{
    copse_frame frame = {0}, copy = {0};
    copse_text text = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_JSON};
    copse_status status = copse_frame_new("made", ROWS, &frame, &err);
    if (status == COPSE_OK) status = copse_frame_put_numbers(&frame, "x", NUMBERS, &err);
    if (status == COPSE_OK) status = copse_frame_put_texts(&frame, "name", TEXTS, &err);
    if (status == COPSE_OK) status = copse_frame_put_texts(&frame, "x", TEXTS, &err);
    if (status == COPSE_OK) status = copse_frame_copy(&frame, &copy, &err);
    if (status == COPSE_OK) status = copse_report_frame(&copy, 2, NULL, &opts, &text, &err);
    copse_text_free(&text);
    copse_frame_free(&copy);
    copse_frame_free(&frame);
    return status;
}

START_TEST(memory_runs_short)
{
    copse_status status = COPSE_ENOMEM;
    long n = 0;
    for (; status != COPSE_OK && n < MOST_ALLOCATIONS; n++) {
        fail_alloc_left = n + 1;
        status = whole_life();
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "allocation %ld: status %d", n, (int)status);
    }
    ck_assert_int_eq(status, COPSE_OK);
    if (FAIL_ALLOC_WORKS) ck_assert_int_gt(n, 10);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("frame build");
    TCase *t = tcase_create("frame build");
    tcase_add_test(t, columns_come_at_the_end);
    tcase_add_test(t, a_column_takes_the_place_of_its_namesake);
    tcase_add_test(t, columns_without_a_value_serve_as_either);
    tcase_add_test(t, what_no_file_can_hold_is_refused);
    tcase_add_test(t, a_frame_without_rows);
    tcase_add_test(t, copies_and_csv_are_the_same_frame);
    tcase_add_test(t, memory_runs_short);
    suite_add_tcase(s, t);
    return run_suite(s);
}
