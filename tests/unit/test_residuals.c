/* Residuals and BLUPs at their edges, and what must be true of them. */
#include <copse/model.h>

#include "ck_close.h"
#include <string.h>

enum { K = 7, MOST = 8 };
static const double Y[K] = {0.1, 0.5, -0.3, 0.8, 0.2, 1.4, -0.6}, V[K] = {0.04, 0.09, 0.02, 0.16, 0.01, 0.25, 0.03};
static const double ONE_X[2 * K] = {1, 3, 1, 1, 1, 4, 1, 1, 1, 5, 1, 9, 1, 2};

typedef struct told {
    copse_fit fit;
    copse_residual residual[MOST];
    copse_blup blup[MOST];
} told;

static told tell(const double *y, const double *v, const double *X, size_t k, size_t p, const copse_fit_opts *opts)
{
    told t = {0};
    copse_error err = {0};
    copse_status status = copse_pool(y, v, X, k, p, opts, &t.fit, &err);
    if (status == COPSE_OK) status = copse_pool_residuals(y, v, X, &t.fit, true, t.residual, &err);
    if (status == COPSE_OK) status = copse_pool_blups(y, v, X, &t.fit, t.blup, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    return t;
}

static copse_fit_opts options(copse_method method, copse_test test)
{
    return (copse_fit_opts){.method = method, .test = test, .level = 95, .tau2 = NAN};
}

/* The hat values sum to p, sum w e^2 is Q at tau2, and X'We = 0. */
START_TEST(sums)
{
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        if (!copse_method_can(m, K - 1, 2)) continue; /* defined without moderators only */
        const copse_fit_opts opts = options(m, COPSE_TEST_T);
        told t = tell(Y, V, ONE_X, K, 2, &opts);
        double hat = 0, square = 0, score[2] = {0, 0};
        for (size_t i = 0; i < K; i++) {
            const copse_residual *r = &t.residual[i];
            hat += r->hat;
            square += r->pearson * r->pearson;
            for (size_t j = 0; j < 2; j++) score[j] += ONE_X[2 * i + j] * r->raw / (V[i] + t.fit.het.tau2);
            CK_CLOSE(r->fitted, t.fit.coef[0].estimate + ONE_X[2 * i + 1] * t.fit.coef[1].estimate, 1e-13);
            CK_CLOSE(r->fitted + r->raw, Y[i], 1e-15);
            ck_assert(r->cholesky == r->pearson);
            CK_CLOSE(r->standard, r->pearson / sqrt(1 - r->hat), 1e-13);
            CK_CLOSE(t.blup[i].estimate, r->fitted + t.blup[i].effect, 1e-13);
        }
        copse_profile_point point;
        ck_assert_int_eq(copse_profile_at(Y, V, ONE_X, K, 2, t.fit.het.tau2, &point, NULL), COPSE_OK);
        CK_CLOSE(hat, 2, 1e-14);
        CK_CLOSE(square, point.Q, 1e-13);
        CK_CLOSE_ABS(score[0], 0, 0, 1e-12);
        CK_CLOSE_ABS(score[1], 0, 0, 1e-11);
        copse_fit_free(&t.fit);
    }
}
END_TEST

/* With a given tau2 and a normal test the residual of the fit without a study is e/(1 - h), and both studentised ones agree. */
START_TEST(deleted_at_the_same_tau2)
{
    copse_fit_opts opts = options(COPSE_METHOD_REML, COPSE_TEST_Z);
    opts.tau2 = 0.07;
    told t = tell(Y, V, ONE_X, K, 2, &opts);
    for (size_t i = 0; i < K; i++) {
        const copse_residual *r = &t.residual[i];
        CK_CLOSE(r->deleted, r->raw / (1 - r->hat), 1e-12);
        CK_CLOSE(r->studentised, r->standard, 1e-12);
        ck_assert(r->deleted_tau2 == 0.07);
    }
    copse_fit_free(&t.fit);
}
END_TEST

