/* Truncation at a point that is estimated. Between two estimates that follow each other the log-likelihood goes one way in the
 * point: up to the next estimate where the weight below is less than 1, else down to the one before. So the maximum lies at an
 * estimate, which counts as beyond the point (the limit from below) or not; all of these are tried. */
#include "selection_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 60 }; /* estimates, above which the points beside the first are reached from their neighbour alone */

typedef struct best {
    double *coordinate;
    double point;
    bool inclusive;
    copse_i_selmodel_climb climb;
} best;

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static copse_status try_point(copse_i_selmodel_problem *s, const double *beta, double tau2, double point,
                              bool inclusive, double *at, best *top)
{
    copse_i_selmodel_climb climb;
    const size_t n = copse_i_selmodel_n(s);
    copse_i_selmodel_truncate(s, point, inclusive);
    size_t beyond = 0;
    for (size_t i = 0; i < s->k; i++) beyond += s->group[i] == 0 ? 1 : 0;
    if (beyond == 0 && s->free > 0) return COPSE_OK;
    copse_status status;
    if (s->k <= MANY || isnan(top->climb.log_lik)) {
        status = copse_i_selmodel_search(s, beta, tau2, at, &climb);
    } else {
        if (s->free > 0) at[s->p + 1] = copse_i_selmodel_coordinate(s, 0, 0.5);
        status = copse_i_selmodel_climb_on(s, at, &climb);
    }
    if (status == COPSE_ERANGE || (status == COPSE_OK && climb.runs_off)) return COPSE_OK;
    if (status != COPSE_OK) return status;
    if (!isnan(top->climb.log_lik) && !(climb.log_lik > top->climb.log_lik)) return COPSE_OK;
    memcpy(top->coordinate, at, n * sizeof *at);
    top->climb = climb;
    top->point = point;
    top->inclusive = inclusive;
    return COPSE_OK;
}

static copse_status try_all(copse_i_selmodel_problem *s, const double *y, const double *beta, double tau2,
                            double *sorted, double *at, best *top)
{
    copse_status status = COPSE_OK;
    memcpy(sorted, y, s->k * sizeof *sorted);
    qsort(sorted, s->k, sizeof *sorted, rising);
    for (size_t i = 0; status == COPSE_OK && i < s->k; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1]) continue;
        status = try_point(s, beta, tau2, sorted[i], true, at, top);
        if (status == COPSE_OK) status = try_point(s, beta, tau2, sorted[i], false, at, top);
    }
    return status;
}

copse_status copse_i_selmodel_truncest(copse_i_selmodel_problem *s, const double *y, const double *beta, double tau2,
                                       double *coordinate, double given, double *point, copse_i_selmodel_climb *climb)
{
    const size_t n = copse_i_selmodel_n(s);
    double *room = copse_alloc(s->k + n, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    double *at = room + s->k;
    best top = {.coordinate = coordinate, .climb = {.log_lik = NAN}};
    memcpy(at, coordinate, n * sizeof *at);
    copse_status status =
        isnan(given) ? try_all(s, y, beta, tau2, room, at, &top) : try_point(s, beta, tau2, given, false, at, &top);
    free(room);
    *climb = top.climb;
    *point = top.point;
    if (status != COPSE_OK) return status;
    if (isnan(top.climb.log_lik)) return COPSE_ERANGE;
    copse_i_selmodel_truncate(s, top.point, top.inclusive);
    return copse_i_selmodel_evaluate(s, coordinate, true) ? COPSE_OK : COPSE_ERANGE;
}
