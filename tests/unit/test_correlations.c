/* Correlations, partial correlations, R squared, alpha, heterozygosity: what must hold, and why rows are left out. */
#include <copse/effect.h>
#include <copse/math.h>

#include "ck_close.h"

#include <check.h>
#include <math.h>

typedef struct answer {
    double yi, vi;
    copse_effect_row row;
} answer;

/* One row: pairs of an input and its number, ended by COPSE_IN_COUNT. */
typedef struct number {
    copse_input input;
    double value;
} number;

static answer compute(const char *code, copse_vtype vtype, const number *given)
{
    answer a = {0};
    double x[COPSE_IN_COUNT];
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_effect_opts opts = copse_effect_opts_default();
    opts.vtype = vtype;
    for (; given->input != COPSE_IN_COUNT; given++) {
        x[given->input] = given->value;
        in[given->input] = &x[given->input];
    }
    ck_assert_int_eq(copse_effect_compute(copse_measure_find(code), in, 1, &opts, &a.yi, &a.vi, NULL, &a.row),
                     COPSE_OK);
    return a;
}
#define ROW(...) ((const number[]){__VA_ARGS__, {COPSE_IN_COUNT, 0}})
#define N(id, x)                                                                                                       \
    {                                                                                                                  \
        COPSE_IN_##id, (x)                                                                                             \
    }

static void same(answer a, answer b, double rtol)
{
    ck_assert_int_eq(a.row.status, COPSE_OK);
    ck_assert_int_eq(b.row.status, COPSE_OK);
    CK_CLOSE(a.yi, b.yi, rtol);
    CK_CLOSE(a.vi, b.vi, rtol);
}

START_TEST(r_t_and_p_say_the_same)
{
    static const struct {
        const char *code;
        copse_vtype vtype;
        bool partial, semi;
    } measure[] = {{"COR", COPSE_VTYPE_LS, false, false},  {"COR", COPSE_VTYPE_H0, false, false},
                   {"UCOR", COPSE_VTYPE_LS, false, false}, {"UCOR", COPSE_VTYPE_UB, false, false},
                   {"ZCOR", COPSE_VTYPE_LS, false, false}, {"PCOR", COPSE_VTYPE_LS, true, false},
                   {"ZPCOR", COPSE_VTYPE_LS, true, false}, {"SPCOR", COPSE_VTYPE_LS, true, true},
                   {"ZSPCOR", COPSE_VTYPE_LS, true, true}};
    for (size_t i = 0; i < sizeof measure / sizeof *measure; i++) {
        for (int j = -5; j <= 5; j++) {
            const double t = 0.9 * j + 0.2, n = 40, df = measure[i].partial ? n - 4 : n - 2;
            const double p = copysign(copse_t_two_sided(t, df), t);
            const double r = measure[i].semi ? t * sqrt(0.4 / df) : t / sqrt(t * t + df);
            const answer by_t =
                compute(measure[i].code, measure[i].vtype, ROW(N(TI, t), N(MI, 3), N(NI, n), N(R2I, 0.6)));
            same(compute(measure[i].code, measure[i].vtype, ROW(N(RI, r), N(MI, 3), N(NI, n), N(R2I, 0.6))), by_t,
                 1e-12);
            same(compute(measure[i].code, measure[i].vtype, ROW(N(PI, p), N(MI, 3), N(NI, n), N(R2I, 0.6))), by_t,
                 1e-11);
        }
    }
}
END_TEST

START_TEST(r2_f_and_p_say_the_same)
{
    static const char *const code[] = {"R2", "ZR2", "R2F", "ZR2F"};
    for (size_t i = 0; i < 4; i++) {
        for (int j = 1; j < 10; j++) {
            const double r2 = j / 10.0, m = 3, n = 50, df = n - m - 1, f = r2 / (1 - r2) * df / m;
            const answer by_r2 = compute(code[i], COPSE_VTYPE_COUNT, ROW(N(R2I, r2), N(MI, m), N(NI, n)));
            same(compute(code[i], COPSE_VTYPE_COUNT, ROW(N(FI, f), N(MI, m), N(NI, n))), by_r2, 1e-12);
            same(compute(code[i], COPSE_VTYPE_COUNT, ROW(N(PI, copse_f_upper(f, m, df)), N(MI, m), N(NI, n))), by_r2,
                 1e-10);
        }
    }
}
END_TEST

