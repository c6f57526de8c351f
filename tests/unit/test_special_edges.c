/* Special functions at their edges and what must be true of them; values are in tests/reference/special.csv. */
#include <copse/math.h>

#include "ck_close.h"
#include "test_random.h"

START_TEST(outside_the_domain_is_nan)
{
    ck_assert(isnan(copse_normal_density(NAN)) && isnan(copse_log_normal_lower(NAN)));
    ck_assert(isnan(copse_log_gamma(0)) && isnan(copse_log_gamma(-1)) && isnan(copse_log_gamma(NAN)));
    ck_assert(isnan(copse_log_gamma_ratio(0, 1)) && isnan(copse_log_gamma_ratio(1, NAN)));
    ck_assert(isnan(copse_digamma(0)) && isnan(copse_trigamma(-2)) && isnan(copse_digamma(NAN)));
    ck_assert(isnan(copse_beta_lower(0.5, 0, 1)) && isnan(copse_beta_upper(NAN, 1, 1)));
    ck_assert(isnan(copse_beta_lower(0.5, 1, 2e9)) && isnan(copse_beta_upper(0.5, NAN, 1)));
    ck_assert(isnan(copse_beta_quantile_lower(0, 1, 1)) && isnan(copse_beta_quantile_upper(1, 1, 1)));
    ck_assert(isnan(copse_beta_quantile_upper(0.5, 1e-4, 1)) && isnan(copse_beta_quantile_lower(NAN, 1, 1)));
    ck_assert(isnan(copse_gamma_lower(1, 0)) && isnan(copse_gamma_upper(1, 1e10)) && isnan(copse_gamma_lower(NAN, 1)));
    ck_assert(isnan(copse_gamma_quantile_lower(1, 1)) && isnan(copse_gamma_quantile_upper(0.5, -1)));
    ck_assert(isnan(copse_hyperg_2f1_positive(0, 1, 1, 0.5)) && isnan(copse_hyperg_2f1_positive(1, 1, 1, -0.1)));
    ck_assert(isnan(copse_hyperg_2f1_positive(1, 1, 2, 1)) && isnan(copse_hyperg_2f1_positive(1, 1, 1, 1.5)));
    ck_assert(isnan(copse_hyperg_2f1_positive(1, 1, INFINITY, 0.5)) && isnan(copse_hyperg_2f1_positive(1, 1, 1, NAN)));
    ck_assert(isnan(copse_bivariate_normal_lower(0, 0, 1.1)) && isnan(copse_bivariate_normal_lower(0, NAN, 0.5)));
    ck_assert(isnan(copse_bivariate_normal_density(0, 0, 1)) && isnan(copse_bivariate_normal_density(NAN, 0, 0)));
    ck_assert(isnan(copse_noncentral_t_lower(1, 0.5, 0)) && isnan(copse_noncentral_t_upper(1, 3, 1e6)));
    ck_assert(isnan(copse_noncentral_t_lower(NAN, 3, 0)) && isnan(copse_noncentral_t_lower(1, 3, NAN)));
    ck_assert(isnan(copse_noncentral_f_density(1, 3, 3, -1)) && isnan(copse_noncentral_f_lower(1, 0, 3, 1)));
    ck_assert(isnan(copse_noncentral_f_upper(NAN, 1, 3, 1)) && isnan(copse_noncentral_f_upper(1, 1, 3, INFINITY)));
}
END_TEST

START_TEST(ends_of_the_line)
{
    ck_assert(copse_normal_density(INFINITY) == 0 && copse_log_normal_lower(INFINITY) == 0);
    ck_assert(copse_log_normal_lower(-INFINITY) == -INFINITY);
    ck_assert(copse_log_gamma(1) == 0 && copse_log_gamma(2) == 0 && copse_log_gamma(1e306) == INFINITY);
    ck_assert(copse_log_gamma_ratio(INFINITY, 1) == INFINITY && copse_log_gamma_ratio(3, 3) == 0);
    ck_assert(copse_digamma(INFINITY) == INFINITY && copse_trigamma(INFINITY) == 0);
    ck_assert(copse_beta_lower(0, 2, 3) == 0 && copse_beta_upper(0, 2, 3) == 1 && copse_beta_lower(2, 2, 3) == 1);
    ck_assert(copse_beta_upper(1, 0.5, 3) == 0 && copse_beta_lower(-INFINITY, 2, 3) == 0);
    ck_assert(copse_gamma_lower(0, 2) == 0 && copse_gamma_upper(INFINITY, 2) == 0 && copse_gamma_upper(-1, 2) == 1);
    ck_assert(copse_hyperg_2f1_positive(2, 3, 4, 0) == 1 &&
              copse_hyperg_2f1_positive(900, 900, 1, 0.99999) == INFINITY);
    ck_assert(copse_bivariate_normal_lower(INFINITY, INFINITY, 0.3) == 1);
    ck_assert(copse_bivariate_normal_lower(-INFINITY, INFINITY, 0.3) == 0);
    ck_assert(copse_bivariate_normal_lower(INFINITY, 0, -1) == 0.5 && copse_bivariate_normal_lower(-1, 1, -1) == 0);
    ck_assert(copse_bivariate_normal_density(INFINITY, 0, 0.5) == 0);
    ck_assert(copse_noncentral_t_lower(INFINITY, 3, 1) == 1 && copse_noncentral_t_upper(INFINITY, 3, 1) == 0);
    CK_CLOSE(copse_noncentral_t_lower(0, 3, 1.5), copse_normal_upper(1.5), 1e-14);
    ck_assert(copse_noncentral_f_lower(0, 3, 4, 1) == 0 && copse_noncentral_f_upper(INFINITY, 3, 4, 1) == 0);
    ck_assert(copse_noncentral_f_density(-1, 3, 4, 1) == 0 && copse_noncentral_f_density(0, 3, 4, 1) == 0);
    ck_assert(copse_noncentral_f_density(0, 1, 4, 1) == INFINITY);
    CK_CLOSE(copse_noncentral_f_density(0, 2, 4, 1), exp(-0.5), 1e-15);
}
END_TEST

