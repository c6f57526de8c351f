/* copse plot rob FILE -o rob.pdf */
#include "commands.h"
#include "plot_common.h"
#include "rob_columns.h"
#include "task_review.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct plot_rob {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_rob_values columns;
    struct rob {
        const char *overall;
        int show, weights;
        bool table;
    } rob;
    copse_i_chart_values look;
    copse_i_output_values output;
};

enum { SHOW_BOTH, SHOW_LIGHTS, SHOW_SUMMARY };
enum { WEIGHTS_NONE, WEIGHTS_FIT };

/* --overall names one of the columns; by default the last that is called so. */
static copse_status find_overall(const struct plot_rob *plot, size_t *overall, copse_error *err)
{
    const copse_i_list *list = &plot->columns.columns;
    *overall = SIZE_MAX;
    for (size_t d = 0; d < list->count; d++)
        if (plot->rob.overall != NULL ? strcmp(list->item[d], plot->rob.overall) == 0
                                      : strstr(list->item[d], "verall") != NULL)
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
    if (status == COPSE_OK) status = copse_i_rob_read(&plot->columns, task, &rob, err);
    if (status == COPSE_OK) {
        const copse_rob_data data = {.k = task->set.k,
                                     .domains = rob.domains,
                                     .label = (const char *const *)task->set.label,
                                     .domain = (const char *const *)rob.name,
                                     .judgement = rob.judgement,
                                     .overall = overall,
                                     .weight = plot->rob.weights == WEIGHTS_FIT ? task->fit.weight : NULL,
                                     .weighted_by = "weight in the pooled effect",
                                     .word = rob.word,
                                     .lights = plot->rob.show != SHOW_SUMMARY,
                                     .summary = plot->rob.show != SHOW_LIGHTS};
        status = copse_plot_rob(&data, look, picture, script, err);
    }
    copse_i_rob_free(&rob);
    return status;
}

/* A table of judgements has no effects: every row is a study. */
static copse_status read_table(const struct plot_rob *plot, copse_i_task *task, copse_error *err)
{
    const char *where = plot->input.source.where;
    copse_frame table = {0};
    copse_status status = copse_i_task_source(plot->file, &plot->input, task, err);
    if (status == COPSE_OK && where != NULL) status = copse_i_source_keep(where, &task->file, &task->kept, err);
    if (status == COPSE_OK) status = copse_frame_copy(where != NULL ? &task->kept : &task->file, &table, err);
    double *one = status == COPSE_OK ? copse_alloc(table.rows, sizeof *one) : NULL;
    if (status == COPSE_OK && one == NULL) status = copse_fail_memory(err);
    for (size_t i = 0; one != NULL && i < table.rows; i++) one[i] = 1;
    if (status == COPSE_OK) status = copse_frame_put_numbers(&table, "yi", one, err);
    if (status == COPSE_OK) status = copse_frame_put_numbers(&table, "vi", one, err);
    if (status == COPSE_OK) {
        copse_binding binding = copse_binding_default();
        binding.label = plot->input.label.item;
        binding.labels = plot->input.label.count;
        binding.column[COPSE_IN_YI] = "yi";
        binding.column[COPSE_IN_VI] = "vi";
        binding.no_doubts = true;
        status = copse_study_set_bind(&table, &binding, &task->set, &task->warnings, err);
    }
    copse_frame_free(&table);
    free(one);
    return status;
}

static copse_status draw_table(const struct plot_rob *plot, const copse_i_call *call, copse_error *err)
{
    const char *picture = plot->output.output;
    copse_i_task task = {0};
    copse_text script = {0};
    if (copse_i_is_given(call, "weights") && plot->rob.weights == WEIGHTS_FIT)
        return copse_fail(err, COPSE_EUSAGE, "--table has no effects to weigh the studies by");
    copse_status status = copse_i_chart_check_picture(&copse_i_cmd_plot_rob, picture, err);
    if (status == COPSE_OK) status = read_table(plot, &task, err);
    const copse_chart_look look = {.title = plot->look.title};
    if (status == COPSE_OK) status = draw(plot, &task, &look, picture, &script, err);
    status = copse_i_chart_deliver(status, &script, picture, !plot->output.quiet, err);
    copse_i_task_free(&task);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_rob *plot = values;
    if (plot->columns.columns.count == 0)
        return copse_fail(err, COPSE_EUSAGE, "plot rob needs --rob COL[,COL...], the columns of the judgements");
    if (plot->rob.table) return draw_table(plot, call, err);
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_rob, plot), .model = &plot->model,
                                      .any_scale = true};
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
    {.name = "overall",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "which of them is the overall judgement (default: one with that word in its name)",
     AT(overall)},
    {.name = "table",
     .kind = COPSE_I_FLAG,
     .help = "the file has judgements and no effects: every row is a study",
     AT(table)},
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
    {"Risk of bias", copse_i_rob_options, copse_i_rob_count, offsetof(struct plot_rob, columns)},
    {"What is drawn", ROB, COPSE_I_COUNT(ROB), offsetof(struct plot_rob, rob)},
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
    {"copse plot rob cohorts.csv --table --rob selection,comparability,outcome --rob-words "
     "4=low,3=low,2=some,1=high,0=high -o rob.svg",
     "stars of the Newcastle-Ottawa scale"},
    {"copse plot rob judgements.csv --table --rob D1,D2,D3,D4,D5,Overall -o rob.pdf",
     "a table of judgements without effects"},
};

const copse_i_command copse_i_cmd_plot_rob = {
    .name = "plot rob",
    .summary = "risk of bias: traffic lights and summary",
    .description = "Draws the judgements of risk of bias that columns of the file hold: a light for each study and "
                   "domain, and for each domain the "
                   "share of each judgement, by the studies' weights in the pooled effect. Judgements are words or "
                   "signs of RoB 2, the first Cochrane tool, QUADAS-2 or ROBINS-I, in any case, or words of your own; "
                   "an empty cell is not rated.",
    COPSE_I_PLOT_FRAME(struct plot_rob, offsetof(struct plot_rob, file)),
};
