/* Meta-regression in lanes: every lane is copse_pool of its data set written out, whatever the method, the test, the
 * number of columns, the data and the instruction set. */
#include <copse/lanes.h>

#include "ck_close.h"
#include "test_choice.h"
#include "test_random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 40, ROWS = MOST * COPSE_LANES };

typedef struct data {
    size_t k, p;
    double y[ROWS], v[ROWS], n[ROWS];
    double X[MOST * COPSE_LANES_COLUMNS];
    bool y_by_lane, v_by_lane, resampled;
    bool plain; /* an engine without a design; X is ones */
} data;

/* The columns of a design: with or without an intercept, dummies, numbers far from 0, near-copies of others. */
static void draw_design(test_random *r, data *d)
{
    const bool intercept = test_random_uniform(r) < 0.8;
    for (size_t j = 0; j < d->p; j++) {
        const double kind = test_random_uniform(r), offset = kind < 0.3 ? 100 * kind : 0;
        for (size_t i = 0; i < d->k; i++) {
            double *x = &d->X[i * d->p + j];
            *x = offset + test_random_normal(r);
            if (kind > 0.9) *x = j > 0 ? d->X[i * d->p + j - 1] + 0.02 * *x : *x;
            else if (kind > 0.7) *x = *x > 0;
            if (j == 0 && intercept) *x = 1;
        }
    }
}

/* v over `decades`, tau2 from none to far above v, now and then an outlier or a tie. */
static void draw_values(test_random *r, data *d, double decades, double scale)
{
    const double tau = pow(10, 2 * test_random_uniform(r) - 1.5);
    const bool none = test_random_uniform(r) < 0.3;
    const size_t rows = d->y_by_lane || d->v_by_lane ? d->k * COPSE_LANES : d->k;
    for (size_t i = 0; i < rows; i++) {
        d->v[i] = pow(10, decades * (test_random_uniform(r) - 0.5));
        d->y[i] = sqrt(d->v[i]) * test_random_normal(r) + (none ? 0 : tau * test_random_normal(r));
        if (test_random_uniform(r) < 0.05) d->y[i] += 20 * tau;
        if (i > 0 && test_random_uniform(r) < 0.1) d->y[i] = d->y[i - 1];
        if (i > 0 && test_random_uniform(r) < 0.1) d->v[i] = d->v[i - 1];
    }
    for (size_t i = 0; i < rows; i++) {
        d->y[i] *= scale;
        d->v[i] *= scale * scale;
    }
}

static void draw_counts(test_random *r, data *d)
{
    memset(d->n, 0, sizeof d->n);
    for (size_t l = 0; l < COPSE_LANES; l++)
        for (size_t i = 0; i < d->k; i++) d->n[test_random_size(r, 0, d->k - 1) * COPSE_LANES + l] += 1;
}

static copse_lanes_group group_of(const data *d)
{
    return (copse_lanes_group){.k = d->k,
                               .y = d->y,
                               .v = d->v,
                               .y_by_lane = d->y_by_lane,
                               .v_by_lane = d->v_by_lane,
                               .n = d->resampled ? d->n : NULL};
}

static copse_lanes *engine_of(const data *d, copse_method method, copse_test test, double tau2, copse_isa isa)
{
    copse_lanes_opts opts = copse_lanes_opts_default();
    opts.fit = (copse_fit_opts){.method = method, .test = test, .level = 90, .tau2 = tau2};
    opts.isa = isa;
    copse_lanes *engine;
    copse_error err = {0};
    ck_assert_msg(copse_lanes_new(&opts, d->plain ? NULL : d->X, d->k, d->p, &engine, &err) == COPSE_OK, "%s",
                  err.text);
    return engine;
}

static copse_lanes_fit run(const data *d, copse_method method, copse_test test, double tau2, copse_isa isa)
{
    copse_lanes *engine = engine_of(d, method, test, tau2, isa);
    const copse_lanes_group group = group_of(d);
    copse_lanes_fit fit;
    copse_error err = {0};
    memset(&fit, 0, sizeof fit);
    ck_assert_msg(copse_lanes_run(engine, &group, &fit, &err) == COPSE_OK, "%s", err.text);
    copse_lanes_free(engine);
    return fit;
}

