/* copse influence FILE */
#include "commands.h"
#include "subset_task.h"
#include "terminal.h"
#include "what_if.h"

#include <stddef.h>

struct influence {
    const char *file, *by;
    bool fragility;
    copse_i_subset_values subset;
};

/* What is made: diagnostics of each study, or group, where they are defined; else the fits without it. */
typedef struct results {
    copse_influence influence;
    copse_group_influence groups;
    copse_leave_out left;
    const bool *chosen;
} results;

static copse_status by_deletion(const struct influence *asked, const copse_i_subset_task *t, results *out,
                                copse_error *err)
{
    const copse_study_set *set = &t->task.set;
    out->chosen = t->task.moderators.tested;
    if (asked->by != NULL)
        return copse_group_influence_fit(&t->data, &t->task.fit, out->chosen, set->group, set->levels, &out->groups,
                                         err);
    const copse_status status = copse_influence_fit(&t->data, &t->task.fit, &out->influence, err);
    if (status != COPSE_OK || out->chosen == NULL) return status;
    return copse_influence_choose(&t->data, &t->task.fit, out->chosen, &out->influence, err);
}

static copse_status by_pooling_again(const struct influence *asked, copse_i_subset_task *t, results *out,
                                     copse_error *err)
{
    const copse_study_set *set = &t->task.set;
    const size_t *group = asked->by != NULL ? set->group : NULL;
    const size_t groups = asked->by != NULL ? set->levels : 0;
    const copse_status status = copse_leave_out_by(copse_i_subset_task_pool, t, set->k, group, groups, &out->left, err);
    if (status != COPSE_OK || asked->by != NULL) return status;
    if (t->pooling != COPSE_POOLING_MH && t->pooling != COPSE_POOLING_PETO) return COPSE_OK;
    return copse_counts_influence(set->yi, set->vi, &t->task.fit, &out->left, &out->influence, err);
}

