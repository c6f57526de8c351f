/* Running a protocol: read the tables, analyse every outcome every way, then write; nothing is written before the
 * analyses stand. */
#include "curve.h"
#include "robustness.h"
#include "tables.h"

#include <stdlib.h>

static void run_free(copse_i_run *run)
{
    for (size_t o = 0; run->robustness != NULL && o < run->spec->outcomes.count; o++)
        copse_i_robustness_free(&run->robustness[o]);
    free(run->robustness);
    for (size_t o = 0; run->curve != NULL && o < run->spec->outcomes.count; o++) copse_i_curve_free(&run->curve[o]);
    free(run->curve);
    for (size_t i = 0; run->analysis != NULL && i < run->analyses; i++)
        copse_i_analysis_free(&run->analysis[i], run->data.rows);
    free(run->analysis);
    for (size_t i = 0; run->trial != NULL && i < run->data.rows; i++) free(run->trial[i]);
    for (size_t i = 0; run->label != NULL && i < run->data.rows; i++) free(run->label[i]);
    free(run->trial);
    free(run->label);
    free(run->criterion);
    free(run->belongs);
    for (size_t i = 0; run->described != NULL && i < run->spec->described.count; i++)
        copse_frame_free(&run->described[i]);
    free(run->described);
    for (size_t i = 0; i < run->outputs; i++) free(run->output[i].name);
    free(run->output);
    copse_frame_free(&run->published);
    copse_frame_free(&run->data);
}

static void tell(const copse_run_opts *opts, const char *what, size_t done, size_t total)
{
    if (opts->progress != NULL) opts->progress(opts->context, what, done, total);
}

static void set_up(const copse_i_run *run, size_t o, size_t v, copse_i_analysis *analysis)
{
    const copse_i_spec *spec = run->spec;
    const copse_i_sensitivity *variant = v > 0 ? copse_i_sensitivity_at(spec, v - 1) : NULL;
    analysis->outcome = copse_i_outcome_at(spec, o);
    analysis->variant = variant;
    analysis->opts = variant != NULL ? variant->opts : spec->model.opts;
    analysis->mode = variant != NULL ? variant->mode : spec->subgroup.mode;
    analysis->direction = 1;
}

/* An outcome that no analysis finds a trial for is an error of the protocol. */
static copse_status check_trials(const copse_i_run *run, size_t o, copse_error *err)
{
    for (size_t v = 0; v < copse_i_variants(run); v++)
        if (copse_i_analysis_at(run, o, v)->state != COPSE_I_NONE) return COPSE_OK;
    const copse_i_outcome *outcome = copse_i_outcome_at(run->spec, o);
    return copse_fail(err, COPSE_ENODATA,
                      "%s:%zu: outcome '%s' has no trials: no row of it is eligible in any analysis",
                      run->protocol->name, outcome->line, outcome->name.text);
}

static copse_status analyse_all(copse_i_run *run, const copse_run_opts *opts, copse_error *err)
{
    const size_t outcomes = run->spec->outcomes.count, variants = copse_i_variants(run);
    copse_status status = COPSE_OK;
    run->analysis = copse_alloc(outcomes * variants, sizeof *run->analysis);
    if (run->analysis == NULL) return copse_fail_memory(err);
    run->analyses = outcomes * variants;
    for (size_t o = 0; status == COPSE_OK && o < outcomes; o++) {
        tell(opts, copse_i_outcome_title(copse_i_outcome_at(run->spec, o)), o, outcomes);
        for (size_t v = 0; status == COPSE_OK && v < variants; v++) {
            copse_i_analysis *analysis = copse_i_analysis_at(run, o, v);
            set_up(run, o, v, analysis);
            status = copse_i_analyse(run, o, analysis, err);
        }
        if (status == COPSE_OK) status = check_trials(run, o, err);
    }
    return status;
}

/* Whether the pooled outcomes survive: asked once, shown in every format. */
static copse_status ask_again(copse_i_run *run, const copse_run_opts *opts, copse_error *err)
{
    const size_t n = run->spec->outcomes.count;
    copse_status status = COPSE_OK;
    if (run->spec->robustness.line == 0) return COPSE_OK;
    run->robustness = copse_alloc(n, sizeof *run->robustness);
    if (run->robustness == NULL) return copse_fail_memory(err);
    tell(opts, "robustness", n, n);
    for (size_t o = 0; status == COPSE_OK && o < n; o++)
        if (copse_i_analysis_at(run, o, 0)->state == COPSE_I_POOLED)
            status = copse_i_robustness_find(run, o, &run->robustness[o], err);
    return status;
}