/* Lane l written out; rows with n = 0 are left out. Returns the number of rows. */
static size_t write_out(const data *d, size_t l, double *y, double *v, double *X)
{
    size_t rows = 0;
    for (size_t i = 0; i < d->k; i++)
        for (double c = d->resampled ? d->n[i * COPSE_LANES + l] : 1; c > 0; c--, rows++) {
            y[rows] = d->y[d->y_by_lane ? i * COPSE_LANES + l : i];
            v[rows] = d->v[d->v_by_lane ? i * COPSE_LANES + l : i];
            memcpy(X + rows * d->p, d->X + i * d->p, d->p * sizeof *X);
        }
    return rows;
}

static copse_lane_status expected_status(copse_status st)
{
    return st == COPSE_OK        ? COPSE_LANE_OK
           : st == COPSE_ETOOFEW ? COPSE_LANE_TOO_FEW
           : st == COPSE_ERANK   ? COPSE_LANE_RANK
           : st == COPSE_EDOM    ? COPSE_LANE_DOMAIN
                                 : COPSE_LANE_RANGE;
}

static void compare_lane(const copse_lanes_fit *fit, size_t l, const copse_fit *want, double y_max)
{
    double largest = y_max / 100;
    for (size_t j = 0; j < want->p; j++) largest = fmax(largest, fabs(want->coef[j].estimate));
    CK_CLOSE_ABS(fit->tau2[l], want->het.tau2, 1e-9, 1e-30 * y_max * y_max); /* SJ of equal y */
    for (size_t j = 0; j < want->p; j++) {
        CK_CLOSE_ABS(fit->coef[j][l], want->coef[j].estimate, 1e-9, 1e-10 * want->coef[j].se + 1e-13 * largest);
        CK_CLOSE(fit->se[j][l], want->coef[j].se, 1e-9);
    }
    const double half = want->coef[0].se * fit->critical[l];
    CK_CLOSE_ABS(half, (want->coef[0].ci.upper - want->coef[0].ci.lower) / 2, 1e-6, 1e-15 * largest);
    CK_CLOSE(fit->df[l], want->coef[0].df, 0);
    CK_CLOSE_ABS(fit->Q[l], want->het.Q, 1e-9, 1e-14);
    CK_CLOSE_ABS(fit->I2[l], want->het.I2, 1e-9, 1e-10);
    CK_CLOSE_ABS(fit->H2[l], want->het.H2, 1e-9, 1e-14);
    CK_CLOSE_ABS(fit->QM[l], want->het.QM, 1e-9, 1e-12);
    CK_CLOSE_ABS(fit->R2[l], want->het.R2, 1e-9, 1e-7);
    CK_CLOSE_ABS(fit->pi_lower[l], want->prediction.lower, 1e-9, 1e-10 * want->coef[0].se);
    CK_CLOSE_ABS(fit->pi_upper[l], want->prediction.upper, 1e-9, 1e-10 * want->coef[0].se);
}

/* Returns how many lanes the kernel could not vouch for, of those that have a fit. */
static int compare(const data *d, copse_method method, copse_test test, double tau2, copse_isa isa)
{
    static double y[ROWS], v[ROWS], X[MOST * COPSE_LANES_COLUMNS];
    const copse_lanes_fit fit = run(d, method, test, tau2, isa);
    const copse_fit_opts opts = {.method = method, .test = test, .level = 90, .tau2 = tau2};
    int careful = 0;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        const size_t k = write_out(d, l, y, v, X);
        copse_fit want;
        copse_error err = {0};
        const copse_status st = copse_pool(y, v, X, k, d->p, &opts, &want, &err);
        ck_assert_int_eq(fit.status[l], expected_status(st));
        if (st == COPSE_OK) {
            double y_max = 0;
            for (size_t i = 0; i < k; i++) y_max = fmax(y_max, fabs(y[i]));
            compare_lane(&fit, l, &want, y_max);
            careful += fit.careful[l];
        } else {
            ck_assert(isnan(fit.tau2[l]) && isnan(fit.coef[d->p - 1][l]) && isnan(fit.se[0][l]) && isnan(fit.QM[l]));
        }
        copse_fit_free(&want);
    }
    return careful;
}

