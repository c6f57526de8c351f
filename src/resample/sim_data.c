/* One simulated meta-analysis, made from its address alone. */
#include "sim_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a sample's arrays live in. */
typedef struct sample_store {
    size_t room;
    double *numbers;
    copse_effect_row *row;
} sample_store;

void copse_simulation_sample_free(copse_simulation_sample *sample)
{
    if (sample == NULL) return;
    sample_store *store = sample->store;
    if (store != NULL) {
        free(store->numbers);
        free(store->row);
        free(store);
    }
    *sample = (copse_simulation_sample){0};
}

/* Gives the arrays their places. */
static void place_arrays(const copse_simulation *s, size_t k, copse_simulation_sample *sample)
{
    const sample_store *store = sample->store;
    double *next = store->numbers;
    sample->yi = next;
    sample->vi = next += k;
    sample->theta = next += k;
    memset(sample->raw, 0, sizeof sample->raw);
    for (const copse_input *in = copse_i_trial_inputs(s->design.measure); *in != COPSE_IN_COUNT; in++)
        sample->raw[*in] = next += k;
    sample->x = s->p > 1 ? next + k : NULL;
    sample->k = k;
}

copse_status copse_i_sample_reserve(const copse_simulation *s, size_t k, copse_simulation_sample *sample)
{
    sample_store *store = sample->store;
    if (store == NULL) {
        sample->store = store = copse_alloc(1, sizeof *store);
        if (store == NULL) return COPSE_ENOMEM;
    }
    if (store->room < k) {
        free(store->numbers);
        free(store->row);
        store->room = 0;
        store->numbers = copse_alloc(k, (3 + COPSE_IN_COUNT + s->p) * sizeof(double));
        store->row = copse_alloc(k, sizeof *store->row);
        if (store->numbers == NULL || store->row == NULL) return COPSE_ENOMEM;
        store->room = k;
    }
    place_arrays(s, k, sample);
    return COPSE_OK;
}

/* ---------------------------------------------------------------------------------------------------- studies */

static void draw_size(const copse_simulation_design *d, const copse_simulation_cell *cell, copse_address at,
                      size_t study, copse_i_study *s)
{
    s->size = s->v = (double)NAN;
    if (cell->size != NULL) {
        s->size = copse_i_variate(cell->size, at, COPSE_I_DRAW_SIZE, study);
        s->v = d->sigma2 / s->size;
    } else {
        s->v = copse_i_variate(cell->variance, at, COPSE_I_DRAW_VARIANCE, study);
    }
}

double copse_i_log_size(const copse_i_study *s)
{
    return isnan(s->size) ? -copse_log(s->v) : copse_log(s->size);
}

double copse_i_draw_effect(const copse_i_plan *plan, copse_address at, size_t study, double mean,
                           const copse_i_study *s)
{
    const double rho = plan->cell.correlation;
    double e = copse_i_shape_draw(&plan->shape, at, study);
    if (rho != 0) {
        const double size = (copse_i_log_size(s) - plan->size_centre) * plan->size_factor;
        e = rho * size + sqrt((1 - rho) * (1 + rho)) * e;
    }
    return mean + plan->tau * e;
}

static double draw_control(const copse_simulation_design *d, const copse_simulation_cell *cell, copse_address at,
                           size_t study)
{
    if (cell->control != NULL) return copse_i_variate(cell->control, at, COPSE_I_DRAW_CONTROL, study);
    return strcmp(d->measure->code, "ROM") == 0 ? 1 : 0;
}

/* Estimate, true effect and reported variance of GEN. */
static void draw_given(const copse_simulation_design *d, const copse_i_plan *plan, copse_address at, size_t study,
                       double mean, bool want_theta, copse_i_study *s)
{
    const double tau2 = plan->cell.tau2;
    if (plan->marginal) {
        s->y = mean + sqrt(tau2 + s->v) * copse_i_draw_normal(at, COPSE_I_DRAW_EFFECT, study);
        if (want_theta) /* its distribution given the estimate */
            s->theta = mean + tau2 / (tau2 + s->v) * (s->y - mean) +
                       sqrt(tau2 * (s->v / (tau2 + s->v))) * copse_i_draw_normal(at, COPSE_I_DRAW_ERROR, study);
    } else {
        s->theta = copse_i_draw_effect(plan, at, study, mean, s);
        s->y = s->theta + sqrt(s->v) * copse_i_draw_normal(at, COPSE_I_DRAW_ERROR, study);
    }
    s->reported = s->v;
    if (!d->estimated) return;
    const double df = isnan(d->df) ? s->size - 1 : d->df;
    s->reported = s->v * copse_draw_chisq(copse_i_draw_at(at, COPSE_I_DRAW_SPREAD1, 0, study), df) / df;
}

