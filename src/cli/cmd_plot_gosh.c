/* copse plot gosh FILE -o gosh.pdf */
#include "commands.h"
#include "gosh_task.h"
#include "plot_common.h"
#include "terminal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct plot_gosh {
    const char *file;
    copse_i_subset_values model;
    copse_i_gosh_values subsets;
    const char *mark;
    copse_i_chart_values look;
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

static copse_status fit_subsets(const struct plot_gosh *plot, copse_i_subset_task *t, copse_i_gosh_task_plan *plan,
                                copse_gosh *gosh, copse_error *err)
{
    copse_i_gosh_values values = plot->subsets;
    size_t marked;
    if (isnan(values.null) && isnan(t->task.set.measure->null_value)) values.null = 0; /* no line is drawn */
    copse_status status = copse_i_gosh_settle(&values, t, plan, err);
    if (status == COPSE_OK) status = copse_i_gosh_task_run(plan, plot->model.output.quiet, gosh, err);
    if (status == COPSE_OK) status = find_marked(plot, &t->task, gosh, &marked, err);
    if (status != COPSE_OK || marked == COPSE_GOSH_NONE) return status;
    copse_gosh_free(gosh);
    plan->opts.marked = marked;
    return copse_i_gosh_task_run(plan, plot->model.output.quiet, gosh, err);
}

static copse_status draw(const struct plot_gosh *plot, copse_i_subset_task *t, copse_error *err)
{
    const copse_i_task *task = &t->task;
    const copse_i_output_values *output = &plot->model.output;
    copse_gosh gosh = {0};
    copse_i_gosh_task_plan plan;
    copse_text script = {0};
    copse_status status = fit_subsets(plot, t, &plan, &gosh, err);
    if (status == COPSE_OK) {
        const size_t marked = plan.opts.marked;
        const copse_chart_look look = copse_i_chart_look_of(&plot->look, task, output);
        const copse_gosh_picture data = {
            .gosh = &gosh,
            .marked = marked == COPSE_GOSH_NONE ? NULL : task->set.label[marked],
            .estimate = task->fit.coef[plan.opts.coefficient].estimate,
            .I2 = task->fit.het.I2,
            .null_value = isnan(plot->subsets.null) ? task->set.measure->null_value : plot->subsets.null,
            .name = plan.data.X != NULL ? copse_i_gosh_coefficients(task)[plan.opts.coefficient] : NULL};
        status = copse_plot_gosh(&data, &look, output->output, &script, err);
        if (status == COPSE_ENOTFOUND) status = COPSE_EIO;
    }
    if (status == COPSE_OK) status = copse_i_chart_write(&script, output->output, !output->quiet, err);
    copse_text_free(&script);
    copse_gosh_free(&gosh);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    struct plot_gosh plot = *(const struct plot_gosh *)values;
    copse_i_subset_task task = {0};
    copse_status status = copse_i_chart_check_picture(&copse_i_cmd_plot_gosh, plot.model.output.output, err);
    if (status != COPSE_OK) return status;
    plot.model.output.level = 95; /* not looked at */
    plot.model.model.test = COPSE_TEST_Z;
    plot.model.model.pi = COPSE_PI_METAFOR;
    status = copse_i_gosh_task_fit(plot.model, plot.file, call, &task, err);
    if (!plot.model.output.quiet) copse_i_warn(&task.task.warnings);
    if (status == COPSE_OK && task.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = draw(&plot, &task, err);
    copse_i_subset_task_free(&task);
    return status;
}

static const copse_i_option MARK[] = {
    {.name = "mark",
     .kind = COPSE_I_TEXT,
     .argument = "STUDY",
     .help = "the study, by its label, whose subsets have a colour of their own, or none (default: the outlier, if "
             "there is one)",
     .offset = offsetof(struct plot_gosh, mark)},
};

#define MODEL(member) (offsetof(struct plot_gosh, model) + offsetof(copse_i_subset_values, member))
static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(MODEL(input)),
    COPSE_I_GOSH_MODEL_GROUPS(offsetof(struct plot_gosh, model), 1),
    COPSE_I_GOSH_GROUPS(offsetof(struct plot_gosh, subsets)),
    {"Colours", MARK, COPSE_I_COUNT(MARK), 0},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_gosh, look)),
    COPSE_I_CHART_OUTPUT_NO_LEVEL_GROUP(MODEL(output)),
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
