/* Deletion from sums: every number is that of the studies left fitted by themselves, whatever the data, and where sums cannot
 * tell they are. */
#include <copse/sensitivity.h>

#include "ck_close.h"
#include "test_choice.h"
#include "test_random.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 60, COLUMNS = 3 };

typedef struct data {
    double y[MOST], v[MOST], X[MOST * COLUMNS];
    size_t k, p;
    bool plain; /* no design: an intercept */
} data;

/* Kinds of trouble, each in one data set of ten: outliers, ties in two clumps, a rare level of a moderator, all y equal, a
 * heavy outlier, equal v, no intercept, a huge offset, a scale far from 1. */
static data draw(test_random *r)
{
    data d = {.p = test_random_size(r, 1, COLUMNS)};
    d.k = d.p + test_random_size(r, 1, test_random_size(r, 1, MOST - COLUMNS));
    const size_t trouble = test_random_size(r, 0, 9);
    const double u = test_random_uniform(r), spread = u < 0.5 ? 1 : u < 0.85 ? 5 : 14;
    const double tau = u < 0.2 ? 0 : exp(3 * test_random_normal(r) - 1), offset = trouble == 7 ? 1e6 : 0.3;
    const double scale = trouble == 8 ? exp(40 * test_random_normal(r)) : 1;
    d.plain = d.p == 1 && trouble != 6;
    for (size_t i = 0; i < d.k; i++) {
        d.v[i] = trouble == 5 ? 1 : exp(spread * (2 * test_random_uniform(r) - 1));
        d.y[i] = offset + sqrt(d.v[i] + tau * tau) * test_random_normal(r);
        if (trouble == 0 && test_random_uniform(r) < 0.1) d.y[i] += 100;
        if (trouble == 1) d.y[i] = test_random_uniform(r) < 0.5 ? 0 : 5 + 0.01 * test_random_normal(r);
        if (trouble == 3) d.y[i] = offset + (i == 0);
        if (trouble == 4 && i == 0) d.y[i] = 50, d.v[i] = 1e-4;
        d.y[i] *= scale;
        d.v[i] *= scale * scale;
        for (size_t j = 0; j < d.p; j++)
            d.X[i * d.p + j] = trouble == 2 ? test_random_uniform(r) < 0.1 : test_random_normal(r);
        if (trouble != 6 || i > 1)
            d.X[i * d.p] = 1; /* trouble 6: without the first two studies there is an intercept */
    }
    return d;
}

static const double *design_of(const data *d)
{
    return d->plain ? NULL : d->X;
}

/* The studies that are not in study[0..count-1]. */
static data without(const data *d, const size_t *study, size_t count)
{
    data rest = {.p = d->p, .plain = d->plain};
    for (size_t i = 0; i < d->k; i++) {
        bool out = false;
        for (size_t j = 0; j < count; j++) out = out || study[j] == i;
        if (out) continue;
        rest.y[rest.k] = d->y[i];
        rest.v[rest.k] = d->v[i];
        memcpy(rest.X + rest.k++ * d->p, d->X + i * d->p, d->p * sizeof *d->X);
    }
    return rest;
}

