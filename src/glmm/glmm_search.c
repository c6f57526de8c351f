/* The highest point of a likelihood. With the scales of the random effects given it is log-concave in all else, so that a
 * scan over the scales alone finds every start that matters; Newton's way leads on from there, in all parameters. A scale
 * may be of either sign: the likelihood is even in it, and 0 is inside. */
#include "glmm_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING 1e-5 /* a scale this small is tried as 0 */

copse_status copse_i_glmm_peak_init(copse_i_glmm_peak *peak, size_t n)
{
    *peak = (copse_i_glmm_peak){
        .n = n, .parameter = copse_alloc(n, sizeof(double)), .held = copse_alloc(n, sizeof(bool)), .maxima = 1};
    if (peak->parameter == NULL || peak->held == NULL) return COPSE_ENOMEM;
    return copse_i_glmm_surface_init(&peak->at, n);
}

void copse_i_glmm_peak_free(copse_i_glmm_peak *peak)
{
    free(peak->parameter);
    free(peak->held);
    copse_i_glmm_surface_free(&peak->at);
    *peak = (copse_i_glmm_peak){0};
}

void copse_i_glmm_peak_copy(copse_i_glmm_peak *to, const copse_i_glmm_peak *from)
{
    const size_t n = to->n;
    memcpy(to->parameter, from->parameter, n * sizeof(double));
    memcpy(to->held, from->held, n * sizeof(bool));
    to->at.value = from->at.value;
    memcpy(to->at.gradient, from->at.gradient, n * sizeof(double));
    memcpy(to->at.hessian, from->at.hessian, n * n * sizeof(double));
}

static void hold(const copse_i_glmm_problem *problem, const bool *null, copse_i_glmm_peak *peak, bool scales)
{
    for (size_t j = 0; j < peak->n; j++) {
        const bool scale = j >= problem->p + problem->common;
        if (scale) {
            peak->held[j] = scales;
        } else {
            peak->held[j] = j < problem->p && null != NULL && null[j];
        }
        if (!scale && peak->held[j]) peak->parameter[j] = 0.0;
    }
}

static copse_status climb(copse_i_glmm_problem *problem, copse_i_glmm_peak *peak, copse_i_glmm_climb *how,
                          copse_error *err)
{
    const copse_i_glmm_hill hill = copse_i_glmm_problem_hill(problem);
    const copse_status status = copse_i_glmm_climb_from(&hill, peak->held, peak->parameter, &peak->at, how);
    peak->iterations += how->iterations;
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static copse_status say_why(const copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak,
                            const copse_i_glmm_climb *how, copse_error *err)
{
    if (how->converged) return COPSE_OK;
    double scale = 0.0, other = 0.0;
    for (size_t j = 0; j < peak->n; j++) {
        double *most = j >= problem->p + problem->common ? &scale : &other;
        *most = fmax(*most, fabs(peak->parameter[j]));
    }
    if (scale > 15.0 && scale >= 0.5 * other)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the likelihood has no maximum: it still rises as the variance between studies grows without "
                          "limit; too few studies have events in both groups");
    if (other > 30.0)
        return copse_fail(
            err, COPSE_ENOTCOMPUTABLE,
            "the likelihood has no maximum: a combination of the coefficients grows without limit, as some "
            "studies have only events, or none");
    return copse_fail(err, COPSE_ERANGE, "the likelihood's maximum was not found in %zu steps", peak->iterations);
}

copse_status copse_i_glmm_peak_hold(copse_i_glmm_problem *problem, const bool *null, copse_i_glmm_peak *peak,
                                    copse_error *err)
{
    copse_i_glmm_climb how = {0};
    hold(problem, null, peak, true);
    const copse_status status = climb(problem, peak, &how, err);
    return status == COPSE_OK ? say_why(problem, peak, &how, err) : status;
}

/* A problem with two loads (tau cos phi, tau sin phi) in place of its last two scales, tau given. */
typedef struct circle {
    copse_i_glmm_problem *problem;
    double tau, *parameter; /* of the problem */
    copse_i_glmm_surface at;
} circle;

static void set_loads(const circle *c, const double *reduced)
{
    const size_t n = c->problem->p + c->problem->common + c->problem->scales, last = n - 2;
    memcpy(c->parameter, reduced, last * sizeof *reduced);
    c->parameter[last] = c->tau * cos(reduced[last]);
    c->parameter[last + 1] = c->tau * sin(reduced[last]);
}

