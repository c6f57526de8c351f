#include "forest_model.h"

#include <math.h>

/* On the scale shown; what a log axis cannot hold is moved to the edge of what it can. */
static double on_axis(const forest_model *model, double value)
{
    return model->axis.log ? fmin(fmax(value, 1e-300), 1e300) : value;
}

/* Of the whole (level == set->levels) or of a level. */
static copse_transform_settings pooled_settings(const forest_input *input, const copse_fit *fit, size_t level)
{
    const copse_study_set *set = input->set;
    return copse_transform_for_pool(input->opts->transform, &input->opts->settings, fit->het.tau2, set->vi, set->ni,
                                    level == set->levels ? NULL : set->group, level, set->k);
}

static double shown(const forest_input *input, const forest_model *model, const copse_transform_settings *settings,
                    double x)
{
    return on_axis(model, copse_transform_apply_with(input->opts->transform, x, settings));
}

static copse_interval shown_interval(const forest_input *input, const forest_model *model,
                                     const copse_transform_settings *settings, copse_interval ci)
{
    (void)copse_transform_interval(input->opts->transform, &ci.lower, &ci.upper, settings);
    return (copse_interval){on_axis(model, ci.lower), on_axis(model, ci.upper)};
}

static void place_estimate(const forest_input *input, const forest_model *model,
                           const copse_transform_settings *settings, forest_row *row, double estimate,
                           copse_interval ci)
{
    const bool known = isfinite(ci.lower) && isfinite(ci.upper);
    if (known) ci = shown_interval(input, model, settings, ci);
    row->estimate = isfinite(estimate) ? shown(input, model, settings, estimate) : NAN;
    row->lower = known && isfinite(ci.lower) ? ci.lower : NAN;
    row->upper = known && isfinite(ci.upper) ? ci.upper : NAN;
}

/* "[-0.05," and "0.32]" in two cells, so that points align; JAMA writes "(-0.05 to" and "0.32)". */
static void interval_cells(const forest_input *input, forest_model *model, forest_row *row)
{
    const forest_style *style = model->style;
    const size_t at = model->estimate_column;
    const char *between = style->layout != COPSE_LAYOUT_JAMA ? "," : " to";
    if (!isfinite(row->lower) || !isfinite(row->upper)) return;
    row->cell[at + 1] =
        copse_i_forest_text(model, "%c%s%s", style->open, copse_i_plot_estimate(input, model, row->lower), between);
    row->cell[at + 2] =
        copse_i_forest_text(model, "%s%c", copse_i_plot_estimate(input, model, row->upper), style->close);
}

static void estimate_cells(const forest_input *input, forest_model *model, forest_row *row)
{
    row->cell[model->estimate_column] = copse_i_plot_estimate(input, model, row->estimate);
    interval_cells(input, model, row);
    const char *weight = copse_i_plot_number(model, row->weight, 1);
    if (isfinite(row->weight)) row->cell[model->weight_column] = copse_i_forest_text(model, "%s%%", weight);
}

static void add_study(const forest_input *input, forest_model *model, size_t i)
{
    const copse_study_set *set = input->set;
    forest_row scratch, *row = copse_i_forest_row(model, FOREST_STUDY, &scratch);
    row->cell[0] = copse_i_forest_label(model, set->label[i]);
    const copse_transform_settings settings = copse_i_study_settings(input, i);
    place_estimate(input, model, &settings, row, set->yi[i],
                   input->opts->row_ci != NULL ? input->opts->row_ci[i]
                                               : copse_study_interval(set->yi[i], set->vi[i], input->opts->level));
    if (copse_i_has_row_interval(input, i)) {
        copse_interval ci = {NAN, NAN};
        if (copse_i_row_interval(input, i, &row->estimate, &ci, NULL) != COPSE_OK)
            model->failed = true; /* was checked */
        row->lower = ci.lower;
        row->upper = ci.upper;
    }
    row->weight = input->fit->weight[i];
    row->square = copse_i_forest_is_weighted(input->fit) ? row->weight : set->vi[i] > 0.0 ? 1.0 / set->vi[i] : 0.0;
    copse_i_raw_cells(input, model, i, row);
    copse_i_light_cells(input, model, i, row);
    estimate_cells(input, model, row);
    model->largest_square = fmax(model->largest_square, row->square);
    model->studies++;
}