static void same_fit(const copse_fit *got, const copse_fit *want, double rtol)
{
    ck_assert_uint_eq(got->k, want->k);
    ck_assert_uint_eq(got->maxima, want->maxima);
    ck_assert(got->test == want->test && got->stop == want->stop && got->truncated == want->truncated);
    ck_assert(got->narrow == want->narrow && got->het.tau2_ci_state == want->het.tau2_ci_state);
    CK_CLOSE(got->het.tau2, want->het.tau2, rtol);
    CK_CLOSE(got->het.tau2_se, want->het.tau2_se, rtol);
    CK_CLOSE(got->het.tau, want->het.tau, rtol);
    CK_CLOSE(got->het.I2, want->het.I2, rtol);
    CK_CLOSE(got->het.H2, want->het.H2, rtol);
    CK_CLOSE(got->het.typical_v, want->het.typical_v, rtol);
    CK_CLOSE(got->het.I2_Q, want->het.I2_Q, rtol);
    CK_CLOSE(got->het.Q, want->het.Q, rtol);
    CK_CLOSE_ABS(got->het.Q_p, want->het.Q_p, rtol, 1e-2 * rtol);
    CK_CLOSE_ABS(got->het.QM, want->het.QM, rtol, rtol);
    CK_CLOSE_ABS(got->het.QM_p, want->het.QM_p, rtol, rtol);
    CK_CLOSE(got->variance_factor, want->variance_factor, rtol);
    CK_CLOSE_ABS(got->stat.log_lik, want->stat.log_lik, rtol, rtol);
    CK_CLOSE_ABS(got->stat.deviance, want->stat.deviance, rtol, rtol);
    CK_CLOSE_ABS(got->stat.AICc, want->stat.AICc, rtol, rtol);
    CK_CLOSE_ABS(got->stat.BIC, want->stat.BIC, rtol, rtol);
    CK_CLOSE_ABS(got->prediction.upper, want->prediction.upper, rtol, rtol * want->coef[0].se);
    for (size_t j = 0; j < want->p; j++) {
        const copse_coefficient *a = &got->coef[j], *b = &want->coef[j];
        CK_CLOSE_ABS(a->estimate, b->estimate, rtol, rtol * b->se);
        CK_CLOSE(a->se, b->se, rtol);
        CK_CLOSE(a->df, b->df, rtol);
        CK_CLOSE_ABS(a->p, b->p, rtol, rtol);
        CK_CLOSE_ABS(a->ci.lower, b->ci.lower, rtol, rtol * b->se);
        for (size_t l = 0; l < want->p; l++)
            CK_CLOSE_ABS(got->vcov[j * want->p + l], want->vcov[j * want->p + l], rtol,
                         rtol * b->se * want->coef[l].se);
    }
}

typedef struct tally {
    size_t fits, refits, several;
} tally;

/* What is deleted against the studies left; adds up how it was had. */
static void compare(const data *d, const copse_fit_opts *opts, const size_t *start, const size_t *study, size_t sets,
                    double rtol, tally *sum)
{
    copse_withouts out;
    copse_error err = {0};
    const copse_status status =
        copse_pool_without(d->y, d->v, design_of(d), d->k, d->p, opts, start, study, sets, &out, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    copse_fit_opts brief = *opts;
    brief.without_tau2_ci = brief.without_R2 = true;
    for (size_t s = 0; s < sets; s++) {
        const data rest = without(d, study + start[s], start[s + 1] - start[s]);
        copse_fit fit = {0};
        copse_status want = COPSE_ETOOFEW;
        if (rest.k > 0) want = copse_pool(rest.y, rest.v, design_of(&rest), rest.k, rest.p, &brief, &fit, NULL);
        ck_assert_int_eq(out.set[s].status, want);
        if (want == COPSE_OK) {
            same_fit(&out.set[s].fit, &fit, rtol);
            sum->fits++;
            sum->refits += out.set[s].refitted;
            sum->several += fit.maxima > 1;
            if (fit.maxima > 1) ck_assert(out.set[s].refitted);
        } else {
            ck_assert_ptr_null(out.set[s].fit.coef);
        }
        copse_fit_free(&fit);
    }
    copse_withouts_free(&out);
}

/* Each study by itself, or groups of one to four in any order. */
static size_t draw_sets(test_random *r, size_t k, size_t *start, size_t *study)
{
    const bool groups = test_random_uniform(r) < 0.3;
    size_t sets = 0;
    for (size_t i = 0; i < k; i++) study[i] = i;
    for (size_t i = k; groups && i-- > 1;) {
        const size_t j = test_random_size(r, 0, i), other = study[i];
        study[i] = study[j];
        study[j] = other;
    }
    start[0] = 0;
    while (start[sets] < k) {
        const size_t next = start[sets] + (groups ? test_random_size(r, 1, 4) : 1);
        start[++sets] = next < k ? next : k;
    }
    return sets;
}

/* Every method in turn; the tests and intervals that are multiples of Wald's. */
START_TEST(deletion_is_a_refit)
{
    static const copse_test TESTS[] = {COPSE_TEST_Z, COPSE_TEST_T, COPSE_TEST_KNHA, COPSE_TEST_ADHOC, COPSE_TEST_HK_CI};
    test_random r = {20260};
    tally sum = {0};
    for (size_t n = 0; n < 900; n++) {
        const data d = draw(&r);
        copse_fit_opts opts = {.method = (copse_method)(n % COPSE_METHOD_COUNT),
                               .test = TESTS[n % 5],
                               .level = 95,
                               .tau2 = NAN,
                               .pi = n % 3 == 0 ? COPSE_PI_HTS : COPSE_PI_METAFOR};
        const bool can =
            d.plain ? copse_method_can(opts.method, d.k + 2, 1) : copse_method_can(opts.method, d.k + 2, 2);
        if (opts.method == COPSE_METHOD_GENQM || !can) opts.method = COPSE_METHOD_REML;
        if (n % 17 == 0) opts.tau2 = 0.2 * d.v[0];
        if (opts.method == COPSE_METHOD_SJ) opts.setup.start = (copse_tau2_start)(n % 2);
        if (opts.method == COPSE_METHOD_GENQ && n % 2 == 0) opts.setup.weighting = COPSE_TAU2_WEIGHTS_SHIFTED;
        if (copse_fit_opts_check(&opts, d.plain ? 1 : 2, NULL) != COPSE_OK) continue;
        size_t start[MOST + 1], study[MOST];
        const size_t sets = draw_sets(&r, d.k, start, study);
        compare(&d, &opts, start, study, sets, 1e-10, &sum);
    }
    ck_assert_uint_gt(sum.fits, 12000);
    ck_assert_uint_gt(sum.several, 20); /* likelihoods with several maxima were among them */
    ck_assert_uint_lt(sum.refits, sum.fits / 3);
}
END_TEST

/* Well-behaved data are never fitted again. */
START_TEST(no_refit_without_need)
{
    test_random r = {7};
    data d = {.k = MOST, .p = 2};
    size_t start[MOST + 1], study[MOST];
    for (size_t i = 0; i < MOST; i++) {
        d.v[i] = exp(2 * test_random_uniform(&r) - 3);
        d.y[i] = 0.3 + sqrt(d.v[i] + 0.1) * test_random_normal(&r);
        d.X[2 * i] = 1;
        d.X[2 * i + 1] = test_random_normal(&r);
        start[i] = study[i] = i;
    }
    start[MOST] = MOST;
    for (int plain = 0; plain < 2; plain++)
        for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
            const copse_fit_opts opts = {.method = m, .test = COPSE_TEST_KNHA, .level = 95, .tau2 = NAN};
            const bool searched = m == COPSE_METHOD_GENQM || m == COPSE_METHOD_BMM || m == COPSE_METHOD_BMR;
            tally sum = {0};
            d.plain = plain != 0;
            d.p = plain != 0 ? 1 : 2;
            if (m == COPSE_METHOD_GENQM || !copse_method_can(m, MOST - 1, d.p)) continue;
            compare(&d, &opts, start, study, MOST, 1e-10, &sum);
            ck_assert_uint_eq(sum.refits, searched ? MOST : 0);
        }
}
END_TEST

