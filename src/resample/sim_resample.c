/* The bootstrap of one simulated data set by the scalar code: every draw, every resample and every fit by itself. */
#include "sim_boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One data set, the studies with an effect alone, and room for a resample of it. */
typedef struct scalar_boot {
    const copse_simulation *simulation;
    const copse_simulation_method *method;
    copse_fit_opts opts;
    size_t units, p;
    double *y, *v, *x;    /* units, units, units x p */
    double *ry, *rv, *rx; /* the resample, as long */
    double *mean, *sd;    /* units: PARAMETRIC */
    size_t *times;        /* units: NONPARAMETRIC */
    copse_i_replicates replicates;
} scalar_boot;

static void free_boot(scalar_boot *b)
{
    copse_i_replicates_free(&b->replicates);
    free(b->y);
    free(b->times);
}

static copse_status take_sample(scalar_boot *b, const copse_simulation_sample *sample)
{
    const size_t k = sample->k, p = b->p;
    b->y = copse_alloc(k, (6 + 2 * p) * sizeof *b->y);
    b->times = copse_alloc(k, sizeof *b->times);
    if (b->y == NULL || b->times == NULL) return COPSE_ENOMEM;
    b->v = b->y + k;
    b->ry = b->v + k;
    b->rv = b->ry + k;
    b->mean = b->rv + k;
    b->sd = b->mean + k;
    b->x = b->sd + k;
    b->rx = b->x + k * p;
    for (size_t i = 0; i < k; i++) {
        if (!(sample->vi[i] > 0)) continue;
        b->y[b->units] = sample->yi[i];
        b->v[b->units] = sample->vi[i];
        for (size_t j = 0; j < p; j++) b->x[b->units * p + j] = sample->x != NULL ? sample->x[i * p + j] : 1;
        b->units++;
    }
    return copse_i_replicates_init(&b->replicates, p, 1, b->method->bootstrap.replicates, b->units);
}

static void take_fit(scalar_boot *b, const copse_fit *fit)
{
    const size_t p = b->p;
    for (size_t j = 0; j < p; j++) {
        b->replicates.estimate[j] = fit->coef[j].estimate;
        b->replicates.se[0][j] = fit->coef[j].se;
    }
    b->replicates.estimate[p] = fit->het.tau2;
    for (size_t u = 0; u < b->units; u++) {
        b->mean[u] = 0;
        for (size_t j = 0; j < p; j++) b->mean[u] += b->x[u * p + j] * fit->coef[j].estimate;
        b->sd[u] = sqrt(fit->het.tau2 + b->v[u]);
    }
}

/* ------------------------------------------------------------------------------------------------------ resamples */

static void add_row(scalar_boot *b, size_t unit, double y, size_t *rows)
{
    b->ry[*rows] = y;
    b->rv[*rows] = b->v[unit];
    memcpy(b->rx + *rows * b->p, b->x + unit * b->p, b->p * sizeof *b->x);
    ++*rows;
}

static size_t draw_studies(scalar_boot *b, copse_address at)
{
    const uint32_t first = at.draw;
    size_t rows = 0;
    memset(b->times, 0, b->units * sizeof *b->times);
    for (size_t u = 0; u < b->units; u++) {
        at.draw = first + (uint32_t)(u / 4);
        b->times[copse_draw_below(at, (unsigned)(u % 4), (uint32_t)b->units)]++;
    }
    for (size_t u = 0; u < b->units; u++)
        for (size_t c = 0; c < b->times[u]; c++) add_row(b, u, b->y[u], &rows);
    return rows;
}

static size_t draw_estimates(scalar_boot *b, copse_address at)
{
    const uint32_t first = at.draw;
    size_t rows = 0;
    for (size_t u = 0; u < b->units; u++) {
        double z[2];
        at.draw = first + (uint32_t)(u / 2);
        copse_draw_normals(at, z);
        add_row(b, u, b->mean[u] + b->sd[u] * z[u % 2], &rows);
    }
    return rows;
}

/* Pools what was written out: value of coefficients and tau2, se of coefficients, NaN where there is no fit. */
static copse_status pool(const scalar_boot *b, size_t rows, double *value, double *se, bool *fitted, copse_error *err)
{
    copse_fit fit = {0};
    copse_error own = {0};
    copse_status status = COPSE_ETOOFEW;
    if (rows >= b->p) status = copse_pool(b->ry, b->rv, b->p > 1 ? b->rx : NULL, rows, b->p, &b->opts, &fit, &own);
    *fitted = status == COPSE_OK;
    for (size_t j = 0; j < b->p; j++) {
        value[j] = *fitted ? fit.coef[j].estimate : (double)NAN;
        se[j] = *fitted ? fit.coef[j].se : (double)NAN;
    }
    value[b->p] = *fitted ? fit.het.tau2 : (double)NAN;
    copse_fit_free(&fit);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK;
}

