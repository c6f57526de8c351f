/* Intervals of the profile likelihood: where the root of 2 (max - log L) is z, by Newton's steps on it, which is nearly straight,
 * within a bracket. The others follow from the last point. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 80 };
static const double HIGHER = 1e-7;

typedef struct profile {
    copse_i_selmodel_problem *s;
    double *maximum;
    double log_lik, target; /* target: root of the drop */
    size_t n, j;
    double *near, *trial, *best; /* warm start; scratch; what the point was made of */
    bool higher;
} profile;

typedef struct point {
    double t, r, slope; /* r NaN: not found */
} point;

static copse_status climb_from(profile *f, const double *from, double t, double *log_lik, double *gradient)
{
    copse_i_selmodel_climb climb;
    memcpy(f->trial, from, f->n * sizeof *f->trial);
    f->trial[f->j] = t;
    const bool chain = f->s->chain && f->j > f->s->p;
    const copse_status status = chain ? copse_i_selmodel_climb_chain(f->s, f->j - f->s->p - 1, f->trial, &climb)
                                      : copse_i_selmodel_climb_on(f->s, f->trial, &climb);
    if (status == COPSE_ERANGE || (status == COPSE_OK && (climb.runs_off || !climb.converged))) return COPSE_OK;
    if (status != COPSE_OK || (!isnan(*log_lik) && !(climb.log_lik > *log_lik))) return status;
    *log_lik = climb.log_lik;
    *gradient = f->s->gradient[f->j];
    memcpy(f->best, f->trial, f->n * sizeof *f->best);
    return COPSE_OK;
}

/* thorough: from other places, too, since the profile may belong to another maximum there. */
static copse_status at(profile *f, double t, bool thorough, point *out)
{
    double log_lik = NAN, gradient = NAN;
    copse_status status = climb_from(f, f->near, t, &log_lik, &gradient);
    if (status == COPSE_OK && (thorough || isnan(log_lik))) status = climb_from(f, f->maximum, t, &log_lik, &gradient);
    if (status == COPSE_OK && thorough && f->j != f->s->p && !f->s->held[f->s->p]) {
        const double tau2 = f->near[f->s->p];
        f->near[f->s->p] = 0;
        status = climb_from(f, f->near, t, &log_lik, &gradient);
        f->near[f->s->p] = tau2;
    }
    *out = (point){t, NAN, NAN};
    if (status != COPSE_OK || isnan(log_lik)) return status;
    const double drop = 2 * (f->log_lik - log_lik);
    if (drop < -HIGHER * (1 + fabs(f->log_lik))) {
        f->higher = !f->s->higher_edge;
        if (!f->higher) return status; /* towards the edge, where it is higher for good */
    }
    out->r = sqrt(fmax(drop, 0));
    out->slope = -gradient / out->r;
    return COPSE_OK;
}

/* Out from the maximum until r is beyond the target; b is there, a before. *open: the end of the range comes first. */
static copse_status bracket(profile *f, double sign, double step, point *a, point *b, bool *open)
{
    const double start = f->maximum[f->j], end = sign < 0 ? f->s->low[f->j] : f->s->high[f->j];
    *open = false;
    *a = (point){start, 0, NAN};
    for (int i = 0; i < MOST_STEPS; i++) {
        double t = a->t + sign * step;
        if (!(sign * (end - t) > 0)) t = end;
        const copse_status status = at(f, t, false, b);
        if (status != COPSE_OK || f->higher) return status;
        if (isnan(b->r)) {
            if (i > 0 && step < 1e-6 * (fabs(start) + 1)) break;
            step *= 0.25; /* nearer, where the climb knows its way */
            continue;
        }
        memcpy(f->near, f->best, f->n * sizeof *f->near);
        if (b->r >= f->target) return COPSE_OK;
        if (t == end || fabs(t) > 0x1p90) {
            *open = true;
            return COPSE_OK;
        }
        const double share = b->r > 0.05 * f->target ? 1.1 * (f->target / b->r - 1) : 3;
        step = fabs(t - start) * fmin(fmax(share, 0.1), 3);
        *a = *b;
    }
    b->r = NAN;
    return COPSE_OK;
}

