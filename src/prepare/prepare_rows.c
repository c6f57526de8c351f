/* --fill: each row's missing numbers from its others. */
#include "prepare_filling.h"
#include "prepare_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static copse_status choose(const copse_prepare_opts *values, copse_fill_opts *opts, copse_error *err)
{
    *opts = (copse_fill_opts){.level = values->level,
                              .correlation = values->correlation,
                              .one_sided = values->one_sided,
                              .uncorrected = values->uncorrected,
                              .five = copse_five_opts_default(),
                              .replace = values->replace};
    opts->five.method = values->quartiles;
    opts->five.test = !values->any_skewness;
    for (size_t i = 0; i < values->fill.count; i++) {
        bool known = false;
        for (int f = 0; f < COPSE_FILL_COUNT; f++) {
            const bool all = strcmp(values->fill.item[i], "all") == 0;
            if (!all && strcmp(values->fill.item[i], copse_fill_name((copse_fill)f)) != 0) continue;
            opts->fill[f] = known = true;
        }
        if (!known)
            return copse_fail(err, COPSE_EUSAGE, "--fill: '%s' is none of means, se, table, change, all",
                              values->fill.item[i]);
    }
    return COPSE_OK;
}

enum role { TAKEN, GIVEN };

/* Do the conversions that were asked for take or give this quantity? */
static bool concerns(const copse_fill_opts *opts, size_t q, enum role role)
{
    const copse_conversion *c;
    for (size_t i = 0; (c = copse_conversion_at(i)) != NULL; i++) {
        if (!opts->fill[c->fill]) continue;
        if (role == GIVEN ? copse_i_quantity_listed(c->output, 4, q, c->groups)
                          : copse_i_quantity_listed(c->input, COPSE_CONVERSION_INPUTS, q, c->groups) ||
                                copse_i_quantity_listed(c->option, COPSE_CONVERSION_INPUTS, q, c->groups))
            return true;
    }
    return false;
}

static copse_status read_columns(copse_i_filling *f, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t q = 0; status == COPSE_OK && q < COPSE_QUANTITY_COUNT; q++) {
        const bool given = concerns(&f->opts, q, GIVEN), taken = concerns(&f->opts, q, TAKEN) || q == COPSE_Q_VI;
        if (given || taken)
            status = copse_i_column_read(f->frame, f->columns->name[q], &f->number[q], f->warnings, err);
    }
    return status;
}

/* Is there a conversion of this kind whose columns the file has? */
static bool possible(const copse_i_filling *f, copse_fill fill)
{
    const copse_conversion *c;
    for (size_t i = 0; (c = copse_conversion_at(i)) != NULL; i++) {
        if (c->fill != fill) continue;
        for (size_t g = 0; g < (c->groups ? 3u : 1u); g++) {
            bool all = true;
            for (size_t k = 0; k < COPSE_CONVERSION_INPUTS && c->input[k] != COPSE_QUANTITY_COUNT; k++) {
                const size_t q = c->input[k] < COPSE_Q_ALL_EVENTS ? c->input[k] + g : c->input[k];
                all = all && f->number[q] != NULL;
            }
            if (all) return true;
        }
    }
    return false;
}

static copse_status check_possible(const copse_i_filling *f, bool every, copse_error *err)
{
    bool any = false;
    for (int i = 0; i < COPSE_FILL_COUNT; i++) {
        if (!f->opts.fill[i]) continue;
        const bool can = possible(f, (copse_fill)i);
        any = any || can;
        if (every && !can)
            return copse_fail(err, COPSE_EUSAGE,
                              "%s has no columns that --fill %s could compute anything from: copse convert --methods "
                              "lists them, and --from NAME=COL says which they are",
                              f->frame->source, copse_fill_name((copse_fill)i));
    }
    if (any) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "%s has no columns that --fill could compute anything from: copse convert --methods lists them, "
                      "and --from NAME=COL says which they are",
                      f->frame->source);
}

static copse_status keep_number(copse_i_filling *f, size_t q, size_t row, double x, copse_error *err)
{
    if (f->number[q] == NULL) {
        f->number[q] = copse_alloc(f->frame->rows, sizeof(double));
        if (f->number[q] == NULL) return copse_fail_memory(err);
        for (size_t r = 0; r < f->frame->rows; r++) f->number[q][r] = NAN;
    }
    f->number[q][row] = x;
    f->changed[q] = true;
    return COPSE_OK;
}

static copse_status fill_row(copse_i_filling *f, size_t row, copse_error *err)
{
    double value[COPSE_QUANTITY_COUNT], before[COPSE_QUANTITY_COUNT];
    size_t count = 0;
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++)
        value[q] = before[q] = f->number[q] != NULL ? f->number[q][row] : (double)NAN;
    copse_status status = copse_row_fill(value, &f->opts, f->event, COPSE_FILL_EVENTS, &count, err);
    for (size_t i = 0; status == COPSE_OK && i < count; i++) {
        const copse_filled *e = &f->event[i];
        copse_i_tell_filled(f, row, e, value, before);
        for (size_t k = 0; k < 4 && status == COPSE_OK; k++) {
            if (!e->gave[k]) continue;
            const size_t q = copse_i_filled_quantity(e, e->conversion->output[k]);
            status = keep_number(f, q, row, value[q], err);
        }
    }
    return status;
}

/* Texts among the numbers of a column that is filled in ("n.r.") make room for them; how each row came about keeps them. */
static copse_status keep_texts(const copse_i_filling *f, const char *name, copse_error *err)
{
    size_t index = 0;
    if (!copse_frame_has(f->frame, name)) return COPSE_OK;
    const copse_status status = copse_frame_column(f->frame, name, &index, err);
    if (status != COPSE_OK || f->frame->column[index].number != NULL) return status;
    for (size_t r = 0; r < f->frame->rows; r++) {
        double x = NAN;
        const char *text = f->frame->column[index].text[r];
        if (text == NULL || copse_parse_number(text, strlen(text), '.', &x)) continue;
        copse_text_printf(copse_i_audit_entry(f->audit, r), "%s was '%s'", name, text);
    }
    return COPSE_OK;
}

static copse_status write_columns(const copse_i_filling *f, copse_frame *frame, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t q = 0; status == COPSE_OK && q < COPSE_QUANTITY_COUNT; q++) {
        if (!f->changed[q]) continue;
        status = keep_texts(f, f->columns->name[q], err);
        if (status == COPSE_OK) status = copse_i_column_write(frame, f->columns->name[q], f->number[q], err);
    }
    return status;
}

copse_status copse_i_fill_rows(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame,
                               copse_i_audit *audit, copse_notes *warnings, copse_error *err)
{
    if (values->fill.count == 0) return COPSE_OK;
    copse_i_filling *f = copse_alloc(1, sizeof *f);
    if (f == NULL) return copse_fail_memory(err);
    *f = (copse_i_filling){.columns = columns, .frame = frame, .audit = audit, .warnings = warnings};
    f->blame = copse_alloc(frame->rows, sizeof *f->blame);
    copse_status status = f->blame != NULL ? choose(values, &f->opts, err) : copse_fail_memory(err);
    const bool all = values->fill.count == 1 && strcmp(values->fill.item[0], "all") == 0;
    if (status == COPSE_OK) status = read_columns(f, err);
    if (status == COPSE_OK) status = check_possible(f, !all, err);
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) status = fill_row(f, r, err);
    if (status == COPSE_OK) copse_i_tell_missing(f);
    if (status == COPSE_OK) status = write_columns(f, frame, err);
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) free(f->number[q]);
    free(f->blame);
    free(f);
    return status;
}
