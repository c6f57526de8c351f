/* p-curve: are significant p-values skewed as an effect would make them? */
#include "pcurve_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double ONE_THIRD = 1.0 / 3;

copse_pcurve_opts copse_pcurve_opts_default(void)
{
    return (copse_pcurve_opts){.alpha = 0.05, .level = 95};
}

/* Without effect small pp-values are the evidence, so z is of the opposite sign. */
static void test_skew(copse_i_pcurve *c, copse_pcurve *out)
{
    copse_pcurve_test *skew = &out->skew;
    copse_i_pcurve_set_power(c, c->opts->alpha);
    skew->z = -copse_i_stouffer(c, false, 0);
    skew->half_z = -copse_i_stouffer(c, true, 0);
    skew->binomial_p = copse_i_binomial_upper(out->half, c->n, 0.5);
}

/* P(no more results below alpha/2 than there are), each with its own probability. */
static copse_status count_half(const copse_i_pcurve *c, copse_pcurve *out)
{
    const copse_i_result *first = &c->result[0];
    double sum = 0;
    if (c->alike) {
        out->flat.binomial_p = copse_i_binomial_lower(out->half, c->n, exp(first->log_half - first->log_whole));
        return COPSE_OK;
    }
    double *mass = copse_alloc(c->n + 1, sizeof *mass);
    if (mass == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < c->n; i++) c->pp[i] = exp(c->result[i].log_half - c->result[i].log_whole);
    copse_i_count_masses(c->pp, c->n, mass);
    for (size_t i = 0; i <= out->half; i++) sum += mass[i];
    out->flat.binomial_p = fmin(sum, 1);
    free(mass);
    return COPSE_OK;
}

/* Shares of p-values in fifths of (0, alpha) at the power in force. */
static void expect(const copse_i_pcurve *c, const copse_i_result *r, double share, copse_pcurve *out)
{
    double beyond = 1;
    for (int bin = 0; bin < COPSE_PCURVE_BINS; bin++) {
        const double p = c->opts->alpha * (COPSE_PCURVE_BINS - 1 - bin) / COPSE_PCURVE_BINS;
        const double x = p > 0 ? copse_i_result_quantile(r, p) : INFINITY;
        const double next = p > 0 ? exp(copse_i_log_beyond(r, x, r->noncentrality) - r->log_whole) : 0;
        out->expected[COPSE_PCURVE_BINS - 1 - bin] += share * (beyond - next);
        beyond = next;
    }
}