static copse_isa some_isa(int turn)
{
    const copse_isa isa = (copse_isa)(turn % COPSE_ISA_COUNT);
    return copse_isa_available(isa) ? isa : COPSE_ISA_BEST;
}

/* All of them in turn, those that do not go as one that the kernels have. */
static copse_test some_test(int turn, copse_method method, double tau2, const data *d)
{
    const copse_test test = (copse_test)(turn % COPSE_TEST_COUNT);
    return test_has_lanes(test, method, tau2, d->p > 1 ? d->p : 2) ? test : (copse_test)(turn % (COPSE_TEST_ADHOC + 1));
}

static data draw(test_random *r, size_t least_over, double decades, double scale)
{
    data d = {.p = test_random_size(r, 1, COPSE_LANES_COLUMNS)};
    d.k = d.p + test_random_size(r, least_over, MOST - COPSE_LANES_COLUMNS);
    const double kind = test_random_uniform(r);
    d.y_by_lane = kind < 0.2;
    d.v_by_lane = kind < 0.1;
    d.resampled = kind > 0.1;
    if (d.y_by_lane) d.v_by_lane = true; /* draw_values fills both alike */
    draw_design(r, &d);
    draw_values(r, &d, decades, scale);
    draw_counts(r, &d);
    return d;
}

static bool is_careful(copse_method method)
{
    return method > COPSE_METHOD_PMM && method != COPSE_METHOD_DLIT && method != COPSE_METHOD_SJIT;
}

static bool takes_designs(copse_method method)
{
    return copse_method_can(method, 10, 2);
}

START_TEST(ordinary_data)
{
    test_random r = {(uint64_t)_i + 1};
    int careful = 0, lanes = 0;
    for (int turn = 0; turn < 60; turn++) {
        data d = draw(&r, 8, 2, 1);
        if (!takes_designs((copse_method)_i) || (is_careful((copse_method)_i) && turn % 10 != 0)) continue;
        const copse_test test = some_test(turn, (copse_method)_i, NAN, &d);
        const int own = compare(&d, (copse_method)_i, test, NAN, some_isa(turn));
        careful += test <= COPSE_TEST_ADHOC ? own : 0;
        lanes += test <= COPSE_TEST_ADHOC ? COPSE_LANES : 0;
    }
    if (getenv("COPSE_TEST_TELL") != NULL)
        printf("%s: %d of %d lanes not vouched for\n", copse_method_code((copse_method)_i), careful, lanes);
    /* what no kernel has is all done by the scalar code */
    ck_assert(is_careful((copse_method)_i) ? careful * 2 >= lanes : careful * 10 < lanes);
}
END_TEST

/* Beyond the scales whose products a double holds the kernels leave the data to the scalar code. */
START_TEST(any_scale)
{
    test_random r = {500 + (uint64_t)_i};
    if (!takes_designs((copse_method)_i) || is_careful((copse_method)_i)) return;
    for (int exponent = -60; exponent <= 60; exponent += 3) {
        data d = draw(&r, 8, 2, pow(10, exponent));
        compare(&d, (copse_method)_i, (copse_test)((exponent + 60) / 3 % (COPSE_TEST_ADHOC + 1)), NAN, COPSE_ISA_BEST);
    }
}
END_TEST

