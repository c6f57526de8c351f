#include "influence_fragility.h"

#include "shown_number.h"

#include <math.h>
#include <stdlib.h>

enum { SHOWN_NUMBERS = 10 };

static bool same_change(const copse_event_change *a, const copse_event_change *b)
{
    return a->study == b->study && a->first == b->first && a->to_event == b->to_event;
}

/* How many changes are like change i; 0 where an earlier one is. */
static size_t count_alike(const copse_fragility *f, size_t i)
{
    size_t alike = 0;
    for (size_t j = 0; j < i; j++)
        if (same_change(&f->change[i], &f->change[j])) return 0;
    for (size_t j = i; j < f->index; j++) alike += same_change(&f->change[i], &f->change[j]) ? 1 : 0;
    return alike;
}

static void change_rows(copse_document *document, const copse_influenced *in)
{
    const copse_fragility *f = in->fragility;
    copse_document_table(document, "fragility", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "group", "Group", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "change", "Outcome", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "participants", "Participants", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < f->index; i++) {
        const size_t alike = count_alike(f, i);
        if (alike == 0) continue;
        copse_document_row(document);
        copse_document_text(document, in->pooled.label[f->change[i].study]);
        copse_document_number(document, f->change[i].first ? 1 : 2);
        copse_document_text(document, f->change[i].to_event ? "event instead of none" : "no event instead of one");
        copse_document_number(document, (double)alike);
    }
}

/* A number with the relative change that tips the result. */
typedef struct ranked {
    double relative;
    size_t index;
} ranked;

static int compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->relative != y->relative) return x->relative < y->relative ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Those that have a tipping point, the smallest change first; *rank is freed by the caller. */
static size_t rank(const copse_influenced *in, ranked **list)
{
    size_t n = 0;
    *list = copse_alloc(in->numbers, sizeof **list);
    for (size_t i = 0; *list != NULL && i < in->numbers; i++)
        if (isfinite(in->tipping[i].relative)) (*list)[n++] = (ranked){in->tipping[i].relative, i};
    if (*list != NULL) qsort(*list, n, sizeof **list, compare);
    return n;
}

static void value_cell(copse_document *document, double x, bool whole)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_document_number_as(document, x,
                             whole ? copse_format_fixed(buf, sizeof buf, x, 0)
                                   : copse_format_significant(buf, sizeof buf, x, 4));
}

static void number_row(copse_document *document, const copse_influenced *in, size_t i)
{
    const copse_input_number *number = &in->number[i];
    const copse_tipping_point *tip = &in->tipping[i];
    copse_document_row(document);
    copse_document_text(document, in->pooled.label[number->study]);
    copse_document_text(document, copse_input_name((copse_input)number->input));
    value_cell(document, number->now, number->whole);
    value_cell(document, tip->value, number->whole);
    copse_i_cell_number(document, 100 * tip->relative, 1);
}

static void number_columns(copse_document *document)
{
    copse_document_table(document, "tipping", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "number", "Number", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "now", "Now", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "needed", "Needed", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "relative", "Change %", COPSE_ALIGN_DECIMAL, 1);
}

void copse_i_fragility_tables(copse_document *document, const copse_influenced *in)
{
    if (in->fragility != NULL && in->fragility->found) {
        copse_document_heading(document, 2, "Fragility: outcomes that turn the result");
        change_rows(document, in);
    }
    if (in->tipping == NULL) return;
    ranked *list = NULL;
    const size_t n = rank(in, &list);
    if (n > 0) {
        copse_document_heading(document, 2, "Fragility: single numbers that turn the result");
        number_columns(document);
    }
    for (size_t i = 0; i < n && i < SHOWN_NUMBERS; i++) number_row(document, in, list[i].index);
    if (list == NULL) copse_document_check(document, COPSE_ENOMEM);
    free(list);
}

