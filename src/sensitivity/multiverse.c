/* Every combination of the choices, fitted and counted. */
#include "multiverse_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

copse_multiverse_plan copse_multiverse_plan_default(void)
{
    static const copse_method METHOD = COPSE_METHOD_REML;
    static const copse_test TEST = COPSE_TEST_KNHA;
    return (copse_multiverse_plan){.sets = 1,
                                   .method = &METHOD,
                                   .methods = 1,
                                   .test = &TEST,
                                   .tests = 1,
                                   .fit = copse_fit_opts_default(),
                                   .comparable = true,
                                   .permutations = COPSE_MULTIVERSE_USUAL,
                                   .seed = 1};
}

static copse_status check(const copse_multiverse_plan *plan, copse_error *err)
{
    size_t sets = 1;
    for (size_t c = 0; c < plan->choices; c++) {
        if (plan->levels[c] == 0 || plan->levels[c] > COPSE_MULTIVERSE_MOST / sets)
            return copse_fail(err, COPSE_EUSAGE, "more than %d specifications, or a choice without options",
                              COPSE_MULTIVERSE_MOST);
        sets *= plan->levels[c];
    }
    if (plan->set == NULL || sets != plan->sets || plan->methods == 0 || plan->tests == 0 || !isfinite(plan->null))
        return copse_fail(err, COPSE_EINVAL, "a multiverse needs a set of studies for each combination of its choices");
    if (sets * plan->methods > COPSE_MULTIVERSE_MOST / plan->tests)
        return copse_fail(err, COPSE_EUSAGE, "more than %d specifications", COPSE_MULTIVERSE_MOST);
    for (size_t d = 0; d < sets; d++) {
        if (plan->set[d].adjustment > 0 && plan->adjust == NULL)
            return copse_fail(err, COPSE_EINVAL, "an adjustment without a function that makes it");
        for (size_t i = 0; i < plan->set[d].k; i++)
            if (plan->set[d].unit[i] >= plan->units)
                return copse_fail(err, COPSE_EINVAL, "no such unit of study %zu", i + 1);
    }
    return COPSE_OK;
}

size_t copse_multiverse_level_of(const copse_multiverse_plan *plan, size_t c, size_t s)
{
    if (c == plan->choices + 1) return s % plan->tests;
    if (c == plan->choices) return s / plan->tests % plan->methods;
    size_t rest = s / plan->tests / plan->methods;
    for (size_t last = plan->choices; --last > c;) rest /= plan->levels[last];
    return rest % plan->levels[c];
}

double copse_i_multiverse_value(const copse_multiverse_plan *plan, const copse_specification *s)
{
    return plan->comparable ? s->estimate : s->z;
}

double copse_i_multiverse_z(double statistic, double df)
{
    if (isnan(df)) return statistic;
    const double tail = copse_t_upper(fabs(statistic), df);
    /* so far out that the tail is 0, z is large and finite */
    return copysign(copse_normal_quantile_upper(fmax(tail, 0x1p-1000)), statistic);
}

static void fill(const copse_multiverse_plan *plan, const copse_coefficient *c, bool symmetric, copse_specification *s)
{
    s->fitted = true;
    s->estimate = c->estimate;
    s->se = c->se;
    s->df = c->df;
    s->ci = c->ci;
    if (plan->null == 0) {
        s->statistic = c->statistic;
        s->p = c->p;
    } else if (symmetric && c->se > 0) {
        s->statistic = (c->estimate - plan->null) / c->se;
        s->p = isnan(c->df) ? 2 * copse_normal_upper(fabs(s->statistic)) : copse_t_two_sided(s->statistic, c->df);
    }
    const double tail = fmin(fmax(s->p / 2, 0x1p-1000), 0.5);
    if (isfinite(s->p)) s->z = copysign(tail < 0.5 ? copse_normal_quantile_upper(tail) : 0, s->estimate - plan->null);
    s->significant = s->p < 1 - plan->fit.level / 100;
}

static void tell(copse_specification *s, const char *why)
{
    (void)snprintf(s->why, sizeof s->why, "%.*s", (int)sizeof s->why - 1, why);
}

