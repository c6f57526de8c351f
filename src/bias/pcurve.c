/* p-curve: are significant p-values skewed as an effect would make them? */
#include "pcurve_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double ONE_THIRD = 1.0 / 3;
static const double NEXT_TO_ONE = -1e-16; /* log of a pp-value that rounding has made 1 */

copse_pcurve_opts copse_pcurve_opts_default(void)
{
    return (copse_pcurve_opts){.alpha = 0.05, .level = 95};
}

double copse_i_log_beyond(double z, double d)
{
    const double near = copse_i_log_upper(z - d), far = copse_i_log_upper(z + d);
    return near + log1p(exp(far - near));
}

static double power_gap(double d, const void *context)
{
    const double *wanted = context;
    return exp(copse_i_log_beyond(wanted[0], d)) - wanted[1];
}

double copse_i_noncentrality(const copse_i_pcurve *c, double power)
{
    const double wanted[2] = {c->whole, power};
    double d = NAN;
    return copse_root(power_gap, wanted, 0, c->whole + 10, &d) == COPSE_OK ? d : NAN;
}

double copse_i_stouffer_at(const copse_i_pcurve *c, double d, double critical, double share)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (!(c->z[i] > critical)) continue;
        const double log_pp = copse_i_log_beyond(c->z[i], d) - share;
        sum -= copse_i_normal_from_log_lower(log_pp > NEXT_TO_ONE ? NEXT_TO_ONE : log_pp);
        n++;
    }
    return n > 0 ? sum / sqrt((double)n) : NAN;
}

/* Without effect small pp-values are the evidence, so z is of the opposite sign. */
static void test_skew(const copse_i_pcurve *c, copse_pcurve *out)
{
    copse_pcurve_test *skew = &out->skew;
    skew->z = -copse_i_stouffer_at(c, 0, c->whole, log(c->opts->alpha));
    skew->half_z = -copse_i_stouffer_at(c, 0, c->half, log(c->opts->alpha / 2));
    skew->binomial_p = copse_i_binomial_upper(out->half, c->n, 0.5);
}

static void test_flat(const copse_i_pcurve *c, copse_pcurve *out)
{
    copse_pcurve_test *flat = &out->flat;
    const double d = copse_i_noncentrality(c, ONE_THIRD);
    const double whole = copse_i_log_beyond(c->whole, d), half = copse_i_log_beyond(c->half, d);
    flat->z = copse_i_stouffer_at(c, d, c->whole, whole);
    flat->half_z = copse_i_stouffer_at(c, d, c->half, half);
    flat->binomial_p = copse_i_binomial_lower(out->half, c->n, exp(half - whole));
    out->app_half_z = copse_i_stouffer_at(c, d, c->half, half - log(ONE_THIRD));
    out->app_half_p = copse_normal_lower(out->app_half_z);
    double beyond = 1;
    for (int bin = 0; bin < COPSE_PCURVE_BINS; bin++) {
        const double p = c->opts->alpha * (COPSE_PCURVE_BINS - 1 - bin) / COPSE_PCURVE_BINS;
        const double next = p > 0 ? exp(copse_i_log_beyond(copse_normal_quantile_upper(p / 2), d) - whole) : 0;
        out->expected[COPSE_PCURVE_BINS - 1 - bin] = beyond - next;
        beyond = next;
    }
}

static void set_tails(copse_pcurve_test *test)
{
    test->p = copse_normal_lower(test->z);
    test->half_p = copse_normal_lower(test->half_z);
}

static void judge(copse_pcurve *out)
{
    const copse_pcurve_test *skew = &out->skew, *flat = &out->flat;
    out->evidential = skew->half_p < 0.05 || (skew->half_p < 0.1 && skew->p < 0.1);
    out->inadequate = flat->p < 0.05 || (flat->half_p < 0.1 && flat->binomial_p < 0.1);
}

/* Keeps the significant results; returns the sign that more of them have. */
static int choose(const double *y, const double *v, copse_i_pcurve *c, copse_pcurve *out)
{
    size_t positive = 0;
    for (size_t i = 0; i < out->k; i++) {
        const double se = sqrt(v[i]), z = fabs(y[i]) / se, p = 2 * copse_normal_upper(z);
        if (!(p < c->opts->alpha)) continue;
        c->z[c->n] = z;
        c->se[c->n++] = se;
        positive += y[i] > 0;
        out->half += z > c->half;
        const int bin = (int)(COPSE_PCURVE_BINS * p / c->opts->alpha);
        out->observed[bin < COPSE_PCURVE_BINS ? bin : COPSE_PCURVE_BINS - 1]++;
    }
    out->significant = c->n;
    out->opposed = positive < c->n - positive ? positive : c->n - positive;
    if (2 * positive == c->n) return copse_i_pvalue_side(y, v, out->k, 0);
    return 2 * positive > c->n ? 1 : -1;
}

static void analyse(copse_i_pcurve *c, int sign, copse_pcurve *out)
{
    for (int bin = 0; bin < COPSE_PCURVE_BINS; bin++) out->observed[bin] /= (double)c->n;
    test_skew(c, out);
    test_flat(c, out);
    set_tails(&out->skew);
    set_tails(&out->flat);
    judge(out);
    copse_i_pcurve_power(c, out);
    copse_i_pcurve_effect(c, out);
    out->effect *= sign;
}

copse_status copse_bias_pcurve(const double *y, const double *v, size_t k, const copse_pcurve_opts *opts,
                               copse_pcurve *pcurve, copse_error *err)
{
    const copse_pcurve_opts defaults = copse_pcurve_opts_default();
    if (opts == NULL) opts = &defaults;
    *pcurve = (copse_pcurve){.k = k};
    copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status == COPSE_OK) status = copse_i_pvalue_alpha(opts->alpha, err);
    if (status == COPSE_OK && !(opts->alpha < ONE_THIRD))
        status = copse_fail(err, COPSE_EINVAL,
                            "p-curve tests against studies of power 1/3: alpha must be smaller than that");
    if (status == COPSE_OK && !(opts->level > 0 && opts->level < 100))
        status = copse_fail(err, COPSE_EINVAL, "the level lies between 0 and 100");
    if (status != COPSE_OK) return status;
    copse_i_pcurve c = {.opts = opts};
    c.whole = copse_normal_quantile_upper(opts->alpha / 2);
    c.half = copse_normal_quantile_upper(opts->alpha / 4);
    c.z = copse_alloc(k, sizeof *c.z);
    c.se = copse_alloc(k, sizeof *c.se);
    c.pp = copse_alloc(k, sizeof *c.pp);
    if (c.z == NULL || c.se == NULL || c.pp == NULL) {
        status = copse_fail_memory(err);
    } else {
        const int sign = choose(y, v, &c, pcurve);
        if (c.n > 0) analyse(&c, sign, pcurve);
        else status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "none of the %zu results is significant", k);
    }
    free(c.z);
    free(c.se);
    free(c.pp);
    return status;
}
