/* copse effects FILE, copse effects --list, copse effects --explain CODE */
#include "commands.h"
#include "task.h"
#include "terminal.h"

#include <copse/job.h>

#include <stddef.h>
#include <string.h>

struct effects {
    const char *file;
    struct about {
        bool list, transforms;
        int explain; /* index of copse_measure_at, or -1 */
    } about;
    copse_i_input_values input;
    copse_i_output_values output;
};

/* "ai, bi, ci, di or ai, n1i, ci, n2i" */
static void add_inputs(const copse_measure *measure, copse_text *out)
{
    const copse_input *const *set = measure->inputs;
    for (size_t s = 0; s < measure->input_sets; s++)
        for (size_t i = 0; set[s][i] != COPSE_IN_COUNT; i++)
            copse_text_printf(out, "%s%s", i > 0 ? ", " : s > 0 ? "; or " : "", copse_input_name(set[s][i]));
}

static void add_measure_row(const copse_measure *measure, bool formula, copse_document *document)
{
    copse_text inputs = {0};
    add_inputs(measure, &inputs);
    copse_document_check(document, copse_text_status(&inputs));
    copse_document_row(document);
    copse_document_text(document, measure->code);
    copse_document_text(document, measure->synonym);
    copse_document_text(document, measure->title);
    if (formula) copse_document_text(document, measure->shown);
    copse_document_text(document, copse_transform_name(measure->transform));
    copse_document_text(document, copse_text_string(&inputs));
    if (formula) copse_document_text(document, measure->formula);
    copse_document_text(document, measure->source);
    copse_text_free(&inputs);
}

static void open_table(bool formula, copse_document *document)
{
    copse_document_table(document, "measures", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "code", "Code", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "synonym", "Also", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "scale", "Scale of analysis", COPSE_ALIGN_LEFT, -1);
    if (formula) copse_document_column(document, "shown", "Shown as", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "transform", "Transform", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "inputs", "Numbers of a trial", COPSE_ALIGN_LEFT, -1);
    if (formula) copse_document_column(document, "formula", "Formula", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "source", "Source", COPSE_ALIGN_LEFT, -1);
}

static void add_meanings(const copse_measure *measure, copse_document *document)
{
    copse_document_table(document, "inputs", NULL);
    copse_document_column(document, "name", "Name", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "meaning", "Meaning", COPSE_ALIGN_LEFT, -1);
    bool seen[COPSE_IN_COUNT] = {false};
    for (size_t s = 0; s < measure->input_sets; s++)
        for (const copse_input *input = measure->inputs[s]; *input != COPSE_IN_COUNT; input++) {
            if (seen[*input]) continue;
            seen[*input] = true;
            copse_document_row(document);
            copse_document_text(document, copse_input_name(*input));
            copse_document_text(document, copse_measure_input_text(measure, *input));
        }
}

static void add_vtypes(const copse_measure *measure, copse_document *document)
{
    if (measure->vtypes == NULL) return;
    copse_document_table(document, "vtypes", NULL);
    copse_document_column(document, "vtype", "Variance type", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "meaning", "Meaning", COPSE_ALIGN_LEFT, -1);
    for (const copse_vtype *vtype = measure->vtypes; *vtype != COPSE_VTYPE_COUNT; vtype++) {
        copse_document_row(document);
        copse_document_text(document, copse_vtype_name(*vtype));
        copse_document_text(document, copse_vtype_text(*vtype));
    }
}

/* For people: what the measure is in sentences, and what its letters mean. */
static void add_explanation(const copse_measure *measure, copse_document *document)
{
    copse_text inputs = {0};
    add_inputs(measure, &inputs);
    copse_document_check(document, copse_text_status(&inputs));
    copse_document_heading(document, 1, measure->code);
    if (measure->synonym != NULL) copse_document_paragraph(document, "Also called %s.", measure->synonym);
    copse_document_paragraph(document, "%s, on the scale of analysis: %s (transform: %s).", measure->shown,
                             measure->title, copse_transform_name(measure->transform));
    copse_document_paragraph(document, "%s", measure->formula);
    copse_document_paragraph(document, "Numbers of a trial: %s.", copse_text_string(&inputs));
    copse_text_free(&inputs);
    add_meanings(measure, document);
    add_vtypes(measure, document);
    copse_document_paragraph(document, "Source: %s.", measure->source);
}