/* The tests that need the studies themselves once tau2 is known, and those of one estimator. */
START_TEST(tests_of_other_kinds)
{
    test_random r = {99};
    data d = {.k = 12, .p = 1, .plain = true};
    size_t start[MOST + 1], study[MOST];
    for (size_t i = 0; i < d.k; i++) {
        d.v[i] = exp(2 * test_random_uniform(&r) - 3);
        d.y[i] = 0.3 + sqrt(d.v[i] + 0.1) * test_random_normal(&r);
        start[i] = study[i] = i;
    }
    start[d.k] = d.k;
    for (copse_test t = 0; t < COPSE_TEST_COUNT; t++) {
        const copse_fit_opts opts = {.method = test_method_of(t), .test = t, .level = 95, .tau2 = NAN};
        tally sum = {0};
        compare(&d, &opts, start, study, d.k, 1e-9, &sum); /* limits of profiles are roots to 1e-10 of their own */
    }
}
END_TEST

static bool refits_first(const data *d, const copse_fit_opts *opts)
{
    const size_t start[] = {0, 1}, study[] = {0};
    tally sum = {0};
    compare(d, opts, start, study, 1, 1e-10, &sum);
    ck_assert_uint_eq(sum.fits, 1);
    return sum.refits == 1;
}

/* Both sides of what makes a deletion a refit: the weight of the study left out, the residuals of the others, and how near Q
 * is to what it is compared with. */
