/* Every specification fitted: by a pool, by a regression on what small studies have in common, or by the caller's adjustment. */
#include "multiverse_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double copse_i_multiverse_p(double statistic, double df)
{
    return isnan(df) ? 2 * copse_normal_upper(fabs(statistic)) : copse_t_two_sided(statistic, df);
}

bool copse_i_multiverse_sides_with(double far, double side)
{
    return side < 0 ? far < 0 : far > 0;
}

double copse_i_multiverse_z(double statistic, double df)
{
    if (isnan(df)) return statistic;
    const double tail = copse_t_upper(fabs(statistic), df);
    /* so far out that the tail is 0, z is large and finite */
    return copysign(copse_normal_quantile_upper(fmax(tail, 0x1p-1000)), statistic);
}

double copse_i_multiverse_z_of_p(double p, double far)
{
    const double tail = fmin(fmax(p / 2, 0x1p-1000), 0.5);
    return copysign(tail < 0.5 ? copse_normal_quantile_upper(tail) : 0, far);
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
        s->p = copse_i_multiverse_p(s->statistic, c->df);
    }
    if (isfinite(s->p)) s->z = copse_i_multiverse_z_of_p(s->p, s->estimate - plan->null);
    s->significant = s->p < 1 - plan->fit.level / 100;
}

static void tell(copse_specification *s, const char *why)
{
    (void)snprintf(s->why, sizeof s->why, "%.*s", (int)sizeof s->why - 1, why);
}

static void tell_all(const copse_multiverse_plan *plan, copse_specification *s, const char *why)
{
    for (size_t i = 0; i < plan->methods * plan->tests; i++) tell(&s[i], why);
}

copse_multiverse_question copse_i_multiverse_ask(const copse_multiverse_plan *plan, const copse_multiverse_set *set,
                                                 double *room)
{
    for (size_t i = 0; plan->null != 0 && i < set->k; i++) room[i] = set->y[i] - plan->null;
    return (copse_multiverse_question){.adjustment = set->adjustment,
                                       .k = set->k,
                                       .y = plan->null != 0 ? room : set->y,
                                       .v = set->v,
                                       .method = plan->method,
                                       .methods = plan->methods,
                                       .test = plan->test,
                                       .tests = plan->tests,
                                       .fit = plan->fit};
}

/* The distances from no effect that an adjustment knows, on the scale of the estimates. */
static void set_answer(const copse_multiverse_plan *plan, const copse_multiverse_answer *answer, copse_specification *s)
{
    const copse_coefficient *c = &answer->effect;
    if (!answer->known || !isfinite(c->estimate)) {
        tell(s, answer->known ? "the adjusted effect is not known" : answer->why);
        return;
    }
    copse_multiverse_plan from_zero = *plan;
    from_zero.null = 0;
    fill(&from_zero, c, true, s);
    s->estimate += plan->null;
    s->ci.lower += plan->null;
    s->ci.upper += plan->null;
    s->tau2 = answer->tau2;
}

/* By the caller's adjustment, all methods and tests at once. */
static copse_status adjust_set(const copse_multiverse_plan *plan, const copse_multiverse_set *set,
                               copse_specification *s)
{
    const size_t n = plan->methods * plan->tests;
    double *room = copse_alloc(set->k, sizeof *room);
    copse_multiverse_answer *answer = copse_alloc(n, sizeof *answer);
    copse_status st = room == NULL || answer == NULL ? COPSE_ENOMEM : COPSE_OK;
    if (st == COPSE_OK) {
        const copse_multiverse_question question = copse_i_multiverse_ask(plan, set, room);
        st = plan->adjust(plan->context, &question, answer, NULL);
    }
    for (size_t i = 0; i < n && st == COPSE_OK; i++) set_answer(plan, &answer[i], &s[i]);
    free(answer);
    free(room);
    return st;
}

/* Does the first coefficient differ from no effect, on the side of the studies' mean? */
static bool is_clear(const copse_multiverse_plan *plan, const copse_multiverse_set *set, const copse_fit *fit)
{
    const copse_coefficient *c = &fit->coef[0];
    double side = 0;
    for (size_t i = 0; i < set->k; i++) side += (set->y[i] - plan->null) / set->v[i];
    if (!copse_i_multiverse_sides_with(c->estimate - plan->null, side)) return false;
    const double p = plan->null == 0 ? c->p : copse_i_multiverse_p((c->estimate - plan->null) / c->se, c->df);
    return p < COPSE_MULTIVERSE_ALPHA;
}

/* The pool, or the regressions of the set's designs. */
static copse_status fit_studies(const copse_multiverse_plan *plan, const copse_multiverse_set *set,
                                const copse_fit_opts *opts, copse_fit *fit, copse_error *err)
{
    const double *design = set->design[0];
    copse_status st = copse_pool(set->y, set->v, design, set->k, design == NULL ? 1 : 2, opts, fit, err);
    if (st != COPSE_OK || set->design[1] == NULL || !is_clear(plan, set, fit)) return st;
    copse_fit_free(fit);
    return copse_pool(set->y, set->v, set->design[1], set->k, 2, opts, fit, err);
}

/* A test that fell back, as with one study, is not what was asked for. */
static copse_status fit_one(const copse_multiverse_plan *plan, const copse_multiverse_set *set, copse_specification *s)
{
    copse_fit_opts opts = plan->fit;
    copse_fit fit = {0};
    copse_error own = {0};
    opts.method = s->method;
    opts.test = s->test;
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status st = fit_studies(plan, set, &opts, &fit, &own);
    if (st == COPSE_OK && fit.test == s->test) {
        fill(plan, &fit.coef[0], copse_test_is_symmetric(fit.test), s);
        s->tau2 = fit.het.tau2;
        if (set->design[0] == NULL) s->I2 = fit.het.I2;
    } else {
        tell(s, st == COPSE_OK ? "the test cannot be had for these studies" : own.text);
    }
    copse_fit_free(&fit);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

static copse_status fit_set(const copse_multiverse_plan *plan, size_t d, copse_specification *s)
{
    const copse_multiverse_set *set = &plan->set[d];
    copse_status st = COPSE_OK;
    if (set->why != NULL || set->k < 2)
        tell_all(plan, s, set->why != NULL ? set->why : set->k == 1 ? "one study" : "no studies");
    else if (set->adjustment > 0) st = adjust_set(plan, set, s);
    else
        for (size_t i = 0; i < plan->methods * plan->tests && st == COPSE_OK; i++) st = fit_one(plan, set, &s[i]);
    return st;
}

static void count(const copse_multiverse_plan *plan, const copse_specification *s, copse_multiverse *out)
{
    const bool above = s->estimate > plan->null, below = s->estimate < plan->null;
    out->fitted += s->fitted;
    if (!s->fitted) return;
    out->above += above;
    out->below += below;
    out->significant_above += s->significant && above;
    out->significant_below += s->significant && below;
}

copse_status copse_i_multiverse_fit(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    const size_t of_set = plan->methods * plan->tests;
    for (size_t i = 0; i < out->specifications; i++) {
        copse_specification *s = &out->specification[i];
        *s = (copse_specification){.set = i / of_set,
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
    }
    for (size_t d = 0; d < plan->sets; d++)
        if (fit_set(plan, d, &out->specification[d * of_set]) != COPSE_OK) return copse_fail_memory(err);
    for (size_t i = 0; i < out->specifications; i++) count(plan, &out->specification[i], out);
    if (out->fitted > 0) return COPSE_OK;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no specification could be fitted: %s", out->specification[0].why);
}
