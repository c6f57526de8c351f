/* Sequential boundaries, confidence sequences, tipping points: what must be true of them, and their edges. */
#include <copse/math.h>
#include <copse/sensitivity.h>

#include "ck_close.h"

enum { LOOKS = 12, WALKS = 20000 };

/* Scores of a standard walk at rising times. */
static void draw_walk(uint64_t b, const double *t, size_t looks, double drift, double *z)
{
    double s = 0, last = 0;
    for (size_t j = 0; j < looks; j++) {
        double pair[2];
        copse_draw_normals((copse_address){.seed = 7, .stream = 1, .replicate = b, .draw = (uint32_t)j}, pair);
        s += drift * (t[j] - last) + sqrt(t[j] - last) * pair[0];
        last = t[j];
        z[j] = s / sqrt(t[j]);
    }
}

/* Of 20000 walks without an effect 5 % cross at some look; of walks with the planned one 10 % end below. */
START_TEST(errors_are_kept)
{
    static const double T[LOOKS] = {0.02, 0.11, 0.12, 0.3, 0.31, 0.42, 0.5, 0.66, 0.67, 0.8, 0.95, 1.0};
    for (copse_spending spending = 0; spending < COPSE_SPENDING_COUNT; spending++) {
        copse_sequential_opts opts = copse_sequential_opts_default();
        copse_sequential_look look[LOOKS];
        opts.spending = spending;
        opts.futility = true;
        ck_assert_int_eq(copse_sequential_boundaries(T, LOOKS, &opts, look, NULL), COPSE_OK);
        CK_CLOSE(look[LOOKS - 1].alpha, 0.05, 1e-12);
        size_t crossed = 0, futile = 0;
        for (uint64_t b = 0; b < WALKS; b++) {
            double z[LOOKS];
            draw_walk(b, T, LOOKS, 0, z);
            size_t j = 0;
            while (j < LOOKS && !(fabs(z[j]) >= look[j].efficacy)) j++;
            crossed += j < LOOKS ? 1 : 0;
            draw_walk(b, T, LOOKS, 1.959963984540054 + 1.2815515655446004, z);
            for (j = 0; j < LOOKS && !(fabs(z[j]) >= look[j].efficacy); j++) {
                if (!(fabs(z[j]) < look[j].futility)) continue;
                futile++;
                break;
            }
        }
        ck_assert_uint_ge(crossed, 880); /* 1000 with a standard error of 31 */
        ck_assert_uint_le(crossed, 1120);
        ck_assert_uint_ge(futile, 1830); /* 2000, se 42; futility at c_j where less could be spent */
        ck_assert_uint_le(futile, 2170);
    }
}
END_TEST

