/* pool --as and --compare-as. */
#include "program_settings.h"

#include <stdlib.h>
#include <string.h>

/* Another reading of the same file; what --compare and --scale-mods prepared is still theirs. */
static void start_again(copse_i_task *task)
{
    const copse_i_regression prepared = task->regression;
    task->regression = (copse_i_regression){0};
    copse_i_task_free(task);
    task->regression = prepared;
}

/* Effect sizes under the settings; what the options of effects cannot say is adjusted. The measure is known once the data
 * is read, so that the data may have to be read again with other options. */
static copse_status read_as(const copse_i_program_call *of, const copse_program_settings *settings, copse_i_task *task,
                            copse_error *err)
{
    copse_i_input_values input = *of->input;
    input.as_program = of->values->as + 1;
    copse_status status = copse_i_moderators_read(of->file, &input, of->moderators, task, err);
    if (status != COPSE_OK) return status;
    const copse_effect_opts opts = copse_program_effect_opts(settings, task->set.measure), asked = settings->effect;
    if (opts.vtype != asked.vtype || opts.drop00 != asked.drop00 || opts.to != asked.to) {
        start_again(task);
        input.drop00 = opts.drop00;
        input.to = (int)opts.to;
        input.vtype = opts.vtype < COPSE_VTYPE_COUNT ? (int)opts.vtype : -1;
        status = copse_i_moderators_read(of->file, &input, of->moderators, task, err);
        if (status != COPSE_OK) return status;
    }
    copse_study_set *set = &task->set;
    const double *in[COPSE_IN_COUNT];
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) in[c] = set->effects == NULL ? set->input[c] : NULL;
    return copse_program_adjust(settings, set->measure, in, set->k, set->yi, set->vi, err);
}

static copse_status check_tau2(const copse_i_program_call *of, const copse_i_task *task, copse_error *err)
{
    if (of->model->tau2 < 0 || task->set.group != NULL) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--tau2 needs --subgroup: it says how subgroups share the variance");
}

copse_status copse_i_program_fit_set(const copse_program_settings *settings, int tau2, copse_i_task *task,
                                     copse_error *err)
{
    const copse_study_set *set = &task->set;
    const copse_design *design = &task->moderators.design;
    const double *in[COPSE_IN_COUNT];
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) in[c] = set->effects == NULL ? set->input[c] : NULL;
    const copse_program_trials trials = {.measure = set->measure,
                                         .in = in,
                                         .yi = set->yi,
                                         .vi = set->vi,
                                         .X = design->p > 0 ? design->X : NULL,
                                         .k = set->k,
                                         .p = design->p > 0 ? design->p : 1};
    copse_status status = copse_program_fit(settings, &trials, &task->fit, &task->tests, err);
    task->fitted = status == COPSE_OK;
    if (status != COPSE_OK) return status;
    task->tested = task->fit.pooling != COPSE_POOLING_INVERSE_VARIANCE;
    if (set->group == NULL) return COPSE_OK;
    const copse_tau2_mode mode = tau2 < 0 ? COPSE_TAU2_SEPARATE : (copse_tau2_mode)tau2;
    status = copse_program_fit_subgroups(settings, &trials, set->group, set->levels, mode, &task->subgroups, err);
    task->grouped = status == COPSE_OK;
    if (!task->grouped) copse_i_name_level(set, err);
    return status;
}

