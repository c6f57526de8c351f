/* copse plot influence FILE -o influence.pdf */
#include "commands.h"
#include "plot_subsets.h"
#include "terminal.h"

#include <stddef.h>

struct plot_influence {
    const char *file, *title;
    copse_i_subset_values subset;
};

static copse_status draw(const struct plot_influence *asked, const copse_i_subset_task *t, const copse_influence *in,
                         copse_error *err)
{
    const copse_i_output_values *output = &asked->subset.output;
    const copse_chart_look look = {.title = asked->title};
    const copse_influence_plot plot = {
        .influence = in, .all = &t->task.fit, .label = (const char *const *)t->task.set.label};
    copse_text script = {0};
    copse_status status = copse_plot_influence(&plot, &look, output->output, &script, err);
    if (status == COPSE_ENOTFOUND) status = COPSE_EIO;
    if (status == COPSE_OK) status = copse_i_chart_write(&script, output->output, !output->quiet, err);
    copse_text_free(&script);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    struct plot_influence asked = *(const struct plot_influence *)values;
    copse_status status = copse_i_chart_check_picture(&copse_i_cmd_plot_influence, asked.subset.output.output, err);
    if (status != COPSE_OK) return status;
    copse_i_subset_task task = {0};
    copse_influence influence = {0};
    asked.subset.output.level = 95; /* no interval is shown, and no effect */
    asked.subset.output.transform = COPSE_TRANSFORM_NONE;
    status = copse_i_subset_task_fit(&asked.subset, asked.file, NULL, call, &task, err);
    if (!asked.subset.output.quiet) copse_i_warn(&task.task.warnings);
    if (status == COPSE_OK && task.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK && task.pooling != COPSE_POOLING_INVERSE_VARIANCE)
        status = copse_fail(err, COPSE_EUSAGE,
                            "influence diagnostics are of pooling by inverse variance: plot leave1out "
                            "draws the effect without each study");
    if (status == COPSE_OK) status = copse_influence_fit(&task.data, &task.task.fit, &influence, err);
    if (status == COPSE_OK) status = draw(&asked, &task, &influence, err);
    copse_influence_free(&influence);
    copse_i_subset_task_free(&task);
    return status;
}

#define SUBSET(member) (offsetof(struct plot_influence, subset) + offsetof(copse_i_subset_values, member))
static const copse_i_option LOOK[] = {
    {.name = "title",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "title above the plot",
     .offset = offsetof(struct plot_influence, title)},
};

static const copse_i_option OUTPUT[] = {
    {.name = "output",
     .letter = 'o',
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "the picture: .pdf, .svg, .png, .eps, .tex, or .gp for the gnuplot script",
     .offset = COPSE_I_OUTPUT_OFFSET(output)},
    COPSE_I_OPTION_QUIET("no warnings, and not the path of the picture"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_SUBSET_GROUPS(offsetof(struct plot_influence, subset)),
    COPSE_I_DESIGN_GROUP(SUBSET(moderators)),
    {"Look", LOOK, COPSE_I_COUNT(LOOK), 0},
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), SUBSET(output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot influence @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o influence.pdf",
     "which trials carry the result?"},
    {"copse plot influence @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat' -o influence.svg",
     "of a meta-regression"},
};

const copse_i_command copse_i_cmd_plot_influence = {
    .name = "plot influence",
    .section = "Plots",
    .summary = "influence diagnostics, a row for each study",
    .description = "Draws what copse influence tells: studentised deleted residuals, DFFITS, Cook's distances, "
                   "covariance ratios, the variance between studies and Q without each study, hat values and weights. "
                   "Studies that a flag names are marked.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(struct plot_influence, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct plot_influence),
    .run = run,
};
