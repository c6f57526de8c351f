/* Which terms are margins of which. */
#include "design_parts.h"
#include "formula_terms.h"

#include <stdlib.h>
#include <string.h>

/* The power of a label I(base^n), n a whole number of 2 or more, and its base, which is not terminated; else 1 and the
 * whole label. */
static long power_of(const char *label, const char **base, size_t *length)
{
    const char *caret = strrchr(label, '^');
    char *end = NULL;
    *base = label;
    *length = strlen(label);
    if (strncmp(label, "I(", 2) != 0 || caret == NULL) return 1;
    const long power = strtol(caret + 1, &end, 10);
    if (end == caret + 1 || strcmp(end, ")") != 0 || power < 2) return 1;
    *base = label + 2;
    *length = (size_t)(caret - *base);
    return power;
}

/* A lower power of the same, as x is of I(x^2). */
static bool is_lower_power(const char *lower, const char *label)
{
    const char *base[2];
    size_t length[2];
    const long power = power_of(label, &base[0], &length[0]), below = power_of(lower, &base[1], &length[1]);
    return below < power && length[0] == length[1] && strncmp(base[0], base[1], length[0]) == 0;
}

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
            margin[t * design->terms + u] =
                is_margin(&state->formula->terms, u, t) || (u < t && is_lower_power(design->term[u], design->term[t]));
}
