/* Every lane of the intercept-only kernels is the scalar fit of its data set written out, and the same bits on every
 * instruction set. Random and hostile data sets from a fixed seed. */
#include <copse/lanes.h>

#include "ck_close.h"
#include "test_choice.h"
#include "test_random.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 100, L = COPSE_LANES };

typedef struct group {
    size_t k;
    double y[MOST * L], v[MOST * L], n[MOST * L];
} group;

static const copse_method METHODS[] = {COPSE_METHOD_EE,  COPSE_METHOD_DL, COPSE_METHOD_HE, COPSE_METHOD_HS,
                                       COPSE_METHOD_HSK, COPSE_METHOD_SJ, COPSE_METHOD_ML, COPSE_METHOD_REML,
                                       COPSE_METHOD_EB,  COPSE_METHOD_PM, COPSE_METHOD_PMM};
enum { METHOD_COUNT = sizeof METHODS / sizeof *METHODS };

typedef enum shape { PLAIN, NO_TAU2, TIES, TWO_CLUSTERS, ONE_PRECISE, FAR_OFF, SHAPES } shape;

static double draw_y(test_random *r, shape what, double v, double tau)
{
    const double y = 0.3 + sqrt(v) * test_random_normal(r) + (what == NO_TAU2 ? 0 : tau * test_random_normal(r));
    if (what == TIES) return floor(2 * y) / 2;
    if (what == TWO_CLUSTERS) return (test_random_uniform(r) < 0.5 ? 0 : 3) + 0.3 * sqrt(v) * test_random_normal(r);
    return what == FAR_OFF ? y + 100 : y;
}

/* The last lane of a hostile group has all its counts on one study, the one before has two studies. */
static void draw_group(test_random *r, shape what, size_t k, double scale, group *g)
{
    const double spread = 3 * test_random_uniform(r), tau = pow(10, 3 * test_random_uniform(r) - 2);
    g->k = k;
    memset(g->n, 0, sizeof g->n);
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < L; l++) {
            double v = exp(2 * spread * (test_random_uniform(r) - 0.5));
            if (what == ONE_PRECISE && i == 0) v *= 1e-6;
            g->y[i * L + l] = scale * draw_y(r, what, v, tau);
            g->v[i * L + l] = scale * scale * v;
        }
    for (size_t l = 0; l < L; l++)
        for (size_t j = 0; j < k; j++) {
            const size_t i = l == 7 ? k - 1 : l == 6 ? j % 2 : test_random_size(r, 0, k - 1);
            g->n[i * L + l] += 1;
        }
}

static copse_lanes_fit run(const copse_lanes_opts *opts, const copse_lanes_group *g, size_t most)
{
    copse_lanes *engine;
    copse_lanes_fit fit;
    copse_error err = {0};
    ck_assert_msg(copse_lanes_new(opts, NULL, most, 1, &engine, &err) == COPSE_OK, "%s", err.text);
    ck_assert_msg(copse_lanes_run(engine, g, &fit, &err) == COPSE_OK, "%s", err.text);
    copse_lanes_free(engine);
    return fit;
}

static void close_to_scalar(const copse_lanes_fit *got, size_t l, const copse_fit *want, double scale)
{
    const copse_coefficient *c = &want->coef[0];
    const double se = c->se;
    CK_CLOSE_ABS(got->tau2[l], want->het.tau2, 1e-9, 1e-13 * scale * scale);
    CK_CLOSE_ABS(got->coef[0][l], c->estimate, 1e-9, 1e-9 * se + 1e-13 * scale);
    CK_CLOSE(got->se[0][l], se, 1e-9);
    CK_CLOSE(got->df[l], c->df, 0);
    CK_CLOSE_ABS(got->critical[l] * got->se[0][l], (c->ci.upper - c->ci.lower) / 2, 1e-9,
                 1e-13 * (scale + fabs(c->estimate)));
    CK_CLOSE(got->Q[l], want->het.Q, 1e-9);
    CK_CLOSE_ABS(got->I2[l], want->het.I2, 1e-9, 1e-9);
    CK_CLOSE(got->H2[l], want->het.H2, 1e-9);
    CK_CLOSE_ABS(got->pi_lower[l], want->prediction.lower, 1e-9, 1e-9 * se + 1e-13 * scale);
    CK_CLOSE_ABS(got->pi_upper[l], want->prediction.upper, 1e-9, 1e-9 * se + 1e-13 * scale);
    ck_assert(isnan(got->QM[l]) && isnan(got->R2[l]));
}