static void add_note(forest_model *model, const char *text)
{
    if (text == NULL) return;
    forest_row scratch, *row = copse_i_forest_row(model, FOREST_NOTE, &scratch);
    row->cell[0] = text;
}

static void add_space(forest_model *model)
{
    forest_row scratch;
    (void)copse_i_forest_row(model, FOREST_SPACE, &scratch);
}

/* A diamond; level == set->levels: the overall one. */
static void add_pooled(const forest_input *input, forest_model *model, const copse_fit *fit, size_t level)
{
    const copse_study_set *set = input->set;
    const bool total = level == set->levels;
    forest_row scratch, *row = copse_i_forest_row(model, total ? FOREST_TOTAL : FOREST_SUBTOTAL, &scratch);
    const char *name = total ? model->style->total : model->style->subtotal;
    if (model->style->layout == COPSE_LAYOUT_REVMAN)
        row->cell[0] = copse_i_forest_text(model, "%s (%s%% CI)", name, copse_i_plot_number(model, fit->opts.level, 0));
    else
        row->cell[0] =
            copse_i_forest_text(model, "%s (%s = %zu)", name, model->style->layout == COPSE_LAYOUT_JAMA ? "No." : "k",
                                total && input->opts->pooled > 0 ? input->opts->pooled : fit->k);
    const copse_transform_settings settings = pooled_settings(input, fit, level);
    place_estimate(input, model, &settings, row, fit->coef[0].estimate, fit->coef[0].ci);
    row->weight = 0.0;
    for (size_t i = 0; i < set->k; i++)
        if (total || set->group[i] == level) row->weight += input->fit->weight[i];
    copse_i_raw_sums(input, model, level, row);
    estimate_cells(input, model, row);
}

/* One study has nothing to pool, but where τ² is common to all levels its diamond differs from its square. */
static void add_level(const forest_input *input, forest_model *model, size_t level)
{
    const copse_study_set *set = input->set;
    const copse_fit *fit = &input->subgroups->fit[level];
    forest_row scratch, *heading = copse_i_forest_row(model, FOREST_LEVEL, &scratch);
    heading->cell[0] = copse_i_forest_label(model, set->level[level]);
    for (size_t i = 0; i < set->k; i++)
        if (set->group[i] == level) add_study(input, model, i);
    if (fit->k > 1 || input->subgroups->mode == COPSE_TAU2_COMMON) add_pooled(input, model, fit, level);
    add_note(model, copse_i_note_heterogeneity(model, fit));
    add_space(model);
}

static void add_prediction(const forest_input *input, forest_model *model)
{
    const copse_fit *fit = input->fit;
    if (!input->opts->prediction || !copse_fit_is_random(fit) || fit->k < 3 || !isfinite(fit->prediction.lower)) return;
    forest_row scratch, *row = copse_i_forest_row(model, FOREST_PREDICTION, &scratch);
    row->cell[0] = model->style->prediction;
    copse_transform_settings settings = pooled_settings(input, fit, input->set->levels);
    settings.tau2 = 0.0; /* the limits are single effects */
    place_estimate(input, model, &settings, row, NAN, fit->prediction);
    interval_cells(input, model, row);
}

static void add_rows(const forest_input *input, forest_model *model)
{
    const copse_study_set *set = input->set;
    const copse_fit *fit = input->fit;
    if (input->subgroups != NULL)
        for (size_t level = 0; level < set->levels; level++) add_level(input, model, level);
    else
        for (size_t i = 0; i < set->k; i++) add_study(input, model, i);
    if (input->subgroups == NULL) add_space(model);
    add_pooled(input, model, fit, set->levels);
    add_prediction(input, model);
    add_note(model, copse_i_note_heterogeneity(model, fit));
    forest_row scratch;
    (void)copse_i_forest_row(model, FOREST_AXIS, &scratch);
    /* The fit's test is of an effect of 0. */
    if (fit->k > 1 && set->measure->two_groups && set->measure->null_value == 0.0)
        add_note(model, copse_i_note_effect(model, fit));
    if (input->subgroups != NULL) add_note(model, copse_i_note_subgroups(model, input->subgroups));
    if (fit->k > 1) add_note(model, copse_i_note_method(model, fit));
    add_note(model, copse_i_note_row_interval(input, model));
    add_note(model, copse_i_note_lights(input, model));
}

