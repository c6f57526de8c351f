/* Climbs a likelihood by Newton's steps, with a ridge where it is not concave and shorter steps where one leads down. */
#include "glmm_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct climber {
    const copse_i_glmm_hill *hill;
    const bool *held;
    double *matrix, *step, *trial;
    copse_i_glmm_surface next;
} climber;

static bool is_held(const bool *held, size_t j)
{
    return held != NULL && held[j];
}

/* step = (-H + ridge diag|H|)^-1 g with the least ridge of 0, 1e-3, 1e-2, ... that makes it definite. */
static void newton_step(climber *c, const copse_i_glmm_surface *at)
{
    const size_t n = c->hill->n;
    double ridge = 0.0;
    while (ridge < 1e12) {
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                const bool out = is_held(c->held, i) || is_held(c->held, j);
                c->matrix[i * n + j] = out ? (i == j ? 1.0 : 0.0) : -at->hessian[i * n + j];
            }
            c->matrix[i * n + i] += ridge * (fabs(c->matrix[i * n + i]) + 1e-8);
            c->step[i] = is_held(c->held, i) ? 0.0 : at->gradient[i];
        }
        if (copse_i_glmm_cholesky(c->matrix, n)) {
            copse_cholesky_solve(c->matrix, n, c->step);
            return;
        }
        ridge = ridge > 0.0 ? ridge * 10.0 : 1e-3;
    }
}

static double largest(const double *x, size_t n)
{
    double most = 0.0;
    for (size_t j = 0; j < n; j++) most = fmax(most, fabs(x[j]));
    return most;
}

static double rise_of(const climber *c, const copse_i_glmm_surface *at)
{
    double rise = 0.0;
    for (size_t j = 0; j < c->hill->n; j++)
        if (!is_held(c->held, j)) rise += c->step[j] * at->gradient[j];
    return rise;
}

/* Goes as far along the step as the likelihood rises. False where it does not. */
static bool advance(climber *c, double *parameter, copse_i_glmm_surface *at, double rise)
{
    const size_t n = c->hill->n;
    const double most = largest(c->step, n);
    double part = most > c->hill->longest ? c->hill->longest / most : 1.0;
    for (int halving = 0; halving < 40; halving++) {
        if (halving > 0) part *= 0.5;
        for (size_t j = 0; j < n; j++) c->trial[j] = parameter[j] + part * c->step[j];
        c->hill->at(c->hill->context, c->trial, &c->next);
        const bool rises = c->next.value > at->value;
        const double noise = fmax(1e-12 * fabs(at->value), c->hill->noise);
        if (!rises && !(rise < 1e-9 * (1.0 + fabs(at->value)) && c->next.value >= at->value - noise))
            continue; /* near the top rounding may hide the rise: a full step is right there */
        memcpy(parameter, c->trial, n * sizeof *parameter);
        const copse_i_glmm_surface old = *at;
        *at = c->next;
        c->next = old;
        return true;
    }
    return false;
}

/* What is left to gain is below what values can show; the step is right to more digits than they are. */
static void last_step(climber *c, double *parameter, copse_i_glmm_surface *at, double rise)
{
    if (!(rise > 0.0 && rise < 1e-9)) return;
    for (size_t j = 0; j < c->hill->n; j++) parameter[j] += c->step[j];
    c->hill->at(c->hill->context, parameter, at);
}

static void climb_on(climber *c, double *parameter, copse_i_glmm_surface *at, copse_i_glmm_climb *climb)
{
    enum { STEPS = 200 };
    double before = HUGE_VAL;
    for (; climb->iterations < STEPS; climb->iterations++) {
        newton_step(c, at);
        const double rise = rise_of(c, at);
        const bool small = !(rise > c->hill->enough * (1.0 + fabs(at->value)));
        const bool stuck = rise < 1e-13 * (1.0 + fabs(at->value)) && !(rise < 0.25 * before); /* rounding, from here */
        climb->converged = small || stuck;
        if (climb->converged) {
            last_step(c, parameter, at, rise);
            return;
        }
        before = rise;
        if (!advance(c, parameter, at, rise)) {
            climb->converged = rise < 1e-11 * (1.0 + fabs(at->value));
            return;
        }
        climb->farthest = largest(parameter, c->hill->n);
        if (!(climb->farthest <= c->hill->beyond)) return;
    }
}

copse_status copse_i_glmm_climb_from(const copse_i_glmm_hill *hill, const bool *held, double *parameter,
                                     copse_i_glmm_surface *surface, copse_i_glmm_climb *climb)
{
    const size_t n = hill->n;
    climber c = {.hill = hill, .held = held, .matrix = copse_alloc(n * n + 2 * n, sizeof(double))};
    copse_status status = copse_i_glmm_surface_init(&c.next, n);
    if (c.matrix == NULL) status = COPSE_ENOMEM;
    *climb = (copse_i_glmm_climb){0};
    if (status == COPSE_OK) {
        c.step = c.matrix + n * n;
        c.trial = c.step + n;
        hill->at(hill->context, parameter, surface);
        if (isfinite(surface->value)) climb_on(&c, parameter, surface, climb);
    }
    copse_i_glmm_surface_free(&c.next);
    free(c.matrix);
    return status;
}

static void problem_at(void *context, const double *parameter, copse_i_glmm_surface *surface)
{
    copse_i_glmm_surface_at(context, parameter, surface);
}

copse_i_glmm_hill copse_i_glmm_problem_hill(copse_i_glmm_problem *problem)
{
    return (copse_i_glmm_hill){
        problem_at, problem, copse_i_glmm_parameters(problem), 3.0, 60.0, problem->rule.rough ? 1e-5 : 1e-18, 0.0};
}