static void check_group(const group *g, const copse_lanes_opts *opts, double scale, size_t *careful)
{
    const copse_lanes_group in = {.k = g->k, .y = g->y, .v = g->v, .n = g->n, .y_by_lane = true, .v_by_lane = true};
    const copse_lanes_fit got = run(opts, &in, g->k);
    for (size_t l = 0; l < L; l++) {
        double y[MOST], v[MOST];
        size_t k = 0;
        for (size_t i = 0; i < g->k; i++)
            for (size_t c = 0; c < (size_t)g->n[i * L + l]; c++, k++) {
                y[k] = g->y[i * L + l];
                v[k] = g->v[i * L + l];
            }
        copse_fit want;
        copse_error err = {0};
        const copse_status st = copse_pool(y, v, NULL, k, 1, &opts->fit, &want, &err);
        if (opts->fit.test == COPSE_TEST_KR && st == COPSE_ENOTCOMPUTABLE) { /* too few degrees of freedom */
            ck_assert_int_eq(got.status[l], COPSE_LANE_RANGE);
            copse_fit_free(&want);
            continue;
        }
        ck_assert_msg(st == COPSE_OK, "%s", err.text);
        ck_assert_int_eq(got.status[l], COPSE_LANE_OK);
        close_to_scalar(&got, l, &want, scale);
        *careful += got.careful[l];
        copse_fit_free(&want);
    }
}

START_TEST(lanes_are_scalar_fits)
{
    test_random r = {2026};
    const shape what = (shape)(_i / METHOD_COUNT);
    const copse_method method = METHODS[_i % METHOD_COUNT];
    size_t careful = 0, lanes = 0, scalar = 0;
    r.state += (uint64_t)what;
    for (size_t turn = 0; turn < 120; turn++) {
        group g;
        const double scale = pow(10, 12 * test_random_uniform(&r) - 6);
        draw_group(&r, what, turn % 30 == 0 ? MOST : test_random_size(&r, 2, 20), scale, &g);
        copse_lanes_opts opts = copse_lanes_opts_default();
        opts.fit.method = method;
        opts.fit.test = (copse_test)(turn % COPSE_TEST_COUNT);
        if (!test_has_lanes(opts.fit.test, method, NAN, 1)) opts.fit.test = (copse_test)(turn % (COPSE_TEST_ADHOC + 1));
        const bool kernels = opts.fit.test <= COPSE_TEST_ADHOC;
        check_group(&g, &opts, scale, kernels ? &careful : &scalar);
        lanes += kernels ? L : 0;
    }
    /* the scalar code is a last resort, but for what the kernels never do */
    if (method != COPSE_METHOD_PMM && what != ONE_PRECISE) ck_assert_msg(careful < lanes / 20, "%zu careful", careful);
}
END_TEST

