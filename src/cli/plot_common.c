#include "plot_common.h"

#include "terminal.h"

#include <stddef.h>

#define AT(member) .offset = offsetof(copse_i_chart_values, member)
const copse_i_option copse_i_chart_look_options[copse_i_chart_look_count] = {
    {.name = "title", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "title above the plot", AT(title)},
    {.name = "x-label", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "label of the horizontal axis", AT(x_label)},
    {.name = "y-label", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "label of the vertical axis", AT(y_label)},
};
#undef AT

const copse_i_option copse_i_chart_output_options[copse_i_chart_output_count] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTION_TRANSFORM,
    COPSE_I_OPTIONS_PICTURE,
};
const copse_i_option copse_i_chart_level_options[copse_i_chart_level_count] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTIONS_PICTURE,
};

copse_chart_look copse_i_chart_look_of(const copse_i_chart_values *look, const copse_i_task *task,
                                       const copse_i_output_values *output)
{
    return (copse_chart_look){.title = look->title,
                              .x_label = look->x_label,
                              .y_label = look->y_label,
                              .transform = copse_i_task_transform(task, output),
                              .settings = copse_i_task_settings(task, output),
                              .measure = task->set.measure,
                              .level = output->level};
}

copse_sensitivity_data copse_i_chart_sensitivity(const copse_i_task *task)
{
    const copse_study_set *set = &task->set;
    return (copse_sensitivity_data){set->yi, set->vi, task->moderators.design.X, set->k, task->fit.p, &task->fit.opts};
}

copse_chart_studies copse_i_chart_studies_of(const copse_i_task *task)
{
    const copse_study_set *set = &task->set;
    return (copse_chart_studies){.k = set->k,
                                 .yi = set->yi,
                                 .vi = set->vi,
                                 .ni = set->ni,
                                 .label = (const char *const *)set->label,
                                 .group = set->group,
                                 .groups = set->levels,
                                 .group_name = (const char *const *)set->level,
                                 .grouping = set->subgroup};
}

copse_status copse_i_chart_check_picture(const copse_i_command *command, const char *picture, copse_error *err)
{
    if (picture == NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s needs -o FILE, such as -o plot.pdf (.svg .png .eps .tex .gp)",
                          command->name);
    return copse_plot_check_ending(picture, err);
}

copse_status copse_i_chart_write(const copse_text *script, const char *picture, bool say, copse_error *err)
{
    copse_text path = {0};
    /* What is to be said is made first: no plot is written that cannot be told of. */
    copse_text_printf(&path, "%s\n", picture);
    copse_status status = copse_text_status(&path) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_plot_render(script, picture, err);
    if (status == COPSE_OK && say) status = copse_i_output(NULL, &path, err);
    copse_text_free(&path);
    return status;
}

copse_status copse_i_chart_deliver(copse_status status, copse_text *script, const char *picture, bool say,
                                   copse_error *err)
{
    /* The data are fine by now: what is not found is a file of the installation. */
    if (status == COPSE_ENOTFOUND) status = COPSE_EIO;
    if (status == COPSE_OK) status = copse_i_chart_write(script, picture, say, err);
    copse_text_free(script);
    return status;
}

static copse_status read_data(const copse_i_chart_task *asked, copse_i_task *task, copse_error *err)
{
    if (asked->moderators == NULL) return copse_i_task_read(asked->file, asked->input, task, err);
    return copse_i_moderators_read(asked->file, asked->input, asked->moderators, task, err);
}

/* Of all studies together: subgroups only show as marks. */
static copse_status pool(const copse_i_chart_task *asked, copse_i_task *task, copse_error *err)
{
    copse_fit_opts opts = copse_fit_opts_default();
    const copse_design *design = &task->moderators.design;
    opts.method = (copse_method)asked->model->method;
    opts.test = (copse_test)asked->model->test;
    if (asked->output->level > 0) opts.level = asked->output->level; /* 0: no option of the command */
    const copse_status status = copse_pool(task->set.yi, task->set.vi, design->X, task->set.k,
                                           design->p > 0 ? design->p : 1, &opts, &task->fit, err);
    task->fitted = status == COPSE_OK;
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    return status;
}

copse_status copse_i_chart_run(const copse_i_chart_task *asked, copse_i_chart_draw *draw, const void *values,
                               copse_error *err)
{
    const char *picture = asked->output->output;
    copse_status status = copse_i_chart_check_picture(asked->command, picture, err);
    if (status != COPSE_OK) return status;
    copse_i_task task = {0};
    copse_text script = {0};
    status = read_data(asked, &task, err);
    if (status == COPSE_OK && asked->model != NULL) status = pool(asked, &task, err);
    if (!asked->output->quiet) copse_i_warn(&task.warnings);
    if (status == COPSE_OK && task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK && !asked->any_scale)
        status = copse_i_task_transform_check(&task, asked->output, false, err);
    if (status == COPSE_OK) {
        const copse_chart_look look = copse_i_chart_look_of(asked->look, &task, asked->output);
        status = draw(values, &task, &look, picture, &script, err);
        status = copse_i_chart_deliver(status, &script, picture, !asked->output->quiet, err);
    }
    copse_i_task_free(&task);
    return status;
}
