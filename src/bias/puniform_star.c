/* p-uniform*: all studies, each given to be significant or given not to be. */
#include "puniform_star_parts.h"
#include "pvalue_parts.h"

#include <math.h>
#include <stdlib.h>

copse_puniform_opts copse_puniform_star_opts_default(void)
{
    copse_puniform_opts opts = copse_puniform_opts_default();
    opts.method = COPSE_PUNIFORM_ML;
    return opts;
}

static double effect_profile_gap(double effect, const void *context)
{
    const copse_i_star *s = context;
    double tau2;
    return copse_i_star_best_tau2(s, effect, &tau2) - s->target;
}

static double tau2_profile_gap(double tau2, const void *context)
{
    const copse_i_star *s = context;
    return copse_i_star_log_lik(s, copse_i_star_effect_at(s, tau2), tau2, NULL, NULL) - s->target;
}

/* Where the profiles have fallen by half a chi-square quantile. */
static void set_limits(copse_i_star *s, double level, copse_puniform_star *out)
{
    const double stride = s->widest / 4 + sqrt(out->tau2) / 4;
    s->target = out->log_lik - copse_chisq_quantile_upper(1 - level / 100, 1) / 2;
    out->ci.lower = copse_i_star_root(effect_profile_gap, s, out->estimate, stride, -1);
    out->ci.upper = copse_i_star_root(effect_profile_gap, s, out->estimate, stride, 1);
    out->tau2_ci.upper =
        copse_i_star_root(tau2_profile_gap, s, out->tau2, s->widest * s->widest / 4 + out->tau2 / 4, 1);
    out->tau2_ci.lower = 0;
    if (!(tau2_profile_gap(0, s) >= 0) &&
        copse_root(tau2_profile_gap, s, 0, out->tau2, &out->tau2_ci.lower) != COPSE_OK)
        out->tau2_ci.lower = NAN;
}

static void test(const copse_i_star *s, copse_puniform_star *out)
{
    double tau2;
    const double none = copse_i_star_best_tau2(s, 0, &tau2);
    const double even = copse_i_star_log_lik(s, copse_i_star_effect_at(s, 0), 0, NULL, NULL);
    const double naive = copse_i_star_log_lik(s, out->paule_mandel, out->paule_mandel_tau2, NULL, NULL);
    out->statistic = copse_i_not_negative(2 * (out->log_lik - none));
    out->p = copse_chisq_upper(out->statistic, 1);
    out->tau2_statistic = copse_i_not_negative(2 * (out->log_lik - even));
    out->tau2_p = copse_chisq_upper(out->tau2_statistic, 1);
    out->bias_statistic = copse_i_not_negative(2 * (out->log_lik - naive));
    out->bias_p = copse_chisq_upper(out->bias_statistic, 2);
}

static void maximise(copse_i_star *s, double level, copse_puniform_star *out)
{
    out->log_lik = copse_i_star_best_tau2(s, NAN, &out->tau2);
    out->identified = isfinite(out->tau2);
    out->estimate = out->identified ? copse_i_star_effect_at(s, out->tau2) : NAN;
    if (out->identified && isfinite(out->estimate)) {
        set_limits(s, level, out);
        test(s, out);
    } else {
        out->identified = false;
        out->tau2 = out->estimate = out->log_lik = NAN;
    }
}

/* Paule and Mandel's estimates stand for what there is without regard to bias. */
static copse_status naive(copse_i_star *s, copse_puniform_star *out, copse_error *err)
{
    copse_fit fit = {0};
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_PM;
    opts.test = COPSE_TEST_Z;
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status status = copse_pool(s->y, s->v, NULL, s->k, 1, &opts, &fit, err);
    if (status == COPSE_OK) {
        out->paule_mandel = fit.coef[0].estimate;
        out->paule_mandel_tau2 = fit.het.tau2;
    }
    copse_fit_free(&fit);
    return status;
}

static void mirror(copse_puniform_star *out)
{
    const copse_interval ci = out->ci;
    if (out->side > 0) return;
    out->estimate = -out->estimate;
    out->paule_mandel = -out->paule_mandel;
    out->ci = (copse_interval){-ci.upper, -ci.lower};
}

static void fill(const double *y, const double *v, const copse_puniform_opts *opts, copse_i_star *s,
                 copse_puniform_star *out)
{
    const double usual = copse_normal_quantile_upper(opts->alpha / 2);
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < s->k; i++) {
        const double se = sqrt(v[i]);
        s->y[i] = out->side * y[i];
        s->v[i] = v[i];
        s->critical[i] = (opts->critical == NULL ? usual : opts->critical[i]) * se;
        s->widest = fmax(s->widest, se);
        least = fmin(least, s->y[i]);
        most = fmax(most, s->y[i]);
        out->significant += s->y[i] > s->critical[i];
    }
    s->spread = most - least;
}

static copse_status check(const double *y, const double *v, size_t k, const copse_puniform_opts *opts, copse_error *err)
{
    copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status == COPSE_OK) status = copse_i_pvalue_alpha(opts->alpha, err);
    if (status != COPSE_OK) return status;
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "p-uniform* needs at least two studies");
    if (opts->method != COPSE_PUNIFORM_ML && opts->method != COPSE_PUNIFORM_P)
        return copse_fail(err, COPSE_EINVAL, "p-uniform* has the methods ML and P");
    if (!(opts->level > 0 && opts->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level lies between 0 and 100");
    return copse_i_critical_values(opts->critical, k, err);
}

static void blank(copse_puniform_star *star, const copse_puniform_opts *opts, size_t k)
{
    const copse_interval none = {NAN, NAN};
    *star = (copse_puniform_star){
        .method = opts->method, .k = k, .ci = none, .tau2_ci = none, .own_critical = opts->critical != NULL};
    star->estimate = star->tau2 = star->log_lik = star->statistic = star->p = NAN;
    star->tau2_statistic = star->tau2_p = star->bias_statistic = star->bias_p = NAN;
}

copse_status copse_bias_puniform_star(const double *y, const double *v, size_t k, const copse_puniform_opts *opts,
                                      copse_puniform_star *star, copse_error *err)
{
    const copse_puniform_opts defaults = copse_puniform_star_opts_default();
    if (opts == NULL) opts = &defaults;
    blank(star, opts, k);
    copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_i_star s = {.k = k};
    double *room = copse_alloc(3 * k, sizeof *room);
    if (room == NULL) return copse_fail_memory(err);
    s.y = room;
    s.v = room + k;
    s.critical = room + 2 * k;
    star->side = copse_i_pvalue_side(y, v, k, opts->side);
    fill(y, v, opts, &s, star);
    status = naive(&s, star, err);
    if (status == COPSE_OK && opts->method == COPSE_PUNIFORM_P) {
        status = copse_i_star_moments(&s, opts->level, star, err);
    } else if (status == COPSE_OK) {
        maximise(&s, opts->level, star);
    }
    mirror(star);
    free(room);
    return status;
}
