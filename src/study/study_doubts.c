#include "study_doubts.h"

#include "study_classes.h"
#include "study_strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct doubter {
    const copse_i_rows *rows;
    const copse_binding *binding;
    const copse_i_columns *columns;
} doubter;

static const char *name_of(const doubter *d, copse_input input)
{
    if (input >= COPSE_IN_COUNT) return ""; /* the whole row is in doubt */
    return d->columns->name[input] ? d->columns->name[input] : copse_input_name(input);
}

/* The number in question as it stands in the file. */
static const char *number_of(const doubter *d, const copse_doubt *doubt, char *buf)
{
    const double *x = doubt->input < COPSE_IN_COUNT ? d->columns->in[doubt->input] : NULL;
    return copse_format_exact(buf, COPSE_NUMBER_TEXT, x ? x[doubt->row] : (double)NAN);
}

static void say_large(const doubter *d, const copse_doubt *doubt, copse_text *text)
{
    copse_text_printf(text, "%s %.3g is above 2 in size; ", d->rows->measure->code, d->rows->yi[doubt->row]);
    if (d->columns->name[COPSE_IN_SD1I]) copse_text_add(text, "are its standard deviations standard errors?");
    else copse_text_add(text, "are its numbers right?");
}

static void say_scale(const doubter *d, const copse_doubt *doubt, const char *number, copse_text *text)
{
    const copse_doubt_opts *scale = &d->binding->doubt;
    const char *name = name_of(d, doubt->input);
    if (doubt->kind == COPSE_DOUBT_GRIM)
        copse_text_printf(text, "no whole-number scores of so many people%s have the mean %s (column %s)",
                          scale->items == 1.0 ? "" : " and items", number, name);
    else if (doubt->kind == COPSE_DOUBT_OUTSIDE)
        copse_text_printf(text, "column %s: %s is outside the scale from %g to %g", name, number, scale->scale_low,
                          scale->scale_high);
    else
        copse_text_printf(text, "column %s: %s is more than scores from %g to %g with that mean can spread", name,
                          number, scale->scale_low, scale->scale_high);
}

static void say(const doubter *d, const copse_doubt *doubt, copse_text *text)
{
    char number[COPSE_NUMBER_TEXT];
    const char *name = name_of(d, doubt->input);
    const size_t other = doubt->other < d->rows->frame->rows ? d->rows->frame->line[doubt->other] : 0;
    (void)number_of(d, doubt, number);
    switch (doubt->kind) {
    case COPSE_DOUBT_LARGE:
        say_large(d, doubt, text);
        return;
    case COPSE_DOUBT_SE_FOR_SD:
        copse_text_printf(text, "column %s: %s is small beside the other standard deviations; is it a standard error?",
                          name, number);
        return;
    case COPSE_DOUBT_OFF_CENTRE:
        copse_text_add(text,
                       "the estimate is not in the middle of its interval; are the three of one analysis and scale?");
        return;
    case COPSE_DOUBT_RATIO_SCALE:
        copse_text_add(text,
                       "the interval is centred on its estimate only after taking logs; give log ratios, not ratios");
        return;
    case COPSE_DOUBT_SIZES:
        copse_text_printf(text, "column %s: %s is not the sum of the two groups", name, number);
        return;
    case COPSE_DOUBT_TWIN_GROUPS:
        copse_text_add(text, "both groups have the same mean, standard deviation and size");
        return;
    case COPSE_DOUBT_TWIN_ROW:
        copse_text_printf(text, "the same numbers as line %zu; is it one trial entered twice?", other);
        return;
    case COPSE_DOUBT_TWIN_ARM:
        copse_text_printf(text, "group %d is a group of line %zu, too; do two rows share people?",
                          doubt->input == COPSE_IN_M1I ? 1 : 2, other);
        return;
    case COPSE_DOUBT_NEAR_ZERO:
        copse_text_printf(text, "column %s: %s is too near zero for its standard error for a ratio of means", name,
                          number);
        return;
    default:
        say_scale(d, doubt, number, text);
    }
}

/* "FILE:LINE: LABEL: what" */
static copse_status describe(const doubter *d, const copse_doubt *doubt, copse_i_labels *labels, copse_text *text)
{
    void *store = NULL;
    const char *label = copse_i_label(labels, doubt->row, &store);
    copse_text_printf(text, "%s:%zu: %s: ", d->rows->frame->source, d->rows->frame->line[doubt->row],
                      label ? label : "");
    say(d, doubt, text);
    const copse_status status = label ? copse_text_status(text) : COPSE_ENOMEM;
    copse_i_strings_free(store);
    return status;
}

