/* A forest plot of each pooled outcome: the script is always written, the pictures where gnuplot can be run. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The copy of the script that a failed drawing leaves beside the picture: the script of the run says the same. */
static void remove_kept_script(const char *picture)
{
    copse_text kept = {0};
    copse_text_printf(&kept, "%s.gp", picture);
    if (copse_text_status(&kept) == COPSE_OK) (void)unlink(kept.bytes);
    copse_text_free(&kept);
}

/* Draws one picture. Want of gnuplot is a warning; `*drawing` then turns false and no more are tried. */
static copse_status draw(copse_i_run *run, const copse_text *script, const char *name, bool *drawing, copse_error *err)
{
    copse_error own = {0};
    char *path = copse_i_output_path(run, name);
    if (path == NULL) return copse_fail_memory(err);
    copse_status status = copse_plot_render(script, path, &own);
    if (status == COPSE_OK) status = copse_i_output_note(run, name, &own);
    if (status == COPSE_EEXTERNAL) remove_kept_script(path);
    free(path);
    if (status == COPSE_OK) return COPSE_OK;
    if (status != COPSE_EEXTERNAL) return copse_fail(err, status, "%s", own.text);
    *drawing = false;
    const char *kept = strstr(own.text, "; the script is kept");
    const int length = kept != NULL ? (int)(kept - own.text) : (int)strlen(own.text);
    copse_note(run->warnings,
               "no plot drawn from %s on: %.*s; their scripts are in plots/: install gnuplot (5.4 or later) and run "
               "gnuplot on them there, or run the protocol again",
               name, length, own.text);
    return COPSE_OK;
}

static copse_status plot_name(const copse_i_analysis *analysis, const char *ending, copse_text *name, copse_error *err)
{
    name->length = 0;
    copse_text_printf(name, "plots/%s.%s", analysis->outcome->name.text, ending);
    return copse_text_status(name) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static copse_status plot_outcome(copse_i_run *run, const copse_i_analysis *analysis, bool *drawing, copse_error *err)
{
    static const char *const usual[] = {"svg", "pdf"};
    const copse_i_strings *given = &run->spec->plots.formats;
    const char *const *formats = given->line > 0 ? given->text : usual;
    const size_t n = given->line > 0 ? given->count : 2;
    side_labels labels = {0};
    const copse_forest_opts opts = forest_opts(run, analysis, &labels);
    copse_text script = {0}, name = {0};
    copse_status status = labels.left.failed || labels.right.failed ? copse_fail_memory(err) : COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < n; i++) {
        script.length = 0;
        status = plot_name(analysis, formats[i], &name, err);
        if (status == COPSE_OK)
            status =
                copse_plot_forest(&analysis->set, &analysis->fit, analysis->has_subgroups ? &analysis->subgroups : NULL,
                                  &opts, name.bytes + strlen("plots/"), &script, err);
        if (status == COPSE_OK && *drawing) status = draw(run, &script, name.bytes, drawing, err);
        if (status == COPSE_OK && i == 0) {
            status = plot_name(analysis, "gp", &name, err);
            if (status == COPSE_OK) status = copse_i_output_write(run, name.bytes, script.bytes, script.length, err);
        }
    }
    copse_text_free(&script);
    copse_text_free(&name);
    copse_text_free(&labels.left);
    copse_text_free(&labels.right);
    return status;
}

copse_status copse_i_plots_write(copse_i_run *run, copse_error *err)
{
    bool drawing = true;
    copse_status status = COPSE_OK;
    if (run->spec->plots.forest.line > 0 && !run->spec->plots.forest.on) return COPSE_OK;
    for (size_t o = 0; status == COPSE_OK && o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->state != COPSE_I_POOLED) continue;
        status = plot_outcome(run, analysis, &drawing, err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "forest plot of '%s': ", analysis->outcome->name.text);
    }
    return status;
}
