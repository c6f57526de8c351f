/* Permutation tests: the order of arrangements, invariants, both routes of fitting, limits of intervals, refusals. */
#include "perm_fixture.h"

#include "resample/perm.h"

/* Every arrangement once, in lexicographic order, and the one of a rank is the one that the steps come to. */
START_TEST(arrangements_are_all_there)
{
    const double X[] = {1, 2, 1, 5, 1, 2, 1, 2, 1, 7, 1, 5, 1, 2};
    const double y[7] = {1, 2, 3, 4, 5, 6, 7.5}, v[7] = {1, 1, 1, 1, 1, 1, 1};
    copse_perm_plan plan = copse_perm_plan_default();
    plan.X = X;
    plan.y = y;
    plan.v = v;
    plan.k = 7;
    plan.p = 2;
    copse_perm *perm = NULL;
    ck_assert_int_eq(copse_perm_new(&plan, &perm, NULL), COPSE_OK);
    ck_assert_uint_eq(copse_perm_count(perm), 105); /* 7!/(4! 2! 1!) */
    ck_assert_uint_eq(perm->kinds, 3);
    size_t label[7], at[7], before[7], left[3];
    copse_i_perm_unrank(perm, 0, label, left);
    for (uint64_t r = 0; r < 105; r++) {
        copse_i_perm_unrank(perm, r, at, left);
        ck_assert_mem_eq(label, at, sizeof at);
        int order = r == 0 ? 1 : 0;
        for (size_t i = 0; i < 7 && order == 0; i++) order = (at[i] > before[i]) - (at[i] < before[i]);
        ck_assert_int_eq(order, 1);
        memcpy(before, at, sizeof at);
        copse_i_perm_next(label, 7);
    }
    copse_perm_free(perm);
}
END_TEST

START_TEST(large_numbers_of_arrangements)
{
    enum { K = 40 };
    double X[2 * K], y[K], v[K];
    for (size_t i = 0; i < K; i++) {
        X[2 * i] = 1;
        X[2 * i + 1] = i < 20;
        y[i] = sin((double)i);
        v[i] = 1;
    }
    copse_perm_plan plan = copse_perm_plan_default();
    plan.X = X;
    plan.y = y;
    plan.v = v;
    plan.k = K;
    plan.p = 2;
    copse_perm *perm = NULL;
    ck_assert_int_eq(copse_perm_new(&plan, &perm, NULL), COPSE_OK);
    ck_assert_uint_eq(copse_perm_count(perm), 137846528820); /* 40 over 20 */
    ck_assert(!copse_perm_exact(perm));
    ck_assert_uint_eq(copse_perm_replicates(perm), 9999);
    copse_perm_free(perm);
    for (size_t i = 0; i < K; i++) X[2 * i + 1] = (double)i;
    ck_assert_int_eq(copse_perm_new(&plan, &perm, NULL), COPSE_OK);
    ck_assert_uint_eq(copse_perm_count(perm), COPSE_PERM_COUNTLESS);
    copse_perm_free(perm);
}
END_TEST

static void expect_mirrored(const perm_fixture *a, const perm_fixture *b)
{
    for (size_t j = 0; j < a->plan.p; j++) {
        const copse_perm_p *p = a->summary.coef[j].p, *q = b->summary.coef[j].p;
        ck_assert_uint_eq(p[COPSE_PERM_LESS].reached, q[COPSE_PERM_GREATER].reached);
        ck_assert_uint_eq(p[COPSE_PERM_GREATER].reached, q[COPSE_PERM_LESS].reached);
        ck_assert_uint_eq(p[COPSE_PERM_TWO_SIDED].reached, q[COPSE_PERM_TWO_SIDED].reached);
        ck_assert(p[COPSE_PERM_TWICE].p == q[COPSE_PERM_TWICE].p);
    }
    ck_assert_uint_eq(a->summary.QM.reached, b->summary.QM.reached);
}