/* y + 2^30 (1 + x), then all times 2^40: the residuals move with the scale alone. */
START_TEST(offset_and_scale)
{
    double y[K], v[K];
    const double scale = 0x1p40;
    const copse_fit_opts opts = options(COPSE_METHOD_REML, COPSE_TEST_KNHA);
    for (size_t i = 0; i < K; i++) {
        y[i] = round(Y[i] * 64) / 64;
        v[i] = V[i];
    }
    told t = tell(y, v, ONE_X, K, 2, &opts);
    for (size_t i = 0; i < K; i++) {
        y[i] = scale * (y[i] + 0x1p30 * (1 + ONE_X[2 * i + 1]));
        v[i] *= scale * scale;
    }
    told moved = tell(y, v, ONE_X, K, 2, &opts);
    for (size_t i = 0; i < K; i++) {
        const copse_residual *a = &t.residual[i], *b = &moved.residual[i];
        CK_CLOSE_ABS(b->raw / scale, a->raw, 1e-12, 1e-13);
        CK_CLOSE(b->hat, a->hat, 1e-12);
        CK_CLOSE_ABS(b->standard, a->standard, 1e-11, 1e-12);
        CK_CLOSE_ABS(b->studentised, a->studentised, 1e-6, 1e-7); /* slopes of 2^30 through double coefficients */
        CK_CLOSE(moved.blup[i].se / scale, t.blup[i].se, 1e-11);
    }
    copse_fit_free(&t.fit);
    copse_fit_free(&moved.fit);
}
END_TEST

START_TEST(order_of_studies)
{
    double y[K], v[K];
    const copse_fit_opts opts = options(COPSE_METHOD_PM, COPSE_TEST_ADHOC);
    for (size_t i = 0; i < K; i++) {
        y[i] = Y[(3 * i) % K];
        v[i] = V[(3 * i) % K];
    }
    told t = tell(Y, V, NULL, K, 1, &opts), turned = tell(y, v, NULL, K, 1, &opts);
    for (size_t i = 0; i < K; i++) {
        CK_CLOSE(turned.residual[i].raw, t.residual[(3 * i) % K].raw, 1e-12);
        CK_CLOSE(turned.residual[i].hat, t.residual[(3 * i) % K].hat, 1e-12);
        CK_CLOSE(turned.residual[i].studentised, t.residual[(3 * i) % K].studentised, 1e-9);
        CK_CLOSE(turned.blup[i].effect_se, t.blup[(3 * i) % K].effect_se, 1e-9);
    }
    copse_fit_free(&t.fit);
    copse_fit_free(&turned.fit);
}
END_TEST

/* One study says nothing of tau2; two leave one for the deleted fit. */
START_TEST(few_studies)
{
    const copse_fit_opts random = options(COPSE_METHOD_REML, COPSE_TEST_KNHA),
                         equal = options(COPSE_METHOD_EE, COPSE_TEST_Z);
    told t = tell(Y, V, NULL, 1, 1, &random);
    ck_assert(t.residual[0].fitted == Y[0] && t.residual[0].raw == 0 && t.residual[0].hat == 1);
    ck_assert(isnan(t.residual[0].standard) && isnan(t.residual[0].pearson) && isnan(t.residual[0].studentised));
    ck_assert(isnan(t.blup[0].estimate) && isnan(t.blup[0].se) && isnan(t.blup[0].effect_interval.lower));
    copse_fit_free(&t.fit);
    t = tell(Y, V, NULL, 1, 1, &equal);
    ck_assert(t.residual[0].pearson == 0 && isnan(t.residual[0].standard) && isnan(t.residual[0].deleted));
    ck_assert(t.blup[0].estimate == Y[0] && t.blup[0].effect == 0 && t.blup[0].effect_se == 0);
    CK_CLOSE(t.blup[0].se, 0.2, 1e-15);
    copse_fit_free(&t.fit);
    t = tell(Y, V, NULL, 2, 1, &random);
    CK_CLOSE(t.residual[0].deleted, Y[0] - Y[1], 1e-15);
    ck_assert(isnan(t.residual[0].deleted_tau2) && isnan(t.residual[0].studentised) &&
              isfinite(t.residual[0].standard));
    copse_fit_free(&t.fit);
    t = tell(Y, V, NULL, 2, 1, &equal);
    CK_CLOSE(t.residual[0].studentised, (Y[0] - Y[1]) / sqrt(V[0] + V[1]), 1e-14);
    copse_fit_free(&t.fit);
}
END_TEST

