/* Tests of small-study effects: what must be true of them, and what is refused. */
#include <copse/bias.h>

#include "ck_close.h"
#include "fail_alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { K = 9 };
static const double Y[K] = {0.9, 0.1, 0.55, 0.2, 1.4, 0.3, 0.75, 0.15, 0.4};
static const double V[K] = {0.2, 0.01, 0.09, 0.02, 0.36, 0.03, 0.15, 0.012, 0.05};
static const double A[K] = {3, 20, 0, 8, 2, 10, 0, 30, 6}, B[K] = {7, 80, 12, 30, 4, 40, 9, 150, 20};
static const double C[K] = {1, 18, 0, 7, 0, 9, 2, 28, 5}, D[K] = {9, 84, 13, 31, 5, 39, 8, 152, 21};

static copse_bias_numbers numbers(void)
{
    static double n[K], n1[K], n2[K], events[K], others[K];
    for (size_t i = 0; i < K; i++) {
        n1[i] = A[i] + B[i];
        n2[i] = C[i] + D[i];
        n[i] = n1[i] + n2[i];
        events[i] = A[i] + C[i];
        others[i] = B[i] + D[i];
    }
    return (copse_bias_numbers){Y, V, n, n1, n2, A, B, C, D, events, others};
}

START_TEST(names)
{
    copse_bias_check check = COPSE_BIAS_CHECK_COUNT;
    for (int i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) {
        ck_assert_int_eq(copse_bias_check_find(copse_bias_check_name((copse_bias_check)i), &check), COPSE_OK);
        ck_assert_int_eq(check, i);
        ck_assert_uint_gt(strlen(copse_bias_check_limits((copse_bias_check)i)), 10);
        ck_assert_uint_gt(strlen(copse_bias_check_paper((copse_bias_check)i)), 4);
    }
    ck_assert_int_eq(copse_bias_check_find("", &check), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_bias_check_find(NULL, &check), COPSE_EINVAL);
    ck_assert_str_eq(copse_bias_check_name(COPSE_BIAS_CHECK_COUNT), "");
}
END_TEST

