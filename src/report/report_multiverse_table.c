/* The specifications of a multiverse as a table. */
#include "pool_tables.h"
#include "report_multiverse.h"
#include "shown_number.h"

enum { MOST_ROWS = 48, SOME_ROWS = 12 };

static void specification_columns(copse_document *document, const copse_multiversed *m, bool machine)
{
    copse_document_column(document, "specification", "No.", COPSE_ALIGN_RIGHT, 0);
    for (size_t c = 0; c < m->multiverse->choices; c++)
        if (machine || m->multiverse->choice[c].levels > 1)
            copse_document_column(document, m->choice[c], m->choice[c], COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    if (machine) copse_document_column(document, "se", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci_lower", "from", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci_upper", "to", COPSE_ALIGN_DECIMAL, -1);
    if (machine) {
        copse_document_column(document, "statistic", "", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "df", "", COPSE_ALIGN_DECIMAL, -1);
    }
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (!machine) return;
    copse_document_column(document, "z", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "tau2", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "I2", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "why", "", COPSE_ALIGN_LEFT, 0);
}

static void specification_row(copse_document *document, const copse_multiversed *m, size_t s, int decimals,
                              bool machine)
{
    const copse_specification *spec = &m->multiverse->specification[s];
    copse_document_row(document);
    copse_document_number_as(document, (double)(s + 1), NULL);
    for (size_t c = 0; c < m->multiverse->choices; c++)
        if (machine || m->multiverse->choice[c].levels > 1)
            copse_document_text(document, copse_i_multiversed_option(m, c, s));
    copse_document_number_as(document, (double)spec->k, NULL);
    copse_i_cell_number(document, spec->estimate, decimals);
    if (machine) copse_document_number(document, spec->se);
    copse_i_cell_number(document, spec->ci.lower, decimals);
    copse_i_cell_number(document, spec->ci.upper, decimals);
    if (machine) {
        copse_document_number(document, spec->statistic);
        copse_document_number(document, spec->df);
    }
    copse_i_cell_p(document, spec->p);
    if (!machine) return;
    copse_document_number(document, spec->z);
    copse_document_number(document, spec->tau2);
    copse_document_number(document, spec->I2);
    copse_document_text(document, spec->fitted ? NULL : spec->why);
}

/* For people in order of the estimates, of many the ends and the middle. */
void copse_i_multiversed_table(copse_document *document, const copse_multiversed *m, const size_t *order, bool machine)
{
    const size_t n = m->multiverse->specifications;
    const int decimals = copse_i_multiversed_decimals(m);
    const bool few = machine || n <= MOST_ROWS;
    copse_document_heading(document, 2, few ? "Specifications" : "Specifications: the lowest, the middle, the highest");
    copse_document_table(document, "specifications", NULL);
    specification_columns(document, m, machine);
    const size_t fitted = m->multiverse->fitted, half = fitted / 2;
    for (size_t i = 0; i < n; i++) {
        const bool shown = few || i < SOME_ROWS || (i + SOME_ROWS / 2 >= half && i < half + SOME_ROWS / 2) ||
                           (i + SOME_ROWS >= fitted && i < fitted);
        if (!shown) continue;
        if (!few && (i + SOME_ROWS / 2 == half || i + SOME_ROWS == fitted)) copse_document_rule(document);
        specification_row(document, m, machine ? i : order[i], decimals, machine);
    }
}
