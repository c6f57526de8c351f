/* Studies of one trial become one, in place. Everything is computed before anything is changed, so that a failure leaves
 * the set as it was. */
#include <copse/study.h>

#include "study_classes.h"
#include "study_strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for k studies. Members of trial t are member[start[t]] .. member[start[t + 1] - 1], in the order of the set. */
typedef struct room {
    size_t *id, *first, *member, *start, *obs;
    size_t trials;
    double *yi, *vi; /* by trial */
    bool *negative;
    double *y, *v, *time; /* of one trial's members */
    size_t *on;
} room;

static bool room_new(room *r, size_t k)
{
    r->id = copse_alloc(k, sizeof *r->id);
    r->first = copse_alloc(k, sizeof *r->first);
    r->member = copse_alloc(k, sizeof *r->member);
    r->start = copse_alloc(k + 1, sizeof *r->start);
    r->obs = copse_alloc(k, sizeof *r->obs);
    r->on = copse_alloc(k, sizeof *r->on);
    r->yi = copse_alloc(k, sizeof *r->yi);
    r->vi = copse_alloc(k, sizeof *r->vi);
    r->y = copse_alloc(k, sizeof *r->y);
    r->v = copse_alloc(k, sizeof *r->v);
    r->time = copse_alloc(k, sizeof *r->time);
    r->negative = copse_alloc(k, sizeof *r->negative);
    return r->id && r->first && r->member && r->start && r->obs && r->on && r->yi && r->vi && r->y && r->v && r->time &&
           r->negative;
}

static void room_free(room *r)
{
    free(r->id);
    free(r->first);
    free(r->member);
    free(r->start);
    free(r->obs);
    free(r->on);
    free(r->yi);
    free(r->vi);
    free(r->y);
    free(r->v);
    free(r->time);
    free(r->negative);
}

/* Numbers names; what has none is a class of its own. */
static copse_status number_names(const char *const *name, size_t k, size_t *id, size_t *first, size_t *classes)
{
    const copse_i_keys keys = {.text = name};
    const copse_status status = copse_i_classify(&keys, k, NULL, id, first, classes);
    for (size_t i = 0; status == COPSE_OK && i < k; i++) {
        if (id[i] == COPSE_I_NO_CLASS) id[i] = (*classes)++;
    }
    return status;
}

static copse_status gather(const copse_study_set *set, const char *const *trial, const char *const *obs, room *r)
{
    size_t outcomes = 0;
    copse_status status = COPSE_OK;
    if (obs) status = number_names(obs, set->k, r->obs, r->first, &outcomes);
    if (status == COPSE_OK) status = number_names(trial, set->k, r->id, r->first, &r->trials);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < set->k; i++) r->start[r->id[i] + 1]++;
    for (size_t t = 0; t < r->trials; t++) r->start[t + 1] += r->start[t];
    for (size_t i = set->k; i-- > 0;) r->member[--r->start[r->id[i] + 1]] = i;
    memmove(r->start, r->start + 1, r->trials * sizeof *r->start);
    r->start[r->trials] = set->k;
    return COPSE_OK;
}

static copse_status check_groups(const copse_study_set *set, const size_t *member, size_t m, copse_error *err)
{
    for (size_t j = 1; set->group && j < m; j++) {
        const size_t a = member[0], b = member[j];
        if (set->group[a] == set->group[b]) continue;
        return copse_fail(err, COPSE_EDOM,
                          "%s (rows %zu and %zu): effects to combine lie in different groups of %s ('%s' and '%s')",
                          set->label[a], set->row[a], set->row[b], set->subgroup, set->level[set->group[a]],
                          set->level[set->group[b]]);
    }
    return COPSE_OK;
}

static copse_status compute(const copse_study_set *set, const char *const *trial, const double *time, bool has_obs,
                            const copse_aggregate_opts *opts, room *r, copse_error *err)
{
    for (size_t t = 0; t < r->trials; t++) {
        const size_t *member = r->member + r->start[t], m = r->start[t + 1] - r->start[t];
        if (m < 2) continue;
        copse_status status = check_groups(set, member, m, err);
        for (size_t j = 0; j < m; j++) {
            r->y[j] = set->yi[member[j]];
            r->v[j] = set->vi[member[j]];
            r->time[j] = time ? time[member[j]] : 0.0;
            r->on[j] = r->obs[member[j]];
        }
        if (status != COPSE_OK) return status;
        status = copse_aggregate(r->y, r->v, time ? r->time : NULL, has_obs ? r->on : NULL, m, opts, &r->yi[t],
                                 &r->vi[t], &r->negative[t], err);
        if (status != COPSE_OK) {
            (void)copse_error_prefix(err, "%s (rows %zu to %zu): ", trial[member[0]], set->row[member[0]],
                                     set->row[member[m - 1]]);
            return status;
        }
    }
    return COPSE_OK;
}

static void move_study(copse_study_set *set, size_t from, size_t to)
{
    set->label[to] = set->label[from];
    set->yi[to] = set->yi[from];
    set->vi[to] = set->vi[from];
    set->ni[to] = set->ni[from];
    set->row[to] = set->row[from];
    set->line[to] = set->line[from];
    if (set->group) set->group[to] = set->group[from];
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) {
        if (set->input[j]) set->input[j][to] = set->input[j][from];
    }
}

