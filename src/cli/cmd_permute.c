/* copse permute FILE */
#include "commands.h"
#include "permute_run.h"
#include "terminal.h"

#include <stddef.h>

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const copse_i_permute_values *asked = values;
    copse_i_permute p = {.asked = asked, .call = call};
    copse_status status = copse_i_permute_prepare(&p, err);
    if (!asked->output.quiet) copse_i_warn(&p.task.warnings);
    if (status == COPSE_OK && p.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_permute_do(&p, err);
    copse_i_permute_free(&p);
    return status;
}

static const char *which_choice(size_t i)
{
    static const char *const NAMES[COPSE_I_PERMUTE_COUNT] = {"auto", "all", "random"};
    return i < COPSE_I_PERMUTE_COUNT ? NAMES[i] : NULL;
}

static const char *statistic_choice(size_t i)
{
    return i < COPSE_PERM_STATISTIC_COUNT ? copse_perm_statistic_name((copse_perm_statistic)i) : NULL;
}

static const char *alternative_choice(size_t i)
{
    return i < COPSE_PERM_ALTERNATIVE_COUNT ? copse_perm_alternative_name((copse_perm_alternative)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_permute_values, member)
static const copse_i_option PERMUTATION[] = {
    {.name = "permutations",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "which are made: all of them, some at random, or (auto) all where there are at most 2^20",
     .fallback = "auto",
     .choice = which_choice,
     AT(which)},
    {.name = "iterations",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "how many are drawn where not all are made (default: 9999)",
     .min = 1,
     .max = 1e15,
     AT(iterations)},
    {.name = "statistic",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "what is compared: estimate/SE of the model's test, or the estimate",
     .fallback = "test",
     .choice = statistic_choice,
     AT(statistic)},
    {.name = "alternative",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "what counts as extreme; twice: the smaller one-sided p doubled",
     .fallback = "two-sided",
     .choice = alternative_choice,
     AT(alternative)},
    {.name = "no-interval",
     .kind = COPSE_I_FLAG,
     .help = "without intervals, which take several times as long as the tests",
     AT(no_interval)},
    {.name = "distribution",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "write the statistics of every permutation, as CSV",
     AT(distribution)},
};
#undef AT

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings and no progress"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(copse_i_permute_values, input)),
    COPSE_I_MODEL_ALONE_GROUP(offsetof(copse_i_permute_values, model)),
    {"Moderators", copse_i_moderator_options, copse_i_tested_design_count,
     offsetof(copse_i_permute_values, moderators)},
    {"Permutations", PERMUTATION, COPSE_I_COUNT(PERMUTATION), 0},
    COPSE_I_LONG_GROUP(offsetof(copse_i_permute_values, work)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(copse_i_permute_values, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse permute @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "all 8192 signs of thirteen trials"},
    {"copse permute @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat' --iterations 99999",
     "is the effect related to the latitude?"},
    {"copse permute trials.csv --measure SMD --distribution statistics.csv", "with the statistic of every permutation"},
};

const copse_i_command copse_i_cmd_permute = {
    .name = "permute",
    .section = "Many fits",
    .summary = "permutation tests and intervals of the pooled effect and of moderators",
    .description =
        "Tests without a distribution of the errors. Without moderators the signs of the estimates are flipped: were "
        "there "
        "no effect, each would be as likely with the other sign (Follmann & Proschan 1999). With --mods the rows of "
        "the "
        "moderators are permuted against the estimates and their variances (Higgins & Thompson 2004). Every data set "
        "is "
        "fitted anew, its between-study variance too, and p is the share of statistics at least as extreme as that of "
        "the "
        "data: of all permutations where there are at most 2^20, else of some at random, with the Monte Carlo error of "
        "p.\n\n"
        "The interval of a coefficient are the values that such tests do not reject. The result depends on the seed "
        "alone: "
        "not on threads, shards or the machine.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(copse_i_permute_values, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(copse_i_permute_values),
    .run = run,
};