/* By the chain rule: d(loads)/d(phi) = (-sin, cos) tau. */
static void circle_at(void *context, const double *reduced, copse_i_glmm_surface *surface)
{
    circle *c = context;
    const size_t n = copse_i_glmm_parameters(c->problem), last = n - 2, m = n - 1;
    set_loads(c, reduced);
    copse_i_glmm_surface_at(c->problem, c->parameter, &c->at);
    const double x = c->parameter[last], y = c->parameter[last + 1], *g = c->at.gradient, *h = c->at.hessian;
    surface->value = c->at.value;
    for (size_t i = 0; i < last; i++) {
        surface->gradient[i] = g[i];
        for (size_t j = 0; j < last; j++) surface->hessian[i * m + j] = h[i * n + j];
        surface->hessian[i * m + last] = surface->hessian[last * m + i] =
            -y * h[i * n + last] + x * h[i * n + last + 1];
    }
    surface->gradient[last] = -y * g[last] + x * g[last + 1];
    surface->hessian[last * m + last] = y * y * h[last * n + last] - 2.0 * x * y * h[last * n + last + 1] +
                                        x * x * h[(last + 1) * n + last + 1] - x * g[last] - y * g[last + 1];
}

static copse_status climb_circle(copse_i_glmm_problem *problem, double tau, copse_i_glmm_peak *peak, double *slope,
                                 copse_i_glmm_climb *how, copse_error *err)
{
    circle c = {.problem = problem, .tau = tau, .parameter = peak->parameter};
    const size_t last = peak->n - 2;
    copse_i_glmm_hill hill = copse_i_glmm_problem_hill(problem);
    copse_i_glmm_peak reduced = {0};
    copse_status status = copse_i_glmm_peak_init(&reduced, peak->n - 1);
    if (status == COPSE_OK) status = copse_i_glmm_surface_init(&c.at, peak->n);
    if (status == COPSE_OK) {
        const double x = peak->parameter[last], y = peak->parameter[last + 1];
        memcpy(reduced.parameter, peak->parameter, last * sizeof *reduced.parameter);
        reduced.parameter[last] = x == 0.0 && y == 0.0 ? 0.0 : atan2(y, x);
        reduced.held[last] = tau == 0.0;
        hill.at = circle_at;
        hill.context = &c;
        hill.n = peak->n - 1;
        hill.longest = 1.0;
        status = copse_i_glmm_climb_from(&hill, reduced.held, reduced.parameter, &reduced.at, how);
        set_loads(&c, reduced.parameter);
        peak->at.value = reduced.at.value;
        *slope =
            c.at.gradient[last] * cos(reduced.parameter[last]) + c.at.gradient[last + 1] * sin(reduced.parameter[last]);
    }
    copse_i_glmm_peak_free(&reduced);
    copse_i_glmm_surface_free(&c.at);
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_glmm_peak_hold_tau(copse_i_glmm_problem *problem, double tau, copse_i_glmm_peak *peak,
                                        double *slope, copse_error *err)
{
    copse_i_glmm_climb how = {0};
    copse_status status = COPSE_OK;
    if (problem->scales == 3) {
        status = climb_circle(problem, tau, peak, slope, &how, err);
    } else {
        hold(problem, NULL, peak, false);
        peak->held[peak->n - 1] = true;
        peak->parameter[peak->n - 1] = tau;
        status = climb(problem, peak, &how, err);
        *slope = peak->at.gradient[peak->n - 1];
    }
    return status == COPSE_OK ? say_why(problem, peak, &how, err) : status;
}

/* Takes scales that are next to 0 as 0, where that is not lower, and climbs on in the rest. */
static copse_status settle_on_zero(copse_i_glmm_problem *problem, copse_i_glmm_peak *peak, copse_error *err)
{
    const double before = peak->at.value;
    copse_i_glmm_climb how = {0};
    copse_i_glmm_peak flat = {0};
    bool any = false;
    copse_status status = copse_i_glmm_peak_init(&flat, peak->n);
    if (status == COPSE_OK) {
        copse_i_glmm_peak_copy(&flat, peak);
        for (size_t j = problem->p + problem->common; j < flat.n; j++) {
            if (!(fabs(flat.parameter[j]) < NOTHING)) continue;
            flat.parameter[j] = 0.0;
            flat.held[j] = any = true;
        }
        if (any) status = climb(problem, &flat, &how, err);
        if (status == COPSE_OK && how.converged && flat.at.value >= before - 1e-10 * (1.0 + fabs(before)))
            copse_i_glmm_peak_copy(peak, &flat);
    } else {
        (void)copse_fail_memory(err);
    }
    copse_i_glmm_peak_free(&flat);
    return status;
}

/* Scales to start from: every combination of a few standard deviations; the loading of a correlation from 0. */
enum { ONE = 7, TWO = 3, STARTS = 9 };
static const double GRID_ONE[ONE] = {0.05, 0.15, 0.35, 0.7, 1.3, 2.5, 5.0};
static const double GRID_TWO[TWO] = {0.15, 0.6, 2.0};

static size_t starts(const copse_i_glmm_problem *problem)
{
    return problem->scales == 0 ? 1 : problem->scales == 1 ? ONE : TWO * TWO;
}

static void set_start(const copse_i_glmm_problem *problem, size_t start, double *parameter)
{
    double *scale = parameter + problem->p + problem->common;
    if (problem->scales == 1) scale[0] = GRID_ONE[start];
    if (problem->scales < 2) return;
    scale[0] = GRID_TWO[start / TWO];
    scale[1] = GRID_TWO[start % TWO];
    if (problem->scales == 3) scale[2] = 0.05;
}

/* Is the scan at this start as high as at all of its neighbours? */
static bool is_summit(const copse_i_glmm_problem *problem, const double *height, size_t start)
{
    const size_t n = starts(problem), wide = problem->scales == 1 ? ONE : TWO, column = start % wide;
    if (!isfinite(height[start])) return false;
    if (column > 0 && height[start - 1] > height[start]) return false;
    if (column + 1 < wide && start + 1 < n && height[start + 1] > height[start]) return false;
    if (start >= wide && height[start - wide] > height[start]) return false;
    return start + wide >= n || !(height[start + wide] > height[start]);
}

/* The height of the best other parameters at each start, by a rough rule. */
static copse_status scan(copse_i_glmm_problem *problem, const bool *null, copse_i_glmm_peak *from, double *height,
                         double *place, copse_error *err)
{
    const copse_i_glmm_rule rule = problem->rule;
    copse_status status = COPSE_OK;
    problem->rule = (copse_i_glmm_rule){.rough = true};
    for (size_t start = 0; status == COPSE_OK && start < starts(problem); start++) {
        copse_i_glmm_climb how = {0};
        set_start(problem, start, from->parameter);
        hold(problem, null, from, true);
        status = climb(problem, from, &how, err);
        height[start] = how.converged ? from->at.value : -HUGE_VAL;
        memcpy(place + start * from->n, from->parameter, from->n * sizeof *place);
    }
    problem->rule = rule;
    return status;
}

static copse_status climb_summits(copse_i_glmm_problem *problem, const bool *null, copse_i_glmm_peak *from,
                                  const double *height, const double *place, copse_i_glmm_peak *peak, copse_error *err)
{
    copse_status status = COPSE_OK;
    copse_i_glmm_climb best = {0};
    bool found = false;
    peak->maxima = 0;
    for (size_t start = 0; status == COPSE_OK && start < starts(problem); start++) {
        copse_i_glmm_climb how = {0};
        if (!is_summit(problem, height, start)) continue;
        memcpy(from->parameter, place + start * from->n, from->n * sizeof *place);
        hold(problem, null, from, false);
        status = climb(problem, from, &how, err);
        if (status == COPSE_OK && how.converged) status = settle_on_zero(problem, from, err);
        if (!found || fabs(from->at.value - peak->at.value) > 1e-8) peak->maxima++;
        if (status != COPSE_OK || (found && !(from->at.value > peak->at.value))) continue;
        copse_i_glmm_peak_copy(peak, from);
        best = how;
        found = true;
    }
    if (status != COPSE_OK) return status;
    if (!found) return copse_fail(err, COPSE_ERANGE, "the likelihood cannot be computed for these numbers");
    return say_why(problem, peak, &best, err);
}

copse_status copse_i_glmm_peak_find(copse_i_glmm_problem *problem, const bool *null, copse_i_glmm_peak *peak,
                                    copse_error *err)
{
    if (problem->scales == 0) return copse_i_glmm_peak_hold(problem, null, peak, err);
    double height[STARTS] = {0};
    copse_i_glmm_peak from = {0};
    double *place = copse_alloc(starts(problem) * peak->n, sizeof *place);
    copse_status status = copse_i_glmm_peak_init(&from, peak->n);
    if (status != COPSE_OK || place == NULL) {
        status = copse_fail_memory(err);
    } else {
        copse_i_glmm_peak_copy(&from, peak);
        status = scan(problem, null, &from, height, place, err);
        if (status == COPSE_OK) status = climb_summits(problem, null, &from, height, place, peak, err);
        peak->iterations = from.iterations;
    }
    copse_i_glmm_peak_free(&from);
    free(place);
    return status;
}
