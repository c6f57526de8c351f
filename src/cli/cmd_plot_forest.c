/* copse plot forest FILE -o forest.pdf */
#include "commands.h"
#include "forest_review.h"
#include "plot_common.h"
#include "pool_counts.h"
#include "pool_glmm.h"
#include "pool_weights.h"
#include "rob_columns.h"
#include "task.h"
#include "task_review.h"
#include "terminal.h"

#include <copse/plot.h>

#include <stddef.h>

struct plot_forest {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_glmm_values glmm;
    struct program {
        int as;
    } program;
    struct look {
        int layout;
        const char *title, *axis_label, *group1, *group2, *favours_left, *favours_right;
        copse_i_span range;
        int study_interval;
        bool no_prediction, no_raw;
    } look;
    copse_i_rob_values rob;
    copse_i_output_values output;
};

static copse_forest_opts forest_opts(const struct plot_forest *plot, const copse_i_task *task)
{
    copse_forest_opts opts = copse_forest_opts_default(task->set.measure);
    if (plot->look.layout >= 0) opts.layout = (copse_layout)plot->look.layout;
    else if (plot->program.as >= 0) opts.layout = COPSE_LAYOUT_REVMAN;
    opts.title = plot->look.title;
    opts.axis_label = plot->look.axis_label;
    opts.group1 = plot->look.group1;
    opts.group2 = plot->look.group2;
    opts.favours_left = plot->look.favours_left;
    opts.favours_right = plot->look.favours_right;
    opts.axis_min = plot->look.range.low;
    opts.axis_max = plot->look.range.high;
    opts.transform = copse_i_task_transform(task, &plot->output);
    opts.settings = copse_i_task_settings(task, &plot->output);
    opts.digits = plot->output.digits;
    opts.level = plot->output.level;
    opts.row_interval = (copse_row_interval)plot->look.study_interval;
    opts.prediction = !plot->look.no_prediction;
    opts.raw_columns = !plot->look.no_raw;
    if (plot->program.as >= 0) copse_i_forest_as_review(&task->analysis->settings, &opts);
    return opts;
}

static copse_status draw(const struct plot_forest *plot, const copse_i_task *task, copse_error *err)
{
    const char *picture = plot->output.output;
    copse_forest_opts opts = forest_opts(plot, task);
    copse_i_rob_columns rob = {0};
    copse_text script = {0};
    copse_status status = plot->rob.columns.count > 0 ? copse_i_rob_read(&plot->rob, task, &rob, err) : COPSE_OK;
    opts.rob_domains = rob.domains;
    opts.rob_domain = (const char *const *)rob.name;
    opts.rob = rob.judgement;
    opts.rob_word = rob.word;
    if (status == COPSE_OK)
        status = copse_plot_forest(&task->set, &task->fit, task->grouped ? &task->subgroups : NULL, &opts, picture,
                                   &script, err);
    status = copse_i_chart_deliver(status, &script, picture, !plot->output.quiet, err);
    copse_i_rob_free(&rob);
    return status;
}

static const char *as_choice(size_t i)
{
    return i == 0 ? copse_program_code(COPSE_PROGRAM_REVMAN5) : NULL;
}

/* As copse pool does. */
static copse_status pool_studies(const struct plot_forest *plot, const copse_i_call *call, copse_i_task *task,
                                 copse_error *err)
{
    copse_i_input_values input = plot->input;
    copse_i_model_values model = plot->model;
    const char *weights = NULL;
    copse_i_counts_input(&model, &input);
    copse_i_weights_input(&model.weights, &weights, &input);
    copse_status status = copse_i_counts_check(&model, &plot->input, call, err);
    if (status == COPSE_OK) status = copse_i_weights_settle(call, &model, err);
    if (status == COPSE_OK) status = copse_i_prediction_check(&model, err);
    if (status == COPSE_OK) status = copse_i_glmm_check(&plot->glmm, call, err);
    if (status == COPSE_OK) status = copse_i_task_read(plot->file, &input, task, err);
    if (status != COPSE_OK) return status;
    if (plot->glmm.model >= 0) return copse_i_glmm_pool(&plot->glmm, &model, call, plot->output.level, task, err);
    return copse_i_task_fit(&model, plot->output.level, task, err);
}

