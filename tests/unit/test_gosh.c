/* All subsets: what must be true of them. tests/reference/test_gosh_reference.c has the numbers of each. */
#include <copse/sensitivity.h>

#include "ck_close.h"

#include <stdlib.h>
#include <string.h>

enum { K = 11, MANY = 70 };
static double Y[MANY], V[MANY], ONE_X[2 * MANY];
static const copse_fit_opts DL = {.method = COPSE_METHOD_DL, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};

/* Spread estimates; study 3 far from the others. */
static void make_studies(void)
{
    for (size_t i = 0; i < MANY; i++) {
        V[i] = 0.02 + 0.01 * (double)(i * 7 % 5);
        Y[i] = 0.3 + 0.1 * sin(3.7 * (double)i) + (i == 3 ? 2 : 0);
        ONE_X[2 * i] = 1;
        ONE_X[2 * i + 1] = (double)(i * 5 % 7);
    }
}

static copse_gosh run(const double *X, size_t k, const copse_fit_opts *fit, const copse_gosh_opts *opts)
{
    const copse_sensitivity_data data = {Y, V, X, k, X == NULL ? 1 : 2, fit};
    copse_gosh gosh;
    copse_error err = {0};
    ck_assert_msg(copse_gosh_run(&data, opts, &gosh, &err) == COPSE_OK, "%s", err.text);
    return gosh;
}

/* Sums made one subset at a time. */
typedef struct sums {
    double n, estimate, squares, I2, tau2, least, most;
    double with, with_n, above, significant;
    size_t study;
} sums;

static copse_status add(void *context, const copse_gosh_row *row, const unsigned char *member, copse_error *err)
{
    sums *s = context;
    (void)err;
    if (row->status != COPSE_LANE_OK) return COPSE_OK;
    s->n++;
    s->estimate += row->coef[0];
    s->squares += row->coef[0] * row->coef[0];
    s->I2 += row->I2;
    s->tau2 += row->tau2;
    s->least = fmin(s->least, row->coef[0]);
    s->most = fmax(s->most, row->coef[0]);
    s->above += row->coef[0] > 0.3;
    s->significant += fabs(row->coef[0] - 0.3) > row->critical * row->se[0];
    if (member[s->study] != 0) {
        s->with += row->coef[0];
        s->with_n++;
    }
    return COPSE_OK;
}

/* The summary is that of the rows, for exact and random subsets, with few and with many studies. */
START_TEST(sums_of_rows)
{
    const struct {
        size_t k;
        copse_gosh_which which;
        uint64_t subsets;
    } kind[] = {{2, COPSE_GOSH_ALL, 3},       {3, COPSE_GOSH_ALL, 7},          {K, COPSE_GOSH_ALL, 2047},
                {K, COPSE_GOSH_RANDOM, 5000}, {MANY, COPSE_GOSH_RANDOM, 4099}, {64, COPSE_GOSH_RANDOM, 1},
                {K, COPSE_GOSH_AUTO, 2047}};
    for (size_t c = 0; c < sizeof kind / sizeof *kind; c++) {
        const size_t k = kind[c].k;
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.which = kind[c].which;
        opts.null = 0.3;
        if (opts.which == COPSE_GOSH_RANDOM) opts.subsets = kind[c].subsets;
        for (size_t study = 0; study < k; study += k - 1) {
            const copse_sensitivity_data data = {Y, V, NULL, k, 1, &DL};
            sums s = {.study = study, .least = INFINITY, .most = -INFINITY};
            copse_gosh gosh = run(NULL, k, &DL, &opts);
            ck_assert_int_eq(copse_gosh_rows(&data, &opts, 0, kind[c].subsets, add, &s, NULL), COPSE_OK);
            ck_assert_uint_eq(gosh.subsets, kind[c].subsets);
            ck_assert_uint_eq(gosh.fitted, (uint64_t)s.n);
            ck_assert_uint_eq(gosh.above, (uint64_t)s.above);
            ck_assert_uint_eq(gosh.significant, (uint64_t)s.significant);
            ck_assert_uint_eq(gosh.study[study].with.subsets, (uint64_t)s.with_n);
            ck_assert_uint_eq(gosh.study[study].with.subsets + gosh.study[study].without.subsets, gosh.fitted);
            CK_CLOSE(gosh.coef[0].mean, s.estimate / s.n, 1e-12);
            CK_CLOSE_ABS(gosh.coef[0].sd, sqrt(s.squares / s.n - s.estimate / s.n * (s.estimate / s.n)), 1e-9, 1e-7);
            CK_CLOSE(gosh.coef[0].least, s.least, 0.0);
            CK_CLOSE(gosh.coef[0].most, s.most, 0.0);
            CK_CLOSE_ABS(gosh.I2.mean, s.I2 / s.n, 1e-12, 1e-12);
            CK_CLOSE_ABS(gosh.tau2.mean, s.tau2 / s.n, 1e-12, 1e-14);
            if (s.with_n > 0) CK_CLOSE(gosh.study[study].with.mean, s.with / s.with_n, 1e-12);
            uint64_t cells = 0;
            for (size_t i = 0; i < COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2; i++) cells += gosh.all.count[i];
            ck_assert_uint_eq(cells, gosh.fitted);
            ck_assert_uint_eq(gosh.all.outside, 0);
            copse_gosh_free(&gosh);
        }
    }
}
END_TEST