void copse_i_fragility_csv(copse_document *document, const copse_influenced *in)
{
    if (in->fragility != NULL) change_rows(document, in);
    if (in->tipping == NULL) return;
    copse_document_table(document, "tipping", NULL);
    copse_document_column(document, "study", "study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "number", "number", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "now", "now", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "needed", "needed", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "change", "change", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "relative", "relative", COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < in->numbers; i++) {
        copse_document_row(document);
        copse_document_text(document, in->pooled.label[in->number[i].study]);
        copse_document_text(document, copse_input_name((copse_input)in->number[i].input));
        copse_document_number(document, in->number[i].now);
        copse_document_number(document, in->tipping[i].value);
        copse_document_number(document, in->tipping[i].change);
        copse_document_number(document, in->tipping[i].relative);
    }
}

static double participants(const copse_pooled *pooled)
{
    double n = 0;
    for (size_t i = 0; i < pooled->k; i++) n += pooled->ni != NULL ? pooled->ni[i] : (double)NAN;
    return n;
}

static void note_index(const copse_influenced *in, copse_notes *notes)
{
    const copse_fragility *f = in->fragility;
    const double n = participants(&in->pooled);
    char share[COPSE_NUMBER_TEXT], of[COPSE_NUMBER_TEXT];
    if (!f->found) {
        copse_note(notes, "fragility index: not found: %zu changes of outcomes do not turn the result", f->index);
        return;
    }
    copse_note(
        notes, "fragility index %zu: with %zu %s changed, of %s participants (%s %%), the interval %s no effect%s",
        f->index, f->index, copse_plural(f->index, "outcome", "outcomes"), copse_format_fixed(of, sizeof of, n, 0),
        copse_format_significant(share, sizeof share, 100 * (double)f->index / n, 2),
        f->excludes ? "would contain" : "would lie on one side of",
        f->index <= 2 ? "" : "; found change by change, so that fewer may do");
}

void copse_i_fragility_notes(const copse_influenced *in, copse_notes *notes)
{
    if (in->fragility != NULL) note_index(in, notes);
    if (in->tipping == NULL) return;
    size_t found = 0;
    for (size_t i = 0; i < in->numbers; i++) found += isfinite(in->tipping[i].value) ? 1 : 0;
    copse_note(notes, "%zu of %zu numbers can turn the result by themselves, all others as they are", found,
               in->numbers);
}

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

json_t *copse_i_fragility_json(copse_i_json *json, const copse_influenced *in)
{
    const copse_fragility *f = in->fragility;
    if (f == NULL) return json_null();
    json_t *out = json_object(), *changes = json_array();
    for (size_t i = 0; i < f->index; i++) {
        json_t *change = json_object();
        SET(change, "label", copse_i_json_text(json, in->pooled.label[f->change[i].study]));
        SET(change, "group", copse_i_json_count(f->change[i].first ? 1 : 2));
        SET(change, "to_event", json_boolean(f->change[i].to_event));
        copse_i_json_append(json, changes, change);
    }
    SET(out, "excludes_null", json_boolean(f->excludes));
    SET(out, "index", f->found ? copse_i_json_count(f->index) : json_null());
    SET(out, "quotient", f->found ? copse_i_json_real((double)f->index / participants(&in->pooled)) : json_null());
    SET(out, "ci", copse_i_json_pair(json, f->ci.lower, f->ci.upper));
    SET(out, "changes", changes);
    return out;
}

json_t *copse_i_tipping_json(copse_i_json *json, const copse_influenced *in)
{
    json_t *out = json_array();
    for (size_t i = 0; in->tipping != NULL && i < in->numbers; i++) {
        json_t *row = json_object();
        SET(row, "label", copse_i_json_text(json, in->pooled.label[in->number[i].study]));
        SET(row, "number", copse_i_json_text(json, copse_input_name((copse_input)in->number[i].input)));
        SET(row, "now", copse_i_json_real(in->number[i].now));
        SET(row, "needed", copse_i_json_real(in->tipping[i].value));
        SET(row, "change", copse_i_json_real(in->tipping[i].change));
        SET(row, "relative", copse_i_json_real(in->tipping[i].relative));
        copse_i_json_append(json, out, row);
    }
    return out;
}
