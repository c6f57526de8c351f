/* copse plot funnel FILE -o funnel.pdf */
#include "commands.h"
#include "funnel_bias.h"
#include "plot_subsets.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct plot_funnel {
    const char *file;
    copse_i_subset_values subset;
    struct funnel {
        int axis;
        const char *centre;
        copse_i_list contours;
        bool no_contours;
    } funnel;
    copse_i_funnel_bias_values bias;
    copse_i_chart_values look;
};

/* What the legend calls the pooled effect, of which there are several. */
static const char *pooled_line(const copse_i_subset_task *t)
{
    switch (t->pooling) {
    case COPSE_POOLING_INVERSE_VARIANCE:
        return copse_fit_is_random(&t->task.fit) ? "Pooled effect" : "Pooled effect, inverse variance";
    case COPSE_POOLING_MH:
        return "Pooled effect, Mantel-Haenszel";
    case COPSE_POOLING_PETO:
        return "Pooled effect, Peto";
    default:
        return "Pooled effect";
    }
}

/* --center: estimate, null, none, or a number on the scale of analysis. */
static copse_status find_centre(const struct plot_funnel *plot, const copse_i_subset_task *t, copse_funnel_data *data,
                                copse_error *err)
{
    const char *text = plot->funnel.centre;
    data->centre = t->task.fit.coef[0].estimate;
    data->centre_name = "the pooled effect";
    data->centre_line = pooled_line(t);
    if (text == NULL && !copse_funnel_axis_is_of_variance(data->axis)) text = "none";
    if (text == NULL || strcmp(text, "estimate") == 0) return COPSE_OK;
    data->centre_name = "no effect";
    data->centre_line = "No effect";
    data->centre = data->null_value;
    if (strcmp(text, "null") == 0) return COPSE_OK;
    data->centre = (double)NAN;
    if (strcmp(text, "none") == 0) return COPSE_OK;
    data->centre_name = text;
    data->centre_line = NULL;
    if (copse_parse_number(text, strlen(text), '.', &data->centre)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--center: '%s' is not estimate, null, none or a number", text);
}

/* --contours: falling p. */
static copse_status find_contours(const struct plot_funnel *plot, copse_funnel_data *data, double p[4],
                                  copse_error *err)
{
    static const double usual[] = {0.10, 0.05, 0.01};
    const copse_i_list *list = &plot->funnel.contours;
    data->p = p;
    if (plot->funnel.no_contours && list->count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--contours and --no-contours exclude each other");
    if (list->count == 0) {
        const bool none = plot->funnel.no_contours || !copse_funnel_axis_is_of_variance(data->axis);
        data->ps = none ? 0 : 3;
        memcpy(p, usual, sizeof usual);
        return COPSE_OK;
    }
    if (list->count > 4) return copse_fail(err, COPSE_EUSAGE, "--contours: at most four");
    for (size_t i = 0; i < list->count; i++) {
        const char *text = list->item[i];
        if (!copse_parse_number(text, strlen(text), '.', &p[i]) || !(p[i] > 0 && p[i] < 1) ||
            (i > 0 && !(p[i] < p[i - 1])))
            return copse_fail(err, COPSE_EUSAGE, "--contours: falling numbers between 0 and 1, such as .1,.05,.01");
    }
    data->ps = list->count;
    return COPSE_OK;
}

static copse_status draw(const void *values, copse_i_subset_task *t, copse_text *script, copse_error *err)
{
    const struct plot_funnel *plot = values;
    copse_i_task *task = &t->task;
    const copse_chart_look look = copse_i_chart_look_of(&plot->look, task, &plot->subset.output);
    double p[4];
    copse_funnel_data data = {.studies = copse_i_chart_studies_of(task),
                              .axis = (copse_funnel_axis)plot->funnel.axis,
                              .null_value = task->set.measure->null_value,
                              .weight = task->fit.weight,
                              .adjusted = (double)NAN};
    if (data.axis == COPSE_FUNNEL_WI && (data.weight == NULL || isnan(data.weight[0])))
        return copse_fail(err, COPSE_EUSAGE, "--y wi: this model has no weights");
    copse_i_funnel_bias bias = {.inverse_variance = t->pooling == COPSE_POOLING_INVERSE_VARIANCE};
    copse_status status = find_centre(plot, t, &data, err);
    if (status == COPSE_OK) status = find_contours(plot, &data, p, err);
    if (status == COPSE_OK) status = copse_i_funnel_bias_fill(&plot->bias, task, &bias, &data, err);
    if (status == COPSE_OK) status = copse_plot_funnel(&data, &look, plot->subset.output.output, script, err);
    copse_i_funnel_bias_free(&bias);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_funnel *plot = values;
    const copse_i_subset_chart chart = {
        .command = &copse_i_cmd_plot_funnel, .file = plot->file, .subset = &plot->subset};
    return copse_i_subset_chart_run(&chart, draw, plot, call, err);
}

static const char *axis_choice(size_t i)
{
    return copse_funnel_axis_name((copse_funnel_axis)i);
}

#define AT(member) .offset = offsetof(struct funnel, member)
static const copse_i_option FUNNEL[] = {
    {.name = "y",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "vertical axis: standard error, variance, their inverses, the sample size, its inverse, root and "
             "logarithm, or the weight",
     .fallback = "sei",
     .choice = axis_choice,
     AT(axis)},
    {.name = "center",
     .kind = COPSE_I_TEXT,
     .argument = "WHERE",
     .help = "what the dashed limits are about: estimate, null, none, or a number on the scale of analysis (default: "
             "estimate)",
     AT(centre)},
    {.name = "contours",
     .kind = COPSE_I_LIST,
     .argument = "P[,P...]",
     .help = "two-sided p that the shades part, falling (default: .1,.05,.01)",
     AT(contours)},
    {.name = "no-contours", .kind = COPSE_I_FLAG, .help = "without shades", AT(no_contours)},
};
#undef AT

#define SUBSET(member) (offsetof(struct plot_funnel, subset) + offsetof(copse_i_subset_values, member))
static const copse_i_group GROUPS[] = {
    COPSE_I_SUBSET_MODEL_GROUPS(offsetof(struct plot_funnel, subset), 1),
    COPSE_I_CHART_SUBGROUP_GROUP(SUBSET(input)),
    {"Funnel", FUNNEL, COPSE_I_COUNT(FUNNEL), offsetof(struct plot_funnel, funnel)},
    COPSE_I_FUNNEL_BIAS_GROUP(offsetof(struct plot_funnel, bias)),
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_funnel, look)),
    COPSE_I_CHART_OUTPUT_GROUP(SUBSET(output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot funnel @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o funnel.pdf",
     "the BCG vaccine trials"},
    {"copse plot funnel @smit2023 --where 'domain == \"personal\"' --subgroup role -o funnel.svg",
     "peer support, with a mark for each role of the peer"},
    {"copse plot funnel trials.csv --measure SMD --y seinv --center null --no-contours -o funnel.png",
     "precision upwards, limits about no effect, no shades"},
    {"copse plot funnel trials.csv --measure OR --method MH -o funnel.pdf", "about the Mantel-Haenszel estimate"},
    {"copse plot funnel trials.csv --measure OR --trimfill --lines egger,limit -o funnel.pdf",
     "with the studies that trim and fill makes up, and two regressions"},
};

const copse_i_command copse_i_cmd_plot_funnel = {
    .name = "plot funnel",
    .summary = "funnel plot: effects against their precision",
    .description =
        "Draws the studies' effects against their standard error or another axis. Shades show where an effect would be "
        "significant (two-sided p, about no effect): studies that are missing where effects are not significant speak "
        "for "
        "publication bias, studies that are missing where they are for other causes (Peters et al. 2008). Dashed "
        "lines are limits within which most studies would lie about the pooled effect if there were neither bias nor "
        "heterogeneity. Studies, shades and Egger's regression are the same whatever pools the studies; --method "
        "MH and Peto, weights and models of counts move the line and its limits.",
    COPSE_I_PLOT_FRAME(struct plot_funnel, offsetof(struct plot_funnel, file)),
};
