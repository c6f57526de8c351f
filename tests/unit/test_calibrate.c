/* Every estimator and interval of one data set, and their calibration against data sets drawn and pooled one by one. */
#include "ck_close.h"

#include <check.h>
#include <copse/math.h>
#include <copse/resample.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { K = 7, CELLS = 2 };
static const double V[K] = {0.02, 0.05, 0.11, 0.3, 0.04, 0.09, 0.15};
static const double Y[K] = {0.4, -0.1, 0.6, 0.9, 0.15, 0.3, -0.35};
static const double X[2 * K] = {1, -3, 1, -2, 1, -1, 1, 0, 1, 1, 1, 2, 1, 3};
static const double TAU2[CELLS] = {0.08, 0};

/* The whole work in one go, in blocks. */
static void *work_of(copse_calibration *calibration, bool backwards)
{
    const size_t block = copse_calibration_block(calibration);
    const uint64_t blocks = copse_calibration_total(calibration) / block;
    void *worker = NULL, *state = copse_alloc(1, copse_calibration_state_size(calibration));
    ck_assert_ptr_nonnull(state);
    ck_assert_int_eq(copse_calibration_open(calibration, &worker, NULL), COPSE_OK);
    for (uint64_t i = 0; i < blocks; i++) {
        const uint64_t at = backwards ? blocks - 1 - i : i;
        void *own = copse_alloc(1, copse_calibration_state_size(calibration));
        ck_assert_ptr_nonnull(own);
        ck_assert_int_eq(copse_calibration_work(calibration, worker, at * block, block, NULL, own, NULL), COPSE_OK);
        copse_calibration_join(calibration, state, own);
        free(own);
    }
    copse_calibration_close(calibration, worker);
    return state;
}

/* One choice in one cell, by the scalar code alone. */
typedef struct counts {
    uint64_t intervals, covered;
    double width, chance, chance_width;
} counts;

static void draw_one(const copse_calibration_design *d, size_t cell, uint64_t b, double *y)
{
    for (size_t i = 0; i < d->k; i++) {
        double z[2], mean = 0;
        const copse_address at = {d->seed, (uint32_t)cell, b, (uint32_t)(i / 2)};
        copse_draw_normals(at, z);
        for (size_t j = 0; j < d->p; j++) mean += (d->X != NULL ? d->X[i * d->p + j] : 1) * d->beta[j];
        y[i] = mean + sqrt(d->tau2[cell] + d->v[i]) * z[i % 2];
    }
}

static counts brute_force(const copse_calibration_design *d, size_t cell, size_t choice, size_t coefficient)
{
    counts out = {0};
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = d->choice[choice].method;
    opts.test = d->choice[choice].test;
    opts.level = d->level;
    for (uint64_t b = 0; b < d->replicates; b++) {
        double y[K];
        draw_one(d, cell, b, y);
        copse_fit fit;
        if (copse_pool(y, d->v, d->X, d->k, d->p, &opts, &fit, NULL) != COPSE_OK || fit.test != opts.test) {
            copse_fit_free(&fit);
            continue;
        }
        if (!isfinite(fit.coef[coefficient].ci.upper - fit.coef[coefficient].ci.lower)) {
            copse_fit_free(&fit);
            continue;
        }
        const copse_interval ci = fit.coef[coefficient].ci;
        out.intervals++;
        out.covered += ci.lower <= d->beta[coefficient] && d->beta[coefficient] <= ci.upper ? 1 : 0;
        out.width += ci.upper - ci.lower;
        const double tau = sqrt(d->tau2[cell]), low = fit.prediction.lower - d->beta[0];
        if (tau > 0)
            out.chance += copse_normal_upper(low / tau) - copse_normal_upper((fit.prediction.upper - d->beta[0]) / tau);
        out.chance_width += fit.prediction.upper - fit.prediction.lower;
        copse_fit_free(&fit);
    }
    return out;
}

static copse_calibration_design design_of(const copse_choices *choices, const double *x, size_t p, uint64_t replicates)
{
    static const double BETA[2] = {0.25, 0.1};
    return (copse_calibration_design){.v = V,
                                      .X = x,
                                      .k = K,
                                      .p = p,
                                      .beta = BETA,
                                      .tau2 = TAU2,
                                      .cells = CELLS,
                                      .choice = choices->choice,
                                      .choices = choices->count,
                                      .level = 90,
                                      .seed = 7,
                                      .replicates = replicates};
}

