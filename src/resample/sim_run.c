/* Blocks of replicates: drawn and fitted eight at a time, summed. */
#include "sim_boot.h"
#include "sim_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LANES COPSE_LANES

/* What one thread works with. */
typedef struct sim_worker {
    copse_lanes **engine; /* fits x engines, made when first needed */
    copse_i_tally *tally; /* one a method */
    double *y, *v, *n;    /* by lane, most_k x 8; n: the sizes first, then how often a study counts */
    copse_simulation_sample sample;
    copse_i_sim_boot *boot; /* NULL: no method has a bootstrap */
} sim_worker;

/* ------------------------------------------------------------------------------------------------------- state */

size_t copse_simulation_state_size(const copse_simulation *s)
{
    return copse_i_cell_offset(s, s->design.cells);
}

size_t copse_simulation_block(const copse_simulation *s)
{
    return s->block;
}

uint64_t copse_simulation_total(const copse_simulation *s)
{
    return s->design.cells * s->blocks * s->block;
}

static void join_made(copse_i_made *to, const copse_i_made *from)
{
    to->sets += from->sets;
    to->studies += from->studies;
    to->left_out += from->left_out;
    to->at_limit += from->at_limit;
    to->unpublished += from->unpublished;
}

static void join_method(copse_i_method_state *to, const copse_i_method_state *from)
{
    for (size_t i = 0; i < COPSE_I_COMMON_SUMS; i++) copse_exact_sum_join(&to->sum[i], &from->sum[i]);
    for (size_t i = 0; i < COPSE_I_COUNTS; i++) to->count[i] += from->count[i];
    for (size_t i = 0; i < COPSE_LANE_STATUS_COUNT; i++) to->status[i] += from->status[i];
    copse_i_resampled_join(&to->resampled, &from->resampled);
    to->nanoseconds += from->nanoseconds;
    to->fits += from->fits;
}

static void join_coef(copse_i_coef_state *to, const copse_i_coef_state *from)
{
    for (size_t i = 0; i < COPSE_I_COEF_SUMS; i++) copse_exact_sum_join(&to->sum[i], &from->sum[i]);
    for (size_t i = 0; i < COPSE_I_COEF_COUNTS; i++) to->count[i] += from->count[i];
}

void copse_simulation_join(void *simulation, void *state, const void *other)
{
    const copse_simulation *s = simulation;
    for (size_t c = 0; c < s->design.cells; c++) {
        const copse_i_made *made = copse_i_made_in(s, other, c);
        if (made->sets == 0) continue; /* nothing was done of this cell */
        join_made(copse_i_state_made(s, state, c), made);
        for (size_t m = 0; m < s->design.methods; m++) {
            join_method(copse_i_state_method(s, state, c, m), copse_i_method_in(s, other, c, m));
            for (size_t j = 0; j < s->p; j++)
                join_coef(&copse_i_state_coef(s, state, c, m)[j], &copse_i_coef_in(s, other, c, m)[j]);
        }
    }
}

/* ------------------------------------------------------------------------------------------------------ workers */

void copse_simulation_close(void *simulation, void *worker)
{
    const copse_simulation *s = simulation;
    sim_worker *w = worker;
    if (w == NULL) return;
    for (size_t i = 0; w->engine != NULL && i < s->fits * s->engines; i++) copse_lanes_free(w->engine[i]);
    free(w->engine);
    free(w->tally);
    free(w->y);
    free(w->v);
    free(w->n);
    copse_i_sim_boot_free(w->boot);
    copse_simulation_sample_free(&w->sample);
    free(w);
}

copse_status copse_simulation_open(void *simulation, void **worker, copse_error *err)
{
    const copse_simulation *s = simulation;
    const size_t room = s->most_k * LANES;
    *worker = NULL;
    sim_worker *w = copse_alloc(1, sizeof *w);
    if (w == NULL) return copse_fail_memory(err);
    w->engine = copse_alloc(s->fits * s->engines, sizeof(copse_lanes *));
    w->tally = copse_alloc(s->design.methods, sizeof *w->tally);
    w->y = copse_alloc(room, sizeof *w->y);
    w->v = copse_alloc(room, sizeof *w->v);
    w->n = copse_alloc(room, sizeof *w->n);
    if (w->engine == NULL || w->tally == NULL || w->y == NULL || w->v == NULL || w->n == NULL ||
        copse_i_sample_reserve(s, s->most_k, &w->sample) != COPSE_OK || copse_i_sim_boot_new(s, &w->boot) != COPSE_OK) {
        copse_simulation_close(simulation, w);
        return copse_fail_memory(err);
    }
    *worker = w;
    return COPSE_OK;
}

