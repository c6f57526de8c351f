/* copse gosh FILE */
#include "commands.h"
#include "gosh_task.h"
#include "terminal.h"

#include <stddef.h>

struct gosh {
    const char *file;
    copse_i_subset_values model;
    copse_i_gosh_values subsets;
    const char *export;
};

typedef struct exported {
    const copse_goshed *goshed;
    const copse_sensitivity_data *data;
    const char *path;
} exported;

static copse_status export_rows(void *context, const copse_watch *watch, copse_error *err)
{
    const exported *e = context;
    copse_gosh_opts opts = *e->goshed->opts;
    copse_goshed goshed = *e->goshed;
    opts.watch = watch;
    goshed.opts = &opts;
    return copse_report_gosh_rows(&goshed, e->data, e->path, err);
}

static copse_status report(const struct gosh *asked, const copse_i_task *task, const copse_i_gosh_task_plan *plan,
                           const copse_gosh *gosh, copse_error *err)
{
    const copse_i_output_values *output = &asked->model.output;
    const copse_render_opts render = copse_i_render_opts(output);
    copse_gosh_opts opts = plan->opts;
    if (plan->tables.counts.k > 0) opts.tables = &plan->tables;
    const copse_goshed all = {.pooled = copse_i_task_pooled(task, "gosh", output),
                              .gosh = gosh,
                              .opts = &opts,
                              .coefficient = copse_i_gosh_coefficients(task)};
    copse_text text = {0};
    copse_status status = copse_report_gosh(&all, &render, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    if (status != COPSE_OK || asked->export == NULL) return status;
    exported e = {&all, &plan->data, asked->export}; /* large: what may fail comes last */
    return copse_i_long_watch("export", "subsets", output->quiet, export_rows, &e, err);
}

static copse_status fit_subsets(const struct gosh *asked, copse_i_subset_task *task, copse_gosh *gosh, copse_error *err)
{
    const char *output = asked->model.output.output;
    copse_i_gosh_task_plan plan;
    copse_status status = copse_i_gosh_settle(&asked->subsets, task, &plan, err);
    if (status == COPSE_OK && output != NULL) status = copse_output_check(output, err);
    if (status == COPSE_OK && asked->export != NULL) status = copse_output_check(asked->export, err);
    if (status != COPSE_OK) return status;
    status = copse_i_gosh_task_run(&plan, asked->model.output.quiet, gosh, err);
    if (status == COPSE_EINTERRUPTED) return status;
    if (status != COPSE_OK) return copse_error_prefix(err, "%s: ", task->task.file.source);
    return report(asked, &task->task, &plan, gosh, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct gosh *asked = values;
    copse_i_subset_task task = {0};
    copse_gosh gosh = {0};
    copse_status status = copse_i_gosh_task_fit(asked->model, asked->file, call, &task, err);
    if (!asked->model.output.quiet) copse_i_warn(&task.task.warnings);
    if (status == COPSE_OK && task.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = fit_subsets(asked, &task, &gosh, err);
    copse_gosh_free(&gosh);
    copse_i_subset_task_free(&task);
    return status;
}

static const copse_i_option EXPORT[] = {
    {.name = "export",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "write every subset that was fitted, with its studies, as CSV",
     .offset = offsetof(struct gosh, export)},
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT,
    COPSE_I_OPTION_OUTPUT,
    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

#define MODEL(member) (offsetof(struct gosh, model) + offsetof(copse_i_subset_values, member))
static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(MODEL(input)),
    COPSE_I_GOSH_MODEL_GROUPS(offsetof(struct gosh, model), copse_i_model_count - 1),
    COPSE_I_GOSH_GROUPS(offsetof(struct gosh, subsets)),
    {"Export", EXPORT, COPSE_I_COUNT(EXPORT), 0},
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), MODEL(output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse gosh @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "all 8191 subsets of thirteen trials"},
    {"copse gosh @smit2023 --where 'domain == \"clinical\"' --subsets 1000000", "a million random subsets"},
    {"copse gosh @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --mods ablat --method DL --export subsets.csv",
     "the slope of latitude in every subset, one row each"},
    {"copse gosh @bcg -m OR --ai tpos --bi tneg --ci cpos --di cneg --method MH", "Mantel-Haenszel in every subset"},
};

const copse_i_command copse_i_cmd_gosh = {
    .name = "gosh",
    .section = "Analysis",
    .summary = "the model fitted to all subsets of the studies",
    .description =
        "Fits the model to every subset of the studies, or to many at random, and tells how the pooled effect and its "
        "heterogeneity vary over them (Olkin, Dahabreh & Trikalinos 2012). Where studies agree, the effects of the "
        "subsets have one peak; a study, or a few, that shape the result split them. For each study it compares the "
        "subsets that hold it with those that do not, and says how much of the variance over the subsets that "
        "explains: a study that explains more than half is called an outlier.\n\n"
        "All subsets are fitted where there are at most 2^17 - 1 (17 studies), else 50000 drawn at random: "
        "--all-subsets fits all of up to 28 studies. Each fit is the one that copse pool would make of these studies. "
        "A "
        "model of counts (--model) takes milliseconds a fit: all of up to 10 studies, else 1000 at random. "
        "The result depends on the seed alone: not on threads or the machine. copse plot gosh draws it.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .required = true, .offset = offsetof(struct gosh, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct gosh),
    .run = run,
};