static const char *const SETS[] = {"hine1989", "zeros", "twins", "bcg_two7", "bcg_alloc10", "cells8"};
enum { SET_COUNT = sizeof SETS / sizeof *SETS };

/* y -> -y exchanges the tails and the limits. */
START_TEST(opposite_estimates)
{
    perm_fixture a, b;
    perm_read(&a, SETS[_i]);
    perm_read(&b, SETS[_i]);
    for (size_t i = 0; i < b.plan.k; i++) b.y[i] = -b.y[i];
    perm_run(&a);
    perm_run(&b);
    expect_mirrored(&a, &b);
    for (size_t j = 0; j < a.plan.p; j++) {
        copse_perm_interval one, other;
        ck_assert_int_eq(copse_perm_interval_of(a.perm, j, 80, 1, &one, NULL), COPSE_OK);
        ck_assert_int_eq(copse_perm_interval_of(b.perm, j, 80, 1, &other, NULL), COPSE_OK);
        const double se = copse_perm_fit(a.perm)->coef[j].se;
        ck_assert_int_eq(one.lower, other.upper);
        ck_assert_int_eq(one.upper, other.lower);
        CK_CLOSE_ABS(one.limit.lower, -other.limit.upper, 1e-10, 1e-10 * se);
        CK_CLOSE_ABS(one.limit.upper, -other.limit.lower, 1e-10, 1e-10 * se);
    }
    perm_free(&a);
    perm_free(&b);
}
END_TEST

/* A change of units changes no count, and the limits with the units. */
START_TEST(other_units)
{
    static const double UNIT[] = {1e-30, 1e-6, 1e12};
    for (size_t u = 0; u < 3; u++) {
        perm_fixture a, b;
        perm_read(&a, SETS[_i]);
        perm_read(&b, SETS[_i]);
        a.plan.statistic = b.plan.statistic = COPSE_PERM_ESTIMATE;
        for (size_t i = 0; i < b.plan.k; i++) {
            b.y[i] *= UNIT[u];
            b.v[i] *= UNIT[u] * UNIT[u];
        }
        perm_run(&a);
        perm_run(&b);
        for (size_t j = 0; j < a.plan.p; j++) {
            copse_perm_interval one, other;
            for (size_t t = 0; t < COPSE_PERM_ALTERNATIVE_COUNT; t++)
                ck_assert_uint_eq(a.summary.coef[j].p[t].reached, b.summary.coef[j].p[t].reached);
            ck_assert_int_eq(copse_perm_interval_of(a.perm, j, 80, 1, &one, NULL), COPSE_OK);
            ck_assert_int_eq(copse_perm_interval_of(b.perm, j, 80, 1, &other, NULL), COPSE_OK);
            const double se = copse_perm_fit(a.perm)->coef[j].se;
            CK_CLOSE_ABS(other.limit.lower / UNIT[u], one.limit.lower, 1e-9, 1e-9 * se);
            CK_CLOSE_ABS(other.limit.upper / UNIT[u], one.limit.upper, 1e-9, 1e-9 * se);
        }
        ck_assert_uint_eq(a.summary.QM.reached, b.summary.QM.reached);
        perm_free(&a);
        perm_free(&b);
    }
}
END_TEST

/* The order of the studies does not matter to an exact test. */
START_TEST(order_of_studies)
{
    perm_fixture a, b;
    perm_read(&a, SETS[_i]);
    perm_read(&b, SETS[_i]);
    const size_t k = a.plan.k, p = a.plan.p;
    for (size_t i = 0; i < k; i++) {
        b.y[i] = a.y[k - 1 - i];
        b.v[i] = a.v[k - 1 - i];
        for (size_t j = 0; j < p; j++) b.X[i * p + j] = a.X[(k - 1 - i) * p + j];
    }
    perm_run(&a);
    perm_run(&b);
    for (size_t j = 0; j < p; j++)
        for (size_t t = 0; t < COPSE_PERM_ALTERNATIVE_COUNT; t++)
            ck_assert_uint_eq(a.summary.coef[j].p[t].reached, b.summary.coef[j].p[t].reached);
    perm_free(&a);
    perm_free(&b);
}
END_TEST