START_TEST(bivariate_normal_identities)
{
    test_random random = {1};
    for (int i = 0; i < 500; i++) {
        const double h = 2 * test_random_normal(&random), k = 2 * test_random_normal(&random);
        const double rho =
            i % 3 == 0 ? 1 - pow(10, -12 * test_random_uniform(&random)) : 2 * test_random_uniform(&random) - 1;
        const double a = copse_bivariate_normal_lower(h, k, rho), b = copse_bivariate_normal_lower(h, -k, -rho);
        CK_CLOSE(a, copse_bivariate_normal_lower(k, h, rho), 1e-14);
        CK_CLOSE(a + b, copse_normal_lower(h), 2e-13);
        if (h < 0 && k < 0) /* Sheppard's orthant */
            CK_CLOSE(copse_bivariate_normal_lower(0, 0, rho), 0.25 + asin(rho) / (2 * COPSE_PI), 1e-12);
    }
    CK_CLOSE(copse_bivariate_normal_lower(-1, -0.3, 1), copse_normal_lower(-1), 0);
    CK_CLOSE(copse_bivariate_normal_lower(1, 2, -1), copse_normal_lower(1) - copse_normal_lower(-2), 1e-14);
    CK_CLOSE(copse_bivariate_normal_lower(-5, 5 + 1e-9, -1), 1e-9 * copse_normal_density(5), 1e-6);
}
END_TEST

START_TEST(noncentral_is_central_without_noncentrality)
{
    for (double x = 0.01; x < 60; x *= 1.7) {
        CK_CLOSE(copse_noncentral_t_upper(x, 7, 0), copse_t_upper(x, 7), 1e-12);
        CK_CLOSE(copse_noncentral_t_lower(x, 3e5, 0), copse_normal_lower(x), 1e-4);
        CK_CLOSE(copse_noncentral_f_upper(x, 3, 11, 0), copse_f_upper(x, 3, 11), 1e-12);
        CK_CLOSE(copse_noncentral_f_lower(x, 3, 11, 1e-14), copse_noncentral_f_lower(x, 3, 11, 0), 1e-12);
        /* T^2 is noncentral F with 1 degree of freedom */
        const double root = sqrt(x);
        CK_CLOSE(copse_noncentral_f_upper(x, 1, 9, 2.25),
                 copse_noncentral_t_upper(root, 9, 1.5) + copse_noncentral_t_lower(-root, 9, 1.5), 1e-12);
    }
}
END_TEST

START_TEST(tails_and_quantiles_agree)
{
    test_random random = {2};
    for (int i = 0; i < 400; i++) {
        const double a = pow(10, 8 * test_random_uniform(&random) - 2),
                     b = pow(10, 8 * test_random_uniform(&random) - 2);
        const double p = pow(10, -8 * test_random_uniform(&random));
        const double low = copse_beta_quantile_lower(p, a, b), high = copse_beta_quantile_upper(p, a, b);
        if (low > 1e-290 && low < 0.5) CK_CLOSE(copse_beta_lower(low, a, b), p, 1e-10);
        if (high > 1e-290 && high < 0.5) CK_CLOSE(copse_beta_upper(high, a, b), p, 1e-10);
        if (low > 0 && low < 1) CK_CLOSE(copse_beta_lower(low, a, b) + copse_beta_upper(low, a, b), 1, 1e-12);
        CK_CLOSE(copse_beta_upper(0.3, a, b), copse_beta_lower(0.7, b, a), 1e-11 * (a + b) + 1e-12); /* 0.3 + 0.7 < 1 */
    }
}
END_TEST

/* a to the power of x, whole: log Gamma(x + n) - log Gamma(x) = sum of logs; the digamma and trigamma functions likewise. */
START_TEST(gamma_functions_recur)
{
    for (double x = 1e-5; x < 1e12; x *= 3.1) {
        CK_CLOSE(copse_log_gamma_ratio(x + 1, x), log(x), 1e-12 + (fabs(log(x)) < 0.1 ? 1e-10 : 0));
        CK_CLOSE(copse_digamma(x + 1) + 1, copse_digamma(x) + 1 / x + 1, 1e-13 * (1 + 1 / x));
        CK_CLOSE(copse_trigamma(x), copse_trigamma(x + 1) + 1 / (x * x), 1e-13);
    }
}
END_TEST

