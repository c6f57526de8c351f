/* Reading the tables of a protocol, and finding what it names in them. Every error names the protocol's line. */
#include "input_columns.h"

#include <stdlib.h>
#include <string.h>

size_t copse_i_row_index(const copse_i_run *run, size_t file_row)
{
    size_t low = 0, high = run->data.rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (run->data.row[middle] < file_row) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* A table: "@name[/table]", or a path that starts from the protocol's own folder. */
static copse_status read_table(const copse_i_run *run, copse_i_string where, const copse_frame_opts *opts,
                               copse_frame *frame, copse_error *err)
{
    const char *own = run->protocol->path;
    const char *slash = strrchr(own, '/');
    copse_text path = {0};
    if (where.text[0] != '@' && where.text[0] != '/') {
        if (slash != NULL) copse_text_add_bytes(&path, own, (size_t)(slash - own) + 1);
        else copse_text_add(&path, "./");
    }
    copse_text_add(&path, where.text);
    copse_status status = copse_text_status(&path) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_frame_read(path.bytes, opts, frame, err);
    copse_text_free(&path);
    return status == COPSE_OK ? COPSE_OK : copse_i_at_line(run, where.line, err);
}

static copse_status evaluate(const copse_i_run *run, const copse_frame *frame, copse_i_string where, bool *keep,
                             copse_error *err)
{
    if (where.line == 0) {
        for (size_t i = 0; i < frame->rows; i++) keep[i] = true;
        return COPSE_OK;
    }
    return copse_frame_where(frame, where.text, keep, err) == COPSE_OK ? COPSE_OK
                                                                       : copse_i_at_line(run, where.line, err);
}

/* Which rows meet which criterion and belong to which outcome. */
static copse_status evaluate_rows(copse_i_run *run, copse_error *err)
{
    const size_t rows = run->data.rows, criteria = run->spec->eligibility.count, outcomes = run->spec->outcomes.count;
    copse_status status = COPSE_OK;
    run->criterion = copse_alloc(criteria * rows, sizeof *run->criterion);
    run->belongs = copse_alloc(outcomes * rows, sizeof *run->belongs);
    if (run->criterion == NULL || run->belongs == NULL) return copse_fail_memory(err);
    for (size_t c = 0; status == COPSE_OK && c < criteria; c++) {
        const copse_i_criterion *criterion = copse_i_criterion_at(run->spec, c);
        status = copse_i_need_column(run, &run->data, criterion->detail, err);
        if (status == COPSE_OK) status = evaluate(run, &run->data, criterion->where, run->criterion + c * rows, err);
    }
    for (size_t o = 0; status == COPSE_OK && o < outcomes; o++) {
        const copse_i_outcome *outcome = copse_i_outcome_at(run->spec, o);
        bool any = false;
        status = evaluate(run, &run->data, outcome->where, run->belongs + o * rows, err);
        for (size_t i = 0; i < rows; i++) any = any || copse_i_belongs(run, o, i);
        if (status == COPSE_OK && !any)
            return copse_fail(err, COPSE_ENODATA, "%s:%zu: outcome '%s' has no trials: no row of %s meets '%s'",
                              run->protocol->name, outcome->where.line > 0 ? outcome->where.line : outcome->line,
                              outcome->name.text, run->spec->data.text, copse_i_or(outcome->where, "true"));
    }
    return status;
}

/* Names of trials and labels, once for all analyses. */
static copse_status name_rows(copse_i_run *run, copse_error *err)
{
    const copse_frame *data = &run->data;
    char buf[COPSE_NUMBER_TEXT];
    size_t trial = 0;
    copse_status status = copse_frame_column(data, run->spec->trial.text, &trial, err);
    if (status != COPSE_OK) return status;
    run->trial = copse_alloc(data->rows, sizeof *run->trial);
    run->label = copse_alloc(data->rows, sizeof *run->label);
    if (run->trial == NULL || run->label == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < data->rows; i++) {
        const char *name = copse_frame_cell(data, trial, i, buf, sizeof buf);
        copse_text label = {0};
        run->trial[i] = copse_copy(name);
        for (size_t j = 0; status == COPSE_OK && j < run->spec->label.count; j++) {
            size_t column = 0;
            status = copse_frame_column(data, run->spec->label.text[j], &column, err);
            const char *part = status == COPSE_OK ? copse_frame_cell(data, column, i, buf, sizeof buf) : NULL;
            if (part != NULL) copse_text_printf(&label, "%s%s", label.length > 0 ? " " : "", part);
        }
        if (label.length == 0 && run->trial[i] != NULL) copse_text_add(&label, run->trial[i]);
        if (label.length == 0) copse_text_printf(&label, "row %zu", data->row[i]);
        run->label[i] = copse_copy(copse_text_string(&label));
        const bool failed =
            copse_text_status(&label) != COPSE_OK || run->label[i] == NULL || (name != NULL && run->trial[i] == NULL);
        copse_text_free(&label);
        if (status != COPSE_OK) return status;
        if (failed) return copse_fail_memory(err);
    }
    return COPSE_OK;
}

static copse_status check_sensitivity_where(const copse_i_run *run, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < run->spec->sensitivity.count; i++)
        status = copse_i_check_where(run, &run->data, copse_i_sensitivity_at(run->spec, i)->also, err);
    return status;
}