/* Makes study number `study` in row `slot` of the sample; the effects of raw numbers are computed later. */
static bool draw_study(const copse_simulation *sim, const copse_i_plan *plan, copse_address at, size_t study,
                       size_t slot, bool want_theta, copse_simulation_sample *sample)
{
    const copse_simulation_design *d = &sim->design;
    copse_i_study s = {.theta = (double)NAN};
    draw_size(d, &plan->cell, at, study, &s);
    if (d->measure->family == COPSE_FAMILY_GIVEN) {
        draw_given(d, plan, at, study, plan->mean[slot], want_theta, &s);
        sample->yi[slot] = s.y;
        sample->vi[slot] = s.reported;
    } else {
        s.theta = copse_i_draw_effect(plan, at, study, plan->mean[slot], &s);
        s.control = draw_control(d, &plan->cell, at, study);
        copse_i_trial_draw(d, at, study, &s);
        for (const copse_input *in = copse_i_trial_inputs(d->measure); *in != COPSE_IN_COUNT; in++)
            sample->raw[*in][slot] = s.raw[*in];
    }
    sample->theta[slot] = s.theta;
    return s.at_limit;
}

/* Estimates and variances of rows first..first+n-1 from their raw numbers; counts those that have none. */
static uint64_t compute_effects(const copse_simulation *sim, size_t first, size_t n, copse_simulation_sample *sample)
{
    const copse_simulation_design *d = &sim->design;
    const double *in[COPSE_IN_COUNT] = {NULL};
    uint64_t left_out = 0;
    if (d->measure->family == COPSE_FAMILY_GIVEN) return 0;
    for (const copse_input *i = copse_i_trial_inputs(d->measure); *i != COPSE_IN_COUNT; i++)
        in[*i] = sample->raw[*i] + first;
    const sample_store *store = sample->store;
    if (copse_effect_compute(d->measure, in, n, &d->effect, sample->yi + first, sample->vi + first, NULL,
                             store->row + first) != COPSE_OK)
        return n; /* cannot be: the options were checked */
    for (size_t i = first; i < first + n; i++) left_out += store->row[i].status != COPSE_OK ? 1 : 0;
    return left_out;
}

/* ------------------------------------------------------------------------------------------------- publication */

static bool is_published(const copse_i_plan *plan, copse_address at, size_t study, double y, double v)
{
    const copse_selection *rule = plan->cell.selection;
    const double signed_y = rule->negative ? -y : y;
    size_t step = 0;
    if (!(v > 0)) return false; /* no effect could be computed */
    if (rule->kind == COPSE_SELECTION_EFFECT) {
        while (step < rule->steps.count && signed_y > plan->cut[step]) step++;
    } else {
        const double z = rule->kind == COPSE_SELECTION_P ? signed_y / sqrt(v) : fabs(y) / sqrt(v);
        while (step < rule->steps.count && z < plan->cut[step]) step++;
    }
    return copse_draw_uniform(copse_i_draw_at(at, COPSE_I_DRAW_PUBLISHED, 0, study), 0) < rule->weights.value[step];
}

static void draw_published(const copse_simulation *sim, const copse_i_plan *plan, copse_address at, bool want_theta,
                           copse_simulation_sample *sample, copse_i_made *made)
{
    const size_t k = plan->cell.k;
    size_t slot = 0, study = 0;
    for (; slot < k && study < plan->studies; study++) {
        made->at_limit += draw_study(sim, plan, at, study, slot, want_theta, sample) ? 1 : 0;
        made->left_out += compute_effects(sim, slot, 1, sample);
        if (is_published(plan, at, study, sample->yi[slot], sample->vi[slot])) slot++;
    }
    made->studies += study;
    sample->unpublished = slot < k;
    made->unpublished += sample->unpublished ? 1 : 0;
    for (; slot < k; slot++) sample->yi[slot] = sample->vi[slot] = sample->theta[slot] = (double)NAN;
}

