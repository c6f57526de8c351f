#include "study_rows.h"

#include "study_strings.h"

#include <math.h>
#include <stdlib.h>

static bool allocate(copse_i_rows *rows, size_t n)
{
    rows->yi = copse_alloc(n, sizeof *rows->yi);
    rows->vi = copse_alloc(n, sizeof *rows->vi);
    rows->ni = copse_alloc(n, sizeof *rows->ni);
    rows->result = copse_alloc(n, sizeof *rows->result);
    rows->keep = copse_alloc(n, sizeof *rows->keep);
    return rows->yi && rows->vi && rows->ni && rows->result && rows->keep;
}

static copse_status check_order(const copse_frame *frame, const char *order, copse_error *err)
{
    size_t column;
    if (!order || copse_frame_has(frame, order)) return COPSE_OK;
    return copse_frame_column(frame, order[0] == '-' ? order + 1 : order, &column, err);
}

/* The columns that a study must have a value in. */
static copse_status find_needed(copse_i_rows *rows, const copse_binding *binding, copse_error *err)
{
    rows->needed = copse_alloc(binding->needs, sizeof *rows->needed);
    if (!rows->needed) return copse_fail_memory(err);
    for (size_t i = 0; i < binding->needs; i++) {
        const copse_status status = copse_frame_column(rows->frame, binding->needed[i], &rows->needed[i], err);
        if (status != COPSE_OK) return status;
    }
    rows->needs = binding->needs;
    return COPSE_OK;
}

copse_status copse_i_rows_compute(copse_i_rows *rows, const copse_binding *binding, const copse_i_columns *columns,
                                  copse_error *err)
{
    const copse_frame *frame = rows->frame;
    copse_status status = check_order(frame, binding->order, err);
    if (status != COPSE_OK) return status;
    if (binding->subgroup) {
        status = copse_frame_column(frame, binding->subgroup, &rows->subgroup, err);
        if (status != COPSE_OK) return status;
        rows->grouped = true;
    }
    status = find_needed(rows, binding, err);
    if (status != COPSE_OK) return status;
    rows->missing_fails = binding->missing_fails;
    if (frame->rows == 0) return copse_fail(err, COPSE_ENODATA, "%s: no rows to use", frame->source);
    if (!allocate(rows, frame->rows)) return copse_fail_memory(err);
    status = copse_effect_compute(rows->measure, columns->in, frame->rows, &binding->effect, rows->yi, rows->vi,
                                  rows->ni, rows->result);
    if (status == COPSE_OK) return COPSE_OK;
    return copse_fail(err, status,
                      "measure %s: add must be a number from 0 and the level of intervals between 0 and 100",
                      rows->measure->code);
}

static const char *input_column(const copse_i_columns *columns, copse_input input)
{
    return columns->name[input] ? columns->name[input] : copse_input_name(input);
}

/* More events than participants says both numbers. */
static bool events_exceed(const copse_i_columns *columns, copse_input input, size_t i, double *events, double *total)
{
    static const copse_input pair[][2] = {
        {COPSE_IN_AI, COPSE_IN_N1I}, {COPSE_IN_CI, COPSE_IN_N2I}, {COPSE_IN_XI, COPSE_IN_NI}};
    for (size_t p = 0; p < sizeof pair / sizeof *pair; p++) {
        if (pair[p][0] != input || !columns->in[input] || !columns->in[pair[p][1]]) continue;
        *events = columns->in[input][i];
        *total = columns->in[pair[p][1]][i];
        return *total > 0.0 && *events > *total;
    }
    return false;
}

static copse_status impossible(const copse_i_rows *rows, const copse_i_columns *columns, size_t i, copse_error *err)
{
    char number[COPSE_NUMBER_TEXT], other[COPSE_NUMBER_TEXT];
    double events, total;
    const copse_effect_row *result = &rows->result[i];
    const char *source = rows->frame->source, *name = input_column(columns, result->input);
    const size_t line = rows->frame->line[i];
    if (events_exceed(columns, result->input, i, &events, &total)) {
        return copse_fail(err, COPSE_EDOM, "%s:%zu: column %s: %s events of %s", source, line, name,
                          copse_format_exact(number, sizeof number, events),
                          copse_format_exact(other, sizeof other, total));
    }
    const double value = columns->in[result->input] ? columns->in[result->input][i] : (double)NAN;
    return copse_fail(err, COPSE_EDOM, "%s:%zu: column %s: '%s' %s", source, line, name,
                      copse_format_exact(number, sizeof number, value), result->why);
}

static bool cell_missing(const copse_frame *frame, size_t column, size_t i)
{
    const copse_column *c = &frame->column[column];
    return c->type == COPSE_COLUMN_NUMBER ? isnan(c->number[i]) : !c->text[i];
}

/* Lists row i as left out. `column`: what is missing, NULL where the reason is `why`. */
static copse_status drop(const copse_i_rows *rows, copse_i_labels *labels, size_t i, const char *column,
                         const char *why, copse_study_set *set, size_t *capacity)
{
    copse_text text = {0};
    copse_dropped entry = {.row = rows->frame->row[i], .line = rows->frame->line[i]};
    if (copse_reserve((void **)&set->dropped, capacity, set->drops + 1, sizeof entry) != COPSE_OK) return COPSE_ENOMEM;
    if (column) copse_text_printf(&text, "%s is missing", column);
    if (!column) copse_text_add(&text, why);
    entry.label = copse_i_label(labels, i, &set->store);
    if (copse_text_status(&text) == COPSE_OK) {
        entry.why = copse_i_strings_add(&set->store, copse_text_string(&text), text.length);
    }
    copse_text_free(&text);
    if (!entry.label || !entry.why) return COPSE_ENOMEM;
    set->dropped[set->drops++] = entry;
    return COPSE_OK;
}

