/* copse pool FILE */
#include "commands.h"
#include "task.h"
#include "terminal.h"

#include <stddef.h>

struct pool {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_output_values output;
};

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct pool *pool = values;
    copse_i_task task = {0};
    copse_status status = copse_i_task_read(pool->file, &pool->input, &task, err);
    if (status == COPSE_OK) status = copse_i_task_fit(&pool->model, pool->output.level, &task, err);
    if (!pool->output.quiet) copse_i_warn(&task.warnings);
    if (status == COPSE_OK) status = copse_i_task_report(&task, "pool", &pool->output, copse_report_pool, err);
    copse_i_task_free(&task);
    return status;
}

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct pool, input)),
    COPSE_I_ORDER_GROUP(offsetof(struct pool, input)),
    COPSE_I_MODEL_GROUP(offsetof(struct pool, model)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct pool, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse pool @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "risk ratios of the BCG vaccine trials"},
    {"copse pool @smit2023 --where 'domain == \"personal\"' --subgroup role", "peer support, by role of the peer"},
    {"copse pool trials.csv --measure SMD --method DL --test z --format json -o pooled.json", "a file of one's own"},
};

const copse_i_command copse_i_cmd_pool = {
    .name = "pool",
    .section = "Analysis",
    .summary = "pooled effect, heterogeneity, prediction interval, subgroups",
    .description =
        "Pools the estimates of independent trials: the random-effects model with the between-study variance by "
        "--method (EE and FE: none), and the test and interval of the effect by --test. It gives the pooled effect, "
        "the variance between studies with its interval, I2 and H2, Cochran's Q, the prediction interval, the "
        "likelihood and its information criteria, and each study's weight.\n\n"
        "With --subgroup each level is pooled by itself, beside the whole, and the levels are compared. Rows with "
        "missing numbers, and trials whose effect cannot be computed, are left out and named in a warning.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .required = true, .offset = offsetof(struct pool, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct pool),
    .run = run,
};