static copse_status describe(const struct effects *effects, copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    const copse_render_opts opts = copse_i_render_opts(&effects->output);
    const bool machine = opts.format == COPSE_FORMAT_CSV || opts.format == COPSE_FORMAT_JSON;
    const int one = effects->about.explain;
    if (one >= 0 && !machine) {
        add_explanation(copse_measure_at((size_t)one), document);
    } else {
        open_table(machine, document);
        const copse_measure *measure;
        for (size_t i = 0; (measure = copse_measure_at(i)) != NULL; i++)
            if (one < 0 || (size_t)one == i) add_measure_row(measure, machine, document);
    }
    copse_text text = {0};
    copse_status status = copse_document_render(document, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(effects->output.output, &text, err);
    copse_text_free(&text);
    copse_document_free(document);
    return status;
}

/* What --transform takes. */
static copse_status describe_transforms(const struct effects *effects, copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    const copse_render_opts opts = copse_i_render_opts(&effects->output);
    copse_document_table(document, "transforms", NULL);
    copse_document_column(document, "name", "Transform", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "text", "What it shows", COPSE_ALIGN_LEFT, -1);
    for (copse_transform t = COPSE_TRANSFORM_NONE; t < COPSE_TRANSFORM_COUNT; t++) {
        copse_document_row(document);
        copse_document_text(document, copse_transform_name(t));
        copse_document_text(document, copse_transform_text(t));
    }
    copse_text text = {0};
    copse_status status = copse_document_render(document, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(effects->output.output, &text, err);
    copse_text_free(&text);
    copse_document_free(document);
    return status;
}

static copse_status write_piece(void *output, const char *bytes, size_t n, copse_error *err)
{
    return copse_output_write(output, bytes, n, err);
}

/* A CSV file is written piece by piece: a million rows need not be in memory. */
static copse_status write_csv(const copse_i_task *task, const copse_i_output_values *values, copse_error *err)
{
    const copse_pooled pooled = copse_i_task_pooled(task, "effects", values);
    copse_output *output = NULL;
    if (task->warnings.failed) return copse_fail_memory(err);
    if (copse_ranks_mine() != 0) return COPSE_OK;
    copse_status status = copse_output_open(values->output, &output, err);
    if (status != COPSE_OK) return status;
    status = copse_report_effects_csv(&pooled, write_piece, output, err);
    const copse_status closed = copse_output_close(output, status == COPSE_OK, status == COPSE_OK ? err : NULL);
    return status == COPSE_OK ? closed : status;
}

static copse_status write_effects(const copse_i_task *task, const copse_i_output_values *values, copse_error *err)
{
    const bool file = values->output != NULL && strcmp(values->output, "-") != 0;
    if (file && copse_i_render_opts(values).format == COPSE_FORMAT_CSV) return write_csv(task, values, err);
    return copse_i_task_report(task, "effects", values, copse_report_effects, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct effects *effects = values;
    if (effects->about.transforms) return describe_transforms(effects, err);
    if (effects->about.list || effects->about.explain >= 0) return describe(effects, err);
    if (effects->file == NULL) return copse_fail(err, COPSE_EUSAGE, "effects needs a FILE: %s", COPSE_I_FILE_HELP);
    copse_i_task task = {0};
    copse_status status = copse_i_task_read(effects->file, &effects->input, &task, err);
    if (!effects->output.quiet) copse_i_warn(&task.warnings);
    if (status == COPSE_OK) status = write_effects(&task, &effects->output, err);
    copse_i_task_free(&task);
    return status;
}

static const copse_i_option ABOUT[] = {
    {.name = "list",
     .kind = COPSE_I_FLAG,
     .help = "list the measures; no FILE is needed",
     .offset = offsetof(struct about, list)},
    {.name = "transforms",
     .kind = COPSE_I_FLAG,
     .help = "list what --transform takes; no FILE is needed",
     .offset = offsetof(struct about, transforms)},
    {.name = "explain",
     .kind = COPSE_I_CHOICE,
     .argument = "CODE",
     .help = "the formula, inputs and source of a measure; no FILE is needed",
     .choice = copse_i_measure_choice,
     .alias = copse_i_measure_alias,
     .offset = offsetof(struct about, explain)},
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"About the measures", ABOUT, COPSE_I_COUNT(ABOUT), offsetof(struct effects, about)},
    COPSE_I_INPUT_GROUPS(offsetof(struct effects, input)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct effects, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse effects @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "log risk ratios and their variances"},
    {"copse effects --list", "the measures"},
    {"copse effects --explain SMD", "how Hedges' g is computed"},
};

const copse_i_command copse_i_cmd_effects = {
    .name = "effects",
    .section = "Analysis",
    .summary = "effect sizes and sampling variances from trial data",
    .description =
        "Computes the estimate and sampling variance of each trial from the raw numbers in its row: 2x2 tables, means "
        "and standard deviations, rates, proportions, correlations. A row without raw numbers may give yi with vi, sei "
        "or an interval instead. Impossible numbers (more events than persons) are an error that names row and column.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .offset = offsetof(struct effects, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct effects),
    .run = run,
};