START_TEST(switch_points)
{
    copse_fit_opts opts = {.method = COPSE_METHOD_EE, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
    data d = {.y = {0, 0.1, 1.3, -0.7, 0.4}, .v = {1, 1, 2, 1.5, 1}, .k = 5, .p = 1, .plain = true};
    d.v[0] = 0.05; /* hat 0.87 */
    ck_assert(!refits_first(&d, &opts));
    d.v[0] = 0.0001; /* hat 0.9997 */
    ck_assert(refits_first(&d, &opts));
    d.v[0] = d.y[0] = 1;
    for (size_t i = 1; i < 5; i++) d.y[i] = 1 + 1e-5 * (double)i; /* Q of the others above and below 1e-12 */
    ck_assert(!refits_first(&d, &opts));
    for (size_t i = 1; i < 5; i++) d.y[i] = 1 + 1e-8 * (double)i;
    ck_assert(refits_first(&d, &opts));
    opts.method = COPSE_METHOD_DL;
    data q = {
        .y = {9, 0, 0, 0, 2}, .v = {1, 1, 1, 1, 1}, .k = 5, .p = 1, .plain = true}; /* Q - df = 0 without the first */
    ck_assert(refits_first(&q, &opts));
    q.y[4] = 2.01;
    ck_assert(!refits_first(&q, &opts));
}
END_TEST

static double determinant(const copse_fit *fit)
{
    return fit->p == 1 ? fit->vcov[0] : fit->vcov[0] * fit->vcov[3] - fit->vcov[1] * fit->vcov[2];
}

/* What a single study did, from the fits themselves. */
START_TEST(what_a_study_did)
{
    test_random r = {5};
    data d = {.k = 15, .p = 2};
    size_t start[MOST + 1], study[MOST];
    for (size_t i = 0; i < d.k; i++) {
        d.v[i] = exp(2 * test_random_uniform(&r) - 3);
        d.y[i] = 0.3 + sqrt(d.v[i] + 0.1) * test_random_normal(&r);
        d.X[2 * i] = 1;
        d.X[2 * i + 1] = 40 + 10 * test_random_normal(&r);
        start[i] = study[i] = i;
    }
    start[d.k] = d.k;
    const copse_fit_opts opts = {.method = COPSE_METHOD_REML, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
    copse_withouts out;
    copse_fit all;
    ck_assert_int_eq(copse_pool(d.y, d.v, d.X, d.k, 2, &opts, &all, NULL), COPSE_OK);
    ck_assert_int_eq(copse_pool_without(d.y, d.v, d.X, d.k, 2, &opts, start, study, d.k, &out, NULL), COPSE_OK);
    for (size_t i = 0; i < d.k; i++) {
        const copse_without *w = &out.set[i];
        const double *x = d.X + 2 * i;
        copse_fit_opts at = opts;
        copse_fit same_tau2;
        at.tau2 = w->fit.het.tau2;
        ck_assert_int_eq(copse_pool(d.y, d.v, d.X, d.k, 2, &at, &same_tau2, NULL), COPSE_OK);
        double fitted = 0, change = 0, distance = 0, leverage = 0;
        for (size_t j = 0; j < 2; j++) {
            const double moved = all.coef[j].estimate - w->fit.coef[j].estimate;
            fitted += x[j] * w->fit.coef[j].estimate;
            change += x[j] * moved;
            CK_CLOSE(w->moved[j], moved, 1e-10);
            CK_CLOSE(w->diagonal[j], same_tau2.vcov[3 * j], 1e-10);
            for (size_t l = 0; l < 2; l++) leverage += x[j] * x[l] * w->fit.vcov[2 * j + l];
        }
        for (size_t s = 0; s < d.k; s++) {
            const double at_s = w->moved[0] + d.X[2 * s + 1] * w->moved[1];
            distance += at_s * at_s / (d.v[s] + all.het.tau2);
        }
        ck_assert(!w->refitted);
        CK_CLOSE(w->residual, d.y[i] - fitted, 1e-10);
        CK_CLOSE(w->change, change, 1e-10);
        CK_CLOSE(w->distance, distance, 1e-10);
        CK_CLOSE(w->leverage, leverage, 1e-10);
        CK_CLOSE(w->determinant, determinant(&all) / determinant(&w->fit), 1e-10);
        copse_fit_free(&same_tau2);
    }
    copse_withouts_free(&out);
    copse_fit_free(&all);
}
END_TEST

START_TEST(sets_that_are_none)
{
    const double y[] = {0, 1, 2, 4}, v[] = {1, 1, 1, 1};
    const size_t start[] = {0, 2}, twice[] = {1, 1}, beyond[] = {1, 4}, late[] = {1, 2}, falling[] = {0, 2, 1},
                 good[] = {1, 2};
    const size_t *const study[] = {twice, beyond};
    copse_withouts out;
    copse_error err = {0};
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 1, NULL, start, study[i], 1, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 1, NULL, late, good, 1, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 1, NULL, falling, good, 2, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 2, NULL, start, good, 1, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 1, NULL, start, good, 1, NULL, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_without(y, v, NULL, 4, 1, NULL, start, good, 0, &out, &err), COPSE_OK);
    copse_withouts_free(&out);
    const double bad[] = {1, 1, 0, 1};
    ck_assert_int_eq(copse_pool_without(y, bad, NULL, 4, 1, NULL, start, good, 1, &out, &err), COPSE_OK);
    copse_withouts_free(&out); /* the study to blame was left out */
    ck_assert_int_eq(copse_pool_without(y, bad, NULL, 4, 1, NULL, start, (const size_t[]){0, 1}, 1, &out, &err),
                     COPSE_EDOM);
    copse_withouts_free(&out);
}
END_TEST

typedef struct subsets {
    const data *of;
    const copse_fit_opts *opts;
    size_t compared;
} subsets;

/* Where a fit is known only to fewer digits, as with Q of rounding errors, its own code has the last word on either side. */
static copse_status compare_subset(void *context, const copse_gosh_row *row, const unsigned char *member,
                                   copse_error *err)
{
    subsets *s = context;
    size_t out[MOST], outs = 0;
    (void)err;
    for (size_t i = 0; i < s->of->k; i++)
        if (member[i] == 0) out[outs++] = i;
    const data rest = without(s->of, out, outs);
    copse_fit fit = {0};
    if (rest.k < 2 || copse_pool(rest.y, rest.v, NULL, rest.k, 1, s->opts, &fit, NULL) != COPSE_OK) return COPSE_OK;
    ck_assert_int_eq(row->status, COPSE_LANE_OK);
    CK_CLOSE(row->tau2, fit.het.tau2, 2e-10);
    CK_CLOSE(row->Q, fit.het.Q, 2e-10);
    CK_CLOSE(row->I2, fit.het.I2, 1e-9);
    CK_CLOSE_ABS(row->coef[0], fit.coef[0].estimate, 1e-10, 1e-9 * fit.coef[0].se);
    CK_CLOSE(row->se[0], fit.coef[0].se, 2e-10);
    copse_fit_free(&fit);
    s->compared++;
    return COPSE_OK;
}

/* Every subset, from sums at nodes of tau2 and by all the searches, is the fit of its studies, whatever the data. */
START_TEST(subset_is_a_refit)
{
    static const copse_method METHODS[] = {COPSE_METHOD_REML, COPSE_METHOD_ML, COPSE_METHOD_PM, COPSE_METHOD_DL,
                                           COPSE_METHOD_REML, COPSE_METHOD_HS, COPSE_METHOD_SJ, COPSE_METHOD_EE};
    test_random r = {4242};
    size_t compared = 0;
    for (size_t n = 0; n < 160; n++) {
        data d = draw(&r);
        const copse_fit_opts opts = {.method = METHODS[n % 8],
                                     .test = n % 2 == 0 ? COPSE_TEST_Z : COPSE_TEST_KNHA,
                                     .level = 95,
                                     .tau2 = NAN,
                                     .without_tau2_ci = true};
        const copse_sensitivity_data of = {d.y, d.v, NULL, d.k < 8 ? d.k : 8, 1, &opts};
        if (of.k < 4) continue;
        d.k = of.k;
        d.p = 1;
        d.plain = true;
        subsets s = {&d, &opts, 0};
        copse_gosh_opts all = copse_gosh_opts_default();
        all.which = COPSE_GOSH_ALL;
        all.from_rows = n % 5 == 0;
        copse_error err = {0};
        const copse_status status = copse_gosh_rows(&of, &all, 0, ((uint64_t)1 << d.k) - 1, compare_subset, &s, &err);
        ck_assert_msg(status == COPSE_OK, "%s", err.text);
        compared += s.compared;
    }
    ck_assert_uint_gt(compared, 15000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deletion");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, deletion_is_a_refit);
    tcase_add_test(tests, no_refit_without_need);
    tcase_add_test(tests, tests_of_other_kinds);
    tcase_add_test(tests, switch_points);
    tcase_add_test(tests, what_a_study_did);
    tcase_add_test(tests, sets_that_are_none);
    tcase_add_test(tests, subset_is_a_refit);
    return run_suite(suite);
}
