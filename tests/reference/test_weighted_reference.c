/* Weights of one's own, equal weights, and inverse variance heterogeneity, against metafor's rma.uni with such weights. */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 64 };

static copse_pooling pooling_of(const char *code)
{
    for (int i = 0; i < COPSE_POOLING_COUNT; i++) {
        const copse_fit fit = {.pooling = (copse_pooling)i};
        if (strcmp(copse_fit_method_code(&fit), code) == 0) return (copse_pooling)i;
    }
    ck_abort_msg("no pooling %s", code);
    return COPSE_POOLING_COUNT;
}

static double statistic(const copse_fit *fit, const char *name)
{
    const copse_coefficient *c = &fit->coef[0];
    const struct {
        const char *name;
        double value;
    } all[] = {{"estimate", c->estimate},
               {"se", c->se},
               {"statistic", c->statistic},
               {"p", c->p},
               {"ci_lower", c->ci.lower},
               {"ci_upper", c->ci.upper},
               {"Q", fit->het.Q},
               {"log_lik", fit->stat.log_lik},
               {"deviance", fit->stat.deviance},
               {"AIC", fit->stat.AIC},
               {"BIC", fit->stat.BIC},
               {"AICc", fit->stat.AICc},
               {"weight_last", fit->weight[fit->k - 1]},
               {"pi_lower", fit->prediction.lower},
               {"pi_upper", fit->prediction.upper}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0) return all[i].value;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

static void pool(const reference_csv *csv, size_t row, copse_fit *fit)
{
    char path[128];
    copse_fit_opts opts = copse_fit_opts_default();
    copse_error err = {0};
    double y[MOST], v[MOST], w[MOST];
    (void)snprintf(path, sizeof path, "data/%s.csv", reference_text(csv, row, "dataset"));
    reference_csv data = reference_read(path);
    ck_assert_uint_le(data.rows, MOST);
    for (size_t i = 0; i < data.rows; i++) {
        y[i] = reference_number(&data, i, "yi");
        v[i] = reference_number(&data, i, "vi");
        w[i] = 1 + (double)((i + 1) * 7 % 5);
    }
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &opts.test), COPSE_OK);
    const copse_pooling pooling = pooling_of(reference_text(csv, row, "pooling"));
    const copse_status status = copse_pool_weighted(y, v, w, data.rows, &opts, pooling, fit, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    reference_free(&data);
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("weighted.csv");
    char last[128] = "";
    copse_fit fit = {0};
    for (size_t row = 0; row < csv.rows; row++) {
        char key[128];
        (void)snprintf(key, sizeof key, "%s %s %s %s", reference_text(&csv, row, "dataset"),
                       reference_text(&csv, row, "pooling"), reference_text(&csv, row, "method"),
                       reference_text(&csv, row, "test"));
        if (strcmp(key, last) != 0) {
            copse_fit_free(&fit);
            pool(&csv, row, &fit);
            (void)snprintf(last, sizeof last, "%s", key);
        }
        const char *name = reference_text(&csv, row, "statistic");
        const double want = reference_number(&csv, row, "value"), got = statistic(&fit, name);
        const double rtol = reference_number(&csv, row, "rtol");
        ck_assert_msg(close_enough(got, want, rtol, 1e-12), "%s %s: %.17g, want %.17g", key, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 2500);
    copse_fit_free(&fit);
    reference_free(&csv);
}
END_TEST

/* Weights in proportion to 1/(v + tau2) change nothing; weight of one study alone is that study. */
START_TEST(weights_that_are_known)
{
    const double y[] = {0.1, 0.9, -0.4, 1.7}, v[] = {0.1, 0.2, 0.15, 0.4};
    double w[4], one[4] = {0, 3, 0, 0};
    copse_fit fit, same;
    ck_assert_int_eq(copse_pool(y, v, NULL, 4, 1, NULL, &fit, NULL), COPSE_OK);
    for (size_t i = 0; i < 4; i++) w[i] = 1e6 / (v[i] + fit.het.tau2);
    ck_assert_int_eq(copse_pool_weighted(y, v, w, 4, NULL, COPSE_POOLING_WEIGHTED, &same, NULL), COPSE_OK);
    CK_CLOSE(same.coef[0].estimate, fit.coef[0].estimate, 1e-14);
    CK_CLOSE(same.coef[0].se, fit.coef[0].se, 1e-13);
    CK_CLOSE(same.coef[0].ci.lower, fit.coef[0].ci.lower, 1e-13);
    CK_CLOSE(same.prediction.upper, fit.prediction.upper, 1e-13);
    CK_CLOSE(same.stat.log_lik, fit.stat.log_lik, 1e-14);
    copse_fit_free(&same);
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    ck_assert_int_eq(copse_pool_weighted(y, v, one, 4, &opts, COPSE_POOLING_SSW, &same, NULL), COPSE_OK);
    CK_CLOSE(same.coef[0].estimate, 0.9, 1e-15);
    CK_CLOSE(same.coef[0].se, sqrt(0.2), 1e-15);
    copse_fit_free(&same);
    copse_fit_free(&fit);
}
END_TEST

START_TEST(weights_that_cannot_be)
{
    const double y[] = {0.1, 0.9}, v[] = {0.1, 0.2}, none[] = {0, 0}, minus[] = {1, -1}, nan[] = {NAN, 1};
    copse_fit fit;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_weighted(y, v, none, 2, NULL, COPSE_POOLING_WEIGHTED, &fit, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_pool_weighted(y, v, minus, 2, NULL, COPSE_POOLING_WEIGHTED, &fit, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_pool_weighted(y, v, nan, 2, NULL, COPSE_POOLING_SSW, &fit, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_pool_weighted(y, v, NULL, 2, NULL, COPSE_POOLING_WEIGHTED, &fit, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_weighted(y, v, NULL, 2, NULL, COPSE_POOLING_MH, &fit, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_weighted(y, v, NULL, 2, NULL, COPSE_POOLING_IVHET, NULL, &err), COPSE_EINVAL);
    copse_fit_free(&fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("weights of one's own");
    TCase *cases = tcase_create("weights");
    tcase_add_test(cases, every_row);
    tcase_add_test(cases, weights_that_are_known);
    tcase_add_test(cases, weights_that_cannot_be);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
