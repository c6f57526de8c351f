/* The test of excess significance: are there more significant results than the power of the studies would give? */
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const struct {
    const char *code, *text;
} TEST[COPSE_TES_TEST_COUNT] = {
#define COPSE_TES_ENTRY(id, code, text) {code, text},
    COPSE_TES_TEST_LIST(COPSE_TES_ENTRY)
#undef COPSE_TES_ENTRY
};
static const char *const SIDES[COPSE_SIDES_COUNT] = {
#define COPSE_SIDES_ENTRY(id, code) code,
    COPSE_SIDES_LIST(COPSE_SIDES_ENTRY)
#undef COPSE_SIDES_ENTRY
};
static const double SAME = 1e-7; /* probabilities that near to one another are equal, as in R's binom.test */

const char *copse_tes_test_code(copse_tes_test test)
{
    return (size_t)test < COPSE_TES_TEST_COUNT ? TEST[test].code : "";
}

const char *copse_tes_test_text(copse_tes_test test)
{
    return (size_t)test < COPSE_TES_TEST_COUNT ? TEST[test].text : "";
}

const char *copse_sides_code(copse_sides sides)
{
    return (size_t)sides < COPSE_SIDES_COUNT ? SIDES[sides] : "";
}

copse_tes_opts copse_tes_opts_default(void)
{
    return (copse_tes_opts){
        .alpha = 0.05, .theta = NAN, .test = COPSE_TES_EXACT, .excess = COPSE_SIDES_GREATER, .limit_alpha = 0.10};
}

typedef struct copse_i_excess {
    const double *v;
    size_t k, observed;
    const copse_tes_opts *opts;
    double critical;
    double *power, *mass; /* mass: k + 1 */
    copse_tes_test test;
    copse_sides excess;
    double limit_alpha;
} copse_i_excess;

/* Of a study whose estimate is N(theta, v + tau2) and whose test takes its variance for v. */
static double power_of(const copse_i_excess *e, double theta, double v)
{
    const double sd = sqrt(v + e->opts->tau2), reach = e->critical * sqrt(v), off = theta - e->opts->null_effect;
    switch (e->opts->alternative) {
    case COPSE_SIDES_GREATER:
        return copse_normal_upper((reach - off) / sd);
    case COPSE_SIDES_LESS:
        return copse_normal_upper((reach + off) / sd);
    default:
        return copse_normal_upper((reach - off) / sd) + copse_normal_upper((reach + off) / sd);
    }
}

static double set_powers(const copse_i_excess *e, double theta)
{
    double expected = 0;
    for (size_t i = 0; i < e->k; i++) {
        e->power[i] = fmin(1, power_of(e, theta, e->v[i]));
        expected += e->power[i];
    }
    return expected;
}

static bool is_significant(const copse_i_excess *e, double y, double v)
{
    const double z = (y - e->opts->null_effect) / sqrt(v);
    switch (e->opts->alternative) {
    case COPSE_SIDES_GREATER:
        return z >= e->critical;
    case COPSE_SIDES_LESS:
        return z <= -e->critical;
    default:
        return fabs(z) >= e->critical;
    }
}

/* With E = 0 or E = k the count is certain: what differs from it is infinitely far. */
static double chi2_of(const copse_i_excess *e, double expected)
{
    const double gap = (double)e->observed - expected, rest = (double)e->k - expected;
    if (gap == 0) return 0;
    return expected > 0 && rest > 0 ? gap * gap / expected + gap * gap / rest : INFINITY;
}

static double chi2_p(const copse_i_excess *e, double expected)
{
    const double z = copysign(sqrt(chi2_of(e, expected)), (double)e->observed - expected);
    switch (e->excess) {
    case COPSE_SIDES_GREATER:
        return copse_normal_upper(z);
    case COPSE_SIDES_LESS:
        return copse_normal_lower(z);
    default:
        return fmin(1, 2 * copse_normal_upper(fabs(z)));
    }
}

/* The probabilities of all counts that are no more probable than the one observed. */
static double two_sided(const double *mass, size_t k, size_t observed)
{
    double sum = 0;
    for (size_t j = 0; j <= k; j++)
        if (mass[j] <= mass[observed] * (1 + SAME)) sum += mass[j];
    return fmin(1, sum);
}

static double binomial_p(const copse_i_excess *e, double expected)
{
    const double k = (double)e->k, p = fmin(1, expected / k);
    if (e->excess == COPSE_SIDES_GREATER) return copse_i_binomial_upper(e->observed, e->k, p);
    if (e->excess == COPSE_SIDES_LESS) return copse_i_binomial_lower(e->observed, e->k, p);
    if (!(p > 0 && p < 1)) return e->observed == (p > 0 ? e->k : 0) ? 1 : 0;
    for (size_t j = 0; j <= e->k; j++) {
        const double x = (double)j, ways = copse_log_gamma(k + 1) - copse_log_gamma(x + 1) - copse_log_gamma(k - x + 1);
        e->mass[j] = exp(ways + x * log(p) + (k - x) * log1p(-p));
    }
    return two_sided(e->mass, e->k, e->observed);
}

static double exact_p(const copse_i_excess *e)
{
    if (e->k > COPSE_TES_EXACT_MOST) return NAN;
    copse_i_count_masses(e->power, e->k, e->mass);
    if (e->excess == COPSE_SIDES_TWO) return two_sided(e->mass, e->k, e->observed);
    double sum = 0;
    const bool greater = e->excess == COPSE_SIDES_GREATER;
    for (size_t j = greater ? e->observed : 0; j <= (greater ? e->k : e->observed); j++) sum += e->mass[j];
    return fmin(1, sum);
}

