#include "forest_model.h"

#include "text_metrics.h"

#include <math.h>

/* In em. */
#define ONE_LINE_HEAD 14.0
#define LONGEST_NAME 18.0

const char *copse_i_shown_name(const forest_input *input, forest_model *model)
{
    const copse_measure *measure = input->set->measure;
    if (input->opts->transform == measure->transform) return measure->shown;
    copse_text text = {0};
    copse_transform_label(input->opts->transform, measure, &text);
    const char *name = copse_i_forest_text(model, "%s", copse_text_string(&text));
    if (copse_text_status(&text) != COPSE_OK) model->failed = true;
    copse_text_free(&text);
    return name;
}

/* The measure's name; given estimates have none of their own, so the axis label says what they are where it is short. */
const char *copse_i_estimate_name(const forest_input *input, forest_model *model)
{
    const char *label = input->opts->axis_label;
    const bool given = input->set->measure->family == COPSE_FAMILY_GIVEN && label != NULL && label[0] != '\0';
    const char *name = given ? copse_i_forest_label(model, label) : NULL;
    return name != NULL && name[0] != '\0' && copse_i_text_width(name, true) <= LONGEST_NAME
               ? name
               : copse_i_shown_name(input, model);
}

/* Estimate, lower and upper limit: three columns under one head. */
static void estimate_columns(const forest_input *input, forest_model *model)
{
    const bool jama = model->style->layout == COPSE_LAYOUT_JAMA;
    const size_t at = copse_i_forest_column(model, FOREST_RIGHT, 1.8);
    (void)copse_i_forest_column(model, FOREST_RIGHT, 0.5);
    (void)copse_i_forest_column(model, FOREST_RIGHT, 0.25); /* with the rounding-up of widths, a space */
    model->estimate_column = at;
    const char *level = copse_i_plot_number(model, input->opts->level, 0);
    const char *name = copse_i_estimate_name(input, model);
    const copse_fit *fit = input->fit;
    const char *how = input->opts->pooled_by != NULL                   ? input->opts->pooled_by
                      : fit->pooling == COPSE_POOLING_INVERSE_VARIANCE ? "IV"
                      : fit->pooling == COPSE_POOLING_MH               ? "M-H"
                      : fit->pooling == COPSE_POOLING_WEIGHTED         ? "Weights given"
                      : fit->pooling == COPSE_POOLING_UNWEIGHTED       ? "Unweighted"
                                                                       : copse_fit_method_code(fit);
    const char *line =
        model->style->layout == COPSE_LAYOUT_REVMAN
            ? copse_i_forest_text(model, "%s, %s, %s%% CI", how, copse_fit_is_random(fit) ? "Random" : "Fixed", level)
            : copse_i_forest_text(model, jama ? "(%s%% CI)" : "[%s%% CI]", level);
    const char *both = copse_i_forest_text(model, "%s %s", name, line);
    if (copse_i_text_width(both, true) <= ONE_LINE_HEAD) {
        copse_i_forest_head(model, (forest_head){both, at, at + 2, 1, FOREST_CENTRE, false, 0.0});
        return;
    }
    copse_i_forest_head(model, (forest_head){name, at, at + 2, 0, FOREST_CENTRE, false, 0.0});
    copse_i_forest_head(model, (forest_head){line, at, at + 2, 1, FOREST_CENTRE, false, 0.0});
}

bool copse_i_forest_is_weighted(const copse_fit *fit)
{
    for (size_t i = 0; i < fit->k; i++)
        if (isfinite(fit->weight[i])) return true;
    return false;
}

static void weight_column(const forest_input *input, forest_model *model)
{
    if (!copse_i_forest_is_weighted(input->fit)) return;
    model->weight_column = copse_i_forest_column(model, FOREST_RIGHT, 1.8);
    copse_i_forest_head(
        model, (forest_head){"Weight", model->weight_column, model->weight_column, 1, FOREST_RIGHT, false, 0.0});
}

static void panel_column(forest_model *model)
{
    const size_t at = copse_i_forest_column(model, FOREST_CENTRE, 2.0);
    model->panel_column = at;
    if (model->style->layout != COPSE_LAYOUT_REVMAN) return;
    for (size_t i = 0; i < model->heads; i++)
        if (model->head[i].first == model->estimate_column && model->head[i].last == model->estimate_column + 2)
            copse_i_forest_head(
                model, (forest_head){model->head[i].text, at, at, model->head[i].line, FOREST_CENTRE, false, 0.0});
}

void copse_i_forest_columns(const forest_input *input, forest_model *model)
{
    const forest_style *style = model->style;
    (void)copse_i_forest_column(model, FOREST_LEFT, 0.0);
    copse_i_forest_head(model, (forest_head){input->opts->study_head != NULL ? input->opts->study_head : style->study,
                                             0, 0, 1, FOREST_LEFT, false, 0.0});
    copse_i_raw_columns(input, model);
    if (style->weight_first) weight_column(input, model);
    if (style->estimate_left) estimate_columns(input, model);
    panel_column(model);
    if (!style->estimate_left) estimate_columns(input, model);
    if (!style->weight_first) weight_column(input, model);
    copse_i_light_columns(input, model);
}
