/* Whether the pooled effects and the differences survive, one number a column: for CSV and JSON. */
#include "robustness_cells.h"
#include "tables.h"

#include <math.h>

static void columns(copse_document *document)
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

static void effect(const copse_i_run *run, copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_i_side side = copse_i_main_side(robustness);
    const copse_interval ci = copse_i_shown_interval(analysis, &analysis->fit, analysis->fit.coef->ci, false);
    const copse_interval found = copse_i_shown_interval(analysis, &analysis->fit, copse_i_estimates(robustness), false);
    copse_document_row(document);
    copse_document_text(document, analysis->outcome->name.text);
    copse_document_text(document, "effect");
    copse_document_number(document, (double)analysis->fit.k);
    copse_document_number(document, copse_i_shown(analysis, &analysis->fit, analysis->fit.coef->estimate));
    copse_document_number(document, ci.lower);
    copse_document_number(document, ci.upper);
    copse_document_number(document, analysis->fit.coef->p);
    copse_i_agreement_cells(document, true, robustness, copse_i_effect_agreement);
    copse_document_number(document, found.lower);
    copse_document_number(document, found.upper);
    copse_document_text(document, copse_i_side_text(run, analysis, side));
    copse_i_survival_cell(document, side == COPSE_I_ABOVE || side == COPSE_I_BELOW,
                          copse_i_effect_agreement(robustness, COPSE_I_CHECK_KINDS));
}

static void difference(copse_document *document, const copse_i_robustness *robustness)
{
    const copse_i_analysis *analysis = robustness->main;
    const copse_interval found = copse_i_differences(robustness);
    copse_document_row(document);
    copse_document_text(document, analysis->outcome->name.text);
    copse_document_text(document, "difference");
    copse_document_number(document, (double)analysis->fit.k);
    for (size_t i = 0; i < 3; i++) copse_document_number(document, NAN);
    copse_document_number(document, analysis->subgroups.p);
    copse_i_agreement_cells(document, true, robustness, copse_i_difference_agreement);
    copse_document_number(document, found.lower);
    copse_document_number(document, found.upper);
    copse_document_text(document, copse_i_subgroups_differ(robustness) ? "differ" : "not shown");
    copse_i_survival_cell(document, copse_i_subgroups_differ(robustness),
                          copse_i_difference_agreement(robustness, COPSE_I_CHECK_KINDS));
}

void copse_i_robustness_machine(const copse_i_run *run, copse_document *document)
{
    copse_document_table(document, "robustness", "Whether the pooled effects and the differences survive");
    columns(document);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_robustness *robustness = copse_i_robustness_of(run, o);
        if (robustness == NULL) continue;
        effect(run, document, robustness);
        if (copse_i_has_difference(robustness)) difference(document, robustness);
    }
}
