/* copse plot speccurve FILE -o speccurve.pdf */
#include "commands.h"
#include "multiverse_data.h"
#include "plot_common.h"
#include "terminal.h"

#include <stddef.h>

struct plot_speccurve {
    const char *file;
    copse_i_input_values input;
    copse_i_multiverse_values choices;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const struct plot_speccurve *plot, copse_i_multiverse *m, copse_error *err)
{
    const char *picture = plot->output.output;
    const copse_chart_look look = copse_i_chart_look_of(&plot->look, &m->task, &plot->output);
    const copse_speccurve data = {
        .multiverse = &m->result, .plan = &m->data.plan, .choice = m->data.choice, .level = m->data.level};
    copse_text script = {0};
    const copse_status status = copse_plot_speccurve(&data, &look, picture, &script, err);
    return copse_i_chart_deliver(status, &script, picture, !plot->output.quiet, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_speccurve *plot = values;
    copse_i_multiverse m = {0};
    (void)call;
    copse_status status = copse_i_chart_check_picture(&copse_i_cmd_plot_speccurve, plot->output.output, err);
    if (status != COPSE_OK) return status;
    status = copse_i_multiverse_prepare(plot->file, &plot->input, &plot->choices, plot->output.level, &m, err);
    if (!plot->output.quiet) copse_i_warn(&m.task.warnings);
    if (status == COPSE_OK && m.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&m.task, &plot->output, false, err);
    if (status == COPSE_OK) status = copse_i_multiverse_run(&m, plot->output.quiet, err);
    if (status == COPSE_OK) status = draw(plot, &m, err);
    copse_i_multiverse_free(&m);
    return status;
}

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_speccurve, input)),
    COPSE_I_MULTIVERSE_GROUPS(offsetof(struct plot_speccurve, choices)),
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_speccurve, look)),
    COPSE_I_CHART_OUTPUT_GROUP(offsetof(struct plot_speccurve, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot speccurve @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --exclude 'alloc != \"random\"' "
     "-o "
     "curve.pdf",
     "estimator, test, and trials without random allocation"},
    {"copse plot speccurve @smit2023 --where 'domain == \"personal\"' --exclude 'rob_overall == \"High risk\"; role == "
     "\"other\"' -o curve.svg",
     "peer support and personal recovery"},
};

const copse_i_command copse_i_cmd_plot_speccurve = {
    .name = "plot speccurve",
    .summary = "specification curve: the results of all combinations of choices",
    .description =
        "Makes every combination of the choices that are listed, as copse multiverse does with the same options, and "
        "draws the results in their order with their intervals, over a matrix that tells which choices each of them "
        "has (Simonsohn, Simmons & Nelson 2020).",
    COPSE_I_PLOT_FRAME(struct plot_speccurve, offsetof(struct plot_speccurve, file)),
};
