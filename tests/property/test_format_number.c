/* copse_format_exact and copse_format_fixed against the C library's printf, byte by byte: numbers of every size, decimal
 * ones, and those beside powers of two and of ten, where digits are easily one too few or rounded to the wrong side. */
#include "ck_close.h"
#include "test_random.h"

#include <copse/base.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 100000, KINDS = 6, MOST_DECIMALS = 20 };

static test_random generator;

static uint64_t draw(void)
{
    return test_random_bits(&generator);
}

static double any_double(void)
{
    const uint64_t bits = draw();
    double x;
    memcpy(&x, &bits, sizeof x);
    return isfinite(x) ? x : 0.5;
}

static double beside(double x)
{
    const uint64_t side = draw() % 3;
    return side == 0 ? x : nextafter(x, side == 1 ? 0.0 : 2 * x);
}

static double draw_number(int kind)
{
    const double unit = ldexp((double)(draw() >> 11), -53);
    if (kind == 0) return any_double();
    if (kind == 1) return unit * pow(10, (int)(draw() % 30) - 13);
    if (kind == 2) return (double)(draw() % 2000000) / 1e6;
    if (kind == 3) return -(double)(draw() >> (draw() % 60));
    if (kind == 4) return beside(ldexp(1, (int)(draw() % 120) - 50));
    return beside((double)(1 + draw() % 9) * pow(10, (int)(draw() % 40) - 15));
}

static void shortest(char *text, size_t size, double x)
{
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, size, "%.*g", digits, x == 0.0 ? 0.0 : x);
        if (strtod(text, NULL) == x) return;
    }
}

START_TEST(exact_is_the_shortest_of_printf)
{
    char want[COPSE_NUMBER_TEXT], got[COPSE_NUMBER_TEXT];
    generator.state = UINT64_C(88172645463325252);
    for (int i = 0; i < NUMBERS; i++) {
        const double x = draw_number(_i);
        shortest(want, sizeof want, x);
        ck_assert_msg(strcmp(copse_format_exact(got, sizeof got, x), want) == 0, "%a: %s, not %s", x, got, want);
    }
}
END_TEST

START_TEST(fixed_is_that_of_printf)
{
    char want[COPSE_NUMBER_TEXT], got[COPSE_NUMBER_TEXT];
    generator.state = UINT64_C(1234567890123456789);
    for (int i = 0; i < NUMBERS; i++) {
        const double x = draw_number(_i);
        const int decimals = (int)(draw() % (MOST_DECIMALS + 1));
        if (!(fabs(x) < 1e15)) continue;
        (void)snprintf(want, sizeof want, "%.*f", decimals, x);
        const char *signless = want[0] == '-' && strpbrk(want, "123456789") == NULL ? want + 1 : want;
        ck_assert_msg(strcmp(copse_format_fixed(got, sizeof got, x, decimals), signless) == 0, "%a: %s, not %s", x, got,
                      signless);
    }
}
END_TEST

START_TEST(a_short_buffer_is_not_overrun)
{
    char buf[8] = "1234567";
    copse_format_exact(buf, 4, -0.123456);
    ck_assert_str_eq(buf, "-0.");
    copse_format_fixed(buf, 4, 12345.678, 2);
    ck_assert_str_eq(buf, "123");
    ck_assert_str_eq(buf + 4, "567");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("format number");
    TCase *t = tcase_create("format number");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, exact_is_the_shortest_of_printf, 0, KINDS);
    tcase_add_loop_test(t, fixed_is_that_of_printf, 0, KINDS);
    tcase_add_test(t, a_short_buffer_is_not_overrun);
    suite_add_tcase(s, t);
    return run_suite(s);
}
