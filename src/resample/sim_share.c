/* What methods share: the search for tau2 where the estimator is the same, and bootstrap replicates where also their kind
 * and number are. Tests and intervals are only different summaries of these. */
#include "sim_parts.h"

/* With timing each method does all its own work. */
static void place_fit(copse_simulation *sim, size_t m)
{
    const copse_simulation_design *d = &sim->design;
    copse_i_sim_place *place = &sim->place[m];
    while (place->fit < sim->fits && (d->timing || sim->fit[place->fit].method != d->method[m].method)) place->fit++;
    copse_i_sim_fit *fit = &sim->fit[place->fit];
    if (place->fit == sim->fits) {
        sim->fits++;
        fit->method = d->method[m].method;
    }
    while (place->slot < fit->tests && fit->test[place->slot] != d->method[m].test) place->slot++;
    if (place->slot == fit->tests) fit->test[fit->tests++] = d->method[m].test;
}

static bool same_replicates(const copse_i_sim_resampling *r, size_t fit, const copse_simulation_bootstrap *b)
{
    return r->fit == fit && r->kind == b->kind && r->replicates == b->replicates;
}

static void place_resampling(copse_simulation *sim, size_t m)
{
    const copse_simulation_bootstrap *b = &sim->design.method[m].bootstrap;
    copse_i_sim_place *place = &sim->place[m];
    place->resampling = SIZE_MAX;
    if (b->replicates == 0) return;
    place->resampling = 0;
    while (place->resampling < sim->resamplings && !same_replicates(&sim->resampling[place->resampling], place->fit, b))
        place->resampling++;
    copse_i_sim_resampling *r = &sim->resampling[place->resampling];
    if (place->resampling == sim->resamplings) {
        sim->resamplings++;
        *r = (copse_i_sim_resampling){.fit = place->fit, .kind = b->kind, .replicates = b->replicates};
    }
    r->jackknife = r->jackknife || b->interval == COPSE_BOOT_BCA;
    r->plain = r->plain || b->interval != COPSE_BOOT_STUDENTISED;
    if (b->interval != COPSE_BOOT_STUDENTISED) return;
    r->studentised = true;
    while (place->studentised < r->tests && r->slot[place->studentised] != place->slot) place->studentised++;
    if (place->studentised < r->tests) return;
    r->slot[r->tests] = place->slot;
    r->test[r->tests++] = sim->design.method[m].test;
}

copse_status copse_i_share_fits(copse_simulation *sim, copse_error *err)
{
    const size_t methods = sim->design.methods;
    sim->fit = copse_alloc(methods, sizeof *sim->fit);
    sim->place = copse_alloc(methods, sizeof *sim->place);
    sim->resampling = copse_alloc(methods, sizeof *sim->resampling);
    if (sim->fit == NULL || sim->place == NULL || sim->resampling == NULL) return copse_fail_memory(err);
    for (size_t m = 0; m < methods; m++) place_fit(sim, m);
    for (size_t m = 0; m < methods; m++) place_resampling(sim, m);
    for (size_t r = 0; r < sim->resamplings; r++) {
        if (sim->resampling[r].tests > 0) continue;
        sim->resampling[r].test[0] = COPSE_TEST_Z; /* the cheapest: its standard errors are not looked at */
        sim->resampling[r].tests = 1;
    }
    return COPSE_OK;
}
