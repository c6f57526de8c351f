/* copse plot labbe FILE -o labbe.pdf */
#include "commands.h"
#include "plot_common.h"

#include <stddef.h>
#include <stdlib.h>

struct plot_labbe {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    struct labbe {
        const char *group1, *group2;
        bool log_axes;
    } labbe;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_labbe *plot = values;
    const copse_study_set *set = &task->set;
    const copse_coefficient *mu = &task->fit.coef[0];
    const copse_effect_opts opts = copse_i_input_binding(&plot->input).effect;
    const copse_measure *group = NULL;
    double *outcome = copse_alloc(2 * set->k, sizeof *outcome);
    if (outcome == NULL) return copse_fail_memory(err);
    copse_status status = copse_group_outcomes(set->measure, (const double *const *)set->input, set->k, &opts, outcome,
                                               outcome + set->k, &group, err);
    if (status == COPSE_OK) {
        copse_labbe_data data = {.studies = copse_i_chart_studies_of(task),
                                 .treated = outcome,
                                 .control = outcome + set->k,
                                 .weight = task->fit.weight,
                                 .outcome = group->transform,
                                 .estimate = mu->estimate,
                                 .lower = mu->ci.lower,
                                 .upper = mu->ci.upper,
                                 .group1 = plot->labbe.group1,
                                 .group2 = plot->labbe.group2,
                                 .log_axes = plot->labbe.log_axes};
        data.outcome_name = group->family == COPSE_FAMILY_RATE ? "rate" : "risk";
        status = copse_plot_labbe(&data, look, picture, script, err);
    }
    free(outcome);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_labbe *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_labbe, plot), .model = &plot->model,
                                      .any_scale = true};
    return copse_i_chart_run(&asked, draw, plot, err);
}

#define AT(member) .offset = offsetof(struct labbe, member)
static const copse_i_option LABBE[] = {
    {.name = "group1",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "what the first group is called (default: Intervention)",
     AT(group1)},
    {.name = "group2",
     .kind = COPSE_I_TEXT,
     .argument = "TEXT",
     .help = "what the second group is called (default: Control)",
     AT(group2)},
    {.name = "log", .kind = COPSE_I_FLAG, .help = "logarithmic axes, for risks of very different size", AT(log_axes)},
};
#undef AT

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_labbe, input)),
    COPSE_I_CHART_SUBGROUP_GROUP(offsetof(struct plot_labbe, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_labbe, model)),
    {"L'Abbe plot", LABBE, COPSE_I_COUNT(LABBE), offsetof(struct plot_labbe, labbe)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_labbe, look)),
    COPSE_I_CHART_LEVEL_PICTURE_GROUP(offsetof(struct plot_labbe, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot labbe @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --group1 'BCG vaccine' -o labbe.pdf",
     "the BCG vaccine trials"},
    {"copse plot labbe @bcg --measure OR --ai tpos --bi tneg --ci cpos --di cneg --subgroup alloc -o labbe.svg",
     "a pooled odds ratio, marks by allocation"},
};

const copse_i_command copse_i_cmd_plot_labbe = {
    .name = "plot labbe",
    .summary = "L'Abbe plot: risks of both groups against each other",
    .description = "Draws the risk (or rate) of the treated group against that of the control group. The diagonal is "
                   "no effect; the dashed curve "
                   "is the pooled effect at each control risk, with its interval; the areas of the marks go with the "
                   "weights. For RR, OR, "
                   "RD, AS, IRR, IRD and IRSD (L'Abbe, Detsky & O'Rourke 1987).",
    COPSE_I_PLOT_FRAME(struct plot_labbe, offsetof(struct plot_labbe, file)),
};
