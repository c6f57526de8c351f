/* Columns → study set with one effect a trial. The rows are bound twice where one is chosen: first to learn from which an
 * effect can be computed, then the chosen ones alone, since some measures look at all rows (a variance from the average
 * over trials). */
#include "study_rows.h"
#include "study_strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 10 }; /* trials that warnings name */

/* What is worked with between the two. */
typedef struct work {
    const copse_frame *frame;
    const copse_trial_opts *opts;
    copse_binding binding; /* with the columns that a trial's rows need beside */
    const char **needed;
    copse_study_set first;
    copse_frame chosen;
    bool *keep;
    copse_passed_over *passed;
    size_t passed_over;
} work;

static void work_free(work *w)
{
    copse_study_set_free(&w->first);
    copse_frame_free(&w->chosen);
    free(w->needed);
    free(w->keep);
    free(w->passed);
}

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

/* The frame's rows, in order, have rising numbers in the file. */
static size_t row_index(const copse_frame *frame, size_t file_row)
{
    size_t low = 0, high = frame->rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (frame->row[middle] < file_row) low = middle + 1;
        else high = middle;
    }
    return low;
}

static copse_pick_opts pick_opts(const copse_trial_opts *opts)
{
    copse_pick_opts pick = opts->pick;
    pick.combine = NULL;
    pick.ties = opts->combine;
    return pick;
}

static copse_status choose_rows(work *w, copse_error *err)
{
    const copse_frame *frame = w->frame;
    const copse_pick_opts pick = pick_opts(w->opts);
    w->keep = copse_alloc(frame->rows, sizeof *w->keep);
    w->passed = copse_alloc(frame->rows, sizeof *w->passed);
    if (!w->keep || !w->passed) return copse_fail_memory(err);
    copse_status status = copse_study_set_bind(frame, &w->binding, &w->first, NULL, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < w->first.k; i++) w->keep[row_index(frame, w->first.row[i])] = true;
    status = copse_frame_choose(frame, w->opts->trial, &pick, w->keep, w->passed, err);
    if (status == COPSE_OK) status = copse_frame_subset(frame, w->keep, &w->chosen, err);
    for (size_t i = 0; i < frame->rows; i++) w->passed_over += w->passed[i].chosen != SIZE_MAX;
    return status;
}

/* The reason of row i, as the entry of a list. */
static copse_status add_passed(const work *w, const char *label, size_t i, copse_study_set *set)
{
    copse_text why = {0};
    const copse_pick_opts pick = pick_opts(w->opts);
    copse_dropped entry = {.row = w->frame->row[i], .line = w->frame->line[i]};
    copse_pick_reason(w->frame, &pick, i, w->passed[i], &why);
    if (copse_text_status(&why) == COPSE_OK) {
        entry.why = copse_i_strings_add(&set->store, copse_text_string(&why), why.length);
    }
    copse_text_free(&why);
    entry.label = copse_i_strings_add(&set->store, label, strlen(label));
    if (!entry.label || !entry.why) return COPSE_ENOMEM;
    set->dropped[set->drops++] = entry;
    return COPSE_OK;
}

static int by_row(const void *left, const void *right)
{
    const copse_dropped *a = left, *b = right;
    return (a->row > b->row) - (a->row < b->row);
}

/* Rows without an effect and rows passed over, in file order; strings of the first set are copied, as it goes. */
static copse_status list_dropped(const work *w, copse_study_set *set)
{
    const copse_study_set *first = &w->first;
    copse_dropped *second = set->dropped;
    const size_t seconds = set->drops;
    set->dropped = copse_alloc(seconds + first->drops + w->passed_over, sizeof *set->dropped);
    set->drops = 0;
    if (set->dropped && seconds > 0) memcpy(set->dropped, second, seconds * sizeof *second);
    free(second);
    if (!set->dropped) return COPSE_ENOMEM;
    set->drops = seconds;
    for (size_t i = 0; i < first->drops; i++) {
        copse_dropped entry = first->dropped[i];
        entry.label = copse_i_strings_add(&set->store, entry.label, strlen(entry.label));
        entry.why = copse_i_strings_add(&set->store, entry.why, strlen(entry.why));
        if (!entry.label || !entry.why) return COPSE_ENOMEM;
        set->dropped[set->drops++] = entry;
    }
    for (size_t i = 0; i < first->k; i++) {
        const size_t at = row_index(w->frame, first->row[i]);
        if (w->passed[at].chosen == SIZE_MAX) continue;
        if (add_passed(w, first->label[i], at, set) != COPSE_OK) return COPSE_ENOMEM;
    }
    qsort(set->dropped, set->drops, sizeof *set->dropped, by_row);
    return COPSE_OK;
}

