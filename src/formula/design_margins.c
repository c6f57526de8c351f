/* Which terms are margins of which. */
#include "design_parts.h"
#include "formula_terms.h"

static bool is_margin(const copse_i_terms *terms, size_t u, size_t t)
{
    if (u == t) return false;
    for (size_t w = 0; w < terms->words; w++)
        if ((terms->bits[u * terms->words + w] & ~terms->bits[t * terms->words + w]) != 0) return false;
    return true;
}

void copse_design_margins(const copse_design *design, bool *margin)
{
    const copse_i_design_state *state = design->state;
    for (size_t t = 0; t < design->terms; t++)
        for (size_t u = 0; u < design->terms; u++)
            margin[t * design->terms + u] = is_margin(&state->formula->terms, u, t);
}
