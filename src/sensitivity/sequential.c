/* Group sequential boundaries by spending functions (Lan & DeMets 1983). */
#include "normal_walk.h"
#include <copse/sensitivity.h>

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double LEAST_ERROR = 1e-15;  /* spent at a look: below it there is no boundary */
static const double LEAST_STEP = 1e-6;    /* of t: below it there is no new information */
static const double LEAST_PLANNED = 5e-3; /* a look that adds less makes no difference to a design */
static const double FAR = 39;             /* no normal value lies beyond */
static const double MOST_LOG = 4;         /* of an inflation */

copse_sequential_opts copse_sequential_opts_default(void)
{
    return (copse_sequential_opts){.alpha = 0.05,
                                   .power = 0.9,
                                   .spending = COPSE_SPENDING_OBF,
                                   .parameter = NAN,
                                   .futility_spending = COPSE_SPENDING_COUNT,
                                   .futility_parameter = NAN,
                                   .inflation = 1};
}

/* Of alpha on a side, and of 1 - power, up to a share of the information. */
static double spent(const copse_sequential_opts *opts, double share)
{
    const double side = opts->one_sided ? opts->alpha : opts->alpha / 2;
    return copse_spending_at(opts->spending, opts->parameter, side, share);
}

static double lost(const copse_sequential_opts *opts, double share)
{
    const bool same = opts->futility_spending == COPSE_SPENDING_COUNT;
    return copse_spending_at(same ? opts->spending : opts->futility_spending,
                             same ? opts->parameter : opts->futility_parameter, 1 - opts->power, share);
}

static copse_status check(const double *t, size_t looks, const copse_sequential_opts *opts, copse_error *err)
{
    if (!(opts->alpha > 0 && opts->alpha < (opts->one_sided ? 0.5 : 1)) ||
        !(opts->power > opts->alpha && opts->power < 1) || !(spent(opts, 1) > 0) || !(lost(opts, 1) > 0))
        return copse_fail(err, COPSE_EINVAL, "sequential boundaries: no such level, power or spending function");
    if (!(opts->inflation > 0 && isfinite(opts->inflation)) || (opts->binding && !opts->futility))
        return copse_fail(err, COPSE_EINVAL,
                          "sequential boundaries: the inflation is a positive number, and what is binding is futility");
    for (size_t j = 0; j < looks; j++)
        if (!(t[j] > (j == 0 ? 0 : t[j - 1])) || !isfinite(t[j]))
            return copse_fail(err, COPSE_EINVAL, "look %zu: the share of the information does not rise", j + 1);
    return COPSE_OK;
}

/* A probability that falls (or, of futility, rises) with a boundary, against what may be spent, both as logarithms. */
typedef double probability(const copse_i_walk *walk, double t, double x);
typedef struct search {
    const copse_i_walk *walk;
    probability *p;
    double t, log_target;
} search;

static double log_excess(double x, const void *context)
{
    const search *s = context;
    return log(fmax(s->p(s->walk, s->t, x), 1e-300)) - s->log_target;
}

/* z with P(Z > z) = target, of the walks still inside; NaN where that is nothing. */
static double efficacy(const copse_i_walk *walk, double t, double target)
{
    const search s = {.walk = walk, .p = copse_i_walk_upper, .t = t, .log_target = log(target)};
    double z = NAN;
    if (!(target >= LEAST_ERROR)) return NAN;
    if (!(log_excess(0, &s) > 0)) return 0;
    return copse_root(log_excess, &s, 0, FAR, &z) == COPSE_OK ? z : NAN;
}

/* a with P(|Z| < a) (one-sided P(Z < a)) = target, at most the boundary of efficacy, or where there is none as far as anything
 * is. */
