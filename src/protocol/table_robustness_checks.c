/* Every check of the page about robustness: what was asked, what came out, whether it agrees with the main analysis. */
#include "robustness_cells.h"
#include "tables.h"

#include <math.h>

static void columns(const copse_i_run *run, bool machine, copse_document *document)
{
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "kind", "Kind", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "check", "Analysis", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    if (machine) {
        copse_document_column(document, "estimate", "estimate", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "ci_lower", "ci_lower", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "ci_upper", "ci_upper", COPSE_ALIGN_RIGHT, -1);
    } else {
        copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    }
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "between_p", "p between", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "effect", "Effect", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "difference", "Difference", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "remark", "Remark", COPSE_ALIGN_LEFT, -1);
}

static void verdict_cell(copse_document *document, bool asked, bool same)
{
    copse_document_text(document, !asked ? NULL : same ? "same" : "changes");
}

static void remark_cell(copse_document *document, const copse_i_check *check)
{
    copse_text text = {0};
    const bool little = check->why == NULL && copse_i_check_says_little(check);
    if (little || check->why != NULL) copse_text_add(&text, little ? "not counted: too few trials" : check->why);
    else if (check->difference_why != NULL) copse_text_add(&text, check->difference_why);
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
}

static void check_row(copse_document *document, bool machine, const copse_i_robustness *robustness,
                      const copse_i_check *check, bool named)
{
    const copse_i_analysis *analysis = robustness->main;
    const double estimate = copse_i_shown(analysis, &analysis->fit, check->estimate);
    const copse_interval ci = {check->lower, check->upper};
    const copse_interval shown = copse_i_shown_interval(analysis, &analysis->fit, ci, false);
    bool of_effect = false, of_difference = false;
    copse_document_row(document);
    copse_document_text(document, machine ? analysis->outcome->name.text
                                  : named ? copse_i_outcome_title(analysis->outcome)
                                          : "");
    copse_document_text(document, copse_i_check_kind_name(check->kind));
    copse_document_text(document, machine && check->name != NULL ? check->name : check->what);
    copse_document_number(document, (double)check->k);
    if (machine) {
        copse_document_number(document, estimate);
        copse_document_number(document, shown.lower);
        copse_document_number(document, shown.upper);
    } else {
        copse_i_interval_cell(document, estimate, shown.lower, shown.upper, copse_i_digits(analysis->outcome));
    }
    copse_i_p_cell(document, check->p);
    copse_i_p_cell(document, check->between_p);
    const bool effect = copse_i_effect_agrees(robustness, check, &of_effect);
    const bool difference = copse_i_difference_agrees(robustness, check, &of_difference);
    verdict_cell(document, of_effect, effect);
    verdict_cell(document, of_difference, difference);
    remark_cell(document, check);
}

copse_status copse_i_table_robustness_checks(const copse_i_run *run, bool machine, copse_document *document,
                                             copse_error *err)
{
    (void)err;
    copse_document_table(document, "robustness_checks", "Every analysis that the page on robustness counts");
    columns(run, machine, document);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_robustness *robustness = &run->robustness[o];
        if (robustness->checks > 0 && o > 0) copse_document_rule(document);
        for (size_t i = 0; i < robustness->checks; i++)
            check_row(document, machine, robustness, &robustness->check[i], i == 0);
    }
    return COPSE_OK;
}
