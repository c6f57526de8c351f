/* copse bootstrap FILE */
#include "bootstrap_data.h"
#include "bootstrap_run.h"
#include "commands.h"
#include "terminal.h"

#include <stddef.h>

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const copse_i_bootstrap_values *asked = values;
    copse_i_bootstrap b = {.asked = asked, .call = call};
    copse_status status = copse_i_bootstrap_check(asked, err);
    if (status == COPSE_OK) status = copse_i_bootstrap_read(&b, err);
    if (status == COPSE_OK) status = copse_i_bootstrap_prepare(&b, err);
    if (!asked->output.quiet) copse_i_warn(&b.task.warnings);
    if (status == COPSE_OK && b.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_bootstrap_do(&b, err);
    copse_i_bootstrap_free(&b);
    return status;
}

static const char *kind_choice(size_t i)
{
    return i < COPSE_BOOT_KIND_COUNT ? copse_boot_kind_name((copse_boot_kind)i) : NULL;
}

static const char *wild_choice(size_t i)
{
    return i < COPSE_BOOT_WILD_COUNT ? copse_boot_wild_name((copse_boot_wild)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bootstrap_values, member)
static const copse_i_option BOOTSTRAP[] = {
    {.name = "kind",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how replicates are made",
     .fallback = "nonparametric",
     .choice = kind_choice,
     AT(kind)},
    {.name = "replicates",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "how many; with --until: to begin with",
     .fallback = "10000",
     .min = 1,
     .max = 1e15,
     AT(replicates)},
    {.name = "quantity",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "mu tau2 tau I2 H2 pi_lower pi_upper Q, with moderators coef:NAME R2 QM, with subgroups level:NAME "
             "diff:A-B QB (default: mu, tau2 and I2; with moderators the coefficients and tau2; with subgroups mu, the "
             "levels and their differences from the first)",
     AT(quantity)},
    {.name = "interval",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "normal basic percentile bca studentised (default: all)",
     AT(interval)},
    {.name = "bootstrap-test",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help =
         "heterogeneity, moderators, permutation: p-values from replicates under the null hypothesis, of moderators "
         "or of subgroups",
     AT(test)},
    {.name = "mods",
     .kind = COPSE_I_TEXT,
     .argument = "FORMULA",
     .help = "moderators as an R formula, 'year + factor(role)', of at most 8 coefficients; not with --subgroup",
     AT(moderators.mods)},
    {.name = "cluster",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column whose values are the clusters of --kind cluster",
     AT(cluster)},
    {.name = "strata",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column whose values are the strata of --kind stratified (default: the subgroups)",
     AT(strata)},
    {.name = "weights",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "weights of the residuals in --kind wild",
     .fallback = "rademacher",
     .choice = wild_choice,
     AT(wild)},
    {.name = "nested",
     .kind = COPSE_I_WHOLE,
     .argument = "M",
     .help = "replicates within each, for studentised intervals of every quantity; 0: analytic standard errors",
     .fallback = "0",
     .max = 100000,
     AT(nested)},
    {.name = "until",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "double the replicates until every limit's Monte Carlo error is below X, on the scale of analysis",
     .max = 1e300,
     .open = true,
     AT(until)},
    {.name = "most",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "replicates after which --until gives up",
     .fallback = "16777216",
     .min = 1,
     .max = 1e15,
     AT(most)},
};

static const copse_i_option FILES[] = {
    {.name = "keep",
     .kind = COPSE_I_FLAG,
     .help = "keep all replicates in memory, so that quantiles of more than 2^20 of them are exact",
     AT(keep)},
    {.name = "replicates-out",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "write all replicates: NumPy's format where FILE ends in .npy, else CSV",
     AT(replicates_out)},
    {.name = "export-counts",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "write how often each study stands in each replicate, as CSV, and stop",
     AT(export_counts)},
    {.name = "replay",
     .kind = COPSE_I_WHOLE,
     .argument = "B",
     .help = "print the data set and the fit of replicate B (from 0), and stop",
     .max = 1e15,
     AT(replay)},
    {.name = "plot",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "draw histograms with the intervals: .pdf, .svg, .png, .eps, .tex, or .gp for the gnuplot script",
     AT(plot)},
};
#undef AT

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings and no progress"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(copse_i_bootstrap_values, input)),
    COPSE_I_ORDER_GROUP(offsetof(copse_i_bootstrap_values, input)),
    COPSE_I_VARIANCE_GROUP(offsetof(copse_i_bootstrap_values, model)),
    {"Bootstrap", BOOTSTRAP, COPSE_I_COUNT(BOOTSTRAP), 0},
    {"Replicates", FILES, COPSE_I_COUNT(FILES), 0},
    COPSE_I_LONG_GROUP(offsetof(copse_i_bootstrap_values, work)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(copse_i_bootstrap_values, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "10 000 resamples of the BCG trials"},
    {"copse bootstrap @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --quantity mu --until 0.001",
     "as many as it takes for limits that are right to 0.001"},
    {"copse bootstrap trials.csv --kind parametric --bootstrap-test heterogeneity --format json",
     "a parametric bootstrap, with a test of heterogeneity"},
};

const copse_i_command copse_i_cmd_bootstrap = {
    .name = "bootstrap",
    .section = "Many fits",
    .summary = "bootstrap distributions and intervals of any pooled quantity",
    .description =
        "Makes replicates of the data, pools each, and tells from their spread how uncertain a pooled quantity is: its "
        "bias, standard error and normal, basic, percentile, BCa and studentised intervals, each limit with its Monte "
        "Carlo error. Replicates are resampled studies (nonparametric; stratified, within strata; cluster, whole "
        "clusters), the model's own draws (parametric), residuals with random signs (wild) or random weights "
        "(bayesian).\n\n"
        "With --subgroup each level is pooled by itself in every replicate (with --tau2 common: by one between-study "
        "variance), so that levels and their differences can be bootstrapped. A replicate that cannot be pooled is "
        "counted and reported with its reason. The result depends "
        "on "
        "the seed alone: not on threads, shards or the machine.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(copse_i_bootstrap_values, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(copse_i_bootstrap_values),
    .run = run,
};
