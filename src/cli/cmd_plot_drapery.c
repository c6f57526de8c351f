/* copse plot drapery FILE -o drapery.pdf */
#include "commands.h"
#include "plot_common.h"

#include <math.h>
#include <stddef.h>

struct plot_drapery {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    struct drapery {
        bool surprise, no_prediction;
    } drapery;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_drapery *plot = values;
    const copse_coefficient *mu = &task->fit.coef[0];
    const double tau2 = task->fit.het.tau2;
    copse_drapery_data data = {.studies = copse_i_chart_studies_of(task),
                               .estimate = mu->estimate,
                               .se = mu->se,
                               .df = mu->df,
                               .new_se = (double)NAN,
                               .new_df = task->fit.prediction_df,
                               .surprise = plot->drapery.surprise};
    const bool predicted = copse_fit_is_random(&task->fit) && isfinite(task->fit.prediction.lower);
    if (predicted && !plot->drapery.no_prediction) data.new_se = sqrt(mu->se * mu->se + tau2);
    return copse_plot_drapery(&data, look, picture, script, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_drapery *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_drapery, plot), .model = &plot->model};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_option DRAPERY[] = {
    {.name = "surprise",
     .kind = COPSE_I_FLAG,
     .help = "the axis is -log2 p: how many heads in a row would be as surprising",
     .offset = offsetof(struct drapery, surprise)},
    {.name = "no-prediction",
     .kind = COPSE_I_FLAG,
     .help = "without the effect in a new setting",
     .offset = offsetof(struct drapery, no_prediction)},
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_drapery, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_drapery, model)),
    {"Drapery plot", DRAPERY, COPSE_I_COUNT(DRAPERY), offsetof(struct plot_drapery, drapery)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_drapery, look)),
    COPSE_I_CHART_OUTPUT_NO_LEVEL_GROUP(offsetof(struct plot_drapery, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot drapery @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o drapery.pdf",
     "the BCG vaccine trials"},
    {"copse plot drapery @smit2023 --where 'domain == \"personal\"' --surprise -o drapery.svg",
     "peer support, in bits of surprise"},
};

const copse_i_command copse_i_cmd_plot_drapery = {
    .name = "plot drapery",
    .summary = "drapery plot: p-value functions",
    .description = "Draws for every possible effect its two-sided p, in each study and in all together: the tip of a "
                   "curve is the estimate, and "
                   "where the line of a level crosses it the interval of that level ends, for all levels at once "
                   "(Ruecker & Schwarzer 2021). "
                   "The dashed curve is of the effect in a new setting.",
    COPSE_I_PLOT_FRAME(struct plot_drapery, offsetof(struct plot_drapery, file)),
};
