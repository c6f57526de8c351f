/* copse plot leave1out FILE -o leave1out.pdf */
#include "commands.h"
#include "plot_subsets.h"
#include "terminal.h"

#include <stddef.h>
#include <stdlib.h>

struct leave1out {
    const char *file, *by;
    copse_i_subset_values subset;
    copse_i_subset_look_values look;
};

static copse_status draw_rows(const struct leave1out *asked, const copse_i_subset_task *t, const copse_leave_out *left,
                              copse_text *script, copse_error *err)
{
    const copse_study_set *set = &t->task.set;
    const char *const *name = (const char *const *)(asked->by != NULL ? set->level : set->label);
    const copse_fit **fit = copse_alloc(left->count, sizeof(void *));
    if (fit == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < left->count; i++)
        fit[i] = left->without[i].state == COPSE_SUBSET_FITTED ? &left->without[i].fit : NULL;
    const copse_status status =
        copse_i_plot_subsets(t, &asked->subset, &asked->look, "Left out", name, fit, left->count, script, err);
    free(fit);
    return status;
}

static copse_status draw(const void *values, copse_i_subset_task *t, copse_text *script, copse_error *err)
{
    const struct leave1out *asked = values;
    const size_t *group = asked->by != NULL ? t->task.set.group : NULL;
    const size_t groups = asked->by != NULL ? t->task.set.levels : 0;
    copse_leave_out left = {0};
    copse_status status = t->pooling == COPSE_POOLING_INVERSE_VARIANCE
                              ? copse_leave_out_fit(&t->data, group, groups, &left, err)
                              : copse_leave_out_by(copse_i_subset_task_pool, t, t->data.k, group, groups, &left, err);
    if (status == COPSE_OK) status = draw_rows(asked, t, &left, script, err);
    copse_leave_out_free(&left);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct leave1out *asked = values;
    const copse_i_subset_chart chart = {
        .command = &copse_i_cmd_plot_leave1out, .file = asked->file, .by = asked->by, .subset = &asked->subset};
    return copse_i_subset_chart_run(&chart, draw, asked, call, err);
}

static const copse_i_option LEFT_OUT[] = {
    {.name = "by",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "leave out each group of studies that share a value of the column, in place of each study",
     .offset = offsetof(struct leave1out, by)},
};

#define SUBSET(member) (offsetof(struct leave1out, subset) + offsetof(copse_i_subset_values, member))
static const copse_i_group GROUPS[] = {
    {"What is left out", LEFT_OUT, COPSE_I_COUNT(LEFT_OUT), 0},
    COPSE_I_SUBSET_GROUPS(offsetof(struct leave1out, subset)),
    {"Look", copse_i_subset_look_options, copse_i_subset_look_count, offsetof(struct leave1out, look)},
    {"Output", copse_i_subset_picture_options, copse_i_subset_picture_count, SUBSET(output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot leave1out @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o leave1out.pdf",
     "the effect without each trial"},
    {"copse plot leave1out @smit2023 --where 'domain == \"personal\"' --by role -o leave1out.svg",
     "without each role of the peer"},
};

const copse_i_command copse_i_cmd_plot_leave1out = {
    .name = "plot leave1out",
    .summary = "forest plot of the effect without each study, or group",
    .description = "Draws what copse influence tells in its table of fits: a row for each study or group that is left "
                   "out, and below them the effect of all studies.",
    COPSE_I_PLOT_FRAME(struct leave1out, offsetof(struct leave1out, file)),
};
