/* The elementary functions against 60-digit arithmetic (elementary.csv), in units of the last place of the result. */
#include "base/elementary.h"

#include "ck_close.h"
#include "reference_csv.h"

#include <float.h>

static double call(const char *name, double x)
{
    double sine, cosine;
    if (strcmp(name, "log") == 0) return copse_log(x);
    if (strcmp(name, "log1p") == 0) return copse_log1p(x);
    if (strcmp(name, "exp") == 0) return copse_exp(x);
    copse_i_sincos_turns(x, &sine, &cosine);
    return strcmp(name, "sin") == 0 ? sine : strcmp(name, "cos") == 0 ? cosine : NAN;
}

START_TEST(within_the_ulps_promised)
{
    reference_csv csv = reference_read("elementary.csv");
    double worst = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "function");
        const double x = reference_number(&csv, i, "x"), value = reference_number(&csv, i, "value");
        const double rest = reference_number(&csv, i, "rest"), got = call(name, x);
        int exponent;
        (void)frexp(value, &exponent);
        if (exponent < DBL_MIN_EXP) exponent = DBL_MIN_EXP;
        const double ulps = fabs((got - value) - rest) / ldexp(1, exponent - 53);
        ck_assert_msg(ulps <= 1.3, "%s(%.17g) = %.17g is off by %g ulp", name, x, got, ulps);
        worst = fmax(worst, ulps);
    }
    ck_assert_uint_gt(csv.rows, 1000);
    ck_assert_msg(worst > 0.5, "the worst of all is %g ulp: too good to be measured right", worst);
    reference_free(&csv);
}
END_TEST

START_TEST(edges)
{
    ck_assert(copse_log(0) == -INFINITY && copse_log(INFINITY) == INFINITY && copse_log(1) == 0);
    ck_assert(isnan(copse_log(-1)) && isnan(copse_log(NAN)) && isnan(copse_log(-INFINITY)));
    ck_assert(copse_log1p(-1) == -INFINITY && copse_log1p(INFINITY) == INFINITY && copse_log1p(0) == 0);
    ck_assert(isnan(copse_log1p(-1.5)) && isnan(copse_log1p(NAN)));
    ck_assert(copse_exp(0) == 1 && copse_exp(INFINITY) == INFINITY && copse_exp(-INFINITY) == 0);
    ck_assert(copse_exp(710) == INFINITY && copse_exp(-746) == 0 && isnan(copse_exp(NAN)));
    ck_assert(copse_exp(709.782712893384) > 1.797e308 && isfinite(copse_exp(709.782712893384)));
    ck_assert(copse_exp(-745.13) == 0x1p-1074);
    CK_CLOSE(copse_exp(-720), 2.0322308024242932e-313, 1e-10); /* a subnormal of 36 bits; mpmath */
}
END_TEST

START_TEST(quarters_of_a_turn_are_exact)
{
    double s, c;
    const double sine[] = {0, 1, 0, -1}, cosine[] = {1, 0, -1, 0};
    for (int q = -8; q <= 8; q++) {
        copse_i_sincos_turns(0.25 * q, &s, &c);
        ck_assert(s == sine[(q + 8) % 4] && c == cosine[(q + 8) % 4]);
    }
    copse_i_sincos_turns(0x1p41, &s, &c);
    ck_assert(isnan(s) && isnan(c));
    copse_i_sincos_turns(NAN, &s, &c);
    ck_assert(isnan(s) && isnan(c));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("elementary");
    TCase *cases = tcase_create("functions");
    tcase_add_test(cases, within_the_ulps_promised);
    tcase_add_test(cases, edges);
    tcase_add_test(cases, quarters_of_a_turn_are_exact);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