static copse_status compute(const struct influence *asked, copse_i_subset_task *t, results *out, copse_error *err)
{
    const copse_status status = t->pooling == COPSE_POOLING_INVERSE_VARIANCE ? by_deletion(asked, t, out, err)
                                                                             : by_pooling_again(asked, t, out, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", t->task.file.source);
    return status;
}

static copse_status report(const struct influence *asked, const copse_i_subset_task *t, const results *found,
                           const copse_i_what_if *what_if, copse_error *err)
{
    const copse_i_output_values *output = &asked->subset.output;
    const copse_render_opts opts = copse_i_render_opts(output);
    copse_influenced all = {.pooled = copse_i_task_pooled(&t->task, "influence", output),
                            .influence = found->influence.study != NULL ? &found->influence : NULL,
                            .groups = found->groups.group != NULL ? &found->groups : NULL,
                            .chosen = found->chosen,
                            .leave_out = found->influence.study != NULL ? &found->influence.leave_out
                                         : found->groups.group != NULL  ? &found->groups.leave_out
                                                                        : &found->left,
                            .by = asked->by,
                            .group = asked->by != NULL ? (const char *const *)t->task.set.level : NULL,
                            .fragility = what_if->tables ? &what_if->fragility : NULL,
                            .number = what_if->number,
                            .tipping = what_if->tipping,
                            .numbers = what_if->numbers};
    copse_pooled_moderators moderators = {0};
    copse_text text = {0};
    if (all.pooled.moderators != NULL) {
        moderators = *all.pooled.moderators;
        moderators.tested = NULL; /* no QM is shown */
        all.pooled.moderators = &moderators;
    }
    all.pooled.subgroup = NULL;
    all.pooled.group = NULL;
    copse_status status = copse_report_influence(&all, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct influence *asked = values;
    copse_i_subset_task task = {0};
    results found = {0};
    copse_i_what_if what_if = {0};
    if (asked->subset.moderators.btt.count > 0 && asked->subset.glmm.model >= 0)
        return copse_fail(err, COPSE_EUSAGE, "--btt: a model of counts has no Cook's distance, which it is for");
    if (asked->fragility && asked->subset.glmm.model >= 0)
        return copse_fail(err, COPSE_EUSAGE,
                          "--fragility and --model do not go together: it would take thousands of fits "
                          "of the model");
    copse_status status = copse_i_subset_task_fit(&asked->subset, asked->file, asked->by, call, &task, err);
    if (!asked->subset.output.quiet) copse_i_warn(&task.task.warnings);
    if (status == COPSE_OK && task.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = compute(asked, &task, &found, err);
    if (status == COPSE_OK && asked->fragility) status = copse_i_what_if_find(&task, &what_if, err);
    if (status == COPSE_OK) status = report(asked, &task, &found, &what_if, err);
    copse_i_what_if_free(&what_if);
    copse_leave_out_free(&found.left);
    copse_group_influence_free(&found.groups);
    copse_influence_free(&found.influence);
    copse_i_subset_task_free(&task);
    return status;
}

#define SUBSET(member) (offsetof(struct influence, subset) + offsetof(copse_i_subset_values, member))
static const copse_i_option LEFT_OUT[] = {
    {.name = "by",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "leave out each group of studies that share a value of the column, in place of each study",
     .offset = offsetof(struct influence, by)},
    {.name = "fragility",
     .kind = COPSE_I_FLAG,
     .help = "how little would turn the result: outcomes of participants (2x2 tables), or any single number",
     .offset = offsetof(struct influence, fragility)},
    {.name = "btt",
     .kind = COPSE_I_LIST,
     .argument = "COEF[,COEF...]",
     .help = "with --mods: the coefficients that Cook's distance and the covariance ratio are of, by number, name or "
             "term (default: all)",
     .offset = SUBSET(moderators) + offsetof(copse_i_moderator_values, btt)},
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"What is changed", LEFT_OUT, COPSE_I_COUNT(LEFT_OUT), 0},
    COPSE_I_SUBSET_GROUPS(offsetof(struct influence, subset)),
    COPSE_I_DESIGN_GROUP(SUBSET(moderators)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), SUBSET(output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse influence @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "which trials carry the result?"},
    {"copse influence @smit2023 --where 'domain == \"personal\"'", "of one domain of the peer-support review"},
    {"copse influence @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat'", "of a meta-regression"},
    {"copse influence @smit2023 --where 'domain == \"personal\"' --fragility", "how little would turn the result"},
    {"copse influence @bcg -m RR --ai tpos --bi tneg --ci cpos --di cneg --by alloc",
     "without each kind of allocation"},
    {"copse influence @bcg -m OR --ai tpos --bi tneg --ci cpos --di cneg --model CM.EL",
     "a model of the counts, without each trial"},
};

const copse_i_command copse_i_cmd_influence = {
    .name = "influence",
    .section = "Analysis",
    .summary = "which studies the result hangs on: influence diagnostics, leave-one-out",
    .description =
        "Fits the model without each study, its between-study variance estimated anew, and tells what that does: "
        "studentised deleted residuals, DFFITS, Cook's distance, covariance ratios, hat values and DFBETAS, with the "
        "flags of metafor (Viechtbauer & Cheung 2010), and the result without the study. With --by, groups of studies "
        "are left out: all trials of one team, say; their residuals are judged together, by a chi-square. With --btt, "
        "Cook's distance and the covariance ratio are of some coefficients alone.\n\n"
        "--fragility asks how little would have to be otherwise for the interval to lie on the other side of no "
        "effect: how many participants with another outcome (Atal et al. 2019), or which other value of any single "
        "number.\n\n"
        "A flag says that the result would be another without the study, not that the study is wrong. Where counts "
        "are pooled (MH, Peto, --model), or weights are not by precision, the results without each study are told; of "
        "the "
        "diagnostics MH and Peto have studentised deleted residuals, the others none.",
    .operand = {.name = "FILE",
                .help = COPSE_I_FILE_HELP,
                .required = true,
                .offset = offsetof(struct influence, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct influence),
    .run = run,
};
