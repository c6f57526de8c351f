/* copse cumulate FILE */
#include "commands.h"
#include "cumulate_run.h"

#include <stddef.h>

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    copse_i_cumulate cumulate = {.asked = values, .call = call};
    const copse_status status = copse_i_cumulate_do(&cumulate, err);
    copse_i_cumulate_free(&cumulate);
    return status;
}

static const char *spending_choice(size_t i)
{
    return i < COPSE_SPENDING_COUNT ? copse_spending_code((copse_spending)i) : NULL;
}

#define SUBSET(member) (offsetof(copse_i_cumulate_values, subset) + offsetof(copse_i_subset_values, member))
#define AT(member) .offset = offsetof(copse_i_sequential_values, member)
static const copse_i_option SEQUENTIAL[] = {
    {.name = "anticipate",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "trial sequential boundaries, planned for this effect, on the shown scale (a risk ratio of 0.8, say)",
     AT(anticipate)},
    {.name = "power",
     .kind = COPSE_I_NUMBER,
     .argument = "PERCENT",
     .help = "power that the required information gives; the level of the test is 100 less --level",
     .fallback = "90",
     .max = 100,
     .open = true,
     AT(power)},
    {.name = "spending",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how the error is spent: like O'Brien-Fleming, like Pocock, in proportion, t^parameter, or by Hwang, Shih "
             "and DeCani's gamma family",
     .fallback = "obf",
     .choice = spending_choice,
     AT(spending)},
    {.name = "spending-parameter",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "of power (default 3) and hsd (default -4)",
     AT(parameter)},
    {.name = "futility-spending",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how 100 less --power is spent on futility (default: as --spending)",
     .choice = spending_choice,
     AT(futility_spending)},
    {.name = "futility-parameter",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "of power and hsd, where --futility-spending names one",
     AT(futility_parameter)},
    {.name = "diversity",
     .kind = COPSE_I_NUMBER,
     .argument = "PERCENT",
     .help = "diversity D2 that the required information allows for (default: that of the studies)",
     .max = 99.999,
     AT(diversity)},
    {.name = "futility",
     .kind = COPSE_I_FLAG,
     .help = "boundaries of futility too (non-binding, unless --binding)",
     AT(futility)},
    {.name = "binding",
     .kind = COPSE_I_FLAG,
     .help = "with --futility: futility ends the trials for certain, which brings the other boundaries nearer",
     AT(binding)},
    {.name = "one-sided",
     .kind = COPSE_I_FLAG,
     .help = "only an effect on the side of the anticipated one is shown, at the whole of 100 less --level",
     AT(one_sided)},
    {.name = "enlarge",
     .kind = COPSE_I_TEXT,
     .argument = "LOOKS",
     .help =
         "more information is required, so that the power holds for so many looks, equally spaced, or for those that "
         "are made",
     AT(enlarge)},
    {.name = "anytime",
     .kind = COPSE_I_FLAG,
     .help = "a confidence sequence and e-values, which hold whenever one stops",
     AT(anytime)},
};
#undef AT

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"Order", copse_i_cumulate_order_options, copse_i_cumulate_order_count, 0},
    {"Looking repeatedly", SEQUENTIAL, COPSE_I_COUNT(SEQUENTIAL), offsetof(copse_i_cumulate_values, sequential)},
    COPSE_I_SUBSET_GROUPS(offsetof(copse_i_cumulate_values, subset)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), SUBSET(output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse cumulate @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --order year",
     "what was known of BCG, and when"},
    {"copse cumulate @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --order year --anticipate 0.8 --futility",
     "with trial sequential boundaries for a risk ratio of 0.8"},
    {"copse cumulate trials.csv --measure SMD --anticipate 0.3 --one-sided --level 97.5 --futility --binding --enlarge "
     "5",
     "a one-sided design of five looks, with binding futility, whose power holds"},
    {"copse cumulate trials.csv --measure SMD --order year --collapse --anytime",
     "a step a year, with a confidence sequence"},
    {"copse cumulate trials.csv --measure SMD --order -year", "backwards, from the newest study"},
};

const copse_i_command copse_i_cmd_cumulate = {
    .name = "cumulate",
    .section = "Analysis",
    .summary = "cumulative meta-analysis, with sequential boundaries and confidence sequences",
    .description =
        "Pools the first study, the first two, and so on, in the order of a column: what was known at each time (Lau "
        "et al. 1992).\n\n"
        "A test that is made again at each new study finds something in the end, whether there is anything or not. "
        "--anticipate gives the boundaries that keep its error (Lan & DeMets 1983), at the share of the information "
        "that the anticipated effect requires, more of it where studies differ (diversity, Wetterslev et al. 2009). "
        "--anytime gives intervals that hold at all times together, without a plan.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(copse_i_cumulate_values, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(copse_i_cumulate_values),
    .run = run,
};