/* The lanes and the scalar code count the same, for every method and test that there is. */
START_TEST(both_routes)
{
    for (int test = 0; test < COPSE_TEST_COUNT; test++) {
        perm_fixture f;
        perm_read(&f, "bcg_ablat6");
        f.plan.fit.method = (copse_method)_i;
        f.plan.fit.test = (copse_test)test;
        f.plan.usual = 0;
        f.plan.draws = 40; /* some methods take long */
        copse_perm *can = NULL;
        const copse_status status = copse_perm_new(&f.plan, &can, NULL);
        copse_perm_free(can);
        /* a test by another statistic, a method that knows no moderators */
        if (status == COPSE_ENOTCOMPUTABLE || status == COPSE_EUSAGE || status == COPSE_EINVAL) {
            ck_assert(_i > COPSE_METHOD_PMM || test > COPSE_TEST_ADHOC);
            continue;
        }
        perm_run(&f);
        void *state = calloc(1, copse_perm_state_size(f.perm)), *worker = NULL;
        ck_assert_ptr_nonnull(state);
        f.perm->scalar = true;
        ck_assert_int_eq(copse_perm_open(f.perm, &worker, NULL), COPSE_OK);
        ck_assert_int_eq(copse_perm_work(f.perm, worker, 0, copse_perm_replicates(f.perm), NULL, state, NULL),
                         COPSE_OK);
        ck_assert_mem_eq(state, f.state, copse_perm_state_size(f.perm));
        copse_perm_close(f.perm, worker);
        free(state);
        perm_free(&f);
    }
}
END_TEST

/* Blocks in any order, joined, are the whole. */
START_TEST(blocks_join)
{
    perm_fixture f;
    perm_read(&f, "bcg");
    f.plan.draws = 4000;
    f.plan.usual = 0;
    perm_run(&f);
    const size_t size = copse_perm_state_size(f.perm);
    void *sum = calloc(1, size), *worker = NULL;
    ck_assert_ptr_nonnull(sum);
    ck_assert_int_eq(copse_perm_open(f.perm, &worker, NULL), COPSE_OK);
    for (uint64_t block = 4; block-- > 0;) {
        void *one = calloc(1, size);
        ck_assert_ptr_nonnull(one);
        const size_t n = block == 3 ? 4000 - 3 * 1024 : 1024;
        ck_assert_int_eq(copse_perm_work(f.perm, worker, block * 1024, n, NULL, one, NULL), COPSE_OK);
        copse_perm_join(f.perm, sum, one);
        free(one);
    }
    ck_assert_mem_eq(sum, f.state, size);
    copse_perm_close(f.perm, worker);
    free(sum);
    perm_free(&f);
}
END_TEST

/* Random draws come near the exact p-value. */
START_TEST(draws_approach_the_exact_test)
{
    perm_fixture a, b;
    perm_read(&a, "bcg_two7");
    perm_read(&b, "bcg_two7");
    b.plan.usual = 0;
    b.plan.draws = 20000;
    perm_run(&a);
    perm_run(&b);
    ck_assert(a.summary.exact && !b.summary.exact && b.summary.permutations == 20000);
    for (size_t j = 0; j < a.plan.p; j++) {
        const copse_perm_p *p = &a.summary.coef[j].p[COPSE_PERM_TWO_SIDED],
                           *q = &b.summary.coef[j].p[COPSE_PERM_TWO_SIDED];
        ck_assert(fabs(p->p - q->p) < 5 * q->error);
        CK_CLOSE(q->error, sqrt(q->p * (1 - q->p) / 20001), 1e-14);
        ck_assert(isnan(p->error));
    }
    perm_free(&a);
    perm_free(&b);
}
END_TEST