/* Two or three maxima of the likelihood: the kernels take the highest. */
START_TEST(several_maxima)
{
    test_random r = {7};
    size_t several = 0, careful = 0;
    copse_lanes_opts opts = copse_lanes_opts_default();
    if (_i == 1) opts.fit.method = COPSE_METHOD_ML;
    for (size_t turn = 0; turn < 4000; turn++) {
        group g = {.k = test_random_size(&r, 4, 12)};
        for (size_t i = 0; i < g.k; i++)
            for (size_t l = 0; l < L; l++) {
                g.v[i * L + l] = i < 3 ? 0.001 : test_random_uniform(&r) < 0.5 ? 0.1 : 3;
                const double spread = i < 3 ? 0.1 : 2;
                g.y[i * L + l] = spread * test_random_normal(&r) + sqrt(g.v[i * L + l]) * test_random_normal(&r);
                g.n[i * L + l] = 1;
            }
        copse_fit first;
        double y[MOST], v[MOST];
        for (size_t i = 0; i < g.k; i++) {
            y[i] = g.y[i * L];
            v[i] = g.v[i * L];
        }
        ck_assert_int_eq(copse_pool(y, v, NULL, g.k, 1, &opts.fit, &first, NULL), COPSE_OK);
        const bool many = first.maxima > 1;
        copse_fit_free(&first);
        if (!many) continue;
        several++;
        check_group(&g, &opts, 1, &careful);
    }
    ck_assert_msg(several > 50, "%zu with several maxima", several);
    ck_assert_msg(careful * 50 < several * L, "%zu careful of %zu", careful, several * L);
}
END_TEST

START_TEST(same_bits_on_every_instruction_set)
{
    test_random r = {99};
    for (size_t turn = 0; turn < 200; turn++) {
        group g;
        draw_group(&r, (shape)(turn % SHAPES), test_random_size(&r, 2, 25), 1, &g);
        const copse_lanes_group in = {.k = g.k, .y = g.y, .v = g.v, .n = g.n, .y_by_lane = true, .v_by_lane = true};
        copse_lanes_opts opts = copse_lanes_opts_default();
        opts.fit.method = METHODS[turn % METHOD_COUNT];
        opts.isa = COPSE_ISA_BASELINE;
        const copse_lanes_fit base = run(&opts, &in, g.k);
        for (int isa = COPSE_ISA_BASELINE + 1; isa < COPSE_ISA_COUNT; isa++) {
            opts.isa = (copse_isa)isa;
            if (!copse_isa_available(opts.isa)) continue;
            const copse_lanes_fit other = run(&opts, &in, g.k);
            for (size_t l = 0; l < L; l++) {
                ck_assert_int_eq(base.careful[l], other.careful[l]);
                ck_assert(memcmp(&base.tau2[l], &other.tau2[l], sizeof(double)) == 0);
                ck_assert(memcmp(&base.coef[0][l], &other.coef[0][l], sizeof(double)) == 0);
                ck_assert(memcmp(&base.se[0][l], &other.se[0][l], sizeof(double)) == 0);
                ck_assert(memcmp(&base.Q[l], &other.Q[l], sizeof(double)) == 0);
                ck_assert(memcmp(&base.I2[l], &other.I2[l], sizeof(double)) == 0);
                CK_CLOSE(other.pi_lower[l], base.pi_lower[l], 0);
            }
        }
    }
}
END_TEST

/* y and v shared or by lane, counts or rows that do not count, whatever stands in them: all one. */
START_TEST(shapes_of_input)
{
    test_random r = {5};
    double y[6], v[6], padded_y[9 * L], padded_v[9 * L], n[9 * L];
    for (size_t i = 0; i < 6; i++) {
        y[i] = test_random_normal(&r);
        v[i] = 0.1 + test_random_uniform(&r);
    }
    for (size_t i = 0; i < 9; i++)
        for (size_t l = 0; l < L; l++) {
            const bool real = i >= 1 && i < 7;
            padded_y[i * L + l] = real ? y[i - 1] : NAN;
            padded_v[i * L + l] = real ? v[i - 1] : i == 8 ? -1 : NAN;
            n[i * L + l] = real ? 1 : 0;
        }
    const copse_lanes_opts opts = copse_lanes_opts_default();
    const copse_lanes_fit plain = run(&opts, &(copse_lanes_group){.k = 6, .y = y, .v = v}, 6);
    const copse_lanes_group all = {.k = 9, .y = padded_y, .v = padded_v, .n = n, .y_by_lane = true, .v_by_lane = true};
    const copse_lanes_fit padded = run(&opts, &all, 9);
    for (size_t l = 0; l < L; l++) {
        ck_assert_int_eq(padded.careful[l], 0);
        CK_CLOSE(padded.tau2[l], plain.tau2[l], 1e-14);
        CK_CLOSE(padded.coef[0][l], plain.coef[0][l], 1e-14);
        CK_CLOSE(padded.df[l], 5, 0);
    }
}
END_TEST

