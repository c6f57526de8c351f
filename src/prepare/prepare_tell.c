/* What --fill tells of each row. */
#include "prepare_filling.h"

#include <math.h>
#include <string.h>

bool copse_i_quantity_listed(const copse_quantity *list, size_t n, size_t q, bool groups)
{
    for (size_t i = 0; i < n && list[i] != COPSE_QUANTITY_COUNT; i++) {
        const size_t groups_of = groups && list[i] < COPSE_Q_ALL_EVENTS ? 3 : 1;
        if (q >= (size_t)list[i] && q < (size_t)list[i] + groups_of) return true;
    }
    return false;
}

static void add_number(copse_text *text, double x)
{
    char number[COPSE_NUMBER_TEXT];
    copse_text_add(text, copse_format_significant(number, sizeof number, x, 6));
}

size_t copse_i_filled_quantity(const copse_filled *e, copse_quantity q)
{
    return q < COPSE_Q_ALL_EVENTS ? q + e->group : q;
}

/* "se1i, n1i": what a conversion took. */
static void add_inputs(const copse_i_filling *f, const copse_filled *e, copse_text *text)
{
    const copse_conversion *c = e->conversion;
    const char *comma = "";
    for (size_t i = 0; i < COPSE_CONVERSION_INPUTS && c->input[i] != COPSE_QUANTITY_COUNT; i++, comma = ", ")
        copse_text_printf(text, "%s%s", comma, f->columns->name[copse_i_filled_quantity(e, c->input[i])]);
    for (size_t i = 0; i < COPSE_CONVERSION_INPUTS && c->option[i] != COPSE_QUANTITY_COUNT; i++) {
        if (!e->took[i]) continue;
        copse_text_printf(text, "%s%s", comma, f->columns->name[copse_i_filled_quantity(e, c->option[i])]);
        comma = ", ";
    }
}

static void add_outputs(const copse_i_filling *f, const copse_filled *e, const double *value, const double *before,
                        copse_text *text)
{
    bool first = true;
    for (size_t i = 0; i < 4 && e->conversion->output[i] != COPSE_QUANTITY_COUNT; i++) {
        const size_t q = copse_i_filled_quantity(e, e->conversion->output[i]);
        if (!e->gave[i]) continue;
        copse_text_printf(text, "%s%s: ", first ? "" : ", ", f->columns->name[q]);
        add_number(text, value[q]);
        first = false;
        if (isnan(before[q])) continue;
        copse_text_add(text, " (reported: ");
        add_number(text, before[q]);
        copse_text_add(text, ")");
    }
}

static void tell_done(copse_i_filling *f, size_t row, const copse_filled *e, const double *value, const double *before)
{
    copse_text *text = copse_i_audit_entry(f->audit, row);
    add_outputs(f, e, value, before, text);
    copse_text_add(text, " from ");
    add_inputs(f, e, text);
    const bool cites = e->conversion->cites && e->text[0] != '\0';
    copse_text_printf(text, " (%s%s%s)", cites ? "" : e->conversion->source, cites || e->text[0] == '\0' ? "" : "; ",
                      e->text);
}

/* Remarks that call for a look at the paper. */
static void warn_of_remark(copse_i_filling *f, size_t row, const copse_filled *e)
{
    if (strstr(e->text, "middle") == NULL && strstr(e->text, "opposite") == NULL) return;
    copse_note(f->warnings, "%s:%zu: %s", f->frame->source, f->frame->line[row], e->text);
}

/* Memory that ran short while names were put together is told as one of the warnings would tell it. */
static void finish_names(copse_i_filling *f, copse_text *names)
{
    if (names->failed) f->warnings->failed = true;
    copse_text_free(names);
}

static void tell_failed(copse_i_filling *f, size_t row, const copse_filled *e, const double *value)
{
    copse_text names = {0};
    for (size_t i = 0; i < 4 && e->conversion->output[i] != COPSE_QUANTITY_COUNT; i++) {
        const size_t q = copse_i_filled_quantity(e, e->conversion->output[i]);
        if (!isnan(value[q])) continue;
        copse_text_printf(&names, "%s%s", names.length > 0 ? ", " : "", f->columns->name[q]);
        f->blame[row][q / 64] |= UINT64_C(1) << (q % 64);
    }
    copse_text *text = copse_i_audit_entry(f->audit, row);
    const char *colon = names.length > 0 ? ": " : ""; /* none: an impossible number beside one that served */
    copse_text_printf(text, "%s%snot from ", copse_text_string(&names), colon);
    add_inputs(f, e, text);
    copse_text_printf(text, ": %s", e->text);
    copse_note(f->warnings, "%s:%zu: %s%s%s", f->frame->source, f->frame->line[row], copse_text_string(&names),
               names.length > 0 ? " not filled in: " : "", e->text);
    finish_names(f, &names);
}

void copse_i_tell_filled(copse_i_filling *f, size_t row, const copse_filled *filled, const double *value,
                         const double *before)
{
    if (filled->status != COPSE_OK) {
        tell_failed(f, row, filled, value);
        return;
    }
    tell_done(f, row, filled, value, before);
    warn_of_remark(f, row, filled);
}

/* What a reader will look for: not the sums that come for nothing, and not a correlation. */
static bool sought(const copse_i_filling *f, size_t q)
{
    const copse_conversion *c;
    if (f->number[q] == NULL || (q >= COPSE_Q_R1 && q <= COPSE_Q_R0)) return false;
    for (size_t i = 0; (c = copse_conversion_at(i)) != NULL; i++)
        if (f->opts.fill[c->fill] && !c->simple && copse_i_quantity_listed(c->output, 4, q, c->groups)) return true;
    return false;
}

static bool empty(const copse_i_filling *f, size_t q, size_t row)
{
    if ((f->blame[row][q / 64] >> (q % 64) & 1) != 0 || !isnan(f->number[q][row])) return false;
    return q != COPSE_Q_SEI || f->number[COPSE_Q_VI] == NULL || isnan(f->number[COPSE_Q_VI][row]);
}

void copse_i_tell_missing(copse_i_filling *f)
{
    bool seek[COPSE_QUANTITY_COUNT];
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) seek[q] = sought(f, q);
    for (size_t row = 0; row < f->frame->rows; row++) {
        copse_text names = {0};
        for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++)
            if (seek[q] && empty(f, q, row))
                copse_text_printf(&names, "%s%s", names.length > 0 ? ", " : "", f->columns->name[q]);
        if (names.length > 0) {
            copse_text_printf(copse_i_audit_entry(f->audit, row), "%s: nothing to compute from",
                              copse_text_string(&names));
            copse_note(f->warnings, "%s:%zu: %s not filled in: nothing to compute from", f->frame->source,
                       f->frame->line[row], copse_text_string(&names));
        }
        finish_names(f, &names);
    }
}
