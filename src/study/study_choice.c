#include "study_choice.h"

#include "study_rows.h"
#include "study_strings.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 10 }; /* trials that warnings name */

void copse_i_choice_free(copse_i_choice *choice)
{
    copse_study_set_free(&choice->usable);
    copse_frame_free(&choice->chosen);
    free(choice->keep);
    free(choice->n);
    free(choice->passed);
    *choice = (copse_i_choice){0};
}

size_t copse_i_frame_place(const copse_frame *frame, size_t file_row)
{
    size_t low = 0, high = frame->rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (frame->row[middle] < file_row) low = middle + 1;
        else high = middle;
    }
    return low;
}

static copse_pick_opts pick_opts(const copse_i_choice *c)
{
    copse_pick_opts pick = c->opts->pick;
    pick.n = c->n;
    pick.combine = NULL;
    pick.ties = c->opts->combine;
    return pick;
}

copse_status copse_i_choice_make(copse_i_choice *c, const copse_binding *binding, copse_error *err)
{
    const copse_frame *frame = c->frame;
    c->n = copse_alloc(frame->rows, sizeof *c->n);
    c->keep = copse_alloc(frame->rows, sizeof *c->keep);
    c->passed = copse_alloc(frame->rows, sizeof *c->passed);
    if (!c->n || !c->keep || !c->passed) return copse_fail_memory(err);
    copse_status status = copse_study_set_bind(frame, binding, &c->usable, NULL, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < c->usable.k; i++) {
        const size_t row = copse_i_frame_place(frame, c->usable.row[i]);
        c->keep[row] = true;
        c->n[row] = c->usable.ni[i];
    }
    const copse_pick_opts pick = pick_opts(c);
    status = copse_frame_choose(frame, c->opts->trial, &pick, c->keep, c->passed, err);
    if (status == COPSE_OK) status = copse_frame_subset(frame, c->keep, &c->chosen, err);
    for (size_t i = 0; i < frame->rows; i++) c->passed_over += c->passed[i].chosen != SIZE_MAX;
    return status;
}

/* The reason of row i, as the entry of a list. */
static copse_status add_passed(const copse_i_choice *c, const char *label, size_t i, copse_study_set *set)
{
    copse_text why = {0};
    const copse_pick_opts pick = pick_opts(c);
    copse_dropped entry = {.row = c->frame->row[i], .line = c->frame->line[i]};
    copse_pick_reason(c->frame, &pick, i, c->passed[i], &why);
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
copse_status copse_i_choice_list(const copse_i_choice *c, copse_study_set *set)
{
    const copse_study_set *first = &c->usable;
    copse_dropped *second = set->dropped;
    const size_t seconds = set->drops;
    set->dropped = copse_alloc(seconds + first->drops + c->passed_over, sizeof *set->dropped);
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
        const size_t at = copse_i_frame_place(c->frame, first->row[i]);
        if (c->passed[at].chosen == SIZE_MAX) continue;
        if (add_passed(c, first->label[i], at, set) != COPSE_OK) return COPSE_ENOMEM;
    }
    qsort(set->dropped, set->drops, sizeof *set->dropped, by_row);
    return COPSE_OK;
}

static bool is_tie(const copse_i_choice *c, size_t i)
{
    return c->passed[i].chosen != SIZE_MAX && c->passed[i].rule >= c->opts->pick.count;
}

/* Names the trials in which the file's order had to decide. Being chosen for coming first is no tie where that is the
 * rule. */
static void warn_of_ties(const copse_i_choice *c, copse_notes *warnings)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0, ties = 0, last = SIZE_MAX;
    if (c->opts->pick.count == 0 || copse_frame_column(c->frame, c->opts->trial, &column, NULL) != COPSE_OK) return;
    for (size_t i = 0; i < c->frame->rows; i++) {
        if (!is_tie(c, i) || c->passed[i].chosen == last) continue;
        last = c->passed[i].chosen;
        if (++ties > NAMED) continue;
        copse_note(warnings, "%s:%zu: %s: the rules do not tell rows %zu and %zu apart; the first is used",
                   c->frame->source, c->frame->line[i], copse_frame_cell(c->frame, column, i, buf, sizeof buf),
                   c->frame->row[last], c->frame->row[i]);
    }
    if (ties > NAMED) {
        copse_note(warnings, "%s: and %zu more %s in which the rules do not tell rows apart", c->frame->source,
                   ties - NAMED, copse_plural(ties - NAMED, "trial", "trials"));
    }
}

void copse_i_choice_warn(const copse_i_choice *c, copse_notes *warnings)
{
    copse_i_warn_dropped(c->frame->source, &c->usable, warnings);
    if (c->passed_over > 0) {
        copse_note(warnings, "%s: %zu of %zu rows left out for another effect of the same trial", c->frame->source,
                   c->passed_over, c->usable.k);
    }
    warn_of_ties(c, warnings);
}