START_TEST(hypergeometric_closed_forms)
{
    for (double y = 1e-12; y < 0.9; y *= 1.9) {
        const double x = 1 - y, root = sqrt(x);
        /* 2F1(1, 1; 2; x) = -log(1 - x)/x, 2F1(1/2, 1/2; 3/2; x) = asin(sqrt x)/sqrt x, 2F1(a, b; b; x) = (1 - x)^-a */
        CK_CLOSE(copse_hyperg_2f1_positive_at_1_minus(1, 1, 2, y), -log(y) / x, 1e-13);
        CK_CLOSE(copse_hyperg_2f1_positive_at_1_minus(0.5, 0.5, 1.5, y), (0.5 * COPSE_PI - asin(sqrt(y))) / root,
                 1e-13);
        CK_CLOSE(copse_hyperg_2f1_positive_at_1_minus(0.7, 2.3, 2.3, y), pow(y, -0.7), 2e-13);
    }
}
END_TEST

START_TEST(tetrachoric_tables)
{
    double r, v, r2, v2;
    ck_assert_int_eq(copse_tetrachoric(20, 10, 5, 30, &r, &v), COPSE_OK);
    ck_assert_int_eq(copse_tetrachoric(10, 20, 30, 5, &r2, &v2), COPSE_OK); /* columns change places */
    CK_CLOSE(r2, -r, 1e-13);
    CK_CLOSE(v2, v, 1e-12);
    ck_assert_int_eq(copse_tetrachoric(30, 5, 10, 20, &r2, &v2), COPSE_OK); /* rows and columns */
    CK_CLOSE(r2, r, 1e-13);
    CK_CLOSE(v2, v, 1e-12);
    ck_assert_int_eq(copse_tetrachoric(8, 8, 3, 3, &r, &v), COPSE_OK); /* independence */
    CK_CLOSE_ABS(r, 0, 0, 1e-15);
    /* both margins halved: r = sin(2 pi (a/n - 1/4)) */
    ck_assert_int_eq(copse_tetrachoric(7, 3, 3, 7, &r, &v), COPSE_OK);
    CK_CLOSE(r, sin(2 * COPSE_PI * 0.1), 1e-13);
    ck_assert_int_eq(copse_tetrachoric(10, 0, 0, 10, &r, &v), COPSE_OK);
    CK_CLOSE(r, 0.9999, 0);
    ck_assert_int_eq(copse_tetrachoric(0, 10, 10, 3, &r, &v), COPSE_OK);
    CK_CLOSE(r, -0.9999, 0);
    ck_assert(v >= 0);
    ck_assert_int_eq(copse_tetrachoric(0, 0, 3, 4, &r, &v), COPSE_ENOTCOMPUTABLE);
    ck_assert(isnan(r) && isnan(v));
    ck_assert_int_eq(copse_tetrachoric(1, 0, 3, 0, &r, &v), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_tetrachoric(1, -1, 3, 4, &r, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_tetrachoric(1, NAN, 3, 4, &r, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_tetrachoric(1, INFINITY, 3, 4, &r, &v), COPSE_EDOM);
}
END_TEST

START_TEST(r2_with_fixed_predictors)
{
    double mean, v;
    ck_assert_int_eq(copse_r2_fixed(1, 20, 3, &mean, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_r2_fixed(-0.1, 20, 3, &mean, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_r2_fixed(NAN, 20, 3, &mean, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_r2_fixed(0.5, 4, 3, &mean, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_r2_fixed(0.5, 4, 0, &mean, &v), COPSE_EDOM);
    ck_assert_int_eq(copse_r2_fixed(0.5, 1e8, 3, &mean, &v), COPSE_EDOM);
    ck_assert(isnan(mean) && isnan(v));
    for (double n = 5; n < 1e7; n *= 31) /* the variance of a large sample: 2 r2 (1 - r2)^2 (2 - r2)/n */
        for (double r2 = 0.001; r2 < 1; r2 += 0.333) {
            ck_assert_int_eq(copse_r2_fixed(r2, n, 2, &mean, &v), COPSE_OK);
            ck_assert(mean > 0 && mean < 1 && v > 0 && v < 1.0 / 12 + 1e-9);
            if (n > 1e5 && r2 > 0.1) CK_CLOSE(v, 2 * r2 * (1 - r2) * (1 - r2) * (2 - r2) / n, 0.05);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("special functions");
    TCase *cases = tcase_create("edges");
    tcase_add_test(cases, outside_the_domain_is_nan);
    tcase_add_test(cases, ends_of_the_line);
    tcase_add_test(cases, bivariate_normal_identities);
    tcase_add_test(cases, noncentral_is_central_without_noncentrality);
    tcase_add_test(cases, tails_and_quantiles_agree);
    tcase_add_test(cases, gamma_functions_recur);
    tcase_add_test(cases, hypergeometric_closed_forms);
    tcase_add_test(cases, tetrachoric_tables);
    tcase_add_test(cases, r2_with_fixed_predictors);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