START_TEST(turning_the_sign)
{
    static const char *const code[] = {"COR", "UCOR", "ZCOR"};
    for (size_t i = 0; i < 3; i++) {
        for (int j = 1; j < 20; j++) {
            const answer up = compute(code[i], COPSE_VTYPE_COUNT, ROW(N(RI, j / 20.0), N(NI, 4.5 + j)));
            const answer down = compute(code[i], COPSE_VTYPE_COUNT, ROW(N(RI, -j / 20.0), N(NI, 4.5 + j)));
            ck_assert(up.yi == -down.yi && up.vi == down.vi && up.yi > 0.0);
        }
    }
}
END_TEST

/* Without other predictors a partial correlation is a correlation; one predictor's R squared is its square. */
START_TEST(one_predictor)
{
    const answer r = compute("COR", COPSE_VTYPE_LS, ROW(N(TI, 2.2), N(NI, 30)));
    const answer part = compute("PCOR", COPSE_VTYPE_LS, ROW(N(TI, 2.2), N(MI, 1), N(NI, 30)));
    const answer z = compute("ZCOR", COPSE_VTYPE_LS, ROW(N(TI, 2.2), N(NI, 30)));
    same(part, r, 1e-15);
    same(compute("ZPCOR", COPSE_VTYPE_LS, ROW(N(TI, 2.2), N(MI, 1), N(NI, 30))), z, 1e-15);
    CK_CLOSE(compute("R2", COPSE_VTYPE_LS, ROW(N(FI, 2.2 * 2.2), N(MI, 1), N(NI, 30))).yi, r.yi * r.yi, 1e-14);
    CK_CLOSE(compute("ZR2", COPSE_VTYPE_LS, ROW(N(FI, 2.2 * 2.2), N(MI, 1), N(NI, 30))).yi, z.yi, 1e-14);
}
END_TEST

/* The bias vanishes as n grows, and the unbiased variance becomes the large-sample one; nothing breaks where the series
 * gives way to the difference (c = (n - 2)/2 = 20, 1 - r^2 = 1/2). */
START_TEST(bias_correction)
{
    for (int j = -9; j <= 9; j++) {
        const double r = j / 10.0;
        const answer large = compute("UCOR", COPSE_VTYPE_UB, ROW(N(RI, r), N(NI, 1e9)));
        ck_assert(fabs(large.yi - r) < 1e-9);
        CK_CLOSE(large.vi, (1 - r * r) * (1 - r * r) / 1e9, 1e-7);
        ck_assert(fabs(compute("UCOR", COPSE_VTYPE_UB, ROW(N(RI, r), N(NI, 12))).yi) >= fabs(r));
    }
    static const double edge[][2] = {{0.3, 42}, {0.70710678118654752, 12}};
    for (size_t i = 0; i < 2; i++) {
        const answer a = compute("UCOR", COPSE_VTYPE_UB, ROW(N(RI, edge[i][0] - 1e-12), N(NI, edge[i][1] - 1e-11)));
        const answer b = compute("UCOR", COPSE_VTYPE_UB, ROW(N(RI, edge[i][0] + 1e-12), N(NI, edge[i][1] + 1e-11)));
        same(a, b, 5e-11); /* which is what r and n differ by */
    }
}
END_TEST

/* Of the unbiased correlation and of its unbiased variance: their means over the distribution of r under rho = 0, where
 * (1 - r^2) is beta((n - 2)/2, 1/2), are 0 and the variance of the former. */
START_TEST(unbiased_under_no_correlation)
{
    enum { STEPS = 20000 };
    const double n = 9;
    double mass = 0, square = 0, variance = 0;
    for (int i = 0; i < STEPS; i++) {
        const double r = (i + 0.5) / STEPS, density = pow(1 - r * r, 0.5 * (n - 4));
        const answer a = compute("UCOR", COPSE_VTYPE_UB, ROW(N(RI, r), N(NI, n)));
        mass += density;
        square += density * a.yi * a.yi;
        variance += density * a.vi;
    }
    CK_CLOSE(variance / mass, square / mass, 1e-6);
}
END_TEST

