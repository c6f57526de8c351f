/* Climbs the likelihood of a selection model within its box by Newton's steps with the exact Hessian: coordinates at an end that
 * the likelihood would rather pass stand still; a ridge is added where the Hessian is not negative definite or the step too long. */
#include "selection_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_STEPS = 300, MOST_RIDGES = 40 };
static const double NOTHING = 1e-13; /* of 2 log L: what a last step still gains */
static const double FAR = 1e5;       /* in standard errors of a study: nothing is estimated there */

typedef struct climber {
    copse_i_selmodel_problem *s;
    double *coordinate;
    size_t n, free;
    size_t *index; /* of the free coordinates */
    double *matrix, *step, *trial;
    double gain;  /* g'd of the last step solved for */
    bool concave; /* here, on the free coordinates */
} climber;

bool copse_i_selmodel_at_low(const copse_i_selmodel_problem *s, const double *coordinate, size_t j)
{
    return coordinate[j] <= s->low[j];
}

bool copse_i_selmodel_at_high(const copse_i_selmodel_problem *s, const double *coordinate, size_t j)
{
    return coordinate[j] >= s->high[j];
}

static void choose_free(climber *c)
{
    const copse_i_selmodel_problem *s = c->s;
    c->free = 0;
    for (size_t j = 0; j < c->n; j++) {
        const double g = s->gradient[j];
        if (s->held[j] || (copse_i_selmodel_at_low(s, c->coordinate, j) && !(g > 0)) ||
            (copse_i_selmodel_at_high(s, c->coordinate, j) && !(g < 0)))
            continue;
        c->index[c->free++] = j;
    }
}

/* step = (-H + ridge |diag H|)^-1 g on the free coordinates. */
static bool solve(climber *c, double ridge)
{
    const copse_i_selmodel_problem *s = c->s;
    const size_t m = c->free;
    double largest = 0;
    for (size_t a = 0; a < m; a++) largest = fmax(largest, fabs(s->hessian[c->index[a] * c->n + c->index[a]]));
    for (size_t a = 0; a < m; a++) {
        for (size_t b = 0; b < m; b++) c->matrix[a * m + b] = -s->hessian[c->index[a] * c->n + c->index[b]];
        c->matrix[a * m + a] += ridge * (fabs(c->matrix[a * m + a]) + 1e-8 * largest + 1e-30);
        c->step[a] = s->gradient[c->index[a]];
    }
    if (!copse_cholesky(c->matrix, m, 1e-13)) return false;
    copse_cholesky_solve(c->matrix, m, c->step);
    c->gain = 0;
    for (size_t a = 0; a < m; a++) c->gain += c->step[a] * s->gradient[c->index[a]];
    return isfinite(c->gain);
}

/* No farther than to where nothing of a held sum is left for the gap that the others leave. */
static void keep_gap(climber *c)
{
    const double before = copse_i_selmodel_pinned_gap(c->s, c->coordinate);
    const double after = copse_i_selmodel_pinned_gap(c->s, c->trial);
    if (after >= 0) return;
    const double share = before > 0 ? before / (before - after) : 0;
    for (size_t a = 0; a < c->free; a++) {
        const size_t j = c->index[a];
        c->trial[j] = c->coordinate[j] + share * (c->trial[j] - c->coordinate[j]);
    }
}

static void put_trial(climber *c)
{
    const copse_i_selmodel_problem *s = c->s;
    memcpy(c->trial, c->coordinate, c->n * sizeof *c->trial);
    for (size_t a = 0; a < c->free; a++) {
        const size_t j = c->index[a];
        c->trial[j] = fmin(fmax(c->trial[j] + c->step[a], s->low[j]), s->high[j]);
    }
    if (s->pin != SIZE_MAX) keep_gap(c);
}

