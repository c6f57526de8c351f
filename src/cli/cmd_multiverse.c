/* copse multiverse FILE */
#include "commands.h"
#include "multiverse_data.h"
#include "terminal.h"

#include <stddef.h>

struct multiverse {
    const char *file;
    copse_i_input_values input;
    copse_i_multiverse_values choices;
    copse_i_output_values output;
};

static copse_status report(const struct multiverse *asked, const copse_i_multiverse *m, copse_error *err)
{
    const copse_render_opts opts = copse_i_render_opts(&asked->output);
    const copse_multiversed all = copse_i_multiversed(m, &asked->output);
    copse_text text = {0};
    copse_status status = copse_report_multiverse(&all, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(asked->output.output, &text, err);
    copse_text_free(&text);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct multiverse *asked = values;
    copse_i_multiverse m = {0};
    (void)call;
    copse_status status =
        copse_i_multiverse_prepare(asked->file, &asked->input, &asked->choices, asked->output.level, &m, err);
    if (!asked->output.quiet) copse_i_warn(&m.task.warnings);
    if (status == COPSE_OK && m.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK && asked->output.output != NULL) status = copse_output_check(asked->output.output, err);
    if (status == COPSE_OK) status = copse_i_multiverse_run(&m, asked->output.quiet, err);
    if (status == COPSE_OK) status = report(asked, &m, err);
    copse_i_multiverse_free(&m);
    return status;
}

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,
    COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT,
    COPSE_I_OPTION_OUTPUT,
    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct multiverse, input)),
    COPSE_I_MULTIVERSE_GROUPS(offsetof(struct multiverse, choices)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct multiverse, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse multiverse @bcg --measures RR,OR --ai tpos --bi tneg --ci cpos --di cneg --exclude 'alloc != \"random\"'",
     "measure, estimator, test, and whether trials without random allocation count"},
    {"copse multiverse @smit2023 --where 'domain == \"personal\"' --methods DL,REML,PM --tests z,knha,adhoc --exclude "
     "'rob_missing == \"High risk\"; role == \"other\"'",
     "peer support and personal recovery"},
    {"copse multiverse trials.csv --measure SMD --trial id --rules 'largest-n | nearest:weeks=26' --format csv",
     "which of a trial's effects is taken, as a table of specifications"},
};

const copse_i_command copse_i_cmd_multiverse = {
    .name = "multiverse",
    .section = "Analysis",
    .summary = "every combination of reasonable choices: a specification curve",
    .description =
        "Answers the same question by every combination of the choices that are listed: measure, estimator of the "
        "between-study variance, test, rows that may be left out, the rule by which one effect a trial is taken. It "
        "tells the share of analyses on each side of no effect, how many of them are significant, and which choice "
        "moves the result most: by itself, the others being equal, and as a share of the variance.\n\n"
        "The joint test asks whether all specifications together show an effect (Simonsohn, Simmons & Nelson 2020): "
        "the signs of the trials are flipped, the same in every specification, which is fitted anew; p is the share "
        "of flips with as large a median effect, share of significant results, or Stouffer's z. The result "
        "depends on the seed alone: not on threads or the machine. copse plot speccurve draws it.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(struct multiverse, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct multiverse),
    .run = run,
};
