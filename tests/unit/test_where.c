/* Filter expressions: what they keep, and how their errors point at the place. */
#include "ck_close.h"

#include <copse/frame.h>
#include <stdlib.h>
#include <string.h>

/* rows:                            1              2                  3             4              5 */
static const char table[] = "study,role,year,x,in,odd name,none,cut\n"
                            "A,added,1990,1.5,1,p,,1\n"
                            "B,substituted,1995,,2,q,,x\n"
                            "C,added,2000,-3,3,,,3\n"
                            "D,,2005,0,4,O'Neil,,4\n"
                            "E,curriculum,2010,2,5,say \xC3\xA9,,5\n";

static copse_frame frame;

static void open_frame(void)
{
    ck_assert_int_eq(copse_frame_parse("t.csv", table, strlen(table), NULL, &frame, NULL), COPSE_OK);
}

static void close_frame(void)
{
    copse_frame_free(&frame);
}

typedef struct kept {
    const char *expression, *rows; /* '1' where kept */
} kept;

static const kept filters[] = {
    {"year == 1995", "01000"},
    {"year != 1995", "10111"},
    {"year < 2000", "11000"},
    {"year <= 2000", "11100"},
    {"year > 2000", "00011"},
    {"year >= 2e3", "00111"},
    {"2000 <= year", "00111"},
    {"role == 'added'", "10100"},
    {"role == \"added\"", "10100"},
    {"role != 'added'", "01001"},     /* missing is never unequal either */
    {"not role == 'added'", "01001"}, /* nor is its negation true */
    {"not (role == 'added' or year < 1000)", "01001"},
    {"not (role == 'added' and year < 1000)", "11111"}, /* unknown and false is false */
    {"role == 'added' or year == 2005", "10110"},       /* unknown or true is true */
    {"role is missing", "00010"},
    {"role is not missing", "11101"},
    {"not role is missing", "11101"},
    {"x is missing or x < 0", "01100"},
    {"x == x", "10111"},
    {"x != x", "00000"},
    {"x > -4", "10111"},
    {"x >= -3 and x <= +0.0", "00110"},
    {"study in ('A', 'E')", "10001"},
    {"study not in ('A', 'E')", "01110"},
    {"x in (2, 1.5, 7)", "10001"},
    {"x not in (2)", "10110"},
    {"NOT x IN (2) AND role IS NOT MISSING OR study == 'B'", "11100"},
    {"study == 'A' or study == 'B' and year == 2010", "10000"}, /* and binds closer */
    {"(study == 'A' or study == 'B') and year == 1995", "01000"},
    {"not not study == 'A'", "10000"},
    {"`in` >= 4", "00011"},
    {"`odd name` == 'O''Neil'", "00010"},
    {"`odd name` == \"O'Neil\"", "00010"},
    {"`odd name` == 'say \xC3\xA9'", "00001"},
    {"study < role", "11101"},
    {"study >= 'C'", "00111"},
    {"year > `in`", "11111"},
    {"none == 1", "00000"},
    {"none != 'a'", "00000"},
    {"none is missing", "11111"},
    {"none == study or none < year", "00000"},
    {"none not in (1)", "00000"},
    {"1 == 1", "11111"},
    {"'a' > 'b'", "00000"},
    {"cut == 'x'", "01000"},
    {"\tyear==1990\n", "10000"},
};

START_TEST(keeps_rows)
{
    const kept *f = &filters[_i];
    bool keep[5] = {0};
    char got[6] = "";
    copse_error err = {0};
    ck_assert_msg(copse_frame_where(&frame, f->expression, keep, &err) == COPSE_OK, "%s", err.text);
    for (int r = 0; r < 5; r++) got[r] = keep[r] ? '1' : '0';
    ck_assert_msg(strcmp(got, f->rows) == 0, "%s: %s, want %s", f->expression, got, f->rows);
    ck_assert_int_eq(copse_frame_where_check(&frame, f->expression, NULL), COPSE_OK);
}
END_TEST

typedef struct broken {
    const char *expression;
    copse_status status;
    const char *message; /* without "filter: " and without ": expression" */
} broken;

