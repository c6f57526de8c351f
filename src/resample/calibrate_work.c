/* The data sets of a calibration, eight at a time, and every choice on them. */
#include "calibrate.h"

#include <math.h>
#include <stdlib.h>

#define LANES COPSE_LANES

typedef struct worker {
    copse_lanes *engine[COPSE_METHOD_COUNT]; /* of each fit */
    double *y, *one, *room;                  /* k x 8 by lane; k; k + 2 */
} worker;

copse_status copse_calibration_open(void *calibration, void **place, copse_error *err)
{
    const copse_calibration *c = calibration;
    const copse_calibration_design *d = &c->design;
    worker *w = copse_alloc(1, sizeof *w);
    *place = w;
    if (w == NULL) return copse_fail_memory(err);
    w->y = copse_alloc(d->k, LANES * sizeof *w->y);
    w->one = copse_alloc(d->k, sizeof *w->one);
    w->room = copse_alloc(d->k + 2, sizeof *w->room);
    copse_status status = w->y != NULL && w->one != NULL && w->room != NULL ? COPSE_OK : copse_fail_memory(err);
    for (size_t f = 0; f < c->fits && status == COPSE_OK; f++) {
        copse_lanes_opts opts = copse_lanes_opts_default();
        opts.fit.method = c->fit[f].method;
        opts.fit.level = d->level;
        opts.isa = d->isa;
        status = copse_lanes_new(&opts, d->X, d->k, d->p, &w->engine[f], err);
    }
    if (status == COPSE_OK) return status;
    copse_calibration_close(calibration, w);
    *place = NULL;
    return status;
}

void copse_calibration_close(void *calibration, void *place)
{
    worker *w = place;
    (void)calibration;
    if (w == NULL) return;
    for (size_t f = 0; f < COPSE_METHOD_COUNT; f++) copse_lanes_free(w->engine[f]);
    free(w->y);
    free(w->one);
    free(w->room);
    free(w);
}

static void draw(const copse_calibration *c, size_t cell, uint64_t b, double *y)
{
    const copse_calibration_design *d = &c->design;
    const copse_lanes_address at = {.seed = d->seed, .stream = (uint32_t)cell, .first = b};
    copse_lanes_normals(d->isa, at, d->k, y);
    for (size_t i = 0; i < d->k; i++) {
        const double spread = sqrt(d->tau2[cell] + d->v[i]);
        for (size_t l = 0; l < LANES; l++) y[i * LANES + l] = c->mean[i] + spread * y[i * LANES + l];
    }
}

/* A kernel's interval of a coefficient under a test; NaN where it has none. */
static copse_interval interval_of(const copse_lanes_fit *fit, size_t j, size_t lane)
{
    const double half = fit->critical[lane] * fit->se[j][lane];
    return (copse_interval){fit->coef[j][lane] - half, fit->coef[j][lane] + half};
}

static copse_status fit_in_lanes(const copse_calibration *c, worker *w, size_t cell, size_t lanes, void *state,
                                 copse_error *err)
{
    const copse_calibration_design *d = &c->design;
    const copse_lanes_group group = {.k = d->k, .y = w->y, .v = d->v, .y_by_lane = true};
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    for (size_t f = 0; f < c->fits; f++) {
        const copse_i_calibration_fit *one = &c->fit[f];
        const copse_status status = copse_lanes_run_tests(w->engine[f], &group, one->test, one->tests, fit, err);
        if (status != COPSE_OK) return status;
        for (size_t t = 0; t < one->tests; t++) {
            copse_i_calibration_tally *tally = copse_i_calibration_at(c, state, cell, one->choice[t]);
            for (size_t l = 0; l < lanes; l++) {
                if (fit[t].status[l] != COPSE_LANE_OK) continue;
                for (size_t j = 0; j < d->p; j++)
                    copse_i_calibration_add(c, cell, tally, j, interval_of(&fit[t], j, l));
                copse_i_calibration_predict(c, cell, tally, (copse_interval){fit[t].pi_lower[l], fit[t].pi_upper[l]});
            }
        }
    }
    return COPSE_OK;
}

/* Does the interval follow from the data and tau2 alone, whatever estimated it? */
static bool keeps_tau2(copse_test test)
{
    return copse_test_is_wald(test) || test == COPSE_TEST_HK_CI || (test >= COPSE_TEST_HC0 && test <= COPSE_TEST_HC3);
}

/* What is tabulated. */
static bool look_up(const copse_calibration *c, const worker *w, size_t cell, size_t choice, void *state)
{
    const copse_calibration_design *d = &c->design;
    const copse_interval_choice *of = &d->choice[choice];
    copse_interval ci, prediction;
    if (of->method != COPSE_METHOD_DL) return false;
    if (of->test == COPSE_TEST_HENMI_COPAS) {
        if (!copse_i_short_henmi_copas(&c->tables, d->v, w->one, &ci, &prediction)) return false;
    } else if (of->test != COPSE_TEST_BIGGERSTAFF_TWEEDIE ||
               !copse_i_short_biggerstaff(&c->tables, w->one, w->room, &ci, &prediction)) {
        return false;
    }
    copse_i_calibration_tally *tally = copse_i_calibration_at(c, state, cell, choice);
    copse_i_calibration_add(c, cell, tally, 0, ci);
    copse_i_calibration_predict(c, cell, tally, prediction);
    return true;
}

