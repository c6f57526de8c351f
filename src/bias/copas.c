/* Copas' selection model over its grid, and along the line of growing selection. */
#include "copas_work.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double WIDE = 1.29; /* of gamma1: metasens */
static const size_t SOME = 256;

copse_copas_opts copse_copas_opts_default(void)
{
    const copse_interval usual = {NAN, NAN};
    return (copse_copas_opts){
        .grid = 20, .levels = 10, .rho_bound = 0.9999, .alpha = 0.1, .level = 95, .gamma0 = usual, .gamma1 = usual};
}

void copse_copas_free(copse_copas *copas)
{
    if (copas == NULL) return;
    free(copas->gamma0);
    free(copas->gamma1);
    free(copas->contour);
    free(copas->point);
    *copas = (copse_copas){0};
}

static void span(double *out, size_t n, double low, double high)
{
    for (size_t i = 0; i < n; i++) out[i] = i == n - 1 ? high : low + (high - low) * (double)i / (double)(n - 1);
}

/* Of the standardised effects on precision: which side of 0 is Egger's intercept? */
static int missing_side(const double *y, const double *v, size_t k)
{
    double total, sx = 0, sxx = 0, sxy = 0;
    const double mean = copse_i_weighted_mean(y, v, k, 0, &total);
    for (size_t i = 0; i < k; i++) sx += 1 / sqrt(v[i]) / total;
    for (size_t i = 0; i < k; i++) {
        const double x = sqrt(v[i]) - sx;
        sxx += x * x / v[i];
        sxy += x * (y[i] - mean) / v[i];
    }
    return sxy / sxx > 0 ? -1 : 1;
}

/* mu and tau by the method of moments: somewhere to start from. */
static void set_start(copse_i_copas_work *w, const double *v)
{
    const size_t k = w->model.k;
    double total, squares = 0, Q = 0;
    const double mean = copse_i_weighted_mean(w->y, v, k, 0, &total);
    for (size_t i = 0; i < k; i++) {
        squares += 1 / (v[i] * v[i]);
        Q += (w->y[i] - mean) * (w->y[i] - mean) / v[i];
    }
    const double tau2 = fmax(0, (Q - (double)(k - 1)) / (total - squares / total));
    w->mu = copse_i_weighted_mean(w->y, v, k, tau2, NULL);
    w->tau = fmax(sqrt(tau2), 0.05);
}

static int by_error(const void *a, const void *b)
{
    const double *x = a, *y = b;
    if (x[1] < y[1] || x[1] > y[1]) return x[1] < y[1] ? -1 : 1;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* Of very many studies, some with errors like those of all. `pair` has room for k pairs. */
static void choose_some(copse_i_copas_work *w, double *pair, double *room)
{
    const size_t k = w->model.k;
    for (size_t i = 0; i < k; i++) {
        pair[2 * i] = w->y[i];
        pair[2 * i + 1] = w->s[i];
    }
    qsort(pair, k, 2 * sizeof *pair, by_error);
    double *y = room, *s = room + SOME;
    for (size_t i = 0; i < SOME; i++) {
        const size_t j = (2 * i + 1) * k / (2 * SOME);
        y[i] = pair[2 * j];
        s[i] = pair[2 * j + 1];
    }
    w->some = w->model;
    w->some.k = SOME;
    w->some.y = y;
    w->some.s = s;
    w->some.u = room + 2 * SOME;
    w->some.c = room + 3 * SOME;
}

static copse_status make_room(copse_i_copas_work *w, const double *y, const double *v, size_t k)
{
    const size_t n = w->opts->grid;
    copse_copas *out = w->out;
    w->room = copse_alloc(7 * k + 4 * SOME, sizeof *w->room);
    w->grid = copse_alloc(n * n, sizeof *w->grid);
    out->gamma0 = copse_alloc(n, sizeof *out->gamma0);
    out->gamma1 = copse_alloc(n, sizeof *out->gamma1);
    out->contour = copse_alloc(n * n, sizeof *out->contour);
    if (w->room == NULL || w->grid == NULL || out->gamma0 == NULL || out->gamma1 == NULL || out->contour == NULL)
        return COPSE_ENOMEM;
    double *scaled = w->room + 4 * k;
    w->y = w->room;
    w->s = w->room + k;
    for (size_t i = 0; i < k; i++) w->unit = fmax(w->unit, sqrt(v[i]));
    for (size_t i = 0; i < k; i++) {
        w->y[i] = y[i] / w->unit;
        w->s[i] = sqrt(v[i]) / w->unit;
        scaled[i] = w->s[i] * w->s[i];
    }
    w->model = (copse_i_copas){.k = k,
                               .n = COPSE_I_COPAS_SLOPE,
                               .y = w->y,
                               .s = w->s,
                               .u = w->room + 2 * k,
                               .c = w->room + 3 * k,
                               .bound = w->opts->rho_bound};
    set_start(w, scaled);
    if (k >= 2 * SOME) choose_some(w, w->room + 5 * k, w->room + 7 * k);
    return COPSE_OK;
}

static void set_ranges(const copse_copas_opts *opts, const double *v, size_t k, copse_copas *out)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < k; i++) {
        least = fmin(least, sqrt(v[i]));
        most = fmax(most, sqrt(v[i]));
    }
    const double high1 = isnan(opts->gamma1.upper) ? WIDE / (1 / least - 1 / most) : opts->gamma1.upper;
    const double low1 = isnan(opts->gamma1.lower) ? 0 : opts->gamma1.lower;
    const double low0 = isnan(opts->gamma0.lower) ? -0.25 - high1 / most : opts->gamma0.lower;
    const double high0 = isnan(opts->gamma0.upper) ? 2 : opts->gamma0.upper;
    span(out->gamma0, out->grid, low0, high0);
    span(out->gamma1, out->grid, low1, high1);
}

