#include "plot_subsets.h"

#include "terminal.h"

#include <stddef.h>
#include <stdlib.h>

#define AT(member) .offset = offsetof(copse_i_subset_look_values, member)
const copse_i_option copse_i_subset_look_options[copse_i_subset_look_count] = {
    {.name = "title", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "title above the plot", AT(title)},
    COPSE_I_OPTION_AXIS_LABEL(offsetof(copse_i_subset_look_values, axis_label)),
    COPSE_I_OPTIONS_FAVOURS(offsetof(copse_i_subset_look_values, favours_left),
                            offsetof(copse_i_subset_look_values, favours_right)),
    COPSE_I_OPTION_RANGE(offsetof(copse_i_subset_look_values, range)),
};
#undef AT

const copse_i_option copse_i_subset_picture_options[copse_i_subset_picture_count] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTION_TRANSFORM,
    COPSE_I_OPTION_DIGITS("2"),
    COPSE_I_OPTIONS_PICTURE,
};

static copse_forest_opts forest_opts(const copse_i_subset_task *t, const copse_i_output_values *output,
                                     const copse_i_subset_look_values *look)
{
    copse_forest_opts opts = copse_forest_opts_default(t->task.set.measure);
    opts.title = look->title;
    opts.axis_label = look->axis_label;
    opts.favours_left = look->favours_left;
    opts.favours_right = look->favours_right;
    opts.axis_min = look->range.low;
    opts.axis_max = look->range.high;
    opts.transform = copse_i_task_transform(&t->task, output);
    opts.settings = copse_i_task_settings(&t->task, output);
    opts.digits = output->digits;
    opts.level = output->level;
    return opts;
}

copse_status copse_i_plot_subsets(const copse_i_subset_task *t, const copse_i_subset_values *values,
                                  const copse_i_subset_look_values *look, const char *head, const char *const *name,
                                  const copse_fit **fit, size_t rows, copse_text *script, copse_error *err)
{
    const copse_forest_opts opts = forest_opts(t, &values->output, look);
    const char **kept = copse_alloc(rows, sizeof *kept);
    if (kept == NULL) return copse_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        if (fit[i] == NULL) continue;
        kept[n] = name[i];
        fit[n++] = fit[i];
    }
    const copse_subset_plot plot = {
        .set = &t->task.set, .all = &t->task.fit, .rows = n, .name = kept, .fit = fit, .head = head};
    const copse_status status = copse_plot_subsets(&plot, &opts, values->output.output, script, err);
    free(kept);
    return status;
}

copse_status copse_i_subset_chart_run(const copse_i_subset_chart *asked, copse_i_subset_draw *draw, const void *values,
                                      const copse_i_call *call, copse_error *err)
{
    const copse_i_output_values *output = &asked->subset->output;
    copse_status status = copse_i_chart_check_picture(asked->command, output->output, err);
    if (status != COPSE_OK) return status;
    copse_i_subset_task task = {0};
    copse_text script = {0};
    status = copse_i_subset_task_fit(asked->subset, asked->file, asked->by, call, &task, err);
    if (!output->quiet) copse_i_warn(&task.task.warnings);
    if (status == COPSE_OK && task.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = draw(values, &task, &script, err);
    status = copse_i_chart_deliver(status, &script, output->output, !output->quiet, err);
    copse_i_subset_task_free(&task);
    return status;
}