static double between(const point *a, const point *b, const point *last, double target, int steps)
{
    const double low = fmin(a->t, b->t), high = fmax(a->t, b->t);
    double t = last->t - (last->r - target) / last->slope;
    if (!(t > low && t < high)) t = a->t + (b->t - a->t) * (target - a->r) / (b->r - a->r);
    if (!(t > low && t < high) || steps > 30) t = low + 0.5 * (high - low);
    return t;
}

static copse_status close_in(profile *f, point *a, point *b)
{
    point last = *b;
    for (int i = 0; i < MOST_STEPS; i++) {
        if (fabs(b->t - a->t) <= 1e-13 * fmax(fabs(a->t), fabs(b->t))) break;
        const copse_status status = at(f, between(a, b, &last, f->target, i), false, &last);
        if (status != COPSE_OK || f->higher) return status;
        if (isnan(last.r)) {
            b->r = NAN;
            break;
        }
        memcpy(f->near, f->best, f->n * sizeof *f->near);
        if (fabs(last.r - f->target) <= 1e-11 * f->target) {
            *b = last;
            break;
        }
        if (last.r >= f->target) *b = last;
        else *a = last;
    }
    return COPSE_OK;
}

/* The limit on one side; again from farther out where another maximum's profile is higher there. */
static copse_status limit(profile *f, double sign, double step, double *out)
{
    point a, b, check;
    bool open;
    *out = NAN;
    memcpy(f->near, f->maximum, f->n * sizeof *f->near);
    copse_status status = bracket(f, sign, step, &a, &b, &open);
    for (int i = 0; i < 3 && status == COPSE_OK && !f->higher && !open && !isnan(b.r); i++) {
        status = close_in(f, &a, &b);
        if (status != COPSE_OK || f->higher || isnan(b.r)) break;
        status = at(f, b.t, true, &check);
        if (status != COPSE_OK || f->higher || isnan(check.r)) break;
        if (check.r >= f->target - 1e-6) break;
        memcpy(f->near, f->best, f->n * sizeof *f->near);
        status = bracket(f, sign, fabs(b.t - f->maximum[f->j]) + step, &a, &b, &open);
    }
    if (status != COPSE_OK || f->higher) return status;
    if (open || (f->s->higher_edge && isnan(b.r))) *out = sign * INFINITY;
    else if (!isnan(b.r)) *out = b.t;
    return COPSE_OK;
}

static double first_step(const profile *f, double se)
{
    const double at_maximum = fabs(f->maximum[f->j]);
    if (se > 0 && isfinite(se)) return se * f->target;
    return f->j > f->s->p && f->s->kind[f->j - f->s->p - 1] == COPSE_I_LOG ? 1 : 0.25 * at_maximum + 0.25;
}

copse_status copse_i_selmodel_profile(copse_i_selmodel_problem *s, double *maximum, double log_lik, size_t j, double se,
                                      double drop, copse_i_selmodel_limits *limits)
{
    const size_t n = copse_i_selmodel_n(s);
    profile f = {.s = s, .maximum = maximum, .log_lik = log_lik, .target = sqrt(drop), .n = n, .j = j};
    *limits = (copse_i_selmodel_limits){NAN, NAN, false};
    double *room = copse_alloc(3 * n, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    f.near = room;
    f.trial = room + n;
    f.best = room + 2 * n;
    s->held[j] = true;
    const double step = first_step(&f, se);
    copse_status status = COPSE_OK;
    if (copse_i_selmodel_at_low(s, maximum, j)) limits->lower = -INFINITY;
    else status = limit(&f, -1, step, &limits->lower);
    if (status == COPSE_OK && !f.higher) {
        if (copse_i_selmodel_at_high(s, maximum, j)) limits->upper = INFINITY;
        else status = limit(&f, 1, step, &limits->upper);
    }
    s->held[j] = false;
    limits->higher = f.higher;
    if (f.higher) memcpy(maximum, f.best, n * sizeof *maximum);
    free(room);
    return status;
}
