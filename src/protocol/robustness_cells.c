/* See robustness_cells.h. */
#include "robustness_cells.h"

#include "tables.h"

#include <math.h>

const copse_i_robustness *copse_i_robustness_of(const copse_i_run *run, size_t o)
{
    return run->robustness[o].main != NULL ? &run->robustness[o] : NULL;
}

/* ------------------------------------------------------------------------------------------------------- in words */

/* What an interval on one side of no effect favours; without `favours`: "above no effect". */
const char *copse_i_side_text(const copse_i_run *run, const copse_i_analysis *analysis, copse_i_side side)
{
    const copse_i_outcome *outcome = analysis->outcome;
    const copse_i_strings *favours = outcome->favours.line > 0 ? &outcome->favours : &run->spec->favours;
    if (side == COPSE_I_UNCLEAR) return "neither";
    if (side == COPSE_I_SIDE_NONE) return "no null value";
    const bool above = side == COPSE_I_ABOVE;
    if (favours->line == 0) return above ? "above no effect" : "below no effect";
    return favours->text[above == (analysis->direction > 0) ? 1 : 0];
}

copse_i_side copse_i_main_side(const copse_i_robustness *robustness)
{
    const copse_interval ci = robustness->main->fit.coef->ci;
    return copse_i_side_of(robustness->null, ci.lower, ci.upper);
}

bool copse_i_has_difference(const copse_i_robustness *robustness)
{
    return robustness->main->has_subgroups && isfinite(robustness->main->subgroups.p);
}

bool copse_i_subgroups_differ(const copse_i_robustness *robustness)
{
    return copse_i_has_difference(robustness) && robustness->main->subgroups.p < 1 - robustness->main->opts.level / 100;
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

void copse_i_text_cell(copse_document *document, copse_text *text)
{
    copse_document_check(document, copse_text_status(text));
    copse_document_text(document, text->length > 0 ? copse_text_string(text) : NULL);
    text->length = 0;
}

/* "9 of 10" for a reader; two numbers for a program. */
static void one_agreement(copse_document *document, bool machine, copse_i_agreement agreement)
{
    copse_text text = {0};
    if (machine) {
        copse_document_number(document, (double)agreement.same);
        copse_document_number(document, (double)agreement.asked);
        return;
    }
    if (agreement.asked > 0) copse_text_printf(&text, "%zu of %zu", agreement.same, agreement.asked);
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
}

void copse_i_agreement_cells(copse_document *document, bool machine, const copse_i_robustness *robustness,
                             copse_i_agreement_of *of)
{
    for (size_t kind = 0; kind < COPSE_I_CHECK_KINDS; kind++)
        one_agreement(document, machine, of(robustness, (copse_i_check_kind)kind));
}

void copse_i_survival_cell(copse_document *document, bool found, copse_i_agreement all)
{
    copse_text text = {0};
    survival(found, all, &text);
    copse_i_text_cell(document, &text);
    copse_text_free(&text);
}

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

copse_interval copse_i_estimates(const copse_i_robustness *robustness)
{
    return range(robustness, estimate_of);
}

copse_interval copse_i_differences(const copse_i_robustness *robustness)
{
    return range(robustness, between_p_of);
}