static void same_statistic(const copse_gosh_statistic *a, const copse_gosh_statistic *b)
{
    ck_assert_mem_eq(a, b, sizeof *a);
}

static void same_bits(const copse_gosh *a, const copse_gosh *b)
{
    same_statistic(&a->coef[0], &b->coef[0]);
    same_statistic(&a->coef[1], &b->coef[1]);
    same_statistic(&a->I2, &b->I2);
    same_statistic(&a->H2, &b->H2);
    same_statistic(&a->tau2, &b->tau2);
    same_statistic(&a->Q, &b->Q);
    ck_assert_uint_eq(a->significant, b->significant);
    for (size_t i = 0; i < a->k; i++) {
        ck_assert_mem_eq(&a->study[i].with, &b->study[i].with, sizeof a->study[i].with);
        ck_assert_mem_eq(&a->study[i].without, &b->study[i].without, sizeof a->study[i].without);
        ck_assert_mem_eq(&a->study[i].explains, &b->study[i].explains, sizeof a->study[i].explains);
    }
    ck_assert_mem_eq(a->all.count, b->all.count, COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2 * sizeof *a->all.count);
    ck_assert_mem_eq(a->marked.count, b->marked.count, COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2 * sizeof *a->all.count);
}

/* No matter how many threads, nor which instructions. */
START_TEST(same_for_all_threads)
{
    for (int c = 0; c < 4; c++) {
        const double *X = c == 3 ? ONE_X : NULL;
        const size_t k = c == 0 ? 19 : c == 2 ? MANY : 13; /* 19: more than are kept */
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.which = c == 2 ? COPSE_GOSH_RANDOM : COPSE_GOSH_ALL;
        opts.marked = 3;
        opts.threads = 1;
        copse_gosh one = run(X, k, &DL, &opts);
        for (int threads = 2; threads <= 7; threads += 5) {
            opts.threads = threads;
            opts.isa = threads == 7 ? COPSE_ISA_BASELINE : COPSE_ISA_BEST;
            copse_gosh other = run(X, k, &DL, &opts);
            same_bits(&one, &other);
            copse_gosh_free(&other);
        }
        copse_gosh_free(&one);
    }
}
END_TEST

/* 524287 subsets are not kept: the same numbers, and quartiles within the grain. */
START_TEST(counted_not_kept)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    opts.which = COPSE_GOSH_ALL;
    copse_gosh exact = run(NULL, 18, &DL, &opts);
    copse_gosh counted = run(NULL, 19, &DL, &opts);
    ck_assert(exact.grain == 0 && counted.grain > 0);
    const copse_gosh_statistic *a[] = {&exact.coef[0], &exact.I2, &exact.H2, &exact.tau2, &exact.Q};
    const copse_gosh_statistic *b[] = {&counted.coef[0], &counted.I2, &counted.H2, &counted.tau2, &counted.Q};
    for (size_t j = 0; j < 5; j++)
        for (size_t q = 0; q < 3; q++) {
            /* one study more changes them little, and the grain less */
            CK_CLOSE_ABS(b[j]->quartile[q], a[j]->quartile[q], 0.1, 0.02);
            ck_assert(b[j]->quartile[q] >= b[j]->least && b[j]->quartile[q] <= b[j]->most);
        }
    uint64_t cells = counted.all.outside;
    for (size_t i = 0; i < COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2; i++) cells += counted.all.count[i];
    ck_assert_uint_eq(cells, 524287);
    ck_assert_uint_lt(counted.all.outside, 524287 / 100);
    copse_gosh_free(&exact);
    copse_gosh_free(&counted);
}
END_TEST