/* --as revman5 --analysis: the settings are the review's own. */
static copse_status pool_again(const struct plot_forest *plot, const copse_i_call *call, copse_i_task *task,
                               copse_error *err)
{
    copse_i_input_values input = plot->input;
    double level = plot->output.level;
    if (input.source.analysis == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--as %s draws an analysis of a review: it needs --analysis",
                          as_choice(0));
    input.as = COPSE_I_AS_REVMAN5;
    copse_status status = copse_i_glmm_check(&plot->glmm, call, err);
    if (status == COPSE_OK) status = copse_i_revman5_check(&plot->input, call, err);
    if (status == COPSE_OK) status = copse_i_task_read(plot->file, &input, task, err);
    return status == COPSE_OK ? copse_i_revman5_fit(task, &level, err) : status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_forest *plot = values;
    copse_status status = copse_i_chart_check_picture(&copse_i_cmd_plot_forest, plot->output.output, err);
    if (status == COPSE_OK && plot->rob.columns.count == 0 && (plot->rob.tool >= 0 || plot->rob.words.count > 0))
        status = copse_fail(err, COPSE_EUSAGE, "--rob-%s needs --rob", plot->rob.tool >= 0 ? "tool" : "words");
    if (status != COPSE_OK) return status;
    copse_i_task task = {0};
    status = plot->program.as >= 0 ? pool_again(plot, call, &task, err) : pool_studies(plot, call, &task, err);
    if (!plot->output.quiet) copse_i_warn(&task.warnings);
    if (status == COPSE_OK && task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&task, &plot->output, false, err);
    if (status == COPSE_OK) status = draw(plot, &task, err);
    copse_i_task_free(&task);
    return status;
}

static const char *layout_choice(size_t i)
{
    return i <= COPSE_LAYOUT_JAMA ? copse_layout_name((copse_layout)i) : NULL;
}

static const char *interval_choice(size_t i)
{
    return copse_row_interval_name((copse_row_interval)i);
}

#define AT(member) .offset = offsetof(struct look, member)
static const copse_i_option LOOK[] = {
    {.name = "layout",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "style of the plot (default: default; with --as revman5, revman)",
     .choice = layout_choice,
     AT(layout)},
    {.name = "title", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "title above the plot", AT(title)},
    COPSE_I_OPTION_AXIS_LABEL(offsetof(struct look, axis_label)),
    {.name = "group1",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "head of the first group's numbers",
     AT(group1)},
    {.name = "group2",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "head of the second group's numbers",
     AT(group2)},
    COPSE_I_OPTIONS_FAVOURS(offsetof(struct look, favours_left), offsetof(struct look, favours_right)),
    COPSE_I_OPTION_RANGE(offsetof(struct look, range)),
    {.name = "study-interval",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "intervals of the studies: of proportions from their counts (exact: Clopper-Pearson), of rates exact "
             "(Poisson); with counts the rows show them uncorrected",
     .fallback = "wald",
     .choice = interval_choice,
     AT(study_interval)},
    {.name = "no-prediction", .kind = COPSE_I_FLAG, .help = "without the prediction interval", AT(no_prediction)},
    {.name = "no-raw", .kind = COPSE_I_FLAG, .help = "without the columns of raw numbers", AT(no_raw)},
};
#undef AT

static const copse_i_option PROGRAM[] = {
    {.name = "as",
     .kind = COPSE_I_CHOICE,
     .argument = "PROGRAM",
     .help = "with --analysis: pooled with the settings of the review, as copse pool --as revman5 does",
     .choice = as_choice,
     .offset = offsetof(struct program, as)},
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTION_TRANSFORM,
    COPSE_I_OPTION_DIGITS("2"),
    COPSE_I_OPTIONS_PICTURE,
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_forest, input)),
    COPSE_I_ORDER_GROUP(offsetof(struct plot_forest, input)),
    COPSE_I_MODEL_GROUP(offsetof(struct plot_forest, model)),
    COPSE_I_WEIGHTS_GROUP(offsetof(struct plot_forest, model)),
    COPSE_I_COUNTS_GROUP(offsetof(struct plot_forest, model)),
    {"Other programs", PROGRAM, COPSE_I_COUNT(PROGRAM), offsetof(struct plot_forest, program)},
    COPSE_I_GLMM_GROUP(offsetof(struct plot_forest, glmm)),
    {"Risk of bias, shown as lights", copse_i_rob_options, copse_i_rob_count, offsetof(struct plot_forest, rob)},
    {"Look", LOOK, COPSE_I_COUNT(LOOK), offsetof(struct plot_forest, look)},
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct plot_forest, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot forest @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o bcg.pdf",
     "the BCG vaccine trials"},
    {"copse plot forest @smit2023 --where 'domain == \"personal\"' --subgroup role -o personal.svg",
     "peer support, by role of the peer"},
    {"copse plot forest review.rm5 --analysis 1.2 --as revman5 -o review.pdf",
     "an analysis as the Cochrane review has it"},
    {"copse plot forest trials.csv --measure SMD -o forest.gp", "the gnuplot script, to edit and run"},
};

const copse_i_command copse_i_cmd_plot_forest = {
    .name = "plot forest",
    .summary = "forest plot: studies, subgroups, pooled effect",
    .description =
        "Pools as copse pool does, with the same options, and draws a forest plot with gnuplot: the studies with "
        "their numbers, squares in proportion to weight, intervals, subgroup and overall diamonds, the prediction "
        "interval and the heterogeneity. The ending of the output file chooses the form; .gp writes the script "
        "itself, which holds the data and can be edited and run again.",
    COPSE_I_PLOT_FRAME(struct plot_forest, offsetof(struct plot_forest, file)),
};
