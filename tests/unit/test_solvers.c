/* Means over a normal distribution, roots, minima and small linear systems. */
#include <copse/math.h>

#include "ck_close.h"

typedef struct counted {
    double at;
    int *calls;
} counted;

static double line(double x, const void *context)
{
    return x - *(const double *)context;
}

static double steep(double x, const void *context)
{
    const counted *c = context;
    ++*c->calls;
    return expm1(40 * (x - c->at));
}

static double flat(double x, const void *context)
{
    const double d = x - *(const double *)context;
    return pow(d, 9);
}

static double jump(double x, const void *context)
{
    return x < *(const double *)context ? -1 : 1;
}

static double not_a_number(double x, const void *context)
{
    (void)context;
    return x > 0.25 && x < 0.75 ? (double)NAN : x - 0.5;
}

static double one(double x, const void *context)
{
    (void)x;
    (void)context;
    return 1;
}

START_TEST(roots)
{
    int calls = 0;
    double x;
    for (double at = -0.97; at < 1; at += 0.0531) {
        ck_assert_int_eq(copse_root(line, &at, -1, 1, &x), COPSE_OK);
        ck_assert(x == at);
        const counted c = {at, &calls};
        calls = 0;
        ck_assert_int_eq(copse_root(steep, &c, -3, 20, &x), COPSE_OK);
        CK_CLOSE(x, at, 1e-15);
        ck_assert_int_lt(calls, 40);
        ck_assert_int_eq(copse_root(jump, &at, -1, 1, &x), COPSE_OK);
        ck_assert(x == at || x == nextafter(at, -2)); /* to the last bit */
        ck_assert_int_eq(copse_root(flat, &at, -1, 1, &x), COPSE_OK);
        CK_CLOSE_ABS(x, at, 0, 1e-15);
    }
    const double zero = 0, end = 1;
    ck_assert_int_eq(copse_root(flat, &zero, -1, 2, &x), COPSE_OK);
    CK_CLOSE_ABS(x, 0, 0, 1e-30);
    ck_assert_int_eq(copse_root(line, &end, 0, 1, &x), COPSE_OK);
    ck_assert(x == 1);
    ck_assert_int_eq(copse_root(line, &end, 1, 5, &x), COPSE_OK);
    ck_assert(x == 1);
    ck_assert_int_eq(copse_root(line, &end, -1e308, 1e308, &x), COPSE_OK);
    ck_assert(x == 1);
}
END_TEST

START_TEST(roots_refused)
{
    double x = 0;
    const double at = 0.5;
    ck_assert_int_eq(copse_root(one, NULL, 0, 1, &x), COPSE_ENOTCOMPUTABLE);
    ck_assert(isnan(x));
    ck_assert_int_eq(copse_root(line, &at, 1, 0, &x), COPSE_EINVAL);
    ck_assert_int_eq(copse_root(line, &at, 1, 1, &x), COPSE_EINVAL);
    ck_assert_int_eq(copse_root(line, &at, NAN, 1, &x), COPSE_EINVAL);
    ck_assert_int_eq(copse_root(line, &at, 0, INFINITY, &x), COPSE_EINVAL);
    ck_assert_int_eq(copse_root(not_a_number, NULL, 0, 1, &x), COPSE_ERANGE);
    ck_assert(isnan(x));
}
END_TEST

static double valley(double x, const void *context)
{
    const double d = x - *(const double *)context;
    return d * d - 1;
}

static double corner(double x, const void *context)
{
    return fabs(x - *(const double *)context);
}

static double walled(double x, const void *context)
{
    const double at = *(const double *)context;
    return x > at + 1 ? (double)NAN : x < at - 1 ? INFINITY : cosh(x - at);
}

static double hopeless(double x, const void *context)
{
    (void)x;
    (void)context;
    return NAN;
}