/* One step up; false where none can be made. */
static bool advance(climber *c, double *ridge)
{
    const double before = c->s->log_lik;
    for (int tries = 0; tries < MOST_RIDGES; tries++) {
        const double in_force = *ridge;
        *ridge = in_force > 0 ? 5 * in_force : 1e-3; /* of the next try */
        if (!solve(c, in_force)) continue;
        put_trial(c);
        if (!copse_i_selmodel_evaluate(c->s, c->trial, false) || !(c->s->log_lik > before)) continue;
        memcpy(c->coordinate, c->trial, c->n * sizeof *c->trial);
        *ridge = in_force > 1e-4 ? in_force / 25 : 0;
        return true;
    }
    return false;
}

/* The last step, whose gain is lost in the rounding of the likelihood. */
static bool finish(climber *c)
{
    if (c->free == 0) return true;
    c->concave = solve(c, 0);
    if (!c->concave || !(c->gain <= NOTHING)) return false;
    put_trial(c);
    memcpy(c->coordinate, c->trial, c->n * sizeof *c->trial);
    return true;
}

static bool is_far(const climber *c)
{
    const copse_i_selmodel_problem *s = c->s;
    double most = 0, size = 0;
    for (size_t i = 0; i < s->k; i++) {
        double mu = 0;
        for (size_t a = 0; a < s->p; a++) mu += s->basis[i * s->p + a] * c->coordinate[a];
        most = fmax(most, fabs(mu));
        size = fmax(size, fabs(s->y[i]) + s->sigma[i]);
    }
    return most > FAR * size || c->coordinate[s->p] > FAR * FAR * size * size;
}

/* By the Hessian here, both the top that is near and the known one are within a seventh of a standard error. */
static bool is_known(const climber *c)
{
    static const double NEAR = 0.02;
    const copse_i_selmodel_problem *s = c->s;
    double distance = 0;
    if (s->known == NULL || c->free == 0 || !c->concave || !(c->gain <= NEAR)) return false;
    for (size_t j = 0, a = 0; j < c->n; j++) {
        if (a < c->free && c->index[a] == j) a++;
        else if (c->coordinate[j] != s->known[j]) return false;
    }
    for (size_t a = 0; a < c->free; a++)
        for (size_t b = 0; b < c->free; b++) {
            const size_t i = c->index[a], j = c->index[b];
            distance -= (c->coordinate[i] - s->known[i]) * s->hessian[i * c->n + j] * (c->coordinate[j] - s->known[j]);
        }
    return distance >= 0 && distance <= NEAR;
}

static copse_status climb_on(climber *c, copse_i_selmodel_climb *climb)
{
    double ridge = 0;
    for (climb->steps = 0; climb->steps < MOST_STEPS; climb->steps++) {
        if (!copse_i_selmodel_evaluate(c->s, c->coordinate, true)) return COPSE_ERANGE;
        choose_free(c);
        if (finish(c)) {
            climb->converged = true;
            break;
        }
        if (is_known(c)) {
            climb->known = true;
            return COPSE_OK;
        }
        if (is_far(c)) {
            climb->runs_off = true;
            break;
        }
        const double log_lik = c->s->log_lik;
        if (!advance(c, &ridge)) {
            climb->converged = c->gain <= 1e-8 * (1 + fabs(log_lik)) && solve(c, 0);
            break;
        }
    }
    if (!copse_i_selmodel_evaluate(c->s, c->coordinate, true)) return COPSE_ERANGE;
    climb->log_lik = c->s->log_lik;
    return COPSE_OK;
}

copse_status copse_i_selmodel_climb_on(copse_i_selmodel_problem *s, double *coordinate, copse_i_selmodel_climb *climb)
{
    const size_t n = copse_i_selmodel_n(s);
    climber c = {.s = s, .coordinate = coordinate, .n = n};
    *climb = (copse_i_selmodel_climb){.log_lik = NAN, .edge = -INFINITY};
    c.index = s->climb_index;
    c.matrix = s->climb_room;
    c.step = c.matrix + n * n;
    c.trial = c.step + n;
    return climb_on(&c, climb);
}
