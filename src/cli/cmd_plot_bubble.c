/* copse plot bubble FILE -o bubble.pdf */
#include "commands.h"
#include "plot_common.h"

#include "bubble_line.h"

#include <stddef.h>
#include <stdlib.h>

struct plot_bubble {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_bubble_values bubble;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_bubble *plot = values;
    copse_i_bubble_line line = {0};
    copse_status status = copse_i_bubble_line_make(&plot->bubble, look->level, task, &line, err);
    if (status == COPSE_OK) {
        const copse_bubble_data data = {.studies = copse_i_chart_studies_of(task),
                                        .x = line.x,
                                        .weight = task->fit.weight,
                                        .moderator = line.column,
                                        .n = line.n,
                                        .at = line.at,
                                        .fitted = line.fitted,
                                        .lower = line.lower,
                                        .upper = line.upper,
                                        .pi_lower = line.predicted ? line.pi_lower : NULL,
                                        .pi_upper = line.predicted ? line.pi_upper : NULL,
                                        .held = line.others ? "Other moderators: averaged over the studies." : NULL};
        status = copse_plot_bubble(&data, look, picture, script, err);
    }
    copse_i_bubble_line_free(&line);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_bubble *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_bubble, plot), .model = &plot->model,
                                      .moderators = &plot->moderators};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_bubble, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_bubble, model)),
    COPSE_I_DESIGN_GROUP(offsetof(struct plot_bubble, moderators)),
    {"Line", copse_i_bubble_options, copse_i_bubble_count, offsetof(struct plot_bubble, bubble)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_bubble, look)),
    COPSE_I_CHART_OUTPUT_GROUP(offsetof(struct plot_bubble, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot bubble @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat' -o bubble.pdf",
     "the BCG vaccine trials by latitude"},
    {"copse plot bubble @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat + year' --x year -o "
     "bubble.svg",
     "by year, at the mean latitude"},
    {"copse plot bubble @smit2023 --where 'domain == \"personal\"' --mods '~ mean_age' --no-prediction -o bubble.png",
     "peer support by the mean age of the participants"},
};

const copse_i_command copse_i_cmd_plot_bubble = {
    .name = "plot bubble",
    .summary = "bubble plot: a meta-regression along one moderator",
    .description = "Draws the studies' effects against a moderator of --mods, the areas of the marks by their weights, "
                   "with the fitted line, "
                   "its confidence band and the prediction band of true effects. Other moderators, factors too, are "
                   "averaged over the "
                   "studies. The model may bend: '~ poly(year, 2)', '~ rcs(year, 3)'.",
    COPSE_I_PLOT_FRAME(struct plot_bubble, offsetof(struct plot_bubble, file)),
};