void copse_i_data_set(const copse_simulation *sim, const copse_i_plan *plan, uint32_t stream, uint64_t b,
                      bool want_theta, copse_simulation_sample *sample, copse_i_made *made)
{
    const copse_address at = {.seed = sim->design.seed, .stream = stream, .replicate = b};
    const size_t k = plan->cell.k;
    made->sets++;
    sample->unpublished = false;
    if (plan->cut != NULL) {
        draw_published(sim, plan, at, want_theta, sample, made);
        return;
    }
    for (size_t i = 0; i < k; i++) made->at_limit += draw_study(sim, plan, at, i, i, want_theta, sample) ? 1 : 0;
    made->left_out += compute_effects(sim, 0, k, sample);
    made->studies += k;
}

double copse_i_new_effect(const copse_simulation *sim, const copse_i_plan *plan, uint32_t stream, uint64_t b)
{
    const copse_address at = {.seed = sim->design.seed, .stream = stream, .replicate = b};
    copse_i_study s = {0};
    draw_size(&sim->design, &plan->cell, at, COPSE_I_NEW_STUDY, &s);
    return copse_i_draw_effect(plan, at, COPSE_I_NEW_STUDY, plan->cell.mu, &s);
}

copse_status copse_simulation_replicate(const copse_simulation *sim, size_t cell, uint64_t b,
                                        copse_simulation_sample *sample, copse_error *err)
{
    if (sim == NULL || sample == NULL) return copse_fail(err, COPSE_EINVAL, "no simulation or no sample");
    if (cell >= sim->design.cells)
        return copse_fail(err, COPSE_EINVAL, "cell %zu: the design has cells 0 to %zu", cell, sim->design.cells - 1);
    const copse_i_plan *plan = &sim->plan[cell];
    copse_i_made made = {0};
    if (copse_i_sample_reserve(sim, plan->cell.k, sample) != COPSE_OK) return copse_fail_memory(err);
    copse_i_data_set(sim, plan, (uint32_t)cell, b, true, sample, &made);
    if (sample->x != NULL) memcpy(sample->x, plan->x, plan->cell.k * sim->p * sizeof *plan->x);
    return COPSE_OK;
}

copse_status copse_simulation_fit(const copse_simulation *sim, size_t method, const copse_simulation_sample *sample,
                                  copse_fit *fit, copse_error *err)
{
    if (method >= sim->design.methods) return copse_fail(err, COPSE_EINVAL, "the design has no method %zu", method);
    const size_t p = sim->p;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = sim->design.method[method].method;
    opts.test = sim->design.method[method].test;
    opts.level = sim->design.level;
    double *y = copse_alloc(sample->k, (2 + p) * sizeof *y);
    if (y == NULL) return copse_fail_memory(err);
    double *v = y + sample->k, *x = v + sample->k;
    size_t k = 0;
    for (size_t i = 0; i < sample->k; i++) {
        if (!(sample->vi[i] > 0)) continue;
        y[k] = sample->yi[i];
        v[k] = sample->vi[i];
        for (size_t j = 0; j < p; j++) x[k * p + j] = sample->x != NULL ? sample->x[i * p + j] : 1;
        k++;
    }
    copse_status status = COPSE_ETOOFEW;
    if (k >= p) status = copse_pool(y, v, p > 1 ? x : NULL, k, p, &opts, fit, err);
    else
        (void)copse_fail(err, status, "%zu %s for %zu %s", k, copse_plural(k, "study", "studies"), p,
                         copse_plural(p, "coefficient", "coefficients"));
    free(y);
    return status;
}

copse_interval copse_simulation_prediction(const copse_simulation *sim, size_t method, const copse_fit *fit)
{
    const copse_prediction kind = sim->design.method[method].prediction;
    if (fit->k == 0) return (copse_interval){(double)NAN, (double)NAN};
    if (kind == COPSE_PREDICTION_TEST || isnan(fit->prediction.lower)) return fit->prediction;
    const double hts = fit->k >= 3 && fit->k <= sim->most_k ? sim->t_critical[fit->k - 2] : (double)NAN;
    const double c = kind == COPSE_PREDICTION_NORMAL ? sim->normal_critical : hts;
    const double h = c * sqrt(fit->het.tau2 + fit->coef[0].se * fit->coef[0].se);
    return (copse_interval){fit->coef[0].estimate - h, fit->coef[0].estimate + h};
}
