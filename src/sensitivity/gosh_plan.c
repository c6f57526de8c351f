/* Which subsets are fitted, and how many there are. */
#include "gosh_parts.h"

#include <math.h>
#include <stdlib.h>

copse_gosh_opts copse_gosh_opts_default(void)
{
    return (copse_gosh_opts){.usual = COPSE_GOSH_USUAL,
                             .subsets = COPSE_GOSH_USUAL_DRAWS,
                             .marked = COPSE_GOSH_NONE,
                             .seed = 1,
                             .isa = COPSE_ISA_BEST};
}

static bool has_tau2(const copse_fit_opts *fit)
{
    return isnan(fit->tau2) && fit->method != COPSE_METHOD_EE && fit->method != COPSE_METHOD_FE;
}

static copse_status check(const copse_i_gosh_plan *plan, copse_error *err)
{
    const copse_gosh_opts *opts = &plan->opts;
    if (plan->y == NULL || plan->v == NULL || plan->p == 0 || (plan->X == NULL && plan->p != 1))
        return copse_fail(err, COPSE_EINVAL, "no studies, or no coefficients");
    if ((unsigned)opts->which > COPSE_GOSH_RANDOM || opts->coefficient >= plan->p || !isfinite(opts->null) ||
        (opts->marked != COPSE_GOSH_NONE && opts->marked >= plan->k))
        return copse_fail(err, COPSE_EINVAL, "no such choice of subsets, coefficient, null or study");
    if (plan->p > COPSE_LANES_COLUMNS)
        return copse_fail(err, COPSE_EINVAL, "%zu coefficients: subsets can be fitted with at most %d", plan->p,
                          COPSE_LANES_COLUMNS);
    if (opts->subsets == 0 || opts->subsets > COPSE_GOSH_MOST_DRAWS)
        return copse_fail(err, COPSE_EUSAGE, "%llu subsets: between 1 and %llu can be drawn",
                          (unsigned long long)opts->subsets, (unsigned long long)COPSE_GOSH_MOST_DRAWS);
    if (opts->least > 0 && opts->least < plan->p)
        return copse_fail(err, COPSE_EUSAGE, "subsets of %zu cannot have %zu coefficients: at least as many studies",
                          opts->least, plan->p);
    if (opts->tables != NULL && (opts->fit != NULL || plan->X != NULL || opts->tables->counts.k != plan->k))
        return copse_fail(err, COPSE_EINVAL, "tables of other studies, or with moderators or a fit of one's own");
    if (plan->k < 2) return copse_fail(err, COPSE_ETOOFEW, "subsets need at least 2 studies; there is %zu", plan->k);
    if (plan->k < plan->least)
        return copse_fail(err, COPSE_ETOOFEW, "subsets of %zu or more studies; there are %zu", plan->least, plan->k);
    return COPSE_OK;
}

/* 2^k less the sets that are too small; UINT64_MAX where that is out of range. */
static uint64_t count_sets(size_t k, size_t least)
{
    if (k >= 63) return UINT64_MAX;
    uint64_t count = (uint64_t)1 << k, binomial = 1;
    for (size_t j = 0; j < least; j++) {
        count -= binomial;
        binomial = j + 1 == least ? 0 : (uint64_t)llround((double)binomial * (double)(k - j) / (double)(j + 1));
    }
    return count;
}

static copse_status choose(copse_i_gosh_plan *plan, copse_error *err)
{
    const copse_gosh_opts *opts = &plan->opts;
    plan->possible = count_sets(plan->k, plan->least);
    plan->exact = opts->which == COPSE_GOSH_ALL || (opts->which == COPSE_GOSH_AUTO && plan->possible <= opts->usual);
    if (plan->exact && plan->k > COPSE_GOSH_MOST_STUDIES)
        return copse_fail(err, COPSE_EUSAGE, "%zu studies have too many subsets to fit them all (at most %d can have)",
                          plan->k, COPSE_GOSH_MOST_STUDIES);
    plan->numbers = plan->exact ? (uint64_t)1 << plan->k : opts->subsets;
    plan->kept = plan->numbers <= COPSE_GOSH_KEPT;
    const bool slow = opts->fit != NULL;
    plan->bits = plan->k < 7 || slow ? 3 : plan->k > 20 ? 16 : plan->k - 4;
    plan->block = plan->exact ? (size_t)1 << plan->bits : slow ? COPSE_LANES : 4096;
    plan->turn = slow ? GOSH_SLOW_TURN : GOSH_TURN;
    plan->words = (plan->k + 63) / 64;
    return COPSE_OK;
}

static double of_one(double x, double alone)
{
    return isfinite(x) ? x : alone; /* heterogeneity of no degrees of freedom */
}

static copse_status fit_own(const copse_i_gosh_plan *plan, copse_fit *fit, copse_error *err)
{
    size_t *every = copse_alloc(plan->k, sizeof *every);
    if (every == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < plan->k; i++) every[i] = i;
    copse_status st = plan->opts.fit(plan->opts.context, every, plan->k, fit, err);
    if (st == COPSE_OK && fit->p != plan->p) st = copse_fail(err, COPSE_EINVAL, "a fit of other coefficients");
    free(every);
    return st;
}

static copse_status pool_all(const copse_i_gosh_plan *plan, copse_fit *fit, copse_error *err)
{
    const copse_gosh_tables *t = plan->opts.tables;
    if (plan->opts.fit != NULL) return fit_own(plan, fit, err);
    if (t == NULL) return copse_pool(plan->y, plan->v, plan->X, plan->k, plan->p, &plan->fit, fit, err);
    return t->pooling == COPSE_POOLING_PETO ? copse_pool_peto(&t->counts, &t->opts, fit, NULL, err)
                                            : copse_pool_mh(&t->counts, &t->opts, fit, NULL, err);
}

static copse_status fit_all(copse_i_gosh_plan *plan, copse_error *err)
{
    copse_fit fit = {0};
    const copse_status st = pool_all(plan, &fit, err);
    if (st == COPSE_OK) {
        const double het[GOSH_BESIDES] = {of_one(fit.het.I2, 0), of_one(fit.het.H2, 1), of_one(fit.het.tau2, 0),
                                          of_one(fit.het.Q, 0)};
        for (size_t j = 0; j < plan->p; j++) plan->origin[j] = fit.coef[j].estimate;
        for (size_t j = 0; j < GOSH_BESIDES; j++) plan->origin[plan->p + j] = het[j];
    }
    copse_fit_free(&fit);
    return st;
}

copse_status copse_i_gosh_plan_init(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                    copse_i_gosh_plan *plan, copse_error *err)
{
    *plan = (copse_i_gosh_plan){.y = data->y,
                                .v = data->v,
                                .X = data->X,
                                .k = data->k,
                                .p = data->p,
                                .width = data->p + GOSH_BESIDES,
                                .fit = data->opts != NULL ? *data->opts : copse_fit_opts_default(),
                                .opts = opts != NULL ? *opts : copse_gosh_opts_default()};
    plan->fit.without_tau2_ci = plan->fit.without_R2 = true;
    plan->fit.pi = COPSE_PI_METAFOR; /* not looked at, and in the kernels */
    plan->least = plan->opts.least > 0                        ? plan->opts.least
                  : data->X == NULL && plan->opts.fit == NULL ? 1
                                                              : data->p + (has_tau2(&plan->fit) ? 1 : 0);
    copse_status st = check(plan, err);
    if (st == COPSE_OK) st = choose(plan, err);
    return st == COPSE_OK ? fit_all(plan, err) : st;
}
