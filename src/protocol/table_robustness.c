/* One page: for each outcome whether the pooled effect, and the difference between subgroups, survive. */
#include "robustness_cells.h"
#include "tables.h"

#include <copse/bias.h>

#include <math.h>

static void agreement_columns(copse_document *document)
{
    copse_document_column(document, "sensitivity", "Sensitivity", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "leave_one_out", "One left out", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "bias", "Bias", COPSE_ALIGN_RIGHT, -1);
}

/* -------------------------------------------------------------------------------------------- tables for a reader */

static void effect_row(const copse_i_run *run, copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_i_side side = copse_i_main_side(robustness);
    const int digits = copse_i_digits(analysis->outcome);
    const copse_interval ci = copse_i_shown_interval(analysis, &analysis->fit, analysis->fit.coef->ci, false);
    const copse_interval found = copse_i_shown_interval(analysis, &analysis->fit, copse_i_estimates(robustness), false);
    copse_text text = {0};
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(analysis->outcome));
    copse_document_number(document, (double)analysis->fit.k);
    copse_i_interval_cell(document, copse_i_shown(analysis, &analysis->fit, analysis->fit.coef->estimate), ci.lower,
                          ci.upper, digits);
    copse_document_text(document, copse_i_side_text(run, analysis, side));
    copse_i_agreement_cells(document, false, robustness, copse_i_effect_agreement);
    if (isfinite(found.lower))
        copse_text_printf(&text, "%s to %s", copse_format_fixed(low, sizeof low, found.lower, digits),
                          copse_format_fixed(high, sizeof high, found.upper, digits));
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
    copse_i_survival_cell(document, side == COPSE_I_ABOVE || side == COPSE_I_BELOW,
                          copse_i_effect_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void effect_table(const copse_i_run *run, copse_document *document)
{
    copse_document_table(document, "robustness", "Does the pooled effect survive?");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    copse_document_column(document, "verdict", "In favour of", COPSE_ALIGN_LEFT, -1);
    agreement_columns(document);
    copse_document_column(document, "range", "Estimates", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "survives", "Survives", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (copse_i_robustness_of(run, o) != NULL) effect_row(run, document, copse_i_robustness_of(run, o));
}

/* "added 3, curriculum 7" */
static void levels_cell(copse_document *document, const copse_i_analysis *analysis)
{
    copse_text text = {0};
    for (size_t l = 0; l < analysis->subgroups.levels; l++)
        copse_text_printf(&text, "%s%s %zu", l > 0 ? ", " : "", analysis->set.level[l], analysis->subgroups.fit[l].k);
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
}

static void difference_row(copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_interval found = copse_i_differences(robustness);
    copse_text text = {0};
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(analysis->outcome));
    levels_cell(document, analysis);
    copse_i_p_cell(document, analysis->subgroups.p);
    copse_document_text(document, copse_i_subgroups_differ(robustness) ? "yes" : "not shown");
    copse_i_agreement_cells(document, false, robustness, copse_i_difference_agreement);
    if (isfinite(found.lower))
        copse_text_printf(&text, "%s to %s", copse_format_p(low, sizeof low, found.lower, 3),
                          copse_format_p(high, sizeof high, found.upper, 3));
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
    copse_i_survival_cell(document, copse_i_subgroups_differ(robustness),
                          copse_i_difference_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void difference_table(const copse_i_run *run, copse_document *document)
{
    const copse_i_subgroup *subgroup = &run->spec->subgroup;
    copse_text caption = {0};
    copse_text_printf(&caption, "Does the difference between subgroups survive? %s",
                      copse_i_or(subgroup->title, subgroup->column.text));
    copse_document_check(document, copse_text_status(&caption));
    copse_document_table(document, "robustness_difference", copse_text_string(&caption));
    copse_text_free(&caption);
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "levels", "Trials", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "differ", "Differ", COPSE_ALIGN_LEFT, -1);
    agreement_columns(document);
    copse_document_column(document, "range", "p", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "survives", "Survives", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (copse_i_robustness_of(run, o) != NULL && copse_i_has_difference(copse_i_robustness_of(run, o)))
            difference_row(document, copse_i_robustness_of(run, o));
}

static void check_name_cell(copse_document *document, const copse_i_check *check)
{
    copse_text text = {0};
    copse_text_printf(&text, "%s%s", check->kind == COPSE_I_CHECK_WITHOUT ? "without " : "", check->what);
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
}

static void check_interval_cell(copse_document *document, const copse_i_analysis *analysis, const copse_i_check *check)
{
    const copse_interval ci = {check->lower, check->upper};
    const copse_interval shown = copse_i_shown_interval(analysis, &analysis->fit, ci, false);
    copse_i_interval_cell(document, copse_i_shown(analysis, &analysis->fit, check->estimate), shown.lower, shown.upper,
                          copse_i_digits(analysis->outcome));
}

/* The checks that do not end as the main analysis does. */
static void changes_table(const copse_i_run *run, copse_document *document)
{
    const bool groups = run->spec->subgroup.line > 0;
    copse_document_table(document, "robustness_changes", "What changes the answer");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "check", "Analysis", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    if (groups) copse_document_column(document, "between_p", "p between", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "changes", "Changes", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_robustness *robustness = copse_i_robustness_of(run, o);
        bool named = false;
        for (size_t i = 0; robustness != NULL && i < robustness->checks; i++) {
            const copse_i_check *check = &robustness->check[i];
            bool of_effect = false, of_difference = false;
            const bool effect = !copse_i_effect_agrees(robustness, check, &of_effect) && of_effect;
            const bool difference = !copse_i_difference_agrees(robustness, check, &of_difference) && of_difference;
            if (!effect && !difference) continue;
            copse_document_row(document);
            copse_document_text(document, named ? "" : copse_i_outcome_title(robustness->main->outcome));
            named = true;
            check_name_cell(document, check);
            copse_document_number(document, (double)check->k);
            check_interval_cell(document, robustness->main, check);
            if (groups) copse_i_p_cell(document, check->between_p);
            copse_document_text(document, effect && difference ? "both" : effect ? "effect" : "difference");
        }
    }
}

static void explain(const copse_i_run *run, copse_document *document)
{
    char level[COPSE_NUMBER_TEXT], alpha[COPSE_NUMBER_TEXT];
    (void)copse_format_exact(level, sizeof level, run->spec->model.opts.level);
    (void)copse_format_exact(alpha, sizeof alpha, (100 - run->spec->model.opts.level) / 100);
    copse_document_paragraph(document,
                             "Counted are the analyses that end as the main one does: the %s%% interval on the same "
                             "side of no effect, or across it; the test between subgroups on the same side of %s. "
                             "\"Yes\" needs all of them. \"Never clear\": no analysis shows what the main one does "
                             "not. Analyses that could not be made, of too few trials, are not counted; "
                             "robustness_checks lists every one.",
                             level, alpha);
    if (run->spec->robustness.bias.count == 0) return;
    copse_document_paragraph(document,
                             "Bias: the effect adjusted for small-study effects%s. Of fewer than %d trials such "
                             "adjustments say little: they are in robustness_checks, and are not counted.",
                             run->spec->subgroup.line == 0 ? ""
                                                           : ", and the difference with the subgroups as moderators "
                                                             "beside them, in models that take moderators (PET, PEESE, "
                                                             "limit meta-analysis, selection model)",
                             COPSE_BIAS_FEW);
}

copse_status copse_i_table_robustness(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    if (machine) {
        copse_i_robustness_machine(run, document);
        return COPSE_OK;
    }
    effect_table(run, document);
    if (run->spec->subgroup.line > 0) difference_table(run, document);
    changes_table(run, document);
    explain(run, document);
    return COPSE_OK;
}
