/* What a calibration of many data sets looks up in tables, against the functions themselves. */
#include "ck_close.h"

#include <check.h>
#include <copse/resample.h>
#include <math.h>
#include <stdlib.h>

static const double V[] = {0.02, 0.05, 0.11, 0.3};

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

/* With many data sets what takes long is looked up in tables: each of 1000 cells has one, and some are looked at. */
START_TEST(tables_of_what_takes_long)
{
    enum { MANY = 1000, SMALL = 4 };
    static const copse_interval_choice CHOICE[] = {{COPSE_METHOD_DL, COPSE_TEST_HENMI_COPAS},
                                                   {COPSE_METHOD_DL, COPSE_TEST_BIGGERSTAFF_TWEEDIE},
                                                   {COPSE_METHOD_GENQM, COPSE_TEST_KNHA}};
    static const copse_tau2_ci TYPE[] = {COPSE_TAU2_CI_BJ};
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
                                  .choices = 3,
                                  .tau2_interval = TYPE,
                                  .tau2_intervals = 1,
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
        copse_tau2_bounds bounds;
        copse_fit_opts opts = d.tau2_fit;
        ck_assert_int_eq(copse_calibration_work(calibration, worker, c * block, block, NULL, state, NULL), COPSE_OK);
        draw_one(&d, c, 0, y);
        for (size_t m = 0; m < 3; m++) {
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
        ck_assert_int_eq(copse_tau2_interval(y, V, NULL, SMALL, 1, &opts, TYPE[0], &bounds, NULL), COPSE_OK);
        copse_calibration_tau2_result(calibration, state, c, 0, &found);
        CK_CLOSE_ABS(found.width.value, bounds.tau2.upper - bounds.tau2.lower, 1e-7, 1e-10);
    }
    copse_calibration_close(calibration, worker);
    free(state);
    copse_calibration_free(calibration);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tables of a calibration");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, tables_of_what_takes_long);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
