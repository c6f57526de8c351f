/* copse plot radial FILE -o radial.pdf */
#include "commands.h"
#include "plot_common.h"

#include <stddef.h>

struct plot_radial {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    struct radial {
        bool centred;
    } radial;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_radial *plot = values;
    const copse_coefficient *mu = &task->fit.coef[0];
    const double tau2 = copse_fit_is_random(&task->fit) ? task->fit.het.tau2 : 0;
    const copse_radial_data data = {.studies = copse_i_chart_studies_of(task),
                                    .tau2 = tau2 > 0 ? tau2 : 0,
                                    .centre = plot->radial.centred ? mu->estimate : 0,
                                    .estimate = mu->estimate,
                                    .lower = mu->ci.lower,
                                    .upper = mu->ci.upper};
    return copse_plot_radial(&data, look, picture, script, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_radial *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_radial, plot), .model = &plot->model};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_option RADIAL[] = {
    {.name = "center",
     .kind = COPSE_I_FLAG,
     .help = "z about the pooled effect, which is then the horizontal line",
     .offset = offsetof(struct radial, centred)},
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_radial, input)),
    COPSE_I_CHART_SUBGROUP_GROUP(offsetof(struct plot_radial, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_radial, model)),
    {"Radial plot", RADIAL, COPSE_I_COUNT(RADIAL), offsetof(struct plot_radial, radial)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_radial, look)),
    COPSE_I_CHART_OUTPUT_GROUP(offsetof(struct plot_radial, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot radial @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --method EE -o radial.pdf",
     "the BCG vaccine trials"},
    {"copse plot radial @smit2023 --where 'domain == \"personal\"' --subgroup role --center -o radial.svg",
     "peer support, about the pooled effect"},
};

const copse_i_command copse_i_cmd_plot_radial = {
    .name = "plot radial",
    .summary = "radial (Galbraith) plot: z against precision",
    .description = "Draws each study's z against its precision, so that all have the same error; the slope of the line "
                   "from the origin through "
                   "a study is its effect, read off at the arc (Galbraith 1988). Studies outside the band about the "
                   "pooled effect are "
                   "those that disagree. With random effects the precision has the variance between studies in it.",
    COPSE_I_PLOT_FRAME(struct plot_radial, offsetof(struct plot_radial, file)),
};
