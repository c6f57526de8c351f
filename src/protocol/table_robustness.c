/* One page: for each outcome whether the pooled effect, and the difference between subgroups, survive. */
#include "robustness.h"
#include "tables.h"

#include <copse/bias.h>

#include <math.h>

static const copse_i_robustness *robustness_of(const copse_i_run *run, size_t o)
{
    return run->robustness[o].main != NULL ? &run->robustness[o] : NULL;
}

/* ------------------------------------------------------------------------------------------------------- in words */

/* What an interval on one side of no effect favours; without `favours`: "above no effect". */
static const char *side_text(const copse_i_run *run, const copse_i_analysis *analysis, copse_i_side side)
{
    const copse_i_outcome *outcome = analysis->outcome;
    const copse_i_strings *favours = outcome->favours.line > 0 ? &outcome->favours : &run->spec->favours;
    if (side == COPSE_I_UNCLEAR) return "neither";
    if (side == COPSE_I_SIDE_NONE) return "no null value";
    const bool above = side == COPSE_I_ABOVE;
    if (favours->line == 0) return above ? "above no effect" : "below no effect";
    return favours->text[above == (analysis->direction > 0) ? 1 : 0];
}

static copse_i_side main_side(const copse_i_robustness *robustness)
{
    const copse_interval ci = robustness->main->fit.coef->ci;
    return copse_i_side_of(robustness->null, ci.lower, ci.upper);
}

static bool has_difference(const copse_i_robustness *robustness)
{
    return robustness->main->has_subgroups && isfinite(robustness->main->subgroups.p);
}

static bool differs(const copse_i_robustness *robustness)
{
    return has_difference(robustness) && robustness->main->subgroups.p < 1 - robustness->main->opts.level / 100;
}

/* `found`: the main analysis sees an effect, or a difference. */
static void survival(bool found, copse_i_agreement all, copse_text *text)
{
    if (all.asked == 0) copse_text_add(text, "not checked");
    else if (found) copse_text_add(text, all.same == all.asked ? "yes" : "no");
    else if (all.same == all.asked) copse_text_add(text, "never clear");
    else copse_text_printf(text, "clear in %zu", all.asked - all.same);
}

/* ---------------------------------------------------------------------------------------------------------- cells */

static void text_cell(copse_document *document, copse_text *text)
{
    copse_document_check(document, copse_text_status(text));
    copse_document_text(document, text->length > 0 ? copse_text_string(text) : NULL);
    text->length = 0;
}

/* "9 of 10" for a reader; two numbers for a program. */
static void agreement_cells(copse_document *document, bool machine, copse_i_agreement agreement)
{
    copse_text text = {0};
    if (machine) {
        copse_document_number(document, (double)agreement.same);
        copse_document_number(document, (double)agreement.asked);
        return;
    }
    if (agreement.asked > 0) copse_text_printf(&text, "%zu of %zu", agreement.same, agreement.asked);
    text_cell(document, &text);
    copse_text_free(&text);
}

static void p_cell(copse_document *document, double p)
{
    char buf[COPSE_NUMBER_TEXT];
    if (isfinite(p)) copse_document_number_as(document, p, copse_format_p(buf, sizeof buf, p, 3));
    else copse_document_number(document, NAN);
}

typedef copse_i_agreement agreement_of(const copse_i_robustness *robustness, copse_i_check_kind kind);

static void agreements(copse_document *document, bool machine, const copse_i_robustness *robustness, agreement_of *of,
                       size_t kinds)
{
    for (size_t kind = 0; kind < kinds; kind++)
        agreement_cells(document, machine, of(robustness, (copse_i_check_kind)kind));
}

static void agreement_columns(copse_document *document, size_t kinds)
{
    copse_document_column(document, "sensitivity", "Sensitivity", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "leave_one_out", "One left out", COPSE_ALIGN_RIGHT, -1);
    if (kinds > COPSE_I_CHECK_BIAS) copse_document_column(document, "bias", "Bias", COPSE_ALIGN_RIGHT, -1);
}