START_TEST(minima)
{
    double x;
    for (double at = -2.9; at < 3; at += 0.413) {
        ck_assert_int_eq(copse_minimise(valley, &at, -3, 3, &x), COPSE_OK);
        CK_CLOSE_ABS(x, at, 3e-8, 3e-8);
        ck_assert_int_eq(copse_minimise(corner, &at, -3, 3, &x), COPSE_OK);
        CK_CLOSE_ABS(x, at, 3e-8, 3e-8);
    }
    const double middle = 0.2, beyond = 7;
    ck_assert_int_eq(copse_minimise(walled, &middle, -0.9, 1.5, &x), COPSE_OK);
    CK_CLOSE_ABS(x, 0.2, 0, 1e-7);
    ck_assert_int_eq(copse_minimise(valley, &beyond, -3, 3, &x), COPSE_OK);
    ck_assert(x == 3);
    ck_assert_int_eq(copse_minimise(one, NULL, -3, 3, &x), COPSE_OK);
    ck_assert(x >= -3 && x <= 3);
    ck_assert_int_eq(copse_minimise(hopeless, NULL, -3, 3, &x), COPSE_ERANGE);
    ck_assert(isnan(x));
    ck_assert_int_eq(copse_minimise(valley, &middle, 3, 3, &x), COPSE_EINVAL);
    ck_assert_int_eq(copse_minimise(valley, &middle, NAN, 3, &x), COPSE_EINVAL);
}
END_TEST

static double rosenbrock(const double *x, const void *context)
{
    const size_t n = *(const size_t *)context;
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) sum += 100 * pow(x[i + 1] - x[i] * x[i], 2) + pow(1 - x[i], 2);
    return sum;
}

static double bowl_in_a_box(const double *x, const void *context)
{
    (void)context;
    for (int j = 0; j < 3; j++)
        if (!(x[j] >= 0)) return j == 1 ? (double)NAN : INFINITY;
    return pow(x[0] - 3, 2) + 1e4 * pow(x[1] - 0.02, 2) + (x[2] + 1) * (x[2] + 1); /* lowest at the wall x[2] = 0 */
}

static double absolute(const double *x, const void *context)
{
    (void)context;
    return fabs(*x - 2.5);
}

START_TEST(minima_of_many)
{
    double x[4], value;
    for (size_t n = 2; n <= 4; n++) {
        const double start[] = {-1.2, 1, -0.5, 0.3}, scale[] = {0.5, 0.5, 0.5, 0.5};
        ck_assert_int_eq(copse_minimise_many(rosenbrock, &n, n, start, scale, 1e-15, x, &value), COPSE_OK);
        for (size_t j = 0; j < n; j++) CK_CLOSE(x[j], 1, 1e-5);
        ck_assert(value < 1e-12);
    }
    const double start[] = {1, 1, 1}, scale[] = {1, 0.1, 1};
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 3, start, scale, 1e-14, x, &value), COPSE_OK);
    CK_CLOSE(x[0], 3, 1e-5);
    CK_CLOSE(x[1], 0.02, 1e-5);
    CK_CLOSE_ABS(x[2], 0, 0, 1e-6);
    const double from = 100, wide = 1;
    ck_assert_int_eq(copse_minimise_many(absolute, NULL, 1, &from, &wide, 1e-12, x, &value), COPSE_OK);
    CK_CLOSE(*x, 2.5, 1e-10);
}
END_TEST

START_TEST(minima_of_many_refused)
{
    double x[3], value;
    const double start[] = {-1, 1, 1}, bad[] = {NAN, 1, 1}, scale[] = {1, 1, 1}, none[] = {0, 1, 1};
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 3, start, scale, 1e-9, x, &value), COPSE_ERANGE);
    ck_assert(isnan(x[0]) && isnan(value));
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 3, bad, scale, 1e-9, x, &value), COPSE_EINVAL);
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 3, scale, none, 1e-9, x, &value), COPSE_EINVAL);
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 3, scale, scale, 0, x, &value), COPSE_EINVAL);
    ck_assert_int_eq(copse_minimise_many(bowl_in_a_box, NULL, 0, scale, scale, 1e-9, x, &value), COPSE_EINVAL);
}
END_TEST

static double exponential(double x, const void *context)
{
    (void)context;
    return exp(x);
}

static double step_up(double x, const void *context)
{
    return x > *(const double *)context ? 1 : 0;
}

