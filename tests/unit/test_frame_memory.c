/* Memory runs short at every allocation of a frame's life: the status says so, nothing crashes, and a failed frame is
 * empty. (Leaks show under a leak checker.) */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/frame.h>
#include <string.h>

enum { MOST_ALLOCATIONS = 5000 };

static const char *table_text(copse_text *text)
{
    copse_text_add(text, "study,x,late,none,\"q\"\"\"\n");
    for (int r = 0; r < 150; r++) copse_text_printf(text, "Study %d,%d.5,%d,,\"a\nb\"\n", r, r, r);
    copse_text_add(text, "end,1,x,,1\n");
    return copse_text_string(text);
}

static copse_status whole_life(const char *text, size_t n)
{
    bool keep[151];
    copse_frame frame, part = {0};
    copse_error err = {0};
    copse_status status = copse_frame_parse("t.csv", text, n, NULL, &frame, &err);
    if (status == COPSE_OK)
        status = copse_frame_where(&frame, "x > 3 and (late != '9' or study in ('a', 'b'))", keep, &err);
    if (status == COPSE_OK) status = copse_frame_subset(&frame, keep, &part, &err);
    copse_frame_free(&part);
    copse_frame_free(&frame);
    fail_alloc_left = -1; /* Check allocates, too */
    if (status != COPSE_OK) ck_assert_str_eq(err.text, copse_status_text(COPSE_ENOMEM));
    ck_assert_ptr_null(frame.column);
    return status;
}

static copse_status wrong_column(const char *text, size_t n)
{
    copse_frame frame;
    const double *x;
    copse_error err = {0};
    copse_status status = copse_frame_parse("t.csv", text, n, NULL, &frame, &err);
    if (status == COPSE_OK) status = copse_frame_numbers(&frame, "sttudy", &x, &err);
    if (status != COPSE_ENOMEM) status = copse_frame_where_check(&frame, "sttudy == 1 or (x == ", &err);
    copse_frame_free(&frame);
    return status == COPSE_ENOTFOUND ? COPSE_OK : status;
}

static copse_status broken_file(const char *text, size_t n)
{
    copse_frame frame;
    copse_error err = {0};
    const copse_status status = copse_frame_parse("t.csv", text, n - 16, NULL, &frame, &err); /* inside the quotes */
    copse_frame_free(&frame);
    return status == COPSE_EPARSE ? COPSE_OK : status;
}

static copse_status bundled(const char *text, size_t n)
{
    (void)text;
    (void)n;
    copse_dataset *list = NULL;
    size_t count = 0;
    copse_frame frame = {0};
    copse_error err = {0};
    copse_status status = copse_dataset_list(&list, &count, &err);
    if (status == COPSE_OK) copse_dataset_list_free(list, count);
    if (status == COPSE_OK) status = copse_frame_read("@bcg", NULL, &frame, &err);
    copse_frame_free(&frame);
    char *path = NULL;
    if (status == COPSE_OK) status = copse_dataset_path("@bgc", NULL, &path, &err);
    return status == COPSE_ENOTFOUND ? COPSE_OK : status;
}

static void fail_each(copse_status (*work)(const char *text, size_t n))
{
    copse_text text = {0};
    const char *bytes = table_text(&text);
    copse_status status = COPSE_ENOMEM;
    long n = 0;
    for (; status != COPSE_OK && n < MOST_ALLOCATIONS; n++) {
        fail_alloc_left = n + 1;
        status = work(bytes, text.length);
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM || status == COPSE_EIO, "allocation %ld: status %d",
                      n, (int)status);
    }
    ck_assert_int_eq(status, COPSE_OK);
    if (FAIL_ALLOC_WORKS) ck_assert_int_gt(n, 5);
    copse_text_free(&text);
}

START_TEST(reading_filtering_subsetting)
{
    fail_each(whole_life);
}
END_TEST

START_TEST(on_the_way_to_an_error)
{
    fail_each(wrong_column);
    fail_each(broken_file);
}
END_TEST

START_TEST(data_sets)
{
    fail_each(bundled);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("frame memory");
    TCase *t = tcase_create("frame memory");
    tcase_add_test(t, reading_filtering_subsetting);
    tcase_add_test(t, on_the_way_to_an_error);
    tcase_add_test(t, data_sets);
    suite_add_tcase(s, t);
    return run_suite(s);
}