START_TEST(fixed_tau2)
{
    const double y[3] = {0.1, 0.5, -0.2}, v[3] = {0.04, 0.09, 0.01};
    copse_lanes_opts opts = copse_lanes_opts_default();
    opts.fit.tau2 = 0.05;
    const copse_lanes_fit got = run(&opts, &(copse_lanes_group){.k = 3, .y = y, .v = v}, 3);
    copse_fit want;
    ck_assert_int_eq(copse_pool(y, v, NULL, 3, 1, &opts.fit, &want, NULL), COPSE_OK);
    close_to_scalar(&got, 3, &want, 1);
    copse_fit_free(&want);
}
END_TEST

/* Fractional weights: the score of the estimate is 0, and whole weights given as fractions of a unit change nothing. */
START_TEST(bayesian_weights)
{
    test_random r = {11};
    size_t unproven = 0;
    for (size_t turn = 0; turn < 300; turn++) {
        group g;
        draw_group(&r, PLAIN, 12, 1, &g);
        for (size_t l = 0; l < L; l++) {
            double sum = 0;
            for (size_t i = 0; i < g.k; i++) sum += g.n[i * L + l] = -log(test_random_uniform(&r));
            for (size_t i = 0; i < g.k; i++) g.n[i * L + l] *= (double)g.k / sum;
        }
        const copse_lanes_group in = {.k = g.k, .y = g.y, .v = g.v, .n = g.n, .y_by_lane = true, .v_by_lane = true};
        const copse_lanes_opts opts = copse_lanes_opts_default();
        const copse_lanes_fit fit = run(&opts, &in, g.k);
        for (size_t l = 0; l < L; l++) {
            if (fit.status[l] == COPSE_LANE_UNPROVEN) {
                unproven++;
                ck_assert(isnan(fit.tau2[l]));
                continue;
            }
            ck_assert_int_eq(fit.status[l], COPSE_LANE_OK);
            double w1 = 0, wy = 0, w2 = 0, A = 0;
            for (size_t i = 0; i < g.k; i++) {
                const double w = g.n[i * L + l] / (g.v[i * L + l] + fit.tau2[l]);
                w1 += w;
                wy += w * g.y[i * L + l];
                w2 += w / (g.v[i * L + l] + fit.tau2[l]);
            }
            for (size_t i = 0; i < g.k; i++) {
                const double d = g.v[i * L + l] + fit.tau2[l], e = g.y[i * L + l] - wy / w1;
                A += g.n[i * L + l] * e * e / (d * d);
            }
            CK_CLOSE_ABS(fit.coef[0][l], wy / w1, 1e-9, 1e-9);
            const double B = w1 - w2 / w1;
            if (fit.tau2[l] > 0) CK_CLOSE(A, B, 1e-8);
            else ck_assert(A <= B);
        }
    }
    ck_assert_msg(unproven <= 2, "%zu unproven", unproven);
}
END_TEST