copse_status copse_i_program_fit(const copse_i_program_call *of, copse_i_task *task, copse_error *err)
{
    copse_program_settings settings = copse_i_settings_in_force(of);
    copse_status status = copse_i_settings_check(of, err);
    if (status == COPSE_OK) status = read_as(of, &settings, task, err);
    if (status == COPSE_OK) status = check_tau2(of, task, err);
    if (status == COPSE_OK) status = copse_i_settings_tau2(of, task, &settings, err);
    if (status != COPSE_OK) return status;
    status = copse_i_program_fit_set(&settings, of->model->tau2, task, err);
    if (task->fitted) {
        task->program_settings = settings;
        task->as = of->values->as + 1;
    }
    if (status == COPSE_OK) status = copse_i_moderators_test(of->moderators, task, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    return status;
}

/* ------------------------------------------------------------------------------------------------ comparison */

typedef struct comparison {
    copse_compared *row;
    copse_error *why;       /* one a row */
    copse_program *program; /* likewise; COUNT: copse's own settings */
    size_t rows;
} comparison;

static copse_status add_row(copse_program program, const char *name, const char *text,
                            const copse_program_settings *settings, comparison *out)
{
    out->program[out->rows] = program;
    out->row[out->rows++] = (copse_compared){.name = name, .text = text, .settings = *settings};
    return COPSE_OK;
}

static copse_status add_program(const char *code, const copse_program_settings *asked, comparison *out,
                                copse_error *err)
{
    copse_program program;
    copse_program_settings its = *asked;
    if (copse_program_find(code, &program) != COPSE_OK)
        return copse_fail(
            err, COPSE_EUSAGE,
            "--compare-as: no program '%s'; there are metafor, meta, revman, revman5, stata, cma, and all", code);
    copse_program_apply(program, &its);
    return add_row(program, copse_program_code(program), copse_program_text(program), &its, out);
}

/* The first row is what is in force. */
static copse_status list_rows(const copse_i_program_call *of, comparison *out, copse_error *err)
{
    const copse_program_settings asked = copse_i_settings_asked(of), force = copse_i_settings_in_force(of);
    const copse_i_list *list = &of->values->compare;
    const char *first = of->values->as >= 0 ? copse_program_code((copse_program)of->values->as) : "copse";
    const size_t most = 1 + list->count * COPSE_PROGRAM_COUNT;
    out->row = copse_alloc(most, sizeof *out->row);
    out->why = copse_alloc(most, sizeof *out->why);
    out->program = copse_alloc(most, sizeof *out->program);
    if (out->row == NULL || out->why == NULL || out->program == NULL) return copse_fail_memory(err);
    copse_status status = add_row(COPSE_PROGRAM_COUNT, first, "the settings in force", &force, out);
    for (size_t i = 0; i < list->count && status == COPSE_OK; i++) {
        if (strcmp(list->item[i], "all") != 0) {
            status = add_program(list->item[i], &asked, out, err);
            continue;
        }
        for (copse_program p = 0; p < COPSE_PROGRAM_COUNT && status == COPSE_OK; p++)
            if ((int)p != of->values->as) status = add_program(copse_program_code(p), &asked, out, err);
    }
    return status;
}

/* A program that cannot pool these data has a reason in place of numbers; the first row must have numbers. */
static copse_status pool_row(const copse_i_program_call *of, copse_i_task *task, size_t i, comparison *out)
{
    const copse_study_set *set = &task->set;
    const copse_design *design = &task->moderators.design;
    const double *in[COPSE_IN_COUNT], *X = design->p > 0 ? design->X : NULL;
    const size_t p = design->p > 0 ? design->p : 1;
    copse_compared *row = &out->row[i];
    copse_error *why = &out->why[i];
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) in[c] = set->input[c];
    copse_status status = copse_i_settings_tau2(of, task, &row->settings, why);
    if (status == COPSE_OK && X != NULL && i > 0 && !copse_program_has_moderators(out->program[i]))
        return copse_fail(why, COPSE_ENOTCOMPUTABLE, "the program has no meta-regression");
    if (status == COPSE_OK)
        status = copse_program_pool(&row->settings, set->measure, in, X, set->k, p, &row->numbers, why);
    if (status == COPSE_OK && i > 0)
        status = copse_program_explain(&out->row[0].settings, &row->settings, set->measure, in, X, set->k, p,
                                       row->moves, why);
    return status;
}

static copse_status pool_rows(const copse_i_program_call *of, copse_i_task *task, comparison *out, copse_error *err)
{
    for (size_t i = 0; i < out->rows; i++) {
        const copse_status status = pool_row(of, task, i, out);
        if (status == COPSE_OK) continue;
        if (i == 0 || status == COPSE_ENOMEM) return copse_fail(err, status, "%s", out->why[i].text);
        out->row[i].why = out->why[i].text;
    }
    return COPSE_OK;
}

/* Read with every table kept: each program leaves out what it does not take. */
static copse_status read_all(const copse_i_program_call *of, copse_i_task *task, copse_error *err)
{
    copse_i_input_values input = *of->input;
    input.drop00 = false;
    input.as_program = of->values->as + 1;
    const copse_status status = copse_i_moderators_read(of->file, &input, of->moderators, task, err);
    if (status != COPSE_OK || task->set.effects == NULL) return status;
    return copse_fail(err, COPSE_EUSAGE, "--compare-as takes trials of one row: rows were combined");
}

static copse_status report(const copse_i_program_call *of, const copse_i_task *task, const comparison *rows,
                           copse_error *err)
{
    const copse_pooled pooled = copse_i_task_pooled(task, "pool", of->output);
    const copse_render_opts opts = copse_i_render_opts(of->output);
    copse_text text = {0};
    copse_status status = copse_report_compared(&pooled, rows->row, rows->rows, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(of->output->output, &text, err);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_programs_compare(const copse_i_program_call *of, copse_i_task *task, copse_error *err)
{
    comparison rows = {0};
    copse_status status = copse_i_settings_check(of, err);
    if (status == COPSE_OK) status = list_rows(of, &rows, err);
    if (status == COPSE_OK) status = read_all(of, task, err);
    if (status == COPSE_OK && !of->output->quiet) copse_i_warn(&task->warnings);
    if (status == COPSE_OK) {
        status = pool_rows(of, task, &rows, err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    }
    if (status == COPSE_OK) status = report(of, task, &rows, err);
    for (size_t i = 0; i < rows.rows; i++) copse_program_numbers_free(&rows.row[i].numbers);
    free(rows.row);
    free(rows.why);
    free(rows.program);
    return status;
}