static const broken errors[] = {
    {"role == \"\"", COPSE_EPARSE, "no cell is '', it counts as missing (write: column is missing) at character 9"},
    {"role in (\"added\", \"NA\")", COPSE_EPARSE,
     "no cell is 'NA', it counts as missing (write: column is missing) at character 19"},
    {"", COPSE_EPARSE, "expected a column name at character 1"},
    {"  ", COPSE_EPARSE, "expected a column name at character 3"},
    {"year >= and role == 'x'", COPSE_EPARSE, "expected a value at character 9"},
    {"role == 'x' and year >=", COPSE_EPARSE, "expected a value at character 24"},
    {"`odd name` == '\xC3\xA9' and year >=", COPSE_EPARSE, "expected a value at character 30"},
    {"year = 1990", COPSE_EPARSE, "'=' is written '==' at character 6"},
    {"year <> 1990", COPSE_EPARSE, "'<>' is written '!=' at character 6"},
    {"!(year == 1)", COPSE_EPARSE, "'!' is written 'not' at character 1"},
    {"year == 1 && x == 1", COPSE_EPARSE, "'&' is written 'and' at character 11"},
    {"year == 1 || x == 1", COPSE_EPARSE, "'|' is written 'or' at character 11"},
    {"year + 1 == 2", COPSE_EPARSE, "unexpected '+' at character 6"},
    {"year", COPSE_EPARSE, "expected a comparison (==, !=, <, <=, >, >=, in, is missing) at character 5"},
    {"year not 3", COPSE_EPARSE, "expected 'in' after 'not' at character 10"},
    {"year in 3", COPSE_EPARSE, "expected '(' after 'in' at character 9"},
    {"year in ()", COPSE_EPARSE, "expected a number or a text in quotes at character 10"},
    {"year in (1, )", COPSE_EPARSE, "expected a number or a text in quotes at character 13"},
    {"year in (1 2)", COPSE_EPARSE, "expected ',' or ')' at character 12"},
    {"year in (1", COPSE_EPARSE, "expected ',' or ')' at character 11"},
    {"year is 3", COPSE_EPARSE, "expected 'missing' after 'is' at character 9"},
    {"3 is missing", COPSE_EPARSE, "only a column can be missing at character 1"},
    {"(year == 1", COPSE_EPARSE, "expected 'and', 'or' or ')' at character 11"},
    {"year == 1)", COPSE_EPARSE, "expected 'and', 'or' or the end at character 10"},
    {"year == 1 x == 2", COPSE_EPARSE, "expected 'and', 'or' or the end at character 11"},
    {"1 < x < 2", COPSE_EPARSE, "expected 'and', 'or' or the end at character 7"},
    {"role == 'added", COPSE_EPARSE, "a quote (') is not closed that opens at character 9"},
    {"`odd == 1", COPSE_EPARSE, "a quote (`) is not closed that opens at character 1"},
    {"x == 1.2.3", COPSE_EPARSE,
     "'1.2.3' is not a number (a column whose name begins with a digit goes in `backticks`) at character 6"},
    {"2nd == 1", COPSE_EPARSE,
     "'2nd' is not a number (a column whose name begins with a digit goes in `backticks`) at character 1"},
    {"yaer == 1990", COPSE_ENOTFOUND, "t.csv: no column 'yaer'; did you mean 'year'? at character 1"},
    {"role == added", COPSE_ENOTFOUND, "t.csv: no column 'added' (text goes in quotes) at character 9"},
    {"x == NA", COPSE_EPARSE, "'NA' cannot be compared with (write: column is missing) at character 6"},
    {"year == '1990'", COPSE_EUSAGE, "column year holds numbers, '1990' is text at character 9"},
    {"role == 3", COPSE_EUSAGE, "column role holds text, 3 is a number at character 9"},
    {"1 < role", COPSE_EUSAGE, "1 is a number, column role holds text at character 5"},
    {"role == year", COPSE_EUSAGE, "column role holds text, column year holds numbers at character 9"},
    {"year in (1, 'a')", COPSE_EUSAGE, "column year holds numbers, 'a' is text at character 13"},
    {"none in (1, 'a')", COPSE_EUSAGE, "1 is a number, 'a' is text at character 13"},
    {"in == 1", COPSE_EPARSE, "expected a column name at character 1"},
};