START_TEST(alpha_and_genotypes)
{
    const answer raw = compute("ARAW", COPSE_VTYPE_LS, ROW(N(AI, 0.8), N(MI, 6), N(NI, 200)));
    const answer log = compute("ABT", COPSE_VTYPE_LS, ROW(N(AI, 0.8), N(MI, 6), N(NI, 200)));
    const answer root = compute("AHW", COPSE_VTYPE_LS, ROW(N(AI, 0.8), N(MI, 6), N(NI, 200)));
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_IABT, log.yi), raw.yi, 1e-14);
    CK_CLOSE(copse_transform_apply(COPSE_TRANSFORM_IAHW, root.yi), raw.yi, 1e-14);
    CK_CLOSE(log.vi * 0.04, raw.vi, 1e-13); /* the delta method */
    const answer a = compute("REH", COPSE_VTYPE_LS, ROW(N(AI, 12), N(BI, 50), N(CI, 31)));
    const answer b = compute("REH", COPSE_VTYPE_LS, ROW(N(AI, 31), N(BI, 50), N(CI, 12)));
    same(a, b, 1e-15);
    CK_CLOSE(compute("REH", COPSE_VTYPE_LS, ROW(N(AI, 24), N(BI, 100), N(CI, 62))).yi, a.yi, 1e-15);
    ck_assert(compute("REH", COPSE_VTYPE_LS, ROW(N(AI, 25), N(BI, 50), N(CI, 25))).yi == 0.0); /* equilibrium */
}
END_TEST

