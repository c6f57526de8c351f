/* Tables of pooled results: the summary over all outcomes, and every analysis of each. */
#include "tables.h"

#include <math.h>

static void between_columns(copse_document *document, bool machine)
{
    if (machine) {
        copse_document_column(document, "between_Q", "between_Q", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "between_df", "between_df", COPSE_ALIGN_RIGHT, -1);
    }
    copse_document_column(document, "between_p", "p between", COPSE_ALIGN_RIGHT, 3);
}

static void between_cells(copse_document *document, bool machine, const copse_subgroups *subgroups)
{
    char buf[COPSE_NUMBER_TEXT];
    if (!machine && subgroups == NULL) { /* a reader sees an empty cell: the test stands in the row of the whole */
        copse_document_text(document, NULL);
        return;
    }
    if (machine) {
        copse_document_number(document, subgroups != NULL ? subgroups->Q : NAN);
        copse_document_number(document, subgroups != NULL ? subgroups->df : NAN);
    }
    const double p = subgroups != NULL ? subgroups->p : NAN;
    if (isfinite(p)) copse_document_number_as(document, p, copse_format_p(buf, sizeof buf, p, 3));
    else copse_document_number(document, NAN);
}

static const char *subgroup_head(const copse_i_run *run)
{
    return copse_i_or(run->spec->subgroup.title, copse_i_or(run->spec->subgroup.column, "Group"));
}

static bool names_sides(const copse_i_run *run)
{
    return run->spec->favours.line > 0;
}

/* No effect as it is shown; NaN for measures that know none, and where the transform, of overlap say, has no two sides. */
static double no_effect(const copse_i_outcome *outcome)
{
    const copse_measure *measure = outcome->measure_entry;
    const double none = measure->family == COPSE_FAMILY_GIVEN ? 0.0 : measure->null_value;
    double low = -HUGE_VAL, high = HUGE_VAL;
    const double x = copse_transform_apply_with(copse_transform_plain(outcome->shown_as), none, &outcome->settings);
    copse_transform_range(outcome->shown_as, &low, &high);
    return x > low && x < high ? x : (double)NAN;
}

/* Whether the second of `favours` lies above no effect, as it is shown. */
static bool better_above(const copse_i_analysis *analysis)
{
    return (analysis->direction > 0) != copse_transform_falls(analysis->outcome->shown_as);
}

/* On which side of no effect that is: "> 0", "< 1". */
static void add_better_side(const copse_i_analysis *analysis, copse_text *text)
{
    char buf[COPSE_NUMBER_TEXT];
    const double none = no_effect(analysis->outcome);
    if (isnan(none)) return;
    copse_text_printf(text, "%s %s", better_above(analysis) ? ">" : "<", copse_format_exact(buf, sizeof buf, none));
}

/* A program has the effect and the better side apart; a reader has an arrow: "Risk ratio ↓". */
static void effect_cells(const copse_i_run *run, bool machine, copse_document *document,
                         const copse_i_analysis *analysis, bool shown)
{
    copse_text text = {0};
    if (shown) copse_text_add(&text, copse_i_effect_name(analysis));
    if (shown && names_sides(run) && !machine && !isnan(no_effect(analysis->outcome)))
        copse_text_add(&text, better_above(analysis) ? " ↑" : " ↓");
    copse_document_check(document, copse_text_status(&text));
    copse_document_text(document, copse_text_string(&text));
    text.length = 0;
    if (names_sides(run) && machine) {
        add_better_side(analysis, &text);
        copse_document_text(document, text.length > 0 ? copse_text_string(&text) : NULL);
    }
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

/* A dagger marks an interval that Hartung and Knapp's factor made narrower than Wald's. */
static void marked_cell(copse_document *document, bool machine, const char *name, const copse_fit *fit)
{
    copse_text text = {0};
    copse_text_printf(&text, "%s%s", name, !machine && fit != NULL && fit->narrow ? " †" : "");
    copse_document_check(document, copse_text_status(&text));
    copse_document_text(document, copse_text_string(&text));
    copse_text_free(&text);
}

static void summary_rows(const copse_i_run *run, bool machine, copse_document *document,
                         const copse_i_analysis *analysis)
{
    const bool groups = analysis->has_subgroups;
    const size_t levels = groups ? analysis->subgroups.levels : 0;
    for (size_t l = 0; l <= levels; l++) {
        const copse_fit *fit = l == 0 ? &analysis->fit : &analysis->subgroups.fit[l - 1];
        const bool by_group = run->spec->subgroup.line > 0;
        const char *outcome = machine ? analysis->outcome->name.text : copse_i_outcome_title(analysis->outcome);
        copse_document_row(document);
        if (by_group) copse_document_text(document, machine || l == 0 ? outcome : "");
        marked_cell(document, machine, !by_group ? outcome : l == 0 ? "overall" : analysis->set.level[l - 1], fit);
        effect_cells(run, machine, document, analysis, machine || l == 0);
        copse_i_result_cells(document, machine, analysis, fit);
        if (by_group) between_cells(document, machine, l == 0 && groups ? &analysis->subgroups : NULL);
    }
}

/* Whether a row is pooled in a main analysis. */
static bool row_pooled(const copse_i_run *run, size_t row)
{
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->state == COPSE_I_POOLED && analysis->used[row]) return true;
    }
    return false;
}