/* By the caller's adjustment, whose intervals are symmetric. */
static copse_status adjust_one(const copse_multiverse_plan *plan, const copse_multiverse_set *set,
                               const copse_fit_opts *opts, copse_specification *s)
{
    copse_coefficient effect;
    double tau2 = NAN;
    copse_error own = {0};
    const copse_status st = plan->adjust(plan->context, set->adjustment, set, opts, &effect, &tau2, &own);
    if (st == COPSE_OK && isfinite(effect.estimate)) {
        fill(plan, &effect, true, s);
        s->tau2 = tau2;
    } else {
        tell(s, st == COPSE_OK ? "the adjusted effect is not known" : own.text);
    }
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

/* A test that fell back, as with one study, is not what was asked for. */
static copse_status fit_one(const copse_multiverse_plan *plan, copse_specification *s)
{
    const copse_multiverse_set *set = &plan->set[s->set];
    copse_fit_opts opts = plan->fit;
    copse_fit fit = {0};
    copse_error own = {0};
    opts.method = s->method;
    opts.test = s->test;
    opts.without_tau2_ci = opts.without_R2 = true;
    if (set->k < 2) {
        tell(s, set->k == 1 ? "one study" : set->why != NULL ? set->why : "no studies");
        return COPSE_OK;
    }
    if (set->adjustment > 0) return adjust_one(plan, set, &opts, s);
    const copse_status st = copse_pool(set->y, set->v, NULL, set->k, 1, &opts, &fit, &own);
    if (st == COPSE_OK && fit.test == s->test) {
        fill(plan, &fit.coef[0], copse_test_is_symmetric(fit.test), s);
        s->tau2 = fit.het.tau2;
        s->I2 = fit.het.I2;
    } else {
        tell(s, st == COPSE_OK ? "the test cannot be had for these studies" : own.text);
    }
    copse_fit_free(&fit);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

static copse_status fit_all(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    for (size_t i = 0; i < out->specifications; i++) {
        copse_specification *s = &out->specification[i];
        *s = (copse_specification){.set = i / plan->tests / plan->methods,
                                   .method = plan->method[i / plan->tests % plan->methods],
                                   .test = plan->test[i % plan->tests],
                                   .estimate = NAN,
                                   .se = NAN,
                                   .statistic = NAN,
                                   .df = NAN,
                                   .p = NAN,
                                   .tau2 = NAN,
                                   .I2 = NAN,
                                   .ci = {NAN, NAN},
                                   .z = NAN};
        s->k = plan->set[s->set].k;
        if (fit_one(plan, s) != COPSE_OK) return copse_fail_memory(err);
        out->fitted += s->fitted;
        if (!s->fitted) continue;
        const bool above = s->estimate > plan->null, below = s->estimate < plan->null;
        out->above += above;
        out->below += below;
        out->significant_above += s->significant && above;
        out->significant_below += s->significant && below;
    }
    if (out->fitted > 0) return COPSE_OK;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no specification could be fitted: %s", out->specification[0].why);
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Type 7 of Hyndman & Fan, of sorted numbers. */
static double quantile(const double *x, size_t n, double q)
{
    const double place = q * (double)(n - 1);
    const size_t r = (size_t)place;
    return r + 1 < n ? x[r] + (place - (double)r) * (x[r + 1] - x[r]) : x[r];
}

double copse_i_multiverse_median(double *x, size_t n)
{
    if (n == 0) return NAN;
    qsort(x, n, sizeof *x, rising);
    return quantile(x, n, 0.5);
}

static copse_status summarise(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    size_t n = 0;
    double *x = copse_alloc(out->specifications, sizeof *x);
    if (x == NULL) return copse_fail_memory(err);
    for (size_t s = 0; s < out->specifications; s++) {
        const double value = copse_i_multiverse_value(plan, &out->specification[s]);
        if (isfinite(value)) x[n++] = value;
    }
    out->quartile[1] = copse_i_multiverse_median(x, n);
    out->quartile[0] = n > 0 ? quantile(x, n, 0.25) : NAN;
    out->quartile[2] = n > 0 ? quantile(x, n, 0.75) : NAN;
    out->least = n > 0 ? x[0] : NAN;
    out->most = n > 0 ? x[n - 1] : NAN;
    free(x);
    return COPSE_OK;
}

copse_status copse_multiverse_run(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    *out = (copse_multiverse){0};
    copse_status st = check(plan, err);
    if (st != COPSE_OK) return st;
    out->specifications = plan->sets * plan->methods * plan->tests;
    out->specification = copse_alloc(out->specifications, sizeof *out->specification);
    if (out->specification == NULL) return copse_fail_memory(err);
    st = fit_all(plan, out, err);
    if (st == COPSE_OK) st = summarise(plan, out, err);
    if (st == COPSE_OK) st = copse_i_multiverse_choices(plan, out, err);
    return st == COPSE_OK && plan->permutations > 0 ? copse_i_multiverse_permute(plan, out, err) : st;
}

void copse_multiverse_free(copse_multiverse *multiverse)
{
    for (size_t c = 0; multiverse->choice != NULL && c < multiverse->choices; c++) free(multiverse->choice[c].level);
    free(multiverse->choice);
    free(multiverse->specification);
    *multiverse = (copse_multiverse){0};
}