static void survival_cell(copse_document *document, bool found, copse_i_agreement all)
{
    copse_text text = {0};
    survival(found, all, &text);
    text_cell(document, &text);
    copse_text_free(&text);
}

/* Least and greatest of what the checks found, a number of theirs each. */
typedef double number_of(const copse_i_check *check);
static double estimate_of(const copse_i_check *check)
{
    return check->estimate;
}
static double between_p_of(const copse_i_check *check)
{
    return check->between_p;
}

static copse_interval range(const copse_i_robustness *robustness, number_of *of)
{
    copse_interval out = {NAN, NAN};
    for (size_t i = 0; i < robustness->checks; i++) {
        const double x = of(&robustness->check[i]);
        if (!isfinite(x) || copse_i_check_says_little(&robustness->check[i])) continue;
        if (!(out.lower <= x)) out.lower = x;
        if (!(out.upper >= x)) out.upper = x;
    }
    return out;
}

/* -------------------------------------------------------------------------------------------- tables for a reader */

static void effect_row(const copse_i_run *run, copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_i_side side = main_side(robustness);
    const int digits = copse_i_digits(analysis->outcome);
    const copse_interval ci = copse_i_shown_interval(analysis, &analysis->fit, analysis->fit.coef->ci, false);
    const copse_interval found =
        copse_i_shown_interval(analysis, &analysis->fit, range(robustness, estimate_of), false);
    copse_text text = {0};
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(analysis->outcome));
    copse_document_number(document, (double)analysis->fit.k);
    copse_i_interval_cell(document, copse_i_shown(analysis, &analysis->fit, analysis->fit.coef->estimate), ci.lower,
                          ci.upper, digits);
    copse_document_text(document, side_text(run, analysis, side));
    agreements(document, false, robustness, copse_i_effect_agreement, COPSE_I_CHECK_KINDS);
    if (isfinite(found.lower))
        copse_text_printf(&text, "%s to %s", copse_format_fixed(low, sizeof low, found.lower, digits),
                          copse_format_fixed(high, sizeof high, found.upper, digits));
    text_cell(document, &text);
    copse_text_free(&text);
    survival_cell(document, side == COPSE_I_ABOVE || side == COPSE_I_BELOW,
                  copse_i_effect_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void effect_table(const copse_i_run *run, copse_document *document)
{
    copse_document_table(document, "robustness", "Does the pooled effect survive?");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    copse_document_column(document, "verdict", "In favour of", COPSE_ALIGN_LEFT, -1);
    agreement_columns(document, COPSE_I_CHECK_KINDS);
    copse_document_column(document, "range", "Estimates", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "survives", "Survives", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (robustness_of(run, o) != NULL) effect_row(run, document, robustness_of(run, o));
}

/* "added 3, curriculum 7" */
static void levels_cell(copse_document *document, const copse_i_analysis *analysis)
{
    copse_text text = {0};
    for (size_t l = 0; l < analysis->subgroups.levels; l++)
        copse_text_printf(&text, "%s%s %zu", l > 0 ? ", " : "", analysis->set.level[l], analysis->subgroups.fit[l].k);
    text_cell(document, &text);
    copse_text_free(&text);
}

static void difference_row(copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_interval found = range(robustness, between_p_of);
    copse_text text = {0};
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(analysis->outcome));
    levels_cell(document, analysis);
    p_cell(document, analysis->subgroups.p);
    copse_document_text(document, differs(robustness) ? "yes" : "not shown");
    agreements(document, false, robustness, copse_i_difference_agreement, COPSE_I_CHECK_BIAS);
    if (isfinite(found.lower))
        copse_text_printf(&text, "%s to %s", copse_format_p(low, sizeof low, found.lower, 3),
                          copse_format_p(high, sizeof high, found.upper, 3));
    text_cell(document, &text);
    copse_text_free(&text);
    survival_cell(document, differs(robustness), copse_i_difference_agreement(robustness, COPSE_I_CHECK_KINDS));
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
    agreement_columns(document, COPSE_I_CHECK_BIAS);
    copse_document_column(document, "range", "p", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "survives", "Survives", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (robustness_of(run, o) != NULL && has_difference(robustness_of(run, o)))
            difference_row(document, robustness_of(run, o));
}

static void check_name_cell(copse_document *document, const copse_i_check *check)
{
    copse_text text = {0};
    copse_text_printf(&text, "%s%s", check->kind == COPSE_I_CHECK_WITHOUT ? "without " : "", check->what);
    text_cell(document, &text);
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
        const copse_i_robustness *robustness = robustness_of(run, o);
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
            if (groups) p_cell(document, check->between_p);
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
    if (run->spec->robustness.bias.count > 0)
        copse_document_paragraph(document,
                                 "Bias: the effect adjusted for small-study effects. Of fewer than %d trials such "
                                 "adjustments say little: they are in robustness_checks, and are not counted.",
                                 COPSE_BIAS_FEW);
}

/* ----------------------------------------------------------------------------------------------- for a program */

static void machine_columns(copse_document *document)
{
    static const char *const numbers[] = {"estimate", "ci_lower", "ci_upper", "p"};
    static const char *const counts[] = {"sensitivity_same", "sensitivity", "leave_one_out_same",
                                         "leave_one_out",    "bias_same",   "bias"};
    copse_document_column(document, "outcome", "outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "question", "question", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        copse_document_column(document, numbers[i], numbers[i], COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        copse_document_column(document, counts[i], counts[i], COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "lowest", "lowest", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "highest", "highest", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "verdict", "verdict", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "survives", "survives", COPSE_ALIGN_LEFT, -1);
}

static void machine_effect(const copse_i_run *run, copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_i_side side = main_side(robustness);
    const copse_interval ci = copse_i_shown_interval(analysis, &analysis->fit, analysis->fit.coef->ci, false);
    const copse_interval found =
        copse_i_shown_interval(analysis, &analysis->fit, range(robustness, estimate_of), false);
    copse_document_row(document);
    copse_document_text(document, analysis->outcome->name.text);
    copse_document_text(document, "effect");
    copse_document_number(document, (double)analysis->fit.k);
    copse_document_number(document, copse_i_shown(analysis, &analysis->fit, analysis->fit.coef->estimate));
    copse_document_number(document, ci.lower);
    copse_document_number(document, ci.upper);
    copse_document_number(document, analysis->fit.coef->p);
    agreements(document, true, robustness, copse_i_effect_agreement, COPSE_I_CHECK_KINDS);
    copse_document_number(document, found.lower);
    copse_document_number(document, found.upper);
    copse_document_text(document, side_text(run, analysis, side));
    survival_cell(document, side == COPSE_I_ABOVE || side == COPSE_I_BELOW,
                  copse_i_effect_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void machine_difference(copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_interval found = range(robustness, between_p_of);
    copse_document_row(document);
    copse_document_text(document, analysis->outcome->name.text);
    copse_document_text(document, "difference");
    copse_document_number(document, (double)analysis->fit.k);
    for (size_t i = 0; i < 3; i++) copse_document_number(document, NAN);
    copse_document_number(document, analysis->subgroups.p);
    agreements(document, true, robustness, copse_i_difference_agreement, COPSE_I_CHECK_KINDS);
    copse_document_number(document, found.lower);
    copse_document_number(document, found.upper);
    copse_document_text(document, differs(robustness) ? "differ" : "not shown");
    survival_cell(document, differs(robustness), copse_i_difference_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void machine_table(const copse_i_run *run, copse_document *document)
{
    copse_document_table(document, "robustness", "Whether the pooled effects and the differences survive");
    machine_columns(document);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_robustness *robustness = robustness_of(run, o);
        if (robustness == NULL) continue;
        machine_effect(run, document, robustness);
        if (has_difference(robustness)) machine_difference(document, robustness);
    }
}

copse_status copse_i_table_robustness(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    if (machine) {
        machine_table(run, document);
        return COPSE_OK;
    }
    effect_table(run, document);
    if (run->spec->subgroup.line > 0) difference_table(run, document);
    changes_table(run, document);
    explain(run, document);
    return COPSE_OK;
}
