/* A fit without the interval of tau2 and without R2 has all other numbers to the bit. */
#include <copse/glmm.h>
#include <copse/model.h>

#include "ck_close.h"
#include <stddef.h>
#include <string.h>

enum { K = 9 };
static const double Y[K] = {0.1, 0.5, -0.3, 0.8, 0.2, 1.4, -0.6, 0.9, 0.05};
static const double V[K] = {0.04, 0.09, 0.02, 0.16, 0.01, 0.25, 0.03, 0.07, 0.05};
static const double ONE_X[2 * K] = {1, 3, 1, 1, 1, 4, 1, 1, 1, 5, 1, 9, 1, 2, 1, 7, 1, 6};

static bool is_none(copse_interval a)
{
    return isnan(a.lower) && isnan(a.upper);
}

/* All of het but the three intervals, their state and R2. */
static void compare_heterogeneity(copse_heterogeneity full, const copse_heterogeneity *brief)
{
    full.tau2_ci = brief->tau2_ci;
    full.I2_ci = brief->I2_ci;
    full.H2_ci = brief->H2_ci;
    full.R2 = brief->R2;
    ck_assert_mem_eq(&full, brief, offsetof(copse_heterogeneity, tau2_ci_state));
}

static void compare(const copse_fit *full, const copse_fit *brief)
{
    const size_t p = full->p;
    ck_assert(brief->test == full->test && brief->stop == full->stop && brief->narrow == full->narrow);
    ck_assert_mem_eq(full->coef, brief->coef, p * sizeof *full->coef);
    ck_assert_mem_eq(full->vcov, brief->vcov, p * p * sizeof *full->vcov);
    ck_assert_mem_eq(full->weight, brief->weight, full->k * sizeof *full->weight);
    ck_assert_mem_eq(&full->prediction, &brief->prediction, sizeof full->prediction);
    ck_assert_mem_eq(&full->stat, &brief->stat, sizeof full->stat);
    compare_heterogeneity(full->het, &brief->het);
}

/* Fits both; false where the method and test are refused, which both must be. */
static bool fit_both(const double *X, size_t p, copse_fit_opts opts, copse_fit *full, copse_fit *brief)
{
    const copse_status status = copse_pool(Y, V, X, K, p, &opts, full, NULL);
    opts.without_tau2_ci = opts.without_R2 = true;
    ck_assert_int_eq(copse_pool(Y, V, X, K, p, &opts, brief, NULL), status);
    return status == COPSE_OK;
}

START_TEST(other_numbers_stay)
{
    size_t fits = 0, left_out = 0, had_R2 = 0;
    for (size_t p = 1; p <= 2; p++)
        for (int m = 0; m < COPSE_METHOD_COUNT; m++)
            for (int t = 0; t < COPSE_TEST_COUNT; t++) {
                copse_fit_opts opts = copse_fit_opts_default();
                opts.method = (copse_method)m;
                opts.test = (copse_test)t;
                copse_fit full, brief;
                if (fit_both(p == 1 ? NULL : ONE_X, p, opts, &full, &brief)) {
                    compare(&full, &brief);
                    const bool random = m != COPSE_METHOD_EE && m != COPSE_METHOD_FE;
                    ck_assert(is_none(brief.het.tau2_ci) && is_none(brief.het.I2_ci) && is_none(brief.het.H2_ci));
                    ck_assert_int_eq(brief.het.tau2_ci_state,
                                     random ? COPSE_TAU2_STATE_LEFT_OUT : COPSE_TAU2_STATE_NONE);
                    ck_assert(isnan(brief.het.R2));
                    fits++;
                    if (!is_none(full.het.tau2_ci)) left_out++;
                    if (!isnan(full.het.R2)) had_R2++;
                }
                copse_fit_free(&full);
                copse_fit_free(&brief);
            }
    ck_assert(fits > 300 && left_out > 250 && had_R2 > 100); /* the loop compared something */
    ck_assert_str_ne(copse_tau2_ci_state_text(COPSE_TAU2_STATE_LEFT_OUT), "");
}
END_TEST

START_TEST(each_by_itself)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_fit fit;
    opts.without_R2 = true;
    ck_assert_int_eq(copse_pool(Y, V, ONE_X, K, 2, &opts, &fit, NULL), COPSE_OK);
    ck_assert(isnan(fit.het.R2) && !is_none(fit.het.tau2_ci));
    copse_fit_free(&fit);
    opts.without_R2 = false;
    opts.without_tau2_ci = true;
    ck_assert_int_eq(copse_pool(Y, V, ONE_X, K, 2, &opts, &fit, NULL), COPSE_OK);
    ck_assert(!isnan(fit.het.R2) && is_none(fit.het.tau2_ci));
    copse_fit_free(&fit);
}
END_TEST

START_TEST(models_of_counts)
{
    static const double x1[] = {4, 6, 3, 62, 33}, n1[] = {123, 306, 231, 13598, 5069};
    static const double x2[] = {11, 29, 11, 248, 47}, n2[] = {139, 303, 220, 12867, 5808};
    static const copse_pooling model[] = {COPSE_POOLING_CM_EL, COPSE_POOLING_CM_AL, COPSE_POOLING_UM_FS};
    const copse_glmm_data data = {.x1 = x1, .n1 = n1, .x2 = x2, .n2 = n2, .k = 5, .p = 1};
    for (size_t m = 0; m < 3; m++) {
        copse_glmm_opts opts = copse_glmm_opts_default();
        copse_fit full, brief;
        copse_glmm full_glmm, brief_glmm;
        opts.model = model[m];
        ck_assert_int_eq(copse_glmm_fit(&data, &opts, &full, &full_glmm, NULL), COPSE_OK);
        opts.without_tau2_ci = true;
        ck_assert_int_eq(copse_glmm_fit(&data, &opts, &brief, &brief_glmm, NULL), COPSE_OK);
        compare(&full, &brief);
        ck_assert(!is_none(full.het.tau2_ci) && is_none(brief.het.tau2_ci));
        ck_assert_int_eq(brief.het.tau2_ci_state, COPSE_TAU2_STATE_LEFT_OUT);
        ck_assert_mem_eq(&full_glmm.wald, &brief_glmm.wald, sizeof full_glmm.wald);
        ck_assert_mem_eq(&full_glmm.lrt, &brief_glmm.lrt, sizeof full_glmm.lrt);
        ck_assert_mem_eq(&full_glmm.effect, &brief_glmm.effect, sizeof full_glmm.effect);
        copse_fit_free(&full);
        copse_fit_free(&brief);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("left out");
    TCase *cases = tcase_create("left out");
    tcase_add_test(cases, other_numbers_stay);
    tcase_add_test(cases, each_by_itself);
    tcase_add_test(cases, models_of_counts);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