static copse_status engine_for(const copse_simulation *s, const copse_i_plan *plan, size_t fit, sim_worker *w,
                               copse_lanes **engine, copse_error *err)
{
    copse_lanes **place = &w->engine[fit * s->engines + plan->engine];
    if (*place == NULL) {
        copse_lanes_opts opts = copse_lanes_opts_default();
        opts.fit.method = s->fit[fit].method;
        opts.fit.level = s->design.level;
        opts.isa = s->design.isa;
        const copse_status status =
            copse_lanes_new(&opts, plan->x, plan->x == NULL ? s->most_k : plan->cell.k, s->p, place, err);
        if (status != COPSE_OK) return status;
    }
    *engine = *place;
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- groups */

/* Eight data sets in the fast way: the variances are shared and the estimates are drawn at once. */
static void draw_shared(const copse_simulation *s, const copse_i_plan *plan, uint64_t b, sim_worker *w,
                        copse_lanes_group *group)
{
    const size_t k = plan->cell.k;
    const copse_lanes_address at = {.seed = s->design.seed,
                                    .stream = (uint32_t)plan->index,
                                    .first = b,
                                    .draw = (uint32_t)COPSE_I_DRAW_EFFECT << 28};
    copse_lanes_normals(s->design.isa, at, k, w->y);
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < LANES; l++) w->y[i * LANES + l] = plan->mean[i] + plan->spread[i] * w->y[i * LANES + l];
    *group = (copse_lanes_group){.k = k, .y = w->y, .v = plan->v, .y_by_lane = true};
}

/* Eight data sets of GEN. Studies that cannot be fitted, whose variance came out as 0, count no time. */
static void draw_together(const copse_simulation *s, const copse_i_plan *plan, uint64_t b, sim_worker *w,
                          double *fitted, copse_lanes_group *group)
{
    const size_t k = plan->cell.k;
    bool gaps = false;
    copse_i_given_lanes(s, plan, (uint32_t)plan->index, b, w->n, w->y, w->v);
    for (size_t i = 0; i < k * LANES; i++) gaps |= !(w->v[i] > 0 && isfinite(w->y[i]));
    *group = (copse_lanes_group){
        .k = k, .y = w->y, .v = w->v, .y_by_lane = true, .v_by_lane = true, .n = gaps ? w->n : NULL};
    if (!gaps) return;
    for (size_t l = 0; l < LANES; l++) fitted[l] = 0;
    for (size_t i = 0; i < k * LANES; i++) {
        const bool there = w->v[i] > 0 && isfinite(w->y[i]);
        w->n[i] = there ? 1 : 0;
        fitted[i % LANES] += w->n[i];
        if (there) continue;
        w->y[i] = 0;
        w->v[i] = 1;
    }
}

/* Puts the sample into a lane; tells whether studies had to be left out. */
static bool put_lane(const copse_simulation_sample *sample, size_t lane, size_t k, sim_worker *w, double *fitted)
{
    size_t kept = 0;
    for (size_t i = 0; i < k; i++) {
        const bool there = sample->vi[i] > 0 && isfinite(sample->yi[i]);
        kept += there ? 1 : 0;
        w->y[i * LANES + lane] = there ? sample->yi[i] : 0;
        w->v[i * LANES + lane] = there ? sample->vi[i] : 1;
        w->n[i * LANES + lane] = there ? 1 : 0;
    }
    *fitted = (double)kept;
    return kept < k;
}

/* Eight data sets one by one. Lanes that are not wanted are filled with anything that can be fitted. */
static void draw_apart(const copse_simulation *s, const copse_i_plan *plan, uint64_t b, sim_worker *w,
                       unsigned char *wanted, double *fitted, copse_i_made *made, copse_lanes_group *group)
{
    const size_t k = plan->cell.k;
    bool gaps = false;
    for (size_t l = 0; l < LANES; l++) {
        if (wanted[l] != 0) {
            copse_i_data_set(s, plan, (uint32_t)plan->index, b + l, false, &w->sample, made);
            wanted[l] = w->sample.unpublished ? 0 : 1;
        }
        if (wanted[l] != 0) {
            gaps = put_lane(&w->sample, l, k, w, &fitted[l]) || gaps;
            continue;
        }
        for (size_t i = 0; i < k; i++) {
            w->y[i * LANES + l] = (double)i;
            w->v[i * LANES + l] = w->n[i * LANES + l] = 1;
        }
    }
    *group = (copse_lanes_group){
        .k = k, .y = w->y, .v = w->v, .y_by_lane = true, .v_by_lane = true, .n = gaps ? w->n : NULL};
}

