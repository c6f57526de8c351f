/* Running numbers: every instruction set has the bits of the plain formulas. */
#include <copse/lanes.h>

#include "ck_close.h"
#include "test_random.h"

#include <math.h>
#include <string.h>

enum { GROUPS = 2000 };

static double draw(test_random *random)
{
    const uint64_t bits = test_random_bits(random);
    const double x = ldexp((double)(bits >> 11), -53) * 12 - 6;
    switch (bits % 23) {
    case 0:
        return (double)NAN;
    case 1:
        return (double)INFINITY;
    case 2:
        return -(double)INFINITY;
    case 3:
        return x * 1e300;
    case 4:
        return 0;
    default:
        return x;
    }
}

static void plain_add(double value, double live, const copse_lanes_scale *s, size_t l, copse_lanes_running *r)
{
    if (!(live == 1) || !isfinite(value)) return;
    const double d = (value - s->origin) * s->scale, square = d * d;
    r->moment[0][l] += d;
    r->moment[1][l] += square;
    r->moment[2][l] += square * d;
    r->moment[3][l] += square * square;
    r->used[l] += 1;
    if (value < s->below) r->below[l] += 1;
    if (value < r->least[l]) r->least[l] = value;
    if (value > r->most[l]) r->most[l] = value;
}

static uint32_t plain_cell(double value, const copse_lanes_scale *s)
{
    if (!isfinite(value)) return s->cells + 2;
    const double at = (value - s->lower) * s->inverse + 1;
    return at < 1 ? 0 : at >= s->cells + 1.0 ? s->cells + 1 : (uint32_t)at;
}

START_TEST(same_bits_as_the_formulas)
{
    const copse_isa isa = (copse_isa)_i;
    if (!copse_isa_available(isa)) return;
    test_random random = {11};
    const copse_lanes_scale scale = {.origin = 0.25,
                                     .scale = 0.5,
                                     .below = 0.2,
                                     .lower = -4,
                                     .width = 8.0 / 1000,
                                     .inverse = 1 / (8.0 / 1000),
                                     .cells = 1000};
    copse_lanes_running got = {0}, want = {0};
    for (size_t l = 0; l < COPSE_LANES; l++) {
        got.least[l] = want.least[l] = (double)INFINITY;
        got.most[l] = want.most[l] = -(double)INFINITY;
    }
    double used = 0, counted = 0;
    for (int g = 0; g < GROUPS; g++) {
        double value[COPSE_LANES], live[COPSE_LANES];
        uint32_t cell[COPSE_LANES];
        for (size_t l = 0; l < COPSE_LANES; l++) {
            value[l] = draw(&random);
            live[l] = g % 5 == 0 && l > 2 ? (double)NAN : 1;
            plain_add(value[l], live[l], &scale, l, &want);
            counted += live[l] == 1 && isfinite(value[l]);
        }
        used += copse_lanes_add(isa, value, live, &scale, &got, g % 3 == 0 ? NULL : cell);
        for (size_t l = 0; g % 3 != 0 && l < COPSE_LANES; l++)
            ck_assert_msg(cell[l] == plain_cell(value[l], &scale), "%g: cell %u", value[l], cell[l]);
    }
    ck_assert(memcmp(&got, &want, sizeof got) == 0);
    ck_assert(used == counted && used > GROUPS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("running numbers");
    TCase *cases = tcase_create("isa");
    tcase_add_loop_test(cases, same_bits_as_the_formulas, 0, COPSE_ISA_COUNT);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
