/* What each choice of a multiverse does: for a reader a row a choice, for a program a row an option. */
#include "curve_cells.h"
#include "tables.h"

#include <math.h>

static void columns(bool machine, copse_document *document)
{
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "choice", "Choice", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, machine ? "option" : "options", "Options", COPSE_ALIGN_LEFT, -1);
    if (machine) {
        copse_document_column(document, "fitted", "fitted", COPSE_ALIGN_RIGHT, 0);
        copse_document_column(document, "median", "median", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "significant", "significant", COPSE_ALIGN_RIGHT, -1);
    }
    copse_document_column(document, "moves", "Moves by", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "most", "at most", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "flips", "Flips, %", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "explains", "Explains, %", COPSE_ALIGN_RIGHT, 1);
}

static void measures(copse_document *document, const copse_multiverse_choice *choice)
{
    copse_i_fixed_cell(document, choice->moves, 3);
    copse_i_fixed_cell(document, choice->most, 3);
    copse_i_fixed_cell(document, choice->flips, 1);
    copse_i_fixed_cell(document, choice->explains, 1);
}

static void machine_rows(copse_document *document, const copse_i_curve *curve, size_t c)
{
    const copse_multiverse_choice *choice = &curve->result.choice[c];
    for (size_t l = 0; l < choice->levels; l++) {
        copse_document_row(document);
        copse_document_text(document, curve->main->outcome->name.text);
        copse_document_text(document, copse_i_curve_key(curve, c));
        copse_document_text(document, curve->data.level[c][l]);
        copse_document_number(document, (double)choice->level[l].specifications);
        copse_document_number(document, copse_i_curve_shown(curve, choice->level[l].median));
        copse_document_number(document, choice->level[l].significant);
        measures(document, choice);
    }
}

static void reader_row(copse_document *document, const copse_i_curve *curve, size_t c, bool named)
{
    copse_text options = {0};
    for (size_t l = 0; l < curve->result.choice[c].levels; l++)
        copse_text_printf(&options, "%s%s", l > 0 ? ", " : "", curve->data.level[c][l]);
    copse_document_row(document);
    copse_document_text(document, named ? "" : copse_i_outcome_title(curve->main->outcome));
    copse_document_text(document, curve->data.choice[c]);
    copse_document_text(document, copse_text_string(&options));
    copse_document_check(document, copse_text_status(&options));
    copse_text_free(&options);
    measures(document, &curve->result.choice[c]);
}

copse_status copse_i_table_multiverse_choices(const copse_i_run *run, bool machine, copse_document *document,
                                              copse_error *err)
{
    bool any = false;
    (void)err;
    copse_document_table(document, "multiverse_choices", "What each choice does to the result");
    columns(machine, document);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        bool named = false;
        if (curve == NULL) continue;
        if (any && !machine) copse_document_rule(document);
        for (size_t c = 0; c < curve->result.choices; c++) {
            if (curve->result.choice[c].levels < 2) continue;
            if (machine) machine_rows(document, curve, c);
            else reader_row(document, curve, c, named);
            named = any = true;
        }
    }
    if (!machine)
        copse_document_paragraph(
            document, "Moves by: mean difference of two analyses that differ in that choice alone (ratios: of "
                      "logarithms), and the largest; Flips: how many of these pairs differ in sign or "
                      "significance; Explains: share of the variance between the options of the choice.");
    return COPSE_OK;
}
