/* copse plot rob FILE -o rob.pdf */
#include "commands.h"
#include "plot_common.h"
#include "rob_columns.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct plot_rob {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    struct rob {
        copse_i_list columns;
        const char *overall;
        int show, weights;
    } rob;
    copse_i_chart_values look;
    copse_i_output_values output;
};

enum { SHOW_BOTH, SHOW_LIGHTS, SHOW_SUMMARY };
enum { WEIGHTS_NONE, WEIGHTS_FIT };

/* --overall names one of the columns; by default the last that is called so. */
static copse_status find_overall(const struct plot_rob *plot, size_t *overall, copse_error *err)
{
    const copse_i_list *list = &plot->rob.columns;
    *overall = SIZE_MAX;
    for (size_t d = 0; d < list->count; d++)
        if (plot->rob.overall != NULL ? strcmp(list->item[d], plot->rob.overall) == 0
                                      : strstr(list->item[d], "overall") != NULL)
            *overall = d;
    if (plot->rob.overall == NULL || *overall != SIZE_MAX) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--overall: '%s' is none of the columns of --rob", plot->rob.overall);
}

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_rob *plot = values;
    copse_i_rob_columns rob = {0};
    size_t overall = SIZE_MAX;
    copse_status status = find_overall(plot, &overall, err);
    if (status == COPSE_OK) status = copse_i_rob_read(&plot->rob.columns, task, &rob, err);
    if (status == COPSE_OK) {
        const copse_rob_data data = {.k = task->set.k,
                                     .domains = rob.domains,
                                     .label = (const char *const *)task->set.label,
                                     .domain = (const char *const *)rob.name,
                                     .judgement = rob.judgement,
                                     .overall = overall,
                                     .weight = plot->rob.weights == WEIGHTS_FIT ? task->fit.weight : NULL,
                                     .weighted_by = "weight in the pooled effect",
                                     .lights = plot->rob.show != SHOW_SUMMARY,
                                     .summary = plot->rob.show != SHOW_LIGHTS};
        status = copse_plot_rob(&data, look, picture, script, err);
    }
    copse_i_rob_free(&rob);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_rob *plot = values;
    (void)call;
    if (plot->rob.columns.count == 0)
        return copse_fail(err, COPSE_EUSAGE, "plot rob needs --rob COL[,COL...], the columns of the judgements");
    const copse_i_chart_task asked = {.command = &copse_i_cmd_plot_rob,
                                      .file = plot->file,
                                      .input = &plot->input,
                                      .model = &plot->model,
                                      .any_scale = true,
                                      .look = &plot->look,
                                      .output = &plot->output};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const char *show_choice(size_t i)
{
    static const char *const name[] = {[SHOW_BOTH] = "both", [SHOW_LIGHTS] = "lights", [SHOW_SUMMARY] = "summary"};
    return i <= SHOW_SUMMARY ? name[i] : NULL;
}

static const char *weights_choice(size_t i)
{
    static const char *const name[] = {[WEIGHTS_NONE] = "none", [WEIGHTS_FIT] = "fit"};
    return i <= WEIGHTS_FIT ? name[i] : NULL;
}

#define AT(member) .offset = offsetof(struct rob, member)
static const copse_i_option ROB[] = {
    {.name = "rob", .kind = COPSE_I_LIST, .argument = "COL[,COL...]", .help = "columns of the judgements", AT(columns)},
    {.name = "overall",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "which of them is the overall judgement (default: one with that word in its name)",
     AT(overall)},
    {.name = "show",
     .kind = COPSE_I_CHOICE,
     .argument = "WHAT",
     .help = "both, lights or summary",
     .fallback = "both",
     .choice = show_choice,
     AT(show)},
    {.name = "weights",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "studies count in the summary by their weight in the pooled effect (fit), or all the same",
     .fallback = "fit",
     .choice = weights_choice,
     AT(weights)},
};
#undef AT

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_rob, input)),
    COPSE_I_CHART_METHOD_GROUP(offsetof(struct plot_rob, model)),
    {"Risk of bias", ROB, COPSE_I_COUNT(ROB), offsetof(struct plot_rob, rob)},
    {"Look", copse_i_chart_look_options, 1, offsetof(struct plot_rob, look)},
    COPSE_I_CHART_PICTURE_GROUP(offsetof(struct plot_rob, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot rob @smit2023 --where 'domain == \"personal\"' --rob "
     "rob_randomisation,rob_deviations,rob_missing,rob_measurement,rob_reporting,rob_overall -o rob.pdf",
     "traffic lights and summary of the peer-support trials"},
    {"copse plot rob trials.csv --measure SMD --rob D1,D2,D3,D4,D5,Overall --overall Overall --show summary --weights "
     "none -o rob.svg",
     "the summary alone, each study counting the same"},
};

const copse_i_command copse_i_cmd_plot_rob = {
    .name = "plot rob",
    .section = "Plots",
    .summary = "risk of bias: traffic lights and summary",
    .description = "Draws the judgements of risk of bias that columns of the file hold: a light for each study and "
                   "domain, and for each domain the "
                   "share of each judgement, by the studies' weights in the pooled effect. Judgements are words or "
                   "signs as RoB 2, ROBINS-I, "
                   "QUADAS-2 and the first Cochrane tool have them, in any case: low, some concerns, moderate, "
                   "unclear, high, serious, "
                   "critical, no information; an empty cell is not rated.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .required = true, .offset = offsetof(struct plot_rob, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct plot_rob),
    .run = run,
};