/* Scales, weights of any ratio, hardly more studies than columns, large offsets, exact fits, resamples of few studies. */
START_TEST(hostile_data)
{
    test_random r = {1000 + (uint64_t)_i};
    for (int turn = 0; turn < 150; turn++) {
        const double scale = pow(10, 12 * test_random_uniform(&r) - 6);
        data d = draw(&r, 0, 9 * test_random_uniform(&r), scale);
        const double kind = test_random_uniform(&r);
        const size_t rows = d.y_by_lane ? d.k * COPSE_LANES : d.k;
        if (kind < 0.15) d.v[test_random_size(&r, 0, rows - 1)] *= 1e-8;
        else if (kind < 0.3)
            for (size_t i = 0; i < rows; i++) d.y[i] += 1e4 * scale;
        else if (kind < 0.4)
            for (size_t i = 0; i < rows; i++) d.y[i] = 3 * scale * d.X[i / (rows / d.k) * d.p];
        else if (kind < 0.5)
            for (size_t l = 0; l < COPSE_LANES; l++) /* all counts on a few studies */
                for (size_t i = 0; i < d.k; i++) d.n[i * COPSE_LANES + l] = i < l ? 1 + (double)(d.k / (l + i + 1)) : 0;
        const double tau2 = test_random_uniform(&r) < 0.1 ? scale * scale : NAN;
        if (!takes_designs((copse_method)_i) || (is_careful((copse_method)_i) && turn % 10 != 0)) continue;
        const copse_test test = some_test(turn, (copse_method)_i, tau2, &d);
        compare(&d, (copse_method)_i, test, tau2, some_isa(turn / COPSE_TEST_COUNT));
    }
}
END_TEST

/* Precise studies that agree and rough ones that do not: likelihoods with more than one maximum. */
static void draw_two_kinds(test_random *r, data *d)
{
    for (size_t i = 0; i < d->k; i++) {
        const bool precise = i % 3 > 0;
        d->v[i] = precise ? pow(10, -2 - 3 * test_random_uniform(r)) : 1 + test_random_uniform(r);
        d->y[i] = (precise ? sqrt(d->v[i]) : 5 * test_random_uniform(r)) * test_random_normal(r);
    }
}

