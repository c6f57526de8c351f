#include "careful.h"
#include "regression.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_lanes_opts copse_lanes_opts_default(void)
{
    return (copse_lanes_opts){.fit = copse_fit_opts_default(), .isa = COPSE_ISA_BEST};
}

double copse_i_critical(const copse_lanes *engine, double df)
{
    if (isnan(df)) return engine->normal_critical;
    if (df >= 0 && df <= (double)engine->k && df == floor(df)) return engine->t_critical[(size_t)df];
    return df > 0 ? copse_t_quantile_upper((100 - engine->opts.fit.level) / 200, df) : NAN;
}

/* A fit of eight lanes has one critical value for each lane, by which its coefficients' standard errors are multiplied. */
static copse_status check_test(const copse_fit_opts *fit, copse_test test, bool design, size_t p, copse_error *err)
{
    copse_fit_opts opts = *fit;
    opts.test = test;
    const copse_status st = copse_fit_opts_check(&opts, design && p < 2 ? 2 : p, err); /* a single column is no mean */
    if (st != COPSE_OK) return st;
    if (!copse_test_is_symmetric(test))
        return copse_fail(err, COPSE_EINVAL,
                          "the test %s is of one data set at a time: its interval is not an estimate "
                          "-+ a multiple of a standard error",
                          copse_test_code(test));
    if (test == COPSE_TEST_KR && p > 1)
        return copse_fail(err, COPSE_EINVAL,
                          "the test kr of a model with moderators is of one data set at a time: each "
                          "coefficient has degrees of freedom of its own");
    return COPSE_OK;
}

static copse_status check(const copse_lanes_opts *opts, bool design, size_t k, size_t p, copse_error *err)
{
    const copse_fit_opts *fit = &opts->fit;
    if (k == 0 || p == 0 || p > COPSE_LANES_COLUMNS)
        return copse_fail(err, COPSE_EINVAL, "a design of %zu rows and %zu columns: 1 to %d columns can be fitted", k,
                          p, COPSE_LANES_COLUMNS);
    const copse_status st = check_test(fit, fit->test, design, p, err);
    if (st != COPSE_OK) return st;
    if (fit->setup.weight != NULL || fit->setup.size != NULL)
        return copse_fail(err, COPSE_EINVAL, "weights or sizes by study belong to one data set, not to many");
    if (isnan(fit->tau2) && !copse_method_can(fit->method, p + 2, p))
        return copse_fail(err, COPSE_EINVAL, "method %s is defined for a model without moderators only",
                          copse_method_code(fit->method));
    if (copse_i_kernels_of(opts->isa) == NULL)
        return copse_fail(err, COPSE_EINVAL, "the instruction set %s is not to be had here; best here: %s",
                          copse_isa_code(opts->isa), copse_isa_code(copse_isa_best()));
    return COPSE_OK;
}

static void fill_critical_values(copse_lanes *e)
{
    const double tail = (100 - e->opts.fit.level) / 200;
    e->normal_critical = copse_normal_quantile_upper(tail);
    e->t_critical[0] = NAN;
    for (size_t df = 1; df <= e->k; df++) e->t_critical[df] = copse_t_quantile_upper(tail, (double)df);
}

copse_status copse_lanes_new(const copse_lanes_opts *opts, const double *X, size_t k, size_t p, copse_lanes **engine,
                             copse_error *err)
{
    *engine = NULL;
    const copse_lanes_opts defaults = copse_lanes_opts_default();
    if (opts == NULL) opts = &defaults;
    const copse_status st = check(opts, X != NULL, k, p, err);
    if (st != COPSE_OK) return st;
    copse_lanes *e = copse_alloc(1, sizeof *e);
    if (e == NULL) return copse_fail_memory(err);
    e->opts = *opts;
    e->kernels = copse_i_kernels_of(opts->isa);
    e->k = k;
    e->p = p;
    e->room = k;
    e->t_critical = copse_alloc(k + 1, sizeof *e->t_critical);
    e->y = copse_alloc(k, sizeof *e->y);
    e->v = copse_alloc(k, sizeof *e->v);
    e->rows = copse_alloc(k * p, sizeof *e->rows);
    if (X != NULL) e->X = copse_alloc(k * p, sizeof *e->X);
    if (e->t_critical == NULL || e->y == NULL || e->v == NULL || e->rows == NULL || (X != NULL && e->X == NULL)) {
        copse_lanes_free(e);
        return copse_fail_memory(err);
    }
    e->task = (copse_i_pool_task){.method = copse_i_kernel_method(&opts->fit),
                                  .test = {opts->fit.test},
                                  .tests = 1,
                                  .tau2 = opts->fit.tau2,
                                  .t_critical = e->t_critical,
                                  .most_df = k,
                                  .work = copse_alloc(4 * k * COPSE_LANES, sizeof(double))};
    if (e->task.work == NULL) {
        copse_lanes_free(e);
        return copse_fail_memory(err);
    }
    if (X != NULL) memcpy(e->X, X, k * p * sizeof *X);
    fill_critical_values(e);
    e->task.normal_critical = e->normal_critical;
    if (copse_i_regression_init(e) != COPSE_OK) {
        copse_lanes_free(e);
        return copse_fail_memory(err);
    }
    *engine = e;
    return COPSE_OK;
}

