/* Bootstrap replicates of simulated data sets in the lane kernels: a group of eight is eight replicates of one data set,
 * whose estimates and variances all lanes share. */
#include "sim_boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES COPSE_LANES

struct copse_i_sim_boot {
    const copse_simulation *simulation;
    copse_i_replicates replicates;
    copse_i_limits *limits; /* of each method */
    double *y, *v;          /* rows: the data set at hand */
    double *mean, *sd;      /* units: PARAMETRIC */
    double *n, *resampled;  /* rows x 8 */
    double *draw;           /* units x 8 */
    size_t *row;            /* of each unit, a study that has an effect */
    size_t rows, units;
    bool gaps; /* there are rows without an effect: of a design, which every row belongs to */
};

void copse_i_sim_boot_free(copse_i_sim_boot *b)
{
    if (b == NULL) return;
    copse_i_replicates_free(&b->replicates);
    free(b->limits);
    free(b->y);
    free(b->v);
    free(b->mean);
    free(b->sd);
    free(b->n);
    free(b->resampled);
    free(b->draw);
    free(b->row);
    free(b);
}

static copse_status allocate(copse_i_sim_boot *b)
{
    const copse_simulation *s = b->simulation;
    const size_t k = s->most_k;
    size_t most = 0, tests = 0;
    for (size_t i = 0; i < s->resamplings; i++) {
        if (s->resampling[i].replicates > most) most = s->resampling[i].replicates;
        if (s->resampling[i].tests > tests) tests = s->resampling[i].tests;
    }
    b->limits = copse_alloc(s->design.methods, sizeof *b->limits);
    b->y = copse_alloc(k, sizeof *b->y);
    b->v = copse_alloc(k, sizeof *b->v);
    b->mean = copse_alloc(k, sizeof *b->mean);
    b->sd = copse_alloc(k, sizeof *b->sd);
    b->n = copse_alloc(k * LANES, sizeof *b->n);
    b->resampled = copse_alloc(k * LANES, sizeof *b->resampled);
    b->draw = copse_alloc(k * LANES, sizeof *b->draw);
    b->row = copse_alloc(k, sizeof *b->row);
    if (b->limits == NULL || b->y == NULL || b->v == NULL || b->mean == NULL || b->sd == NULL || b->n == NULL ||
        b->resampled == NULL || b->draw == NULL || b->row == NULL)
        return COPSE_ENOMEM;
    return copse_i_replicates_init(&b->replicates, s->p, tests, most, k);
}

copse_status copse_i_sim_boot_new(const copse_simulation *simulation, copse_i_sim_boot **boot)
{
    *boot = NULL;
    if (simulation->resamplings == 0) return COPSE_OK;
    copse_i_sim_boot *b = copse_alloc(1, sizeof *b);
    if (b == NULL) return COPSE_ENOMEM;
    b->simulation = simulation;
    if (allocate(b) != COPSE_OK) {
        copse_i_sim_boot_free(b);
        return COPSE_ENOMEM;
    }
    *boot = b;
    return COPSE_OK;
}

const copse_i_limits *copse_i_sim_boot_limits(const copse_i_sim_boot *boot, size_t method)
{
    return &boot->limits[method];
}

/* ----------------------------------------------------------------------------------------------------- data sets */

/* The lane's data set. Studies without an effect are left out; under a design, whose rows are fixed, they count no time. */
static void take_data_set(copse_i_sim_boot *b, const copse_lanes_group *g, size_t lane, const copse_i_plan *plan)
{
    b->rows = b->units = 0;
    for (size_t i = 0; i < g->k; i++) {
        const bool there = g->n == NULL || g->n[i * LANES + lane] > 0;
        if (!there && plan->x == NULL) continue;
        b->y[b->rows] = g->y[g->y_by_lane ? i * LANES + lane : i];
        b->v[b->rows] = g->v[g->v_by_lane ? i * LANES + lane : i];
        if (there) b->row[b->units++] = b->rows;
        b->rows++;
    }
    b->gaps = b->units < b->rows;
}

/* Estimates, standard errors, and the model that estimates are drawn from. */
static void take_fit(copse_i_sim_boot *b, const copse_i_sim_resampling *r, const copse_i_fitted *fitted, size_t lane)
{
    const copse_simulation *s = b->simulation;
    copse_i_replicates *rep = &b->replicates;
    const copse_lanes_fit *fit = fitted->fit;
    for (size_t j = 0; j < s->p; j++) rep->estimate[j] = fit->coef[j][lane];
    rep->estimate[s->p] = fit->tau2[lane];
    for (size_t t = 0; t < r->tests; t++)
        for (size_t j = 0; j < s->p; j++) rep->se[t][j] = fit[r->slot[t]].se[j][lane];
    if (r->kind != COPSE_BOOT_PARAMETRIC) return;
    for (size_t u = 0; u < b->units; u++) {
        const double *x = fitted->plan->x == NULL ? NULL : fitted->plan->x + b->row[u] * s->p;
        double mean = x == NULL ? fit->coef[0][lane] : 0;
        for (size_t j = 0; x != NULL && j < s->p; j++) mean += x[j] * fit->coef[j][lane];
        b->mean[u] = mean;
        b->sd[u] = sqrt(fit->tau2[lane] + b->v[b->row[u]]);
    }
}

