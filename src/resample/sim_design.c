/* A design is checked and its cells made ready. */
#include "sim_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PILOT_STUDIES 16384

copse_simulation_design copse_simulation_design_default(void)
{
    return (copse_simulation_design){.seed = 1,
                                     .replicates = 1000,
                                     .level = 95,
                                     .measure = copse_measure_find("GEN"),
                                     .ratio = 1,
                                     .sigma2 = 1,
                                     .df = (double)NAN,
                                     .sd = 1,
                                     .cap = 100,
                                     .effect = copse_effect_opts_default(),
                                     .isa = COPSE_ISA_BEST};
}

/* ------------------------------------------------------------------------------------------------------ checks */

static copse_status check_constants(const copse_simulation_design *d, copse_error *err)
{
    if (d->measure == NULL || d->cell == NULL || d->method == NULL || d->cells == 0 || d->methods == 0)
        return copse_fail(err, COPSE_EINVAL, "a design needs a measure, cells and methods");
    if (d->cells >= UINT32_MAX / 2) return copse_fail(err, COPSE_EINVAL, "%zu cells are too many", d->cells);
    if (d->replicates == 0 || d->replicates > (uint64_t)1 << 40)
        return copse_fail(err, COPSE_EDOM, "replicates must be between 1 and 2^40");
    if (!(d->level > 0 && d->level < 100))
        return copse_fail(err, COPSE_EDOM, "level %g is not between 0 and 100", d->level);
    if (!(d->ratio >= 1e-3 && d->ratio <= 1e3))
        return copse_fail(err, COPSE_EDOM, "ratio %g is not between 0.001 and 1000", d->ratio);
    if (!(d->sigma2 > 0 && isfinite(d->sigma2)))
        return copse_fail(err, COPSE_EDOM, "sigma2 %g is not a positive number", d->sigma2);
    if (!(d->sd > 0 && isfinite(d->sd))) return copse_fail(err, COPSE_EDOM, "sd %g is not a positive number", d->sd);
    if (!isnan(d->df) && !(d->df > 0 && isfinite(d->df)))
        return copse_fail(err, COPSE_EDOM, "df %g is not a positive number", d->df);
    if (!(d->cap >= 1 && isfinite(d->cap))) return copse_fail(err, COPSE_EDOM, "cap %g is not at least 1", d->cap);
    if (!isnan(d->effect.add) && !(d->effect.add >= 0 && isfinite(d->effect.add)))
        return copse_fail(err, COPSE_EDOM, "add %g is not a number of 0 or more", d->effect.add);
    if (d->effect.to == COPSE_TO_IF0ALL)
        return copse_fail(err, COPSE_EDOM, "a correction of all tables if one has a zero (if0all) cannot be simulated");
    return COPSE_OK;
}

static copse_status check_moderators(const copse_simulation_design *d, copse_error *err)
{
    if (d->moderators + 1 > COPSE_LANES_COLUMNS)
        return copse_fail(err, COPSE_EDOM, "%zu moderators: at most %d can be fitted", d->moderators,
                          COPSE_LANES_COLUMNS - 1);
    for (size_t j = 0; j < d->moderators; j++) {
        const copse_simulation_moderator *m = &d->moderator[j];
        if (!isfinite(m->slope)) return copse_fail(err, COPSE_EDOM, "moderator %s: slope is not a number", m->name);
        for (size_t i = 0; i < m->values.count; i++)
            if (!isfinite(m->values.value[i]))
                return copse_fail(err, COPSE_EDOM, "moderator %s: a value is not a number", m->name);
    }
    return COPSE_OK;
}

/* Quantiles at (100 - level)/200 and beyond need so many replicates that one lies outside. */
static copse_status check_bootstrap(const copse_simulation_design *d, const copse_simulation_method *method,
                                    copse_error *err)
{
    const copse_simulation_bootstrap *b = &method->bootstrap;
    if (b->replicates == 0) return COPSE_OK;
    if ((unsigned)b->interval >= COPSE_BOOT_INTERVAL_COUNT ||
        (b->kind != COPSE_BOOT_NONPARAMETRIC && b->kind != COPSE_BOOT_PARAMETRIC))
        return copse_fail(err, COPSE_EINVAL, "bootstrap: method %s has a kind or an interval that is none",
                          method->name);
    const double least = b->interval == COPSE_BOOT_NORMAL ? 2 : ceil(200 / (100 - d->level) - 1 - 1e-9);
    if (b->replicates > COPSE_SIMULATION_BOOT_SPACING || b->replicates < least)
        return copse_fail(err, COPSE_EDOM, "bootstrap: %s intervals at %g %% need %.0f to %llu replicates, not %lu",
                          copse_boot_interval_name(b->interval), d->level, least,
                          (unsigned long long)COPSE_SIMULATION_BOOT_SPACING, (unsigned long)b->replicates);
    return COPSE_OK;
}

