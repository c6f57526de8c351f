/* Leave-one-out and leave-group-out: what must be true of them. */
#include <copse/sensitivity.h>

#include "ck_close.h"

enum { K = 7 };
static const double Y[K] = {0.1, 0.5, -0.3, 0.8, 0.2, 1.4, -0.6}, V[K] = {0.04, 0.09, 0.02, 0.16, 0.01, 0.25, 0.03};
static const double ONE_X[2 * K] = {1, 3, 1, 1, 1, 4, 1, 1, 1, 5, 1, 9, 1, 2};

static void same_coefficients(const copse_fit *got, const copse_fit *want)
{
    ck_assert_uint_eq(got->k, want->k);
    ck_assert_ptr_null(got->weight);
    for (size_t j = 0; j < want->p; j++) {
        CK_CLOSE(got->coef[j].estimate, want->coef[j].estimate, 1e-9);
        CK_CLOSE(got->coef[j].se, want->coef[j].se, 1e-9);
        CK_CLOSE(got->coef[j].p, want->coef[j].p, 1e-9);
        CK_CLOSE(got->coef[j].ci.lower, want->coef[j].ci.lower, 1e-9);
    }
    CK_CLOSE(got->het.tau2, want->het.tau2, 1e-9);
    CK_CLOSE(got->het.I2, want->het.I2, 1e-9);
    CK_CLOSE(got->het.Q, want->het.Q, 1e-12);
    CK_CLOSE(got->het.Q_p, want->het.Q_p, 1e-12);
}

/* Every method, with and without a moderator: the same numbers as the studies left by themselves. */
START_TEST(every_method)
{
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        for (size_t p = 1; p <= 2; p++) {
            const copse_fit_opts opts = {.method = m, .test = COPSE_TEST_KNHA, .level = 90, .tau2 = NAN};
            const copse_sensitivity_data data = {Y, V, p == 1 ? NULL : ONE_X, K, p, &opts};
            if (!copse_method_can(m, K - 1, p)) continue;
            copse_leave_out out;
            ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_OK);
            ck_assert_uint_eq(out.count, K);
            for (size_t i = 0; i < K; i++) {
                double y[K], v[K], x[2 * K];
                for (size_t from = 0, to = 0; from < K; from++) {
                    if (from == i) continue;
                    y[to] = Y[from];
                    v[to] = V[from];
                    x[2 * to] = 1;
                    x[2 * to++ + 1] = ONE_X[2 * from + 1];
                }
                copse_fit fit;
                ck_assert_int_eq(copse_pool(y, v, p == 1 ? NULL : x, K - 1, p, &opts, &fit, NULL), COPSE_OK);
                ck_assert_int_eq(out.without[i].state, COPSE_SUBSET_FITTED);
                same_coefficients(&out.without[i].fit, &fit);
                copse_fit_free(&fit);
            }
            copse_leave_out_free(&out);
        }
    }
}
END_TEST

START_TEST(groups)
{
    const size_t group[K] = {2, 0, 1, 0, 2, 2, 1}, rest[3] = {0, 4, 5};
    const copse_sensitivity_data data = {Y, V, NULL, K, 1, NULL};
    copse_leave_out out;
    ck_assert_int_eq(copse_leave_out_fit(&data, group, 3, &out, NULL), COPSE_OK);
    ck_assert_uint_eq(out.count, 3);
    ck_assert_uint_eq(out.without[0].left, 5);
    ck_assert_uint_eq(out.without[2].left, 4);
    copse_leave_out_free(&out);
    const size_t two[K] = {0, 1, 1, 1, 0, 0, 1};
    double y[3], v[3];
    for (size_t i = 0; i < 3; i++) y[i] = Y[rest[i]], v[i] = V[rest[i]];
    copse_fit fit;
    ck_assert_int_eq(copse_leave_out_fit(&data, two, 2, &out, NULL), COPSE_OK);
    ck_assert_int_eq(copse_pool(y, v, NULL, 3, 1, NULL, &fit, NULL), COPSE_OK);
    same_coefficients(&out.without[1].fit, &fit);
    copse_fit_free(&fit);
    copse_leave_out_free(&out);
    const size_t wrong[K] = {0, 1, 3, 1, 0, 0, 1}, empty[K] = {0, 2, 2, 2, 0, 0, 0};
    ck_assert_int_eq(copse_leave_out_fit(&data, wrong, 3, &out, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_leave_out_fit(&data, empty, 3, &out, NULL), COPSE_EINVAL);
}
END_TEST

/* The only study of a level of the moderator, two studies, one study. */
START_TEST(edges)
{
    const double level[2 * K] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1};
    copse_sensitivity_data data = {Y, V, level, K, 2, NULL};
    copse_leave_out out;
    ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_OK);
    ck_assert_int_eq(out.without[K - 1].state, COPSE_SUBSET_RANK);
    ck_assert_ptr_null(out.without[K - 1].fit.coef);
    ck_assert_int_eq(out.without[0].state, COPSE_SUBSET_FITTED);
    copse_leave_out_free(&out);
    data = (copse_sensitivity_data){Y, V, NULL, 2, 1, NULL};
    ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_OK);
    ck_assert(out.without[0].fit.coef[0].estimate == Y[1]);
    ck_assert(isnan(out.without[0].fit.het.tau2));
    copse_leave_out_free(&out);
    data = (copse_sensitivity_data){Y, V, ONE_X, 2, 2, NULL};
    ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_OK);
    ck_assert_int_eq(out.without[0].state, COPSE_SUBSET_TOO_FEW);
    copse_leave_out_free(&out);
    data.k = 1;
    ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_ETOOFEW);
    copse_leave_out_free(&out);
    data.y = NULL;
    ck_assert_int_eq(copse_leave_out_fit(&data, NULL, 0, &out, NULL), COPSE_EINVAL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("leave_out");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, every_method);
    tcase_add_test(tests, groups);
    tcase_add_test(tests, edges);
    return run_suite(suite);
}