/* A look that adds next to nothing has no boundary and changes none; nothing is left after t = 1. */
START_TEST(looks_at_the_edge)
{
    const double t[] = {0.3, 0.3 + 1e-9, 0.7, 1.2, 1.4}, without[] = {0.3, 0.7, 1.2};
    copse_sequential_look look[5], plain[3];
    ck_assert_int_eq(copse_sequential_boundaries(t, 5, NULL, look, NULL), COPSE_OK);
    ck_assert_int_eq(copse_sequential_boundaries(without, 3, NULL, plain, NULL), COPSE_OK);
    ck_assert(isnan(look[1].efficacy) && isnan(look[4].efficacy));
    CK_CLOSE(look[2].efficacy, plain[1].efficacy, 1e-7);
    CK_CLOSE(look[3].efficacy, plain[2].efficacy, 1e-7);
    CK_CLOSE(look[4].alpha, 0.05, 1e-12);
    const double falling[] = {0.5, 0.4}, tiny[] = {0.001, 1};
    ck_assert_int_eq(copse_sequential_boundaries(falling, 2, NULL, look, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_sequential_boundaries(tiny, 2, NULL, look, NULL), COPSE_OK);
    ck_assert(isnan(look[0].efficacy)); /* less than 1e-15 to spend */
    CK_CLOSE(look[1].efficacy, copse_normal_quantile_upper(0.025), 1e-9);
    copse_sequential_opts wrong = copse_sequential_opts_default();
    wrong.power = 0.01;
    ck_assert_int_eq(copse_sequential_boundaries(tiny, 2, &wrong, look, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_sequential_boundaries(NULL, 0, NULL, NULL, NULL), COPSE_OK);
}
END_TEST

/* One look needs no more information; binding futility needs less than non-binding, and lets boundaries come nearer. */
START_TEST(designs)
{
    static const double T[] = {0.35, 0.7, 1};
    copse_sequential_opts opts = copse_sequential_opts_default();
    copse_sequential_look look[3], bound[3];
    double R, binding, power;
    ck_assert_int_eq(copse_sequential_inflation(NULL, 0, false, &opts, &R, NULL), COPSE_OK);
    CK_CLOSE(R, 1, 1e-6); /* but for crossing on the other side, which does not count */
    for (int sides = 1; sides <= 2; sides++) {
        opts = copse_sequential_opts_default();
        opts.one_sided = sides == 1;
        opts.futility = true;
        ck_assert_int_eq(copse_sequential_power(T, 3, &opts, &power, NULL), COPSE_OK);
        ck_assert(power < 0.9);
        ck_assert_int_eq(copse_sequential_inflation(T, 3, false, &opts, &R, NULL), COPSE_OK);
        opts.inflation = R;
        ck_assert_int_eq(copse_sequential_boundaries(T, 3, &opts, look, NULL), COPSE_OK);
        opts.binding = true;
        ck_assert_int_eq(copse_sequential_inflation(T, 3, false, &opts, &binding, NULL), COPSE_OK);
        ck_assert(binding < R);
        ck_assert_int_eq(copse_sequential_boundaries(T, 3, &opts, bound, NULL), COPSE_OK);
        ck_assert(bound[2].efficacy < look[2].efficacy);
        CK_CLOSE(look[2].futility, look[2].efficacy, 1e-7);
        CK_CLOSE(bound[2].alpha, 0.05, 1e-12);
        const double fixed[] = {T[0] * R, T[1] * R}; /* the same looks, as shares of what one look needs */
        double again;
        opts.binding = false;
        ck_assert_int_eq(copse_sequential_inflation(fixed, 2, true, &opts, &again, NULL), COPSE_OK);
        CK_CLOSE(again, R, 1e-9);
    }
    opts.binding = true;
    opts.futility = false;
    ck_assert_int_eq(copse_sequential_power(T, 3, &opts, &power, NULL), COPSE_EINVAL);
    opts = copse_sequential_opts_default();
    opts.spending = COPSE_SPENDING_POWER;
    opts.parameter = -1;
    ck_assert_int_eq(copse_sequential_boundaries(T, 3, &opts, look, NULL), COPSE_EINVAL);
    opts = copse_sequential_opts_default();
    opts.one_sided = true;
    opts.alpha = 0.6;
    opts.power = 0.9;
    ck_assert_int_eq(copse_sequential_inflation(T, 3, false, &opts, &R, NULL), COPSE_EINVAL);
    CK_CLOSE(copse_spending_at(COPSE_SPENDING_HSD, 0, 0.05, 0.3),
             copse_spending_at(COPSE_SPENDING_LINEAR, NAN, 0.05, 0.3), 1e-14);
    ck_assert(isnan(copse_spending_at(COPSE_SPENDING_HSD, 1e3, 0.05, 0.3)));
}
END_TEST

START_TEST(information)
{
    const double v[] = {0.1, 0.2, 0.05};
    CK_CLOSE(copse_required_information(0.5, 0.05, 0.9), 42.029692, 1e-7); /* (1.959964 + 1.281552)^2/0.25 */
    ck_assert(isnan(copse_required_information(0, 0.05, 0.9)));
    ck_assert(copse_diversity(v, 3, 0) == 0);
    CK_CLOSE(copse_diversity(v, 3, 0.1), 1 - (5 + 1 / 0.3 + 1 / 0.15) / 35, 1e-14);
}
END_TEST

/* The confidence sequence covers the mean at all of forty looks together, the e-value is that of its limits. */
START_TEST(sequence_covers)
{
    enum { K = 40, RUNS = 2000 };
    double y[K], v[K];
    size_t count[K], missed = 0;
    copse_anytime_step step[K];
    for (size_t i = 0; i < K; i++) {
        v[i] = 0.05 + 0.01 * (double)(i % 7);
        count[i] = i + 1;
    }
    const copse_sensitivity_data data = {y, v, NULL, K, 1, NULL};
    const double rho = copse_sequence_rho(200, 0.1);
    for (uint64_t b = 0; b < RUNS; b++) {
        bool out = false;
        for (size_t i = 0; i < K; i++) {
            double pair[2];
            copse_draw_normals((copse_address){.seed = 3, .stream = 1, .replicate = b, .draw = (uint32_t)i}, pair);
            y[i] = 1 + sqrt(v[i]) * pair[0];
        }
        ck_assert_int_eq(copse_anytime(&data, NULL, count, K, 0, rho, 0.1, step, NULL), COPSE_OK);
        for (size_t i = 0; i < K; i++) out = out || !(step[i].interval.lower < 1 && step[i].interval.upper > 1);
        missed += out ? 1 : 0;
    }
    ck_assert_uint_le(missed, 240); /* at most 200 are expected, se 13 */
    ck_assert_uint_ge(missed, 40);
    const double radius = copse_sequence_radius(50, rho, 0.1); /* the e-value is 1/alpha just there */
    CK_CLOSE(copse_sequence_log_e(radius, 50, rho), log(10), 1e-12);
    /* the rho is the best: no other is narrower at 200 */
    ck_assert(copse_sequence_radius(200, rho, 0.1) < copse_sequence_radius(200, rho * 1.01, 0.1));
    ck_assert(copse_sequence_radius(200, rho, 0.1) < copse_sequence_radius(200, rho / 1.01, 0.1));
    ck_assert_int_eq(copse_anytime(&data, NULL, count, K, -1, rho, 0.1, step, NULL), COPSE_EINVAL);
    ck_assert(isnan(copse_sequence_radius(0, 1, 0.1)));
}
END_TEST

/* Interval x_0 + x_1 -+ 1, to be moved by one number at a time; x_1 may not exceed 3. */
static copse_status sum_interval(void *context, size_t study, size_t input, double value, copse_interval *ci,
                                 copse_error *err)
{
    double x[2] = {((const double *)context)[0], ((const double *)context)[1]};
    (void)input;
    x[study] = value;
    if (x[1] > 3) return copse_fail(err, COPSE_EDOM, "too large");
    *ci = (copse_interval){x[0] + x[1] - 1, x[0] + x[1] + 1};
    return COPSE_OK;
}

START_TEST(tipping)
{
    double x[2] = {0.5, 2}; /* the interval is 1.5 to 3.5 */
    const copse_input_number number[] = {{0, 0, 0.5, -INFINITY, INFINITY, 0.5, false},
                                         {1, 0, 2, -INFINITY, INFINITY, 2, true},
                                         {1, 0, 2, 0.9, INFINITY, 2, false}};
    copse_tipping_point out[3];
    ck_assert_int_eq(copse_tipping_points(number, 3, true, sum_interval, x, out, NULL), COPSE_OK);
    CK_CLOSE(out[0].value, -1.0, 1e-8);
    CK_CLOSE(out[0].relative, 3.0, 1e-8);
    ck_assert(out[1].value == 0); /* 0.5 would do, of whole numbers 0 */
    ck_assert(isnan(out[2].value));
    x[1] = 0; /* -0.5 to 1.5: contains no effect */
    const copse_input_number other = {1, 0, 0, -INFINITY, INFINITY, 1, false};
    ck_assert_int_eq(copse_tipping_points(&other, 1, false, sum_interval, x, out, NULL), COPSE_OK);
    CK_CLOSE(out[0].value, 0.5, 1e-8);
    ck_assert(isnan(out[0].relative));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sequential");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, errors_are_kept);
    tcase_add_test(tests, looks_at_the_edge);
    tcase_add_test(tests, designs);
    tcase_add_test(tests, information);
    tcase_add_test(tests, sequence_covers);
    tcase_add_test(tests, tipping);
    return run_suite(suite);
}
