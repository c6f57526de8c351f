/* Data sets under a null hypothesis, and whether their statistics reach the observed one. */
#include "boot.h"

#include <math.h>
#include <string.h>

/* Permutations that change nothing but the order of summation must count as ties. */
#define TIE 1e-10

static copse_lanes_address address(const copse_i_boot_worker *w, uint32_t stream, uint64_t first, size_t draw)
{
    return (copse_lanes_address){.seed = w->boot->plan.seed, .stream = stream, .first = first, .draw = (uint32_t)draw};
}

static void tally(const copse_i_boot_worker *w, copse_boot_null null, const double *statistic, size_t live,
                  copse_i_boot_tally *out)
{
    const double observed = w->boot->observed[null];
    for (size_t l = 0; l < live; l++) {
        if (isnan(statistic[l])) {
            out->failed++;
            continue;
        }
        out->used++;
        out->reached += statistic[l] >= observed - TIE * fabs(observed);
    }
}

/* y = spread z: the statistics do not depend on what the coefficients under the null hypothesis are. */
static void draw_null(copse_i_boot_worker *w, uint32_t stream, uint64_t first, const double *spread)
{
    const copse_boot_plan *plan = &w->boot->plan;
    copse_lanes_normals(w->boot->isa, address(w, stream, first, 0), plan->k, w->draw);
    for (size_t i = 0; i < plan->k; i++) {
        const double s = spread == NULL ? sqrt(plan->v[i]) : spread[i];
        for (size_t l = 0; l < COPSE_LANES; l++) w->y[i * COPSE_LANES + l] = s * w->draw[i * COPSE_LANES + l];
    }
}

/* What tells of moderators in the data sets y (and v) of the worker: Q between subgroups, or QM of a design. */
static copse_status fit_moderators(copse_i_boot_worker *w, const double *v, double *statistic, copse_error *err)
{
    const copse_boot_plan *plan = &w->boot->plan;
    if (plan->group != NULL) {
        const copse_status st = copse_i_boot_fit_levels(w, (copse_i_boot_sets){.y = w->y, .v = v}, err);
        if (st == COPSE_OK) copse_i_boot_between(w, statistic);
        return st;
    }
    const copse_lanes_group group = {
        .k = plan->k, .y = w->y, .y_by_lane = true, .v = v != NULL ? v : plan->v, .v_by_lane = v != NULL};
    const copse_status st = copse_lanes_run(w->engine, &group, &w->null_fit, err);
    memcpy(statistic, w->null_fit.QM, sizeof w->null_fit.QM);
    return st;
}

/* The order of uniforms is a random permutation: study i of the design gets the rank-th pair (y, v). */
static void draw_permuted(copse_i_boot_worker *w, uint64_t first)
{
    const copse_boot_plan *plan = &w->boot->plan;
    const size_t k = plan->k, draw = (k + 1) / 2; /* past the normals of the parametric test */
    copse_lanes_uniforms(w->boot->isa, address(w, COPSE_I_BOOT_DRAWS_MODERATORS, first, draw), k, w->draw);
    for (size_t l = 0; l < COPSE_LANES; l++)
        for (size_t i = 0; i < k; i++) {
            const double own = w->draw[i * COPSE_LANES + l];
            size_t rank = 0;
            for (size_t j = 0; j < k; j++) {
                const double other = w->draw[j * COPSE_LANES + l];
                rank += other < own || (other == own && j < i) ? 1 : 0;
            }
            w->y[i * COPSE_LANES + l] = plan->y[rank];
            w->v_lane[i * COPSE_LANES + l] = plan->v[rank];
        }
}

copse_status copse_i_boot_tests(copse_i_boot_worker *w, uint64_t first, size_t live, copse_i_boot_state *state,
                                copse_error *err)
{
    const copse_boot_plan *plan = &w->boot->plan;
    double statistic[COPSE_LANES];
    copse_status st = COPSE_OK;
    if (plan->null[COPSE_BOOT_NULL_TAU2]) {
        draw_null(w, COPSE_I_BOOT_DRAWS_TAU2, first, NULL);
        const copse_lanes_group group = {.k = plan->k, .y = w->y, .y_by_lane = true, .v = plan->v};
        st = copse_lanes_run(w->null_engine, &group, &w->null_fit, err);
        if (st != COPSE_OK) return st;
        tally(w, COPSE_BOOT_NULL_TAU2, w->null_fit.Q, live, &state->test[COPSE_BOOT_NULL_TAU2]);
    }
    if (plan->null[COPSE_BOOT_NULL_MODERATORS]) {
        draw_null(w, COPSE_I_BOOT_DRAWS_MODERATORS, first, w->boot->null_spread);
        st = fit_moderators(w, NULL, statistic, err);
        if (st != COPSE_OK) return st;
        tally(w, COPSE_BOOT_NULL_MODERATORS, statistic, live, &state->test[COPSE_BOOT_NULL_MODERATORS]);
    }
    if (plan->null[COPSE_BOOT_NULL_PERMUTATION]) {
        draw_permuted(w, first);
        st = fit_moderators(w, w->v_lane, statistic, err);
        if (st != COPSE_OK) return st;
        tally(w, COPSE_BOOT_NULL_PERMUTATION, statistic, live, &state->test[COPSE_BOOT_NULL_PERMUTATION]);
    }
    return COPSE_OK;
}
