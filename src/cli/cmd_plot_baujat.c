/* copse plot baujat FILE -o baujat.pdf */
#include "commands.h"
#include "plot_common.h"

#include <copse/sensitivity.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

struct plot_baujat {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const size_t k = task->set.k;
    (void)values;
    const copse_sensitivity_data data = copse_i_chart_sensitivity(task);
    copse_baujat_point *point = copse_alloc(k, sizeof *point);
    double *x = copse_alloc(2 * k, sizeof *x);
    const bool have = point != NULL && x != NULL;
    copse_status status = have ? copse_baujat(&data, point, err) : copse_fail_memory(err);
    for (size_t i = 0; have && status == COPSE_OK && i < k; i++) {
        x[i] = point[i].heterogeneity;
        x[k + i] = point[i].influence;
    }
    const copse_baujat_data plotted = {.studies = copse_i_chart_studies_of(task),
                                       .heterogeneity = x,
                                       .influence = x != NULL ? x + k : NULL,
                                       .fixed = !copse_fit_is_random(&task->fit),
                                       .moderators = task->fit.p > 1};
    if (status == COPSE_OK) status = copse_plot_baujat(&plotted, look, picture, script, err);
    free(point);
    free(x);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_baujat *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_baujat, plot), .model = &plot->model,
                                      .any_scale = true, .moderators = &plot->moderators};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_baujat, input)),
    COPSE_I_CHART_SUBGROUP_GROUP(offsetof(struct plot_baujat, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_baujat, model)),
    COPSE_I_DESIGN_GROUP(offsetof(struct plot_baujat, moderators)),
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_baujat, look)),
    COPSE_I_CHART_PICTURE_GROUP(offsetof(struct plot_baujat, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot baujat @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --method EE --test z -o baujat.pdf",
     "the BCG vaccine trials: parts of Q"},
    {"copse plot baujat @smit2023 --where 'domain == \"personal\"' --subgroup role -o baujat.svg",
     "peer support, by role of the peer"},
};

const copse_i_command copse_i_cmd_plot_baujat = {
    .name = "plot baujat",
    .summary = "Baujat plot: heterogeneity and influence of each study",
    .description = "Draws what each study adds to the heterogeneity (with EE and FE its part of Q, else its squared "
                   "Pearson residual) against "
                   "the squared change of the pooled effect without it, in its variances (Baujat et al. 2002). Studies "
                   "far to the right "
                   "disagree; those at the top matter.",
    COPSE_I_PLOT_FRAME(struct plot_baujat, offsetof(struct plot_baujat, file)),
};