/* In units of a hundred or of 1e-120 the tests are the same; studies have no order. */
START_TEST(other_units_and_orders)
{
    static const double UNITS[] = {100, 1e-120, -1};
    copse_egger egger, e;
    copse_rank_correlation begg, b;
    copse_limit_meta limit, l;
    copse_trimfill fill, f;
    double lfk = 0, x = 0;
    copse_bias_numbers s = {.y = Y, .v = V};
    ck_assert_int_eq(copse_bias_egger(Y, V, NULL, NULL, K, 1, NULL, &egger, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_rank_test(COPSE_BIAS_RANK_BEGG, &s, K, COPSE_RANK_P_EXACT, &begg, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_limit(Y, V, K, 0.05, 95, &limit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_lfk(Y, V, K, &lfk, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, NULL, &fill, NULL), COPSE_OK);
    ck_assert_uint_gt(fill.missing, 0);
    for (size_t u = 0; u < sizeof UNITS / sizeof *UNITS; u++) {
        double y[K], v[K];
        const double unit = UNITS[u], turn = unit < 0 ? -1 : 1;
        for (size_t i = 0; i < K; i++) {
            y[i] = unit * Y[(i * 4) % K];
            v[i] = unit * unit * V[(i * 4) % K];
        }
        s = (copse_bias_numbers){.y = y, .v = v};
        ck_assert_int_eq(copse_bias_egger(y, v, NULL, NULL, K, 1, NULL, &e, NULL), COPSE_OK);
        CK_CLOSE(e.slope.statistic, turn * egger.slope.statistic, 1e-12);
        CK_CLOSE(e.limit.estimate, unit * egger.limit.estimate, 1e-11);
        ck_assert_int_eq(copse_bias_rank_test(COPSE_BIAS_RANK_BEGG, &s, K, COPSE_RANK_P_EXACT, &b, NULL), COPSE_OK);
        CK_CLOSE(b.tau, turn * begg.tau, 1e-14);
        CK_CLOSE(b.p, begg.p, 1e-14);
        ck_assert_int_eq(copse_bias_limit(y, v, K, 0.05 * unit * unit, 95, &l, NULL), COPSE_OK);
        CK_CLOSE(l.beta0.statistic, turn * limit.beta0.statistic, 1e-11);
        CK_CLOSE(l.G2, limit.G2, 1e-11);
        ck_assert_int_eq(copse_bias_lfk(y, v, K, &x, NULL), COPSE_OK);
        if (turn > 0) CK_CLOSE(x, lfk, 1e-11); /* the 1/2 of its percentiles has a direction */
        ck_assert_int_eq(copse_bias_trimfill(y, v, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, NULL, &f, NULL),
                         COPSE_OK);
        ck_assert_uint_eq(f.missing, fill.missing);
        ck_assert_int_eq(f.side == COPSE_TRIMFILL_LEFT, (fill.side == COPSE_TRIMFILL_LEFT) == (turn > 0));
        CK_CLOSE(f.fit.coef[0].estimate, unit * fill.fit.coef[0].estimate, 1e-9);
        copse_trimfill_free(&f);
    }
    copse_trimfill_free(&fill);
}
END_TEST

/* Q of the limit meta-analysis adds up; without heterogeneity every adjusted effect is Egger's limit. */
START_TEST(limit_adds_up)
{
    copse_limit_meta limit;
    copse_egger egger;
    ck_assert_int_eq(copse_bias_limit(Y, V, K, 0.02, 95, &limit, NULL), COPSE_OK);
    CK_CLOSE(limit.Q_small + limit.Q_resid, limit.Q, 1e-12);
    ck_assert_int_eq(copse_bias_limit(Y, V, K, 0, 95, &limit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_egger(Y, V, NULL, NULL, K, 1, NULL, &egger, NULL), COPSE_OK);
    CK_CLOSE(limit.beta0.estimate, egger.limit.estimate, 1e-11);
    CK_CLOSE(limit.betalim.estimate, egger.limit.estimate, 1e-11);
    CK_CLOSE(limit.mulim.estimate, egger.limit.estimate, 1e-11);
    CK_CLOSE(limit.G2, 0, 0);
}
END_TEST

/* The filled set is that of the mirror images about the mean of the trimmed one. */
START_TEST(filled_studies)
{
    copse_trimfill fill;
    const copse_fit_opts ee = {.method = COPSE_METHOD_EE, .test = COPSE_TEST_Z, .level = 95, .tau2 = NAN};
    double w = 0, mean = 0;
    ck_assert_int_eq(copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_LEFT, &ee, &fill, NULL), COPSE_OK);
    ck_assert_uint_gt(fill.missing, 0);
    for (size_t i = 0; i < K; i++) {
        bool trimmed = false;
        for (size_t j = 0; j < fill.missing; j++) trimmed = trimmed || fill.mirrored[j] == i;
        if (trimmed) continue;
        w += 1 / V[i];
        mean += Y[i] / V[i];
    }
    for (size_t j = 0; j < fill.missing; j++) {
        CK_CLOSE((fill.y[j] + Y[fill.mirrored[j]]) / 2, mean / w, 1e-13);
        CK_CLOSE(fill.v[j], V[fill.mirrored[j]], 0);
    }
    ck_assert_uint_eq(fill.fit.k, K + fill.missing);
    copse_trimfill_free(&fill);
    ck_assert_int_eq(copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_R0, COPSE_TRIMFILL_RIGHT, &ee, &fill, NULL), COPSE_OK);
    CK_CLOSE(fill.p, ldexp(1, -(int)fill.missing - 1), 0);
    copse_trimfill_free(&fill);
    copse_trimfill_free(NULL);
}
END_TEST

/* Rukhin's estimator takes the sizes of the studies, and those filled in have that of the study that they mirror. */
START_TEST(filled_with_sizes)
{
    double size[2 * K], y[2 * K], v[2 * K];
    copse_fit_opts opts = copse_fit_opts_default();
    copse_trimfill fill;
    copse_fit fit;
    opts.method = COPSE_METHOD_RB;
    for (size_t i = 0; i < K; i++) {
        y[i] = Y[i];
        v[i] = V[i];
        size[i] = 2 + (double)i;
    }
    opts.setup.size = size;
    ck_assert_int_eq(copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_LEFT, &opts, &fill, NULL),
                     COPSE_OK);
    ck_assert_ptr_null(fill.fit.opts.setup.size);
    ck_assert_uint_gt(fill.missing, 0);
    for (size_t i = 0; i < fill.missing; i++) {
        y[K + i] = fill.y[i];
        v[K + i] = fill.v[i];
        size[K + i] = size[fill.mirrored[i]];
    }
    ck_assert_int_eq(copse_pool(y, v, NULL, K + fill.missing, 1, &opts, &fit, NULL), COPSE_OK);
    CK_CLOSE(fill.fit.het.tau2, fit.het.tau2, 1e-14);
    copse_fit_free(&fit);
    copse_trimfill_free(&fill);
    ck_assert_int_eq(copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, &opts, &fill, NULL),
                     COPSE_ENOTCOMPUTABLE);
    copse_trimfill_free(&fill);
}
END_TEST

