/* Subgroups as a program has them. */
#include "program_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for the trials of one level. */
typedef struct level {
    double *memory, *column[COPSE_IN_COUNT], *yi, *vi, *weight, *size;
    const double *in[COPSE_IN_COUNT];
} level;

static copse_status allocate(const copse_program_settings *s, const copse_program_trials *t, level *room,
                             copse_error *err)
{
    size_t columns = 4;
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) columns += t->in[c] != NULL;
    room->memory = copse_alloc(columns * t->k, sizeof *room->memory);
    if (room->memory == NULL) return copse_fail_memory(err);
    double *next = room->memory;
    room->yi = next;
    room->vi = next += t->k;
    next += t->k;
    if (s->fit.setup.weight != NULL) room->weight = next, next += t->k;
    if (s->fit.setup.size != NULL) room->size = next, next += t->k;
    for (size_t c = 0; c < COPSE_IN_COUNT; c++)
        if (t->in[c] != NULL) room->in[c] = room->column[c] = next, next += t->k;
    return COPSE_OK;
}

static size_t gather(const copse_program_settings *s, const copse_program_trials *t, const size_t *group, size_t l,
                     level *room)
{
    size_t n = 0;
    for (size_t i = 0; i < t->k; i++) {
        if (group[i] != l) continue;
        room->yi[n] = t->yi[i];
        room->vi[n] = t->vi[i];
        if (room->weight != NULL) room->weight[n] = s->fit.setup.weight[i];
        if (room->size != NULL) room->size[n] = s->fit.setup.size[i];
        for (size_t c = 0; c < COPSE_IN_COUNT; c++)
            if (room->column[c] != NULL) room->column[c][n] = t->in[c][i];
        n++;
    }
    return n;
}

/* Counts of one level can be such that Mantel and Haenszel have no estimate: the level has none then. */
static void without_estimate(copse_fit *fit)
{
    const copse_interval none = {NAN, NAN};
    fit->coef[0] = (copse_coefficient){NAN, NAN, NAN, NAN, NAN, none};
    fit->vcov[0] = NAN;
    fit->het.Q_p = NAN;
    for (size_t i = 0; i < fit->k; i++) fit->weight[i] = 0;
}

static copse_status fit_levels(const copse_program_settings *s, const copse_program_trials *t, const size_t *group,
                               copse_subgroups *out, copse_error *err)
{
    level room = {0};
    copse_program_settings its = *s;
    copse_status status = allocate(s, t, &room, err);
    if (room.weight != NULL) its.fit.setup.weight = room.weight;
    if (room.size != NULL) its.fit.setup.size = room.size;
    for (size_t l = 0; l < out->levels && status == COPSE_OK; l++) {
        copse_error why = {0};
        copse_program_trials of = *t;
        of.in = room.in;
        of.yi = room.yi;
        of.vi = room.vi;
        of.k = gather(s, t, group, l, &room);
        if (of.k == 0) status = copse_fail(err, COPSE_EINVAL, "level %zu has no study", l + 1);
        if (status == COPSE_OK) status = copse_program_fit(&its, &of, &out->fit[l], NULL, &why);
        if (status == COPSE_ENOTCOMPUTABLE && out->fit[l].pooling == COPSE_POOLING_MH && out->fit[l].coef != NULL) {
            without_estimate(&out->fit[l]);
            status = COPSE_OK;
        } else if (status != COPSE_OK && why.status != COPSE_OK) {
            (void)copse_fail(err, status, "level %zu: %s", l + 1, why.text);
        }
    }
    free(room.memory);
    if (status == COPSE_OK) copse_subgroups_compare(out);
    return status;
}

copse_status copse_program_fit_subgroups(const copse_program_settings *s, const copse_program_trials *t,
                                         const size_t *group, size_t levels, copse_tau2_mode mode, copse_subgroups *out,
                                         copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the subgroups");
    *out = (copse_subgroups){0};
    if (s == NULL || t == NULL || group == NULL || levels == 0 || t->X != NULL)
        return copse_fail(err, COPSE_EINVAL, "no settings, no levels, or a design");
    if (mode == COPSE_TAU2_COMMON && !copse_i_program_is_of_levels(s, t)) {
        const copse_fit_opts opts = copse_i_program_fit_opts(s);
        const copse_status status = copse_pool_subgroups(t->yi, t->vi, group, t->k, levels, &opts, mode, out, err);
        for (size_t l = 0; status == COPSE_OK && l < levels; l++) copse_program_dress(s, NAN, &out->fit[l]);
        return status;
    }
    if (mode == COPSE_TAU2_COMMON)
        return copse_fail(err, COPSE_EUSAGE,
                          "these settings pool each subgroup's tables by themselves: no common tau2");
    out->mode = mode;
    out->common_tau2 = NAN;
    out->fit = copse_alloc(levels, sizeof *out->fit);
    if (out->fit == NULL) return copse_fail_memory(err);
    out->levels = levels;
    return fit_levels(s, t, group, out, err);
}