void copse_lanes_free(copse_lanes *engine)
{
    if (engine == NULL) return;
    free(engine->t_critical);
    free(engine->y);
    free(engine->v);
    free(engine->rows);
    free(engine->X);
    free(engine->task.work);
    copse_i_regression_free(engine->regression);
    free(engine);
}

static bool kernels_fit(const copse_lanes *engine, copse_test test)
{
    return copse_test_is_wald(test) && engine->opts.fit.pi == COPSE_PI_METAFOR &&
           copse_i_kernel_method(&engine->opts.fit) != COPSE_METHOD_COUNT;
}

/* What the kernel of the intercept could not vouch for, and all fits of a design, under the engine's test. */
static copse_status finish(copse_lanes *engine, const copse_lanes_group *group, unsigned char vouched[COPSE_LANES],
                           copse_lanes_fit *fit, copse_error *err)
{
    memset(fit->status, COPSE_LANE_OK, sizeof fit->status);
    memset(fit->careful, 0, sizeof fit->careful);
    if (!kernels_fit(engine, engine->opts.fit.test)) memset(vouched, 0, COPSE_LANES);
    else if (engine->X != NULL) copse_i_regression_run(engine, group, fit, vouched);
    else copse_i_regression_weighted(engine, group, fit, vouched);
    for (size_t lane = 0; lane < COPSE_LANES; lane++) {
        if (vouched[lane]) continue;
        const copse_status st = copse_i_careful_fit(engine, group, lane, fit, err);
        if (st != COPSE_OK) return st;
    }
    return COPSE_OK;
}

copse_status copse_lanes_run_tests(copse_lanes *engine, const copse_lanes_group *group, const copse_test *test,
                                   size_t tests, copse_lanes_fit *fit, copse_error *err)
{
    if (group->k == 0 || group->k > engine->k || (engine->X != NULL && group->k != engine->k))
        return copse_fail(err, COPSE_EINVAL, "a group of %zu rows for an engine of %zu", group->k, engine->k);
    if (tests == 0 || tests > COPSE_TEST_COUNT) return copse_fail(err, COPSE_EINVAL, "%zu tests at once", tests);
    bool any = false;
    for (size_t t = 0; t < tests; t++) {
        const copse_status good = check_test(&engine->opts.fit, test[t], engine->X != NULL, engine->p, err);
        if (good != COPSE_OK) return good;
        any = any || kernels_fit(engine, test[t]);
    }
    unsigned char vouched[COPSE_TEST_COUNT * COPSE_LANES] = {0};
    const copse_test usual = engine->opts.fit.test;
    copse_status st = COPSE_OK;
    engine->task.tests = tests;
    memcpy(engine->task.test, test, tests * sizeof *test);
    if (any && engine->X == NULL && copse_i_kernel_method(&engine->opts.fit) != COPSE_METHOD_PMM)
        engine->kernels->pool(&engine->task, group, fit, vouched);
    for (size_t t = 0; t < tests && st == COPSE_OK; t++) {
        engine->opts.fit.test = test[t];
        copse_i_regression_set_test(engine, test[t]);
        st = finish(engine, group, vouched + t * COPSE_LANES, &fit[t], err);
    }
    engine->opts.fit.test = usual;
    return st;
}

copse_status copse_lanes_run(copse_lanes *engine, const copse_lanes_group *group, copse_lanes_fit *fit,
                             copse_error *err)
{
    const copse_test test = engine->opts.fit.test;
    return copse_lanes_run_tests(engine, group, &test, 1, fit, err);
}
