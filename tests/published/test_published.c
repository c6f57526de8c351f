/* Numbers that papers and other programs print: examples.txt lists commands, and after each what its JSON must hold. A line
 * "path printed" holds where the value, rounded to the decimals printed, is the printed one; "path printed within x: why"
 * where the source itself rounds or differs by up to x, for the reason given. "path*2" multiplies before comparing, "path^" takes
 * the exponential. */
#include "program_json.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>

static json_t *run_command(const char *words, int line)
{
    char where[64];
    (void)snprintf(where, sizeof where, "examples.txt:%d", line);
    return program_run("published/data", words, where);
}

/* Half a unit of the last decimal that is printed, and a little for how doubles round. */
static double half_unit(const char *printed)
{
    const char *point = strchr(printed, '.');
    const int decimals = point != NULL ? (int)strlen(point + 1) : 0;
    return 0.5 * pow(10, -decimals) * (1 + 1e-9);
}

static void compare(const json_t *result, const char *text, int line)
{
    char path[PROGRAM_LONGEST], whole[PROGRAM_LONGEST], printed[64], word[16] = "";
    double within = 0;
    const int words = sscanf(text, "%1023s %63s %15s %lf:", whole, printed, word, &within);
    ck_assert_msg(words == 2 || (words == 4 && strcmp(word, "within") == 0 && strchr(text, ':') != NULL),
                  "examples.txt:%d: not 'path printed' or 'path printed within x: why'", line);
    double factor = 1;
    (void)snprintf(path, sizeof path, "%s", whole);
    char *times = strchr(path, '*');
    if (times != NULL) {
        factor = strtod(times + 1, NULL);
        *times = '\0';
    }
    const size_t length = strlen(path);
    const bool exponential = length > 0 && path[length - 1] == '^';
    if (exponential) path[length - 1] = '\0';
    const json_t *value = program_at(result, path);
    ck_assert_msg(json_is_number(value), "examples.txt:%d: no number at %s", line, whole);
    const double plain = json_number_value(value), there = strtod(printed, NULL);
    const double here = (exponential ? exp(plain) : plain) * factor;
    const double allowed = words == 4 ? within : half_unit(printed);
    ck_assert_msg(fabs(here - there) <= allowed, "examples.txt:%d: %s is %.9g, printed %s", line, whole, here, printed);
}

START_TEST(printed_numbers)
{
    FILE *list = fopen(COPSE_TEST_SOURCE "/published/examples.txt", "r");
    ck_assert_ptr_nonnull(list);
    char text[PROGRAM_LONGEST];
    json_t *result = NULL;
    int line = 0, commands = 0, numbers = 0;
    while (fgets(text, sizeof text, list) != NULL) {
        line++;
        text[strcspn(text, "\n")] = '\0';
        if (text[0] == '#' || text[0] == '\0') continue;
        if (!isspace((unsigned char)text[0])) {
            json_decref(result);
            result = run_command(text, line);
            commands++;
        } else {
            ck_assert_ptr_nonnull(result);
            compare(result, text, line);
            numbers++;
        }
    }
    json_decref(result);
    (void)fclose(list);
    ck_assert_int_gt(commands, 190); /* the file was read to its end */
    ck_assert_int_gt(numbers, 1050);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("published");
    TCase *cases = tcase_create("published");
    tcase_add_test(cases, printed_numbers);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