START_TEST(finds_the_outlier)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    opts.marked = 3;
    copse_gosh gosh = run(NULL, K, &DL, &opts);
    double explained = 0;
    uint64_t marked = 0, half = ((uint64_t)1 << (K - 1));
    for (size_t i = 0; i < K; i++) {
        ck_assert(gosh.study[i].outlier == (i == 3));
        ck_assert(gosh.study[i].explains >= 0);
        explained += gosh.study[i].explains;
    }
    ck_assert(explained > 80 && explained < 100.0001);
    for (size_t i = 0; i < COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2; i++) marked += gosh.marked.count[i];
    ck_assert_uint_eq(marked, half);
    ck_assert_uint_eq(gosh.study[3].with.subsets, half);
    copse_gosh_free(&gosh);
}
END_TEST

/* y -> a y + b, v -> a^2 v: estimates follow, I2 and shares stay. */
START_TEST(scaling)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    double y[K], v[K];
    const copse_fit_opts fit = copse_fit_opts_default();
    for (size_t i = 0; i < K; i++) {
        y[i] = 1024 * Y[i];
        v[i] = 1024 * 1024 * V[i];
    }
    const copse_sensitivity_data data = {y, v, NULL, K, 1, &fit};
    copse_gosh a = run(NULL, K, &fit, &opts), b;
    ck_assert_int_eq(copse_gosh_run(&data, &opts, &b, NULL), COPSE_OK);
    CK_CLOSE(b.coef[0].mean, 1024 * a.coef[0].mean, 1e-13);
    CK_CLOSE(b.tau2.mean, 1024 * 1024 * a.tau2.mean, 1e-12);
    CK_CLOSE(b.I2.quartile[1], a.I2.quartile[1], 1e-12);
    CK_CLOSE(b.study[3].explains, a.study[3].explains, 1e-9);
    copse_gosh_free(&a);
    copse_gosh_free(&b);
}
END_TEST

/* Random subsets hold each study half of the time, and are never too small. */
static copse_status look(void *context, const copse_gosh_row *row, const unsigned char *member, copse_error *err)
{
    double *times = context;
    (void)err;
    ck_assert(row->k >= 3);
    for (size_t i = 0; i < 5; i++) times[i] += member[i];
    return COPSE_OK;
}

START_TEST(random_subsets)
{
    double times[5] = {0};
    copse_gosh_opts opts = copse_gosh_opts_default();
    const copse_sensitivity_data data = {Y, V, NULL, 5, 1, &DL};
    opts.which = COPSE_GOSH_RANDOM;
    opts.least = 3;
    opts.subsets = 16000;
    ck_assert_int_eq(copse_gosh_rows(&data, &opts, 0, opts.subsets, look, times, NULL), COPSE_OK);
    /* of the 16 subsets of 3 or more, 11 hold a study; 4 standard errors */
    for (size_t i = 0; i < 5; i++) CK_CLOSE_ABS(times[i] / 16000, 11.0 / 16, 0.0, 4 * 0.0037);
    copse_gosh gosh = run(NULL, 5, &DL, &opts);
    ck_assert_uint_eq(gosh.possible, 16);
    copse_gosh_free(&gosh);
}
END_TEST

START_TEST(identical_studies)
{
    const double y[4] = {0.5, 0.5, 0.5, 0.5}, v[4] = {0.1, 0.1, 0.1, 0.1};
    const copse_fit_opts fit = copse_fit_opts_default();
    const copse_sensitivity_data data = {y, v, NULL, 4, 1, &fit};
    copse_gosh gosh;
    ck_assert_int_eq(copse_gosh_run(&data, NULL, &gosh, NULL), COPSE_OK);
    ck_assert_uint_eq(gosh.fitted, 15);
    CK_CLOSE(gosh.coef[0].mean, 0.5, 1e-15);
    CK_CLOSE_ABS(gosh.coef[0].sd, 0.0, 0.0, 1e-15);
    ck_assert(isnan(gosh.study[0].explains) && !gosh.study[0].outlier);
    CK_CLOSE(gosh.I2.mean, 0.0, 0.0);
    ck_assert_uint_eq(gosh.all.count[COPSE_GOSH_CELLS / 2] + gosh.all.count[COPSE_GOSH_CELLS / 2 - 1], 15);
    copse_gosh_free(&gosh);
}
END_TEST