static bool is_range(copse_interval range)
{
    if (isnan(range.lower) && isnan(range.upper)) return true;
    return isfinite(range.lower) && isfinite(range.upper) && range.lower < range.upper;
}

static copse_status check(const double *y, const double *v, size_t k, const copse_copas_opts *opts, copse_error *err)
{
    const copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status != COPSE_OK) return status;
    if (k < 3) return copse_fail(err, COPSE_ETOOFEW, "Copas' model has three parameters, and needs as many studies");
    if (opts->grid < 2 || opts->grid > 200 || opts->levels == 0 || opts->levels > 1000)
        return copse_fail(err, COPSE_EINVAL,
                          "Copas' model: a grid of 2 to 200 points each way, and 1 to 1000 contours");
    if (!(opts->rho_bound > 0 && opts->rho_bound < 1) || !is_range(opts->gamma0) || !is_range(opts->gamma1))
        return copse_fail(err, COPSE_EINVAL,
                          "Copas' model: rho has a bound between 0 and 1, gamma0 and gamma1 rising ranges");
    if (!(opts->alpha > 0 && opts->alpha < 1) || !(opts->level > 0 && opts->level < 100))
        return copse_fail(err, COPSE_EINVAL, "Copas' model: alpha lies between 0 and 1, the level between 0 and 100");
    if (copse_bias_same_errors(v, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the standard errors are all the same: selection cannot depend on them");
    return COPSE_OK;
}

copse_status copse_bias_copas(const double *y, const double *v, size_t k, const copse_copas_opts *opts,
                              copse_copas *copas, copse_error *err)
{
    const copse_copas_opts defaults = copse_copas_opts_default();
    if (opts == NULL) opts = &defaults;
    *copas = (copse_copas){.grid = opts->grid, .slope = NAN};
    copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_i_copas_work w = {.opts = opts, .out = copas};
    status = make_room(&w, y, v, k);
    if (status == COPSE_OK) {
        copas->side = opts->side != 0 ? (opts->side < 0 ? -1 : 1) : missing_side(y, v, k);
        if (!opts->free_rho) w.model.limit = -copas->side;
        set_ranges(opts, v, k, copas);
        copse_i_copas_fill(&w);
        status = copse_i_copas_follow(&w);
    }
    free(w.room);
    free(w.grid);
    if (status != COPSE_OK) return copse_fail_memory(err);
    return COPSE_OK;
}