static const struct refusal {
    const char *code, *why;
    number given[5];
} refusals[] = {
    {"COR", "fewer than four participants", {N(RI, 0.5), N(NI, 3), {COPSE_IN_COUNT, 0}}},
    {"COR", "fewer than four participants", {N(TI, 0.5), N(NI, 2), {COPSE_IN_COUNT, 0}}},
    {"COR", "a perfect correlation has no sampling variance", {N(RI, -1), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"COR", "a perfect correlation has no sampling variance", {N(TI, 1e200), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"UCOR", "fewer than five participants", {N(RI, 0.5), N(NI, 4), {COPSE_IN_COUNT, 0}}},
    {"UCOR", "a perfect correlation has no sampling variance", {N(RI, 1), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ZCOR", "a perfect correlation has no finite z", {N(RI, 1), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"PCOR",
     "too few participants for the number of predictors",
     {N(RI, 0.5), N(MI, 9), N(NI, 10), {COPSE_IN_COUNT, 0}}},
    {"ZPCOR",
     "too few participants for the number of predictors",
     {N(RI, 0.5), N(MI, 8), N(NI, 10), {COPSE_IN_COUNT, 0}}},
    {"ZPCOR", "a perfect correlation has no finite z", {N(RI, 1), N(MI, 2), N(NI, 10), {COPSE_IN_COUNT, 0}}},
    {"SPCOR",
     "the predictor would explain more than the whole model (r squared above r2i)",
     {N(RI, 0.5), N(MI, 2), N(NI, 30), N(R2I, 0.2), {COPSE_IN_COUNT, 0}}},
    {"ZSPCOR",
     "a perfect correlation has no sampling variance",
     {N(RI, 1), N(MI, 2), N(NI, 30), N(R2I, 1), {COPSE_IN_COUNT, 0}}},
    {"R2",
     "a coefficient of determination of 0 or 1 has no sampling variance",
     {N(R2I, 0), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2", "too few participants for the number of predictors", {N(FI, 3), N(MI, 2), N(NI, 3), {COPSE_IN_COUNT, 0}}},
    {"ZR2",
     "a coefficient of determination of 1 has no finite z",
     {N(R2I, 1), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2F",
     "a coefficient of determination above 0.9999 is too near 1 for this variance",
     {N(R2I, 0.99999), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2F",
     "the sampling variance cannot be computed for so many participants or predictors",
     {N(R2I, 0.5), N(MI, 2), N(NI, 1e8), {COPSE_IN_COUNT, 0}}},
    {"ZR2F",
     "a coefficient of determination of 0 has no slope of z",
     {N(R2I, 0), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ARAW", "an alpha of 1 has no sampling variance", {N(AI, 1), N(MI, 5), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ARAW", "fewer than three participants", {N(AI, 0.5), N(MI, 5), N(NI, 2), {COPSE_IN_COUNT, 0}}},
    {"AHW", "fewer than two participants", {N(AI, 0.5), N(MI, 5), N(NI, 1), {COPSE_IN_COUNT, 0}}},
    {"ABT", "an alpha of 1 has no finite logarithm", {N(AI, 1), N(MI, 5), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ARAW", "the result exceeds the range of numbers", {N(AI, -1e308), N(MI, 5), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"REH", "no heterozygous people", {N(AI, 3), N(BI, 0), N(CI, 30), {COPSE_IN_COUNT, 0}}},
    {"REH", "no people homozygous for one of the alleles", {N(AI, 3), N(BI, 4), N(CI, 0), {COPSE_IN_COUNT, 0}}},
};

START_TEST(what_cannot_be_computed_says_why)
{
    const answer a = compute(refusals[_i].code, COPSE_VTYPE_COUNT, refusals[_i].given);
    ck_assert_int_eq(a.row.status, COPSE_ENOTCOMPUTABLE);
    ck_assert_str_eq(a.row.why, refusals[_i].why);
    ck_assert(isnan(a.yi) && isnan(a.vi));
}
END_TEST

static const struct impossible {
    const char *code, *why;
    copse_input blamed;
    number given[5];
} impossible[] = {
    {"COR", "is not a correlation between -1 and 1", COPSE_IN_RI, {N(RI, 1.01), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"COR",
     "is not a p-value between 0 and 1 with the sign of the effect",
     COPSE_IN_PI,
     {N(PI, 0), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2", "is not a p-value between 0 and 1", COPSE_IN_PI, {N(PI, -0.02), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2", "is negative", COPSE_IN_FI, {N(FI, -1), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"R2",
     "is not a coefficient of determination between 0 and 1",
     COPSE_IN_R2I,
     {N(R2I, 1.2), N(MI, 2), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"PCOR",
     "is not a number of predictors from 1",
     COPSE_IN_MI,
     {N(RI, 0.1), N(MI, 0), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ABT",
     "is above 1, and no coefficient alpha",
     COPSE_IN_AI,
     {N(AI, 1.5), N(MI, 4), N(NI, 30), {COPSE_IN_COUNT, 0}}},
    {"ABT", "is not a number of items from 2", COPSE_IN_MI, {N(AI, 0.5), N(MI, 1), N(NI, 30), {COPSE_IN_COUNT, 0}}},
};

START_TEST(impossible_numbers_are_named)
{
    const answer a = compute(impossible[_i].code, COPSE_VTYPE_COUNT, impossible[_i].given);
    ck_assert_int_eq(a.row.status, COPSE_EDOM);
    ck_assert_int_eq(a.row.input, impossible[_i].blamed);
    ck_assert_str_eq(a.row.why, impossible[_i].why);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("correlations");
    TCase *numbers = tcase_create("numbers");
    tcase_add_test(numbers, r_t_and_p_say_the_same);
    tcase_add_test(numbers, r2_f_and_p_say_the_same);
    tcase_add_test(numbers, turning_the_sign);
    tcase_add_test(numbers, one_predictor);
    tcase_add_test(numbers, bias_correction);
    tcase_add_test(numbers, unbiased_under_no_correlation);
    tcase_add_test(numbers, alpha_and_genotypes);
    tcase_add_loop_test(numbers, what_cannot_be_computed_says_why, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_loop_test(numbers, impossible_numbers_are_named, 0, (int)(sizeof impossible / sizeof *impossible));
    suite_add_tcase(suite, numbers);
    return run_suite(suite);
}