START_TEST(several_maxima)
{
    test_random r = {4711}; /* the first turns hold lanes for which 48 intervals do not prove enough */
    int several = 0;
    for (int turn = 0; turn < 600; turn++) {
        data d = {.p = test_random_size(&r, 1, 3), .resampled = turn % 2 == 0};
        d.k = d.p + test_random_size(&r, 4, 12);
        draw_design(&r, &d);
        draw_counts(&r, &d);
        draw_two_kinds(&r, &d);
        const copse_method method = turn % 4 < 2 ? COPSE_METHOD_REML : COPSE_METHOD_ML;
        const copse_fit_opts opts = {.method = method, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
        copse_fit fit;
        if (copse_pool(d.y, d.v, d.X, d.k, d.p, &opts, &fit, NULL) == COPSE_OK) several += fit.maxima > 1;
        copse_fit_free(&fit);
        compare(&d, method, COPSE_TEST_KNHA, NAN, some_isa(turn));
    }
    ck_assert_int_gt(several, 5);
}
END_TEST

START_TEST(instruction_sets_give_the_same_bits)
{
    test_random r = {5};
    for (int turn = 0; turn < 240; turn++) {
        data d = draw(&r, 2, 4, 1);
        if (turn % 3 == 0)
            for (size_t i = 0; i < d.k * COPSE_LANES; i++) d.n[i] = -log(test_random_uniform(&r));
        const copse_method method = (copse_method)(turn % COPSE_METHOD_COUNT);
        if (!takes_designs(method) || (is_careful(method) && turn % 3 == 0)) continue;
        const copse_lanes_fit want = run(&d, method, COPSE_TEST_KNHA, NAN, COPSE_ISA_BASELINE);
        for (int isa = COPSE_ISA_BASELINE + 1; isa < COPSE_ISA_COUNT; isa++) {
            if (!copse_isa_available((copse_isa)isa)) continue;
            const copse_lanes_fit fit = run(&d, method, COPSE_TEST_KNHA, NAN, (copse_isa)isa);
            ck_assert_int_eq(memcmp(&fit, &want, sizeof fit), 0);
        }
    }
}
END_TEST

/* Dummies of the levels of a subgroup: common tau2, the levels' estimates and the test between them. */
START_TEST(levels_with_a_common_tau2)
{
    test_random r = {12};
    for (int turn = 0; turn < 200; turn++) {
        static double y[ROWS], v[ROWS], X[MOST * COPSE_LANES_COLUMNS];
        static size_t level[MOST];
        data d = {.p = test_random_size(&r, 2, 5), .resampled = true};
        d.k = 4 * d.p + test_random_size(&r, 0, 8);
        draw_values(&r, &d, 2, 1);
        draw_counts(&r, &d);
        for (size_t i = 0; i < d.k; i++) d.X[i * d.p + i % d.p] = 1;
        const copse_fit_opts opts = {.method = COPSE_METHOD_REML, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
        const copse_lanes_fit fit = run(&d, opts.method, opts.test, NAN, some_isa(turn));
        for (size_t l = 0; l < COPSE_LANES; l++) {
            copse_subgroups want;
            const size_t k = write_out(&d, l, y, v, X);
            for (size_t i = 0; i < k; i++)
                for (size_t j = 0; j < d.p; j++)
                    if (X[i * d.p + j] == 1) level[i] = j;
            const copse_status st = copse_pool_subgroups(y, v, level, k, d.p, &opts, COPSE_TAU2_COMMON, &want, NULL);
            ck_assert_int_eq(fit.status[l], st == COPSE_OK ? COPSE_LANE_OK : COPSE_LANE_RANK); /* a level is lost */
            double sum = 0, mean = 0, between = 0;
            for (size_t j = 0; st == COPSE_OK && j < d.p; j++) {
                CK_CLOSE_ABS(fit.coef[j][l], want.fit[j].coef[0].estimate, 1e-9, 1e-10 * fit.se[j][l]);
                CK_CLOSE(fit.se[j][l], want.fit[j].coef[0].se, 1e-9);
                sum += 1 / (fit.se[j][l] * fit.se[j][l]);
                mean += fit.coef[j][l] / (fit.se[j][l] * fit.se[j][l]);
            }
            for (size_t j = 0; st == COPSE_OK && j < d.p; j++)
                between += pow((fit.coef[j][l] - mean / sum) / fit.se[j][l], 2);
            if (st == COPSE_OK) CK_CLOSE_ABS(between, want.Q, 1e-8, 1e-10);
            copse_subgroups_free(&want);
        }
    }
}
END_TEST

/* ------------------------------------------------------------------------------------------ weights of any size */

/* The regression at tau2 of rows weighted by n, by elimination with long doubles. */
typedef struct weighted {
    double log_lik, score, Q, beta[COPSE_LANES_COLUMNS], variance[COPSE_LANES_COLUMNS];
} weighted;

/* Gauss-Jordan: a (p x p) to its inverse; the log of its determinant. */
static long double invert(long double *a, size_t p)
{
    long double log_det = 0;
    for (size_t j = 0; j < p; j++) {
        const long double pivot = a[j * p + j];
        log_det += logl(pivot);
        a[j * p + j] = 1;
        for (size_t l = 0; l < p; l++) a[j * p + l] /= pivot;
        for (size_t i = 0; i < p; i++) {
            if (i == j) continue;
            const long double factor = a[i * p + j];
            a[i * p + j] = 0;
            for (size_t l = 0; l < p; l++) a[i * p + l] -= factor * a[j * p + l];
        }
    }
    return log_det;
}

static weighted weigh(const data *d, size_t lane, double tau2, bool restricted)
{
    enum { SQUARE = COPSE_LANES_COLUMNS * COPSE_LANES_COLUMNS };
    const size_t p = d->p;
    long double a[SQUARE] = {0}, a2[SQUARE] = {0}, c[COPSE_LANES_COLUMNS] = {0}, log_w = 0, Q = 0, A = 0, B = 0;
    weighted out = {0};
    for (size_t i = 0; i < d->k; i++) {
        const long double n = d->n[i * COPSE_LANES + lane], w = 1 / ((long double)d->v[i] + tau2);
        log_w += n * logl(w);
        B += n * w;
        for (size_t j = 0; j < p; j++) {
            const long double x = d->X[i * p + j];
            c[j] += n * w * x * d->y[i];
            for (size_t l = 0; l < p; l++) a[j * p + l] += n * w * x * d->X[i * p + l];
            for (size_t l = 0; l < p; l++) a2[j * p + l] += n * w * w * x * d->X[i * p + l];
        }
    }
    const long double log_det = invert(a, p);
    for (size_t j = 0; j < p; j++) {
        long double beta = 0;
        for (size_t l = 0; l < p; l++) {
            beta += a[j * p + l] * c[l];
            if (restricted) B -= a[j * p + l] * a2[l * p + j];
        }
        out.beta[j] = (double)beta;
        out.variance[j] = (double)a[j * p + j];
    }
    for (size_t i = 0; i < d->k; i++) {
        const long double n = d->n[i * COPSE_LANES + lane], w = 1 / ((long double)d->v[i] + tau2);
        long double r = d->y[i];
        for (size_t j = 0; j < p; j++) r -= (long double)d->X[i * p + j] * out.beta[j];
        Q += n * w * r * r;
        A += n * w * w * r * r;
    }
    out.log_lik = (double)(log_w - Q - (restricted ? log_det : 0)) / 2;
    out.score = (double)(A - B);
    out.Q = (double)Q;
    return out;
}

/* No tau2 of a fine grid has a higher likelihood, the score is 0 or falls from 0 on, and the rest follows from tau2. */
static void check_weighted(const data *d, const copse_lanes_fit *fit, size_t l, bool restricted)
{
    const double t = fit->tau2[l];
    ck_assert(t >= 0);
    const weighted at = weigh(d, l, t, restricted);
    for (double u = 1e-4; u < 1e4; u *= 1.1) {
        const double other = weigh(d, l, u, restricted).log_lik;
        ck_assert_msg(other <= at.log_lik + 1e-6, "tau2 %.17g: %.17g, but %.17g at %g", t, at.log_lik, other, u);
    }
    if (t > 0) ck_assert(weigh(d, l, t * (1 - 1e-7), restricted).score > 0);
    ck_assert(weigh(d, l, t + 1e-7 * fmax(t, 1e-4), restricted).score < 0);
    for (size_t j = 0; j < d->p; j++) {
        CK_CLOSE_ABS(fit->coef[j][l], at.beta[j], 1e-7, 1e-8);
        CK_CLOSE(fit->se[j][l], sqrt(at.variance[j]), 1e-7);
    }
    CK_CLOSE(fit->Q[l], weigh(d, l, 0, restricted).Q, 1e-9);
    CK_CLOSE(fit->df[l], NAN, 0);
}

/* Bayesian weights: Dirichlet, with sum k. */
START_TEST(weights_that_are_not_whole)
{
    test_random r = {31};
    int failed = 0;
    for (int turn = 0; turn < 60; turn++) {
        data d = {.p = test_random_size(&r, 1, 4), .resampled = true, .plain = turn % 5 == 0};
        if (d.plain) d.p = 1;
        d.k = d.p + test_random_size(&r, 5, 20);
        draw_design(&r, &d);
        for (size_t i = 0; d.plain && i < d.k; i++) d.X[i] = 1;
        if (turn % 3 == 0) draw_two_kinds(&r, &d);
        else draw_values(&r, &d, 1 + turn % 3, 1);
        for (size_t l = 0; l < COPSE_LANES; l++) {
            double sum = 0;
            for (size_t i = 0; i < d.k; i++) sum += d.n[i * COPSE_LANES + l] = -log(test_random_uniform(&r));
            for (size_t i = 0; i < d.k; i++) d.n[i * COPSE_LANES + l] *= (double)d.k / sum;
        }
        const bool restricted = turn % 2 == 0;
        const copse_method method = restricted ? COPSE_METHOD_REML : COPSE_METHOD_ML;
        const copse_lanes_fit fit = run(&d, method, COPSE_TEST_Z, NAN, some_isa(turn));
        for (size_t l = 0; l < COPSE_LANES; l++) {
            ck_assert_int_eq(fit.careful[l], 0);
            if (fit.status[l] == COPSE_LANE_OK) check_weighted(&d, &fit, l, restricted);
            else failed++;
        }
    }
    ck_assert_int_eq(failed, 0);
}
END_TEST

/* Weights all but whole give the fit of the whole ones. */
START_TEST(weights_next_to_whole)
{
    test_random r = {32};
    for (int turn = 0; turn < 120; turn++) {
        data d = draw(&r, 8, 2, 1);
        d.resampled = true;
        const copse_method method = (copse_method)(turn % COPSE_METHOD_COUNT);
        if (is_careful(method)) continue; /* the scalar code takes whole counts only */
        const copse_lanes_fit want = run(&d, method, COPSE_TEST_KNHA, NAN, COPSE_ISA_BEST);
        for (size_t i = 0; i < d.k * COPSE_LANES; i++) d.n[i] *= 1 + 0x1p-48;
        const copse_lanes_fit fit = run(&d, method, COPSE_TEST_KNHA, NAN, COPSE_ISA_BEST);
        for (size_t l = 0; l < COPSE_LANES; l++) {
            ck_assert_int_eq(fit.status[l], want.status[l]);
            if (want.status[l] != COPSE_LANE_OK) continue;
            CK_CLOSE_ABS(fit.tau2[l], want.tau2[l], 1e-8, 1e-12);
            CK_CLOSE(fit.df[l], want.df[l], 0);
            CK_CLOSE(fit.critical[l], want.critical[l], 0);
            for (size_t j = 0; j < d.p; j++) {
                CK_CLOSE_ABS(fit.coef[j][l], want.coef[j][l], 1e-8, 1e-9 * want.se[j][l]);
                CK_CLOSE_ABS(fit.se[j][l], want.se[j][l], 1e-8, 1e-12);
            }
            CK_CLOSE_ABS(fit.QM[l], want.QM[l], 1e-8, 1e-12);
            CK_CLOSE_ABS(fit.R2[l], want.R2[l], 1e-8, 1e-6);
        }
    }
}
END_TEST

START_TEST(what_cannot_be_fitted)
{
    data d = {.k = 6, .p = 2, .resampled = true};
    for (size_t i = 0; i < d.k; i++) {
        d.y[i] = (double)(i * i);
        d.v[i] = 1;
        d.X[2 * i] = 1;
        d.X[2 * i + 1] = i < 2;
        for (size_t l = 0; l < COPSE_LANES; l++) d.n[i * COPSE_LANES + l] = 1;
    }
    d.n[0 * COPSE_LANES + 1] = d.n[1 * COPSE_LANES + 1] = 0; /* the dummy is lost */
    d.n[0 * COPSE_LANES + 2] = d.n[1 * COPSE_LANES + 2] = 0; /* so with weights */
    d.n[3 * COPSE_LANES + 2] = 0.5;
    for (size_t i = 0; i < d.k; i++) d.n[i * COPSE_LANES + 3] = i == 0; /* one study */
    d.n[2 * COPSE_LANES + 4] = -1;
    d.n[2 * COPSE_LANES + 5] = NAN;
    for (size_t i = 0; i < d.k; i++) d.n[i * COPSE_LANES + 6] = 0.25;
    const copse_lanes_fit fit = run(&d, COPSE_METHOD_REML, COPSE_TEST_KNHA, NAN, COPSE_ISA_BEST);
    static const unsigned char want[COPSE_LANES] = {COPSE_LANE_OK,      COPSE_LANE_RANK,   COPSE_LANE_RANK,
                                                    COPSE_LANE_TOO_FEW, COPSE_LANE_DOMAIN, COPSE_LANE_DOMAIN,
                                                    COPSE_LANE_TOO_FEW, COPSE_LANE_OK};
    ck_assert_mem_eq(fit.status, want, sizeof want);
    for (size_t l = 0; l < COPSE_LANES; l++) ck_assert_int_eq(isnan(fit.coef[1][l]) != 0, want[l] != COPSE_LANE_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meta-regression in lanes");
    TCase *cases = tcase_create("against copse_pool");
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, ordinary_data, 0, COPSE_METHOD_COUNT);
    tcase_add_loop_test(cases, any_scale, 0, COPSE_METHOD_COUNT);
    tcase_add_loop_test(cases, hostile_data, 0, COPSE_METHOD_COUNT);
    tcase_add_test(cases, several_maxima);
    tcase_add_test(cases, levels_with_a_common_tau2);
    tcase_add_test(cases, instruction_sets_give_the_same_bits);
    tcase_add_test(cases, weights_that_are_not_whole);
    tcase_add_test(cases, weights_next_to_whole);
    tcase_add_test(cases, what_cannot_be_fitted);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