static double p_of(const copse_i_excess *e, copse_tes_test test, double expected)
{
    if (test == COPSE_TES_CHI2) return chi2_p(e, expected);
    return test == COPSE_TES_BINOMIAL ? binomial_p(e, expected) : exact_p(e);
}

static double above_limit(double theta, const void *context)
{
    const copse_i_excess *e = context;
    const double expected = set_powers(e, theta);
    return p_of(e, e->test, expected) - e->limit_alpha;
}

/* Powers grow as theta leaves the null effect on the side of the mean, so p moves one way: doubles the distance until it has
 * crossed. NaN where the null effect itself is no longer excluded, or no effect is. */
static double limit_of(copse_i_excess *e, double theta, copse_sides excess, double limit_alpha)
{
    const double null = e->opts->null_effect;
    double reach = fabs(theta - null), limit = NAN, smallest = e->v[0];
    e->excess = excess;
    e->limit_alpha = limit_alpha;
    const double at_null = above_limit(null, e), wanted = excess == COPSE_SIDES_GREATER ? 1 : -1;
    if (!(wanted * at_null < 0)) return NAN;
    for (size_t i = 1; i < e->k; i++) smallest = fmin(smallest, e->v[i]);
    reach = fmax(reach, sqrt(smallest));
    const double way = theta < null ? -1 : 1;
    for (int doubling = 0; doubling < 100; doubling++) {
        const double far = null + way * reach;
        reach *= 2;
        if (!(wanted * above_limit(far, e) >= 0)) continue;
        return copse_root(above_limit, e, fmin(null, far), fmax(null, far), &limit) == COPSE_OK ? limit : NAN;
    }
    return NAN;
}

static void set_limits(copse_i_excess *e, copse_tes *tes)
{
    const copse_sides excess = e->opts->excess;
    const double alpha = e->opts->limit_alpha * (excess == COPSE_SIDES_TWO ? 0.5 : 1);
    if (excess != COPSE_SIDES_LESS) tes->limit_lower = limit_of(e, tes->theta, COPSE_SIDES_GREATER, alpha);
    if (excess != COPSE_SIDES_GREATER) tes->limit_upper = limit_of(e, tes->theta, COPSE_SIDES_LESS, alpha);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the powers: nothing below depends on their order. */
static void set_quantiles(const copse_i_excess *e, copse_tes *tes)
{
    qsort(e->power, e->k, sizeof *e->power, by_size);
    tes->power_min = e->power[0];
    tes->power_max = e->power[e->k - 1];
    tes->power_median = (e->power[(e->k - 1) / 2] + e->power[e->k / 2]) / 2;
}

static void test_excess(copse_i_excess *e, const double *y, copse_tes *tes, double *power)
{
    for (size_t i = 0; i < e->k; i++) e->observed += is_significant(e, y[i], e->v[i]);
    tes->observed = e->observed;
    tes->expected = set_powers(e, tes->theta);
    for (size_t i = 0; power != NULL && i < e->k; i++) power[i] = e->power[i];
    tes->chi2 = chi2_of(e, tes->expected);
    for (int test = 0; test < COPSE_TES_TEST_COUNT; test++) tes->p[test] = p_of(e, (copse_tes_test)test, tes->expected);
    set_quantiles(e, tes);
    set_limits(e, tes);
}

static copse_status check(const double *y, const double *v, size_t k, const copse_tes_opts *opts, copse_error *err)
{
    copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status == COPSE_OK) status = copse_i_pvalue_alpha(opts->alpha, err);
    if (status != COPSE_OK) return status;
    if (!(opts->limit_alpha > 0 && opts->limit_alpha < 1))
        return copse_fail(err, COPSE_EINVAL, "the level of the test of excess significance lies between 0 and 1");
    if (!(opts->tau2 >= 0 && isfinite(opts->tau2) && isfinite(opts->null_effect) && !isinf(opts->theta)))
        return copse_fail(err, COPSE_EINVAL, "theta, tau2 and the null effect are finite numbers, tau2 not negative");
    return COPSE_OK;
}

copse_status copse_bias_tes(const double *y, const double *v, size_t k, const copse_tes_opts *opts, copse_tes *tes,
                            double *power, copse_error *err)
{
    const copse_tes_opts defaults = copse_tes_opts_default();
    if (opts == NULL) opts = &defaults;
    *tes = (copse_tes){.k = k, .limit_lower = NAN, .limit_upper = NAN, .tau2 = opts->tau2};
    const copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_i_excess e = {.v = v, .k = k, .opts = opts, .excess = opts->excess};
    e.critical = copse_normal_quantile_upper(opts->alternative == COPSE_SIDES_TWO ? opts->alpha / 2 : opts->alpha);
    e.test = opts->test == COPSE_TES_EXACT && k > COPSE_TES_EXACT_MOST ? COPSE_TES_CHI2 : opts->test;
    e.power = copse_alloc(k, sizeof *e.power);
    e.mass = copse_alloc(k + 1, sizeof *e.mass);
    tes->test = e.test;
    tes->theta = isnan(opts->theta) ? copse_i_weighted_mean(y, v, k, opts->tau2, NULL) : opts->theta;
    const bool room = e.power != NULL && e.mass != NULL;
    if (room) test_excess(&e, y, tes, power);
    free(e.power);
    free(e.mass);
    return room ? COPSE_OK : copse_fail_memory(err);
}