/* What a reader who cannot see the picture is told. */
static const char *describe(const forest_input *input, forest_model *model)
{
    const copse_fit *fit = input->fit;
    const copse_coefficient *mean = &fit->coef[0];
    const copse_transform_settings settings = pooled_settings(input, fit, input->set->levels);
    const copse_interval ci = shown_interval(input, model, &settings, mean->ci);
    const char *heterogeneity =
        isnan(fit->het.I2) ? "" : copse_i_forest_text(model, "; I² %s%%", copse_i_plot_number(model, fit->het.I2, 1));
    return copse_i_forest_text(
        model, "Forest plot of %zu %s. Pooled estimate (%s): %s, %s%% confidence interval %s to %s%s.", fit->k,
        input->opts->pooled > 0 ? "fits"
        : fit->k == 1           ? "study"
                                : "studies",
        copse_i_estimate_name(input, model),
        copse_i_plot_estimate(input, model, shown(input, model, &settings, mean->estimate)),
        copse_i_plot_number(model, fit->opts.level, 0), copse_i_plot_estimate(input, model, ci.lower),
        copse_i_plot_estimate(input, model, ci.upper), heterogeneity);
}

static copse_status check_row_intervals(const forest_input *input, copse_error *err)
{
    copse_status status = copse_i_row_interval_check(input, err);
    for (size_t i = 0; status == COPSE_OK && i < input->set->k; i++) {
        double estimate;
        copse_interval ci;
        if (copse_i_has_row_interval(input, i)) status = copse_i_row_interval(input, i, &estimate, &ci, err);
    }
    return status;
}

static copse_status check_input(const forest_input *input, copse_error *err)
{
    const copse_study_set *set = input->set;
    const copse_fit *fit = input->fit;
    if (set->k == 0 || set->measure == NULL) return copse_fail(err, COPSE_ENODATA, "a forest plot needs a study");
    if (fit->k != set->k)
        return copse_fail(err, COPSE_EINVAL, "a forest plot needs the fit of its %zu studies, not of %zu", set->k,
                          fit->k);
    if (fit->p != 1) return copse_fail(err, COPSE_EINVAL, "a forest plot needs a model without moderators");
    if (input->subgroups != NULL && (set->group == NULL || input->subgroups->levels != set->levels))
        return copse_fail(err, COPSE_EINVAL, "the subgroups are not those of the study set");
    if (!(input->opts->level > 0 && input->opts->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of the studies' intervals must lie between 0 and 100");
    if (input->opts->axis_min >= input->opts->axis_max)
        return copse_fail(err, COPSE_EUSAGE, "the axis must end above its beginning");
    const copse_forest_opts *opts = input->opts;
    if (opts->rob_domains > 12)
        return copse_fail(err, COPSE_EUSAGE, "a forest plot shows at most 12 judgements of bias");
    if (opts->rob_domains > 0 && (opts->rob == NULL || opts->rob_domain == NULL))
        return copse_fail(err, COPSE_EINVAL, "judgements of bias without their names or values");
    for (size_t i = 0; i < set->k * opts->rob_domains; i++)
        if ((size_t)opts->rob[i] >= COPSE_JUDGEMENT_COUNT) return copse_fail(err, COPSE_EINVAL, "no such judgement");
    return check_row_intervals(input, err);
}

copse_status copse_i_forest_build(const forest_input *input, forest_model *model, copse_error *err)
{
    const copse_status st = check_input(input, err);
    if (st != COPSE_OK) return st;
    model->style = copse_i_forest_style(input->opts->layout);
    model->axis.log = copse_i_wants_log_axis(input);
    if (model->axis.log && input->opts->axis_min <= 0)
        return copse_fail(err, COPSE_EUSAGE, "a ratio's axis must begin above 0");
    model->digits = copse_i_useful_digits(input);
    model->title = copse_i_forest_label(model, input->opts->title);
    copse_i_forest_columns(input, model);
    add_rows(input, model);
    model->description = describe(input, model);
    return model->failed ? copse_fail_memory(err) : COPSE_OK;
}
