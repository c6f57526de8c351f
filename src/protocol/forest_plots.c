/* A forest plot of each pooled outcome. */
#include "tables.h"

/* The labels under the axis, which the plot's options borrow. */
typedef struct side_labels {
    copse_text left, right;
} side_labels;

/* `favours` is [control, treatment]: the treatment's side is that of the effects that favour it. */
static void set_favours(const copse_i_run *run, const copse_i_analysis *analysis, side_labels *labels,
                        copse_forest_opts *opts)
{
    const copse_i_strings *own = &analysis->outcome->favours;
    const copse_i_strings *pair = own->line > 0 ? own : &run->spec->favours;
    if (pair->line == 0) return;
    const bool turned = analysis->direction < 0;
    copse_text_printf(&labels->left, "Favours %s", pair->text[turned ? 1 : 0]);
    copse_text_printf(&labels->right, "Favours %s", pair->text[turned ? 0 : 1]);
    opts->favours_left = copse_text_string(&labels->left);
    opts->favours_right = copse_text_string(&labels->right);
}

static copse_forest_opts forest_opts(const copse_i_run *run, const copse_i_analysis *analysis, side_labels *labels)
{
    const copse_i_outcome *outcome = analysis->outcome;
    copse_forest_opts opts = copse_forest_opts_default(outcome->measure_entry);
    if (run->spec->plots.layout.line > 0 && copse_layout_find(run->spec->plots.layout.text, &opts.layout) != COPSE_OK)
        opts.layout = COPSE_LAYOUT_DEFAULT;
    copse_row_interval rows;
    if (run->spec->plots.study_interval.line > 0 &&
        copse_row_interval_find(run->spec->plots.study_interval.text, &rows) == COPSE_OK &&
        copse_row_interval_fits(rows, outcome->measure_entry))
        opts.row_interval = rows;
    opts.transform = outcome->shown_as;
    opts.settings = outcome->settings;
    opts.title = copse_i_outcome_title(outcome);
    opts.axis_label = copse_i_or(outcome->axis_label, copse_i_effect_name(analysis));
    opts.digits = copse_i_digits(outcome);
    opts.level = analysis->opts.level;
    /* Given estimates (GEN) have no null value of their own; where two sides are named, it is 0. */
    if (outcome->measure_entry->family == COPSE_FAMILY_GIVEN && run->spec->favours.line > 0)
        opts.reference = copse_transform_apply_with(copse_transform_plain(opts.transform), 0.0, &opts.settings);
    if (run->spec->arms.line > 0) {
        opts.group1 = run->spec->arms.text[0];
        opts.group2 = run->spec->arms.text[1];
    }
    set_favours(run, analysis, labels, &opts);
    return opts;
}

typedef struct forest {
    const copse_i_analysis *analysis;
    copse_forest_opts opts;
} forest;

static copse_status make_script(const void *plot, const char *picture, copse_text *script, copse_error *err)
{
    const forest *f = plot;
    const copse_i_analysis *analysis = f->analysis;
    return copse_plot_forest(&analysis->set, &analysis->fit, analysis->has_subgroups ? &analysis->subgroups : NULL,
                             &f->opts, picture, script, err);
}

static copse_status plot_outcome(copse_i_run *run, const copse_i_analysis *analysis, bool *drawing, copse_error *err)
{
    side_labels labels = {0};
    const forest plot = {analysis, forest_opts(run, analysis, &labels)};
    copse_status status = labels.left.failed || labels.right.failed ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK)
        status = copse_i_pictures_write(run, analysis->outcome->name.text, make_script, &plot, drawing, err);
    copse_text_free(&labels.left);
    copse_text_free(&labels.right);
    return status;
}

copse_status copse_i_plots_write(copse_i_run *run, bool *drawing, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (run->spec->plots.forest.line > 0 && !run->spec->plots.forest.on) return COPSE_OK;
    for (size_t o = 0; status == COPSE_OK && o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->state != COPSE_I_POOLED) continue;
        status = plot_outcome(run, analysis, drawing, err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "forest plot of '%s': ", analysis->outcome->name.text);
    }
    return status;
}
