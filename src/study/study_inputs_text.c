/* The error for a measure whose inputs are not in the file. */
#include "study_columns.h"

#include <stdlib.h>
#include <string.h>

static size_t set_lacks(const copse_frame *frame, const copse_binding *binding, const copse_input *set)
{
    size_t n = 0;
    for (; *set != COPSE_IN_COUNT; set++) n += !copse_i_input_available(frame, binding, *set);
    return n;
}

static size_t set_has(const copse_frame *frame, const copse_binding *binding, const copse_input *set)
{
    size_t n = 0;
    for (; *set != COPSE_IN_COUNT; set++) n += copse_i_input_available(frame, binding, *set);
    return n;
}

static void add_set(copse_text *text, const copse_input *set)
{
    for (size_t j = 0; set[j] != COPSE_IN_COUNT; j++) {
        if (j > 0) copse_text_add(text, ", ");
        copse_text_add(text, copse_input_name(set[j]));
    }
}

static void add_sets(copse_text *text, const copse_input *const *set, size_t sets)
{
    add_set(text, set[0]);
    for (size_t s = 1; s < sets; s++) {
        copse_text_add(text, s == 1 ? " (or " : "; or ");
        add_set(text, set[s]);
    }
    if (sets > 1) copse_text_add_char(text, ')', 1);
}

/* "; found no bi, di: name them with --bi COL --di COL; near: b1 for bi" */
static void add_lacking(copse_text *text, const copse_frame *frame, const copse_binding *binding,
                        const copse_input *set, const char **names, size_t count)
{
    copse_text how = {0}, near = {0};
    const char *comma = "", *pronoun = set_lacks(frame, binding, set) == 1 ? "it" : "them";
    copse_text_add(text, "; found no ");
    for (; *set != COPSE_IN_COUNT; set++) {
        if (copse_i_input_available(frame, binding, *set)) continue;
        const char *name = copse_input_name(*set);
        const char *nearest = copse_nearest(name, names, count);
        copse_text_printf(text, "%s%s", comma, name);
        copse_text_printf(&how, " --%s COL", name);
        if (nearest) copse_text_printf(&near, "%s%s for %s", near.length ? ", " : "; near: ", nearest, name);
        comma = ", ";
    }
    copse_text_printf(text, ": name %s with%s%s", pronoun, copse_text_string(&how), copse_text_string(&near));
    if (how.failed || near.failed) text->failed = true;
    copse_text_free(&how);
    copse_text_free(&near);
}

/* Whether a column may be suggested: one that has the name of an input, or that the caller gave a part, is taken. */
static bool is_free(const copse_binding *binding, const char *column)
{
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        if (strcmp(column, copse_input_name(input)) == 0) return false;
        if (binding->column[input] && strcmp(column, binding->column[input]) == 0) return false;
    }
    return true;
}

copse_status copse_i_inputs_not_found(const copse_frame *frame, const copse_binding *binding,
                                      const copse_measure *measure, copse_error *err)
{
    size_t best = 0, count = 0;
    const size_t sets = measure->input_sets;
    const copse_input *const *set = measure->inputs;
    for (size_t s = 1; s < sets; s++) { /* the set of which most is there, not the shortest: means, not Cohen's d */
        if (set_has(frame, binding, set[s]) > set_has(frame, binding, set[best])) best = s;
    }
    copse_text text = {0};
    const char **names = copse_alloc(frame->columns, sizeof *names);
    if (!names) return copse_fail_memory(err);
    for (size_t c = 0; c < frame->columns; c++) {
        if (is_free(binding, frame->column[c].name)) names[count++] = frame->column[c].name;
    }
    copse_text_printf(&text, "%s: measure %s needs ", frame->source, measure->code);
    add_sets(&text, set, sets);
    add_lacking(&text, frame, binding, set[best], names, count);
    free(names);
    const bool failed = copse_text_status(&text) != COPSE_OK;
    const copse_status status =
        failed ? copse_fail_memory(err) : copse_fail(err, COPSE_ENOTFOUND, "%s", copse_text_string(&text));
    copse_text_free(&text);
    return status;
}