static uint64_t now(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The bootstraps that rest on fit number f; with timing there is at most one. */
static copse_status resample(const copse_simulation *s, size_t f, const copse_i_fitted *fitted, sim_worker *w,
                             copse_lanes *engine, copse_error *err)
{
    for (size_t r = 0; r < s->resamplings; r++) {
        if (s->resampling[r].fit != f) continue;
        const copse_status status = copse_i_sim_boot_run(w->boot, r, fitted, engine, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

static copse_status fit_group(const copse_simulation *s, const copse_i_group *group, const copse_lanes_group *data,
                              uint64_t first, sim_worker *w, copse_error *err)
{
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    const copse_i_fitted fitted = {
        .plan = group->plan, .first = first, .wanted = group->wanted, .data = data, .fit = fit};
    for (size_t f = 0; f < s->fits; f++) {
        const copse_i_sim_fit *one = &s->fit[f];
        copse_lanes *engine = NULL;
        copse_status status = engine_for(s, group->plan, f, w, &engine, err);
        const uint64_t before = s->design.timing ? now() : 0;
        if (status == COPSE_OK) status = copse_lanes_run_tests(engine, data, one->test, one->tests, fit, err);
        if (status == COPSE_OK) status = resample(s, f, &fitted, w, engine, err);
        if (status != COPSE_OK) return status;
        const uint64_t taken = s->design.timing ? now() - before : 0;
        for (size_t m = 0; m < s->design.methods; m++) {
            const copse_i_sim_place *place = &s->place[m];
            if (place->fit != f) continue;
            w->tally[m].nanoseconds += taken;
            w->tally[m].fits += s->design.timing ? LANES : 0;
            copse_i_tally_add(&w->tally[m], group, &s->design.method[m], &fit[place->slot],
                              place->resampling == SIZE_MAX ? NULL : copse_i_sim_boot_limits(w->boot, m));
        }
    }
    return COPSE_OK;
}

/* Replicates b..b+7 of a cell, as far as they are wanted. */
static copse_status run_group(const copse_simulation *s, const copse_i_plan *plan, uint64_t b, sim_worker *w,
                              copse_i_made *made, copse_error *err)
{
    unsigned char wanted[LANES];
    double fitted[LANES], effect[LANES];
    copse_lanes_group data;
    const bool drawn = s->p == 1 && plan->tau > 0 && (!plan->shape.exact || plan->cell.correlation != 0);
    uint64_t sets = 0;
    for (size_t l = 0; l < LANES; l++) {
        wanted[l] = b + l < s->design.replicates ? 1 : 0;
        sets += wanted[l];
        fitted[l] = (double)plan->cell.k;
    }
    if (plan->together) {
        if (plan->shared) draw_shared(s, plan, b, w, &data);
        else draw_together(s, plan, b, w, fitted, &data);
        made->sets += sets;
        made->studies += sets * plan->cell.k;
    } else {
        draw_apart(s, plan, b, w, wanted, fitted, made, &data);
    }
    for (size_t l = 0; drawn && l < LANES; l++) effect[l] = copse_i_new_effect(s, plan, (uint32_t)plan->index, b + l);
    const copse_i_group group = {
        .simulation = s, .plan = plan, .new_effect = drawn ? effect : NULL, .wanted = wanted, .k = fitted};
    return fit_group(s, &group, &data, b, w, err);
}

copse_status copse_simulation_work(void *simulation, void *worker, uint64_t first, size_t n, double *rows, void *state,
                                   copse_error *err)
{
    const copse_simulation *s = simulation;
    sim_worker *w = worker;
    const uint64_t of_cell = s->blocks * s->block;
    const size_t cell = (size_t)(first / of_cell);
    const uint64_t b = first % of_cell;
    copse_i_made made = {0};
    (void)rows;
    if (cell >= s->design.cells || b % s->block != 0 || n > s->block)
        return copse_fail(err, COPSE_EINVAL, "a block that is none");
    const copse_i_plan *plan = &s->plan[cell];
    for (size_t i = 0; i < n && b + i < s->design.replicates; i += LANES) {
        const copse_status status = run_group(s, plan, b + i, w, &made, err);
        if (status != COPSE_OK) return status;
    }
    join_made(copse_i_state_made(s, state, cell), &made);
    for (size_t m = 0; m < s->design.methods; m++)
        copse_i_tally_close(&w->tally[m], s->p, copse_i_state_method(s, state, cell, m),
                            copse_i_state_coef(s, state, cell, m));
    return COPSE_OK;
}
