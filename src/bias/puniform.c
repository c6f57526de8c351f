/* p-uniform: the effect at which the p-values of the significant studies are uniform, given that they are significant. */
#include "puniform_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const struct {
    const char *code, *text;
} METHOD[COPSE_PUNIFORM_METHOD_COUNT] = {
#define COPSE_PUNIFORM_ENTRY(id, code, text) {code, text},
    COPSE_PUNIFORM_METHOD_LIST(COPSE_PUNIFORM_ENTRY)
#undef COPSE_PUNIFORM_ENTRY
};

const char *copse_puniform_method_code(copse_puniform_method method)
{
    return (size_t)method < COPSE_PUNIFORM_METHOD_COUNT ? METHOD[method].code : "";
}

const char *copse_puniform_method_text(copse_puniform_method method)
{
    return (size_t)method < COPSE_PUNIFORM_METHOD_COUNT ? METHOD[method].text : "";
}

copse_puniform_opts copse_puniform_opts_default(void)
{
    return (copse_puniform_opts){.method = COPSE_PUNIFORM_P, .alpha = 0.05, .level = 95};
}

double copse_i_conditional_log_q(const copse_i_conditional *c, size_t i, double effect)
{
    const double se = c->se[i];
    return copse_i_log_conditional(c->cut[i] - effect / se, c->z[i] - c->cut[i], (c->y[i] - effect) / se);
}

static double log_likelihood(const copse_i_conditional *c, double effect)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double se = c->se[i], a = c->cut[i] - effect / se;
        sum += copse_i_log_density_beyond(a, c->z[i] - c->cut[i], (c->y[i] - effect) / se) - log(se);
    }
    return sum;
}

static double score(const copse_i_conditional *c, double effect)
{
    double sum = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double se = c->se[i], a = c->cut[i] - effect / se;
        sum += copse_i_above_mean(a, c->z[i] - c->cut[i], (c->y[i] - effect) / se) / se;
    }
    return sum;
}

/* What the estimate and its limits are where it reaches given values. */
static double statistic(const copse_i_conditional *c, double effect)
{
    double sum = 0;
    if (c->opts->method == COPSE_PUNIFORM_ML) return log_likelihood(c, effect);
    for (size_t i = 0; i < c->n; i++) {
        const double l = copse_i_conditional_log_q(c, i, effect);
        switch (c->opts->method) {
        case COPSE_PUNIFORM_LNP:
            sum -= l;
            break;
        case COPSE_PUNIFORM_LN1MINP:
            sum -= log(-expm1(l));
            break;
        default:
            sum += exp(l);
        }
    }
    return sum;
}

static double statistic_gap(double effect, const void *context)
{
    const copse_i_conditional *c = context;
    return statistic(c, effect) - c->target;
}

static double score_at(double effect, const void *context)
{
    return score(context, effect);
}

double copse_i_conditional_root(copse_function *f, const copse_i_conditional *c, double start, int way)
{
    double low = start, high = start, x = NAN, stride = c->widest;
    const bool positive = f(start, c) > 0;
    for (int step = 0; step < 100; step++) {
        if (way <= 0) low = start - stride;
        if (way >= 0) high = start + stride;
        stride *= 2;
        if ((f(low, c) > 0) == positive && (f(high, c) > 0) == positive) continue;
        return copse_root(f, c, low, high, &x) == COPSE_OK ? x : NAN;
    }
    return NAN;
}

static double where(copse_i_conditional *c, double target, double start, int way)
{
    c->target = target;
    return copse_i_conditional_root(statistic_gap, c, start, way);
}

static bool by_distance(copse_puniform_method method)
{
    return method == COPSE_PUNIFORM_KS || method == COPSE_PUNIFORM_AD;
}

static copse_status estimate(copse_i_conditional *c, copse_puniform *out)
{
    const double n = (double)c->n, tail = (1 - c->opts->level / 100) / 2;
    if (by_distance(c->opts->method)) {
        out->ci = (copse_interval){
            NAN, NAN}; /* start: the sum of conditional p-values is what uniform ones have on average */
        return copse_i_conditional_nearest(c, where(c, n / 2, 0, 0), &out->estimate, &out->distance);
    }
    if (c->opts->method == COPSE_PUNIFORM_ML) {
        out->estimate = copse_i_conditional_root(score_at, c, 0, 0);
        const double reach = log_likelihood(c, out->estimate) - copse_chisq_quantile_upper(2 * tail, 1) / 2;
        out->ci.lower = where(c, reach, out->estimate, -1);
        out->ci.upper = where(c, reach, out->estimate, 1);
    } else if (c->opts->method == COPSE_PUNIFORM_P) {
        double q;
        const copse_status status = copse_i_irwin_hall_quantile(tail, c->n, &q);
        if (status != COPSE_OK) return status;
        out->estimate = where(c, n / 2, 0, 0);
        out->ci.lower = where(c, q, out->estimate, -1);
        out->ci.upper = where(c, n - q, out->estimate, 1);
    } else {
        const double low = copse_gamma_quantile_lower(tail, n), high = copse_gamma_quantile_upper(tail, n);
        const bool falls = c->opts->method == COPSE_PUNIFORM_LNP;
        out->estimate = where(c, n, 0, 0);
        out->ci.lower = where(c, falls ? high : low, out->estimate, -1);
        out->ci.upper = where(c, falls ? low : high, out->estimate, 1);
    }
    return COPSE_OK;
}

