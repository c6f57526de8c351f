/* Distributions at their edges; the values are in tests/reference. */
#include <copse/math.h>

#include "ck_close.h"

START_TEST(outside_the_domain_is_nan)
{
    ck_assert(isnan(copse_normal_upper(NAN)) && isnan(copse_normal_lower(NAN)));
    ck_assert(isnan(copse_normal_quantile_upper(0)) && isnan(copse_normal_quantile_upper(1)));
    ck_assert(isnan(copse_normal_quantile_upper(NAN)));
    ck_assert(isnan(copse_t_upper(NAN, 3)) && isnan(copse_t_upper(1, 0)) && isnan(copse_t_upper(1, NAN)));
    ck_assert(isnan(copse_t_two_sided(1, -1)) && isnan(copse_t_quantile_upper(0.5, 0)));
    ck_assert(isnan(copse_t_quantile_upper(1.5, 3)) && isnan(copse_t_quantile_upper(NAN, 3)));
    ck_assert(isnan(copse_chisq_upper(1, 0)) && isnan(copse_chisq_lower(NAN, 3)) && isnan(copse_chisq_upper(1, 1e11)));
    ck_assert(isnan(copse_chisq_quantile_lower(0, 3)) && isnan(copse_chisq_quantile_upper(1, 3)));
    ck_assert(isnan(copse_f_upper(1, 0, 3)) && isnan(copse_f_upper(1, 3, NAN)) && isnan(copse_f_upper(NAN, 3, 3)));
    ck_assert(isnan(copse_hedges_j(1)) && isnan(copse_hedges_j(NAN)));
}
END_TEST

START_TEST(ends_of_the_line)
{
    ck_assert(copse_normal_upper(INFINITY) == 0 && copse_normal_lower(INFINITY) == 1);
    ck_assert(copse_t_upper(INFINITY, 3) == 0 && copse_t_upper(-INFINITY, 3) == 1 && copse_t_upper(0, 3) == 0.5);
    ck_assert(copse_t_two_sided(0, 3) == 1 && copse_t_two_sided(-INFINITY, 3) == 0);
    ck_assert(copse_t_quantile_upper(0.5, 3) == 0);
    ck_assert(copse_chisq_upper(-1, 3) == 1 && copse_chisq_lower(0, 3) == 0 && copse_chisq_upper(INFINITY, 3) == 0);
    ck_assert(copse_chisq_lower(INFINITY, 2e6) == 1 && copse_chisq_upper(1, 2e6) == 1);
    ck_assert(copse_f_upper(0, 3, 4) == 1 && copse_f_upper(INFINITY, 3, 4) == 0);
    CK_CLOSE(copse_hedges_j(1e300), 1, 1e-15);
}
END_TEST

/* Where one formula gives way to another the two agree. */
START_TEST(no_jumps)
{
    for (double z = 0.01; z < 30; z *= 1.3) {
        CK_CLOSE(copse_t_upper(z, 1e5 * (1 - 1e-12)), copse_t_upper(z, 1e5), 2e-11 * (1 + z * z));
        CK_CLOSE(copse_t_upper(z, 1e12), copse_normal_upper(z), 1e-12 * (1 + z * z) * (1 + z * z));
        CK_CLOSE(copse_t_upper(z, INFINITY), copse_normal_upper(z), 0);
    }
    /* GSL's continued fraction is off by up to 6e-4 near z = -1 for df = 1e6 */
    for (double df = 100; df < 1e9; df *= 1.7)
        for (double z = -6; z < 6; z += 0.25) {
            const double x = df + z * sqrt(2 * df), upper = copse_chisq_upper(x, df), lower = copse_chisq_lower(x, df);
            CK_CLOSE(upper + lower, 1, 1e-12);
            /* Q(x, df + 2) = Q(x, df) + 2 density(x, df + 2) */
            const double log_density = 0.5 * df * log(0.5 * x) - 0.5 * x - lgamma(0.5 * df + 1);
            if (z >= 0 && df < 1e4) CK_CLOSE(copse_chisq_upper(x, df + 2), upper + exp(log_density), 1e-10);
        }
}
END_TEST

START_TEST(quantiles_invert_tails)
{
    const double df[] = {0.3, 1, 2, 7.5, 40, 900, 3e4, 2e5, 5e6, 1e9};
    for (size_t i = 0; i < sizeof df / sizeof *df; i++)
        for (double p = 1e-250; p < 1; p = p < 1e-3 ? p * 1e7 : p + 0.0301) {
            if (df[i] > 1) CK_CLOSE(copse_t_upper(copse_t_quantile_upper(p, df[i]), df[i]), p, 1e-11);
            CK_CLOSE(copse_chisq_upper(copse_chisq_quantile_upper(p, df[i]), df[i]), p,
                     3e-11 * (1 + sqrt(df[i]) / 100));
            if (df[i] >= 1 && (df[i] > 2 || p > 1e-100))
                CK_CLOSE(copse_chisq_lower(copse_chisq_quantile_lower(p, df[i]), df[i]), p,
                         3e-11 * (1 + sqrt(df[i]) / 100));
        }
}
END_TEST

/* By quadrature of the density with 30 digits. */
START_TEST(f_with_both_degrees_of_freedom_large)
{
    CK_CLOSE(copse_f_upper(1.002, 2e6, 3e6), 0.060831004934549054, 1e-11);
    CK_CLOSE(copse_f_upper(1.0005, 1e8, 1e8), 0.0062206257581225336, 1e-11);
    for (double x = 0.9; x < 1.1; x += 0.02) /* both sides of the switch */
        CK_CLOSE(copse_f_upper(x, 1e4, 1e6), copse_f_upper(x, nextafter(1e4, 2e4), 1e6), 1e-10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("math");
    TCase *cases = tcase_create("distributions");
    tcase_add_test(cases, outside_the_domain_is_nan);
    tcase_add_test(cases, ends_of_the_line);
    tcase_add_test(cases, no_jumps);
    tcase_add_test(cases, quantiles_invert_tails);
    tcase_add_test(cases, f_with_both_degrees_of_freedom_large);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
