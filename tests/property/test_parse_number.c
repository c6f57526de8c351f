/* copse_parse_number against the C library's strtod, bit by bit, over numbers of every length and size, and over the
 * halfway cases on which a fast path would round wrongly. */
#include "ck_close.h"
#include "test_random.h"

#include <copse/base.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 5 };
/* Of each kind; $COPSE_TEST_NUMBERS says another. */
#ifdef COPSE_TEST_SANITIZED /* where each number costs ten times as much */
static const long NUMBERS = 30000;
#else
static const long NUMBERS = 300000;
#endif

static long numbers(void)
{
    const char *given = getenv("COPSE_TEST_NUMBERS");
    return given != NULL ? strtol(given, NULL, 10) : NUMBERS;
}

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

/* An odd multiple of half a unit in the last place of a 53-bit number. */
static uint64_t halfway(void)
{
    return ((UINT64_C(1) << 53) | (draw() >> 11)) * 2 + 1;
}

static void write_number(int kind, char *text, size_t size)
{
    const unsigned long long digits = draw();
    if (kind == 0) (void)snprintf(text, size, "%.17g", any_double());
    else if (kind == 1)
        (void)snprintf(text, size, "%.*g", 15 + (int)(draw() % 5), ldexp((double)digits, -(int)(draw() % 120)));
    else if (kind == 2) (void)snprintf(text, size, "%llue%d", digits, (int)(draw() % 60) - 30);
    else if (kind == 3) (void)snprintf(text, size, "%llu", (unsigned long long)halfway() >> (draw() % 20));
    else {
        const int places = (int)(draw() % 11);
        (void)snprintf(text, size, "%.*Lf", places, (long double)halfway() / (long double)(1 << places));
    }
}

START_TEST(same_bits_as_strtod)
{
    generator.state = UINT64_C(88172645463325252);
    const long most = numbers();
    ck_assert_int_gt(most, 0);
    for (long i = 0; i < most; i++) {
        char text[512];
        write_number(_i, text, sizeof text);
        const double want = strtod(text, NULL);
        double got = 0;
        ck_assert_msg(copse_parse_number(text, strlen(text), '.', &got) == (bool)isfinite(want), "%s", text);
        if (isfinite(want)) ck_assert_msg(memcmp(&got, &want, sizeof got) == 0, "%s: %.17g", text, got);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("parse number");
    TCase *t = tcase_create("parse number");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, same_bits_as_strtod, 0, KINDS);
    suite_add_tcase(s, t);
    return run_suite(s);
}
