/* copse plot gosh FILE -o gosh.pdf */
#include "commands.h"
#include "gosh_task.h"
#include "plot_common.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct plot_gosh {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_gosh_values subsets;
    const char *mark;
    copse_i_chart_values look;
    copse_i_output_values output;
};

/* The study that is named, or the outlier that explains the most. */
static copse_status find_marked(const struct plot_gosh *plot, const copse_i_task *task, const copse_gosh *gosh,
                                size_t *marked, copse_error *err)
{
    const char *const *label = (const char *const *)task->set.label;
    *marked = COPSE_GOSH_NONE;
    if (plot->mark == NULL) {
        double most = 0;
        for (size_t i = 0; i < gosh->k; i++) {
            const copse_gosh_study *s = &gosh->study[i];
            const double explains = fmax(s->explains, s->explains_I2);
            if (!s->outlier || !(explains > most)) continue;
            most = explains;
            *marked = i;
        }
        return COPSE_OK;
    }
    if (strcmp(plot->mark, "none") == 0) return COPSE_OK;
    for (size_t i = 0; i < gosh->k; i++)
        if (strcmp(label[i], plot->mark) == 0) {
            *marked = i;
            return COPSE_OK;
        }
    const char *near = copse_nearest(plot->mark, label, gosh->k);
    if (near != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--mark: there is no study '%s'; did you mean '%s'?", plot->mark, near);
    return copse_fail(err, COPSE_EUSAGE, "--mark: there is no study '%s'", plot->mark);
}

static copse_status fit_subsets(const struct plot_gosh *plot, const copse_i_task *task, copse_gosh_opts *opts,
                                copse_gosh *gosh, copse_error *err)
{
    const copse_sensitivity_data data = copse_i_gosh_data(task);
    copse_i_gosh_values values = plot->subsets;
    size_t marked;
    if (isnan(values.null) && isnan(task->set.measure->null_value)) values.null = 0; /* no line is drawn */
    copse_status status = copse_i_gosh_settle(&values, task, opts, err);
    if (status == COPSE_OK) status = copse_gosh_run(&data, opts, gosh, err);
    if (status == COPSE_OK) status = find_marked(plot, task, gosh, &marked, err);
    if (status != COPSE_OK || marked == COPSE_GOSH_NONE) return status;
    copse_gosh_free(gosh);
    opts->marked = marked;
    return copse_gosh_run(&data, opts, gosh, err);
}

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_gosh *plot = values;
    copse_gosh gosh = {0};
    copse_gosh_opts opts;
    copse_status status = fit_subsets(plot, task, &opts, &gosh, err);
    if (status == COPSE_OK) {
        const bool moderators = copse_i_gosh_data(task).X != NULL;
        const copse_gosh_picture data = {.gosh = &gosh,
                                         .marked = opts.marked == COPSE_GOSH_NONE ? NULL : task->set.label[opts.marked],
                                         .estimate = task->fit.coef[opts.coefficient].estimate,
                                         .I2 = task->fit.het.I2,
                                         .null_value = isnan(plot->subsets.null) ? task->set.measure->null_value
                                                                                 : plot->subsets.null,
                                         .name = moderators ? copse_i_gosh_coefficients(task)[opts.coefficient] : NULL};
        status = copse_plot_gosh(&data, look, picture, script, err);
    }
    copse_gosh_free(&gosh);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_gosh *plot = values;
    copse_i_model_values model = plot->model;
    copse_i_output_values output = plot->output;
    (void)call;
    output.level = 95; /* not looked at */
    model.tau2 = -1;   /* no subgroups */
    model.test = COPSE_TEST_Z;
    const copse_i_chart_task asked = {.command = &copse_i_cmd_plot_gosh,
                                      .file = plot->file,
                                      .input = &plot->input,
                                      .model = &model,
                                      .moderators = &plot->moderators,
                                      .look = &plot->look,
                                      .output = &output};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_option MARK[] = {
    {.name = "mark",
     .kind = COPSE_I_TEXT,
     .argument = "STUDY",
     .help = "the study, by its label, whose subsets have a colour of their own, or none (default: the outlier, if "
             "there is one)",
     .offset = offsetof(struct plot_gosh, mark)},
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_gosh, input)),
    COPSE_I_CHART_METHOD_GROUP(offsetof(struct plot_gosh, model)),
    {"Moderators", copse_i_moderator_options, 1, offsetof(struct plot_gosh, moderators)},
    COPSE_I_GOSH_GROUP(offsetof(struct plot_gosh, subsets)),
    {"Colours", MARK, COPSE_I_COUNT(MARK), 0},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_gosh, look)),
    COPSE_I_CHART_OUTPUT_NO_LEVEL_GROUP(offsetof(struct plot_gosh, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot gosh @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o gosh.pdf",
     "all subsets of the BCG vaccine trials"},
    {"copse plot gosh @smit2023 --where 'domain == \"personal\"' --method EE --mark none -o gosh.svg",
     "random subsets of the peer-support trials, equal effects"},
};

const copse_i_command copse_i_cmd_plot_gosh = {
    .name = "plot gosh",
    .summary = "effects and heterogeneity of all subsets of the studies",
    .description =
        "Fits the model to the subsets of the studies, as copse gosh does, and draws where they lie: the effect from "
        "left to right, I2 upwards, darker where there are more subsets, with histograms of both at the edges (Olkin, "
        "Dahabreh & Trikalinos 2012). Subsets with the study that --mark names, or with an outlier, have a colour of "
        "their own. Several clouds are a sign of outliers or of kinds of studies that differ.",
    COPSE_I_PLOT_FRAME(struct plot_gosh, offsetof(struct plot_gosh, file)),
};
