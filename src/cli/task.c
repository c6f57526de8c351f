#include "task.h"
#include "moderators.h"
#include "pool_counts.h"
#include "pool_weights.h"
#include "prediction_options.h"
#include "task_adjusted.h"
#include "task_measure.h"
#include "task_review.h"

#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

copse_binding copse_i_input_binding(const copse_i_input_values *input)
{
    copse_binding binding = copse_binding_default();
    if (input->measure >= 0) binding.measure = copse_measure_at((size_t)input->measure)->code;
    for (size_t i = 0; i < COPSE_IN_COUNT; i++) binding.column[i] = input->column[i];
    binding.label = input->label.item;
    binding.labels = input->label.count;
    binding.subgroup = input->by != NULL ? input->by : input->subgroup;
    binding.level = input->subgroup_order.item;
    binding.levels = input->subgroup_order.count;
    binding.order = input->order;
    binding.needed = input->needed;
    binding.needs = input->needs;
    binding.effect.add = input->add;
    binding.effect.to = (copse_add_to)input->to;
    binding.effect.drop00 = input->drop00;
    binding.effect.correction = (copse_correction)input->correction;
    if (input->vtype >= 0) binding.effect.vtype = (copse_vtype)input->vtype;
    binding.effect.uncorrected = input->uncorrected;
    binding.doubt.items = input->items;
    binding.doubt.scale_low = input->scale.low;
    binding.doubt.scale_high = input->scale.high;
    binding.no_doubts = input->warn == 1;
    binding.strict = input->strict;
    binding.effect.ci_level = input->ci_level;
    binding.missing_fails = input->missing == 1;
    return binding;
}

static copse_status list_left_out(copse_i_task *a, copse_error *err)
{
    a->left_out = copse_alloc(a->set.drops, sizeof *a->left_out);
    if (a->left_out == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < a->set.drops; i++)
        a->left_out[i] = (copse_left_out){a->set.dropped[i].row, a->set.dropped[i].label, a->set.dropped[i].why};
    return COPSE_OK;
}

/* One order serves many selections, so a level that no study has is no fault; one that is nearly a level's name is. */
static void warn_of_misspelt_levels(const copse_i_input_values *input, copse_i_task *task)
{
    const copse_study_set *set = &task->set;
    for (size_t i = 0; i < input->subgroup_order.count; i++) {
        const char *name = input->subgroup_order.item[i];
        bool found = false;
        for (size_t l = 0; !found && l < set->levels; l++) found = strcmp(set->level[l], name) == 0;
        const char *near = found ? NULL : copse_nearest(name, (const char *const *)set->level, set->levels);
        if (near != NULL)
            copse_note(&task->warnings, "--subgroup-order: no study has %s '%s'; did you mean '%s'?", set->subgroup,
                       name, near);
    }
}

copse_status copse_i_task_read(const char *file, const copse_i_input_values *input, copse_i_task *task,
                               copse_error *err)
{
    if (input->subgroup == NULL && input->subgroup_order.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--subgroup-order needs --subgroup");
    task->correction = (copse_correction)input->correction;
    copse_status status = copse_i_task_source(file, input, task, err);
    const char *where = input->source.where;
    if (status == COPSE_OK && where != NULL) status = copse_i_source_keep(where, &task->file, &task->kept, err);
    if (status != COPSE_OK) return status;
    copse_binding binding = copse_i_input_binding(input);
    status = copse_i_review_binding(input, task, &binding, err);
    if (status == COPSE_OK) copse_i_program_binding(input, task, &binding);
    if (status != COPSE_OK) return status;
    const copse_frame *frame = where != NULL ? &task->kept : &task->file;
    status = copse_i_dependent_bind(frame, &binding, &input->dependent, &task->set, &task->warnings, err);
    if (status != COPSE_OK) return status;
    copse_i_warn_of_adjusted(frame, &binding, &task->set, &task->warnings);
    if (task->set.group != NULL) warn_of_misspelt_levels(input, task);
    return list_left_out(task, err);
}

copse_status copse_i_prediction_check(const copse_i_model_values *model, copse_error *err)
{
    const int method = model->method;
    if ((method != COPSE_METHOD_EE && method != COPSE_METHOD_FE) || model->pi <= COPSE_PI_METAFOR) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--prediction: method %s has no variance between studies",
                      copse_method_code((copse_method)method));
}