START_TEST(normal_means)
{
    double mean;
    const double at = 0.37, far = 12.5;
    ck_assert_int_eq(copse_normal_mean_of(line, &at, 5, 0, &mean), COPSE_OK);
    CK_CLOSE(mean, 4.63, 1e-15);
    ck_assert_int_eq(copse_normal_mean_of(line, &at, 5, 1e-8, &mean), COPSE_OK);
    CK_CLOSE(mean, 4.63, 1e-13);
    ck_assert_int_eq(copse_normal_mean_of(step_up, &at, 0, 2, &mean), COPSE_OK);
    CK_CLOSE(mean, copse_normal_upper(0.37 / 2), 1e-11);
    ck_assert_int_eq(copse_normal_mean_of(step_up, &far, 0, 1, &mean), COPSE_OK); /* nothing within ten sigma */
    CK_CLOSE(mean, copse_normal_upper(12.5), 1e-10);
    ck_assert_int_eq(copse_normal_mean_of(exponential, NULL, 0, 18, &mean), COPSE_OK);
    CK_CLOSE(mean, exp(162), 1e-11);
    ck_assert_int_eq(copse_normal_mean_of(exponential, NULL, 0, 100, &mean), COPSE_ERANGE);
    ck_assert(isnan(mean));
    ck_assert_int_eq(copse_normal_mean_of(exponential, NULL, 1000, 0, &mean), COPSE_ERANGE);
    ck_assert_int_eq(copse_normal_mean_of(hopeless, NULL, 0, 1, &mean), COPSE_ERANGE);
    ck_assert_int_eq(copse_normal_mean_of(one, NULL, NAN, 1, &mean), COPSE_EINVAL);
    ck_assert_int_eq(copse_normal_mean_of(one, NULL, 0, -1, &mean), COPSE_EINVAL);
    ck_assert_int_eq(copse_normal_mean_of(one, NULL, 0, INFINITY, &mean), COPSE_EINVAL);
}
END_TEST

START_TEST(triangular_systems)
{
    /* LL' with L = (2; 6 1; -8 5 3) */
    double a[] = {4, 0, 0, 12, 37, 0, -16, -43, 98}, b[] = {4, 19, 41};
    static const double L[] = {2, 0, 0, 6, 1, 0, -8, 5, 3};
    ck_assert(copse_cholesky(a, 3, 1e-14));
    for (size_t i = 0; i < 9; i++) ck_assert(a[i] == L[i]); /* exact: small whole numbers */
    CK_CLOSE(copse_cholesky_log_det(a, 3), log(36), 1e-15);
    copse_cholesky_solve_lower(a, 3, b); /* (2, 7, (41 + 16 - 35)/3) */
    CK_CLOSE(b[0], 2, 1e-15);
    CK_CLOSE(b[1], 7, 1e-15);
    CK_CLOSE(b[2], 22.0 / 3, 1e-15);
    double c[] = {0, 6, 39}; /* of x = (1, 1, 1) */
    copse_cholesky_solve(a, 3, c);
    for (size_t i = 0; i < 3; i++) CK_CLOSE(c[i], 1, 1e-12);
}
END_TEST

START_TEST(triangular_systems_refused)
{
    double nearly[] = {1, 0, 1, 1 + 1e-9}, once_more[] = {1, 0, 1, 1 + 1e-9}, singular[] = {1, 0, 1, 1},
           negative[] = {-1}, none[] = {0}, unknown[] = {NAN}, endless[] = {INFINITY};
    ck_assert(copse_cholesky(nearly, 2, 1e-10));
    ck_assert(!copse_cholesky(once_more, 2, 1e-8));
    ck_assert(!copse_cholesky(singular, 2, 0));
    ck_assert(!copse_cholesky(negative, 1, 1e-14));
    ck_assert(!copse_cholesky(none, 1, 1e-14));
    ck_assert(!copse_cholesky(unknown, 1, 1e-14));
    ck_assert(!copse_cholesky(endless, 1, 1e-14));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("solvers");
    TCase *cases = tcase_create("solvers");
    tcase_add_test(cases, roots);
    tcase_add_test(cases, roots_refused);
    tcase_add_test(cases, minima);
    tcase_add_test(cases, minima_of_many);
    tcase_add_test(cases, minima_of_many_refused);
    tcase_add_test(cases, normal_means);
    tcase_add_test(cases, triangular_systems);
    tcase_add_test(cases, triangular_systems_refused);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
