/* The line of growing selection, and the fits of Copas' model on it. */
#include "copas_contours.h"
#include "copas_work.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double NO_SELECTION = 10; /* gamma0 of a model in which everything is published (Copas & Shi 2001) */

/* The fit with a slope on s, rho being of the sign that studies missing on that side give: its highest maximum, as only its height
 * is asked for. */
static void test_residual(copse_i_copas_work *w, const copse_i_copas_maximum *without, copse_copas_point *point)
{
    const int limit = w->model.limit;
    double first, second;
    const double rho = copse_i_copas_rho(&w->model, without->at[COPSE_I_COPAS_RHO], &first, &second);
    copse_i_copas_maximum with = COPSE_I_COPAS_NOWHERE;
    w->model.n = COPSE_I_COPAS_MOST;
    w->model.limit = -w->out->side;
    copse_i_copas_look(w, &with);
    const double start[COPSE_I_COPAS_MOST] = {without->at[COPSE_I_COPAS_MU], copse_i_copas_angle(&w->model, rho),
                                              without->at[COPSE_I_COPAS_TAU], 0};
    copse_i_copas_climb(&w->model, start, &with);
    w->model.n = COPSE_I_COPAS_SLOPE;
    w->model.limit = limit;
    const double value = fmax(with.value, with.in_corner);
    point->residual_statistic = with.found ? copse_i_not_negative(2 * (value - without->value)) : NAN;
    point->residual_p = copse_chisq_upper(point->residual_statistic, 1);
}

/* The grid point nearest to a strength of selection, whose maximum is a start. */
static size_t nearest_on_grid(const copse_i_copas_work *w, double gamma0, double gamma1)
{
    const size_t n = w->opts->grid;
    size_t i = 0, j = 0;
    for (size_t g = 1; g < n; g++) {
        if (fabs(w->out->gamma0[g] - gamma0) < fabs(w->out->gamma0[i] - gamma0)) i = g;
        if (fabs(w->out->gamma1[g] - gamma1) < fabs(w->out->gamma1[j] - gamma1)) j = g;
    }
    return i * n + j;
}

static void fit_point(copse_i_copas_work *w, copse_copas_point *point)
{
    copse_i_copas_maximum best = COPSE_I_COPAS_NOWHERE;
    double first, second;
    copse_i_copas_set(w, point->gamma0, point->gamma1);
    copse_i_copas_look(w, &best);
    copse_i_copas_climb(&w->model, w->grid[nearest_on_grid(w, point->gamma0, point->gamma1)].at, &best);
    double corner[2] = {best.at[COPSE_I_COPAS_MU], best.at[COPSE_I_COPAS_MU]};
    copse_i_copas_corner(&w->model, false, corner, &best);
    const double tau = best.at[COPSE_I_COPAS_TAU] * w->unit, k = (double)w->model.k;
    const double reach = copse_normal_quantile_upper((1 - w->opts->level / 100) / 2);
    point->estimate = best.at[COPSE_I_COPAS_MU] * w->unit;
    point->se = copse_i_copas_se(&w->model, &best) * w->unit;
    point->ci = (copse_interval){point->estimate - reach * point->se, point->estimate + reach * point->se};
    point->statistic = point->estimate / point->se;
    point->p = 2 * copse_normal_upper(fabs(point->statistic));
    point->rho = copse_i_copas_tells_rho(&w->model, &best)
                     ? copse_i_copas_rho(&w->model, best.at[COPSE_I_COPAS_RHO], &first, &second)
                     : NAN;
    point->tau2 = fabs(best.at[COPSE_I_COPAS_TAU]) < 1e-7 ? 0 : tau * tau;
    point->log_lik = best.value - w->model.constant - k * log(w->unit);
    point->in_corner = best.corner;
    point->corner_log_lik = best.in_corner > best.value ? point->log_lik + (best.in_corner - best.value) : NAN;
    point->published = copse_normal_lower(point->gamma0 + point->gamma1 / w->unit);
    for (size_t i = 0; i < w->model.k; i++)
        point->unpublished += exp(copse_i_log_upper(w->model.u[i]) - copse_log_normal_lower(w->model.u[i]));
    test_residual(w, &best, point);
}

/* metasens: the line's slope is the negative inverse of the contours' mean slope, weighted by their points. */
static double slope_across(const copse_i_contours *contours)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < contours->count; i++) {
        const copse_i_contour *line = &contours->line[i];
        if (!(line->adjusted_r2 > 0)) continue;
        sum += (double)line->points * line->slope;
        weight += (double)line->points;
    }
    return weight > 0 ? -weight / sum : NAN;
}

/* Where the line from the corner (1, 1) meets the fitted contours, within the grid. */
static void meet(const copse_i_contours *contours, copse_copas *out)
{
    const size_t last = out->grid - 1;
    const double low0 = out->gamma0[0], high0 = out->gamma0[last], low1 = out->gamma1[0], high1 = out->gamma1[last];
    out->slope = slope_across(contours);
    for (size_t i = 0; i < contours->count; i++) {
        const copse_i_contour *line = &contours->line[i];
        const double x = (1 - out->slope - line->intercept) / (line->slope - out->slope), y = 1 + out->slope * (x - 1);
        const double gamma0 = low0 + x * (high0 - low0), gamma1 = low1 + y * (high1 - low1);
        if (gamma0 >= low0 && gamma0 <= high0 && gamma1 >= low1 && gamma1 <= high1)
            out->point[out->points++] = (copse_copas_point){.gamma0 = gamma0, .gamma1 = gamma1};
    }
    if (!isfinite(out->slope)) out->slope = NAN;
}

static copse_status find_contours(const copse_copas *out, size_t levels, copse_i_contours *contours)
{
    const size_t n = out->grid;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n * n; i++) {
        low = fmin(low, out->contour[i]);
        high = fmax(high, out->contour[i]);
    }
    double *level = copse_alloc(copse_i_pretty_most(levels), sizeof *level);
    if (level == NULL) return COPSE_ENOMEM;
    const size_t count = copse_i_pretty(low, high, levels, level);
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < count; i++)
        status = copse_i_contours_at(out->contour, n, level[i], contours);
    free(level);
    return status;
}

static int by_published(const void *a, const void *b)
{
    const copse_copas_point *x = a, *y = b;
    return (x->published < y->published) - (x->published > y->published);
}

copse_status copse_i_copas_follow(copse_i_copas_work *w)
{
    copse_copas *out = w->out;
    copse_i_contours contours = {0};
    copse_status status = find_contours(out, w->opts->levels, &contours);
    if (status == COPSE_OK) {
        out->point = copse_alloc(contours.count + 1, sizeof *out->point);
        status = out->point != NULL ? COPSE_OK : COPSE_ENOMEM;
    }
    if (status == COPSE_OK) {
        out->point[out->points++] = (copse_copas_point){.gamma0 = NO_SELECTION};
        meet(&contours, out);
        for (size_t i = 0; i < out->points; i++) fit_point(w, &out->point[i]);
        qsort(out->point + 1, out->points - 1, sizeof *out->point, by_published);
        while (out->chosen < out->points && !(out->point[out->chosen].residual_p > w->opts->alpha)) out->chosen++;
    }
    copse_i_contours_free(&contours);
    return status;
}