static copse_status replicate(scalar_boot *b, copse_address at, copse_error *err)
{
    const copse_simulation_bootstrap *how = &b->method->bootstrap;
    copse_i_replicates *rep = &b->replicates;
    const uint64_t first = at.replicate;
    for (size_t i = 0; i < rep->count; i++) {
        double value[COPSE_LANES_COLUMNS + 1], se[COPSE_LANES_COLUMNS];
        bool fitted = false;
        at.replicate = first + i;
        const size_t rows = how->kind == COPSE_BOOT_PARAMETRIC ? draw_estimates(b, at) : draw_studies(b, at);
        const copse_status status = pool(b, rows, value, se, &fitted, err);
        if (status != COPSE_OK) return status;
        rep->fitted += fitted ? 1 : 0;
        for (size_t q = 0; q <= b->p; q++) copse_i_replicates_column(rep, q, SIZE_MAX)[i] = value[q];
        for (size_t j = 0; j < b->p; j++)
            copse_i_replicates_column(rep, j, 0)[i] = (value[j] - rep->estimate[j]) / se[j];
    }
    return COPSE_OK;
}

static copse_status leave_out(scalar_boot *b, copse_error *err)
{
    if (b->method->bootstrap.interval != COPSE_BOOT_BCA) return COPSE_OK;
    b->replicates.units = b->units;
    for (size_t out = 0; out < b->units; out++) {
        double se[COPSE_LANES_COLUMNS];
        size_t rows = 0;
        bool fitted = false;
        for (size_t u = 0; u < b->units; u++)
            if (u != out) add_row(b, u, b->y[u], &rows);
        const copse_status status = pool(b, rows, b->replicates.jackknife + out * (b->p + 1), se, &fitted, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

/* -------------------------------------------------------------------------------------------------------- limits */

static copse_boot_limits limits_of(const scalar_boot *b, size_t q)
{
    const copse_boot_limits none = {.limit = {(double)NAN, (double)NAN}};
    const bool studentised = b->method->bootstrap.interval == COPSE_BOOT_STUDENTISED;
    copse_i_boot_sample sample;
    if (!isfinite(b->replicates.estimate[q]) || (q == b->p && !copse_i_has_tau2_interval(b->method))) return none;
    const copse_i_boot_basis basis = copse_i_replicates_basis(&b->replicates, q, studentised ? 0 : SIZE_MAX, &sample);
    if (studentised && !(basis.se > 0)) return none;
    return copse_i_boot_interval(b->method->bootstrap.interval, &basis, b->simulation->design.level);
}

static void no_limits(copse_simulation_limits *limits)
{
    const copse_boot_limits none = {.limit = {(double)NAN, (double)NAN}};
    *limits = (copse_simulation_limits){.tau2 = none};
    for (size_t j = 0; j < COPSE_LANES_COLUMNS; j++) limits->coef[j] = none;
}

copse_status copse_simulation_resample(const copse_simulation *sim, size_t method, size_t cell, uint64_t b,
                                       const copse_simulation_sample *sample, const copse_fit *fit,
                                       copse_simulation_limits *limits, copse_error *err)
{
    if (method >= sim->design.methods || sim->design.method[method].bootstrap.replicates == 0)
        return copse_fail(err, COPSE_EINVAL, "method %zu has no bootstrap", method);
    const copse_simulation_method *m = &sim->design.method[method];
    const bool parametric = m->bootstrap.kind == COPSE_BOOT_PARAMETRIC;
    scalar_boot own = {.simulation = sim, .method = m, .opts = copse_fit_opts_default(), .p = sim->p};
    own.opts.method = m->method;
    own.opts.test = m->test;
    own.opts.level = sim->design.level;
    own.opts.without_tau2_ci = own.opts.without_R2 = true;
    no_limits(limits);
    if (fit->k == 0 || (parametric && !isfinite(fit->het.tau2))) return COPSE_OK;
    copse_status status = take_sample(&own, sample) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) {
        take_fit(&own, fit);
        const copse_address at = {.seed = sim->design.seed,
                                  .stream = (uint32_t)cell,
                                  .replicate = b * COPSE_SIMULATION_BOOT_SPACING,
                                  .draw = COPSE_SIMULATION_BOOT_DRAW(m->bootstrap.kind)};
        status = replicate(&own, at, err);
    }
    if (status == COPSE_OK) status = leave_out(&own, err);
    if (status == COPSE_OK) {
        for (size_t j = 0; j < own.p; j++) limits->coef[j] = limits_of(&own, j);
        limits->tau2 = limits_of(&own, own.p);
        limits->replicates = own.replicates.count;
        limits->fitted = own.replicates.fitted;
    }
    free_boot(&own);
    return status;
}
