/* Every combination of the choices: fitted, summarised, compared, tested. */
#include "multiverse_parts.h"

#include <math.h>
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
        if (plan->set[d].design[1] != NULL && (plan->set[d].design[0] == NULL || plan->set[d].adjustment > 0))
            return copse_fail(err, COPSE_EINVAL, "a second design without a first, or beside an adjustment");
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
    st = copse_i_multiverse_fit(plan, out, err);
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
