/* See pool_coefficients.h. */
#include "pool_coefficients.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

const char *copse_i_statistic_head(copse_test test)
{
    return test == COPSE_TEST_Z ? "z" : "t";
}

void copse_i_coefficient_columns(copse_document *document, const char *statistic, double level, bool exact)
{
    char head[32];
    (void)snprintf(head, sizeof head, "%g %% CI", level);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "statistic", statistic, COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (isnan(level)) return;
    if (!exact) {
        copse_document_column(document, "ci", head, COPSE_ALIGN_RIGHT, 0);
        return;
    }
    copse_document_column(document, "ci_lower", "ci_lower", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci_upper", "ci_upper", COPSE_ALIGN_DECIMAL, -1);
}

copse_i_range copse_i_coefficient_range(int digits, const copse_coefficient *first, size_t n, size_t stride)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_range range = {0};
    const char *at = (const char *)first;
    for (size_t j = 0; j < n; j++) {
        const double se = ((const copse_coefficient *)(const void *)(at + j * stride))->se;
        if (se > 0) copse_i_spread_look(&spread, se);
    }
    range.decimals = copse_i_decimals(digits, spread);
    for (size_t j = 0; j < n; j++)
        copse_i_range_widen(&range, ((const copse_coefficient *)(const void *)(at + j * stride))->ci);
    return range;
}

void copse_i_coefficient_cells(copse_document *document, const copse_coefficient *c, const copse_i_range *range,
                               bool exact)
{
    const double number[] = {c->estimate, c->se, c->statistic, c->df, c->p, c->ci.lower, c->ci.upper};
    if (exact) {
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
        return;
    }
    copse_i_cell_number(document, c->estimate, range->decimals);
    copse_i_cell_number(document, c->se, range->decimals);
    copse_i_cell_number(document, c->statistic, 3);
    copse_i_cell_df(document, c->df);
    copse_i_cell_p(document, c->p);
    copse_i_cell_range(document, range, c->ci);
}

json_t *copse_i_plain_coefficient_json(copse_i_json *json, const char *name, const copse_coefficient *c)
{
    json_t *object = json_object();
    SET(object, "name", copse_i_json_text(json, name));
    SET(object, "estimate", copse_i_json_real(c->estimate));
    SET(object, "se", copse_i_json_real(c->se));
    SET(object, "statistic", copse_i_json_real(c->statistic));
    SET(object, "df", copse_i_json_whole(c->df));
    SET(object, "p", copse_i_json_real(c->p));
    SET(object, "ci_lower", copse_i_json_real(c->ci.lower));
    SET(object, "ci_upper", copse_i_json_real(c->ci.upper));
    return object;
}