/* ---------------------------------------------------------------------------------------------------- replicates */

/* Spreads what was drawn for the units over the rows; a row without an effect gets 0. */
static void spread(const copse_i_sim_boot *b, const double *of_units, double *of_rows)
{
    memset(of_rows, 0, b->rows * LANES * sizeof *of_rows);
    for (size_t u = 0; u < b->units; u++)
        memcpy(of_rows + b->row[u] * LANES, of_units + u * LANES, LANES * sizeof *of_rows);
}

static copse_lanes_group draw_studies(copse_i_sim_boot *b, copse_lanes_address at)
{
    copse_lanes_counts(b->simulation->design.isa, at, b->units, b->gaps ? b->draw : b->n);
    if (b->gaps) spread(b, b->draw, b->n);
    return (copse_lanes_group){.k = b->rows, .y = b->y, .v = b->v, .n = b->n};
}

static copse_lanes_group draw_estimates(copse_i_sim_boot *b, copse_lanes_address at)
{
    double *y = b->gaps ? b->draw : b->resampled;
    copse_lanes_normals(b->simulation->design.isa, at, b->units, y);
    for (size_t u = 0; u < b->units; u++)
        for (size_t l = 0; l < LANES; l++) y[u * LANES + l] = b->mean[u] + b->sd[u] * y[u * LANES + l];
    if (b->gaps) {
        spread(b, b->draw, b->resampled);
        for (size_t i = 0; i < b->units * LANES; i++) b->draw[i] = 1;
        spread(b, b->draw, b->n);
    }
    return (copse_lanes_group){
        .k = b->rows, .y = b->resampled, .v = b->v, .y_by_lane = true, .n = b->gaps ? b->n : NULL};
}

/* The values of eight replicates into their columns, from number `first` on; those that failed are NaN already. */
static void keep_values(const copse_i_sim_boot *b, const copse_i_sim_resampling *r, size_t first,
                        const copse_lanes_fit *fit)
{
    const copse_i_replicates *rep = &b->replicates;
    for (size_t j = 0; j < rep->p; j++)
        memcpy(copse_i_replicates_column(rep, j, SIZE_MAX) + first, fit->coef[j], sizeof fit->coef[j]);
    memcpy(copse_i_replicates_column(rep, rep->p, SIZE_MAX) + first, fit->tau2, sizeof fit->tau2);
    for (size_t t = 0; r->studentised && t < r->tests; t++)
        for (size_t j = 0; j < rep->p; j++) {
            double *z = copse_i_replicates_column(rep, j, t) + first;
            for (size_t l = 0; l < LANES; l++) z[l] = (fit[t].coef[j][l] - rep->estimate[j]) / fit[t].se[j][l];
        }
}

static void count_failures(const unsigned char status[LANES], size_t live, uint64_t not_fitted[])
{
    for (size_t l = 0; l < live; l++)
        if (status[l] != COPSE_LANE_OK && status[l] < COPSE_LANE_STATUS_COUNT) not_fitted[status[l]]++;
}

static copse_status replicate(copse_i_sim_boot *b, const copse_i_sim_resampling *r, const copse_i_fitted *fitted,
                              size_t lane, copse_lanes *engine, uint64_t not_fitted[], copse_error *err)
{
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    copse_lanes_address at = {.seed = b->simulation->design.seed,
                              .stream = (uint32_t)fitted->plan->index,
                              .first = (fitted->first + lane) * COPSE_SIMULATION_BOOT_SPACING,
                              .draw = COPSE_SIMULATION_BOOT_DRAW(r->kind)};
    for (size_t done = 0; done < r->replicates; done += LANES, at.first += LANES) {
        const copse_lanes_group g = r->kind == COPSE_BOOT_PARAMETRIC ? draw_estimates(b, at) : draw_studies(b, at);
        const copse_status status = copse_lanes_run_tests(engine, &g, r->test, r->tests, fit, err);
        if (status != COPSE_OK) return status;
        keep_values(b, r, done, fit);
        count_failures(fit->status, r->replicates - done < LANES ? r->replicates - done : LANES, not_fitted);
    }
    return COPSE_OK;
}