copse_status copse_i_task_tau2(const copse_i_model_values *model, copse_i_task *task, copse_fit_opts *opts,
                               copse_error *err)
{
    const copse_study_set *set = &task->set;
    opts->setup = model->setup;
    if (model->fixed) opts->tau2 = model->fixed_tau2;
    bool sizes = set->ni != NULL && opts->method == COPSE_METHOD_RB;
    for (size_t i = 0; sizes && i < set->k; i++) sizes = isfinite(set->ni[i]);
    if (sizes) opts->setup.size = set->ni;
    if (model->weight_column == NULL) return COPSE_OK;
    const double *numbers = NULL;
    const copse_status status = copse_frame_numbers(&task->file, model->weight_column, &numbers, err);
    if (status != COPSE_OK) return status;
    if (set->effects != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-weights by a column: its rows are combined into studies");
    if (task->tau2_weight == NULL) { /* else it was read before, and others have it */
        task->tau2_weight = copse_alloc(set->k, sizeof *task->tau2_weight);
        if (task->tau2_weight == NULL) return copse_fail_memory(err);
        for (size_t i = 0; i < set->k; i++) task->tau2_weight[i] = numbers[set->row[i] - 1];
    }
    opts->setup.weighting = COPSE_TAU2_WEIGHTS_GIVEN;
    opts->setup.weight = task->tau2_weight;
    return COPSE_OK;
}

copse_status copse_i_task_fit(const copse_i_model_values *model, double level, copse_i_task *task, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const copse_pooling pooling = copse_i_pooling_of(model->method);
    if (pooling != COPSE_POOLING_INVERSE_VARIANCE) {
        copse_counts_opts counts = copse_counts_opts_default();
        counts.level = level;
        return copse_i_counts_fit(pooling, &model->counts, &counts, task, err);
    }
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = (copse_method)model->method;
    opts.test = (copse_test)model->test;
    opts.level = level;
    opts.pi = (copse_pi)model->pi;
    copse_status status = copse_i_task_tau2(model, task, &opts, err);
    if (status != COPSE_OK) return status;
    if (model->tau2 >= 0 && set->group == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--tau2 needs --subgroup: it says how subgroups share the variance");
    const copse_tau2_mode mode = model->tau2 < 0 ? COPSE_TAU2_SEPARATE : (copse_tau2_mode)model->tau2;
    if (copse_i_weights_pooling(&model->weights) != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_i_weights_fit(&model->weights, &opts, mode, task, err);
    const copse_design *design = &task->moderators.design;
    const size_t p = design->p > 0 ? design->p : 1;
    status = copse_pool(set->yi, set->vi, design->X, set->k, p, &opts, &task->fit, err);
    task->fitted = status == COPSE_OK;
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    if (status != COPSE_OK || set->group == NULL) return status;
    status =
        copse_pool_subgroups(set->yi, set->vi, set->group, set->k, set->levels, &opts, mode, &task->subgroups, err);
    task->grouped = status == COPSE_OK;
    if (!task->grouped) copse_i_name_level(set, err);
    return status;
}

copse_fit_opts copse_i_task_fit_opts(const copse_i_task *task)
{
    copse_fit_opts opts = task->fit.opts;
    if (task->as > 0 && isnan(task->program_settings.fit.tau2)) opts.tau2 = NAN;
    return opts;
}

void copse_i_name_level(const copse_study_set *set, copse_error *err)
{
    if (err == NULL) return;
    for (size_t l = 0; l < set->levels; l++) {
        char number[32];
        const int n = snprintf(number, sizeof number, "level %zu: ", l + 1);
        if (n <= 0 || strncmp(err->text, number, (size_t)n) != 0) continue;
        copse_error named = {0};
        (void)copse_fail(&named, err->status, "%s '%s': %s", set->subgroup != NULL ? set->subgroup : "level",
                         set->level[l], err->text + n);
        *err = named;
        return;
    }
}

copse_render_opts copse_i_render_opts(const copse_i_output_values *output)
{
    const bool standard = output->output == NULL || strcmp(output->output, "-") == 0;
    return (copse_render_opts){.format = (copse_format)output->format, .bold = standard && copse_i_terminal_bold()};
}

copse_transform copse_i_task_transform(const copse_i_task *task, const copse_i_output_values *output)
{
    if (output->transform >= 0) return (copse_transform)output->transform;
    if (task->analysis != NULL && task->analysis->settings.log) return COPSE_TRANSFORM_EXP;
    return task->set.measure->transform;
}

copse_transform_settings copse_i_task_settings(const copse_i_task *task, const copse_i_output_values *output)
{
    return (copse_transform_settings){.control_risk = output->control_risk,
                                      .sd = output->sd,
                                      .scale = copse_measure_scale(task->set.measure),
                                      .wanted = output->wanted};
}

/* A mean over the distribution of true effects needs such a distribution. */
static copse_status check_mean(const copse_i_task *task, copse_transform transform, copse_error *err)
{
    const char *name = copse_transform_name(transform), *plain = copse_transform_name(copse_transform_plain(transform));
    if (!copse_transform_is_mean(transform)) return COPSE_OK;
    if (!task->fitted)
        return copse_fail(err, COPSE_EUSAGE,
                          "transform %s is a mean over the true effects of a fitted model; single trials have %s", name,
                          plain);
    if (!copse_fit_is_random(&task->fit))
        return copse_fail(err, COPSE_EUSAGE,
                          "transform %s is a mean over the true effects of a random-effects model; method %s has %s",
                          name, copse_fit_method_code(&task->fit), plain);
    if (task->fit.k < 2)
        return copse_fail(err, COPSE_EUSAGE, "transform %s needs the variance between studies, which one study has not",
                          name);
    return COPSE_OK;
}

copse_status copse_i_task_transform_check(const copse_i_task *task, const copse_i_output_values *output,
                                          bool interval_pieces, copse_error *err)
{
    const copse_transform transform = copse_i_task_transform(task, output);
    copse_transform_settings settings = copse_i_task_settings(task, output);
    copse_status status = copse_transform_check(transform, task->set.measure, &settings, err);
    if (status == COPSE_OK) status = check_mean(task, transform, err);
    if (status == COPSE_OK && !interval_pieces && transform == COPSE_TRANSFORM_NNT)
        return copse_fail(
            err, COPSE_EUSAGE,
            "transform nnt has no axis and no order: it passes through infinity where there is no effect; "
            "use rd, or copse pool");
    return status;
}

copse_pooled copse_i_task_pooled(const copse_i_task *task, const char *command, const copse_i_output_values *output)
{
    const copse_study_set *set = &task->set;
    return (copse_pooled){
        .command = command,
        .file = task->file.source,
        .sha256 = task->file.sha256,
        .rows = task->file.file_rows,
        .measure = set->measure,
        .transform = copse_i_task_transform(task, output),
        .settings = copse_i_task_settings(task, output),
        .k = set->k,
        .label = (const char *const *)set->label,
        .yi = set->yi,
        .vi = set->vi,
        .ni = set->ni,
        .row = set->row,
        .left_out = task->left_out,
        .left_outs = set->drops,
        .effects = set->effects,
        .merged = set->merged,
        .merges = set->merges,
        .fit = task->fitted ? &task->fit : NULL,
        .choices = task->choices,
        .calibration = task->calibration,
        .calibration_state = task->calibration_state,
        .subgroup = set->subgroup,
        .level = (const char *const *)set->level,
        .group = set->group,
        .subgroups = task->grouped ? &task->subgroups : NULL,
        .warnings = &task->warnings,
        .digits = output->digits,
        .level_percent = output->level,
        .moderators = task->moderators.formula != NULL ? &task->moderators.shown : NULL,
        .predictions = task->moderators.predicted.rows > 0 ? &task->moderators.predicted : NULL,
        .residuals = task->residuals,
        .tau2_bounds = task->tau2_bounds,
        .tau2_boot = task->tau2_boot,
        .tau2_boots = task->tau2_boots,
        .blups = task->blups,
        .glmm = task->counted ? &task->glmm : NULL,
        .glmm_levels = task->glmm_levels,
        .regression = task->regression.any ? &task->regression.shown : NULL,
        .program_settings = task->as > 0 ? &task->program_settings : NULL,
        .program = task->as > 0 ? (copse_program)(task->as - 1) : COPSE_PROGRAM_COUNT,
        .table_tests = task->tested ? &task->tests : NULL,
        .boot = task->boot,
        .boots = task->boots,
        .beyond = task->beyond,
        .beyonds = task->beyonds,
    };
}

copse_status copse_i_task_report(const copse_i_task *task, const char *command, const copse_i_output_values *output,
                                 copse_status (*report)(const copse_pooled *, const copse_render_opts *, copse_text *,
                                                        copse_error *),
                                 copse_error *err)
{
    const copse_pooled pooled = copse_i_task_pooled(task, command, output);
    const copse_render_opts opts = copse_i_render_opts(output);
    copse_text text = {0};
    copse_status status = task->warnings.failed ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK) status = copse_i_task_transform_check(task, output, true, err);
    if (status == COPSE_OK) status = report(&pooled, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    return status;
}

void copse_i_task_free(copse_i_task *task)
{
    copse_i_prediction_free(task);
    copse_i_moderators_free(&task->moderators);
    copse_i_regression_state_free(&task->regression);
    free(task->residuals);
    free(task->tau2_weight);
    free(task->tau2_bounds);
    free(task->tau2_boot);
    free(task->blups);
    free(task->glmm_levels);
    copse_subgroups_free(&task->subgroups);
    copse_fit_free(&task->fit);
    free(task->left_out);
    copse_study_set_free(&task->set);
    copse_notes_free(&task->warnings);
    copse_review_free(&task->review);
    copse_frame_free(&task->kept);
    copse_frame_free(&task->file);
    *task = (copse_i_task){0};
}