/* The last study alone tells the second coefficient. */
START_TEST(a_coefficient_of_its_own)
{
    double X[2 * K] = {0};
    for (size_t i = 0; i < K; i++) X[2 * i] = 1;
    X[2 * K - 1] = 1;
    const copse_fit_opts opts = options(COPSE_METHOD_REML, COPSE_TEST_Z);
    told t = tell(Y, V, X, K, 2, &opts), rest = tell(Y, V, NULL, K - 1, 1, &opts);
    const copse_residual *alone = &t.residual[K - 1];
    ck_assert(alone->raw == 0 && alone->hat == 1 && alone->pearson == 0);
    ck_assert(isnan(alone->standard) && isnan(alone->studentised) && isnan(alone->deleted));
    CK_CLOSE(t.residual[0].raw, rest.residual[0].raw, 1e-9);
    CK_CLOSE(t.blup[K - 1].estimate, Y[K - 1], 1e-14);
    copse_fit_free(&t.fit);
    copse_fit_free(&rest.fit);
}
END_TEST

/* A study of all the weight, with an intercept and as the same intercept in a design of cell means: e and 1 - h are not lost. */
START_TEST(heavy_study)
{
    double v[K], X[2 * K];
    for (size_t i = 0; i < K; i++) {
        v[i] = i == 2 ? 1e-18 : V[i];
        X[2 * i] = i < 4;
        X[2 * i + 1] = i >= 4;
    }
    const copse_fit_opts opts = options(COPSE_METHOD_EE, COPSE_TEST_Z);
    told one = tell(Y, v, NULL, 4, 1, &opts), cells = tell(Y, v, X, K, 2, &opts);
    double w = 0, wr = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i == 2) continue;
        w += 1 / v[i];
        wr += (Y[i] - Y[2]) / v[i];
    }
    const double e = -wr / (w + 1 / v[2]), standard = e / sqrt(v[2] * w / (w + 1 / v[2]));
    CK_CLOSE(one.residual[2].raw, e, 1e-13);
    CK_CLOSE(one.residual[2].standard, standard, 1e-13);
    CK_CLOSE(cells.residual[2].raw, e, 1e-13);
    CK_CLOSE(cells.residual[2].standard, standard, 1e-13);
    CK_CLOSE(cells.residual[2].studentised, standard, 1e-12);
    copse_fit_free(&one.fit);
    copse_fit_free(&cells.fit);
}
END_TEST

START_TEST(identical_estimates)
{
    const double y[4] = {0.3, 0.3, 0.3, 0.3};
    const copse_fit_opts opts = options(COPSE_METHOD_DL, COPSE_TEST_KNHA);
    told t = tell(y, V, NULL, 4, 1, &opts);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(t.residual[i].raw == 0 && t.residual[i].standard == 0 && t.blup[i].estimate == 0.3);
        ck_assert(t.blup[i].se == 0 && isnan(t.residual[i].studentised)); /* the deleted fit has no scale */
    }
    copse_fit_free(&t.fit);
}
END_TEST

START_TEST(refusals)
{
    const copse_fit_opts opts = options(COPSE_METHOD_REML, COPSE_TEST_Z);
    told t = tell(Y, V, NULL, K, 1, &opts);
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_residuals(NULL, V, NULL, &t.fit, true, t.residual, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_residuals(Y, V, NULL, NULL, true, t.residual, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_blups(Y, V, NULL, &t.fit, NULL, &err), COPSE_EINVAL);
    t.fit.pooling = COPSE_POOLING_MH;
    ck_assert_int_eq(copse_pool_residuals(Y, V, NULL, &t.fit, true, t.residual, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_msg(strstr(err.text, "Mantel-Haenszel") != NULL, "%s", err.text);
    ck_assert_int_eq(copse_pool_blups(Y, V, NULL, &t.fit, t.blup, &err), COPSE_ENOTCOMPUTABLE);
    copse_fit_free(&t.fit);
    t = tell(Y, V, ONE_X, K, 2, &opts);
    ck_assert_int_eq(copse_pool_residuals(Y, V, NULL, &t.fit, true, t.residual, &err), COPSE_EINVAL);
    copse_fit_free(&t.fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("residuals");
    TCase *cases = tcase_create("cases");
    tcase_add_test(cases, sums);
    tcase_add_test(cases, deleted_at_the_same_tau2);
    tcase_add_test(cases, offset_and_scale);
    tcase_add_test(cases, order_of_studies);
    tcase_add_test(cases, few_studies);
    tcase_add_test(cases, a_coefficient_of_its_own);
    tcase_add_test(cases, heavy_study);
    tcase_add_test(cases, identical_estimates);
    tcase_add_test(cases, refusals);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
