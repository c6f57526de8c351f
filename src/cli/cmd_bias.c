/* copse bias FILE */
#include "bias_run.h"
#include "commands.h"

#include <stddef.h>

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    copse_i_bias_run bias = {.asked = values, .call = call};
    const copse_status status = copse_i_bias_do(&bias, err);
    copse_i_bias_run_free(&bias);
    return status;
}

static const copse_i_option CHECKS[] = {
    {.name = "checks",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "the checks to make, of egger, begg, macaskill, harbord, peters, schwarzer, thompson-sharp, deeks, "
             "pustejovsky-rodgers, pet, peese, pet-peese, limit, lfk, trimfill, failsafe, tes, pcurve, puniform, "
             "puniform-star, henmi-copas, selection, copas (default: egger, begg, pet-peese, limit, trimfill)",
     .offset = offsetof(copse_i_bias_values, checks)},
    {.name = "all",
     .kind = COPSE_I_FLAG,
     .help = "every check that the data allow",
     .offset = offsetof(copse_i_bias_values, all)},
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"Checks", CHECKS, COPSE_I_COUNT(CHECKS), 0},
    COPSE_I_BIAS_ASYMMETRY_GROUP(offsetof(copse_i_bias_values, asymmetry)),
    COPSE_I_BIAS_ADJUSTED_GROUP(offsetof(copse_i_bias_values, adjusted)),
    COPSE_I_BIAS_PVALUES_GROUP(offsetof(copse_i_bias_values, pvalues)),
    COPSE_I_BIAS_COPAS_GROUP(offsetof(copse_i_bias_values, copas)),
    COPSE_I_BIAS_SELECTION_GROUP(offsetof(copse_i_bias_values, selection)),
    COPSE_I_INPUT_GROUPS(offsetof(copse_i_bias_values, input)),
    COPSE_I_MODEL_ALONE_GROUP(offsetof(copse_i_bias_values, model)),
    {"Moderators, which regression tests and selection models keep", copse_i_moderator_options, copse_i_design_count,
     offsetof(copse_i_bias_values, moderators)},
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(copse_i_bias_values, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse bias @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "is the funnel of the BCG trials skew?"},
    {"copse bias @smit2023 --where 'domain == \"personal\"' --all", "every check, side by side"},
    {"copse bias trials.csv --measure SMD --checks egger --egger-model rma --mods '~ year'",
     "the additive model, a moderator kept"},
    {"copse bias @smit2023 --where 'domain == \"personal\"' --checks selection --selection beta", "a selection model"},
};

const copse_i_command copse_i_cmd_bias = {
    .name = "bias",
    .section = "Analysis",
    .summary = "small-study effects: funnel asymmetry, adjusted effects",
    .description =
        "Asks whether small studies show other effects than large ones, as they do where those that found nothing were "
        "not published, and what the effect would be without. One table has every check: what its test gives, and the "
        "effect as adjusted by it, beside the pooled one. Each check says what its null hypothesis is and what it "
        "cannot "
        "tell: asymmetry has other causes than publication, and fewer than ten studies seldom show it.\n\n"
        "A check that the data do not allow says why in its place.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(copse_i_bias_values, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(copse_i_bias_values),
    .run = run,
};