/* A choice that has no kernel, on one data set, of which tau2[method] is kept once it is known. One that cannot be had for
 * the data set is not counted. */
static copse_status fit_alone(const copse_calibration *c, const worker *w, size_t cell, size_t choice, double *tau2,
                              void *state)
{
    const copse_calibration_design *d = &c->design;
    const double *y = w->one;
    if (look_up(c, w, cell, choice, state)) return COPSE_OK;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = d->choice[choice].method;
    opts.test = d->choice[choice].test;
    opts.level = d->level;
    opts.setup = d->tau2_fit.setup;
    opts.without_tau2_ci = opts.without_R2 = true;
    double median = NAN;
    if (opts.method == COPSE_METHOD_GENQM && isnan(tau2[opts.method]) && copse_i_short_median(&c->tables, y, &median))
        tau2[opts.method] = median;
    if (keeps_tau2(opts.test)) opts.tau2 = tau2[opts.method];
    copse_fit fit;
    const copse_status status = copse_pool(y, d->v, d->X, d->k, d->p, &opts, &fit, NULL);
    if (status == COPSE_OK) tau2[opts.method] = fit.het.tau2;
    if (status == COPSE_OK && fit.test == opts.test) {
        copse_i_calibration_tally *tally = copse_i_calibration_at(c, state, cell, choice);
        for (size_t j = 0; j < d->p; j++) copse_i_calibration_add(c, cell, tally, j, fit.coef[j].ci);
        copse_i_calibration_predict(c, cell, tally, fit.prediction);
    }
    copse_fit_free(&fit);
    return status == COPSE_ENOMEM ? status : COPSE_OK;
}

/* The intervals of tau2 of one data set; what cannot be had for it is not counted. */
static copse_status tau2_intervals(const copse_calibration *c, const double *y, size_t cell, void *state)
{
    const copse_calibration_design *d = &c->design;
    copse_fit_opts opts = d->tau2_fit;
    opts.level = d->level;
    for (size_t t = 0; t < d->tau2_intervals; t++) {
        copse_tau2_bounds bounds;
        copse_i_widths *widths = copse_i_calibration_tau2_at(c, state, cell, t);
        copse_interval tabulated;
        if (copse_i_short_interval(&c->tables, d->tau2_interval[t], y, &tabulated)) {
            copse_i_calibration_tau2_add(c, cell, widths, tabulated);
            continue;
        }
        const copse_status status =
            copse_tau2_interval(y, d->v, d->X, d->k, d->p, &opts, d->tau2_interval[t], &bounds, NULL);
        if (status == COPSE_ENOMEM) return status;
        if (status != COPSE_OK) continue;
        copse_i_calibration_tau2_add(c, cell, widths, bounds.tau2);
    }
    return COPSE_OK;
}

copse_status copse_calibration_work(void *calibration, void *place, uint64_t first, size_t n, double *rows, void *state,
                                    copse_error *err)
{
    const copse_calibration *c = calibration;
    const copse_calibration_design *d = &c->design;
    worker *w = place;
    (void)rows;
    const uint64_t block = copse_calibration_block(c), of_cell = c->blocks * block, start = first % of_cell;
    const size_t cell = (size_t)(first / of_cell);
    if (cell >= d->cells || start % block != 0 || n > block)
        return copse_fail(err, COPSE_EINVAL, "a block that is none");
    for (uint64_t b = start; b < start + n && b < d->replicates; b += LANES) {
        const size_t lanes = d->replicates - b < LANES ? (size_t)(d->replicates - b) : LANES;
        draw(c, cell, b, w->y);
        const copse_status status = fit_in_lanes(c, w, cell, lanes, state, err);
        if (status != COPSE_OK) return status;
        for (size_t l = 0; l < lanes && (c->alones > 0 || d->tau2_intervals > 0); l++) {
            double tau2[COPSE_METHOD_COUNT];
            for (size_t m = 0; m < COPSE_METHOD_COUNT; m++) tau2[m] = NAN;
            for (size_t i = 0; i < d->k; i++) w->one[i] = w->y[i * LANES + l];
            for (size_t a = 0; a < c->alones; a++)
                if (fit_alone(c, w, cell, c->alone[a], tau2, state) != COPSE_OK) return copse_fail_memory(err);
            if (tau2_intervals(c, w->one, cell, state) != COPSE_OK) return copse_fail_memory(err);
        }
    }
    return COPSE_OK;
}