START_TEST(moderators)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    opts.coefficient = 1;
    copse_gosh gosh = run(ONE_X, 9, &DL, &opts);
    ck_assert_uint_eq(gosh.least, 3);
    ck_assert_uint_eq(gosh.possible, 512 - 1 - 9 - 36);
    ck_assert_uint_eq(gosh.fitted + gosh.failed[COPSE_LANE_RANK], gosh.possible);
    copse_gosh_free(&gosh);
}
END_TEST

static copse_status failing(const double *X, size_t k, size_t p, const copse_gosh_opts *opts)
{
    const copse_sensitivity_data data = {Y, V, X, k, p, &DL};
    copse_gosh gosh;
    copse_error err = {0};
    const copse_status st = copse_gosh_run(&data, opts, &gosh, &err);
    ck_assert(st == COPSE_OK || err.text[0] != '\0');
    copse_gosh_free(&gosh);
    return st;
}

START_TEST(refusals)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    ck_assert_int_eq(failing(NULL, 1, 1, &opts), COPSE_ETOOFEW);
    ck_assert_int_eq(failing(ONE_X, 2, 2, &opts), COPSE_ETOOFEW);
    opts.which = COPSE_GOSH_ALL;
    ck_assert_int_eq(failing(NULL, 29, 1, &opts), COPSE_EUSAGE);
    opts = copse_gosh_opts_default();
    opts.marked = K;
    ck_assert_int_eq(failing(NULL, K, 1, &opts), COPSE_EINVAL);
    opts = copse_gosh_opts_default();
    opts.least = 1;
    ck_assert_int_eq(failing(ONE_X, K, 2, &opts), COPSE_EUSAGE);
    opts = copse_gosh_opts_default();
    opts.subsets = 0;
    ck_assert_int_eq(failing(NULL, MANY, 1, &opts), COPSE_EUSAGE);
    opts = copse_gosh_opts_default();
    opts.null = NAN;
    ck_assert_int_eq(failing(NULL, K, 1, &opts), COPSE_EINVAL);
    const double v = V[2];
    V[2] = 0;
    ck_assert_int_eq(failing(NULL, K, 1, NULL), COPSE_EDOM);
    V[2] = v;
}
END_TEST

static bool stop(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    return done > total;
}

START_TEST(interrupted)
{
    const copse_watch watch = {.tick = stop};
    copse_gosh_opts opts = copse_gosh_opts_default();
    opts.watch = &watch;
    ck_assert_int_eq(failing(NULL, K, 1, &opts), COPSE_EINTERRUPTED);
}
END_TEST

/* Tables of 11 studies, one with events in the first group alone and one without any. */
static double CELL[4][MANY];
static copse_gosh_tables make_tables(copse_pooling pooling, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        CELL[0][i] = i == 5 ? 0 : (double)(3 + i * 7 % 11);
        CELL[1][i] = 60 + (double)(i * 5 % 9);
        CELL[2][i] = i == 5 || i == 8 ? 0 : (double)(2 + i * 3 % 8);
        CELL[3][i] = 55 + (double)(i % 4);
    }
    return (copse_gosh_tables){
        .counts = {.measure = COPSE_MH_OR, .k = k, .a = CELL[0], .b = CELL[1], .c = CELL[2], .d = CELL[3]},
        .pooling = pooling,
        .opts = copse_counts_opts_default()};
}

/* The summary of tables is that of their rows, kept or counted, exact and random, whatever the threads; sets that give no ratio are
 * told of. */
