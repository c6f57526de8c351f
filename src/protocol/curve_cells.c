#include "curve_cells.h"

#include <math.h>
#include <string.h>

double copse_i_curve_shown(const copse_i_curve *curve, double x)
{
    const copse_i_outcome *outcome = curve->main->outcome;
    if (!curve->data.plan.comparable) return x;
    return copse_transform_apply_with(copse_transform_plain(outcome->shown_as), x, &outcome->settings);
}

const copse_i_outcome *copse_i_curve_outcome(const copse_i_curve *curve, size_t s)
{
    const copse_i_outcome *outcome = curve->main->outcome;
    const size_t level = outcome->other_measures > 0 ? copse_multiverse_level_of(&curve->data.plan, 0, s) : 0;
    return level > 0 ? &outcome->otherwise_measured[level - 1] : outcome;
}

const char *copse_i_curve_option(const copse_i_curve *curve, size_t c, size_t s)
{
    return curve->data.level[c][copse_multiverse_level_of(&curve->data.plan, c, s)];
}

void copse_i_curve_phrase(const copse_i_curve *curve, size_t c, size_t s, copse_text *text)
{
    const char *key = copse_i_curve_key(curve, c);
    if (strncmp(key, "lift_", 5) == 0) copse_text_printf(text, "%s lifted", curve->data.choice[c]);
    else if (strncmp(key, "exclude_", 8) == 0) copse_text_printf(text, "without %s", curve->data.choice[c]);
    else copse_text_add(text, copse_i_curve_option(curve, c, s));
}

double copse_i_curve_share(const copse_i_curve *curve, size_t n)
{
    return 100 * (double)n / (double)curve->result.fitted;
}

void copse_i_fixed_cell(copse_document *document, double x, int digits)
{
    char buf[COPSE_NUMBER_TEXT];
    if (isfinite(x)) copse_document_number_as(document, x, copse_format_fixed(buf, sizeof buf, x, digits));
    else copse_document_number(document, NAN);
}