static int by_index(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Only rows that become studies are asked about; keep is rising here. Returns how many doubts are left. */
static size_t of_kept_rows(const copse_i_rows *rows, copse_doubt *doubts, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; doubts && i < count; i++) {
        if (bsearch(&doubts[i].row, rows->keep, rows->kept, sizeof *rows->keep, by_index)) doubts[left++] = doubts[i];
    }
    return left;
}

static copse_status report(const doubter *d, const copse_doubt *doubts, size_t count, copse_i_labels *labels,
                           copse_notes *warnings, copse_error *err)
{
    enum { NAMED = 10 };
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < count && i < NAMED; i++) {
        copse_text text = {0};
        status = describe(d, &doubts[i], labels, &text);
        if (status != COPSE_OK) status = copse_fail_memory(err);
        else if (d->binding->strict) status = copse_fail(err, COPSE_EDOM, "%s", copse_text_string(&text));
        else copse_note(warnings, "%s", copse_text_string(&text));
        copse_text_free(&text);
    }
    if (status == COPSE_OK && count > NAMED)
        copse_note(warnings, "%s: and %zu more numbers to check", d->rows->frame->source, count - NAMED);
    return status;
}

static copse_status classify(const copse_i_keys *keys, size_t n, size_t *trial)
{
    size_t count = 0;
    size_t *first = copse_alloc(n, sizeof *first);
    const copse_status status = first ? copse_i_classify(keys, n, NULL, trial, first, &count) : COPSE_ENOMEM;
    free(first);
    return status;
}

/* Rows with one label are of one trial; so are those of one `trial` or `study` where that begins a longer label. */
static copse_status find_trials(const copse_i_rows *rows, copse_i_labels *labels, size_t *trial)
{
    const copse_frame *frame = rows->frame;
    const char *name = labels->columns > 0 ? frame->column[labels->column[0]].name : "";
    if (strcmp(name, "trial") == 0 || strcmp(name, "study") == 0) {
        const copse_i_keys keys = copse_i_column_keys(frame, labels->column[0]);
        return classify(&keys, frame->rows, trial);
    }
    void *store = NULL;
    const char **label = copse_alloc(frame->rows, sizeof *label);
    copse_status status = label ? COPSE_OK : COPSE_ENOMEM;
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) {
        label[i] = copse_i_label(labels, i, &store);
        if (!label[i]) status = COPSE_ENOMEM;
    }
    const copse_i_keys keys = {.text = label};
    if (status == COPSE_OK) status = classify(&keys, frame->rows, trial);
    copse_i_strings_free(store);
    free(label);
    return status;
}

static bool compares_rows(const copse_doubt *doubts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (doubts[i].kind == COPSE_DOUBT_TWIN_ROW || doubts[i].kind == COPSE_DOUBT_TWIN_ARM) return true;
    }
    return false;
}

copse_status copse_i_rows_doubt(const copse_i_rows *rows, const copse_binding *binding, const copse_i_columns *columns,
                                copse_i_labels *labels, copse_notes *warnings, copse_error *err)
{
    const doubter d = {rows, binding, columns};
    const size_t n = rows->frame->rows;
    copse_doubt *doubts = NULL;
    size_t count = 0, *trial = NULL;
    copse_status status = copse_effect_doubts(rows->measure, columns->in, n, NULL, &binding->doubt, rows->yi,
                                              rows->result, &doubts, &count);
    if (status == COPSE_OK && compares_rows(doubts, count)) { /* the labels are needed only then */
        free(doubts);
        doubts = NULL;
        trial = copse_alloc(n, sizeof *trial);
        status = trial ? find_trials(rows, labels, trial) : COPSE_ENOMEM;
        if (status == COPSE_OK)
            status = copse_effect_doubts(rows->measure, columns->in, n, trial, &binding->doubt, rows->yi, rows->result,
                                         &doubts, &count);
    }
    count = of_kept_rows(rows, doubts, count);
    status = status == COPSE_OK ? report(&d, doubts, count, labels, warnings, err) : copse_fail_memory(err);
    free(trial);
    free(doubts);
    return status;
}