static bool is_tie(const work *w, size_t i)
{
    return w->passed[i].chosen != SIZE_MAX && w->passed[i].rule >= w->opts->pick.count;
}

/* Names the trials in which the file's order had to decide. Being chosen for coming first is no tie where that is the
 * rule. */
static void warn_of_ties(const work *w, copse_notes *warnings)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0, ties = 0, last = SIZE_MAX;
    if (w->opts->pick.count == 0 || copse_frame_column(w->frame, w->opts->trial, &column, NULL) != COPSE_OK) return;
    for (size_t i = 0; i < w->frame->rows; i++) {
        if (!is_tie(w, i) || w->passed[i].chosen == last) continue;
        last = w->passed[i].chosen;
        if (++ties > NAMED) continue;
        copse_note(warnings, "%s:%zu: %s: the rules do not tell rows %zu and %zu apart; the first is used",
                   w->frame->source, w->frame->line[i], copse_frame_cell(w->frame, column, i, buf, sizeof buf),
                   w->frame->row[last], w->frame->row[i]);
    }
    if (ties > NAMED) {
        copse_note(warnings, "%s: and %zu more trials in which the rules do not tell rows apart", w->frame->source,
                   ties - NAMED);
    }
}

static void warn_of_choice(const work *w, copse_notes *warnings)
{
    copse_i_warn_dropped(w->frame->source, &w->first, warnings);
    if (w->passed_over > 0) {
        copse_note(warnings, "%s: %zu of %zu rows left out for another effect of the same trial", w->frame->source,
                   w->passed_over, w->first.k);
    }
    warn_of_ties(w, warnings);
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
            const char *first = copse_frame_cell(frame, column, row_index(frame, m->into), buf, sizeof buf);
            const char *here = copse_frame_cell(frame, column, row_index(frame, m->row), other, sizeof other);
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
        cell[i] = copse_frame_cell(frame, column, row_index(frame, set->row[i]), buf, sizeof buf);
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
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) out[i] = number[row_index(frame, set->row[i])];
    return status;
}

static copse_status combine(const copse_frame *frame, const copse_binding *binding, const copse_trial_opts *opts,
                            copse_study_set *set, copse_notes *warnings, copse_error *err)
{
    const bool timed = wants_time(opts), observed = wants_obs(opts);
    const char **trial = copse_alloc(set->k, sizeof *trial), **obs = copse_alloc(set->k, sizeof *obs);
    double *time = copse_alloc(set->k, sizeof *time);
    copse_status status = trial && obs && time ? COPSE_OK : copse_fail_memory(err);
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
    return status;
}

static copse_status bind(work *w, const copse_binding *binding, copse_study_set *set, copse_notes *warnings,
                         copse_error *err)
{
    const copse_frame *used = w->frame;
    copse_status status = need_columns(binding, w, err);
    if (status == COPSE_OK && w->opts->choose) {
        status = choose_rows(w, err);
        if (status == COPSE_OK) warn_of_choice(w, warnings);
        used = &w->chosen;
    }
    if (status == COPSE_OK) status = copse_study_set_bind(used, &w->binding, set, warnings, err);
    if (status == COPSE_OK && w->opts->choose && list_dropped(w, set) != COPSE_OK) status = copse_fail_memory(err);
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
    work w = {.frame = frame, .opts = opts};
    const copse_status status = bind(&w, binding, set, warnings, err);
    if (status != COPSE_OK) copse_study_set_free(set);
    work_free(&w);
    return status;
}