static void compare(const double *x, size_t p)
{
    copse_choices choices;
    copse_calibration *calibration = NULL;
    ck_assert_int_eq(copse_pool_choices(Y, V, x, K, p, NULL, NULL, &choices, NULL), COPSE_OK);
    const copse_calibration_design d = design_of(&choices, x, p, 19); /* no whole number of groups */
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, NULL), COPSE_OK);
    void *state = work_of(calibration, false);
    for (size_t m = 0; m < choices.count; m++) {
        for (size_t j = 0; j < p; j++) {
            copse_calibrated found;
            const counts brute = brute_force(&d, 0, m, j);
            copse_calibration_result(calibration, state, 0, m, j, &found);
            ck_assert_uint_eq(found.intervals, brute.intervals);
            CK_CLOSE(found.coverage.value, (double)brute.covered / (double)brute.intervals, 1e-14);
            CK_CLOSE(found.width.value, brute.width / (double)brute.intervals, 1e-8);
            if (p > 1 || choices.choice[m].method == COPSE_METHOD_EE) continue;
            CK_CLOSE(found.prediction.value, brute.chance / (double)brute.intervals, 1e-8);
            CK_CLOSE(found.prediction_width.value, brute.chance_width / (double)brute.intervals, 1e-8);
        }
    }
    free(state);
    copse_calibration_free(calibration);
    copse_choices_free(&choices);
}

START_TEST(pools_one_by_one)
{
    compare(NULL, 1);
}
END_TEST

START_TEST(with_a_moderator)
{
    compare(X, 2);
}
END_TEST

START_TEST(order_does_not_matter)
{
    copse_choices choices;
    copse_calibration *calibration = NULL;
    const copse_method methods[] = {COPSE_METHOD_PM, COPSE_METHOD_REML, COPSE_METHOD_BMR};
    const copse_choice_filter filter = {.method = methods, .methods = 3};
    ck_assert_int_eq(copse_pool_choices(Y, V, NULL, K, 1, NULL, &filter, &choices, NULL), COPSE_OK);
    const copse_calibration_design d = design_of(&choices, NULL, 1, 700);
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, NULL), COPSE_OK);
    void *one = work_of(calibration, false), *other = work_of(calibration, true);
    ck_assert_mem_eq(one, other, copse_calibration_state_size(calibration));
    free(one);
    free(other);
    copse_calibration_free(calibration);
    copse_choices_free(&choices);
}
END_TEST

/* Intervals of tau2, each against data sets one by one, and joined in any order. */
START_TEST(intervals_of_tau2)
{
    static const copse_tau2_ci TYPE[] = {COPSE_TAU2_CI_QP, COPSE_TAU2_CI_BJ, COPSE_TAU2_CI_WALD_LOG};
    const copse_interval_choice z = {COPSE_METHOD_DL, COPSE_TEST_Z};
    const copse_choices choices = {.count = 1, .choice = (copse_interval_choice *)&z};
    copse_calibration *calibration = NULL;
    copse_calibration_design d = design_of(&choices, X, 2, 21);
    d.tau2_interval = TYPE;
    d.tau2_intervals = 3;
    d.tau2_fit = copse_fit_opts_default();
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, NULL), COPSE_OK);
    void *state = work_of(calibration, false), *other = work_of(calibration, true);
    ck_assert_mem_eq(state, other, copse_calibration_state_size(calibration));
    for (size_t cell = 0; cell < CELLS; cell++)
        for (size_t t = 0; t < 3; t++) {
            uint64_t intervals = 0, covered = 0;
            double width = 0;
            for (uint64_t b = 0; b < d.replicates; b++) {
                double y[K];
                copse_tau2_bounds bounds;
                copse_fit_opts opts = d.tau2_fit;
                draw_one(&d, cell, b, y);
                opts.level = d.level;
                ck_assert_int_eq(copse_tau2_interval(y, V, X, K, 2, &opts, TYPE[t], &bounds, NULL), COPSE_OK);
                if (isnan(bounds.tau2.lower)) continue;
                intervals++;
                covered += bounds.tau2.lower <= TAU2[cell] && TAU2[cell] <= bounds.tau2.upper ? 1 : 0;
                width += bounds.tau2.upper - bounds.tau2.lower;
            }
            copse_calibrated found;
            copse_calibration_tau2_result(calibration, state, cell, t, &found);
            ck_assert_uint_eq(found.intervals, intervals);
            CK_CLOSE(found.coverage.value, (double)covered / (double)intervals, 1e-14);
            CK_CLOSE(found.width.value, width / (double)intervals, 1e-8);
        }
    free(state);
    free(other);
    copse_calibration_free(calibration);
}
END_TEST

