/* copse plot influence FILE -o influence.pdf */
#include "commands.h"
#include "plot_subsets.h"
#include "terminal.h"

#include <stddef.h>

struct plot_influence {
    const char *file, *title, *by;
    bool dfbetas;
    copse_i_subset_values subset;
};

static copse_status draw_groups(const struct plot_influence *asked, const copse_i_subset_task *t,
                                const copse_influence_plot *plot, copse_text *script, copse_error *err)
{
    const copse_chart_look look = {.title = asked->title};
    const copse_study_set *set = &t->task.set;
    copse_group_influence groups = {0};
    copse_status status =
        copse_group_influence_fit(&t->data, &t->task.fit, NULL, set->group, set->levels, &groups, err);
    copse_influence_plot of_groups = *plot;
    of_groups.groups = &groups;
    of_groups.label = (const char *const *)set->level;
    if (status == COPSE_OK) status = copse_plot_influence(&of_groups, &look, asked->subset.output.output, script, err);
    copse_group_influence_free(&groups);
    return status;
}

static copse_status draw(const void *values, copse_i_subset_task *t, copse_text *script, copse_error *err)
{
    const struct plot_influence *asked = values;
    const copse_chart_look look = {.title = asked->title};
    copse_influence influence = {0};
    copse_influence_plot plot = {.all = &t->task.fit,
                                 .label = (const char *const *)t->task.set.label,
                                 .coefficient = t->task.moderators.design.column,
                                 .dfbetas = asked->dfbetas};
    if (t->pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE,
                          "influence diagnostics are of pooling by inverse variance: plot leave1out "
                          "draws the effect without each study");
    if (asked->by != NULL) return draw_groups(asked, t, &plot, script, err);
    copse_status status = copse_influence_fit(&t->data, &t->task.fit, &influence, err);
    plot.influence = &influence;
    if (status == COPSE_OK) status = copse_plot_influence(&plot, &look, asked->subset.output.output, script, err);
    copse_influence_free(&influence);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    struct plot_influence asked = *(const struct plot_influence *)values;
    asked.subset.output.level = 95; /* no interval is shown, and no effect */
    asked.subset.output.transform = COPSE_TRANSFORM_NONE;
    const copse_i_subset_chart chart = {
        .command = &copse_i_cmd_plot_influence, .file = asked.file, .by = asked.by, .subset = &asked.subset};
    return copse_i_subset_chart_run(&chart, draw, &asked, call, err);
}

#define SUBSET(member) (offsetof(struct plot_influence, subset) + offsetof(copse_i_subset_values, member))
static const copse_i_option WHAT[] = {
    {.name = "by",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "a row for each group of studies that share a value of the column, in place of each study",
     .offset = offsetof(struct plot_influence, by)},
    {.name = "dfbetas",
     .kind = COPSE_I_FLAG,
     .help = "with DFBETAS: what each study does to each coefficient, in its standard errors",
     .offset = offsetof(struct plot_influence, dfbetas)},
};

static const copse_i_option LOOK[] = {
    {.name = "title",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "title above the plot",
     .offset = offsetof(struct plot_influence, title)},
};

static const copse_i_group GROUPS[] = {
    COPSE_I_SUBSET_GROUPS(offsetof(struct plot_influence, subset)),
    COPSE_I_DESIGN_GROUP(SUBSET(moderators)),
    {"What is drawn", WHAT, COPSE_I_COUNT(WHAT), 0},
    {"Look", LOOK, COPSE_I_COUNT(LOOK), 0},
    COPSE_I_CHART_PICTURE_GROUP(SUBSET(output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot influence @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o influence.pdf",
     "which trials carry the result?"},
    {"copse plot influence @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat' --dfbetas -o "
     "influence.svg",
     "of a meta-regression, with DFBETAS of its coefficients"},
};

const copse_i_command copse_i_cmd_plot_influence = {
    .name = "plot influence",
    .summary = "influence diagnostics, a row for each study",
    .description =
        "Draws what copse influence tells: studentised deleted residuals, DFFITS, Cook's distances, "
        "covariance ratios, the variance between studies and Q without each study, hat values and weights. "
        "With --by a group of studies is left out at a time: its deleted residuals together, Cook's distance, "
        "covariance ratio, the variance between studies and Q. "
        "What a flag names is marked.",
    COPSE_I_PLOT_FRAME(struct plot_influence, offsetof(struct plot_influence, file)),
};