START_TEST(errors_point_at_the_character)
{
    const broken *e = &errors[_i];
    bool keep[5];
    copse_error err = {0};
    copse_text want = {0};
    copse_text_printf(&want, "filter: %s: %s", e->message, e->expression);
    ck_assert_int_eq(copse_frame_where(&frame, e->expression, keep, &err), e->status);
    ck_assert_str_eq(err.text, want.bytes);
    ck_assert_int_eq(err.status, e->status);
    ck_assert_int_eq(copse_frame_where_check(&frame, e->expression, NULL), e->status);
    copse_text_free(&want);
}
END_TEST

static copse_status check_nested(int depth, const char *open, const char *close)
{
    copse_text text = {0};
    for (int i = 0; i < depth; i++) copse_text_add(&text, open);
    copse_text_add(&text, "x == 1");
    for (int i = 0; i < depth; i++) copse_text_add(&text, close);
    bool keep[5];
    copse_error err = {0};
    const copse_status status = copse_frame_where(&frame, copse_text_string(&text), keep, &err);
    if (status != COPSE_OK) {
        ck_assert_ptr_nonnull(strstr(err.text, "nested more than 100 deep at character"));
        ck_assert_uint_lt(strlen(err.text), 600); /* a long expression is shown in part */
    }
    copse_text_free(&text);
    return status;
}

START_TEST(depth_has_a_limit_and_length_none)
{
    ck_assert_int_eq(check_nested(100, "(", ")"), COPSE_OK);
    ck_assert_int_eq(check_nested(101, "(", ")"), COPSE_EPARSE);
    ck_assert_int_eq(check_nested(100, "not ", ""), COPSE_OK);
    ck_assert_int_eq(check_nested(200000, "(", ")"), COPSE_EPARSE);
    ck_assert_int_eq(check_nested(200000, "not ", ""), COPSE_EPARSE);
    ck_assert_int_eq(check_nested(200000, "x == 1 or ", ""), COPSE_OK);
    ck_assert_int_eq(check_nested(50, "(x == 2 or x == 1 and ", ")"), COPSE_OK);
}
END_TEST

START_TEST(not_utf8)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_frame_where_check(&frame, "x == '\xFF'", &err), COPSE_EENCODING);
    ck_assert_str_eq(err.text, "filter: byte 7 is not UTF-8");
}
END_TEST

/* A text column of which a filter leaves only numbers can be compared as either. */
START_TEST(after_a_subset)
{
    bool keep[5];
    copse_frame part;
    ck_assert_int_eq(copse_frame_where(&frame, "cut != 'x'", keep, NULL), COPSE_OK);
    ck_assert_int_eq(copse_frame_subset(&frame, keep, &part, NULL), COPSE_OK);
    ck_assert_uint_eq(part.rows, 4);
    ck_assert_int_eq(copse_frame_where(&part, "cut > 3", keep, NULL), COPSE_OK);
    ck_assert(!keep[0] && !keep[1] && keep[2] && keep[3]);
    ck_assert_int_eq(copse_frame_where(&part, "cut == '3'", keep, NULL), COPSE_OK);
    ck_assert(!keep[0] && keep[1] && !keep[2] && !keep[3]);
    copse_frame_free(&part);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("where");
    TCase *t = tcase_create("where");
    tcase_add_checked_fixture(t, open_frame, close_frame);
    tcase_add_loop_test(t, keeps_rows, 0, (int)(sizeof filters / sizeof *filters));
    tcase_add_loop_test(t, errors_point_at_the_character, 0, (int)(sizeof errors / sizeof *errors));
    tcase_add_test(t, depth_has_a_limit_and_length_none);
    tcase_add_test(t, not_utf8);
    tcase_add_test(t, after_a_subset);
    suite_add_tcase(s, t);
    return run_suite(s);
}
