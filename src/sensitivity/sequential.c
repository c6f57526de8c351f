/* Group sequential boundaries by spending functions (Lan & DeMets 1983). */
#include "normal_walk.h"
#include <copse/sensitivity.h>

#include <copse/math.h>
#include <math.h>

static const double LEAST_ERROR = 1e-15; /* spent at a look: below it there is no boundary */
static const double LEAST_STEP = 1e-6;   /* of t: below it there is no new information */

copse_sequential_opts copse_sequential_opts_default(void)
{
    return (copse_sequential_opts){.alpha = 0.05, .power = 0.9, .spending = COPSE_SPENDING_OBF};
}

static copse_status check(const double *t, size_t looks, const copse_sequential_opts *opts, copse_error *err)
{
    if (!(opts->alpha > 0 && opts->alpha < 1) || !(opts->power > opts->alpha && opts->power < 1) ||
        (unsigned)opts->spending >= COPSE_SPENDING_COUNT)
        return copse_fail(err, COPSE_EINVAL, "sequential boundaries: no such level, power or spending function");
    for (size_t j = 0; j < looks; j++)
        if (!(t[j] > (j == 0 ? 0 : t[j - 1])) || !isfinite(t[j]))
            return copse_fail(err, COPSE_EINVAL, "look %zu: the share of the information does not rise", j + 1);
    return COPSE_OK;
}

/* A probability that falls (or, of futility, rises) with a boundary, against what may be spent, both as logarithms. */
typedef struct search {
    const copse_i_walk *walk;
    double t, log_target;
    bool within;
} search;

static double log_excess(double x, const void *context)
{
    const search *s = context;
    const double p = s->within ? copse_i_walk_within(s->walk, s->t, x) : copse_i_walk_upper(s->walk, s->t, x);
    return log(fmax(p, 1e-300)) - s->log_target;
}

/* z with P(Z > z) = target, of the walks still inside; NaN where that is nothing. */
static double efficacy(const copse_i_walk *walk, double t, double target)
{
    const search s = {.walk = walk, .t = t, .log_target = log(target)};
    double z = NAN;
    if (!(target >= LEAST_ERROR)) return NAN;
    if (!(log_excess(0, &s) > 0)) return 0;
    return copse_root(log_excess, &s, 0, 39, &z) == COPSE_OK ? z : NAN;
}

/* a with P(|Z| < a) = target, at most the boundary of efficacy, or where there is none as far as anything is. */
static double futility(const copse_i_walk *walk, double t, double target, double most)
{
    const search s = {.walk = walk, .t = t, .log_target = log(target), .within = true};
    const double end = isnan(most) ? 39 : most;
    double a = NAN;
    if (!(target >= LEAST_ERROR)) return NAN;
    if (!(log_excess(end, &s) > 0)) return isnan(most) ? NAN : most;
    return copse_root(log_excess, &s, 0, end, &a) == COPSE_OK ? a : NAN;
}

static double or_none(double boundary, double none)
{
    return isnan(boundary) ? none : boundary;
}

/* The two walks: without an effect, inside the boundaries of efficacy; with the planned one, inside both. */
typedef struct walks {
    copse_i_walk null, planned;
    double t, alpha, beta; /* at the last look with a boundary */
} walks;

static copse_status look_at(walks *w, const copse_sequential_opts *opts, double t, double next,
                            copse_sequential_look *look)
{
    const double share = fmin(t, 1), side = copse_spending_at(opts->spending, opts->alpha / 2, share);
    const double lost = copse_spending_at(opts->spending, 1 - opts->power, share);
    look->efficacy = efficacy(&w->null, t, side - w->alpha);
    if (!isnan(look->efficacy)) w->alpha = side;
    copse_status status = copse_i_walk_step(&w->null, t, 0, or_none(look->efficacy, INFINITY), next);
    if (status != COPSE_OK || !opts->futility) return status;
    look->futility = futility(&w->planned, t, lost - w->beta, look->efficacy);
    if (!isnan(look->futility)) w->beta = lost;
    return copse_i_walk_step(&w->planned, t, or_none(look->futility, 0), or_none(look->efficacy, INFINITY), next);
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
        look[j].alpha = 2 * w->alpha;
    }
    return COPSE_OK;
}

copse_status copse_sequential_boundaries(const double *t, size_t looks, const copse_sequential_opts *opts,
                                         copse_sequential_look *look, copse_error *err)
{
    const copse_sequential_opts use = opts != NULL ? *opts : copse_sequential_opts_default();
    if (looks > 0 && (t == NULL || look == NULL))
        return copse_fail(err, COPSE_EINVAL, "no looks, or no place for the boundaries");
    copse_status status = check(t, looks, &use, err);
    if (status != COPSE_OK) return status;
    const double drift = copse_normal_quantile_upper(use.alpha / 2) + copse_normal_quantile_upper(1 - use.power);
    walks w = {0};
    status = copse_i_walk_init(&w.null, 0);
    if (status == COPSE_OK) status = copse_i_walk_init(&w.planned, drift);
    if (status == COPSE_OK) status = look_at_all(&w, t, looks, &use, look);
    copse_i_walk_free(&w.null);
    copse_i_walk_free(&w.planned);
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}