static double futility(const copse_i_walk *walk, double t, double target, double most, bool one_sided)
{
    const search s = {
        .walk = walk, .p = one_sided ? copse_i_walk_lower : copse_i_walk_within, .t = t, .log_target = log(target)};
    const double end = isnan(most) ? FAR : most;
    double a = NAN;
    if (!(target >= LEAST_ERROR)) return NAN;
    if (!(log_excess(end, &s) > 0)) return isnan(most) ? NAN : most;
    return copse_root(log_excess, &s, one_sided ? -FAR : 0, end, &a) == COPSE_OK ? a : NAN;
}

static double or_none(double boundary, double none)
{
    return isnan(boundary) ? none : boundary;
}

/* The walks that go on: those inside the boundaries, of futility where it ends the trials. */
static copse_i_region inside(const copse_sequential_opts *opts, const copse_sequential_look *look, bool ends)
{
    const double high = or_none(look->efficacy, INFINITY);
    if (opts->one_sided) return (copse_i_region){ends ? or_none(look->futility, -INFINITY) : -INFINITY, high, 0};
    return (copse_i_region){-high, high, ends ? or_none(look->futility, 0) : 0};
}

/* The two walks: without an effect, inside the boundaries of efficacy; with the planned one, inside both. */
typedef struct walks {
    copse_i_walk null, planned;
    double t, alpha, beta; /* at the last look with a boundary */
    double power;          /* of crossing so far, with the planned effect */
} walks;

static copse_status look_at(walks *w, const copse_sequential_opts *opts, double t, double next,
                            copse_sequential_look *look)
{
    const double share = fmin(t, 1), gone = lost(opts, share), side = spent(opts, share);
    look->efficacy = efficacy(&w->null, t, side - w->alpha);
    if (!isnan(look->efficacy)) w->alpha = side;
    if (opts->futility) look->futility = futility(&w->planned, t, gone - w->beta, look->efficacy, opts->one_sided);
    if (!isnan(look->futility)) w->beta = gone;
    if (!isnan(look->efficacy)) w->power += copse_i_walk_upper(&w->planned, t, look->efficacy);
    if (isnan(look->efficacy) && isnan(look->futility))
        return COPSE_OK; /* all go on: as though there had been no look */
    const copse_status status = copse_i_walk_step(&w->null, t, inside(opts, look, opts->binding), next);
    return status == COPSE_OK ? copse_i_walk_step(&w->planned, t, inside(opts, look, true), next) : status;
}

static copse_status look_at_all(walks *w, const double *t, size_t looks, const copse_sequential_opts *opts,
                                copse_sequential_look *look)
{
    bool over = false;
    for (size_t j = 0; j < looks; j++) {
        look[j] = (copse_sequential_look){.t = t[j], .efficacy = NAN, .futility = NAN};
        if (!over && t[j] - w->t > LEAST_STEP * t[j]) {
            const copse_status status = look_at(w, opts, t[j], j + 1 < looks ? t[j + 1] : 0, &look[j]);
            if (status != COPSE_OK) return status;
            w->t = t[j];
            over = t[j] >= 1;
        }
        look[j].alpha = opts->one_sided ? w->alpha : 2 * w->alpha;
    }
    return COPSE_OK;
}

static copse_status walk(const double *t, size_t looks, const copse_sequential_opts *opts, copse_sequential_look *look,
                         double *power)
{
    const double reach = copse_normal_quantile_upper(opts->one_sided ? opts->alpha : opts->alpha / 2);
    const double drift = sqrt(opts->inflation) * (reach + copse_normal_quantile_upper(1 - opts->power));
    walks w = {0};
    copse_status status = copse_i_walk_init(&w.null, 0);
    if (status == COPSE_OK) status = copse_i_walk_init(&w.planned, drift);
    if (status == COPSE_OK) status = look_at_all(&w, t, looks, opts, look);
    copse_i_walk_free(&w.null);
    copse_i_walk_free(&w.planned);
    if (power != NULL) *power = w.power;
    return status;
}