static copse_status read_described(copse_i_run *run, copse_error *err)
{
    const size_t n = run->spec->described.count;
    run->described = copse_alloc(n, sizeof *run->described);
    if (run->described == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const copse_i_described *entry = copse_i_described_at(run->spec, i);
        copse_frame *frame = &run->described[i];
        copse_status status = read_table(run, entry->table, NULL, frame, err);
        if (status == COPSE_OK) status = copse_i_need_column(run, frame, entry->label, err);
        if (status == COPSE_OK) status = copse_i_need_column(run, frame, entry->reason, err);
        if (status == COPSE_OK) status = copse_i_need_columns(run, frame, &entry->columns, err);
        if (status == COPSE_OK) status = copse_i_check_where(run, frame, entry->where, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

static copse_status read_published(copse_i_run *run, copse_error *err)
{
    const copse_i_published *published = &run->spec->published;
    copse_frame *frame = &run->published;
    if (published->line == 0) return COPSE_OK;
    copse_status status = read_table(run, published->table, NULL, frame, err);
    const copse_i_string texts[] = {published->label, published->outcome, published->subgroup, published->measure};
    const copse_i_string numbers[] = {published->sign,     published->estimate, published->ci_lower,
                                      published->ci_upper, published->I2,       published->k};
    for (size_t i = 0; status == COPSE_OK && i < sizeof texts / sizeof *texts; i++)
        status = copse_i_need_column(run, frame, texts[i], err);
    for (size_t i = 0; status == COPSE_OK && i < sizeof numbers / sizeof *numbers; i++)
        status = copse_i_need_numbers(run, frame, numbers[i], err);
    if (status == COPSE_OK) status = copse_i_check_where(run, frame, published->where, err);
    return status;
}

/* The data, written as the protocol says. */
static copse_status read_data(copse_i_run *run, copse_error *err)
{
    const copse_i_spec *spec = run->spec;
    copse_frame_opts opts = copse_frame_opts_default();
    if (spec->encoding.line > 0) opts.encoding = spec->encoding.text;
    if (spec->decimal.line > 0) opts.decimal = spec->decimal.text[0];
    if (spec->decimal.line > 0 && strcmp(spec->decimal.text, ".") != 0 && strcmp(spec->decimal.text, ",") != 0)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: decimal is '.' or ','", run->protocol->name, spec->decimal.line);
    return read_table(run, spec->data, &opts, &run->data, err);
}

copse_status copse_i_inputs_read(copse_i_run *run, copse_error *err)
{
    copse_status status = read_data(run, err);
    if (status == COPSE_OK) status = copse_i_check_top_columns(run, err);
    if (status == COPSE_OK) status = copse_i_check_outcome_columns(run, err);
    if (status == COPSE_OK) status = evaluate_rows(run, err);
    if (status == COPSE_OK) status = check_sensitivity_where(run, err);
    if (status == COPSE_OK) status = copse_i_check_multiverse_columns(run, err);
    if (status == COPSE_OK) status = name_rows(run, err);
    if (status == COPSE_OK) status = read_described(run, err);
    if (status == COPSE_OK) status = read_published(run, err);
    return status;
}