/* More coefficients than the kernels have columns: by the scalar code. */
START_TEST(many_coefficients)
{
    enum { STUDIES = 12, P = 10 };
    static double v[STUDIES], x[STUDIES * P], beta[P];
    const double tau2[1] = {0.1};
    const copse_interval_choice choice[2] = {{COPSE_METHOD_DL, COPSE_TEST_KNHA}, {COPSE_METHOD_EE, COPSE_TEST_Z}};
    for (size_t i = 0; i < STUDIES; i++) {
        v[i] = 0.1 + 0.01 * (double)i;
        for (size_t j = 0; j < P; j++) x[i * P + j] = j == 0 ? 1 : i == j + 1 ? 1 : 0;
    }
    const copse_calibration_design d = {.v = v,
                                        .X = x,
                                        .k = STUDIES,
                                        .p = P,
                                        .beta = beta,
                                        .tau2 = tau2,
                                        .cells = 1,
                                        .choice = choice,
                                        .choices = 2,
                                        .level = 95,
                                        .seed = 3,
                                        .replicates = 40};
    copse_calibration *calibration = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_calibration_new(&d, &calibration, &err) == COPSE_OK, "%s", err.text);
    void *state = work_of(calibration, false);
    copse_calibrated found;
    copse_calibration_result(calibration, state, 0, 0, P - 1, &found);
    ck_assert_uint_eq(found.intervals, 40);
    ck_assert(found.coverage.value > 0.5 && found.width.value > 0);
    copse_calibration_result(calibration, state, 0, 1, P - 1, &found);
    double w = 0; /* of the studies that only the intercept is of */
    for (size_t i = 0; i < STUDIES; i++)
        if (i < 2 || i > P) w += 1 / v[i];
    CK_CLOSE(found.width.value, 2 * copse_normal_quantile_upper(0.025) * sqrt(1 / w + v[P]), 1e-10);
    free(state);
    copse_calibration_free(calibration);
}
END_TEST

/* With many data sets what takes long is looked up in tables (the others: test_calibrate_tables_slow.c): each of 1000 cells
 * has one, and some are looked at. */
START_TEST(tables_of_what_takes_long)
{
    enum { MANY = 1000, SMALL = 4 };
    static const copse_interval_choice CHOICE[] = {{COPSE_METHOD_GENQM, COPSE_TEST_KNHA}};
    static double tau2[MANY];
    const double beta[1] = {0.25};
    for (size_t c = 0; c < MANY; c++) tau2[c] = 0.02 * (double)(c % 10);
    copse_calibration_design d = {.v = V,
                                  .k = SMALL,
                                  .p = 1,
                                  .beta = beta,
                                  .tau2 = tau2,
                                  .cells = MANY,
                                  .choice = CHOICE,
                                  .choices = 1,
                                  .tau2_fit = copse_fit_opts_default(),
                                  .level = 95,
                                  .seed = 5,
                                  .replicates = 1};
    copse_calibration *calibration = NULL;
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, NULL), COPSE_OK);
    void *worker = NULL, *state = copse_alloc(1, copse_calibration_state_size(calibration));
    ck_assert_int_eq(copse_calibration_open(calibration, &worker, NULL), COPSE_OK);
    const size_t block = copse_calibration_block(calibration);
    for (size_t c = 0; c < MANY; c += 37) {
        double y[SMALL];
        copse_calibrated found;
        copse_fit_opts opts = d.tau2_fit;
        ck_assert_int_eq(copse_calibration_work(calibration, worker, c * block, block, NULL, state, NULL), COPSE_OK);
        draw_one(&d, c, 0, y);
        for (size_t m = 0; m < 1; m++) {
            copse_fit fit;
            opts.method = CHOICE[m].method;
            opts.test = CHOICE[m].test;
            ck_assert_int_eq(copse_pool(y, V, NULL, SMALL, 1, &opts, &fit, NULL), COPSE_OK);
            copse_calibration_result(calibration, state, c, m, 0, &found);
            CK_CLOSE(found.width.value, fit.coef[0].ci.upper - fit.coef[0].ci.lower, 1e-7);
            ck_assert(found.coverage.value == (fit.coef[0].ci.lower <= 0.25 && 0.25 <= fit.coef[0].ci.upper ? 1 : 0));
            CK_CLOSE(found.prediction_width.value, fit.prediction.upper - fit.prediction.lower, 1e-7);
            copse_fit_free(&fit);
        }
    }
    copse_calibration_close(calibration, worker);
    free(state);
    copse_calibration_free(calibration);
}
END_TEST

