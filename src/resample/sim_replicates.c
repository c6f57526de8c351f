/* The replicates of one data set, and what its intervals are made of. */
#include "sim_boot.h"

#include <math.h>
#include <stdlib.h>

copse_status copse_i_replicates_init(copse_i_replicates *r, size_t p, size_t tests, size_t count, size_t units)
{
    r->p = p;
    r->tests = tests;
    r->count = count;
    r->room = (count + COPSE_LANES - 1) / COPSE_LANES * COPSE_LANES;
    r->value = copse_alloc(copse_i_replicate_columns(p, tests) * r->room, sizeof *r->value);
    r->open = copse_alloc(r->room, sizeof *r->open);
    r->jackknife = copse_alloc((units + COPSE_LANES) * (p + 1), sizeof *r->jackknife);
    return r->value != NULL && r->open != NULL && r->jackknife != NULL ? COPSE_OK : COPSE_ENOMEM;
}

void copse_i_replicates_free(copse_i_replicates *r)
{
    free(r->value);
    free(r->open);
    free(r->jackknife);
    *r = (copse_i_replicates){0};
}

static double acceleration(const copse_i_replicates *r, size_t q)
{
    double cubes = 0, squares = 0;
    if (r->units == 0) return (double)NAN;
    copse_i_boot_influence(r->jackknife + q, r->p + 1, NULL, r->units, 1, &cubes, &squares);
    return copse_i_boot_acceleration(cubes, squares);
}

/* z0, with ties as COPSE_I_BOOT_TIE says. */
static double bias_correction(const copse_i_replicates *r, size_t q, const copse_i_boot_sample *sample)
{
    const double estimate = r->estimate[q], far = fmax(sample->most - estimate, estimate - sample->least);
    const double under = estimate - COPSE_I_BOOT_TIE * far;
    size_t below = 0;
    if (r->units == 0) return (double)NAN; /* not wanted */
    for (size_t i = 0; i < sample->count; i++) below += sample->open[i] < under ? 1 : 0;
    return copse_i_boot_bias_correction((double)below / (double)sample->count);
}

/* Means and squares are taken in the order of the replicates, before anything brings them into another. */
copse_i_boot_basis copse_i_replicates_basis(const copse_i_replicates *r, size_t q, size_t test,
                                            copse_i_boot_sample *sample)
{
    const bool studentised = test < r->tests;
    const double origin = studentised ? 0 : r->estimate[q], *value = copse_i_replicates_column(r, q, test);
    double raw[COPSE_I_BOOT_MOMENTS] = {0}, least = (double)INFINITY, most = -(double)INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) {
        const double x = value[i], d = x - origin;
        if (!isfinite(x)) continue;
        r->open[n++] = x;
        raw[0] += d;
        raw[1] += d * d;
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    const double count = (double)n;
    raw[0] /= count;
    raw[1] /= count;
    *sample = (copse_i_boot_sample){.count = n, .open = r->open, .least = least, .most = most};
    return (copse_i_boot_basis){.sample = sample,
                                .central = copse_i_boot_central_of(raw, count, origin, 1),
                                .estimate = r->estimate[q],
                                .bias_correction = studentised ? (double)NAN : bias_correction(r, q, sample),
                                .acceleration = studentised ? (double)NAN : acceleration(r, q),
                                .se = studentised ? r->se[test][q] : (double)NAN};
}
