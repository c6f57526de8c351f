/* Columns → study set with one effect a trial. The rows are bound twice where one is chosen: first to learn from which an
 * effect can be computed, then the chosen ones alone, since some measures look at all rows (a variance from the average
 * over trials). */
#include "study_choice.h"
#include "study_strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is worked with. */
typedef struct work {
    const copse_trial_opts *opts;
    copse_binding binding; /* with the columns that a trial's rows need beside */
    const char **needed;
    copse_i_choice choice;
} work;

static bool wants_time(const copse_trial_opts *opts)
{
    return opts->combine && copse_structure_has_time(opts->aggregate.structure);
}

static bool wants_obs(const copse_trial_opts *opts)
{
    return opts->combine && copse_structure_has_obs(opts->aggregate.structure);
}

/* A row without a trial, or a time where times count, is left out as one without its numbers is. */
static copse_status need_columns(const copse_binding *binding, work *w, copse_error *err)
{
    const copse_trial_opts *opts = w->opts;
    if ((wants_time(opts) && !opts->time) || (wants_obs(opts) && !opts->obs)) {
        return copse_fail(err, COPSE_EUSAGE, "structure %s needs the column of %s",
                          copse_structure_name(opts->aggregate.structure),
                          wants_time(opts) && !opts->time ? "times" : "what each effect is on");
    }
    size_t n = binding->needs;
    w->needed = copse_alloc(n + 3, sizeof *w->needed);
    if (!w->needed) return copse_fail_memory(err);
    for (size_t i = 0; i < n; i++) w->needed[i] = binding->needed[i];
    w->needed[n++] = opts->trial;
    if (wants_time(opts)) w->needed[n++] = opts->time;
    if (wants_obs(opts)) w->needed[n++] = opts->obs;
    w->binding = *binding;
    w->binding.needed = w->needed;
    w->binding.needs = n;
    return COPSE_OK;
}

/* A moderator, a cluster: what the analysis reads of a study must be the same in all its rows. */
static copse_status check_agreement(const copse_frame *frame, const copse_binding *binding, const copse_study_set *set,
                                    copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT], other[COPSE_NUMBER_TEXT];
    for (size_t n = 0; n < binding->needs; n++) {
        size_t column = 0;
        const copse_status status = copse_frame_column(frame, binding->needed[n], &column, err);
        if (status != COPSE_OK) return status;
        for (size_t i = 0; i < set->merges; i++) {
            const copse_merged *m = &set->merged[i];
            const char *first = copse_frame_cell(frame, column, copse_i_frame_place(frame, m->into), buf, sizeof buf);
            const char *here = copse_frame_cell(frame, column, copse_i_frame_place(frame, m->row), other, sizeof other);
            if (first && here && strcmp(first, here) == 0) continue;
            return copse_fail(err, COPSE_EDOM,
                              "%s:%zu: column %s: rows %zu and %zu are combined, but are '%s' and '%s' there",
                              frame->source, m->line, binding->needed[n], m->into, m->row, first ? first : "missing",
                              here ? here : "missing");
        }
    }
    return COPSE_OK;
}

/* The cells of a column as texts, for the studies of the set. `text` keeps what numbers are written as. */
static copse_status study_cells(const copse_frame *frame, const char *name, copse_study_set *set, const char **cell,
                                copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0;
    const copse_status status = copse_frame_column(frame, name, &column, err);
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) {
        cell[i] = copse_frame_cell(frame, column, copse_i_frame_place(frame, set->row[i]), buf, sizeof buf);
        if (cell[i] == buf) cell[i] = copse_i_strings_add(&set->store, buf, strlen(buf));
        if (!cell[i]) return copse_fail_memory(err); /* rows without a value were left out */
    }
    return status;
}

static copse_status study_numbers(const copse_frame *frame, const char *name, const copse_study_set *set, double *out,
                                  copse_error *err)
{
    const double *number = NULL;
    const copse_status status = copse_frame_numbers(frame, name, &number, err);
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) out[i] = number[copse_i_frame_place(frame, set->row[i])];
    return status;
}

static copse_status combine(const copse_frame *frame, const copse_binding *binding, const copse_trial_opts *opts,
                            copse_study_set *set, copse_notes *warnings, copse_error *err)
{
    const bool timed = wants_time(opts), observed = wants_obs(opts);
    const char **trial = copse_alloc(set->k, sizeof *trial), **obs = copse_alloc(set->k, sizeof *obs);
    double *time = copse_alloc(set->k, sizeof *time);
    copse_status status = trial && obs && time ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) status = study_cells(frame, opts->trial, set, trial, err);
    if (status == COPSE_OK && observed) status = study_cells(frame, opts->obs, set, obs, err);
    if (status == COPSE_OK && timed) status = study_numbers(frame, opts->time, set, time, err);
    if (status == COPSE_OK) {
        status = copse_study_set_aggregate(set, trial, timed ? time : NULL, observed ? obs : NULL, &opts->aggregate,
                                           warnings, err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", frame->source);
    }
    if (status == COPSE_OK) status = check_agreement(frame, binding, set, err);
    free(trial);
    free(obs);
    free(time);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

static copse_status bind(work *w, const copse_binding *binding, copse_study_set *set, copse_notes *warnings,
                         copse_error *err)
{
    const copse_frame *used = w->choice.frame;
    copse_status status = need_columns(binding, w, err);
    if (status == COPSE_OK && w->opts->choose) {
        status = copse_i_choice_make(&w->choice, &w->binding, err);
        if (status == COPSE_OK) copse_i_choice_warn(&w->choice, warnings);
        used = &w->choice.chosen;
    }
    if (status == COPSE_OK) status = copse_study_set_bind(used, &w->binding, set, warnings, err);
    if (status == COPSE_OK && w->opts->choose && copse_i_choice_list(&w->choice, set) != COPSE_OK) {
        status = copse_fail_memory(err);
    }
    if (status == COPSE_OK && w->opts->combine) status = combine(used, binding, w->opts, set, warnings, err);
    return status;
}

copse_status copse_study_set_bind_trials(const copse_frame *frame, const copse_binding *binding,
                                         const copse_trial_opts *opts, copse_study_set *set, copse_notes *warnings,
                                         copse_error *err)
{
    if (!frame || !binding || !set) return copse_fail(err, COPSE_EINVAL, "no frame, binding or study set");
    if (!opts || !opts->trial) return copse_study_set_bind(frame, binding, set, warnings, err);
    *set = (copse_study_set){0};
    work w = {.opts = opts, .choice = {.frame = frame, .opts = opts}};
    const copse_status status = bind(&w, binding, set, warnings, err);
    if (status != COPSE_OK) copse_study_set_free(set);
    copse_i_choice_free(&w.choice);
    free(w.needed);
    return status;
}