/* Equal effects, z: exactly the level; and with tau2 far too little. */
START_TEST(known_coverage)
{
    const copse_interval_choice z = {COPSE_METHOD_EE, COPSE_TEST_Z};
    const copse_choices choices = {.count = 1, .choice = (copse_interval_choice *)&z};
    copse_calibration *calibration = NULL;
    const copse_calibration_design d = design_of(&choices, NULL, 1, 100000);
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, NULL), COPSE_OK);
    void *state = work_of(calibration, false);
    copse_calibrated found;
    copse_calibration_result(calibration, state, 1, 0, 0, &found);
    ck_assert(fabs(found.coverage.value - 0.9) < 4 * found.coverage.mcse);
    double w = 0, variance = 0;
    for (size_t i = 0; i < K; i++) w += 1 / V[i];
    CK_CLOSE(found.width.value, 2 * copse_normal_quantile_upper(0.05) / sqrt(w), 1e-12);
    for (size_t i = 0; i < K; i++) variance += (TAU2[0] + V[i]) / (V[i] * V[i]) / (w * w);
    const double exact = 1 - 2 * copse_normal_upper(copse_normal_quantile_upper(0.05) / sqrt(w * variance));
    copse_calibration_result(calibration, state, 0, 0, 0, &found);
    ck_assert(fabs(found.coverage.value - exact) < 4 * found.coverage.mcse);
    free(state);
    copse_calibration_free(calibration);
}
END_TEST

START_TEST(refuses)
{
    copse_choices choices;
    copse_calibration *calibration = NULL;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_choices(Y, V, NULL, K, 1, NULL, NULL, &choices, NULL), COPSE_OK);
    copse_calibration_design d = design_of(&choices, NULL, 1, 100);
    const double bad[CELLS] = {0.1, -1};
    d.tau2 = bad;
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, &err), COPSE_EDOM);
    ck_assert_ptr_nonnull(strstr(err.text, "tau2 2"));
    d.tau2 = TAU2;
    d.replicates = 0;
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, &err), COPSE_EINVAL);
    d.replicates = 10;
    d.p = 2; /* without a design */
    ck_assert_int_eq(copse_calibration_new(&d, &calibration, &err), COPSE_EINVAL);
    copse_choices_free(&choices);
}
END_TEST

START_TEST(choices_of_few_studies)
{
    copse_choices choices;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_choices(Y, V, NULL, 1, 1, NULL, NULL, &choices, NULL), COPSE_OK);
    for (size_t i = 0; i < choices.count; i++) ck_assert_int_eq(choices.choice[i].test, COPSE_TEST_Z);
    copse_choices_free(&choices);
    ck_assert_int_eq(copse_pool_choices(Y, V, NULL, 0, 1, NULL, NULL, &choices, &err), COPSE_ETOOFEW);
    ck_assert_uint_gt(strlen(err.text), 0);
    copse_choices_free(&choices);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calibrate");
    TCase *cases = tcase_create("calibrate");
    tcase_add_test(cases, pools_one_by_one);
    tcase_add_test(cases, with_a_moderator);
    tcase_add_test(cases, order_does_not_matter);
    tcase_add_test(cases, intervals_of_tau2);
    tcase_add_test(cases, tables_of_what_takes_long);
    tcase_add_test(cases, many_coefficients);
    tcase_add_test(cases, known_coverage);
    tcase_add_test(cases, refuses);
    tcase_add_test(cases, choices_of_few_studies);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