/* What is missing in row i (the name of a column), or NULL. */
static const char *missing_column(const copse_i_rows *rows, const copse_i_columns *columns, size_t i)
{
    const copse_effect_row *result = &rows->result[i];
    if (result->status == COPSE_EMISSING) {
        return result->input < COPSE_IN_COUNT ? input_column(columns, result->input) : "the estimate";
    }
    if (rows->grouped && cell_missing(rows->frame, rows->subgroup, i)) return rows->frame->column[rows->subgroup].name;
    for (size_t n = 0; n < rows->needs; n++) {
        if (cell_missing(rows->frame, rows->needed[n], i)) return rows->frame->column[rows->needed[n]].name;
    }
    return NULL;
}

copse_status copse_i_rows_sift(copse_i_rows *rows, copse_i_labels *labels, const copse_i_columns *columns,
                               copse_study_set *set, copse_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < rows->frame->rows; i++) {
        const copse_effect_row *result = &rows->result[i];
        if (result->status == COPSE_EDOM) return impossible(rows, columns, i, err);
        const char *column = missing_column(rows, columns, i);
        if (column && rows->missing_fails) {
            return copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s: missing", rows->frame->source,
                              rows->frame->line[i], column);
        }
        if (!column && result->status == COPSE_OK) {
            rows->keep[rows->kept++] = i;
        } else if (drop(rows, labels, i, column, result->why, set, &capacity) != COPSE_OK) {
            return copse_fail_memory(err);
        }
    }
    return COPSE_OK;
}

static bool any_missing(const copse_i_rows *rows)
{
    for (size_t i = 0; i < rows->frame->rows; i++) {
        if (rows->result[i].status == COPSE_EMISSING) return true;
    }
    return false;
}

/* The columns that count events or people without them, by the measure's family; ends with COPSE_IN_COUNT. */
static const copse_input *counts(copse_family family)
{
    static const copse_input table[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_COUNT};
    static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_X2I, COPSE_IN_COUNT};
    static const copse_input proportion[] = {COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_COUNT};
    static const copse_input rate[] = {COPSE_IN_XI, COPSE_IN_COUNT};
    static const copse_input none[] = {COPSE_IN_COUNT};
    if (family == COPSE_FAMILY_PAIRS) return table;
    if (family == COPSE_FAMILY_RATE) return rate;
    return family == COPSE_FAMILY_TABLE        ? table
           : family == COPSE_FAMILY_RATES      ? rates
           : family == COPSE_FAMILY_PROPORTION ? proportion
                                               : none;
}

/* Counts that are not whole come from weights and imputation, and from percentages taken for counts. */
static void warn_fractions(const copse_i_rows *rows, const copse_i_columns *columns, copse_notes *warnings)
{
    char buf[COPSE_NUMBER_TEXT];
    for (const copse_input *input = counts(rows->measure->family); *input != COPSE_IN_COUNT; input++) {
        const double *x = columns->in[*input];
        for (size_t n = 0; x != NULL && n < rows->kept; n++) {
            const size_t i = rows->keep[n];
            if (isnan(x[i]) || x[i] == floor(x[i])) continue;
            copse_note(warnings,
                       "%s:%zu: column %s: %s is not a whole number; a percentage or a proportion is no count",
                       rows->frame->source, rows->frame->line[i], input_column(columns, *input),
                       copse_format_exact(buf, sizeof buf, x[i]));
            break; /* one a column */
        }
    }
}

void copse_i_warn_dropped(const char *source, const copse_study_set *set, copse_notes *warnings)
{
    enum { NAMED = 10 };
    for (size_t d = 0; d < set->drops && d < NAMED; d++) {
        const copse_dropped *dropped = &set->dropped[d];
        copse_note(warnings, "%s:%zu: %s left out: %s", source, dropped->line, dropped->label, dropped->why);
    }
    if (set->drops > NAMED)
        copse_note(warnings, "%s: and %zu more %s left out", source, set->drops - NAMED,
                   copse_plural(set->drops - NAMED, "row", "rows"));
}

void copse_i_rows_warn(const copse_i_rows *rows, const copse_i_columns *columns, const copse_study_set *set,
                       copse_notes *warnings)
{
    copse_i_warn_dropped(rows->frame->source, set, warnings);
    warn_fractions(rows, columns, warnings);
    if (columns->yi_not_used && any_missing(rows)) {
        copse_note(warnings, "%s: column yi is not used; to take it as the %s where raw numbers are missing, name both",
                   rows->frame->source, rows->measure->title);
    }
}

copse_status copse_i_rows_none(const copse_i_rows *rows, const copse_study_set *set, copse_error *err)
{
    return copse_fail(err, COPSE_ENODATA, "%s: no usable rows: all %zu are left out, the first (line %zu) because %s",
                      rows->frame->source, set->drops, set->dropped[0].line, set->dropped[0].why);
}

void copse_i_rows_free(copse_i_rows *rows)
{
    free(rows->yi);
    free(rows->vi);
    free(rows->ni);
    free(rows->result);
    free(rows->keep);
    free(rows->needed);
    *rows = (copse_i_rows){0};
}