/* Of an effect `at`: against larger true effects than that, or (`above` false) smaller ones. */
static double test_at(const copse_i_conditional *c, double at, double best, bool above, double *p)
{
    const double n = (double)c->n, s = statistic(c, at);
    double t;
    switch (c->opts->method) {
    case COPSE_PUNIFORM_KS:
    case COPSE_PUNIFORM_AD:
        return *p = NAN;
    case COPSE_PUNIFORM_P:
        t = (s - n / 2) / sqrt(n / 12);
        *p = above ? copse_normal_lower(t) : copse_normal_upper(t);
        return t;
    case COPSE_PUNIFORM_LNP:
        *p = above ? copse_gamma_upper(s, n) : copse_gamma_lower(s, n);
        return s;
    case COPSE_PUNIFORM_LN1MINP:
        *p = above ? copse_gamma_lower(s, n) : copse_gamma_upper(s, n);
        return s;
    default:
        t = copse_i_not_negative(2 * (log_likelihood(c, best) - s));
        *p = copse_chisq_upper(t, 1);
        return t;
    }
}

static void mirror(copse_puniform *out)
{
    const copse_interval ci = out->ci;
    if (out->side > 0) return;
    out->estimate = -out->estimate;
    out->ci = (copse_interval){-ci.upper, -ci.lower};
}

static copse_status analyse(copse_i_conditional *c, copse_puniform *out, copse_error *err)
{
    const double all = out->side * out->equal_effects;
    if (estimate(c, out) != COPSE_OK) return copse_fail_memory(err);
    if (!isfinite(out->estimate))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no effect makes the %zu significant p-values uniform", c->n);
    out->statistic = test_at(c, 0, out->estimate, true, &out->p);
    out->bias_statistic = test_at(c, all, out->estimate, false, &out->bias_p);
    mirror(out);
    return COPSE_OK;
}

static void choose(const double *y, const double *v, copse_i_conditional *c, copse_puniform *out)
{
    const double usual = copse_normal_quantile_upper(c->opts->alpha / 2);
    for (size_t i = 0; i < out->k; i++) {
        const double se = sqrt(v[i]), z = out->side * y[i] / se;
        const double cut = c->opts->critical == NULL ? usual : c->opts->critical[i];
        if (!(z > cut)) continue;
        c->cut[c->n] = cut;
        c->y[c->n] = out->side * y[i];
        c->z[c->n] = z;
        c->se[c->n++] = se;
        c->widest = fmax(c->widest, se);
    }
    out->significant = c->n;
}

static copse_status check(const double *y, const double *v, size_t k, const copse_puniform_opts *opts, copse_error *err)
{
    copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status == COPSE_OK) status = copse_i_pvalue_alpha(opts->alpha, err);
    if (status != COPSE_OK) return status;
    if (!(opts->level > 0 && opts->level < 100) || (unsigned)opts->method >= COPSE_PUNIFORM_METHOD_COUNT)
        return copse_fail(err, COPSE_EINVAL, "p-uniform: no such level or method");
    return copse_i_critical_values(opts->critical, k, err);
}

copse_status copse_bias_puniform(const double *y, const double *v, size_t k, const copse_puniform_opts *opts,
                                 copse_puniform *puniform, copse_error *err)
{
    const copse_puniform_opts defaults = copse_puniform_opts_default();
    if (opts == NULL) opts = &defaults;
    *puniform =
        (copse_puniform){.method = opts->method, .k = k, .own_critical = opts->critical != NULL, .distance = NAN};
    copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_i_conditional c = {.opts = opts};
    double *room = copse_alloc(4 * k, sizeof *room);
    if (room == NULL) return copse_fail_memory(err);
    c.y = room;
    c.z = room + k;
    c.se = room + 2 * k;
    c.cut = room + 3 * k;
    puniform->side = copse_i_pvalue_side(y, v, k, opts->side);
    puniform->equal_effects = copse_i_weighted_mean(y, v, k, 0, NULL);
    choose(y, v, &c, puniform);
    status = c.n > 0 ? analyse(&c, puniform, err)
                     : copse_fail(err, COPSE_ENOTCOMPUTABLE, "no result is significant and %s (k = %zu)",
                                  puniform->side > 0 ? "positive" : "negative", k);
    free(room);
    return status;
}