/* p of the one-sided test of y - b0, by a plan of its own. */
static double one_sided(const perm_fixture *f, double b0, copse_perm_alternative alternative)
{
    perm_fixture g = *f;
    g.perm = NULL;
    g.plan.y = g.y;
    g.plan.v = g.v;
    for (size_t i = 0; i < g.plan.k; i++) g.y[i] -= b0;
    perm_run(&g);
    const double p = g.summary.coef[0].p[alternative].p;
    perm_free(&g);
    return p;
}

/* At a limit p steps over alpha/2, and between the limits nothing is rejected. */
START_TEST(limits_are_steps)
{
    static const char *const DATA[] = {"normand1999", "collins1985", "bcg10", "hine1989", "bcg"};
    perm_fixture f;
    perm_read(&f, DATA[_i]);
    perm_run(&f);
    copse_perm_interval c;
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 95, 2, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_FOUND && c.upper == COPSE_PERM_LIMIT_FOUND);
    ck_assert(c.fits > 0 && c.fits < 40 * copse_perm_replicates(f.perm));
    const double nudge = 1e-6 * copse_perm_fit(f.perm)->coef[0].se;
    ck_assert(one_sided(&f, c.limit.lower - nudge, COPSE_PERM_GREATER) <= 0.025);
    ck_assert(one_sided(&f, c.limit.upper + nudge, COPSE_PERM_LESS) <= 0.025);
    for (int i = 0; i <= 10; i++) {
        const double b0 = c.limit.lower + nudge + i / 10.0 * (c.limit.upper - c.limit.lower - 2 * nudge);
        ck_assert(one_sided(&f, b0, COPSE_PERM_GREATER) > 0.025);
        ck_assert(one_sided(&f, b0, COPSE_PERM_LESS) > 0.025);
    }
    perm_free(&f);
}
END_TEST

/* With equal effects T*(b0) >= T(b0) where the weighted mean of the flipped estimates is at most b0: the limits are order
 * statistics of these means. */
START_TEST(limits_of_equal_effects_are_order_statistics)
{
    perm_fixture f;
    perm_read(&f, "normand1999");
    f.plan.fit.method = COPSE_METHOD_EE;
    f.plan.fit.test = COPSE_TEST_Z;
    perm_run(&f);
    copse_perm_interval c;
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 95, 1, &c, NULL), COPSE_OK);
    double mean[511];
    for (size_t b = 1; b < 512; b++) {
        double w = 0, wy = 0;
        for (size_t i = 0; i < 9; i++)
            if (b >> i & 1) {
                w += 1 / f.v[i];
                wy += f.y[i] / f.v[i];
            }
        mean[b - 1] = wy / w;
    }
    for (size_t i = 1; i < 511; i++)
        for (size_t j = i; j > 0 && mean[j] < mean[j - 1]; j--) {
            const double t = mean[j];
            mean[j] = mean[j - 1];
            mean[j - 1] = t;
        }
    /* 512 * 0.025 = 12.8: not rejected from the 12th mean on, with which 13 vectors, the data's own included, reach T. */
    CK_CLOSE(c.limit.lower, mean[11], 1e-10);
    CK_CLOSE(c.limit.upper, mean[511 - 12], 1e-10);
    perm_free(&f);
}
END_TEST

START_TEST(limits_that_there_are_not)
{
    perm_fixture f;
    copse_perm_interval c;
    perm_read(&f, "k2");
    perm_run(&f);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 95, 1, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_TOO_FEW && isnan(c.limit.lower) && isnan(c.limit.upper));
    CK_CLOSE(f.summary.least_p, 0.5, 0);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 1, 95, 1, &c, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 100, 1, &c, NULL), COPSE_EINVAL);
    perm_free(&f);
    perm_read(&f, "hine1989"); /* 64 vectors: 1/64 is alpha/2 at 96.875 % */
    perm_run(&f);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 96.875, 1, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_FOUND && c.upper == COPSE_PERM_LIMIT_FOUND);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 96.876, 1, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_TOO_FEW && c.upper == COPSE_PERM_LIMIT_TOO_FEW);
    perm_free(&f);
    perm_read(&f, "bcg_alloc10");
    perm_run(&f);
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 0, 90, 1, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_CONSTANT && isnan(c.limit.upper));
    ck_assert_int_eq(copse_perm_interval_of(f.perm, 1, 90, 1, &c, NULL), COPSE_OK);
    ck_assert(c.lower == COPSE_PERM_LIMIT_FOUND && c.limit.lower < c.limit.upper);
    perm_free(&f);
}
END_TEST