/* How the errors were taken to be correlated, for the note. */
static void say_how(const copse_aggregate_opts *opts, copse_text *out)
{
    char rho[COPSE_NUMBER_TEXT], phi[COPSE_NUMBER_TEXT];
    copse_format_exact(rho, sizeof rho, opts->rho);
    copse_format_exact(phi, sizeof phi, opts->phi);
    if (opts->combine == COPSE_COMBINE_WEIGHTED) copse_text_add(out, " by precision");
    if (opts->combine == COPSE_COMBINE_GLS) copse_text_add(out, " by least squares");
    if (opts->structure == COPSE_STRUCTURE_ID) copse_text_add(out, ", with independent errors");
    if (opts->structure == COPSE_STRUCTURE_CS) {
        copse_text_printf(out, ", with correlation %s between their errors", rho);
    } else if (opts->structure == COPSE_STRUCTURE_CAR) {
        copse_text_printf(out, ", with correlation %s^|time| between their errors", phi);
    } else if (opts->structure == COPSE_STRUCTURE_CS_CAR) {
        copse_text_printf(out, ", with correlation %s + (1 - %s) × %s^|time| between their errors", rho, rho, phi);
    } else if (opts->structure == COPSE_STRUCTURE_CS_X_CAR) {
        copse_text_printf(out, ", with correlation %s × %s^|time| between their errors", rho, phi);
    }
}

/* The combined study, in place of its first member. */
static void become(copse_study_set *set, size_t at, const room *r, size_t t, const copse_aggregate_opts *opts,
                   copse_notes *warnings)
{
    copse_text how = {0};
    const size_t m = r->start[t + 1] - r->start[t];
    set->yi[at] = r->yi[t];
    set->vi[at] = r->vi[t];
    set->ni[at] = (double)NAN;
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) {
        if (set->input[j]) set->input[j][at] = (double)NAN;
    }
    say_how(opts, &how);
    copse_note(warnings, "%s: %zu effects combined%s", set->label[at], m, copse_text_string(&how));
    if (copse_text_status(&how) != COPSE_OK && warnings) warnings->failed = true;
    if (r->negative[t]) {
        copse_note(warnings,
                   "%s: an effect has a negative weight, so that the combined effect need not lie among its effects; "
                   "a smaller correlation or the plain mean avoids it",
                   set->label[at]);
    }
    copse_text_free(&how);
}

/* Labels of trials whose effects have different ones, and what is to be told of the rows; nothing is changed yet that
 * shows. */
static copse_status prepare(copse_study_set *set, const char *const *trial, const room *r, char **label,
                            size_t **effects, copse_merged **merged)
{
    size_t n = set->merges;
    *effects = copse_alloc(set->k, sizeof **effects);
    *merged = copse_alloc(set->k + n, sizeof **merged);
    if (!*effects || !*merged) return COPSE_ENOMEM;
    if (n > 0) memcpy(*merged, set->merged, n * sizeof **merged); /* of an earlier call */
    for (size_t t = 0; t < r->trials; t++) {
        const size_t *member = r->member + r->start[t], m = r->start[t + 1] - r->start[t], a = member[0];
        bool same = true;
        for (size_t j = 1; j < m; j++) {
            const size_t b = member[j];
            same = same && strcmp(set->label[a], set->label[b]) == 0;
            (*merged)[n++] =
                (copse_merged){.row = set->row[b], .line = set->line[b], .into = set->row[a], .label = set->label[b]};
        }
        label[t] = same ? set->label[a] : copse_i_strings_add(&set->store, trial[a], strlen(trial[a]));
        if (!label[t]) return COPSE_ENOMEM;
    }
    return COPSE_OK;
}

/* Rows behind the studies of trial t: they may have been combined before. */
static size_t count_effects(const copse_study_set *set, const room *r, size_t t)
{
    size_t n = 0;
    for (size_t j = r->start[t]; j < r->start[t + 1]; j++) n += set->effects ? set->effects[r->member[j]] : 1;
    return n;
}

static void replace(copse_study_set *set, const room *r, char *const *label, size_t *effects, copse_merged *merged,
                    const copse_aggregate_opts *opts, copse_notes *warnings)
{
    enum { NAMED = 10 };
    size_t k = 0, combined = 0;
    set->merges += set->k - r->trials;
    for (size_t i = 0; i < set->k; i++) {
        const size_t t = r->id[i];
        if (r->member[r->start[t]] != i) continue;
        move_study(set, i, k);
        set->label[k] = label[t];
        effects[k] = count_effects(set, r, t);
        if (r->start[t + 1] - r->start[t] > 1) become(set, k, r, t, opts, combined++ < NAMED ? warnings : NULL);
        k++;
    }
    if (combined > NAMED)
        copse_note(warnings, "and the effects of %zu more %s, in the same way", combined - NAMED,
                   copse_plural(combined - NAMED, "trial", "trials"));
    set->k = k;
    free(set->effects);
    free(set->merged);
    set->effects = effects;
    set->merged = merged;
}

copse_status copse_study_set_aggregate(copse_study_set *set, const char *const *trial, const double *time,
                                       const char *const *obs, const copse_aggregate_opts *opts, copse_notes *warnings,
                                       copse_error *err)
{
    room r = {0};
    size_t *effects = NULL;
    copse_merged *merged = NULL;
    if (!set || !trial || !opts || set->k == 0) return copse_fail(err, COPSE_EINVAL, "no studies to combine");
    copse_status status = copse_aggregate_check(opts, time != NULL, obs != NULL, err);
    if (status != COPSE_OK) return status;
    char **label = copse_alloc(set->k, sizeof *label);
    if (!label || !room_new(&r, set->k) || gather(set, trial, obs, &r) != COPSE_OK) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = compute(set, trial, time, obs != NULL, opts, &r, err);
    if (status == COPSE_OK && r.trials < set->k) {
        status = prepare(set, trial, &r, label, &effects, &merged);
        if (status == COPSE_OK) replace(set, &r, label, effects, merged, opts, warnings);
    }
    if (status != COPSE_OK) {
        free(effects);
        free(merged);
    }
    free(label);
    room_free(&r);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}