static copse_status check_methods(const copse_simulation_design *d, copse_error *err)
{
    for (size_t m = 0; m < d->methods; m++) {
        const copse_simulation_method *method = &d->method[m];
        if ((unsigned)method->method >= COPSE_METHOD_COUNT || (unsigned)method->test >= COPSE_TEST_COUNT ||
            (unsigned)method->prediction > COPSE_PREDICTION_NORMAL)
            return copse_fail(err, COPSE_EINVAL, "method %zu is none", m);
        const copse_status status = check_bootstrap(d, method, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

static copse_status check_selection(const copse_selection *rule, copse_error *err)
{
    const double *weight = rule->weights.value;
    double most = 0;
    if (rule->steps.count == 0 || rule->weights.count != rule->steps.count + 1)
        return copse_fail(err, COPSE_EDOM, "selection: %zu steps need %zu weights", rule->steps.count,
                          rule->steps.count + 1);
    for (size_t i = 0; i < rule->steps.count; i++) {
        const double step = rule->steps.value[i];
        const bool legal = rule->kind == COPSE_SELECTION_EFFECT ? isfinite(step) : step > 0 && step < 1;
        if (!legal || (i > 0 && !(step > rule->steps.value[i - 1])))
            return copse_fail(err, COPSE_EDOM, "selection: the steps must rise%s",
                              rule->kind == COPSE_SELECTION_EFFECT ? "" : " and lie between 0 and 1");
    }
    for (size_t i = 0; i < rule->weights.count; i++) {
        if (!(weight[i] >= 0 && weight[i] <= 1))
            return copse_fail(err, COPSE_EDOM, "selection: the weight %g is not between 0 and 1", weight[i]);
        if (weight[i] > most) most = weight[i];
    }
    return most > 0 ? COPSE_OK : copse_fail(err, COPSE_EDOM, "selection: with all weights 0 nothing is published");
}

static copse_status check_cell(const copse_simulation_design *d, const copse_simulation_cell *c, copse_error *err)
{
    if (c->k == 0 || c->k > COPSE_I_NEW_STUDY)
        return copse_fail(err, COPSE_EDOM, "k must be between 1 and %d", COPSE_I_NEW_STUDY);
    if (c->k < d->moderators + 1)
        return copse_fail(err, COPSE_EDOM, "k = %zu is fewer than the %zu coefficients", c->k, d->moderators + 1);
    if (!isfinite(c->mu)) return copse_fail(err, COPSE_EDOM, "mu is not a number");
    if (!isnan(c->I2) && !(c->I2 >= 0 && c->I2 < 100))
        return copse_fail(err, COPSE_EDOM, "I2 %g is not at least 0 and below 100", c->I2);
    if (isnan(c->I2) && !(c->tau2 >= 0 && isfinite(c->tau2)))
        return copse_fail(err, COPSE_EDOM, "tau2 %g is not a number of 0 or more", c->tau2);
    if (!(c->correlation >= -1 && c->correlation <= 1))
        return copse_fail(err, COPSE_EDOM, "correlation %g is not between -1 and 1", c->correlation);
    if (c->selection != NULL && c->selection->kind != COPSE_SELECTION_NONE) {
        const copse_status status = check_selection(c->selection, err);
        if (status != COPSE_OK) return status;
    }
    return copse_i_trial_check(d, c, err);
}

/* ------------------------------------------------------------------------------------------------- moderators */

static double moderator_value(const copse_simulation_moderator *m, size_t i, size_t k)
{
    if (m->values.count > 0) return m->values.value[i % m->values.count];
    const double n = (double)k; /* equally spaced, variance 1 with divisor k */
    return k < 2 ? 0 : ((double)i - (n - 1) / 2) * sqrt(12 / ((n - 1) * (n + 1)));
}

/* Is a column more than rounding away from those before it? Modified Gram-Schmidt, in a copy by columns. */
static bool full_rank(const double *x, size_t k, size_t p, double *q)
{
    for (size_t j = 0; j < p; j++) {
        double before = 0, after = 0;
        for (size_t i = 0; i < k; i++) q[j * k + i] = x[i * p + j];
        for (size_t i = 0; i < k; i++) before += q[j * k + i] * q[j * k + i];
        for (size_t c = 0; c < j; c++) {
            double dot = 0;
            for (size_t i = 0; i < k; i++) dot += q[c * k + i] * q[j * k + i];
            for (size_t i = 0; i < k; i++) q[j * k + i] -= dot * q[c * k + i];
        }
        for (size_t i = 0; i < k; i++) after += q[j * k + i] * q[j * k + i];
        if (!(after > 1e-16 * before)) return false;
        for (size_t i = 0; i < k; i++) q[j * k + i] /= sqrt(after);
    }
    return true;
}

static copse_status fill_design(const copse_simulation_design *d, copse_i_plan *plan, copse_error *err)
{
    const size_t k = plan->cell.k, p = d->moderators + 1;
    plan->mean = copse_alloc(k, sizeof *plan->mean);
    if (plan->mean == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) {
        plan->mean[i] = plan->cell.mu;
        for (size_t j = 0; j < d->moderators; j++)
            plan->mean[i] += d->moderator[j].slope * moderator_value(&d->moderator[j], i, k);
    }
    if (p == 1) return COPSE_OK;
    plan->x = copse_alloc(k, p * sizeof *plan->x);
    double *copy = copse_alloc(k, p * sizeof *copy);
    if (plan->x == NULL || copy == NULL) {
        free(copy);
        return copse_fail_memory(err);
    }
    for (size_t i = 0; i < k; i++) {
        plan->x[i * p] = 1;
        for (size_t j = 1; j < p; j++) plan->x[i * p + j] = moderator_value(&d->moderator[j - 1], i, k);
    }
    const bool full = full_rank(plan->x, k, p, copy);
    free(copy);
    if (full) return COPSE_OK;
    return copse_fail(err, COPSE_ERANK, "with k = %zu the moderators cannot be told apart", k);
}

/* ------------------------------------------------------------------------------------------------------- pilot */

/* What is learnt from studies without heterogeneity: sums of weights, and moments of the log sizes. */
typedef struct pilot {
    double n, w, w2, log_mean, log_m2;
    uint64_t sizes;
} pilot;

static void look_at(pilot *p, double v, const copse_i_study *s)
{
    if (v > 0 && isfinite(v)) {
        p->n += 1;
        p->w += 1 / v;
        p->w2 += 1 / v / v;
    }
    const double x = copse_i_log_size(s), d = x - p->log_mean;
    p->sizes++;
    p->log_mean += d / (double)p->sizes;
    p->log_m2 += d * (x - p->log_mean);
}

/* Sizes and variances of `sets` data sets of the cell with tau2 = 0, all published. */
static copse_status run_pilot(const copse_simulation *sim, const copse_i_plan *plan, size_t sets, pilot *result,
                              copse_error *err)
{
    const copse_simulation_design *d = &sim->design;
    copse_i_plan calm = *plan;
    copse_simulation_sample sample = {0};
    copse_i_made made = {0};
    const uint32_t stream = UINT32_MAX - (uint32_t)plan->index;
    calm.cell.tau2 = calm.tau = calm.cell.correlation = 0;
    calm.cut = NULL;
    if (copse_i_sample_reserve(sim, plan->cell.k, &sample) != COPSE_OK) {
        copse_simulation_sample_free(&sample);
        return copse_fail_memory(err);
    }
    for (size_t b = 0; b < sets; b++) {
        const copse_address at = {.seed = d->seed, .stream = stream, .replicate = b};
        copse_i_data_set(sim, &calm, stream, b, false, &sample, &made);
        for (size_t i = 0; i < plan->cell.k; i++) {
            copse_i_study s = {.size = (double)NAN, .v = (double)NAN};
            if (plan->cell.size != NULL) s.size = copse_i_variate(plan->cell.size, at, COPSE_I_DRAW_SIZE, i);
            else s.v = copse_i_variate(plan->cell.variance, at, COPSE_I_DRAW_VARIANCE, i);
            look_at(result,
                    d->measure->family == COPSE_FAMILY_GIVEN ? (isnan(s.v) ? d->sigma2 / s.size : s.v) : sample.vi[i],
                    &s);
        }
    }
    copse_simulation_sample_free(&sample);
    return COPSE_OK;
}

static bool sizes_fixed(const copse_simulation_cell *cell)
{
    return copse_i_variate_fixed(cell->size != NULL ? cell->size : cell->variance);
}

/* tau2 from I2, and the moments of sizes for the correlation. */
static copse_status learn(const copse_simulation *sim, copse_i_plan *plan, copse_error *err)
{
    copse_simulation_cell *cell = &plan->cell;
    const bool given = sim->design.measure->family == COPSE_FAMILY_GIVEN;
    if (isnan(cell->I2) && cell->correlation == 0) return COPSE_OK;
    pilot p = {0};
    const size_t sets = given && sizes_fixed(cell) ? 1 : (PILOT_STUDIES + cell->k - 1) / cell->k;
    const copse_status status = run_pilot(sim, plan, sets, &p, err);
    if (status != COPSE_OK) return status;
    if (!isnan(cell->I2)) {
        cell->tau2 = 0;
        if (cell->I2 > 0) cell->tau2 = cell->I2 / (100 - cell->I2) * ((p.n - 1) * p.w / (p.w * p.w - p.w2));
        if (!(cell->tau2 >= 0 && isfinite(cell->tau2)))
            return copse_fail(err, COPSE_EDOM, "I2: k = %zu studies have no typical variance; give tau2", cell->k);
    }
    if (cell->correlation == 0) return COPSE_OK;
    const double variance = p.log_m2 / (double)p.sizes;
    if (!(variance > 1e-12)) return copse_fail(err, COPSE_EDOM, "correlation: all sizes are the same");
    plan->size_centre = p.log_mean;
    plan->size_factor = 1 / sqrt(variance);
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- plans */

static copse_status prepare_selection(const copse_simulation_design *d, copse_i_plan *plan, copse_error *err)
{
    const copse_selection *rule = plan->cell.selection;
    plan->studies = plan->cell.k;
    if (rule == NULL || rule->kind == COPSE_SELECTION_NONE) return COPSE_OK;
    const double most = d->cap * (double)plan->cell.k;
    plan->studies = most < COPSE_I_NEW_STUDY ? (size_t)most : COPSE_I_NEW_STUDY;
    plan->cut = copse_alloc(rule->steps.count, sizeof *plan->cut);
    if (plan->cut == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < rule->steps.count; i++) {
        const double step = rule->steps.value[i];
        plan->cut[i] = rule->kind == COPSE_SELECTION_EFFECT
                           ? step
                           : copse_normal_quantile_upper(rule->kind == COPSE_SELECTION_P ? step : step / 2);
    }
    return COPSE_OK;
}

/* The vectors of the fast way: what is the same in every replicate. */
static copse_status prepare_shared(const copse_simulation *sim, copse_i_plan *plan, copse_error *err)
{
    const copse_simulation_design *d = &sim->design;
    const size_t k = plan->cell.k;
    plan->together = d->measure->family == COPSE_FAMILY_GIVEN && plan->cut == NULL;
    plan->shared = plan->marginal && plan->together && !d->estimated && sizes_fixed(&plan->cell);
    if (!plan->shared) return COPSE_OK;
    plan->v = copse_alloc(k, sizeof *plan->v);
    plan->spread = copse_alloc(k, sizeof *plan->spread);
    if (plan->v == NULL || plan->spread == NULL) return copse_fail_memory(err);
    const copse_address at = {0};
    for (size_t i = 0; i < k; i++) {
        plan->v[i] = plan->cell.size != NULL ? d->sigma2 / copse_i_variate(plan->cell.size, at, COPSE_I_DRAW_SIZE, i)
                                             : copse_i_variate(plan->cell.variance, at, COPSE_I_DRAW_VARIANCE, i);
        plan->spread[i] = sqrt(plan->cell.tau2 + plan->v[i]);
    }
    return COPSE_OK;
}

static copse_status prepare(const copse_simulation *sim, copse_i_plan *plan, copse_error *err)
{
    const copse_simulation_design *d = &sim->design;
    copse_status status = check_cell(d, &plan->cell, err);
    if (status == COPSE_OK) status = copse_i_shape_init(plan->cell.shape, &plan->shape, err);
    if (status == COPSE_OK) status = fill_design(d, plan, err);
    if (status != COPSE_OK) return status;
    plan->marginal = d->measure->family == COPSE_FAMILY_GIVEN && plan->shape.kind == COPSE_SHAPE_NORMAL &&
                     plan->cell.correlation == 0;
    status = learn(sim, plan, err);
    if (status != COPSE_OK) return status;
    plan->tau = sqrt(plan->cell.tau2);
    status = prepare_selection(d, plan, err);
    return status == COPSE_OK ? prepare_shared(sim, plan, err) : status;
}

/* Without moderators one engine fits all cells, else one a value of k. */
static void choose_engines(copse_simulation *sim)
{
    for (size_t c = 0; c < sim->design.cells; c++) {
        copse_i_plan *plan = &sim->plan[c];
        if (plan->cell.k > sim->most_k) sim->most_k = plan->cell.k;
        size_t same = 0;
        while (sim->p > 1 && same < c && sim->plan[same].cell.k != plan->cell.k) same++;
        plan->engine = sim->p == 1 ? 0 : same < c ? sim->plan[same].engine : sim->engines;
        if (plan->engine >= sim->engines) sim->engines = plan->engine + 1;
    }
}

/* Data sets of a block: work of some hundredths of a second, so that threads share it evenly and a checkpoint need not
 * wait. A function of the design alone, because sums are rounded within blocks. */
static size_t choose_block(const copse_simulation *sim)
{
    const uint64_t replicates = sim->design.replicates, most = 1024, fits = 65536;
    uint64_t each = 1;
    for (size_t r = 0; r < sim->resamplings; r++) each += sim->resampling[r].replicates;
    uint64_t block = fits / each / COPSE_LANES * COPSE_LANES;
    block = block < COPSE_LANES ? COPSE_LANES : block > most ? most : block;
    const uint64_t rounded = (replicates + COPSE_LANES - 1) / COPSE_LANES * COPSE_LANES;
    return (size_t)(rounded < block ? rounded : block);
}

static copse_status fill_tables(copse_simulation *sim, copse_error *err)
{
    const copse_simulation_design *d = &sim->design;
    sim->tail = (100 - d->level) / 200;
    sim->normal_critical = copse_normal_quantile_upper(sim->tail);
    sim->t_critical = copse_alloc(sim->most_k + 1, sizeof *sim->t_critical);
    if (sim->t_critical == NULL) return copse_fail_memory(err);
    bool hts = false;
    for (size_t m = 0; m < d->methods; m++) hts = hts || d->method[m].prediction == COPSE_PREDICTION_HTS;
    for (size_t df = 0; df <= sim->most_k; df++)
        sim->t_critical[df] = hts && df > 0 ? copse_t_quantile_upper(sim->tail, (double)df) : (double)NAN;
    copse_i_normal_init(&sim->normal);
    sim->block = choose_block(sim);
    sim->blocks = (d->replicates + sim->block - 1) / sim->block;
    if (sim->blocks > UINT64_MAX / sim->block / d->cells)
        return copse_fail(err, COPSE_EDOM, "cells times replicates is beyond 64 bits");
    return COPSE_OK;
}

static copse_status build(copse_simulation *sim, copse_error *err)
{
    const copse_simulation_design *d = &sim->design;
    sim->plan = copse_alloc(d->cells, sizeof *sim->plan);
    if (sim->plan == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < d->cells; c++) {
        copse_i_plan *plan = &sim->plan[c];
        plan->cell = d->cell[c];
        plan->index = c;
        const copse_status status = prepare(sim, plan, err);
        if (status == COPSE_ENOMEM) return status;
        if (status != COPSE_OK && err == NULL) return status;
        if (status != COPSE_OK) return copse_error_prefix(err, "cell %zu: ", c);
    }
    choose_engines(sim);
    const copse_status status = copse_i_share_fits(sim, err);
    return status == COPSE_OK ? fill_tables(sim, err) : status;
}

copse_status copse_simulation_new(const copse_simulation_design *design, copse_simulation **simulation,
                                  copse_error *err)
{
    if (design == NULL || simulation == NULL) return copse_fail(err, COPSE_EINVAL, "no design");
    *simulation = NULL;
    copse_status status = check_constants(design, err);
    if (status == COPSE_OK) status = check_moderators(design, err);
    if (status == COPSE_OK) status = check_methods(design, err);
    if (status != COPSE_OK) return status;
    copse_simulation *sim = copse_alloc(1, sizeof *sim);
    if (sim == NULL) return copse_fail_memory(err);
    sim->design = *design;
    sim->p = design->moderators + 1;
    status = build(sim, err);
    if (status != COPSE_OK) {
        copse_simulation_free(sim);
        return status;
    }
    *simulation = sim;
    return COPSE_OK;
}

void copse_simulation_free(copse_simulation *sim)
{
    if (sim == NULL) return;
    for (size_t c = 0; sim->plan != NULL && c < sim->design.cells; c++) {
        free(sim->plan[c].v);
        free(sim->plan[c].spread);
        free(sim->plan[c].mean);
        free(sim->plan[c].cut);
        free(sim->plan[c].x);
    }
    free(sim->plan);
    free(sim->fit);
    free(sim->place);
    free(sim->resampling);
    free(sim->t_critical);
    free(sim);
}

const copse_simulation_design *copse_simulation_of(const copse_simulation *sim)
{
    return &sim->design;
}

bool copse_simulation_has_bootstrap(const copse_simulation *sim)
{
    return sim->resamplings > 0;
}

const copse_simulation_cell *copse_simulation_cell_at(const copse_simulation *sim, size_t cell)
{
    return cell < sim->design.cells ? &sim->plan[cell].cell : NULL;
}
