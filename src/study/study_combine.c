/* Several effects of one trial → one. */
#include "study_classes.h"

#include <copse/study.h>

#include <math.h>
#include <stdlib.h>

/* Sums over the studies of one trial. */
typedef struct trial_sum {
    double yi, vi, sei; /* sum of y, v, sqrt(v) */
    size_t count, first;
} trial_sum;

static double combined_variance(const trial_sum *t, double rho)
{
    const double m = (double)t->count;
    return ((1.0 - rho) * t->vi + rho * t->sei * t->sei) / (m * m);
}

/* A study of no named trial is a trial of its own. */
static void sum_trials(const copse_study_set *set, size_t *id, size_t classes, trial_sum *sum)
{
    for (size_t i = 0; i < set->k; i++) {
        if (id[i] == COPSE_I_NO_CLASS) id[i] = classes++;
        trial_sum *t = &sum[id[i]];
        if (t->count++ == 0) t->first = i;
        t->yi += set->yi[i];
        t->vi += set->vi[i];
        t->sei += sqrt(set->vi[i]);
    }
}

static copse_status check_trials(const copse_study_set *set, const size_t *id, const trial_sum *sum, double rho,
                                 copse_error *err)
{
    for (size_t i = 0; i < set->k; i++) {
        const trial_sum *t = &sum[id[i]];
        if (t->count < 2) continue;
        if (set->group && set->group[i] != set->group[t->first]) {
            return copse_fail(err, COPSE_EDOM,
                              "%s (rows %zu and %zu): effects to combine lie in different groups of %s ('%s' and '%s')",
                              set->label[t->first], set->row[t->first], set->row[i], set->subgroup,
                              set->level[set->group[t->first]], set->level[set->group[i]]);
        }
        if (i == t->first && !(combined_variance(t, rho) > 0.0)) {
            char number[COPSE_NUMBER_TEXT];
            return copse_fail(err, COPSE_EDOM, "%s: a correlation of %s is not possible between %zu effects",
                              set->label[i], copse_format_exact(number, sizeof number, rho), t->count);
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

static void replace(copse_study_set *set, const size_t *id, const trial_sum *sum, double rho, copse_notes *warnings)
{
    size_t k = 0;
    char number[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < set->k; i++) {
        const trial_sum *t = &sum[id[i]];
        if (t->first != i) continue;
        move_study(set, i, k);
        if (t->count > 1) {
            set->yi[k] = t->yi / (double)t->count;
            set->vi[k] = combined_variance(t, rho);
            set->ni[k] = (double)NAN;
            for (size_t j = 0; j < COPSE_IN_COUNT; j++) {
                if (set->input[j]) set->input[j][k] = (double)NAN;
            }
            copse_note(warnings, "%s: %zu effects combined, with correlation %s between their errors", set->label[k],
                       t->count, copse_format_exact(number, sizeof number, rho));
        }
        k++;
    }
    set->k = k;
}

copse_status copse_study_set_combine(copse_study_set *set, const char *const *trial, double rho, copse_notes *warnings,
                                     copse_error *err)
{
    if (!set || !trial || set->k == 0) return copse_fail(err, COPSE_EINVAL, "no studies to combine");
    if (!(rho >= -1.0 && rho <= 1.0)) {
        return copse_fail(err, COPSE_EDOM, "the correlation between effects must lie between -1 and 1");
    }
    const copse_i_keys keys = {.text = trial};
    size_t classes = 0;
    size_t *id = copse_alloc(set->k, sizeof *id), *first = copse_alloc(set->k, sizeof *first);
    trial_sum *sum = copse_alloc(set->k, sizeof *sum);
    copse_status status = COPSE_ENOMEM;
    if (id && first && sum) status = copse_i_classify(&keys, set->k, NULL, id, first, &classes);
    if (status == COPSE_OK) {
        sum_trials(set, id, classes, sum);
        status = check_trials(set, id, sum, rho, err);
        if (status == COPSE_OK) replace(set, id, sum, rho, warnings);
    } else {
        status = copse_fail_memory(err);
    }
    free(id);
    free(first);
    free(sum);
    return status;
}