START_TEST(rank_correlations)
{
    double x[COPSE_RANK_EXACT + 1], y[COPSE_RANK_EXACT + 1];
    copse_rank_correlation r;
    for (size_t i = 0; i <= COPSE_RANK_EXACT; i++) {
        x[i] = (double)i;
        y[i] = (double)((i * 101) % (COPSE_RANK_EXACT + 1));
    }
    ck_assert_int_eq(copse_kendall(x, y, 2, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    CK_CLOSE(r.p, 1, 0);
    ck_assert_int_eq(copse_kendall(x, x, 8, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    CK_CLOSE(r.tau, 1, 1e-15);
    CK_CLOSE(r.p, 2.0 / 40320, 1e-14);
    /* the far tail has its digits: one order of 100 and 99 next to it */
    ck_assert_int_eq(copse_kendall(x, x, 100, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    CK_CLOSE(r.p, 2 * exp(-lgamma(101)), 1e-11);
    ck_assert_int_eq(copse_kendall(x, y, COPSE_RANK_EXACT, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    ck_assert_int_eq(r.how, COPSE_RANK_P_EXACT);
    const double exact = r.p;
    ck_assert_int_eq(copse_kendall(x, y, COPSE_RANK_EXACT, COPSE_RANK_P_CORRECTED, &r, NULL), COPSE_OK);
    CK_CLOSE(r.p, exact, 2e-3);
    ck_assert_int_eq(copse_kendall(x, y, COPSE_RANK_EXACT + 1, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    ck_assert_int_eq(r.how, COPSE_RANK_P_NORMAL);
    y[3] = y[4];
    ck_assert_int_eq(copse_kendall(x, y, 20, COPSE_RANK_P_EXACT, &r, NULL), COPSE_OK);
    ck_assert(r.ties && r.how == COPSE_RANK_P_NORMAL);
    for (size_t i = 0; i < 9; i++) y[i] = 1;
    ck_assert_int_eq(copse_kendall(x, y, 9, COPSE_RANK_P_EXACT, &r, NULL), COPSE_ENOTCOMPUTABLE);
    y[0] = NAN;
    ck_assert_int_eq(copse_kendall(x, y, 9, COPSE_RANK_P_EXACT, &r, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_kendall(x, y, 1, COPSE_RANK_P_EXACT, &r, NULL), COPSE_ETOOFEW);
}
END_TEST

START_TEST(hypergeometric_edges)
{
    double mean = 0, variance = 0;
    ck_assert_int_eq(copse_noncentral_hypergeometric(5, 7, 0, 2, &mean, &variance), COPSE_OK);
    CK_CLOSE(mean, 0, 0);
    CK_CLOSE(variance, 0, 0);
    ck_assert_int_eq(copse_noncentral_hypergeometric(40, 60, 30, 1, &mean, &variance), COPSE_OK);
    CK_CLOSE(mean, 12, 1e-13);
    CK_CLOSE(variance, 30 * 0.4 * 0.6 * 70 / 99, 1e-12);
    ck_assert_int_eq(copse_noncentral_hypergeometric(1e7, 2e7, 1e6, 3, &mean, &variance), COPSE_OK);
    const double odds = mean * (2e7 - 1e6 + mean) / ((1e7 - mean) * (1e6 - mean)); /* the large-sample equation */
    CK_CLOSE(odds, 3, 1e-5);
    ck_assert_int_eq(copse_noncentral_hypergeometric(5, 7, 13, 2, &mean, &variance), COPSE_EDOM);
    ck_assert_int_eq(copse_noncentral_hypergeometric(5, 7, 3, NAN, &mean, &variance), COPSE_EDOM);
}
END_TEST

START_TEST(refused)
{
    static const double same[4] = {0.1, 0.1, 0.1, 0.1}, bad[4] = {0.1, NAN, 0.1, 0.2}, line[4] = {1, 2, 3, 4},
                        squares[4] = {1, 4, 9, 16};
    copse_egger egger;
    copse_limit_meta limit;
    copse_trimfill fill;
    copse_bias_line reg;
    copse_rank_correlation rank;
    double lfk = 0;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_bias_numbers s = {.y = Y, .v = V};
    ck_assert_int_eq(copse_bias_egger(Y, V, NULL, NULL, 2, 1, NULL, &egger, NULL), COPSE_ETOOFEW);
    ck_assert(isnan(egger.slope.p));
    ck_assert_int_eq(copse_bias_egger(Y, same, NULL, NULL, 4, 1, NULL, &egger, NULL), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_egger(Y, bad, NULL, NULL, 4, 1, NULL, &egger, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_bias_egger(line, squares, NULL, NULL, 4, 1, NULL, &egger, NULL), COPSE_ENOTCOMPUTABLE);
    opts.predictor = COPSE_EGGER_NINV;
    ck_assert_int_eq(copse_bias_egger(Y, V, NULL, NULL, K, 1, &opts, &egger, NULL), COPSE_EMISSING);
    ck_assert_int_eq(copse_bias_limit(Y, V, 2, 0, 95, &limit, NULL), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_bias_limit(Y, V, K, NAN, 95, &limit, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_bias_limit(Y, same, 4, 0, 95, &limit, NULL), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_lfk(same, V, 4, &lfk, NULL), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_lfk(Y, V, 2, &lfk, NULL), COPSE_ETOOFEW);
    ck_assert(isnan(lfk));
    ck_assert_int_eq(copse_bias_trimfill_about(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_LEFT, COPSE_METHOD_COUNT,
                                               NULL, &fill, NULL),
                     COPSE_EINVAL);
    ck_assert_int_eq(copse_bias_trimfill(Y, V, 1, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_LEFT, NULL, &fill, NULL),
                     COPSE_ETOOFEW);
    ck_assert_int_eq(copse_bias_trimfill(Y, same, 4, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, NULL, &fill, NULL),
                     COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_regress(COPSE_BIAS_REGRESSION_PETERS, &s, NULL, K, 1, 95, &reg, NULL), COPSE_EMISSING);
    ck_assert_int_eq(copse_bias_regress(COPSE_BIAS_REGRESSION_DEEKS, &s, NULL, K, 1, 95, &reg, NULL), COPSE_EMISSING);
    ck_assert_int_eq(copse_bias_rank_test(COPSE_BIAS_RANK_COUNTS, &s, K, COPSE_RANK_P_EXACT, &rank, NULL),
                     COPSE_EMISSING);
    s.v = same;
    ck_assert_int_eq(copse_bias_rank_test(COPSE_BIAS_RANK_BEGG, &s, 4, COPSE_RANK_P_EXACT, &rank, NULL),
                     COPSE_ENOTCOMPUTABLE);
}
END_TEST

/* Tables without events tell nothing of a score. */
START_TEST(empty_tables)
{
    const copse_bias_numbers s = numbers();
    copse_bias_line line;
    ck_assert_int_eq(copse_bias_regress(COPSE_BIAS_REGRESSION_HARBORD_OR, &s, NULL, K, 1, 95, &line, NULL), COPSE_OK);
    ck_assert_uint_eq(line.left_out, 1);
    ck_assert_uint_eq(line.k, K - 1);
    CK_CLOSE(line.slope.df, K - 3, 0);
}
END_TEST

#if FAIL_ALLOC_WORKS
enum { CALLS = 7 };

static copse_status call(int which, copse_error *err)
{
    const copse_bias_numbers s = numbers();
    copse_egger egger;
    copse_limit_meta limit;
    copse_bias_line line;
    copse_rank_correlation rank;
    copse_pet_peese pet;
    copse_trimfill fill = {0};
    double lfk = 0;
    if (which == 0) return copse_bias_egger(Y, V, NULL, NULL, K, 1, NULL, &egger, err);
    if (which == 1) return copse_bias_limit(Y, V, K, 0.1, 95, &limit, err);
    if (which == 2) return copse_bias_regress(COPSE_BIAS_REGRESSION_ARCSINE_ADDITIVE, &s, NULL, K, 1, 95, &line, err);
    if (which == 3) return copse_bias_rank_test(COPSE_BIAS_RANK_BEGG, &s, K, COPSE_RANK_P_EXACT, &rank, err);
    if (which == 4) return copse_bias_pet_peese(Y, V, K, NULL, 0.1, &pet, err);
    if (which == 5) return copse_bias_lfk(Y, V, K, &lfk, err);
    const copse_status status = copse_bias_trimfill(Y, V, K, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, NULL, &fill, err);
    copse_trimfill_free(&fill);
    return status;
}

START_TEST(every_allocation_fails_once)
{
    for (int which = 0; which < CALLS; which++)
        for (long n = 1;; n++) {
            ck_assert_int_lt(n, 3000);
            copse_error err = {0};
            const long live = fail_alloc_live;
            fail_alloc_left = n;
            const copse_status status = call(which, &err);
            const bool failed = fail_alloc_left == 0;
            fail_alloc_left = -1; /* Check allocates, too */
            ck_assert_int_eq(status, failed ? COPSE_ENOMEM : COPSE_OK);
            ck_assert_int_eq(fail_alloc_live, live);
            if (!failed) break;
        }
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("small-study effects");
    TCase *cases = tcase_create("bias");
    tcase_add_test(cases, names);
    tcase_add_test(cases, other_units_and_orders);
    tcase_add_test(cases, limit_adds_up);
    tcase_add_test(cases, filled_studies);
    tcase_add_test(cases, filled_with_sizes);
    tcase_add_test(cases, rank_correlations);
    tcase_add_test(cases, hypergeometric_edges);
    tcase_add_test(cases, refused);
    tcase_add_test(cases, empty_tables);
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