static copse_status test_flat(copse_i_pcurve *c, copse_pcurve *out)
{
    copse_pcurve_test *flat = &out->flat;
    copse_i_pcurve_set_power(c, ONE_THIRD);
    flat->z = copse_i_stouffer(c, false, 0);
    flat->half_z = copse_i_stouffer(c, true, 0);
    out->app_half_z = copse_i_stouffer(c, true, -log(ONE_THIRD));
    out->app_half_p = copse_normal_lower(out->app_half_z);
    for (size_t i = 0; i < c->n; i++) {
        size_t others = 0;
        if (c->result[i].like != i) continue;
        for (size_t j = i; j < c->n; j++) others += c->result[j].like == i;
        expect(c, &c->result[i], (double)others / (double)c->n, out);
    }
    return count_half(c, out);
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

/* F with one degree of freedom is the square of t, chi2 that of z; r is a t. */
static copse_i_result as_result(const copse_study_test *test, double unit)
{
    const double r = test->value;
    copse_i_result out = {.kind = test->kind, .x = fabs(r), .df1 = test->df1, .df2 = test->df2, .unit = unit};
    if (test->kind == COPSE_STUDY_TEST_R) {
        out.x = fabs(r) * sqrt(test->df2 / ((1 - r) * (1 + r)));
        out.kind = COPSE_STUDY_TEST_T;
        out.unit = NAN;
    } else if ((test->kind == COPSE_STUDY_TEST_F || test->kind == COPSE_STUDY_TEST_CHI2) &&
               !(fabs(test->df1 - 1) > 0)) {
        out.x = sqrt(r);
        out.kind = test->kind == COPSE_STUDY_TEST_F ? COPSE_STUDY_TEST_T : COPSE_STUDY_TEST_Z;
    }
    return out;
}

static bool same(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* Finds the first result like this one, or its critical values. */
static void liken(copse_i_pcurve *c, size_t i)
{
    copse_i_result *r = &c->result[i];
    for (r->like = 0; r->like < i; r->like++) {
        const copse_i_result *other = &c->result[r->like];
        const bool first = r->kind == COPSE_STUDY_TEST_F || r->kind == COPSE_STUDY_TEST_CHI2;
        const bool second = r->kind == COPSE_STUDY_TEST_F || r->kind == COPSE_STUDY_TEST_T;
        if (other->like != r->like || other->kind != r->kind) continue;
        if ((!first || same(other->df1, r->df1)) && (!second || same(other->df2, r->df2))) break;
    }
    if (r->like == i) {
        copse_i_result_cut(r, c->opts->alpha);
    } else {
        r->whole = c->result[r->like].whole;
        r->half = c->result[r->like].half;
    }
    c->alike = c->alike && r->like == 0;
}

/* Keeps the significant results; returns the sign that more of them have. */
static int choose(const double *y, const double *v, copse_i_pcurve *c, copse_pcurve *out)
{
    size_t positive = 0;
    c->alike = true;
    for (size_t i = 0; i < out->k; i++) {
        const double se = sqrt(v[i]);
        const copse_study_test z = {.kind = COPSE_STUDY_TEST_Z, .value = y[i] / se};
        const bool own = c->opts->tests != NULL;
        const copse_study_test *test = own ? &c->opts->tests[i] : &z;
        const double p = copse_study_test_p(test);
        if (!(p < c->opts->alpha)) continue;
        c->result[c->n] = as_result(test, !own ? se : c->opts->unit != NULL ? c->opts->unit[i] : NAN);
        liken(c, c->n);
        positive += y[i] > 0;
        out->half += c->result[c->n].x > c->result[c->n].half;
        out->tests[test->kind]++;
        const int bin = (int)(COPSE_PCURVE_BINS * p / c->opts->alpha);
        out->observed[bin < COPSE_PCURVE_BINS ? bin : COPSE_PCURVE_BINS - 1]++;
        c->n++;
    }
    out->significant = c->n;
    out->opposed = positive < c->n - positive ? positive : c->n - positive;
    if (2 * positive == c->n) return copse_i_pvalue_side(y, v, out->k, 0);
    return 2 * positive > c->n ? 1 : -1;
}

static copse_status analyse(copse_i_pcurve *c, int sign, copse_pcurve *out)
{
    for (int bin = 0; bin < COPSE_PCURVE_BINS; bin++) out->observed[bin] /= (double)c->n;
    test_skew(c, out);
    const copse_status status = test_flat(c, out);
    set_tails(&out->skew);
    set_tails(&out->flat);
    judge(out);
    copse_i_pcurve_power(c, out);
    copse_i_pcurve_effect(c, out);
    out->effect *= sign;
    return status;
}

static copse_status check(const double *y, const double *v, size_t k, const copse_pcurve_opts *opts, copse_error *err)
{
    copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status == COPSE_OK) status = copse_i_pvalue_alpha(opts->alpha, err);
    if (status == COPSE_OK && !(opts->alpha < ONE_THIRD))
        status = copse_fail(err, COPSE_EINVAL,
                            "p-curve tests against studies of power 1/3: alpha must be smaller than that");
    if (status == COPSE_OK && !(opts->level > 0 && opts->level < 100))
        status = copse_fail(err, COPSE_EINVAL, "the level lies between 0 and 100");
    for (size_t i = 0; status == COPSE_OK && opts->tests != NULL && i < k; i++) {
        status = copse_study_test_check(&opts->tests[i], err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "study %zu: ", i + 1);
    }
    return status;
}

copse_status copse_bias_pcurve(const double *y, const double *v, size_t k, const copse_pcurve_opts *opts,
                               copse_pcurve *pcurve, copse_error *err)
{
    const copse_pcurve_opts defaults = copse_pcurve_opts_default();
    if (opts == NULL) opts = &defaults;
    *pcurve = (copse_pcurve){.k = k};
    copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_i_pcurve c = {.opts = opts};
    c.result = copse_alloc(k, sizeof *c.result);
    c.pp = copse_alloc(k + 1, sizeof *c.pp);
    if (c.result == NULL || c.pp == NULL) {
        status = copse_fail_memory(err);
    } else {
        const int sign = choose(y, v, &c, pcurve);
        if (c.n == 0) status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "no result is significant (k = %zu)", k);
        else if (analyse(&c, sign, pcurve) != COPSE_OK) status = copse_fail_memory(err);
    }
    free(c.result);
    free(c.pp);
    return status;
}