static bool has_dagger(const copse_i_analysis *analysis)
{
    if (analysis->state != COPSE_I_POOLED) return false;
    bool narrow = analysis->fit.narrow;
    for (size_t l = 0; analysis->has_subgroups && l < analysis->subgroups.levels; l++)
        narrow = narrow || analysis->subgroups.fit[l].narrow;
    return narrow;
}

/* Under the tables of the first `variants` analyses of each outcome, where a dagger stands in them. */
static void explain_daggers(const copse_i_run *run, size_t variants, copse_document *document)
{
    bool any = false;
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        for (size_t v = 0; v < variants; v++) any = any || has_dagger(copse_i_analysis_at(run, o, v));
    if (any)
        copse_document_paragraph(document, "† The Hartung-Knapp interval is narrower than the Wald one, as can happen "
                                           "when few trials agree by chance; the tests z and adhoc rule that out.");
}

/* Below the summary: how many rows it rests on, and where the others are accounted for. */
static void account(const copse_i_run *run, copse_document *document)
{
    const size_t outcomes = run->spec->outcomes.count;
    size_t rows = 0, pooled = 0;
    bool single = false;
    for (size_t i = 0; i < run->data.rows; i++) rows += row_pooled(run, i);
    for (size_t o = 0; o < outcomes; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->state != COPSE_I_POOLED) continue;
        pooled++;
        for (size_t l = 0; analysis->has_subgroups && l < analysis->subgroups.levels; l++)
            single = single || analysis->subgroups.fit[l].k == 1;
    }
    if (names_sides(run))
        copse_document_paragraph(document, "↑ above no effect, ↓ below it: in favour of %s.",
                                 run->spec->favours.text[1]);
    explain_daggers(run, 1, document);
    copse_document_paragraph(document, "%zu of %zu %s pooled, from %zu of the %zu rows of %s.%s%s%s", pooled, outcomes,
                             copse_plural(outcomes, "outcome is", "outcomes are"), rows, run->data.rows,
                             run->spec->data.text,
                             pooled < outcomes ? " The other outcomes are in outcomes_not_pooled." : "",
                             rows < run->data.rows ? " The other rows are in rows_not_used, each with the reason." : "",
                             single ? " One trial alone has no τ²: NA." : "");
}

copse_status copse_i_table_summary(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    copse_text caption = {0};
    copse_text_printf(&caption, "%s: main analysis", run->spec->title.text);
    copse_document_check(document, copse_text_status(&caption));
    copse_document_table(document, "summary", copse_text_string(&caption));
    copse_text_free(&caption);
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    if (run->spec->subgroup.line > 0)
        copse_document_column(document, "group", subgroup_head(run), COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "effect", "Effect", COPSE_ALIGN_LEFT, -1);
    if (names_sides(run) && machine) copse_document_column(document, "better", "better", COPSE_ALIGN_LEFT, -1);
    copse_i_result_columns(document, machine, run->spec->model.opts.level);
    if (run->spec->subgroup.line > 0) between_columns(document, machine);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->state == COPSE_I_POOLED) summary_rows(run, machine, document, analysis);
    }
    if (!machine) account(run, document);
    return COPSE_OK;
}

static void sensitivity_rows(const copse_i_run *run, bool machine, copse_document *document,
                             const copse_i_analysis *analysis)
{
    const bool pooled = analysis->state == COPSE_I_POOLED, groups = analysis->has_subgroups;
    const bool main_one = analysis->variant == NULL;
    for (size_t l = 0; l <= (groups ? analysis->subgroups.levels : 0); l++) {
        const bool named = machine || (main_one && l == 0);
        copse_document_row(document);
        copse_document_text(document, machine ? analysis->outcome->name.text
                                      : named ? copse_i_outcome_title(analysis->outcome)
                                              : "");
        const char *title = machine  ? (main_one ? "main" : analysis->variant->name.text)
                            : l == 0 ? copse_i_variant_title(analysis)
                                     : "";
        const copse_fit *fit = !pooled ? NULL : l == 0 ? &analysis->fit : &analysis->subgroups.fit[l - 1];
        const bool by_group = run->spec->subgroup.line > 0;
        if (by_group) copse_document_text(document, title);
        marked_cell(document, machine, !by_group ? title : l == 0 ? "overall" : analysis->set.level[l - 1], fit);
        copse_i_result_cells(document, machine, analysis, fit);
        if (by_group) between_cells(document, machine, l == 0 && groups ? &analysis->subgroups : NULL);
    }
}

copse_status copse_i_table_sensitivity(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    copse_document_table(document, "sensitivity", "Every analysis of each outcome; main analysis first");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "analysis", "Analysis", COPSE_ALIGN_LEFT, -1);
    if (run->spec->subgroup.line > 0)
        copse_document_column(document, "group", subgroup_head(run), COPSE_ALIGN_LEFT, -1);
    copse_i_result_columns(document, machine, run->spec->model.opts.level);
    if (run->spec->subgroup.line > 0) between_columns(document, machine);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        if (o > 0) copse_document_rule(document);
        for (size_t v = 0; v < copse_i_variants(run); v++)
            sensitivity_rows(run, machine, document, copse_i_analysis_at(run, o, v));
    }
    if (!machine) explain_daggers(run, copse_i_variants(run), document);
    return COPSE_OK;
}