static void refuse(const copse_perm_plan *plan, copse_status want, const char *text)
{
    copse_perm *perm = NULL;
    copse_error err = {0};
    const copse_status got = copse_perm_new(plan, &perm, &err);
    ck_assert_msg(got == want, "%s, want %s: %s", copse_status_name(got), copse_status_name(want), err.text);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' lacks '%s'", err.text, text);
    ck_assert_ptr_null(perm);
}

START_TEST(what_cannot_be_is_refused)
{
    perm_fixture f;
    perm_read(&f, "zeros");
    copse_perm_plan plan = f.plan;
    plan.k = 1;
    refuse(&plan, COPSE_ETOOFEW, "needs 2 studies");
    plan = f.plan;
    plan.y = NULL;
    refuse(&plan, COPSE_EINVAL, "no studies");
    plan = f.plan;
    plan.draws = 0;
    refuse(&plan, COPSE_EINVAL, "no draws");
    const double same[3] = {0.3, 0.3, 0.3}, one[3] = {1, 1, 1}, rows[3] = {2, 2, 2};
    plan = f.plan;
    plan.k = 3;
    plan.y = same;
    plan.v = one;
    refuse(&plan, COPSE_ENOTCOMPUTABLE, "--test z");
    plan.fit.test = COPSE_TEST_Z;
    plan.X = rows;
    refuse(&plan, COPSE_ENOTCOMPUTABLE, "nothing to permute");
    perm_read(&f, "bcg_two7");
    plan = f.plan;
    plan.k = 3;
    refuse(&plan, COPSE_ETOOFEW, "3 coefficients need 4 studies");
}
END_TEST

/* More columns than the lanes take. */
START_TEST(nine_columns)
{
    enum { K = 12, P = 9 };
    double X[K * P], y[K], v[K];
    for (size_t i = 0; i < K; i++) {
        for (size_t j = 0; j < P; j++) X[i * P + j] = j == 0 ? 1 : sin((double)((i + 2) * (j + 1)));
        y[i] = cos(3.0 * (double)i);
        v[i] = 0.01 * (double)(i + 1);
    }
    perm_fixture f = {.plan = copse_perm_plan_default()};
    f.plan.X = X;
    f.plan.y = y;
    f.plan.v = v;
    f.plan.k = K;
    f.plan.p = P;
    f.plan.draws = 99;
    perm_run(&f);
    ck_assert_uint_eq(f.summary.used, 99);
    ck_assert(f.summary.QM.p >= 0.01 && f.summary.QM.p <= 1);
    perm_free(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("permutation tests");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, arrangements_are_all_there);
    tcase_add_test(cases, large_numbers_of_arrangements);
    tcase_add_loop_test(cases, opposite_estimates, 0, SET_COUNT);
    tcase_add_loop_test(cases, other_units, 0, SET_COUNT);
    tcase_add_loop_test(cases, order_of_studies, 0, SET_COUNT);
    tcase_add_loop_test(cases, both_routes, 0, COPSE_METHOD_COUNT);
    tcase_add_test(cases, blocks_join);
    tcase_add_test(cases, draws_approach_the_exact_test);
    tcase_add_loop_test(cases, limits_are_steps, 0, 5);
    tcase_add_test(cases, limits_of_equal_effects_are_order_statistics);
    tcase_add_test(cases, limits_that_there_are_not);
    tcase_add_test(cases, what_cannot_be_is_refused);
    tcase_add_test(cases, nine_columns);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
