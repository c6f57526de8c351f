/* Special functions against 50-digit arithmetic (special.csv). */
#include <copse/math.h>

#include "ck_close.h"
#include "reference_csv.h"

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static double logistic(double x, const void *context)
{
    (void)context;
    return 1 / (1 + exp(-x));
}

static double hyperbolic_tangent(double x, const void *context)
{
    (void)context;
    return tanh(x);
}

static double exponential(double x, const void *context)
{
    (void)context;
    return exp(x);
}

static double clipped_sine(double x, const void *context)
{
    (void)context;
    return x < 0 ? 0 : x > 0.5 * COPSE_PI ? 1 : sin(x) * sin(x);
}

static double clipped(double x, const void *context)
{
    (void)context;
    return fmin(fmax(x, 0), 1);
}

static double tetrachoric(const double *a, bool variance)
{
    double r, v;
    ck_assert_int_eq(copse_tetrachoric(a[0], a[1], a[2], a[3], &r, &v), COPSE_OK);
    return variance ? v : r;
}

static double r2_fixed(const double *a, bool variance)
{
    double mean, v;
    ck_assert_int_eq(copse_r2_fixed(a[0], a[1], a[2], &mean, &v), COPSE_OK);
    return variance ? v : mean;
}

static double normal_mean(copse_function *f, const double *a)
{
    double mean;
    ck_assert_int_eq(copse_normal_mean_of(f, NULL, a[0], a[1], &mean), COPSE_OK);
    return mean;
}

static bool call_tail(const char *name, const double *a, double *got)
{
    if (is(name, "beta_lower")) *got = copse_beta_lower(a[0], a[1], a[2]);
    else if (is(name, "beta_upper")) *got = copse_beta_upper(a[0], a[1], a[2]);
    else if (is(name, "beta_quantile_lower")) *got = copse_beta_quantile_lower(a[0], a[1], a[2]);
    else if (is(name, "beta_quantile_upper")) *got = copse_beta_quantile_upper(a[0], a[1], a[2]);
    else if (is(name, "gamma_lower")) *got = copse_gamma_lower(a[0], a[1]);
    else if (is(name, "gamma_upper")) *got = copse_gamma_upper(a[0], a[1]);
    else if (is(name, "gamma_quantile_lower")) *got = copse_gamma_quantile_lower(a[0], a[1]);
    else if (is(name, "gamma_quantile_upper")) *got = copse_gamma_quantile_upper(a[0], a[1]);
    else if (is(name, "bivariate_normal_lower")) *got = copse_bivariate_normal_lower(a[0], a[1], a[2]);
    else if (is(name, "bivariate_normal_density")) *got = copse_bivariate_normal_density(a[0], a[1], a[2]);
    else if (is(name, "noncentral_t_lower")) *got = copse_noncentral_t_lower(a[0], a[1], a[2]);
    else if (is(name, "noncentral_t_upper")) *got = copse_noncentral_t_upper(a[0], a[1], a[2]);
    else if (is(name, "noncentral_f_lower")) *got = copse_noncentral_f_lower(a[0], a[1], a[2], a[3]);
    else if (is(name, "noncentral_f_upper")) *got = copse_noncentral_f_upper(a[0], a[1], a[2], a[3]);
    else if (is(name, "noncentral_f_density")) *got = copse_noncentral_f_density(a[0], a[1], a[2], a[3]);
    else return false;
    return true;
}

static bool call(const char *name, const double *a, double *got)
{
    if (is(name, "log_gamma")) *got = copse_log_gamma(a[0]);
    else if (is(name, "log_gamma_ratio")) *got = copse_log_gamma_ratio(a[0], a[1]);
    else if (is(name, "digamma")) *got = copse_digamma(a[0]);
    else if (is(name, "trigamma")) *got = copse_trigamma(a[0]);
    else if (is(name, "log_normal_lower")) *got = copse_log_normal_lower(a[0]);
    else if (is(name, "hyperg_2f1")) *got = copse_hyperg_2f1_positive(a[0], a[1], a[2], a[3]);
    else if (is(name, "hyperg_2f1_at_1_minus")) *got = copse_hyperg_2f1_positive_at_1_minus(a[0], a[1], a[2], a[3]);
    else if (is(name, "tetrachoric_r")) *got = tetrachoric(a, false);
    else if (is(name, "tetrachoric_variance")) *got = tetrachoric(a, true);
    else if (is(name, "r2_fixed_mean")) *got = r2_fixed(a, false);
    else if (is(name, "r2_fixed_variance")) *got = r2_fixed(a, true);
    else if (is(name, "normal_mean_logistic")) *got = normal_mean(logistic, a);
    else if (is(name, "normal_mean_tanh")) *got = normal_mean(hyperbolic_tangent, a);
    else if (is(name, "normal_mean_exp")) *got = normal_mean(exponential, a);
    else if (is(name, "normal_mean_sine")) *got = normal_mean(clipped_sine, a);
    else if (is(name, "normal_mean_clip")) *got = normal_mean(clipped, a);
    else return call_tail(name, a, got);
    return true;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("special.csv");
    ck_assert_uint_gt(csv.rows, 6500);
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "function");
        double arg[5], got;
        for (int j = 0; j < 5; j++) {
            const char column[] = {'a', 'r', 'g', (char)('1' + j), '\0'};
            arg[j] = *reference_text(&csv, i, column) != '\0' ? reference_number(&csv, i, column) : (double)NAN;
        }
        ck_assert_msg(call(name, arg, &got), "row %zu: no function %s", i + 1, name);
        const double want = reference_number(&csv, i, "value"), rtol = reference_number(&csv, i, "rtol");
        ck_assert_msg(rtol <= 1e-9, "row %zu allows too much", i + 1);
        ck_assert_msg(close_enough(got, want, rtol, want == 0 ? 1e-15 : 0),
                      "%s(%.17g, %.17g, %.17g, %g) = %.17g, want %.17g", name, arg[0], arg[1], arg[2], arg[3], got,
                      want);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("special functions");
    TCase *cases = tcase_create("special");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