/* The fits without each study in turn. */
static copse_status leave_out(copse_i_sim_boot *b, const copse_i_sim_resampling *r, copse_lanes *engine,
                              copse_error *err)
{
    copse_i_replicates *rep = &b->replicates;
    copse_lanes_fit fit;
    rep->units = r->jackknife ? b->units : 0;
    for (size_t first = 0; first < rep->units; first += LANES) {
        for (size_t i = 0; i < b->units * LANES; i++) b->draw[i] = i / LANES == first + i % LANES ? 0 : 1;
        spread(b, b->draw, b->n);
        const copse_lanes_group g = {.k = b->rows, .y = b->y, .v = b->v, .n = b->n};
        const copse_status status = copse_lanes_run_tests(engine, &g, r->test, 1, &fit, err);
        if (status != COPSE_OK) return status;
        for (size_t l = 0; l < LANES; l++) {
            double *to = rep->jackknife + (first + l) * (rep->p + 1);
            for (size_t j = 0; j < rep->p; j++) to[j] = fit.coef[j][l];
            to[rep->p] = fit.tau2[l];
        }
    }
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- limits */

static void no_limits(copse_i_limits *limits, size_t p, size_t lane)
{
    for (size_t q = 0; q <= p; q++) limits->of[q][lane] = (copse_boot_limits){.limit = {(double)NAN, (double)NAN}};
}

/* The limits of coefficient (or tau2) q under every method that reads this column. */
static void column_limits(copse_i_sim_boot *b, size_t which, size_t q, size_t test, size_t lane)
{
    const copse_simulation *s = b->simulation;
    const bool studentised = test < b->replicates.tests;
    copse_i_boot_sample sample;
    const copse_i_boot_basis basis = copse_i_replicates_basis(&b->replicates, q, test, &sample);
    for (size_t m = 0; m < s->design.methods; m++) {
        const copse_i_sim_place *place = &s->place[m];
        const copse_boot_interval_kind kind = s->design.method[m].bootstrap.interval;
        if (place->resampling != which || (kind == COPSE_BOOT_STUDENTISED) != studentised) continue;
        if (studentised && (place->studentised != test || !(basis.se > 0))) continue;
        if (q == s->p && !copse_i_has_tau2_interval(&s->design.method[m])) continue;
        b->limits[m].of[q][lane] = copse_i_boot_interval(kind, &basis, s->design.level);
        if (studentised && q == 0) b->limits[m].resampled.not_studentised += b->replicates.fitted - sample.count;
    }
}

static void find_limits(copse_i_sim_boot *b, size_t which, size_t lane)
{
    const copse_i_sim_resampling *r = &b->simulation->resampling[which];
    const size_t p = b->replicates.p;
    for (size_t q = 0; r->plain && q <= p; q++)
        if (isfinite(b->replicates.estimate[q])) column_limits(b, which, q, SIZE_MAX, lane);
    for (size_t t = 0; r->studentised && t < r->tests; t++)
        for (size_t q = 0; q < p; q++) column_limits(b, which, q, t, lane);
}

/* Has the lane a fit that can be resampled? */
static bool is_resampled(const copse_i_sim_resampling *r, const copse_i_fitted *fitted, size_t lane)
{
    if (fitted->wanted[lane] == 0 || fitted->fit->status[lane] != COPSE_LANE_OK) return false;
    return r->kind != COPSE_BOOT_PARAMETRIC || isfinite(fitted->fit->tau2[lane]);
}

static void begin(copse_i_sim_boot *b, size_t which)
{
    const copse_simulation *s = b->simulation;
    for (size_t m = 0; m < s->design.methods; m++) {
        copse_i_limits *limits = &b->limits[m];
        if (s->place[m].resampling != which) continue;
        for (size_t l = 0; l < LANES; l++) no_limits(limits, s->p, l);
        limits->resampled = (copse_i_resampled){0};
    }
}

/* One data set: its replicates, and the limits that they give. */
static copse_status run_lane(copse_i_sim_boot *b, size_t which, const copse_i_fitted *fitted, size_t lane,
                             copse_lanes *engine, copse_i_resampled *counted, copse_error *err)
{
    const copse_i_sim_resampling *r = &b->simulation->resampling[which];
    copse_i_resampled own = {.all = r->replicates};
    take_data_set(b, fitted->data, lane, fitted->plan);
    take_fit(b, r, fitted, lane);
    copse_status status = replicate(b, r, fitted, lane, engine, own.not_fitted, err);
    if (status == COPSE_OK) status = leave_out(b, r, engine, err);
    if (status != COPSE_OK) return status;
    b->replicates.fitted = own.all;
    for (size_t i = 0; i < COPSE_LANE_STATUS_COUNT; i++) b->replicates.fitted -= own.not_fitted[i];
    find_limits(b, which, lane);
    copse_i_resampled_join(counted, &own);
    return COPSE_OK;
}

copse_status copse_i_sim_boot_run(copse_i_sim_boot *b, size_t which, const copse_i_fitted *fitted, copse_lanes *engine,
                                  copse_error *err)
{
    const copse_simulation *s = b->simulation;
    const copse_i_sim_resampling *r = &s->resampling[which];
    copse_i_resampled counted = {0};
    copse_status status = COPSE_OK;
    b->replicates.count = r->replicates;
    begin(b, which);
    for (size_t l = 0; l < LANES && status == COPSE_OK; l++)
        if (is_resampled(r, fitted, l)) status = run_lane(b, which, fitted, l, engine, &counted, err);
    for (size_t m = 0; m < s->design.methods; m++)
        if (s->place[m].resampling == which) copse_i_resampled_join(&b->limits[m].resampled, &counted);
    return status;
}
