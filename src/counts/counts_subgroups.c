/* Each level pooled by itself, by the method of the whole. */
#include "counts_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The tables of each level, one level after the other: a, b, c, d, yi, vi, k each. */
typedef struct sorted {
    double *cell;
    size_t *start; /* levels + 1 */
} sorted;

enum { COLUMNS = 6 };

static copse_status sort_tables(const copse_counts *counts, const size_t *group, size_t levels, sorted *s,
                                copse_error *err)
{
    const double *const from[COLUMNS] = {counts->a, counts->b, counts->c, counts->d, counts->yi, counts->vi};
    s->cell = copse_alloc(counts->k, COLUMNS * sizeof *s->cell);
    s->start = copse_alloc(levels + 1, sizeof *s->start);
    if (s->cell == NULL || s->start == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < counts->k; i++) {
        if (group[i] >= levels) return copse_fail(err, COPSE_EINVAL, "table %zu: no such level", i + 1);
        s->start[group[i] + 1]++;
    }
    for (size_t l = 0; l < levels; l++) {
        if (s->start[l + 1] == 0) return copse_fail(err, COPSE_EINVAL, "level %zu has no table", l + 1);
        s->start[l + 1] += s->start[l];
    }
    for (size_t i = 0; i < counts->k; i++) {
        const size_t at = s->start[group[i]]++;
        for (size_t j = 0; j < COLUMNS; j++)
            if (from[j] != NULL) s->cell[j * counts->k + at] = from[j][i];
    }
    for (size_t l = levels; l > 0; l--) s->start[l] = s->start[l - 1];
    s->start[0] = 0;
    return COPSE_OK;
}

static copse_counts counts_of_level(const copse_counts *counts, const sorted *s, size_t level)
{
    const double *cell = s->cell + s->start[level];
    const size_t k = counts->k;
    copse_counts of = *counts;
    of.k = s->start[level + 1] - s->start[level];
    of.a = cell;
    of.b = cell + k;
    of.c = cell + 2 * k;
    of.d = cell + 3 * k;
    if (counts->yi != NULL) of.yi = cell + 4 * k;
    if (counts->vi != NULL) of.vi = cell + 5 * k;
    return of;
}

/* A level that cannot be pooled has no estimate, and keeps no weights. */
static void without_estimate(copse_fit *fit)
{
    const copse_interval none = {NAN, NAN};
    fit->coef[0] = (copse_coefficient){NAN, NAN, NAN, NAN, NAN, none};
    fit->vcov[0] = NAN;
    fit->het.Q_p = NAN;
    for (size_t i = 0; i < fit->k; i++) fit->weight[i] = 0;
}

static copse_status fit_levels(const copse_counts *counts, copse_pooling pooling, const sorted *s,
                               const copse_counts_opts *opts, copse_subgroups *out, copse_error *err)
{
    for (size_t l = 0; l < out->levels; l++) {
        const copse_counts of = counts_of_level(counts, s, l);
        copse_error why = {0};
        const copse_status status = pooling == COPSE_POOLING_PETO ? copse_pool_peto(&of, opts, &out->fit[l], NULL, &why)
                                                                  : copse_pool_mh(&of, opts, &out->fit[l], NULL, &why);
        if (status == COPSE_ENOTCOMPUTABLE) without_estimate(&out->fit[l]);
        else if (status != COPSE_OK) return copse_fail(err, status, "level %zu: %s", l + 1, why.text);
    }
    copse_subgroups_compare(out);
    return COPSE_OK;
}

copse_status copse_pool_counts_subgroups(const copse_counts *counts, copse_pooling pooling, const size_t *group,
                                         size_t levels, const copse_counts_opts *opts, copse_subgroups *out,
                                         copse_error *err)
{
    const copse_counts_opts options = opts != NULL ? *opts : copse_counts_opts_default();
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the subgroups");
    memset(out, 0, sizeof *out);
    out->mode = COPSE_TAU2_SEPARATE;
    out->common_tau2 = NAN;
    if (group == NULL || levels == 0) return copse_fail(err, COPSE_EINVAL, "no levels");
    if (pooling != COPSE_POOLING_MH && pooling != COPSE_POOLING_PETO)
        return copse_fail(err, COPSE_EINVAL, "counts are pooled by Mantel-Haenszel or by Peto's method");
    sorted s = {0};
    copse_status status = copse_i_check_counts(counts, &options, err);
    if (status == COPSE_OK) status = sort_tables(counts, group, levels, &s, err);
    if (status == COPSE_OK) {
        out->fit = copse_alloc(levels, sizeof *out->fit);
        if (out->fit == NULL) status = copse_fail_memory(err);
        else out->levels = levels;
    }
    if (status == COPSE_OK) status = fit_levels(counts, pooling, &s, &options, out, err);
    free(s.cell);
    free(s.start);
    return status;
}