copse_status copse_sequential_boundaries(const double *t, size_t looks, const copse_sequential_opts *opts,
                                         copse_sequential_look *look, copse_error *err)
{
    const copse_sequential_opts use = opts != NULL ? *opts : copse_sequential_opts_default();
    if (looks > 0 && (t == NULL || look == NULL))
        return copse_fail(err, COPSE_EINVAL, "no looks, or no place for the boundaries");
    const copse_status status = check(t, looks, &use, err);
    if (status != COPSE_OK) return status;
    return walk(t, looks, &use, look, NULL) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* A design under way: its looks before the last, which is at t = 1. */
typedef struct design {
    copse_sequential_opts opts;
    const double *t;
    size_t looks;
    bool of_fixed;
    double *share;               /* looks + 1 */
    copse_sequential_look *look; /* the same */
    bool *failed;                /* memory was short */
} design;

static copse_status plan(design *d, const double *t, size_t looks, const copse_sequential_opts *opts, bool *failed,
                         copse_error *err)
{
    const copse_sequential_opts usual = copse_sequential_opts_default();
    *d = (design){.opts = opts != NULL ? *opts : usual, .t = t, .looks = looks, .failed = failed};
    if (looks > 0 && t == NULL) return copse_fail(err, COPSE_EINVAL, "no looks");
    const copse_status status = check(t, looks, &d->opts, err);
    if (status != COPSE_OK) return status;
    d->share = copse_alloc(looks + 1, sizeof *d->share);
    d->look = copse_alloc(looks + 1, sizeof *d->look);
    return d->share != NULL && d->look != NULL ? COPSE_OK : copse_fail_memory(err);
}

static double power_of(const design *d)
{
    size_t n = 0;
    double power = NAN;
    for (size_t j = 0; j < d->looks; j++) {
        const double t = d->of_fixed ? d->t[j] / d->opts.inflation : d->t[j];
        const double last = n > 0 ? d->share[n - 1] : 0;
        if (t - last > LEAST_PLANNED * t && 1 - t > LEAST_PLANNED) d->share[n++] = t;
    }
    d->share[n++] = 1;
    if (walk(d->share, n, &d->opts, d->look, &power) == COPSE_OK) return power;
    *d->failed = true;
    return NAN;
}

static void release(design *d)
{
    free(d->share);
    free(d->look);
}

copse_status copse_sequential_power(const double *t, size_t looks, const copse_sequential_opts *opts, double *power,
                                    copse_error *err)
{
    design d;
    bool failed = false;
    *power = NAN;
    copse_status status = plan(&d, t, looks, opts, &failed, err);
    if (status == COPSE_OK) *power = power_of(&d);
    if (failed) status = copse_fail_memory(err);
    release(&d);
    return status;
}

static double missing_power(double log_inflation, const void *context)
{
    design d = *(const design *)context;
    d.opts.inflation = exp(log_inflation);
    return d.opts.power - power_of(&d);
}

/* The logarithm of an inflation, further and further on the way, that leaves too little (-1) or too much power (1). */
static double bracket(const design *d, int way)
{
    double x = 0, stride = 0.1;
    while (fabs(x) < MOST_LOG && !(way * missing_power(x, d) < 0)) {
        x += way * stride;
        stride *= 2;
    }
    return x;
}

copse_status copse_sequential_inflation(const double *t, size_t looks, bool of_fixed, const copse_sequential_opts *opts,
                                        double *inflation, copse_error *err)
{
    design d;
    double low, high, x = NAN;
    bool failed = false;
    *inflation = NAN;
    copse_status status = plan(&d, t, looks, opts, &failed, err);
    if (status == COPSE_OK) {
        d.of_fixed = of_fixed;
        low = bracket(&d, -1);
        high = bracket(&d, 1);
        status = copse_root(missing_power, &d, low, high, &x);
        if (status != COPSE_OK)
            status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "no amount of information gives these looks that power");
        *inflation = exp(x);
    }
    if (failed) status = copse_fail_memory(err);
    release(&d);
    return status;
}