START_TEST(tables)
{
    const copse_pooling pooling[] = {COPSE_POOLING_MH, COPSE_POOLING_PETO};
    for (size_t c = 0; c < 4; c++) {
        const size_t k = c < 2 ? K : MANY;
        const copse_gosh_tables given = make_tables(pooling[c % 2], k);
        const copse_sensitivity_data data = {Y, V, NULL, k, 1, NULL};
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.tables = &given;
        opts.null = 0.3;
        opts.subsets = c == 3 ? 270000 : 3000; /* the last are counted, not kept */
        opts.marked = 3;
        sums s = {.study = 2, .least = INFINITY, .most = -INFINITY};
        copse_gosh one, many;
        opts.threads = 1;
        ck_assert_int_eq(copse_gosh_run(&data, &opts, &one, NULL), COPSE_OK);
        opts.threads = 3;
        ck_assert_int_eq(copse_gosh_run(&data, &opts, &many, NULL), COPSE_OK);
        same_bits(&one, &many);
        ck_assert_int_eq(copse_gosh_rows(&data, &opts, 0, k == K ? 2047 : opts.subsets, add, &s, NULL), COPSE_OK);
        ck_assert_uint_eq(one.fitted, (uint64_t)s.n);
        ck_assert_uint_eq(one.significant, (uint64_t)s.significant);
        CK_CLOSE(one.coef[0].mean, s.estimate / s.n, 1e-12);
        CK_CLOSE_ABS(one.I2.mean, s.I2 / s.n, 1e-12, 1e-12);
        CK_CLOSE(one.study[2].with.mean, s.with / s.with_n, 1e-12);
        CK_CLOSE(one.tau2.most, 0.0, 0.0);
        /* {6}, {9} and both by Mantel-Haenszel: no events, or only in the first group; by Peto {6} alone */
        if (k == K) ck_assert_uint_eq(one.failed[COPSE_LANE_RANGE], c % 2 == 0 ? 3 : 1);
        copse_gosh_free(&one);
        copse_gosh_free(&many);
    }
    copse_gosh_tables given = make_tables(COPSE_POOLING_MH, K);
    copse_gosh_opts opts = copse_gosh_opts_default();
    copse_gosh gosh;
    opts.tables = &given;
    const copse_sensitivity_data other = {Y, V, NULL, K - 1, 1, NULL}, moderated = {Y, V, ONE_X, K, 2, NULL};
    ck_assert_int_eq(copse_gosh_run(&other, &opts, &gosh, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_gosh_run(&moderated, &opts, &gosh, NULL), COPSE_EINVAL);
}
END_TEST

static copse_status fit_some(void *context, const size_t *study, size_t count, copse_fit *fit, copse_error *err)
{
    const copse_sensitivity_data *d = context;
    double y[MANY], v[MANY], X[2 * MANY];
    for (size_t i = 0; i < count; i++) {
        y[i] = d->y[study[i]];
        v[i] = d->v[study[i]];
        if (d->X != NULL) memcpy(X + 2 * i, d->X + 2 * study[i], 2 * sizeof *X);
    }
    return copse_pool(y, v, d->X == NULL ? NULL : X, count, d->p, d->opts, fit, err);
}

/* A fit of one's own that is copse_pool gives what the lanes give. */
START_TEST(own_fits)
{
    for (size_t c = 0; c < 3; c++) {
        const double *X = c == 1 ? ONE_X : NULL;
        const size_t k = c == 2 ? MANY : 8;
        copse_sensitivity_data data = {Y, V, X, k, X == NULL ? 1 : 2, &DL};
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.least = 3;
        if (c == 2) opts.subsets = 133;
        copse_gosh lanes = run(X, k, &DL, &opts), own;
        opts.fit = fit_some;
        opts.context = &data;
        opts.threads = 2;
        ck_assert_int_eq(copse_gosh_run(&data, &opts, &own, NULL), COPSE_OK);
        ck_assert_uint_eq(own.fitted, lanes.fitted);
        ck_assert_uint_eq(own.significant, lanes.significant);
        for (size_t j = 0; j < data.p; j++) CK_CLOSE(own.coef[j].mean, lanes.coef[j].mean, 1e-11);
        CK_CLOSE(own.I2.mean, lanes.I2.mean, 1e-10);
        CK_CLOSE_ABS(own.tau2.sd, lanes.tau2.sd, 1e-9, 1e-12);
        CK_CLOSE(own.study[2].with.mean, lanes.study[2].with.mean, 1e-11);
        copse_gosh_free(&lanes);
        opts.least = 0; /* a variance between studies is told by one more than coefficients */
        copse_gosh_free(&own);
        ck_assert_int_eq(copse_gosh_run(&data, &opts, &own, NULL), COPSE_OK);
        ck_assert_uint_eq(own.least, data.p + 1);
        copse_gosh_free(&own);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gosh");
    TCase *tcase = tcase_create("gosh");
    tcase_add_unchecked_fixture(tcase, make_studies, NULL);
    tcase_add_test(tcase, sums_of_rows);
    tcase_add_test(tcase, same_for_all_threads);
    tcase_add_test(tcase, counted_not_kept);
    tcase_add_test(tcase, finds_the_outlier);
    tcase_add_test(tcase, scaling);
    tcase_add_test(tcase, random_subsets);
    tcase_add_test(tcase, identical_studies);
    tcase_add_test(tcase, moderators);
    tcase_add_test(tcase, refusals);
    tcase_add_test(tcase, interrupted);
    tcase_add_test(tcase, tables);
    tcase_add_test(tcase, own_fits);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