/* Every combination of the choices of those outcomes that have a multiverse. */
static copse_status combine_choices(copse_i_run *run, const copse_run_opts *opts, copse_error *err)
{
    const size_t n = run->spec->outcomes.count;
    copse_status status = COPSE_OK;
    if (run->spec->multiverse.count == 0) return COPSE_OK;
    run->curve = copse_alloc(n, sizeof *run->curve);
    if (run->curve == NULL) return copse_fail_memory(err);
    for (size_t o = 0; status == COPSE_OK && o < n; o++) {
        const copse_i_analysis *main = copse_i_analysis_at(run, o, 0);
        if (main->state != COPSE_I_POOLED || main->outcome->multiverse == NULL) continue;
        tell(opts, "multiverse", o, n);
        status = copse_i_curve_find(run, o, &run->curve[o], err);
    }
    return status;
}

static copse_status make_folder(const copse_i_run *run, const char *name, copse_error *err)
{
    char *path = copse_i_output_path(run, name);
    if (path == NULL) return copse_fail_memory(err);
    const copse_status status = copse_directory_make(path, err);
    free(path);
    return status;
}

static copse_status write_all(copse_i_run *run, const copse_run_opts *opts, copse_error *err)
{
    const copse_i_plots *asked = &run->spec->plots;
    const bool forest = asked->forest.line == 0 || asked->forest.on;
    const bool speccurve = run->curve != NULL && (asked->speccurve.line == 0 || asked->speccurve.on);
    bool drawing = true;
    const size_t n = run->spec->outcomes.count;
    copse_status status = make_folder(run, "tables", err);
    if (status == COPSE_OK && (forest || speccurve)) status = make_folder(run, "plots", err);
    tell(opts, "tables", n, n);
    if (status == COPSE_OK) status = copse_i_results_write(run, err);
    if (status == COPSE_OK) status = copse_i_tables_write(run, err);
    tell(opts, "plots", n, n);
    if (status == COPSE_OK) status = copse_i_plots_write(run, &drawing, err);
    if (status == COPSE_OK) status = copse_i_speccurves_write(run, &drawing, err);
    if (status == COPSE_OK) status = copse_i_manifest_write(run, opts->command_line, err);
    return status;
}

/* Warnings of the main analyses, each with its outcome. */
static void gather_warnings(const copse_i_run *run)
{
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        for (size_t i = 0; i < analysis->warnings; i++)
            copse_note(run->warnings, "%s: %s", analysis->outcome->name.text, analysis->notes.line[i]);
    }
}

static bool notes_failed(const copse_i_run *run)
{
    bool failed = run->warnings != NULL && run->warnings->failed;
    for (size_t i = 0; i < run->analyses; i++) failed = failed || run->analysis[i].notes.failed;
    return failed;
}

copse_status copse_protocol_run(const copse_protocol *protocol, const copse_run_opts *opts, copse_text *summary,
                                copse_notes *warnings, copse_error *err)
{
    if (protocol == NULL || opts == NULL || opts->directory == NULL || opts->directory[0] == '\0')
        return copse_fail(err, COPSE_EINVAL, "a run needs a protocol and a directory to write into");
    copse_error own = {0}; /* below here the status of a failure is read back from the error */
    if (err == NULL) err = &own;
    copse_i_run run = {
        .protocol = protocol, .spec = &protocol->spec, .directory = opts->directory, .warnings = warnings};
    copse_status status = copse_i_inputs_read(&run, err);
    if (status == COPSE_OK) status = analyse_all(&run, opts, err);
    if (status == COPSE_OK) status = ask_again(&run, opts, err);
    if (status == COPSE_OK) status = combine_choices(&run, opts, err);
    if (status == COPSE_OK) gather_warnings(&run);
    if (status == COPSE_OK) status = write_all(&run, opts, err);
    if (status == COPSE_OK && summary != NULL) status = copse_i_summary_render(&run, summary, err);
    if (status == COPSE_OK && notes_failed(&run)) status = copse_fail_memory(err);
    run_free(&run);
    return status;
}