START_TEST(data_that_cannot_be_fitted)
{
    const double y[2] = {0.1, NAN}, v[2] = {0.04, 0.1}, zero[2] = {0, 0};
    double n[2 * L] = {0};
    for (size_t l = 0; l < L; l++) n[l] = l < 4 ? 1 : 0; /* the study without NaN alone; nothing at all */
    for (size_t l = 1; l < 3; l++) n[L + l] = 1;
    n[0] = 1;
    n[L + 3] = 0.5;
    copse_lanes_opts opts = copse_lanes_opts_default();
    const copse_lanes_fit fit = run(&opts, &(copse_lanes_group){.k = 2, .y = y, .v = v, .n = n}, 2);
    ck_assert_int_eq(fit.status[0], COPSE_LANE_OK);
    CK_CLOSE(fit.coef[0][0], 0.1, 0);
    ck_assert(isnan(fit.tau2[0]) && isnan(fit.pi_lower[0]) && isnan(fit.df[0]));
    ck_assert_int_eq(fit.status[1], COPSE_LANE_DOMAIN);
    ck_assert(isnan(fit.coef[0][1]));
    ck_assert_int_eq(fit.status[3], COPSE_LANE_DOMAIN);
    ck_assert_int_eq(fit.status[4], COPSE_LANE_TOO_FEW);
    const copse_lanes_fit none = run(&opts, &(copse_lanes_group){.k = 2, .y = zero, .v = zero}, 2);
    ck_assert_int_eq(none.status[0], COPSE_LANE_DOMAIN);
}
END_TEST

/* Beyond the scales whose products a double holds the kernels leave the data to the scalar code. */
START_TEST(any_scale)
{
    test_random r = {77};
    for (int exponent = -100; exponent <= 100; exponent += 2) {
        group g;
        size_t careful = 0;
        const double scale = pow(10, exponent);
        draw_group(&r, (shape)0, test_random_size(&r, 3, 12), scale, &g);
        copse_lanes_opts opts = copse_lanes_opts_default();
        opts.fit.method = METHODS[_i];
        opts.fit.test = (copse_test)((exponent + 100) / 2 % (COPSE_TEST_ADHOC + 1));
        check_group(&g, &opts, scale, &careful);
    }
}
END_TEST

START_TEST(wrong_calls)
{
    copse_lanes *engine;
    copse_error err = {0};
    copse_lanes_opts opts = copse_lanes_opts_default();
    ck_assert_int_eq(copse_lanes_new(&opts, NULL, 0, 1, &engine, &err), COPSE_EINVAL);
    ck_assert_ptr_null(engine);
    ck_assert_int_eq(copse_lanes_new(&opts, NULL, 5, COPSE_LANES_COLUMNS + 1, &engine, &err), COPSE_EINVAL);
    opts.fit.level = 100;
    ck_assert_int_eq(copse_lanes_new(&opts, NULL, 5, 1, &engine, &err), COPSE_EINVAL);
    opts = copse_lanes_opts_default();
    opts.fit.tau2 = -1;
    ck_assert_int_eq(copse_lanes_new(&opts, NULL, 5, 1, &engine, &err), COPSE_EINVAL);
    opts = copse_lanes_opts_default();
    for (int isa = 0; isa < COPSE_ISA_COUNT; isa++) {
        opts.isa = (copse_isa)isa;
        const copse_status st = copse_lanes_new(&opts, NULL, 5, 1, &engine, &err);
        ck_assert_int_eq(st, copse_isa_available(opts.isa) ? COPSE_OK : COPSE_EINVAL);
        copse_lanes_free(engine);
        copse_isa found;
        ck_assert_int_eq(copse_isa_find(copse_isa_code(opts.isa), &found), COPSE_OK);
        ck_assert_int_eq(found, opts.isa);
    }
    copse_isa isa;
    ck_assert_int_eq(copse_isa_find("sse9", &isa), COPSE_ENOTFOUND);
    copse_lanes_free(NULL);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lanes pool");
    TCase *c = tcase_create("fits");
    tcase_add_loop_test(c, lanes_are_scalar_fits, 0, SHAPES * METHOD_COUNT);
    tcase_add_loop_test(c, several_maxima, 0, 2);
    tcase_add_test(c, same_bits_on_every_instruction_set);
    tcase_add_test(c, shapes_of_input);
    tcase_add_test(c, fixed_tau2);
    tcase_add_test(c, bayesian_weights);
    tcase_add_test(c, data_that_cannot_be_fitted);
    tcase_add_loop_test(c, any_scale, 0, METHOD_COUNT);
    tcase_add_test(c, wrong_calls);
    suite_add_tcase(s, c);
    return run_suite(s);
}
