/* base: status texts, errors, text buffers, numbers as text, names, UTF-8. Files have test_file.c. */
#include <copse/base.h>

#include "ck_close.h"
#include "test_random.h"

#include <float.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(one_and_many)
{
    ck_assert_str_eq(copse_plural(0, "study", "studies"), "studies");
    ck_assert_str_eq(copse_plural(1, "study", "studies"), "study");
    ck_assert_str_eq(copse_plural(2, "study", "studies"), "studies");
    ck_assert_str_eq(copse_plural(UINT64_MAX, "study", "studies"), "studies");
}
END_TEST

START_TEST(every_status_has_name_and_text)
{
#define CHECK_STATUS(name, number, text)                                                                               \
    ck_assert_int_eq(COPSE_##name, number);                                                                            \
    ck_assert_str_eq(copse_status_name(COPSE_##name), #name);                                                          \
    ck_assert_str_eq(copse_status_text(COPSE_##name), text);
    COPSE_STATUS_LIST(CHECK_STATUS)
#undef CHECK_STATUS
    ck_assert_str_eq(copse_status_text((copse_status)9999), "unknown status");
    ck_assert_str_eq(copse_status_name((copse_status)9999), "EUNKNOWN");
}
END_TEST

START_TEST(an_error_is_one_line)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_fail(&err, COPSE_EDOM, "cell '%s'", "a\nb\tc"), COPSE_EDOM);
    ck_assert_str_eq(err.text, "cell 'a b c'");
    ck_assert_int_eq(copse_error_prefix(&err, "%s:%d: ", "trials.csv", 14), COPSE_EDOM);
    ck_assert_str_eq(err.text, "trials.csv:14: cell 'a b c'");
    ck_assert_int_eq(copse_fail(NULL, COPSE_EIO, "nobody listens"), COPSE_EIO);
    ck_assert_int_eq(copse_error_prefix(NULL, "x"), COPSE_OK);
}
END_TEST

/* What a file says cannot reach the terminal as a command, not even by the two-byte form of ESC [ (U+009B). */
START_TEST(messages_carry_no_terminal_commands)
{
    copse_error err = {0};
    copse_notes notes = {0};
    const char *label = "A\x1b[31m\xc2\x9b"
                        "2J\nB \xe2\x80\xae\xe2\x81\xa6 \xc3\xa9\xe2\x80\x9c\x7f";
    const char *safe = "A [31m  2J B \xef\xbf\xbd\xef\xbf\xbd \xc3\xa9\xe2\x80\x9c ";
    copse_fail(&err, COPSE_EDOM, "%s", label);
    ck_assert_str_eq(err.text, safe);
    copse_note(&notes, "%s", label);
    ck_assert_str_eq(notes.line[0], safe);
    copse_notes_free(&notes);
    char cut[] = "\xe2\x80"; /* nothing is read past the end */
    copse_one_line(cut);
    ck_assert_str_eq(cut, "\xe2\x80");
}
END_TEST

START_TEST(a_long_error_is_cut_between_characters)
{
    char text[3 * COPSE_ERROR_TEXT];
    for (size_t i = 0; i + 2 < sizeof text; i += 2) memcpy(text + i, "\xc3\xa9", 2);
    text[sizeof text - 2] = '\0';
    copse_error err = {0};
    copse_fail(&err, COPSE_EDOM, "%s", text);
    ck_assert(copse_utf8_valid(err.text, strlen(err.text), NULL));
    ck_assert_str_eq(err.text + strlen(err.text) - 3, "\xe2\x80\xa6");
    copse_error_prefix(&err, "x%s", "y");
    ck_assert(copse_utf8_valid(err.text, strlen(err.text), NULL));
    ck_assert_int_eq(memcmp(err.text, "xy\xc3", 3), 0);
}
END_TEST

START_TEST(memory_is_checked)
{
    ck_assert_ptr_null(copse_alloc(SIZE_MAX, 2));
    ck_assert_ptr_null(copse_copy(NULL));
    ck_assert_ptr_null(copse_copy_text("x", SIZE_MAX));
    void *nothing = copse_alloc(0, 8);
    ck_assert_ptr_nonnull(nothing);
    free(nothing);
    int *array = NULL;
    size_t capacity = 0;
    ck_assert_int_eq(copse_reserve((void **)&array, &capacity, 100, sizeof *array), COPSE_OK);
    ck_assert_uint_ge(capacity, 100);
    int *before = array;
    ck_assert_int_eq(copse_reserve((void **)&array, &capacity, SIZE_MAX / 2, sizeof *array), COPSE_ENOMEM);
    ck_assert_ptr_eq(array, before);
    free(array);
}
END_TEST

START_TEST(text_grows)
{
    copse_text text = {0};
    ck_assert_str_eq(copse_text_string(&text), "");
    for (int i = 0; i < 1000; i++) copse_text_printf(&text, "%d,", i % 10);
    copse_text_add(&text, NULL);
    copse_text_add_char(&text, '-', 3);
    copse_text_add_bytes(&text, "", 0);
    ck_assert_int_eq(copse_text_status(&text), COPSE_OK);
    ck_assert_uint_eq(text.length, 2003);
    ck_assert_str_eq(text.bytes + 1994, "7,8,9,---");
    copse_text_free(&text);
    copse_text_free(&text);
    copse_text_free(NULL);
    text.failed = true;
    copse_text_add(&text, "lost");
    ck_assert_int_eq(copse_text_status(&text), COPSE_ENOMEM);
    ck_assert_str_eq(copse_text_string(&text), "");
}
END_TEST

START_TEST(notes_are_kept_in_order)
{
    copse_notes notes = {0};
    for (int i = 0; i < 20; i++) copse_note(&notes, "row %d", i);
    copse_note(NULL, "dropped");
    ck_assert_uint_eq(notes.count, 20);
    ck_assert_str_eq(notes.line[19], "row 19");
    copse_notes_free(&notes);
    copse_notes_free(&notes);
    copse_notes_free(NULL);
}
END_TEST

static void check_fixed(double x, int digits, const char *want)
{
    char buf[COPSE_NUMBER_TEXT];
    ck_assert_str_eq(copse_format_fixed(buf, sizeof buf, x, digits), want);
}

START_TEST(numbers_become_text)
{
    char buf[COPSE_NUMBER_TEXT];
    check_fixed(0.125, 2, "0.12");
    check_fixed(-0.004, 2, "0.00");
    check_fixed(-0.0, 0, "0");
    check_fixed(-1.5, 1, "-1.5");
    check_fixed((double)NAN, 2, "NA");
    check_fixed((double)INFINITY, 2, "Inf");
    check_fixed(-(double)INFINITY, 2, "-Inf");
    check_fixed(123456789.0, 0, "123456789");
    check_fixed(1e300, 2, "1e+300");
    ck_assert_str_eq(copse_format_p(buf, sizeof buf, 0.03124, 4), "0.0312");
    ck_assert_str_eq(copse_format_p(buf, sizeof buf, 0.00004, 4), "< 0.0001");
    ck_assert_str_eq(copse_format_p(buf, sizeof buf, (double)NAN, 4), "NA");
    ck_assert_str_eq(copse_format_significant(buf, sizeof buf, 1234.5678, 3), "1.23e+03");
    ck_assert_str_eq(copse_format_significant(buf, sizeof buf, -0.0, 3), "0");
}
END_TEST

START_TEST(exact_text_gives_the_same_double_back)
{
    test_random random = {1};
    char buf[COPSE_NUMBER_TEXT];
    const double special[] = {0.1, 1.0 / 3.0, 1e22, 1e23, 5e-324, DBL_MAX, DBL_MIN, 9007199254740993.0, 123456.789};
    for (int i = 0; i < 200000; i++) {
        double x;
        const uint64_t bits = test_random_bits(&random);
        memcpy(&x, &bits, sizeof x);
        if ((size_t)i < sizeof special / sizeof *special) x = special[i];
        if (!isfinite(x)) continue;
        double back = 0.0;
        copse_format_exact(buf, sizeof buf, x);
        ck_assert_msg(copse_parse_number(buf, strlen(buf), '.', &back) && back == x, "%s", buf);
    }
}
END_TEST

/* The same text as printf with as few of 15, 16 or 17 digits as read back, over all powers of two and ten that are not
 * left to printf, and some beyond. */
START_TEST(exact_text_is_that_of_printf)
{
    test_random random = {3};
    for (int i = 0; i < 400000; i++) {
        char got[COPSE_NUMBER_TEXT], want[64];
        const uint64_t bits = test_random_bits(&random);
        double x = ldexp((double)(bits >> 11), (int)(bits % 191) - 53 - 130); /* 2^-130 to 2^60 */
        if (i % 4 == 1) x = ldexp(1, (int)(bits % 191) - 130);
        if (i % 4 == 2) x = (double)(bits % 1000000000) * pow(10, -(double)(bits >> 32) / 1e8);
        if (i % 4 == 3) {
            (void)snprintf(want, sizeof want, "%llue%d", (unsigned long long)(bits % 100000),
                           (int)(bits >> 40) % 56 - 40);
            x = strtod(want, NULL);
        }
        for (int digits = 15; digits <= 17; digits++) {
            (void)snprintf(want, sizeof want, "%.*g", digits, x);
            if (strtod(want, NULL) == x) break;
        }
        ck_assert_str_eq(copse_format_exact(got, sizeof got, x), want);
        copse_text text = {0};
        copse_text_add(&text, "x = ");
        copse_text_add_exact(&text, -x);
        ck_assert(x == 0 || strcmp(text.bytes + 5, want) == 0);
        copse_text_free(&text);
    }
}
END_TEST

/* Against strtod, which glibc rounds correctly: short decimals take the fast path, long ones the slow. */
START_TEST(parsing_rounds_correctly)
{
    test_random random = {2};
    for (int i = 0; i < 300000; i++) {
        char text[64];
        const uint64_t digits = test_random_bits(&random) >> (test_random_bits(&random) % 64);
        const int exponent = (int)(test_random_bits(&random) % 50) - 25;
        (void)snprintf(text, sizeof text, "%s%llu.%llue%d", i % 3 == 0 ? "-" : "", (unsigned long long)(digits / 1000),
                       (unsigned long long)(digits % 1000), exponent);
        double x = 0.0;
        ck_assert(copse_parse_number(text, strlen(text), '.', &x));
        ck_assert_msg(x == strtod(text, NULL), "%s gives %.17g", text, x);
    }
}
END_TEST

static bool parses(const char *text, char decimal, double *x)
{
    return copse_parse_number(text, strlen(text), decimal, x);
}

START_TEST(only_numbers_are_numbers)
{
    static const char *const no[] = {"",    "-",   "+",   ".",    "e5",       "1e",       "1e+", "0x10", "inf",
                                     "nan", "1 2", " 1",  "1 ",   "1,5",      "1.2.3",    "--1", "1e5.", "1e999",
                                     "NA",  "Inf", "1_0", "1e5e", "\xc3\xa9", "infinity", "-inf"};
    double x = 7.0;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) ck_assert_msg(!parses(no[i], '.', &x), "'%s'", no[i]);
    ck_assert(x == 7.0);
    ck_assert(parses("+1.5", '.', &x) && x == 1.5);
    ck_assert(parses("1,5", ',', &x) && x == 1.5);
    ck_assert(!parses("1.5", ',', &x));
    ck_assert(parses(".5", '.', &x) && x == 0.5);
    ck_assert(parses("5.", '.', &x) && x == 5.0);
    ck_assert(parses("1E5", '.', &x) && x == 1e5);
    ck_assert(parses("0.000000000000000000000000000001", '.', &x) && x == 1e-30);
    ck_assert(parses("100000000000000000000000000000000", '.', &x) && x == 1e32);
    ck_assert(parses("1e-999", '.', &x) && x == 0.0);
    ck_assert(parses("-0", '.', &x) && x == 0.0 && signbit(x));
}
END_TEST

START_TEST(a_foreign_locale_changes_nothing)
{
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL && setlocale(LC_NUMERIC, "de_DE") == NULL) return;
    check_fixed(1.25, 2, "1.25");
    double x = 0.0;
    ck_assert(parses("3.14159265358979323846264338", '.', &x));
    CK_CLOSE(x, 3.14159265358979323846, 1e-15);
    (void)setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(the_nearest_name_is_suggested)
{
    static const char *const names[] = {"effects", "pool", "plot", "run", "data", "sd1i", "sd2i"};
    const size_t n = sizeof names / sizeof *names;
    ck_assert_str_eq(copse_nearest("efects", names, n), "effects");
    ck_assert_str_eq(copse_nearest("POOL", names, n), "pool");
    ck_assert_str_eq(copse_nearest("ruN", names, n), "run");
    ck_assert_str_eq(copse_nearest("dtaa", names, n), "data");
    ck_assert_str_eq(copse_nearest("sd3i", names, n), "sd1i");
    ck_assert_ptr_null(copse_nearest("bootstrap", names, n));
    ck_assert_ptr_null(copse_nearest("", names, n));
    ck_assert_ptr_null(copse_nearest(NULL, names, n));
    ck_assert_ptr_null(copse_nearest("xq", names, n));
}
END_TEST

START_TEST(utf8_is_checked)
{
    static const struct {
        const char *text;
        size_t bad;
    } wrong[] = {{"ab\xff", 2},           {"\xc0\x80", 0},         {"\xed\xa0\x80", 0},
                 {"\xf4\x90\x80\x80", 0}, {"a\xe2\x82", 1},        {"12345678\x80", 8},
                 {"\xe0\x80\xaf", 0},     {"\xf0\x80\x80\x80", 0}, {"\xc3(", 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t bad = 99;
        ck_assert(!copse_utf8_valid(wrong[i].text, strlen(wrong[i].text), &bad));
        ck_assert_uint_eq(bad, wrong[i].bad);
    }
    const char *right = "R\xc3\xbcsch \xe2\x82\xac \xf0\x9f\x8c\xb3 \xf4\x8f\xbf\xbf and much plain text";
    ck_assert(copse_utf8_valid(right, strlen(right), NULL));
    ck_assert(copse_utf8_valid("", 0, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *tests = tcase_create("base");
    tcase_add_test(tests, one_and_many);
    tcase_add_test(tests, every_status_has_name_and_text);
    tcase_add_test(tests, an_error_is_one_line);
    tcase_add_test(tests, messages_carry_no_terminal_commands);
    tcase_add_test(tests, a_long_error_is_cut_between_characters);
    tcase_add_test(tests, memory_is_checked);
    tcase_add_test(tests, text_grows);
    tcase_add_test(tests, notes_are_kept_in_order);
    tcase_add_test(tests, numbers_become_text);
    tcase_add_test(tests, exact_text_gives_the_same_double_back);
    tcase_add_test(tests, exact_text_is_that_of_printf);
    tcase_add_test(tests, parsing_rounds_correctly);
    tcase_add_test(tests, only_numbers_are_numbers);
    tcase_add_test(tests, a_foreign_locale_changes_nothing);
    tcase_add_test(tests, the_nearest_name_is_suggested);
    tcase_add_test(tests, utf8_is_checked);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
